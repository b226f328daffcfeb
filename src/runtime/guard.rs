//! The terminal's modes: one list that switches them on, undone in reverse by whoever comes first: the end of the
//! program, an error on the way, a panic, a signal. Undoing twice does nothing.

use std::{
    io::{self, Write},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
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
    /// Clicks and the wheel come to the program; a person may switch it off and on.
    Mouse,
    /// Frames are shown whole. Nothing to switch on here, but a frame that was cut short has to be ended.
    WholeFrames,
}

/// What the program needs, in the order in which it is switched on.
pub const MODES: [Mode; 6] =
    [Mode::Raw, Mode::AlternateScreen, Mode::BracketedPaste, Mode::HiddenCursor, Mode::WholeFrames, Mode::Mouse];

/// What looking at single keys needs: the page stays, and so does what was written on it.
pub const KEYS_ONLY: [Mode; 3] = [Mode::Raw, Mode::BracketedPaste, Mode::Mouse];

/// Longest wait for a terminal that takes nothing (Ctrl-S, a dead line): then only what needs no output is undone.
const PATIENCE: Duration = Duration::from_secs(1);

/// The terminal is given back, or is about to be: no frame may follow.
static GIVEN_BACK: AtomicBool = AtomicBool::new(true);

/// Modes of this process. The one place: a panic hook has nothing else to go by.
static MODES_NOW: Mutex<Modes> = Mutex::new(Modes { wanted: Vec::new(), raised: Vec::new() });

/// What is to be on, and what is.
#[derive(Debug, Default)]
struct Modes {
    /// In the order in which they are switched on; also after the program was stopped and goes on.
    wanted: Vec<Mode>,
    /// On now.
    raised: Vec<Mode>,
}

/// Keeps the modes on as long as it lives.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Switches these modes on. If something fails on the way, what is on already is switched off again.
    pub fn raise(modes: impl IntoIterator<Item = Mode>) -> io::Result<Self> {
        // NO_COLOR is kept by the theme; the library's own way of keeping it would wipe bold and reverse too.
        style::force_color_output(true);
        let guard = Self(());
        now().wanted = modes.into_iter().collect();
        again(&mut io::stdout())?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        restore();
    }
}

/// Switches on what is not on: at the start, and after the program was stopped and goes on.
pub fn again(out: &mut impl Write) -> io::Result<()> {
    GIVEN_BACK.store(false, Ordering::SeqCst);
    now().raise(out)
}

/// Takes the mouse, or gives it back to the terminal.
pub fn mouse(on: bool, out: &mut impl Write) -> io::Result<()> {
    now().mouse(on, out)
}

/// The terminal is given back, or is about to be.
pub(super) fn is_given_back() -> bool {
    GIVEN_BACK.load(Ordering::SeqCst)
}

/// Switches everything off that is on, in reverse. What cannot be switched off does not keep the rest on, and a terminal
/// that takes no output does not keep the program.
pub fn restore() {
    GIVEN_BACK.store(true, Ordering::SeqCst);
    let (tell, lowered) = mpsc::channel();
    let lower = move || {
        now().lower(&mut io::stdout());
        // Whoever waited may have gone on.
        let _ = tell.send(());
    };
    if thread::Builder::new().name("restore".to_owned()).spawn(lower).is_err() {
        now().lower(&mut io::stdout());
    } else if lowered.recv_timeout(PATIENCE).is_err() {
        let _ = disable_raw_mode();
    }
}

fn now() -> MutexGuard<'static, Modes> {
    MODES_NOW.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Modes {
    fn raise(&mut self, out: &mut impl Write) -> io::Result<()> {
        for mode in &self.wanted {
            if !self.raised.contains(mode) {
                // Noted first: if it fails half-way, switching it off does no harm.
                self.raised.push(*mode);
                switch_on(*mode, out)?;
            }
        }
        out.flush()
    }

    fn lower(&mut self, out: &mut impl Write) {
        while let Some(mode) = self.raised.pop() {
            // The terminal may be gone; then there is nobody to tell.
            let _ = switch_off(mode, out);
        }
        let _ = out.flush();
    }

    fn mouse(&mut self, on: bool, out: &mut impl Write) -> io::Result<()> {
        self.wanted.retain(|mode| *mode != Mode::Mouse);
        if on {
            self.wanted.push(Mode::Mouse);
            return self.raise(out);
        }
        if self.raised.contains(&Mode::Mouse) {
            self.raised.retain(|mode| *mode != Mode::Mouse);
            switch_off(Mode::Mouse, out)?;
        }
        out.flush()
    }
}

