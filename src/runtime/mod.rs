//! Floor 7. Joins the pure program to the machine.

mod system;

pub use system::{SystemClock, SystemEntropy, Threads};
