//! From letters of the query to letters of the names: what one character can stand for.
//!
//! A state is a set of places in the query, bit `j` meaning “all before letter `j` is matched”. Bit 0 is the start; the bit
//! behind the last letter means found. With 64 bits a query has at most 62 letters.

use std::collections::HashMap;

use super::{Letter, SEPARATOR, place};
use crate::text::{each_reading, fold_code_char};

/// Most letters of one word of a query. What is typed beyond them does not narrow the search further.
pub(super) const LONGEST: usize = 62;

/// All characters that occur, and how they may be read.
#[derive(Debug)]
pub(super) struct Alphabet {
    /// How many letters there are, the separator included.
    count: usize,
    /// Letters of the characters below U+10000, folded or not, by character; a table, because every character of every name
    /// is looked up. [`SEPARATOR`] where none was seen.
    common: Vec<Letter>,
    /// Letters of the characters beyond, folded.
    rare: HashMap<char, Letter>,
    /// By letter: whether it belongs to a word.
    in_words: Vec<bool>,
    /// Where the readings of each letter start in `readings`; one more for the end.
    starts: Vec<u32>,
    /// Numbers of syllables.
    readings: Vec<u16>,
    syllables: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u16>,
}

impl Alphabet {
    pub(super) fn new() -> Self {
        Self {
            count: 1,
            common: vec![SEPARATOR; 1 << 16],
            rare: HashMap::new(),
            in_words: vec![false],
            starts: vec![0, 0],
            readings: Vec::new(),
            syllables: Vec::new(),
            numbers: HashMap::new(),
        }
    }

    /// The letter of `c`, a new one if it was never seen.
    pub(super) fn learn(&mut self, c: char) -> Letter {
        if let Some(letter) = self.seen(c) {
            return letter;
        }
        let folded = fold(c);
        let letter = self.seen(folded).unwrap_or_else(|| self.add(folded));
        self.see(c, letter);
        letter
    }

    fn add(&mut self, c: char) -> Letter {
        // Names hold some thousand different characters; beyond 65,535 one would be found only by its neighbours.
        let Ok(letter) = Letter::try_from(self.count) else {
            return SEPARATOR;
        };
        self.count += 1;
        self.see(c, letter);
        self.in_words.push(c.is_alphanumeric());
        let first = self.readings.len();
        each_reading(c, |reading| {
            let number = if let Some(number) = self.numbers.get(reading) {
                *number
            } else {
                let Ok(number) = u16::try_from(self.syllables.len()) else { return };
                self.syllables.push(reading.into());
                self.numbers.insert(reading.into(), number);
                number
            };
            if !self.readings.get(first..).unwrap_or_default().contains(&number) {
                self.readings.push(number);
            }
        });
        self.starts.push(u32::try_from(self.readings.len()).unwrap_or(u32::MAX));
        letter
    }

    /// The letter of `c`, if it occurs.
    pub(super) fn letter(&self, c: char) -> Option<Letter> {
        self.seen(fold(c))
    }

    /// How many letters there are, the separator included.
    pub(super) const fn len(&self) -> usize {
        self.count
    }

    /// Whether a letter belongs to a word.
    pub(super) fn is_in_word(&self, letter: Letter) -> bool {
        self.in_words.get(usize::from(letter)).copied().unwrap_or_default()
    }

    /// The letter of this very character, if it is known already.
    fn seen(&self, c: char) -> Option<Letter> {
        let letter = match u16::try_from(c) {
            Ok(code) => self.common.get(usize::from(code)).copied(),
            Err(_) => self.rare.get(&c).copied(),
        };
        letter.filter(|letter| *letter != SEPARATOR)
    }

    fn see(&mut self, c: char, letter: Letter) {
        if let Ok(code) = u16::try_from(c) {
            if let Some(place) = self.common.get_mut(usize::from(code)) {
                *place = letter;
            }
        } else {
            self.rare.insert(c, letter);
        }
    }

    fn readings(&self, letter: Letter) -> &[u16] {
        let at = |letter: usize| self.starts.get(letter).map_or(0, |start| place(*start));
        let letter = usize::from(letter);
        self.readings.get(at(letter)..at(letter + 1)).unwrap_or_default()
    }
}

/// What is typed alike is one letter: full-width forms, upper case, `ü` (typed `v`).
pub(super) fn fold(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let c = fold_code_char(c);
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some('ü'), None) => 'v',
        (Some(lower), None) => lower,
        _ => c,
    }
}

