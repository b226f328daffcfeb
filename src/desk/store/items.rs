//! The catalogue's items packed close together: up to a million of them lie in memory all day, and as strings of their
//! own they would take three times the room.

use std::collections::HashMap;

use crate::{contract::ItemSummary, domain::guide::GuideRef};

/// Stands between the words people use.
const BETWEEN: char = '\n';

/// Items in the centre's order.
#[derive(Debug, Default)]
pub struct Items {
    /// Code, name, words and the guide's code (if it is another) of each item.
    text: String,
    rows: Vec<Row>,
    departments: Vec<String>,
    numbers: HashMap<String, u32>,
}

#[derive(Debug)]
struct Row {
    place: i64,
    start: u32,
    code_end: u32,
    name_end: u32,
    words_end: u32,
    end: u32,
    department: u32,
    version: Option<u32>,
    open: bool,
}

/// One item, as it lies there.
#[derive(Debug, Clone, Copy)]
pub struct Item<'a> {
    /// Code.
    pub code: &'a str,
    /// Name.
    pub name: &'a str,
    /// Department name.
    pub department: &'a str,
    /// A case can be opened.
    pub open: bool,
    words: &'a str,
}

impl<'a> Item<'a> {
    /// Words people use.
    pub fn words(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.words.split_terminator(BETWEEN)
    }
}

impl Items {
    /// How many.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All of them in order.
    pub fn iter(&self) -> impl Iterator<Item = Item<'_>> {
        self.rows.iter().map(|row| self.item(row))
    }

    /// One of them, as the centre sent it.
    pub fn get(&self, at: usize) -> Option<ItemSummary> {
        let row = self.rows.get(at)?;
        let item = self.item(row);
        let own = match self.slice(row.words_end, row.end) {
            "" => item.code,
            other => other,
        };
        Some(ItemSummary {
            guide_version: row.version.map(|version| GuideRef { item_code: own.to_owned(), version }),
            code: item.code.to_owned(),
            name: item.name.to_owned(),
            department: item.department.to_owned(),
            plain_words: item.words().map(str::to_owned).collect(),
            open: item.open,
        })
    }

    /// Takes one in; `place` is where it stands in the centre's order, which holds after [`Self::settle`].
    pub(super) fn take(&mut self, place: i64, item: &ItemSummary) {
        let start = self.here();
        self.text.push_str(&item.code);
        let code_end = self.here();
        self.text.push_str(&item.name);
        let name_end = self.here();
        for word in &item.plain_words {
            self.text.push_str(word);
            self.text.push(BETWEEN);
        }
        let words_end = self.here();
        if let Some(guide) = item.guide_version.as_ref().filter(|guide| guide.item_code != item.code) {
            self.text.push_str(&guide.item_code);
        }
        let department = self.department(&item.department);
        let version = item.guide_version.as_ref().map(|guide| guide.version);
        let end = self.here();
        let row = Row { place, start, code_end, name_end, words_end, end, department, version, open: item.open };
        self.rows.push(row);
    }

    /// Everything is here.
    pub(super) fn settle(&mut self) {
        let Self { text, rows, .. } = self;
        let code = |row: &Row| text.get(at(row.start)..at(row.code_end)).unwrap_or_default();
        rows.sort_unstable_by(|a, b| a.place.cmp(&b.place).then_with(|| code(a).cmp(code(b))));
        self.numbers = HashMap::new();
        self.text.shrink_to_fit();
        self.rows.shrink_to_fit();
    }

    fn department(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.departments.len()).unwrap_or(u32::MAX);
        self.departments.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    fn item(&self, row: &Row) -> Item<'_> {
        Item {
            code: self.slice(row.start, row.code_end),
            name: self.slice(row.code_end, row.name_end),
            department: self.departments.get(at(row.department)).map_or("", String::as_str),
            open: row.open,
            words: self.slice(row.name_end, row.words_end),
        }
    }

    fn slice(&self, from: u32, to: u32) -> &str {
        self.text.get(at(from)..at(to)).unwrap_or_default()
    }

    fn here(&self) -> u32 {
        u32::try_from(self.text.len()).unwrap_or(u32::MAX)
    }
}

impl<'a> FromIterator<&'a ItemSummary> for Items {
    fn from_iter<I: IntoIterator<Item = &'a ItemSummary>>(all: I) -> Self {
        let mut items = Self::default();
        for (place, item) in (0..).zip(all) {
            items.take(place, item);
        }
        items.settle();
        items
    }
}

/// A number as a place in memory.
fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_packed_comes_out_as_it_went_in(
            rows in prop::collection::vec(
                (0..50_i64, "[A-Z0-9]{1,12}", ".{0,8}", ".{0,3}", prop::collection::vec("[^\n]{0,4}", 0..3),
                 any::<bool>(), prop::option::of((any::<bool>(), any::<u32>()))),
                0..40,
            ),
        ) {
            let mut summaries: Vec<(i64, ItemSummary)> = rows
                .into_iter()
                .map(|(place, code, name, department, plain_words, open, guide)| {
                    let guide_version = guide.map(|(own, version)| GuideRef {
                        item_code: if own { format!("{code}-1") } else { code.clone() },
                        version,
                    });
                    (place, ItemSummary { guide_version, code, name, department, plain_words, open })
                })
                .collect();
            let mut items = Items::default();
            for (place, item) in &summaries {
                items.take(*place, item);
            }
            items.settle();
            summaries.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.code.cmp(&b.1.code)));
            prop_assert_eq!(items.len(), summaries.len());
            let mut codes: Vec<(i64, &str)> = summaries.iter().map(|(place, item)| (*place, item.code.as_str())).collect();
            codes.dedup();
            // Two items of one code at one place cannot be told apart by their order.
            prop_assume!(codes.len() == summaries.len());
            for (at, (_, item)) in summaries.iter().enumerate() {
                prop_assert_eq!(items.get(at), Some(item.clone()));
            }
        }
    }
}