fn switch_on(mode: Mode, out: &mut impl Write) -> io::Result<()> {
    match mode {
        Mode::Raw => enable_raw_mode(),
        Mode::AlternateScreen => queue!(out, EnterAlternateScreen),
        Mode::BracketedPaste => queue!(out, EnableBracketedPaste),
        Mode::HiddenCursor => queue!(out, Hide),
        Mode::WholeFrames => Ok(()),
        Mode::Mouse => take_mouse(out),
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
        Mode::Mouse => give_mouse_back(out),
    }
}

/// Buttons and wheel in the form that every terminal of today knows. The library's own command asks for every movement
/// too: hundreds of events a second that mean nothing here.
#[cfg(not(windows))]
fn take_mouse(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\x1b[?1000h\x1b[?1006h")
}

#[cfg(not(windows))]
fn give_mouse_back(out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"\x1b[?1006l\x1b[?1000l")
}

#[cfg(windows)]
fn take_mouse(out: &mut impl Write) -> io::Result<()> {
    queue!(out, crossterm::event::EnableMouseCapture)
}

#[cfg(windows)]
fn give_mouse_back(out: &mut impl Write) -> io::Result<()> {
    queue!(out, crossterm::event::DisableMouseCapture)
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

    const WITHOUT_RAW: [Mode; 5] =
        [Mode::AlternateScreen, Mode::BracketedPaste, Mode::HiddenCursor, Mode::WholeFrames, Mode::Mouse];

    fn modes() -> Modes {
        Modes { wanted: WITHOUT_RAW.to_vec(), raised: Vec::new() }
    }

    fn text(bytes: &mut Vec<u8>) -> String {
        String::from_utf8(std::mem::take(bytes)).unwrap()
    }

    #[test]
    fn what_is_switched_on_is_switched_off_in_reverse_and_once() {
        let (mut modes, mut on, mut off) = (modes(), Vec::new(), Vec::new());
        modes.raise(&mut on).unwrap();
        modes.raise(&mut on).unwrap();
        assert_eq!(text(&mut on), "\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[?1000h\x1b[?1006h");
        modes.lower(&mut off);
        modes.lower(&mut off);
        assert_eq!(text(&mut off), "\x1b[?1006l\x1b[?1000l\x1b[?2026l\x1b[?25h\x1b[?2004l\x1b[?1049l");
        assert!(modes.raised.is_empty());
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
        let mut modes = modes();
        assert!(modes.raise(&mut Full).is_err());
        let mut off = Vec::new();
        modes.lower(&mut off);
        assert_eq!(text(&mut off), "\x1b[?1049l");
    }

    /// D.8: the mouse may be switched off; stopping and going on does not bring it back, and the end has nothing to undo.
    #[test]
    fn a_mouse_that_was_given_back_stays_given_back() {
        let (mut modes, mut out) = (modes(), Vec::new());
        modes.raise(&mut out).unwrap();
        out.clear();
        modes.mouse(false, &mut out).unwrap();
        assert_eq!(text(&mut out), "\x1b[?1006l\x1b[?1000l");
        modes.mouse(false, &mut out).unwrap();
        modes.lower(&mut out);
        modes.raise(&mut out).unwrap();
        assert!(!text(&mut out).contains("1000"));
        modes.mouse(true, &mut out).unwrap();
        modes.mouse(true, &mut out).unwrap();
        assert_eq!(text(&mut out), "\x1b[?1000h\x1b[?1006h");
        modes.lower(&mut out);
        assert!(text(&mut out).starts_with("\x1b[?1006l\x1b[?1000l"));
    }
}
