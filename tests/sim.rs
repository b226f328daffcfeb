//! The promise of exactly-once, attacked: the protocol as an exhaustive search, the real desk and the real centre in
//! one thread under seeded faults, a checker of histories, processes killed, unsynced writes lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