/// One word of a query against an alphabet.
pub(super) struct Term<'a> {
    alphabet: &'a Alphabet,
    length: usize,
    /// The bit that means found.
    found: u64,
    /// By letter: the places of the query where this very character stands.
    same: Vec<u64>,
    /// By syllable and place of the query: where the syllable, or its initial, leads.
    leads: Vec<u64>,
    /// By letter: where it leads from the start.
    starts: Vec<u64>,
}

impl<'a> Term<'a> {
    /// `word` is folded already.
    pub(super) fn new(alphabet: &'a Alphabet, word: &[char]) -> Self {
        let word = word.get(..LONGEST).unwrap_or(word);
        let length = word.len();
        let mut same = vec![0; alphabet.len()];
        for (at, c) in word.iter().enumerate() {
            if let Some(places) = alphabet.letter(*c).and_then(|letter| same.get_mut(usize::from(letter))) {
                *places |= 1 << at;
            }
        }
        let mut leads = vec![0; alphabet.syllables.len() * length];
        for (row, syllable) in leads.chunks_mut(length.max(1)).zip(&alphabet.syllables) {
            for (at, lead) in row.iter_mut().enumerate() {
                *lead = syllable_leads(syllable, word.get(at..).unwrap_or_default(), at);
            }
        }
        let mut term = Self { alphabet, length, found: 1 << length, same, leads, starts: Vec::new() };
        term.starts = (0..alphabet.len())
            .map(|letter| Letter::try_from(letter).map_or(0, |letter| term.step(letter, 1)))
            .collect();
        term
    }

    /// Where `letter` leads from all places of `state`.
    pub(super) fn step(&self, letter: Letter, state: u64) -> u64 {
        let mut next = (state & self.same.get(usize::from(letter)).copied().unwrap_or_default()) << 1;
        for syllable in self.alphabet.readings(letter) {
            let row = usize::from(*syllable) * self.length;
            let mut rest = state & (self.found - 1);
            while rest != 0 {
                let at = place(rest.trailing_zeros());
                next |= self.leads.get(row + at).copied().unwrap_or_default();
                rest &= rest - 1;
            }
        }
        next
    }

    /// Where `letter` leads from the start.
    pub(super) fn start(&self, letter: Letter) -> u64 {
        self.starts.get(usize::from(letter)).copied().unwrap_or_default()
    }

    /// The letters that can begin the word, with where they lead.
    pub(super) fn beginnings(&self) -> impl Iterator<Item = (Letter, u64)> {
        (0..=Letter::MAX).zip(self.starts.iter().copied()).filter(|(_, state)| *state != 0)
    }

    /// Whether the whole word is matched in `state`.
    pub(super) const fn is_found(&self, state: u64) -> bool {
        state & self.found != 0
    }

    /// Whether the word goes on from `state` along `letters`; how many letters it takes to its end.
    pub(super) fn follow(&self, mut state: u64, letters: &[Letter]) -> Option<usize> {
        for (taken, letter) in letters.iter().enumerate() {
            state = self.step(*letter, state);
            if self.is_found(state) {
                return Some(taken + 1);
            }
            if state == 0 {
                return None;
            }
        }
        None
    }

    /// Whether the word stands anywhere in `letters`.
    pub(super) fn is_in(&self, letters: &[Letter]) -> bool {
        let mut state = 0;
        letters.iter().any(|letter| {
            state = if state == 0 { self.start(*letter) } else { self.step(*letter, state | 1) };
            self.is_found(state)
        })
    }

    /// First place in `letters` where the word stands, as start and end.
    pub(super) fn first_in(&self, letters: &[Letter]) -> Option<(usize, usize)> {
        (0..letters.len()).find_map(|start| {
            let taken = self.follow(1, letters.get(start..)?)?;
            Some((start, start + taken))
        })
    }
}

/// Where `syllable` leads from place `at`, before `rest` of the query: behind itself, behind its initial, or to the end when
/// the query stops within it.
fn syllable_leads(syllable: &str, rest: &[char], at: usize) -> u64 {
    let mut common = 0;
    for (a, b) in syllable.chars().zip(rest) {
        if a != *b {
            break;
        }
        common += 1;
    }
    let mut leads = 0;
    if common > 0 {
        leads |= 1 << (at + 1);
    }
    if common == syllable.len() || common == rest.len() {
        leads |= 1 << (at + common);
    }
    leads
}
