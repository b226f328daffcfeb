//! Building the index.

use std::collections::HashMap;

use super::{
    Codes, Department, Index, Item, SEPARATOR,
    automaton::{Alphabet, fold},
    place,
    postings::Postings,
};

/// One item as the index is given it. The index keeps no name: callers have them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Entry<'a> {
    /// Name as in the catalogue.
    pub name: &'a str,
    /// Code: 31 or 33 characters, or a local one; may be empty.
    pub code: &'a str,
    /// Department that decides; may be empty.
    pub department: &'a str,
    /// Other words under which people ask for it, everyday or English, each by itself.
    pub words: &'a [&'a str],
}

impl Index {
    /// Builds the index. Items keep the number in which they come.
    pub fn build<'a>(entries: impl IntoIterator<Item = Entry<'a>>) -> Self {
        let mut entries: Vec<(usize, Entry)> =
            entries.into_iter().map(|entry| (entry.name.chars().count(), entry)).collect();
        let mut order: Vec<u32> = (0u32..).zip(&entries).map(|(index, _)| index).collect();
        order.sort_by_key(|index| entries.get(place(*index)).map_or(0, |(length, _)| *length));

        let mut builder = Builder::new(entries.len());
        for (rank, index) in (0u32..).zip(&order) {
            if let Some((_, entry)) = entries.get_mut(place(*index)) {
                builder.item(rank, *index, entry);
            }
        }
        builder.finish()
    }
}

struct Builder<'a> {
    alphabet: Alphabet,
    text: Vec<u16>,
    items: Vec<Item>,
    blocks: Vec<u32>,
    ranks: Vec<u32>,
    departments: Vec<Department>,
    numbers: HashMap<&'a str, u32>,
    codes: Codes,
    /// Places where names begin, where words begin.
    name_starts: Vec<u32>,
    word_starts: Vec<u32>,
}

impl<'a> Builder<'a> {
    fn new(count: usize) -> Self {
        Self {
            alphabet: Alphabet::new(),
            text: Vec::with_capacity(count * 20),
            items: Vec::with_capacity(count),
            blocks: Vec::new(),
            ranks: vec![0; count],
            departments: Vec::new(),
            numbers: HashMap::new(),
            codes: Codes::default(),
            name_starts: Vec::with_capacity(count),
            word_starts: Vec::new(),
        }
    }

    fn here(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }

    fn item(&mut self, rank: u32, index: u32, entry: &Entry<'a>) {
        let start = self.here();
        self.name_starts.push(start);
        self.field(entry.name.chars());
        let name_end = self.here().saturating_sub(1);
        for word in entry.words {
            self.word_starts.push(self.here());
            self.field(word.chars().filter(|c| !matches!(c, '\'' | '’')));
        }
        let department = self.department(rank, entry.department);
        self.items.push(Item { start, name_end, index, department });
        while self.blocks.len() * 32 < self.text.len() {
            self.blocks.push(rank);
        }
        if let Some(place) = self.ranks.get_mut(place(index)) {
            *place = rank;
        }
        self.codes.starts.push(u32::try_from(self.codes.text.len()).unwrap_or(u32::MAX));
        self.codes.text.extend(entry.code.chars().map(fold).filter(|c| !c.is_whitespace()));
        self.codes.text.push('\n');
    }

    fn field(&mut self, chars: impl Iterator<Item = char>) {
        let mut inside = true;
        for c in chars {
            let letter = self.alphabet.learn(c);
            let is_word = self.alphabet.is_in_word(letter);
            if is_word && !inside {
                self.word_starts.push(self.here());
            }
            inside = is_word;
            self.text.push(letter);
        }
        self.text.push(SEPARATOR);
    }

    fn department(&mut self, rank: u32, name: &'a str) -> u32 {
        let number = if let Some(number) = self.numbers.get(name) {
            *number
        } else {
            let number = u32::try_from(self.departments.len()).unwrap_or(u32::MAX);
            let letters = name.chars().map(|c| self.alphabet.learn(c)).collect();
            self.departments.push(Department { name: letters, items: Vec::new() });
            self.numbers.insert(name, number);
            number
        };
        if let Some(department) = self.departments.get_mut(place(number)) {
            department.items.push(rank);
        }
        number
    }

    fn finish(mut self) -> Index {
        self.codes.starts.push(u32::try_from(self.codes.text.len()).unwrap_or(u32::MAX));
        self.codes.text.shrink_to_fit();
        self.text.shrink_to_fit();
        let codes = std::mem::take(&mut self.codes);
        let sorted = sorted_codes(&codes, self.items.len());
        let tiers = self.tiers();
        Index {
            codes: Codes { sorted, ..codes },
            alphabet: self.alphabet,
            text: self.text,
            items: self.items,
            blocks: self.blocks,
            tiers,
            ranks: self.ranks,
            departments: self.departments,
        }
    }

    fn tiers(&self) -> [Postings; 3] {
        let mut tiers: [Vec<u32>; 3] = [Vec::new(), Vec::new(), Vec::with_capacity(self.text.len())];
        let mut name_starts = self.name_starts.iter().peekable();
        let mut word_starts = self.word_starts.iter().peekable();
        for (at, first) in (0u32..).zip(&self.text) {
            let [names, words, others] = &mut tiers;
            let tier = if name_starts.next_if(|start| **start == at).is_some() {
                names
            } else if word_starts.next_if(|start| **start == at).is_some() {
                words
            } else {
                others
            };
            if *first != SEPARATOR {
                tier.push(at);
            }
        }
        tiers.map(|places| Postings::new(&self.text, places, self.alphabet.len()))
    }
}

/// Ranks in the order of their codes, equal ones by rank. Most codes differ within their first sixteen bytes, so those are
/// compared as one number.
fn sorted_codes(codes: &Codes, count: usize) -> Vec<u32> {
    let mut keys: Vec<(u128, u32)> = (0u32..).take(count).map(|rank| (beginning(codes.get(rank)), rank)).collect();
    keys.sort_unstable_by(|(a, rank_a), (b, rank_b)| {
        a.cmp(b).then_with(|| codes.get(*rank_a).cmp(codes.get(*rank_b))).then(rank_a.cmp(rank_b))
    });
    keys.into_iter().map(|(_, rank)| rank).collect()
}

fn beginning(code: &str) -> u128 {
    let mut bytes = [0; 16];
    for (to, from) in bytes.iter_mut().zip(code.bytes()) {
        *to = from;
    }
    u128::from_be_bytes(bytes)
}
