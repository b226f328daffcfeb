//! The promise of exactly-once, attacked: the protocol as an exhaustive search, the real desk and the real centre in
//! one thread under seeded faults, a checker of histories, processes killed, unsynced writes lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "sim/cut.rs"]
mod cut;
#[path = "sim/cut_desk.rs"]
mod cut_desk;
#[path = "sim/cut_fault.rs"]
mod cut_fault;
#[path = "sim/cut_image.rs"]
mod cut_image;
#[path = "sim/cut_session.rs"]
mod cut_session;
#[cfg(unix)]
#[path = "sim/vfs.rs"]
mod vfs;
#[path = "sim/vfs_disk.rs"]
mod vfs_disk;
