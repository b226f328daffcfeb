//! Floor 1. The law, once: a module per chapter of the rulebook, pure functions over plain data.
//!
//! The desk uses these functions to show what will happen; the centre uses the very same ones to decide. Nothing here
//! reads a clock, a disk or a network: `now`, the calendar, the guide and the evidence are arguments. Functions and
//! tests name the rule they carry out (`R2.15`).
//!
//! A chapter may use only chapters above it in this list (`tests/house.rs` holds the order).

pub mod reason;

pub mod audit;
pub mod calendar;
pub mod codes;
pub mod privacy;
pub mod settings;

pub mod clock;
pub mod guide;
pub mod light;

pub mod agency;
pub mod exemption;
pub mod role;

pub mod check;
pub mod procedure;
pub mod tolerance;

pub mod acceptance;
pub mod escalation;

pub mod case;

pub mod lifecycle;

pub mod conflict;
