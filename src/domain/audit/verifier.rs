//! RELIABILITY 4.2, 4.3. Proving a chain in one pass and constant memory: every link against the one before, and the whole
//! against what left the centre while it grew.

use std::collections::BTreeMap;

use super::{AuditKey, Broken, Chain, Checkpoint, Head, Link, Note, Tree};

/// Checks an Ed25519 signature: public key, text, signature. The cryptography lives a floor above.
pub type SignatureCheck = dyn Fn(&[u8; 32], &[u8], &[u8]) -> bool;

/// A proof on its way. Witnesses are named first, then the links come in order.
pub struct Verifier<'a> {
    chain: Chain,
    key: AuditKey,
    holds: &'a SignatureCheck,
    head: Head,
    tree: Tree,
    /// Places and hashes that receipts saw.
    receipts: BTreeMap<u64, Vec<String>>,
    /// Genuine checkpoints that lie ahead.
    ahead: BTreeMap<u64, Vec<Checkpoint>>,
    covered: Option<Checkpoint>,
    checkpoints: u64,
}

/// What was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The last link.
    pub head: Head,
    /// How many checkpoints agree with the chain.
    pub checkpoints: u64,
    /// The farthest of them. Links after it could have been cut off unseen; without one, any could.
    pub covered: Option<Checkpoint>,
}

impl<'a> Verifier<'a> {
    /// Begins before the first link.
    pub fn new(chain: Chain, key: AuditKey, holds: &'a SignatureCheck) -> Self {
        Self {
            head: chain.genesis(),
            tree: Tree::new(chain.alg),
            chain,
            key,
            holds,
            receipts: BTreeMap::new(),
            ahead: BTreeMap::new(),
            covered: None,
            checkpoints: 0,
        }
    }

    /// A receipt that left the centre saw this hash at this place.
    pub fn receipt(&mut self, seq: u64, hash: &str) {
        self.receipts.entry(seq).or_default().push(hash.to_owned());
    }

    /// A checkpoint: it must be genuine, and it is compared as soon as the chain has come as far.
    pub fn checkpoint(&mut self, note: &Note) -> Result<(), Broken> {
        let size = note.checkpoint.head.seq;
        if !note.signed_by(&self.key, self.holds) {
            return Err(Broken::Forged(size));
        }
        if size < self.head.seq {
            // It comes too late to be compared: checkpoints stand before the links, or right behind the last that they
            // cover.
            return Err(Broken::Order(size));
        }
        self.ahead.entry(size).or_default().push(note.checkpoint.clone());
        self.compare()
    }

    /// The next link.
    pub fn link(&mut self, link: &Link) -> Result<(), Broken> {
        self.chain.follows(&self.head, link)?;
        if self.receipts.get(&link.seq).is_some_and(|seen| seen.iter().any(|hash| *hash != link.hash)) {
            return Err(Broken::Witness(link.seq));
        }
        self.tree.push(link)?;
        self.head = link.head();
        self.compare()
    }

    /// The end: nothing that was seen is missing.
    pub fn finish(self) -> Result<Whole, Broken> {
        let seen = self.receipts.range(self.head.seq + 1..).next().map(|(seq, _)| *seq);
        let signed = self.ahead.keys().next().copied();
        match signed.into_iter().chain(seen).min() {
            Some(seq) => Err(Broken::CutOff(seq)),
            None => Ok(Whole { head: self.head, checkpoints: self.checkpoints, covered: self.covered }),
        }
    }

    /// Compares the checkpoints over exactly as many links as there are now.
    fn compare(&mut self) -> Result<(), Broken> {
        for checkpoint in self.ahead.remove(&self.head.seq).unwrap_or_default() {
            if !checkpoint.agrees(&self.chain, &self.head, &self.tree) {
                return Err(Broken::Checkpoint(self.head.seq));
            }
            // The same one may have come by two ways.
            if self.covered.as_ref() != Some(&checkpoint) {
                self.checkpoints += 1;
                self.covered = Some(checkpoint);
            }
        }
        Ok(())
    }
}
