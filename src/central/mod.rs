//! Floor 4. The central service: the one that decides.

pub mod demo;
pub mod registers;
pub mod store;
