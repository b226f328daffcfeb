//! The loop that owns the model: what came is taken in, what is due is done, what changed is drawn, and then it sleeps.

use std::{
    io,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use tokio::sync::mpsc::{Receiver, UnboundedReceiver};

use crate::{
    app::{Ask, Effect, Model, Msg, Place, Size, keymap::Keymap, preferences::Preferences},
    theme::Theme,
    ui::{self, ViewCache},
};

use super::{
    LAST_WRITES, RunError, Setup, crash,
    decode::Input,
    execute::Executor,
    finder::Finder,
    guard, habits,
    input::Event,
    program::Program,
    screen::{Screen, Written},
    wardrobe::Wardrobe,
};

/// Between two frames that no key asked for.
const FRAME: Duration = Duration::from_millis(33);
/// Between two looks at the files of theme and keymap.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Longest wait for the last frame when the program ends.
const LAST_FRAME: Duration = Duration::from_millis(500);

/// Runs on a screen of this size, until somebody leaves or the system ends it.
pub(super) async fn turns(setup: Setup, size: Size, events: Receiver<Event>) -> Result<(), RunError> {
    let worn = setup.wardrobe.wear(&setup.settings, &Theme::default(), &Keymap::built_in());
    let mut model = Model::new(setup.lang, size, setup.clock.now());
    model.habits = setup.habits.as_deref().map(habits::read).unwrap_or_default();
    let (screen, written) = Screen::start(io::stdout())?;
    let mut turn = Box::new(Loop {
        program: Program::new(model, &setup.settings, worn.keymap, setup.clock, setup.entropy),
        executor: Executor::new(setup.office, setup.tell, setup.lang),
        finder: setup.finder,
        finding: None,
        habits: setup.habits.map(habits::Keeper::start),
        screen,
        theme: worn.theme,
        dressed: Dressed {
            changed: setup.wardrobe.changed(&setup.settings),
            looked: Instant::now(),
            settings: setup.settings,
            wardrobe: setup.wardrobe,
        },
        cache: ViewCache::default(),
        begun: Instant::now(),
        drawn: None,
        dirty: Dirty::Key,
        keys: 0,
        unannounced: setup.announce_idle,
        announce_idle: setup.announce_idle,
        leaving: None,
        failed: None,
    });
    let mut ways = Ways { events, news: setup.hear, written };
    let ended = turn.run(&mut ways).await;
    if ended.is_err() {
        // Nobody sees the screen any more: what was typed is kept all the same (F16, F19).
        let _ = turn.end();
        let _ = tokio::time::timeout(LAST_WRITES, turn.keep(&mut ways.news)).await;
    }
    if turn.screen.is_writing() {
        // The last frame before the modes; a terminal that takes nothing is not waited for long.
        let _ = tokio::time::timeout(LAST_FRAME, ways.written.recv()).await;
    }
    ended
}

/// Where things come from.
struct Ways {
    events: Receiver<Event>,
    news: UnboundedReceiver<Msg>,
    written: UnboundedReceiver<Written>,
}

/// Whether the screen shows what the model says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Dirty {
    No,
    /// Something came from behind: a frame within [`FRAME`].
    News,
    /// Somebody pressed a key: a frame now.
    Key,
}

/// Which looks and keys are in force, and when their files were last looked at.
struct Dressed {
    settings: Preferences,
    wardrobe: Arc<dyn Wardrobe>,
    changed: Option<SystemTime>,
    looked: Instant,
}

struct Loop {
    program: Program,
    dressed: Dressed,
    executor: Executor,
    finder: Finder,
    /// Newest query that is not answered yet.
    finding: Option<u64>,
    habits: Option<habits::Keeper>,
    screen: Screen,
    theme: Theme,
    cache: ViewCache,
    begun: Instant,
    drawn: Option<Instant>,
    dirty: Dirty,
    /// Keys and pastes that came.
    keys: u64,
    /// Something happened since the last idle moment was announced.
    unannounced: bool,
    announce_idle: bool,
    /// Since when the program is to end; it waits for what is being written.
    leaving: Option<Instant>,
    /// Why it ends at once.
    failed: Option<RunError>,
}

