//! Floor 4. The clerk's machine without a screen.

pub mod api;
pub mod outbox;
