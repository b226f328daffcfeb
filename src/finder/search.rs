//! Searching: the words of a query, the classes of hits, and stopping when enough is found.

use std::{cmp::Reverse, ops::Range};

use memchr::memmem;

use super::{
    Index, Letter,
    automaton::{Term, fold},
    place,
    postings::Postings,
};

/// How this window has used an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Habit {
    /// The item.
    pub index: usize,
    /// Kept on top by a person.
    pub pinned: bool,
    /// How often it was taken at this window.
    pub uses: u32,
    /// When it was taken last, in any unit that grows.
    pub last: i64,
}

/// Where a query stands in an item; the classes of hits, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Pinned or used at this window, wherever it stands.
    Habit,
    /// The code begins with it.
    CodeStart,
    /// The name begins with it.
    NameStart,
    /// A word of the name, or one of the other words, begins with it.
    WordStart,
    /// Elsewhere in the name or the other words.
    Inside,
    /// In the department's name.
    Department,
    /// Elsewhere in the code.
    Code,
    /// Nowhere as typed: one of the nearest items ([`Index::near`]).
    Near,
}

/// An item that was found. Hits come best first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The item, as numbered when the index was built.
    pub index: usize,
    /// How it was found.
    pub place: Place,
    /// What to highlight: characters (not bytes) of the name, in order, without overlap.
    pub ranges: Vec<Range<usize>>,
}

impl Index {
    /// The best `limit` items for `query`, best first: pinned and most used ones of this window, then by [`Place`], then
    /// the shorter name, then as given. Words with blanks between them must all be found, in any order. An empty query
    /// gives the pinned and used items.
    pub fn search(&self, query: &str, limit: usize, habits: &[Habit]) -> Vec<Hit> {
        let words = words(query);
        let mut search = Search::new(self, &words, limit);
        search.habits(habits);
        if !words.is_empty() {
            search.everything();
        }
        search.hits
    }
}

/// The words of a query, folded; `'` between syllables means nothing.
pub(super) fn words(query: &str) -> Vec<Vec<char>> {
    let split = query.split_whitespace();
    let folded = split.map(|word| word.chars().map(fold).filter(|c| *c != '\'').collect::<Vec<_>>());
    folded.filter(|word| !word.is_empty()).collect()
}

/// One word of the query in both forms.
struct Word<'a> {
    term: Term<'a>,
    /// As a part of a code, if it can be one.
    code: Option<String>,
    /// By department: whether its name has the word.
    departments: Vec<bool>,
}

impl<'a> Word<'a> {
    fn new(index: &'a Index, word: &[char]) -> Self {
        let term = Term::new(&index.alphabet, word);
        let coded = word.iter().all(char::is_ascii_graphic) && word.iter().any(char::is_ascii_digit);
        let departments = index.departments.iter().map(|department| term.is_in(&department.name)).collect();
        Self { term, code: coded.then(|| word.iter().collect()), departments }
    }
}

struct Search<'a> {
    index: &'a Index,
    /// The word by which items are looked up: the one that says most.
    leading: Option<Word<'a>>,
    others: Vec<Word<'a>>,
    limit: usize,
    hits: Vec<Hit>,
    /// Ranks of the hits, ascending.
    taken: Vec<u32>,
}

/// Shorter words stand at the start of so many codes that names go first.
const TELLING_CODE: usize = 3;

impl<'a> Search<'a> {
    fn new(index: &'a Index, words: &[Vec<char>], limit: usize) -> Self {
        let says = |word: &Vec<char>| word.iter().map(|c| if c.is_ascii() { 1 } else { 3 }).sum::<usize>();
        let mut words: Vec<&Vec<char>> = words.iter().collect();
        words.sort_by_key(|word| Reverse(says(word)));
        let mut words = words.into_iter().map(|word| Word::new(index, word));
        let leading = words.next();
        Self { index, leading, others: words.collect(), limit, hits: Vec::new(), taken: Vec::new() }
    }

    fn is_full(&self) -> bool {
        self.hits.len() >= self.limit
    }

    fn everything(&mut self) {
        let telling =
            self.leading.as_ref().and_then(|word| word.code.as_ref()).is_some_and(|code| code.len() >= TELLING_CODE);
        if telling {
            self.code_starts();
        }
        let index = self.index;
        let [names, words, inside] = &index.tiers;
        for (tier, place) in [(names, Place::NameStart), (words, Place::WordStart), (inside, Place::Inside)] {
            let found = self.tier(tier);
            self.take(found, place);
        }
        let found = self.departments();
        self.take(found, Place::Department);
        if !telling {
            self.code_starts();
        }
        self.codes();
    }

    /// Pinned first, then most used, then last used. Few, so each is simply tried.
    fn habits(&mut self, habits: &[Habit]) {
        let mut habits: Vec<&Habit> = habits.iter().filter(|habit| habit.pinned || habit.uses > 0).collect();
        habits.sort_by_key(|habit| Reverse((habit.pinned, habit.uses, habit.last)));
        for habit in habits {
            let Some(rank) = self.index.ranks.get(habit.index).copied() else { continue };
            let all = self.leading.iter().chain(&self.others).all(|word| self.has(word, rank));
            if all && !self.is_full() {
                self.take(vec![rank], Place::Habit);
            }
        }
    }

