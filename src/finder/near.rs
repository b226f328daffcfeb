//! What to offer when nothing is found: a clerk at a window wants the item, not the news that it was mistyped.

use super::{Hit, Index, Place, search::words};
use crate::text::readings;

/// Words longer than this are not tried letter by letter.
const LONGEST_TRIED: usize = 16;

impl Index {
    /// The items nearest to a query that finds nothing, nearest first: those that sound the same (the input method's wrong
    /// character), that lack one of the words or one letter, that have two neighbours exchanged, and in the end those with the
    /// longest beginning or end of what was typed.
    pub fn near(&self, query: &str, limit: usize) -> Vec<Hit> {
        let words = words(query);
        let mut found: Vec<Hit> = Vec::new();
        for tried in attempts(&words) {
            let room = limit.saturating_sub(found.len());
            if room == 0 {
                break;
            }
            for hit in self.search(&tried, limit, &[]) {
                if found.len() < limit && !found.iter().any(|known| known.index == hit.index) {
                    found.push(Hit { place: Place::Near, ..hit });
                }
            }
        }
        if found.is_empty() { self.longest_part(&words, limit) } else { found }
    }

    /// The longest beginning or end of any word that finds something.
    fn longest_part(&self, words: &[Vec<char>], limit: usize) -> Vec<Hit> {
        let longest = words.iter().map(Vec::len).max().unwrap_or_default().min(LONGEST_TRIED);
        for length in (1..longest).rev() {
            for word in words {
                let start = word.get(..length);
                let end = word.len().checked_sub(length).and_then(|from| word.get(from..));
                for part in [start, end].into_iter().flatten() {
                    // One Latin letter says nothing.
                    if length == 1 && part.iter().all(char::is_ascii) {
                        continue;
                    }
                    let hits = self.search(&part.iter().collect::<String>(), limit, &[]);
                    if !hits.is_empty() {
                        return hits.into_iter().map(|hit| Hit { place: Place::Near, ..hit }).collect();
                    }
                }
            }
        }
        Vec::new()
    }
}

/// Other forms of the query, likeliest first.
fn attempts(words: &[Vec<char>]) -> Vec<String> {
    let mut all = Vec::new();
    let spelled: Vec<String> = words.iter().map(|word| spell(word)).collect();
    let as_typed: Vec<String> = words.iter().map(|word| word.iter().collect()).collect();
    if spelled != as_typed {
        all.push(spelled.join(" "));
    }
    let with = |at: usize, instead: String| {
        let mut other = as_typed.clone();
        if let Some(word) = other.get_mut(at) {
            *word = instead;
        }
        other.join(" ")
    };
    for (at, word) in words.iter().enumerate() {
        if words.len() > 1 {
            all.push(with(at, String::new()));
        }
        if !(3..=LONGEST_TRIED).contains(&word.len()) {
            continue;
        }
        for left_out in 0..word.len() {
            let rest = word.iter().enumerate().filter(|(letter, _)| *letter != left_out).map(|(_, c)| *c).collect();
            all.push(with(at, rest));
        }
        for first in 1..word.len() {
            let mut swapped = word.clone();
            swapped.swap(first - 1, first);
            all.push(with(at, swapped.into_iter().collect()));
        }
    }
    all
}

/// The word as it sounds.
fn spell(word: &[char]) -> String {
    let sound = |c: &char| readings(*c).into_iter().next().unwrap_or_else(|| c.to_string());
    word.iter().map(sound).collect()
}
