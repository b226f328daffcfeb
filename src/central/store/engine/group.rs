//! Several commands that become durable together. A disk confirms one commit of eight windows about as fast as that of
//! one, so whoever finishes while others wait for their turn leaves the transaction open to them; the last one commits
//! for all. Each stands behind a mark of its own, so that one that fails undoes only itself, and nobody is answered
//! before the commit. Where the whole fails, everybody does their work again, each in a transaction of their own.

use std::sync::{
    Arc, Condvar, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use crate::central::store::Heads;

/// Most commands of one commit: the first of them waits for the last.
const MOST: usize = 16;

/// What became of a shared transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// It is durable.
    Kept,
    /// Nothing of it was done.
    Undone,
    /// Nobody can say.
    #[cfg(feature = "postgres")]
    Unsure,
}

/// Where those who worked in a shared transaction wait for its end.
#[derive(Debug, Default)]
pub(super) struct Fate {
    ended: Mutex<Option<Ended>>,
    told: Condvar,
}

impl Fate {
    fn tell(&self, ended: Ended) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(ended);
        self.told.notify_all();
    }

    /// Waits for the end.
    pub(super) fn wait(&self) -> Ended {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(ended) = *ended {
                return ended;
            }
            ended = self.told.wait(ended).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A transaction that is open, and whose work is done in it. Dropped without a word it was undone.
#[derive(Debug)]
pub(super) struct Group {
    /// The centre's row as the last of them left it.
    pub(super) heads: Option<Heads>,
    fate: Arc<Fate>,
    members: usize,
    told: bool,
}

impl Group {
    /// One that nobody has worked in yet.
    pub(super) fn new(heads: Option<Heads>) -> Self {
        Self { heads, fate: Arc::default(), members: 0, told: false }
    }

    /// One more has done their work.
    pub(super) fn joined(&mut self) -> Arc<Fate> {
        self.members += 1;
        self.fate.clone()
    }

    /// How many have.
    pub(super) fn members(&self) -> usize {
        self.members
    }

    /// Tells all of them how it ended.
    pub(super) fn end(mut self, ended: Ended) {
        self.told = true;
        self.fate.tell(ended);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.told {
            self.fate.tell(Ended::Undone);
        }
    }
}

/// Those who wait for the writer. Each of them will have it, so that a transaction may be left open to them.
#[derive(Debug, Default)]
pub(super) struct Queue(AtomicUsize);

impl Queue {
    /// Waits for the writer as one of the queue.
    pub(super) fn through<G>(&self, lock: impl FnOnce() -> G) -> G {
        self.0.fetch_add(1, Ordering::SeqCst);
        let writer = lock();
        self.0.fetch_sub(1, Ordering::SeqCst);
        writer
    }

    /// Whether somebody comes who can end this transaction.
    pub(super) fn goes_on(&self, group: &Group) -> bool {
        group.members < MOST && self.0.load(Ordering::SeqCst) > 0
    }
}
