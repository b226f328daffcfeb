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
    /// From pairs in the order of their places.
    pub(super) fn new(pairs: &[Pair], letters: usize) -> Self {
        // Sorted by the second letter, then by the first, each time keeping the order of equals: sorted by pair, then place.
        let pairs = sorted_by(&sorted_by(pairs, letters, |pair| pair.second), letters, |pair| pair.first);
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut made = Self { places: Vec::with_capacity(pairs.len()), ..Self::default() };
        let mut last: Option<(Letter, Letter)> = None;
        for Pair { first, second, at } in pairs {
            if last != Some((first, second)) {
                while made.firsts.len() <= usize::from(first) {
                    made.firsts.push(count(made.seconds.len()));
                }
                made.seconds.push(second);
                made.starts.push(count(made.places.len()));
                last = Some((first, second));
            }
            made.places.push(at);
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

/// A place with the letter there and the one behind it.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Pair {
    pub first: Letter,
    pub second: Letter,
    pub at: u32,
}

/// The pairs by one of their letters, equals in the order in which they came: counted, not compared, since there are
/// millions of pairs of a few thousand letters.
fn sorted_by(pairs: &[Pair], letters: usize, letter: impl Fn(&Pair) -> Letter) -> Vec<Pair> {
    let mut next = vec![0_usize; letters + 1];
    for pair in pairs {
        if let Some(count) = next.get_mut(usize::from(letter(pair)) + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for start in &mut next {
        before += *start;
        *start = before;
    }
    let mut sorted = vec![Pair::default(); pairs.len()];
    for pair in pairs {
        if let Some(next) = next.get_mut(usize::from(letter(pair))) {
            if let Some(to) = sorted.get_mut(*next) {
                *to = *pair;
            }
            *next += 1;
        }
    }
    sorted
}
