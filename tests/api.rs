//! The centre over its wire: the router is called in memory, as the demo's desk calls it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "api/audit.rs"]
mod audit;
#[path = "api/conflict.rs"]
mod conflict;
#[path = "api/desk.rs"]
mod desk;
#[path = "api/forms.rs"]
mod forms;
#[path = "api/four_eyes.rs"]
mod four_eyes;
#[path = "api/hall.rs"]
mod hall;
#[path = "api/main_job.rs"]
mod main_job;
#[path = "api/matrix.rs"]
mod matrix;
#[path = "api/people.rs"]
mod people;
#[path = "api/privacy.rs"]
mod privacy;
#[path = "api/protocol.rs"]
mod protocol;
#[path = "api/registers.rs"]
mod registers;
#[path = "api/restore.rs"]
mod restore;
#[path = "api/rights.rs"]
mod rights;
#[path = "api/sight.rs"]
mod sight;
#[path = "api/sync.rs"]
mod sync;
#[path = "api/time.rs"]
mod time;
#[path = "api/world.rs"]
mod world;
