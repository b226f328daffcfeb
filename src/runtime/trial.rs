//! One key at a time, as it arrives: what `chuangtai keys test` shows. The page stays as it is, lines are written below
//! each other, and the terminal is given back by the same guard as the program's.

use std::{
    io::{self, Write as _},
    time::{Duration, Instant},
};

use crossterm::event;

pub use super::decode::Input;
use super::{
    decode,
    guard::{self, Guard},
};

/// Reads what arrives until `hear` says that it is enough. It gets the time since the last arrival too, and answers with a
/// line to show and whether to go on.
pub fn listen(mut hear: impl FnMut(&Input, Duration) -> (String, bool)) -> io::Result<()> {
    let _guard = Guard::raise(guard::KEYS_ONLY)?;
    let mut last = Instant::now();
    loop {
        let Some(input) = decode::decode(event::read()?) else { continue };
        let (line, goes_on) = hear(&input, last.elapsed());
        last = Instant::now();
        let mut out = io::stdout();
        // Nothing makes new lines of line feeds now.
        write!(out, "{line}\r\n")?;
        out.flush()?;
        if !goes_on {
            return Ok(());
        }
    }
}
