//! Floor 2. Finds service items by what a clerk types: Chinese, full pinyin, initials, any mixture (`企业yyzz`), a code or a
//! part of one, the department, everyday words. Pure: an index that is built once, and a function of the query.
//!
//! Every reading of every character counts, since nobody says which one is meant: `cq` and `zq` both find 重庆. A query is
//! turned into a position automaton over its letters; a character leads from a letter to those behind its readings. The
//! names are not scanned: only places whose first two characters can begin the query are looked at, best class first, and
//! looking stops when enough is found.

mod automaton;
mod build;
mod near;
mod postings;
mod search;

pub use build::Entry;
pub use search::{Habit, Hit, Place};

use automaton::Alphabet;
use postings::Postings;

/// A letter of the index: characters that are typed alike (case, full width) are one letter.
type Letter = u16;

/// Stands between fields and matches nothing.
const SEPARATOR: Letter = 0;

/// Item names with their readings, ready to be searched.
///
/// Items have two numbers: the *index* in which they were given, which is what callers know, and the *rank* by which equally
/// good hits are ordered (shorter name first, then as given).
#[derive(Debug)]
pub struct Index {
    alphabet: Alphabet,
    /// Names and words of all items in rank order, as letters, a separator behind each field.
    text: Vec<Letter>,
    /// By rank.
    items: Vec<Item>,
    /// Rank of the item in which each block of 32 letters of `text` begins.
    blocks: Vec<u32>,
    /// Places where names begin; where words begin; all others.
    tiers: [Postings; 3],
    /// Ranks by index.
    ranks: Vec<u32>,
    departments: Vec<Department>,
    codes: Codes,
}

#[derive(Debug)]
struct Item {
    /// Where its name begins in `text`.
    start: u32,
    /// Where its name ends.
    name_end: u32,
    index: u32,
    department: u32,
}

#[derive(Debug)]
struct Department {
    name: Vec<Letter>,
    /// Ranks of its items, ascending.
    items: Vec<u32>,
}

/// Codes in lower case, each between line ends.
#[derive(Debug, Default)]
struct Codes {
    text: String,
    /// Byte at which each code starts, by rank; one more for the end.
    starts: Vec<u32>,
    /// Ranks in the order of their codes.
    sorted: Vec<u32>,
}

impl Codes {
    fn get(&self, rank: u32) -> &str {
        let at = |rank: usize| self.starts.get(rank).map_or(0, |start| place(*start));
        self.text.get(at(place(rank))..at(place(rank) + 1)).unwrap_or_default().trim_end_matches('\n')
    }
}

impl Index {
    /// How many items it holds.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn item(&self, rank: u32) -> Option<&Item> {
        self.items.get(place(rank))
    }

    /// The name and words of an item.
    fn fields(&self, rank: u32) -> &[Letter] {
        let start = self.item(rank).map_or(0, |item| place(item.start));
        let end = self.items.get(place(rank) + 1).map_or(self.text.len(), |next| place(next.start));
        self.text.get(start..end).unwrap_or_default()
    }

    /// Rank of the item that the letter at `position` belongs to.
    fn rank_at(&self, position: u32) -> u32 {
        let mut rank = self.blocks.get(place(position >> 5)).copied().unwrap_or_default();
        while self.items.get(place(rank) + 1).is_some_and(|next| next.start <= position) {
            rank += 1;
        }
        rank
    }
}

/// A number of the index as a place in memory.
fn place(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