    /// The best ranks whose text has the leading word at a place of `tier`, ascending.
    fn tier(&self, tier: &Postings) -> Vec<u32> {
        let mut best = Best::new(self.limit.saturating_sub(self.hits.len()));
        let Some(leading) = &self.leading else { return Vec::new() };
        if best.limit == 0 {
            return Vec::new();
        }
        let term = &leading.term;
        for (first, state) in term.beginnings() {
            let whole = term.is_found(state);
            for (second, places) in tier.pairs(first) {
                let next = if whole { 0 } else { term.step(second, state) };
                if whole || term.is_found(next) {
                    self.offer(places, |_| true, &mut best);
                } else if next != 0 {
                    let text = &self.index.text;
                    self.offer(
                        places,
                        |at| term.follow(next, text.get(place(at) + 2..).unwrap_or_default()).is_some(),
                        &mut best,
                    );
                }
            }
        }
        best.ranks()
    }

    /// Offers the items at `places` that pass `is_match` and have the other words too.
    fn offer(&self, places: &[u32], is_match: impl Fn(u32) -> bool, best: &mut Best) {
        for at in places {
            if *at > best.last_place {
                return;
            }
            if is_match(*at) {
                let rank = self.index.rank_at(*at);
                if self.is_wanted(rank) {
                    let end = self.index.item(rank + 1).map_or(u32::MAX, |next| next.start);
                    best.push(rank, end);
                }
            }
        }
    }

    fn departments(&self) -> Vec<u32> {
        let Some(leading) = &self.leading else { return Vec::new() };
        let mut found: Vec<u32> = Vec::new();
        let room = self.limit.saturating_sub(self.hits.len());
        for (department, _) in self.index.departments.iter().zip(&leading.departments).filter(|(_, has)| **has) {
            found.extend(department.items.iter().copied().filter(|rank| self.is_wanted(*rank)).take(room));
        }
        found.sort_unstable();
        found
    }

    fn code_starts(&mut self) {
        let Some(code) = self.leading.as_ref().and_then(|word| word.code.clone()) else { return };
        let codes = &self.index.codes;
        let start = codes.sorted.partition_point(|rank| codes.get(*rank) < code.as_str());
        let room = self.limit.saturating_sub(self.hits.len());
        let from_start = codes.sorted.get(start..).unwrap_or_default().iter().copied();
        let found = from_start.take_while(|rank| codes.get(*rank).starts_with(code.as_str()));
        let found = found.filter(|rank| self.is_wanted(*rank)).take(room).collect();
        self.take(found, Place::CodeStart);
    }

    fn codes(&mut self) {
        let Some(code) = self.leading.as_ref().and_then(|word| word.code.clone()) else { return };
        let codes = &self.index.codes;
        let room = self.limit.saturating_sub(self.hits.len());
        let mut found: Vec<u32> = Vec::new();
        if room > 0 {
            for at in memmem::find_iter(codes.text.as_bytes(), code.as_bytes()) {
                let rank = codes.starts.partition_point(|start| place(*start) <= at).saturating_sub(1);
                let Ok(rank) = u32::try_from(rank) else { break };
                if found.last() != Some(&rank) && self.is_wanted(rank) {
                    found.push(rank);
                    if found.len() == room {
                        break;
                    }
                }
            }
        }
        self.take(found, Place::Code);
    }

    /// Whether the item is not among the hits yet and has the other words.
    fn is_wanted(&self, rank: u32) -> bool {
        self.taken.binary_search(&rank).is_err() && self.others.iter().all(|word| self.has(word, rank))
    }

    /// Whether the item has `word` anywhere.
    fn has(&self, word: &Word, rank: u32) -> bool {
        let in_department = || {
            let department = self.index.item(rank).map(|item| place(item.department));
            department.and_then(|department| word.departments.get(department)).is_some_and(|has| *has)
        };
        let in_code = || word.code.as_ref().is_some_and(|code| self.index.codes.get(rank).contains(code.as_str()));
        word.term.is_in(self.index.fields(rank)) || in_department() || in_code()
    }

    fn take(&mut self, ranks: Vec<u32>, place: Place) {
        for rank in ranks {
            if self.is_full() {
                return;
            }
            if let (Some(item), Err(at)) = (self.index.item(rank), self.taken.binary_search(&rank)) {
                self.taken.insert(at, rank);
                let index = super::place(item.index);
                self.hits.push(Hit { index, place, ranges: self.ranges(rank) });
            }
        }
    }

    /// Where the words stand in the name.
    fn ranges(&self, rank: u32) -> Vec<Range<usize>> {
        let Some(item) = self.index.item(rank) else { return Vec::new() };
        let name: &[Letter] = self.index.text.get(place(item.start)..place(item.name_end)).unwrap_or_default();
        let words = self.leading.iter().chain(&self.others);
        let mut found: Vec<Range<usize>> =
            words.filter_map(|word| word.term.first_in(name)).map(|(start, end)| start..end).collect();
        found.sort_by_key(|range| (range.start, range.end));
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(found.len());
        for range in found {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        joined
    }
}

/// The lowest ranks offered so far, not many more of them than are wanted.
struct Best {
    limit: usize,
    /// Ranks, each with the place where the item's text ends.
    ranks: Vec<(u32, u32)>,
    /// No place behind this one can still be among the best.
    last_place: u32,
}

impl Best {
    fn new(limit: usize) -> Self {
        Self { limit, ranks: Vec::new(), last_place: u32::MAX }
    }

    fn push(&mut self, rank: u32, end: u32) {
        self.ranks.push((rank, end));
        if self.ranks.len() >= self.limit.saturating_mul(2).max(64) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.ranks.sort_unstable();
        self.ranks.dedup();
        self.ranks.truncate(self.limit);
        if self.ranks.len() == self.limit {
            self.last_place = self.ranks.last().map_or(0, |(_, end)| *end);
        }
    }

    fn ranks(mut self) -> Vec<u32> {
        self.cut();
        self.ranks.into_iter().map(|(rank, _)| rank).collect()
    }
}
