//! RELIABILITY 4.2. The Merkle tree over the hashes of a chain's links, as RFC 6962 builds it: its root says in 32 bytes
//! what the first n links are. Only the roots of the full subtrees are kept, so that it grows without the links.

use super::{
    Algorithm, Broken, Link,
    hash::{Hash, hex, unhex},
};

/// A tree as far as it has grown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    alg: Algorithm,
    size: u64,
    /// Roots of the full subtrees, the largest first: one per bit that is set in `size`.
    peaks: Vec<Hash>,
}

impl Tree {
    /// No leaf yet.
    pub fn new(alg: Algorithm) -> Self {
        Self { alg, size: 0, peaks: Vec::new() }
    }

    /// How many leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds the next link.
    pub fn push(&mut self, link: &Link) -> Result<(), Broken> {
        let leaf = unhex(&link.hash).ok_or(Broken::Hash(link.seq))?;
        let mut node = self.alg.over(&[&[0], &leaf]);
        let mut below = self.size;
        while below & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            node = self.alg.over(&[&[1], &left, &node]);
            below >>= 1;
        }
        self.peaks.push(node);
        self.size += 1;
        Ok(())
    }

    /// The root over all leaves; of an empty tree the hash of nothing.
    pub(super) fn root(&self) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return self.alg.over(&[]) };
        peaks.fold(*last, |right, left| self.alg.over(&[&[1], left, &right]))
    }

    /// As a column keeps it.
    pub fn peaks(&self) -> String {
        self.peaks.iter().map(|peak| hex(peak)).collect::<Vec<_>>().join(" ")
    }

    /// Back from [`Self::peaks`]; `None` = it is no tree of this size.
    pub fn grown(alg: Algorithm, size: u64, peaks: &str) -> Option<Self> {
        let peaks = peaks.split_whitespace().map(unhex).collect::<Option<Vec<_>>>()?;
        let fits = u32::try_from(peaks.len()).is_ok_and(|count| count == size.count_ones());
        fits.then_some(Self { alg, size, peaks })
    }
}
