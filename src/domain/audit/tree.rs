//! RELIABILITY 4.2. The Merkle tree over the hashes of a chain's links, as RFC 6962 builds it: its root says in 32 bytes
//! what the first n links are. Only the roots of the full subtrees are kept, so that it grows without the links.

use super::{
    Algorithm, Broken, Link,
    hash::{Hash, hex, unhex},
};

/// Is told of two nodes that become one: left, right, both.
pub(super) type Joined<'a> = dyn FnMut(&Hash, &Hash, &Hash) + 'a;

/// The leaf of a link, by the link's hash; `None` = it is no hash.
pub(super) fn leaf(alg: Algorithm, hash: &str) -> Option<Hash> {
    Some(alg.over(&[&[0], &unhex(hash)?]))
}

/// RFC 9162, 2.1.3.2: the root of a tree of `size` leaves in which the leaf at `index`, from 0, has these neighbours on
/// its way up; `None` = a way in such a tree is longer or shorter.
pub(super) fn root_above(alg: Algorithm, leaf: Hash, index: u64, size: u64, path: &[Hash]) -> Option<Hash> {
    let (mut at, mut last) = (index, size.checked_sub(1).filter(|last| index <= *last)?);
    let mut node = leaf;
    for side in path {
        if last == 0 {
            return None;
        }
        if at & 1 == 1 || at == last {
            node = alg.over(&[&[1], side, &node]);
            // The last node of a row that has nothing to its right goes up as it is.
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            node = alg.over(&[&[1], &node, side]);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    (last == 0).then_some(node)
}

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
        self.push_watched(link, &mut |_, _, _| ())
    }

    /// The same; `joined` is told of every two nodes that become one: left, right, both.
    pub(super) fn push_watched(&mut self, link: &Link, joined: &mut Joined<'_>) -> Result<(), Broken> {
        let mut node = leaf(self.alg, &link.hash).ok_or(Broken::Hash(link.seq))?;
        let mut below = self.size;
        while below & 1 == 1 {
            let Some(left) = self.peaks.pop() else { break };
            let both = self.alg.over(&[&[1], &left, &node]);
            joined(&left, &node, &both);
            node = both;
            below >>= 1;
        }
        self.peaks.push(node);
        self.size += 1;
        Ok(())
    }

    /// The root over all leaves; of an empty tree the hash of nothing.
    pub(super) fn root(&self) -> Hash {
        self.root_watched(&mut |_, _, _| ())
    }

    /// The same; `joined` is told as in [`Self::push_watched`].
    pub(super) fn root_watched(&self, joined: &mut Joined<'_>) -> Hash {
        let mut peaks = self.peaks.iter().rev();
        let Some(last) = peaks.next() else { return self.alg.over(&[]) };
        peaks.fold(*last, |right, left| {
            let both = self.alg.over(&[&[1], left, &right]);
            joined(left, &right, &both);
            both
        })
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
