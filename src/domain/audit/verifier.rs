//! RELIABILITY 4.2, 4.3. Proving a chain in one pass and constant memory: every link against the one before, and the whole
//! against what left the centre while it grew.

use std::collections::BTreeMap;

use super::{AuditKey, Broken, Chain, Checkpoint, Head, Inclusion, Link, Note, Tree, inclusion::Branch};

/// Checks an Ed25519 signature: public key, text, signature. The cryptography lives a floor above.
pub type SignatureCheck = dyn Fn(&[u8; 32], &[u8], &[u8]) -> bool;

/// What is asked of a chain beside whether it is whole. Nothing more, if nothing is said.
#[derive(Debug, Clone, Default)]
pub struct Inquiry {
    /// Checkpoints that left the centre another way.
    pub notes: Vec<Note>,
    /// Places and hashes that receipts saw.
    pub receipts: Vec<(u64, String)>,
    /// The first place that matters. A file of links is read from its beginning all the same.
    pub from: Option<u64>,
    /// The last place that matters: the first checkpoint that covers it ends the proof.
    pub to: Option<u64>,
    /// A proof is wanted that the link at this place lies in the chain.
    pub prove: Option<u64>,
}

/// A proof on its way. Witnesses are named first, then the links come in order.
pub struct Verifier<'a> {
    chain: Chain,
    key: AuditKey,
    holds: &'a SignatureCheck,
    start: u64,
    head: Head,
    tree: Tree,
    /// Places and hashes that receipts saw.
    receipts: BTreeMap<u64, Vec<String>>,
    /// Genuine checkpoints that lie ahead.
    ahead: BTreeMap<u64, Vec<Note>>,
    covered: Option<Checkpoint>,
    checkpoints: u64,
    until: Option<u64>,
    branch: Option<Branch>,
    proof: Option<Inclusion>,
}

/// What was proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whole {
    /// The first link that was proven.
    pub first: u64,
    /// The last link.
    pub head: Head,
    /// How many checkpoints agree with the chain.
    pub checkpoints: u64,
    /// The farthest of them. Links after it could have been cut off unseen; without one, any could.
    pub covered: Option<Checkpoint>,
    /// The proof that was wanted, by the farthest checkpoint; `None` = there is no such link, or none covers it.
    pub proof: Option<Inclusion>,
}

impl<'a> Verifier<'a> {
    /// Begins before the first link.
    pub fn new(chain: Chain, key: AuditKey, holds: &'a SignatureCheck) -> Self {
        Self {
            start: 0,
            head: chain.genesis(),
            tree: Tree::new(chain.alg),
            chain,
            key,
            holds,
            receipts: BTreeMap::new(),
            ahead: BTreeMap::new(),
            covered: None,
            checkpoints: 0,
            until: None,
            branch: None,
            proof: None,
        }
    }

    /// Begins behind the links that a checkpoint covers instead, where the tree over them was kept: they are taken to be
    /// those that were signed.
    pub fn behind(&mut self, note: &Note, tree: Tree) -> Result<(), Broken> {
        let head = &note.checkpoint.head;
        if !note.signed_by(&self.key, self.holds) {
            return Err(Broken::Forged(head.seq));
        }
        if !note.checkpoint.agrees(&self.chain, head, &tree) {
            return Err(Broken::Checkpoint(head.seq));
        }
        (self.start, self.head, self.tree) = (head.seq, head.clone(), tree);
        Ok(())
    }

    /// What is asked beside. What speaks only of links before the first one is passed over.
    pub fn ask(&mut self, inquiry: &Inquiry) -> Result<(), Broken> {
        self.until = inquiry.to;
        self.branch = inquiry.prove.map(Branch::of);
        for (seq, hash) in inquiry.receipts.iter().filter(|(seq, _)| *seq > self.start) {
            self.receipts.entry(*seq).or_default().push(hash.clone());
        }
        let start = self.start;
        let mut told = inquiry.notes.iter().filter(|note| note.checkpoint.head.seq >= start);
        told.try_for_each(|note| self.checkpoint(note))
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
        self.ahead.entry(size).or_default().push(note.clone());
        self.compare()
    }

    /// The next link.
    pub fn link(&mut self, link: &Link) -> Result<(), Broken> {
        self.chain.follows(&self.head, link)?;
        if self.receipts.get(&link.seq).is_some_and(|seen| seen.iter().any(|hash| *hash != link.hash)) {
            return Err(Broken::Witness(link.seq));
        }
        match &mut self.branch {
            Some(branch) => branch.grow(&mut self.tree, &self.head, link, &self.chain)?,
            None => self.tree.push(link)?,
        }
        self.head = link.head();
        self.compare()
    }

    /// Everything that matters is proven; what follows need not be read.
    pub fn is_done(&self) -> bool {
        let covers = |checkpoint: &Checkpoint, to| checkpoint.head.seq >= to;
        self.until.is_some_and(|to| self.covered.as_ref().is_some_and(|covered| covers(covered, to)))
    }

    /// The end: nothing that was seen is missing.
    pub fn finish(self) -> Result<Whole, Broken> {
        let seen = self.receipts.range(self.head.seq + 1..).next().map(|(seq, _)| *seq);
        let signed = self.ahead.keys().next().copied();
        let missing = signed.into_iter().chain(seen).min();
        match missing.filter(|_| !self.is_done()) {
            Some(seq) => Err(Broken::CutOff(seq)),
            None => Ok(Whole {
                first: self.start + 1,
                head: self.head,
                checkpoints: self.checkpoints,
                covered: self.covered,
                proof: self.proof,
            }),
        }
    }

    /// Compares the checkpoints over exactly as many links as there are now.
    fn compare(&mut self) -> Result<(), Broken> {
        for note in self.ahead.remove(&self.head.seq).unwrap_or_default() {
            if !note.checkpoint.agrees(&self.chain, &self.head, &self.tree) {
                return Err(Broken::Checkpoint(self.head.seq));
            }
            // The same one may have come by two ways.
            if self.covered.as_ref() != Some(&note.checkpoint) {
                self.checkpoints += 1;
                self.proof = self.branch.as_ref().and_then(|branch| branch.proof(&self.tree, &note));
                self.covered = Some(note.checkpoint);
            }
        }
        Ok(())
    }
}
