//! The suite over one engine; `books` knows which.

mod audit;
mod backup;
pub mod books;
mod conflict;
mod desk;
mod forms;
mod four_eyes;
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
mod sync;
mod time;
pub mod world;
