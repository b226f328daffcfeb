//! The terminal's modes: one list sets them, the same list in reverse undoes them, whatever ends the program
//! (TUI findings 8). Nothing else writes to the terminal while the interface runs.

use std::{
    fs,
    io::{self, Write},
    panic,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
};

use crossterm::{
    cursor::{Hide, Show},
    event::{DisableBracketedPaste, EnableBracketedPaste},
    execute,
    terminal::{EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode},
};

use crate::i18n::{Lang, t, tf};

/// One mode: how it is set and how it is undone.
struct Mode {
    set: fn() -> io::Result<()>,
    undo: fn() -> io::Result<()>,
}

/// In the order of setting.
const MODES: [Mode; 4] = [
    Mode { set: enable_raw_mode, undo: disable_raw_mode },
    Mode {
        set: || execute!(io::stdout(), EnterAlternateScreen),
        undo: || execute!(io::stdout(), LeaveAlternateScreen),
    },
    Mode {
        set: || execute!(io::stdout(), EnableBracketedPaste),
        undo: || execute!(io::stdout(), DisableBracketedPaste),
    },
    Mode { set: || execute!(io::stdout(), Hide), undo: || execute!(io::stdout(), Show) },
];

static TAKEN: AtomicBool = AtomicBool::new(false);

/// Holds the terminal; giving it back happens once, whoever comes first: the guard, the panic hook or a signal.
pub(super) struct Guard;

impl Guard {
    /// Takes the terminal.
    pub(super) fn take() -> io::Result<Self> {
        TAKEN.store(true, Ordering::SeqCst);
        let guard = Self;
        for mode in &MODES {
            (mode.set)()?;
        }
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        give_back();
    }
}

/// Undoes every mode in reverse; a mode that fails does not keep the others from it.
fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        for mode in MODES.iter().rev() {
            let _ = (mode.undo)();
        }
    }
}

/// A panic gives the terminal back first, then says in words what happened and where the report lies. The report names
/// the place in the program and nothing else: no data of anybody.
pub(super) fn report_crashes_to(folder: PathBuf, lang: Lang) {
    panic::set_hook(Box::new(move |info| {
        give_back();
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let number = std::process::id();
        let file = folder.join(format!("crash-{number}.txt"));
        let report = format!("chuangtai {} {place}\n", env!("CARGO_PKG_VERSION"));
        let written = fs::create_dir_all(&folder).and_then(|()| fs::write(&file, report)).is_ok();
        let mut err = io::stderr();
        let _ = writeln!(err, "{}", t(lang, "crash.title"));
        if written {
            let _ = writeln!(err, "{}", tf(lang, "crash.report", &[&number.to_string(), &file.display().to_string()]));
        }
        // A crash in a worker leaves the owner of the terminal in an unknown state: end it here.
        std::process::exit(101);
    }));
}
