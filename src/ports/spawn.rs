//! Background work as an argument: threads in the product, inline in a simulation.

/// Runs blocking work (store calls, key derivation) away from the caller.
pub trait Spawn: Send + Sync {
    /// Runs `work`, now or soon.
    fn run(&self, work: Box<dyn FnOnce() + Send>);
}

/// Runs everything at once in the caller's thread, so that one thread can hold client and centre.
#[derive(Debug, Default, Clone, Copy)]
pub struct Inline;

impl Spawn for Inline {
    fn run(&self, work: Box<dyn FnOnce() + Send>) {
        work();
    }
}
