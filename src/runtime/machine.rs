//! The machine as the ports want it: its clock, its randomness, its threads.

use jiff::Timestamp;

use crate::ports::{Clock, Entropy, Spawn};

/// The clock of this machine.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The randomness of the operating system.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, into: &mut [u8]) {
        if getrandom::fill(into).is_err() {
            // Without randomness there are no keys and no ids that nobody can guess: going on would be worse.
            std::process::abort();
        }
    }
}

/// Blocking work goes to the threads that tokio keeps for it.
#[derive(Debug, Clone)]
pub struct Threads(tokio::runtime::Handle);

impl Threads {
    /// Threads of this runtime.
    pub const fn of(runtime: tokio::runtime::Handle) -> Self {
        Self(runtime)
    }
}

impl Spawn for Threads {
    fn run(&self, work: Box<dyn FnOnce() + Send>) {
        drop(self.0.spawn_blocking(work));
    }
}
