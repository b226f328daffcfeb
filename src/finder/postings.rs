//! Where pairs of letters stand.

use super::{Letter, SEPARATOR, place};

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
    /// From places of `text` in ascending order. A place is all that is carried about: there are millions of them, and the
    /// letters are looked up in the text.
    pub(super) fn new(text: &[Letter], places: Vec<u32>, letters: usize) -> Self {
        let letter = |at: u32, behind: usize| text.get(place(at) + behind).copied().unwrap_or(SEPARATOR);
        // Sorted by the second letter, then by the first, each time keeping the order of equals: sorted by pair, then place.
        let by_second = sorted_by(&places, letters, |at| letter(at, 1));
        drop(places);
        let places = sorted_by(&by_second, letters, |at| letter(at, 0));
        drop(by_second);
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let mut made = Self::default();
        let mut last: Option<(Letter, Letter)> = None;
        for (before, at) in places.iter().enumerate() {
            let (first, second) = (letter(*at, 0), letter(*at, 1));
            if last != Some((first, second)) {
                while made.firsts.len() <= usize::from(first) {
                    made.firsts.push(count(made.seconds.len()));
                }
                made.seconds.push(second);
                made.starts.push(count(before));
                last = Some((first, second));
            }
        }
        while made.firsts.len() <= letters {
            made.firsts.push(count(made.seconds.len()));
        }
        made.starts.push(count(places.len()));
        made.seconds.shrink_to_fit();
        made.starts.shrink_to_fit();
        Self { places, ..made }
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

/// The places by one of their letters, equals in the order in which they came: counted, not compared, since there are
/// millions of places and a few thousand letters.
fn sorted_by(places: &[u32], letters: usize, letter: impl Fn(u32) -> Letter) -> Vec<u32> {
    let mut next = vec![0_usize; letters + 1];
    for at in places {
        if let Some(count) = next.get_mut(usize::from(letter(*at)) + 1) {
            *count += 1;
        }
    }
    let mut before = 0;
    for start in &mut next {
        before += *start;
        *start = before;
    }
    let mut sorted = vec![0; places.len()];
    for at in places {
        if let Some(next) = next.get_mut(usize::from(letter(*at))) {
            if let Some(to) = sorted.get_mut(*next) {
                *to = *at;
            }
            *next += 1;
        }
    }
    sorted
}
