//! The promise of exactly-once, attacked: the protocol as an exhaustive search, the real desk and the real centre in
//! one thread under seeded faults, a checker of histories, processes killed, unsynced writes lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "sim/cut.rs"]
mod cut;
#[path = "sim/cut_centre.rs"]
mod cut_centre;
#[path = "sim/cut_desk.rs"]
mod cut_desk;
#[path = "sim/cut_fault.rs"]
mod cut_fault;
#[path = "sim/cut_image.rs"]
mod cut_image;
#[path = "sim/cut_session.rs"]
mod cut_session;
#[allow(dead_code)]
#[path = "api/world.rs"]
mod hall;
#[path = "sim/kill.rs"]
mod kill;
#[path = "sim/kill_centre.rs"]
mod kill_centre;
#[path = "sim/kill_desk.rs"]
mod kill_desk;
#[path = "sim/kill_window.rs"]
mod kill_window;
#[path = "sim/kill_worker.rs"]
mod kill_worker;
#[path = "sim/ledger.rs"]
mod ledger;
#[allow(dead_code)]
#[path = "pty/terminal.rs"]
mod terminal;
#[path = "sim/vfs.rs"]
mod vfs;
#[path = "sim/vfs_disk.rs"]
mod vfs_disk;
