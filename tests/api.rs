//! The centre over its wire: the router is called in memory, as the demo's desk calls it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "api/world.rs"]
mod world;

#[path = "api/hall.rs"]
mod hall;
#[path = "api/main_job.rs"]
mod main_job;

#[path = "api/desk.rs"]
mod desk;
