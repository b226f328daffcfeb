//! Fields that are answered from a list: by digit, by pinyin, initials or characters that narrow it down, nine at a time.
//! In an address the list is one of regions.

use super::{Field, address};
use crate::{
    domain::guide::FormFieldKind,
    text::{Change, fold_code_char, read_as},
};

/// Options on a page: one per digit.
const PER_PAGE: usize = 9;
/// Longest filter.
const LONGEST_QUERY: usize = 20;

impl Field {
    /// Options that the filter leaves.
    pub fn matching(&self) -> Vec<&str> {
        self.options.iter().map(String::as_str).filter(|option| read_as(option, &self.query)).collect()
    }

    /// The options that digits choose now, in the order of their digits, and the page of how many.
    pub fn offered_options(&self) -> (Vec<&str>, usize, usize) {
        let all = self.matching();
        let pages = all.len().div_ceil(PER_PAGE).max(1);
        let page = self.page % pages;
        (all.into_iter().skip(page * PER_PAGE).take(PER_PAGE).collect(), page + 1, pages)
    }

    /// Whether an option is chosen.
    pub fn is_chosen(&self, option: &str) -> bool {
        match self.kind {
            FormFieldKind::MultiChoice => self.chosen().contains(&option),
            _ => self.text() == option,
        }
    }

    /// Takes the option of a digit, counted from 1, or with several allowed takes it back again; `false` = there is none.
    pub fn choose(&mut self, digit: usize) -> bool {
        let option = digit.checked_sub(1).and_then(|at| self.offered_options().0.get(at).map(|o| (*o).to_owned()));
        let Some(option) = option else { return false };
        self.take(&option);
        true
    }

    fn take(&mut self, option: &str) {
        if self.kind == FormFieldKind::MultiChoice {
            let mut chosen: Vec<String> = self.chosen().into_iter().map(str::to_owned).collect();
            match chosen.iter().position(|one| one == option) {
                Some(at) => drop(chosen.remove(at)),
                None => chosen.push(option.to_owned()),
            }
            self.put_chosen(&chosen);
        } else {
            self.put(option);
        }
        self.query.clear();
        self.page = 0;
    }

    /// Enter while a filter stands: takes the first option that it leaves. `false` = there is no filter.
    pub fn take_first(&mut self) -> bool {
        if !self.is_choice() || self.query.is_empty() {
            return false;
        }
        let first = self.offered_options().0.first().map(|option| (*option).to_owned());
        if let Some(option) = first {
            self.take(&option);
        }
        true
    }

    /// Text over a list: a digit chooses, 0 turns the page, everything else narrows down. A whole option is chosen.
    pub(super) fn seek(&mut self, text: &str) -> Change {
        let text = text.trim_matches(['\r', '\n', '\t']);
        if self.options.iter().any(|option| option == text) {
            self.take(text);
            return Change::Done;
        }
        let mut chars = text.chars().map(fold_code_char);
        match (chars.next(), chars.next()) {
            (Some('0'), None) if self.query.is_empty() => {
                self.page = self.page.wrapping_add(1);
                return Change::Done;
            }
            (Some(c), None) if c.is_ascii_digit() => {
                let digit = c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or_default();
                return if self.choose(digit) { Change::Done } else { Change::Nothing };
            }
            _ => {}
        }
        let room = LONGEST_QUERY.saturating_sub(self.query.chars().count());
        let left_out = text.chars().count().saturating_sub(room);
        self.query.extend(text.chars().filter(|c| !c.is_control()).take(room));
        self.page = 0;
        if left_out > 0 { Change::LeftOut(left_out) } else { Change::Done }
    }

    /// Backspace over a list: first the filter, then the choice.
    pub(super) fn unseek(&mut self) -> Change {
        if self.query.pop().is_some() {
            self.page = 0;
            return Change::Done;
        }
        if self.text().is_empty() {
            return Change::Nothing;
        }
        self.put("");
        Change::Done
    }

    /// Regions that could go on from what is typed; none in any other field.
    pub fn offers(&self) -> Vec<address::Offer> {
        if self.kind == FormFieldKind::Address { address::offers(self.text()) } else { Vec::new() }
    }

    /// A digit or a blank behind pinyin takes a region, as in an input method; `false` = it is text.
    pub(super) fn take_offer(&mut self, text: &str) -> bool {
        let mut chars = text.chars();
        let digit = match (chars.next(), chars.next()) {
            (Some(' '), None) => 1,
            (Some(c), None) => c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()).unwrap_or_default(),
            _ => 0,
        };
        if digit == 0 || !address::is_spelling(self.text()) {
            return false;
        }
        let Some(offer) = self.offers().into_iter().nth(digit - 1) else { return false };
        self.put(&offer.address);
        true
    }

    /// Takes out what was typed last, where it was no text.
    pub fn take_out(&mut self, typed: &str) {
        if let Some(before) = self.text().strip_suffix(typed).map(str::to_owned) {
            self.editor.settle(&before);
            self.trouble = None;
        }
    }

    /// A machine ended the code that it typed into this field. A field that was filled keeps what it held until the same
    /// code is read once more (F24); `false` = it asks.
    pub fn scanned(&mut self, code: &str) -> bool {
        use crate::domain::case::FieldSource;
        let Some(before) = self.text().strip_suffix(code).map(str::to_owned) else { return true };
        let waiting = self.offered.take();
        if before.trim().is_empty() || before == code || waiting.as_deref() == Some(code) {
            self.editor.settle(code);
            self.filled = FieldSource::Scanned;
            self.trouble = None;
            return true;
        }
        self.editor.settle(&before);
        self.offered = Some(code.to_owned());
        false
    }
}
