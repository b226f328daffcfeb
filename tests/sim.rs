//! The promise of exactly-once, attacked: the protocol as an exhaustive search, the real desk and the real centre in
//! one thread under seeded faults, a checker of histories, processes killed, unsynced writes lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "api/on_file.rs"]
mod books;
#[path = "sim/checker.rs"]
mod checker;
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
#[path = "sim/faults.rs"]
mod faults;
#[allow(dead_code)]
#[path = "api/world.rs"]
mod hall;
#[path = "sim/histories.rs"]
mod histories;
#[path = "sim/histories_bad.rs"]
mod histories_bad;
#[path = "sim/histories_good.rs"]
mod histories_good;
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
#[path = "sim/model.rs"]
mod model;
#[path = "sim/model_centre.rs"]
mod model_centre;
#[path = "sim/model_desk.rs"]
mod model_desk;
#[path = "sim/model_search.rs"]
mod model_search;
#[path = "sim/simulation.rs"]
mod simulation;
#[allow(dead_code)]
#[path = "pty/terminal.rs"]
mod terminal;
#[path = "sim/vfs.rs"]
mod vfs;
#[path = "sim/vfs_disk.rs"]
mod vfs_disk;
#[path = "sim/world.rs"]
mod world;
#[path = "sim/world_chaos.rs"]
mod world_chaos;
#[path = "sim/world_clerk.rs"]
mod world_clerk;
#[path = "sim/world_desk.rs"]
mod world_desk;
#[path = "sim/world_dump.rs"]
mod world_dump;
#[path = "sim/world_line.rs"]
mod world_line;
#[path = "sim/world_net.rs"]
mod world_net;
#[path = "sim/world_template.rs"]
mod world_template;
#[path = "sim/world_wide.rs"]
mod world_wide;