impl Loop {
    async fn run(&mut self, ways: &mut Ways) -> Result<(), RunError> {
        let Ways { events, news, written } = ways;
        let effects = self.program.msg(Msg::Start);
        self.carry_out(effects)?;
        loop {
            crash::point("turn");
            while let Ok(event) = events.try_recv() {
                self.event(event)?;
            }
            while let Ok(msg) = news.try_recv() {
                self.news(msg)?;
            }
            self.time()?;
            self.look_at_files()?;
            while let Ok(result) = written.try_recv() {
                self.written(result)?;
            }
            if let Some(why) = self.failed.take() {
                return Err(why);
            }
            if self.may_leave() {
                return Ok(());
            }
            self.draw()?;
            if self.unannounced && !self.screen.is_writing() && self.is_idle() && events.is_empty() && news.is_empty() {
                self.unannounced = false;
                self.screen.announce_idle(self.keys)?;
            }
            tokio::select! {
                biased;
                event = events.recv() => self.event(event.unwrap_or(Event::End))?,
                Some(result) = written.recv() => self.written(result)?,
                Some(msg) = news.recv() => self.news(msg)?,
                () = tokio::time::sleep(self.sleep()) => {}
            }
        }
    }

    fn event(&mut self, event: Event) -> io::Result<()> {
        crash::point("event");
        self.happened(Dirty::Key);
        match event {
            Event::Terminal(input, at) => {
                self.keys += u64::from(!matches!(input, Input::Resize(..)));
                let (at, cache) = (at.saturating_duration_since(self.begun), &self.cache);
                let effects = self.program.input(input, at, |column, row| cache.spot(column, row));
                self.carry_out(effects)
            }
            Event::Measured(measure) => {
                self.cache = ViewCache::default();
                let effects = self.program.msg(Msg::Measured(measure));
                self.carry_out(effects)
            }
            Event::GoesOn => {
                guard::again(self.screen.aside())?;
                self.screen.forget()
            }
            Event::Deaf(why) => {
                self.failed = Some(why.into());
                Ok(())
            }
            Event::End => self.end(),
        }
    }

    /// What is not saved yet is saved; then the program goes.
    fn end(&mut self) -> io::Result<()> {
        let mut effects = self.program.last_save();
        effects.push(Effect::Leave);
        self.carry_out(effects)
    }

    /// Waits for what is being written.
    async fn keep(&mut self, news: &mut UnboundedReceiver<Msg>) {
        while self.executor.is_writing() {
            let Some(msg) = news.recv().await else { return };
            if self.news(msg).is_err() {
                return;
            }
        }
    }

    fn written(&mut self, result: Written) -> Result<(), RunError> {
        self.screen.written();
        result
    }

    fn news(&mut self, msg: Msg) -> io::Result<()> {
        crash::point("news");
        self.happened(Dirty::News);
        match &msg {
            Msg::Done { req, result } => {
                let wrote = self.executor.ended(*req);
                if wrote && result.is_err() {
                    // What could not be kept stays on the screen, and so does the program.
                    self.leaving = None;
                }
            }
            Msg::Found { generation, .. } if self.finding == Some(*generation) => self.finding = None,
            _ => {}
        }
        let effects = self.program.msg(msg);
        self.carry_out(effects)
    }

    fn time(&mut self) -> io::Result<()> {
        let at = self.begun.elapsed();
        if self.program.sleep(at).is_zero() {
            let effects = self.program.time(at);
            self.happened(Dirty::Key);
            self.carry_out(effects)?;
        }
        Ok(())
    }

    /// Puts other looks and keys in force.
    fn wear(&mut self, settings: Preferences) -> io::Result<()> {
        crash::point("wear");
        let worn = self.dressed.wardrobe.wear(&settings, &self.theme, self.program.keymap());
        self.dressed.changed = self.dressed.wardrobe.changed(&settings);
        self.dressed.settings = settings;
        self.theme = worn.theme;
        self.program.bind(worn.keymap);
        self.cache = ViewCache::default();
        let effects = self.program.msg(Msg::Worn(worn.wrong));
        self.happened(Dirty::Key);
        self.carry_out(effects)
    }

