//! Floor 7. Joins the pure program to the machine: keys come in, effects go out, frames are drawn when something
//! changed.
//!
//! ```text
//! terminal ─▶ decode ─▶ burst ─▶ keymap ─▶ Msg ─▶ app::update ─▶ effects ─▶ work (desk) ─▶ Msg::Done
//!                                           │                                    │
//!                                           └──────────▶ one queue ◀─────────────┘  ─▶ draw when dirty
//! ```
//! One thread owns the model and draws; everything slow happens elsewhere and comes back through the one queue.

mod burst;
mod decode;
mod drive;
mod finder;
mod screen;
mod system;
mod terminal;
mod work;

use std::{
    io::{self, IsTerminal},
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use crate::{
    app::{Effect, Model, Msg, Size, keymap::Keymap},
    desk::Desk,
    i18n::Lang,
    ports::{Clock, Entropy},
    theme::Theme,
};

pub use system::{SystemClock, SystemEntropy, Threads};

use drive::Driver;
use finder::Worker;
use screen::Screen;
use work::Work;

/// With this set, the window title counts how often the program came to rest; tests wait for it (DECISIONS 8).
const TEST_IDLE: &str = "CHUANGTAI_TEST_IDLE";

/// What the program runs on.
pub struct Setup {
    /// The desk, enrolled and signed in if it could be.
    pub desk: Desk,
    /// Cuts (true) and mends the line to the centre; the demo has one.
    pub line_switch: Option<Box<dyn Fn(bool) + Send + Sync>>,
    /// Folder that printed papers go to.
    pub export: std::path::PathBuf,
    /// Folder that crash reports go to.
    pub crash: std::path::PathBuf,
    /// Looks.
    pub theme: Theme,
    /// Keys.
    pub keymap: Keymap,
    /// Language.
    pub lang: Lang,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids.
    pub entropy: Arc<dyn Entropy>,
    /// Where work runs.
    pub tokio: tokio::runtime::Handle,
}

/// One thing for the thread that owns the model.
enum Input {
    /// From the terminal.
    Terminal(crossterm::event::Event),
    /// From a worker.
    Msg(Box<Msg>),
    /// SIGTERM, SIGHUP: save and go.
    Quit,
    /// SIGCONT: the terminal may look like anything.
    Resumed,
}

/// Whether there is a terminal to run in.
pub fn has_terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

/// Runs the program until the clerk leaves.
pub fn run(setup: Setup) -> io::Result<()> {
    let Setup { desk, line_switch, export, crash, theme, keymap, lang, clock, entropy, tokio } = setup;
    terminal::report_crashes_to(crash, lang);
    let mut screen = Screen::open(theme)?;
    let (tell, hear) = mpsc::channel();
    read_terminal(tell.clone());
    listen_for_signals(&tokio, tell.clone());
    let worker = Worker::start(tell.clone());
    let work = Work::start(desk, line_switch, export, tokio, worker, tell);

    let (width, height) = screen.size()?;
    let mut driver = Driver::new(Model::new(lang, Size { width, height }, clock.now()), keymap, clock, entropy);
    let mut leaving = perform(&work, &mut screen, driver.message(Msg::Start));
    let mut idle = IdleCounter::new();
    screen.draw(&driver)?;
    while !leaving {
        let Some(input) = wait(&hear, driver.rests_for()) else { break };
        leaving = match input {
            Some(input) => take(&mut driver, &work, &mut screen, input),
            None => perform(&work, &mut screen, driver.time_passed()),
        };
        // What has come meanwhile is taken before the next frame: a held key or a scanner costs one frame, not many.
        while let (false, Ok(input)) = (leaving, hear.try_recv()) {
            leaving = take(&mut driver, &work, &mut screen, input);
        }
        screen.draw(&driver)?;
        idle.tell(&mut screen, &driver, &work)?;
    }
    work.finish();
    Ok(())
}

/// The next input; `Some(None)` = the time is over; `None` = nobody can send any more.
fn wait(hear: &mpsc::Receiver<Input>, at_most: Duration) -> Option<Option<Input>> {
    match hear.recv_timeout(at_most) {
        Ok(input) => Some(Some(input)),
        Err(mpsc::RecvTimeoutError::Timeout) => Some(None),
        Err(mpsc::RecvTimeoutError::Disconnected) => None,
    }
}

/// Takes one input; whether the program is to end.
fn take(driver: &mut Driver, work: &Work, screen: &mut Screen, input: Input) -> bool {
    let effects = match input {
        Input::Terminal(event) => driver.event(event),
        Input::Msg(msg) => driver.message(*msg),
        Input::Resumed => {
            screen.forget();
            Vec::new()
        }
        Input::Quit => driver.message(Msg::Action(crate::app::Action::Leave)),
    };
    perform(work, screen, effects)
}

/// Carries effects out; whether the program is to end.
fn perform(work: &Work, screen: &mut Screen, effects: Vec<Effect>) -> bool {
    let mut leaving = false;
    for effect in effects {
        match effect {
            Effect::Ask { req, ask } => work.ask(req, ask),
            Effect::Cancel(req) => work.cancel(req),
            Effect::Find { generation, query, limit } => work.find(generation, query, limit),
            Effect::Redraw => screen.forget(),
            Effect::Leave => leaving = true,
        }
    }
    leaving
}

fn read_terminal(tell: mpsc::Sender<Input>) {
    thread::spawn(move || {
        while let Ok(event) = crossterm::event::read() {
            if tell.send(Input::Terminal(event)).is_err() {
                break;
            }
        }
        // The terminal is gone.
        let _ = tell.send(Input::Quit);
    });
}

#[cfg(unix)]
fn listen_for_signals(tokio: &tokio::runtime::Handle, tell: mpsc::Sender<Input>) {
    use tokio::signal::unix::{SignalKind, signal};
    tokio.spawn(async move {
        let (Ok(mut terminate), Ok(mut hangup), Ok(mut resume)) = (
            signal(SignalKind::terminate()),
            signal(SignalKind::hangup()),
            signal(SignalKind::from_raw(CONTINUED)),
        ) else {
            return;
        };
        loop {
            let input = tokio::select! {
                _ = terminate.recv() => Input::Quit,
                _ = hangup.recv() => Input::Quit,
                _ = resume.recv() => Input::Resumed,
            };
            if tell.send(input).is_err() {
                break;
            }
        }
    });
}

/// SIGCONT.
#[cfg(all(unix, target_os = "linux"))]
const CONTINUED: i32 = 18;
/// SIGCONT.
#[cfg(all(unix, not(target_os = "linux")))]
const CONTINUED: i32 = 19;

#[cfg(not(unix))]
fn listen_for_signals(_: &tokio::runtime::Handle, _: mpsc::Sender<Input>) {}

/// Counts in the window title how often the program came to rest, if a test asked for it.
struct IdleCounter {
    on: bool,
    count: u64,
}

impl IdleCounter {
    fn new() -> Self {
        Self { on: std::env::var_os(TEST_IDLE).is_some(), count: 0 }
    }

    fn tell(&mut self, screen: &mut Screen, driver: &Driver, work: &Work) -> io::Result<()> {
        if self.on && driver.is_idle() && work.is_idle() {
            self.count += 1;
            screen.title(&format!("idle {}", self.count))?;
        }
        Ok(())
    }
}
