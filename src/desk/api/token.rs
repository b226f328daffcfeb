//! The access token in memory, and who renews it.

use std::{future::Future, pin::Pin};

use zeroize::Zeroizing;

/// The token that requests carry.
#[derive(Default)]
pub(super) struct Token {
    /// As the centre gave it; wiped when another takes its place.
    pub(super) text: Option<Zeroizing<String>>,
    /// Counts the tokens.
    pub(super) turn: u64,
}

impl Token {
    pub(super) fn set(&mut self, text: Option<Zeroizing<String>>) {
        self.text = text;
        self.turn += 1;
    }
}

/// A renewal under way; true = there is a token that the centre has just given.
pub(in crate::desk) type Renewing<'a> = Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

/// Renews the token, one at a time: who comes while somebody else renews it gets what comes of that.
pub(in crate::desk) trait Renew: Send + Sync {
    /// It is about to end, or there is none in memory although one can be had.
    fn is_due(&self) -> bool;
    /// Gets a newer one than this.
    fn renew(&self, turn: u64) -> Renewing<'_>;
    /// Gives this one up: its holder has to sign in anew. No newer one would do.
    fn give_up(&self, turn: u64) -> Renewing<'_>;
}