    /// A person's own theme or keymap file was changed: it is worn at once. Looked at once a second at most, and only
    /// when the program is awake anyway or the settings are open.
    fn look_at_files(&mut self) -> io::Result<()> {
        if self.dressed.looked.elapsed() < LOOK_EVERY {
            return Ok(());
        }
        self.dressed.looked = Instant::now();
        let changed = self.dressed.wardrobe.changed(&self.dressed.settings);
        if changed == self.dressed.changed { Ok(()) } else { self.wear(self.dressed.settings.clone()) }
    }

    fn happened(&mut self, dirty: Dirty) {
        self.dirty = self.dirty.max(dirty);
        self.unannounced = self.announce_idle;
    }

    fn carry_out(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        for effect in effects {
            crash::point("effect");
            match effect {
                Effect::Ask { req, ask } => {
                    if let Ask::PinItem { code, pinned } = &ask {
                        self.finder.pin(code.clone(), *pinned);
                    }
                    crash::point("ask");
                    self.executor.ask(req, ask);
                }
                Effect::Cancel(req) => self.executor.cancel(req),
                Effect::Find { generation, query, limit } => {
                    crash::point("find");
                    self.finding = Some(generation);
                    self.finder.query(generation, query, limit);
                }
                Effect::Wear(settings) => self.wear(*settings)?,
                Effect::Redraw => self.screen.forget()?,
                Effect::Mouse(on) => guard::mouse(on, self.screen.aside())?,
                Effect::KeepHabits(text) => {
                    if let Some(keeper) = &self.habits {
                        keeper.keep(text);
                    }
                }
                Effect::Leave => {
                    crash::point("leave");
                    self.leaving = Some(Instant::now());
                }
                Effect::Fail(key) => self.failed = Some(RunError::Store(key)),
                Effect::Crash => self.failed = Some(RunError::Died),
            }
        }
        Ok(())
    }

    /// Everything typed is on the disk, or it takes too long to wait for.
    fn may_leave(&self) -> bool {
        self.leaving.is_some_and(|since| !self.executor.is_writing() || since.elapsed() >= LAST_WRITES)
    }

    fn draw(&mut self) -> io::Result<()> {
        let soon = self.drawn.is_some_and(|drawn| drawn.elapsed() < FRAME);
        if self.dirty == Dirty::No || self.screen.is_writing() || (self.dirty == Dirty::News && soon) {
            return Ok(());
        }
        crash::point("draw");
        self.keep_size()?;
        let Self { program, theme, cache, screen, .. } = self;
        screen.draw(|frame| ui::draw(program.model(), cache, theme, program.keymap(), frame))?;
        crash::point("drawn");
        self.dirty = Dirty::No;
        self.drawn = Some(Instant::now());
        Ok(())
    }

    /// The size that the system reports with its signal may be the old one still; what is drawn on is what counts.
    fn keep_size(&mut self) -> io::Result<()> {
        crash::point("size");
        let (width, height) = self.screen.size()?;
        if self.program.model().size != (Size { width, height }) {
            let effects = self.program.msg(Msg::Resize(width, height));
            self.carry_out(effects)?;
        }
        Ok(())
    }

    fn is_idle(&self) -> bool {
        self.dirty == Dirty::No && self.finding.is_none() && self.executor.is_idle() && self.program.is_idle()
    }

    fn sleep(&self) -> Duration {
        let mut sleep = self.program.sleep(self.begun.elapsed());
        if self.dirty == Dirty::News && !self.screen.is_writing() {
            let frame = self.drawn.map_or(Duration::ZERO, |drawn| FRAME.saturating_sub(drawn.elapsed()));
            sleep = sleep.min(frame);
        }
        if self.leaving.is_some() {
            sleep = sleep.min(LAST_WRITES);
        }
        if self.program.model().place == Place::Settings {
            sleep = sleep.min(LOOK_EVERY);
        }
        sleep
    }
}
