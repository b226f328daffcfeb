//! Where pairs of letters stand.

use super::{Letter, place};

/// Places of the text by the letter there and the one behind it.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// By first letter: where its pairs begin in `seconds`; one more for the end.
    firsts: Vec<u32>,
    /// Second letters of the pairs.
    seconds: Vec<Letter>,
    /// By pair: where its places begin in `places`; one more for the end.
    starts: Vec<u32>,
    /// Places, ascending within a pair.
    places: Vec<u32>,
}

impl Postings {
    /// From `(first, second, place)` packed into numbers by [`pack`], in any order.
    pub(super) fn new(mut packed: Vec<u64>, letters: usize) -> Self {
        packed.sort_unstable();
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut made = Self { places: Vec::with_capacity(packed.len()), ..Self::default() };
        let mut last: Option<u64> = None;
        for key in packed {
            let pair = key >> 32;
            if last != Some(pair) {
                let [.., a, b, c, d] = pair.to_be_bytes();
                let first = usize::from(Letter::from_be_bytes([a, b]));
                while made.firsts.len() <= first {
                    made.firsts.push(count(made.seconds.len()));
                }
                made.seconds.push(Letter::from_be_bytes([c, d]));
                made.starts.push(count(made.places.len()));
                last = Some(pair);
            }
            made.places.push(u32::try_from(key & u64::from(u32::MAX)).unwrap_or_default());
        }
        while made.firsts.len() <= letters {
            made.firsts.push(count(made.seconds.len()));
        }
        made.starts.push(count(made.places.len()));
        made
    }

    /// The letters that follow `first` somewhere, each with the places of the pair.
    pub(super) fn pairs(&self, first: Letter) -> impl Iterator<Item = (Letter, &[u32])> {
        let at = |letter: usize| self.firsts.get(letter).map_or(0, |start| place(*start));
        let first = usize::from(first);
        (at(first)..at(first + 1)).filter_map(|pair| {
            let start = place(*self.starts.get(pair)?);
            let end = place(*self.starts.get(pair + 1)?);
            Some((*self.seconds.get(pair)?, self.places.get(start..end)?))
        })
    }
}

/// A place with its two letters, so that sorting numbers sorts by letters, then by place.
pub(super) fn pack(first: Letter, second: Letter, at: u32) -> u64 {
    u64::from(first) << 48 | u64::from(second) << 32 | u64::from(at)
}
