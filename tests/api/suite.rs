//! The suite over one engine; `books` knows which.

mod audit;
pub mod books;
mod conflict;
mod desk;
mod forms;
mod four_eyes;
pub mod gate;
mod hall;
mod main_job;
mod matrix;
mod people;
mod privacy;
pub mod protocol;
mod registers;
mod restore;
mod rights;
mod sight;
mod sign_in;
mod sign_in_device;
mod sign_in_staff;
mod sync;
mod time;
pub mod world;
