//! Moving by words. Han stands without blanks: a run of it is a word here, as is a run of letters and digits.

use unicode_segmentation::UnicodeSegmentation;

use super::{Change, LineEditor};
use crate::text::wrap::{in_word, is_han_or_kana};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Word,
    Han,
    Sign,
}

fn class(grapheme: &str) -> Class {
    match grapheme.chars().next() {
        Some(c) if c.is_whitespace() => Class::Blank,
        Some(c) if in_word(c) => Class::Word,
        Some(c) if c.is_alphanumeric() && is_han_or_kana(c) => Class::Han,
        _ => Class::Sign,
    }
}

/// Bytes of the first word among these, the blanks before it included.
fn first_word<'a>(graphemes: impl Iterator<Item = &'a str>) -> usize {
    let mut word = None;
    let mut bytes = 0;
    for grapheme in graphemes {
        let class = class(grapheme);
        if word.is_some_and(|word| word != class) {
            break;
        }
        if class != Class::Blank {
            word = Some(class);
        }
        bytes += grapheme.len();
    }
    bytes
}

impl LineEditor {
    /// To the start of the word before the cursor.
    pub fn word_left(&mut self) -> Change {
        self.move_to(self.word_before())
    }

    /// Behind the end of the next word.
    pub fn word_right(&mut self) -> Change {
        let after = self.text.get(self.cursor..).unwrap_or_default();
        let bytes = first_word(after.graphemes(true));
        self.move_to((bytes > 0).then_some(self.cursor + bytes))
    }

    /// Deletes the word before the cursor.
    pub fn backspace_word(&mut self) -> Change {
        match self.word_before() {
            Some(start) => self.cut(start, self.cursor),
            None => Change::Nothing,
        }
    }

    fn word_before(&self) -> Option<usize> {
        let bytes = first_word(self.before().graphemes(true).rev());
        (bytes > 0).then(|| self.cursor - bytes)
    }
}
