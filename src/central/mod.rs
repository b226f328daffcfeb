//! Floor 4. The central service.

pub mod demo;
pub mod import;
pub mod registers;
