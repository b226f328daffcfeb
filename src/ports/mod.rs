//! Floor 1. What the program takes from the machine it runs on: time, randomness, background work.
//!
//! Rules never ask for these themselves: a command or a request reads the clock once and hands `now` on, so that a
//! test, a lesson and a simulation can own time. The real versions live in `cli` and `runtime`; the manual ones here.

mod clock;
mod entropy;
mod spawn;

pub use clock::{Clock, ManualClock};
pub use entropy::{Entropy, ManualEntropy};
pub use spawn::{Inline, Spawn};
