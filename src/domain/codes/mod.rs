//! RULES 7. Codes and check digits: persons' documents, credit codes, regions, items, case and receipt numbers.
//!
//! Strict where the law gives a check digit, generous elsewhere, so that no real document is shut out (R7.11).
//! Nothing here keeps or repeats the number it read: an error says which place is wrong, never what stood there.

mod check_digit;
pub mod citizen;
pub mod credit;
mod document;
mod error;
pub mod item;
pub mod number;
pub mod phone;
mod recognise;
pub mod region;

pub use citizen::{Person, Sex};
pub use document::{Checked, DocumentKind, check_document};
pub use error::CodeError;
pub use recognise::{CodeKind, Recognition, recognise};

/// RULES 7, first line: what every code goes through before it is read. Full-width forms become half-width, blanks
/// (also the invisible ones that a paste brings) and hyphens of every kind go, letters become capitals.
pub fn normalise(text: &str) -> String {
    text.chars().map(half_width).filter(|c| !is_filler(*c)).map(|c| c.to_ascii_uppercase()).collect()
}

fn half_width(c: char) -> char {
    if ('\u{ff01}'..='\u{ff5e}').contains(&c) { char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c) } else { c }
}

fn is_filler(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Place of the first character that `fits` refuses, counted from 1.
fn first_misfit(text: &str, fits: impl Fn(char) -> bool) -> Option<usize> {
    text.chars().position(|c| !fits(c)).map(|index| index + 1)
}

fn is_code_char(c: char) -> bool {
    c.is_ascii_digit() || c.is_ascii_uppercase()
}

#[cfg(test)]
mod tests;
