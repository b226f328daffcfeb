//! The real binary in a pseudo-terminal: what a person at the keyboard meets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "pty/agent.rs"]
mod agent;
#[path = "pty/basics.rs"]
mod basics;
#[path = "pty/crash.rs"]
mod crash;
#[path = "pty/ends.rs"]
mod ends;
#[path = "pty/hardship.rs"]
mod hardship;
#[path = "pty/lock.rs"]
mod lock;
#[path = "pty/main_job.rs"]
mod main_job;
#[path = "pty/plain.rs"]
mod plain;
#[path = "pty/store.rs"]
mod store;
#[path = "pty/terminal.rs"]
mod terminal;
