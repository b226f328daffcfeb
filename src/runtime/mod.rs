//! Floor 7. What makes the program run in a terminal.
//!
//! ```text
//! terminal ─▶ input ─▶ decode ─▶ burst ─▶ keymap ─▶ app::update ─▶ effects ─▶ execute, finder
//!                                             ▲                                     │
//!                             drive (the desk's own news) ─▶ messages ◀─────────────┘
//! screen ◀─ ui::draw ◀─ the model, when something happened
//! ```
//! One loop owns the model. It draws after a key at once, after news from behind at most thirty times a second, and
//! sleeps otherwise: until the next thing that is due, at the latest until the minute changes on the clock.

mod burst;
pub mod carry;
pub mod crash;
mod decode;
pub mod drive;
pub mod execute;
mod export;
pub mod finder;
mod guard;
mod habits;
mod input;
mod lock;
pub mod office;
pub mod plain;
mod program;
pub mod prompt;
mod report;
pub mod ruler;
mod screen;
mod system;
pub mod trial;
mod turn;
pub mod wardrobe;
mod watch;

use std::{io, path::PathBuf, sync::Arc, time::Duration};

use thiserror::Error;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use crate::{
    app::{
        Msg, Size,
        preferences::{Preferences, Setting},
    },
    i18n::Lang,
    ports::{Clock, Entropy},
};

pub use system::{SystemClock, SystemEntropy, Threads};

use execute::Office;
use finder::Finder;
use guard::Guard;
use input::Deaf;
use wardrobe::Wardrobe;

/// Longest wait for what is being written when the program is told to end.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// What the program runs with.
pub struct Setup {
    /// Language at the start.
    pub lang: Lang,
    /// What is set at the start: looks, keys, language.
    pub settings: Preferences,
    /// Where looks, keys and settings come from.
    pub wardrobe: Arc<dyn Wardrobe>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub entropy: Arc<dyn Entropy>,
    /// Who answers.
    pub office: Arc<dyn Office>,
    /// Who finds.
    pub finder: Finder,
    /// Where answers and news go…
    pub tell: UnboundedSender<Msg>,
    /// …and come from.
    pub hear: UnboundedReceiver<Msg>,
    /// The file in which the palette keeps what this window uses; without one it forgets.
    pub habits: Option<PathBuf>,
    /// Say in the window's title when nothing is left to do, for tests.
    pub announce_idle: bool,
}

/// Why the program could not go on.
#[derive(Debug, Error)]
pub enum RunError {
    /// The terminal takes nothing more.
    #[error("the terminal")]
    Terminal(#[from] io::Error),
    /// The store; the key says what to do.
    #[error("the store")]
    Store(&'static str),
    /// The keyboard gives nothing more; what was typed is kept.
    #[error("the keyboard")]
    Closed,
    /// A part that the program cannot do without died; the crash page says so.
    #[error("a part died")]
    Died,
}

impl From<Deaf> for RunError {
    fn from(why: Deaf) -> Self {
        match why {
            Deaf::Closed => Self::Closed,
            Deaf::Died => Self::Died,
        }
    }
}

/// Runs the program in this terminal until somebody leaves it, or the system ends it.
pub async fn run(setup: Setup) -> Result<(), RunError> {
    let mouse = setup.settings.is_on(Setting::Mouse);
    let wanted = guard::MODES.into_iter().filter(|mode| mouse || *mode != guard::Mode::Mouse);
    let guard = Guard::raise(wanted)?;
    crash::point("raised");
    let events = input::listen(setup.settings.text(Setting::Width) == "auto")?;
    crash::point("listening");
    // Behind the listening, so that no change of size falls in between.
    let (width, height) = crossterm::terminal::size()?;
    let ended = turn::turns(setup, Size { width, height }, events).await;
    drop(guard);
    ended
}

/// Columns and rows of this terminal, if it is one.
pub fn terminal_size() -> Option<(u16, u16)> {
    crossterm::terminal::size().ok()
}
