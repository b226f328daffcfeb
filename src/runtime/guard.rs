//! The terminal's modes: one list that switches them on, undone in reverse by whoever comes first: the end of the
//! program, an error on the way, a panic, a signal. Undoing twice does nothing.

use std::{
    io::{self, Write},
    sync::{Mutex, PoisonError},
};

use crossterm::{
    cursor::{Hide, Show},
    event::{DisableBracketedPaste, EnableBracketedPaste},
    queue, style,
    terminal::{
        BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
        enable_raw_mode,
    },
};

/// One thing that is switched on for the screen and must be switched off after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Keys come one by one, unechoed.
    Raw,
    /// A page of its own; what stood in the terminal comes back.
    AlternateScreen,
    /// What is pasted, and what an input method commits, comes in one piece.
    BracketedPaste,
    /// The cursor is away until a field places it.
    HiddenCursor,
    /// Frames are shown whole. Nothing to switch on here, but a frame that was cut short has to be ended.
    WholeFrames,
}

/// What the program needs, in the order in which it is switched on.
pub const MODES: [Mode; 5] =
    [Mode::Raw, Mode::AlternateScreen, Mode::BracketedPaste, Mode::HiddenCursor, Mode::WholeFrames];

/// Modes that are on now. The one list of the process: a panic hook has nothing else to go by.
static RAISED: Mutex<Vec<Mode>> = Mutex::new(Vec::new());

/// Keeps the modes on as long as it lives.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Switches everything on. If something fails on the way, what is on already is switched off again.
    pub fn raise() -> io::Result<Self> {
        // NO_COLOR is kept by the theme; the library's own way of keeping it would wipe bold and reverse too.
        style::force_color_output(true);
        let guard = Self(());
        again()?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Switches on what is not on: at the start, and after the program was stopped and goes on.
pub fn again() -> io::Result<()> {
    let mut raised = RAISED.lock().unwrap_or_else(PoisonError::into_inner);
    raise(&mut raised, &MODES, &mut io::stdout())
}

/// Switches everything off that is on, in reverse. What cannot be switched off does not keep the rest on.
pub fn restore() {
    let mut raised = RAISED.lock().unwrap_or_else(PoisonError::into_inner);
    lower(&mut raised, &mut io::stdout());
}

fn raise(raised: &mut Vec<Mode>, modes: &[Mode], out: &mut impl Write) -> io::Result<()> {
    for mode in modes {
        if !raised.contains(mode) {
            // Noted first: if it fails half-way, switching it off does no harm.
            raised.push(*mode);
            switch_on(*mode, out)?;
        }
    }
    out.flush()
}

fn lower(raised: &mut Vec<Mode>, out: &mut impl Write) {
    while let Some(mode) = raised.pop() {
        // The terminal may be gone; then there is nobody to tell.
        let _ = switch_off(mode, out);
    }
    let _ = out.flush();
}

fn switch_on(mode: Mode, out: &mut impl Write) -> io::Result<()> {
    match mode {
        Mode::Raw => enable_raw_mode(),
        Mode::AlternateScreen => queue!(out, EnterAlternateScreen),
        Mode::BracketedPaste => queue!(out, EnableBracketedPaste),
        Mode::HiddenCursor => queue!(out, Hide),
        Mode::WholeFrames => Ok(()),
    }
}

fn switch_off(mode: Mode, out: &mut impl Write) -> io::Result<()> {
    match mode {
        Mode::Raw => {
            // What was queued must be out before the terminal cooks its output again.
            out.flush()?;
            disable_raw_mode()
        }
        Mode::AlternateScreen => queue!(out, LeaveAlternateScreen),
        Mode::BracketedPaste => queue!(out, DisableBracketedPaste),
        Mode::HiddenCursor => queue!(out, Show),
        Mode::WholeFrames => queue!(out, EndSynchronizedUpdate),
    }
}

/// Puts a frame between the marks that make the terminal show it whole, so that one write carries all.
pub(super) fn whole_frame(frame: &[u8]) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(frame.len() + 16);
    queue!(bytes, BeginSynchronizedUpdate)?;
    bytes.extend_from_slice(frame);
    queue!(bytes, EndSynchronizedUpdate)?;
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    const WITHOUT_RAW: [Mode; 4] = [Mode::AlternateScreen, Mode::BracketedPaste, Mode::HiddenCursor, Mode::WholeFrames];

    #[test]
    fn what_is_switched_on_is_switched_off_in_reverse_and_once() {
        let (mut raised, mut on, mut off) = (Vec::new(), Vec::new(), Vec::new());
        raise(&mut raised, &WITHOUT_RAW, &mut on).unwrap();
        raise(&mut raised, &WITHOUT_RAW, &mut on).unwrap();
        assert_eq!(String::from_utf8(on).unwrap(), "\x1b[?1049h\x1b[?2004h\x1b[?25l");
        lower(&mut raised, &mut off);
        lower(&mut raised, &mut off);
        assert_eq!(String::from_utf8(off).unwrap(), "\x1b[?2026l\x1b[?25h\x1b[?2004l\x1b[?1049l");
        assert!(raised.is_empty());
    }

    #[test]
    fn a_mode_that_fails_is_switched_off_all_the_same() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut raised = Vec::new();
        assert!(raise(&mut raised, &WITHOUT_RAW, &mut Full).is_err());
        let mut off = Vec::new();
        lower(&mut raised, &mut off);
        assert_eq!(String::from_utf8(off).unwrap(), "\x1b[?1049l");
    }

    #[test]
    fn every_mode_is_on_the_list() {
        for mode in [Mode::Raw, Mode::AlternateScreen, Mode::BracketedPaste, Mode::HiddenCursor, Mode::WholeFrames] {
            assert_eq!(MODES.iter().filter(|listed| **listed == mode).count(), 1, "{mode:?}");
        }
    }
}
