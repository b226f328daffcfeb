//! The machine's own time, randomness and threads.

use std::thread;

use jiff::Timestamp;

use crate::ports::{Clock, Entropy, Spawn};

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The machine's random source.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, into: &mut [u8]) {
        // A machine without randomness can keep no secret and give no id: better no program than a guessable one.
        if getrandom::fill(into).is_err() {
            std::process::abort();
        }
    }
}

/// Blocking work on threads of the async runtime, or on one of its own where there is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Threads;

impl Spawn for Threads {
    fn run(&self, work: Box<dyn FnOnce() + Send>) {
        match tokio::runtime::Handle::try_current() {
            Ok(handle) => drop(handle.spawn_blocking(work)),
            Err(_) => drop(thread::spawn(work)),
        }
    }
}
