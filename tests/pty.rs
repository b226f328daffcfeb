//! The real binary in a pseudo-terminal: what a person at the keyboard meets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "pty/agent.rs"]
mod agent;
#[path = "pty/basics.rs"]
mod basics;
#[path = "pty/clerk.rs"]
mod clerk;
#[path = "pty/crash.rs"]
mod crash;
#[path = "pty/ends.rs"]
mod ends;
#[path = "pty/files.rs"]
mod files;
#[path = "pty/hardship.rs"]
mod hardship;
#[path = "pty/hostile.rs"]
mod hostile;
#[path = "pty/input_method.rs"]
mod input_method;
#[path = "pty/lock.rs"]
mod lock;
#[path = "pty/main_job.rs"]
mod main_job;
#[path = "pty/plain.rs"]
mod plain;
#[path = "pty/runs.rs"]
mod runs;
#[path = "pty/scans.rs"]
mod scans;
#[path = "pty/store.rs"]
mod store;
#[path = "pty/talk.rs"]
mod talk;
#[path = "pty/terminal.rs"]
mod terminal;
