//! How wide this terminal draws what Unicode calls ambiguous: a sign is written in the first column, the terminal is asked
//! where its cursor came to, and the line is wiped before the first frame.
//!
//! The library gives out no answer to a question that it did not ask itself. Its own question comes second, so what it
//! gives out is the answer to ours, and the answer to its own is never looked at.

use std::io::{self, IsTerminal as _, Write};

use crossterm::cursor;

use super::guard::{Guard, Mode};
use crate::text::Measure;

/// One ambiguous sign.
const SIGN: &str = "…";

/// Writes the sign, asks, wipes. Needs the raw mode, and an empty page.
pub fn lay(out: &mut impl Write) -> io::Result<()> {
    write!(out, "\x1b[H{SIGN}\x1b[6n\r\x1b[2K")?;
    out.flush()
}

/// Reads the answer. A terminal that gives none keeps the keys waiting for two seconds, once; they are not lost.
pub fn read() -> Option<Measure> {
    cursor::position().ok().and_then(|(column, _)| Measure::measured(column))
}

/// The same on the line of the shell, outside the program's page.
pub fn here() -> Option<Measure> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return None;
    }
    let _guard = Guard::raise([Mode::Raw]).ok()?;
    let mut out = io::stdout();
    write!(out, "\r{SIGN}").and_then(|()| out.flush()).ok()?;
    let found = read();
    write!(out, "\r\x1b[2K").and_then(|()| out.flush()).ok()?;
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    #[test]
    fn the_sign_is_ambiguous_and_nothing_of_it_stays() {
        assert_eq!((SIGN.width(), SIGN.width_cjk()), (1, 2));
        let mut out = Vec::new();
        lay(&mut out).unwrap();
        assert!(String::from_utf8(out).unwrap().ends_with("\x1b[6n\r\x1b[2K"));
    }
}
