//! The line mode: a line is read, the program answers in words, the next line is read. The same model, the same
//! messages and the same executor as on the screen; nothing here moves a cursor or switches a mode of the terminal, but
//! for a secret that is not to be echoed.
//!
//! What a line started is answered when it has come to rest, in one piece and in order, so that a reader is never
//! interrupted by half an answer; if it takes long, one line says what is waited for. What comes by itself (the line,
//! the idle lock, the fate of what had to wait) is told when it comes.

mod typed;
mod unread;
mod with;

use std::{
    collections::BTreeSet,
    io::{self, Write},
    time::{Duration, Instant},
};

use tokio::sync::mpsc::{self, UnboundedReceiver};

use crate::{
    app::{Action, Effect, Model, Msg, Size, form::Field, keymap::Keymap, session::Line as Link},
    i18n::{t, tf},
    ui::plain::{self, Heard, Page, Step},
};

use super::{
    LAST_WRITES, RunError, Setup,
    execute::Executor,
    finder::Finder,
    input::{self, Event},
    program::Program,
};

use typed::{Typed, Typist};
use unread::Known;
use with::With;

/// What takes longer is announced, and the next line is heard all the same.
const SOON: Duration = Duration::from_secs(1);
/// Longest wait for the fate of a command that is on its way; then it waits in the outbox, and the words say so.
const FATE: Duration = Duration::from_secs(20);
/// The screens' own size: nothing here depends on it, but a model that thinks itself too small says so.
const SIZE: Size = Size { width: 120, height: 40 };

/// Runs the program line by line until somebody leaves it, the input ends, or the system ends it.
pub async fn run(setup: Setup) -> Result<(), RunError> {
    let model = Model::new(setup.lang, SIZE, setup.clock.now());
    let (tell, events) = mpsc::channel(1);
    input::signals(tell);
    let with = With::here(setup.announce_idle);
    let mut turn = Turn {
        // In this mode Enter, digits and signs mean what the built-in keymap says, whatever a person has made of theirs.
        program: Program::new(model, &setup.settings, Keymap::built_in(), setup.clock, setup.entropy),
        executor: Executor::new(setup.office, setup.tell, setup.lang),
        finder: setup.finder,
        finding: None,
        begun: Instant::now(),
        read: None,
        taught: BTreeSet::new(),
        person: None,
        spoke: false,
        notices: Vec::new(),
        link: Link::Online,
        answering: Some(Instant::now()),
        announced: None,
        prompted: false,
        with,
        leaving: None,
        failed: None,
    };
    let mut hear = setup.hear;
    let ended = turn.run(Typist::start()?, events, &mut hear).await;
    if ended.is_err() {
        // Nobody reads any more: what was typed is kept all the same.
        turn.end();
        let _ = tokio::time::timeout(LAST_WRITES, turn.keep(&mut hear)).await;
    }
    ended
}

struct Turn {
    program: Program,
    executor: Executor,
    finder: Finder,
    /// Newest query that is not answered yet.
    finding: Option<u64>,
    begun: Instant,
    /// The page as it was read last.
    read: Option<Page>,
    /// Sentences on how a page works that were read already; `?` reads them again.
    taught: BTreeSet<String>,
    /// Who sits here, as it was told last.
    person: Option<String>,
    /// Something was said since the last line came.
    spoke: bool,
    /// Messages that were not read yet.
    notices: Vec<String>,
    /// The line as it was told last.
    link: Link,
    /// Since when an answer is owed; `None` = the last line is answered.
    answering: Option<Instant>,
    /// What was said to be waited for.
    announced: Option<String>,
    /// The prompt stands there.
    prompted: bool,
    /// Who is spoken with.
    with: With,
    /// Since when the program is to end; it waits for what is being written.
    leaving: Option<Instant>,
    /// Why it ends at once.
    failed: Option<RunError>,
}

impl Turn {
    async fn run(
        &mut self,
        mut typist: Typist,
        mut events: mpsc::Receiver<Event>,
        news: &mut UnboundedReceiver<Msg>,
    ) -> Result<(), RunError> {
        self.say(&[t(self.program.model().lang, "plain.welcome").to_owned()])?;
        let effects = self.program.msg(Msg::Start);
        self.carry_out(effects);
        loop {
            while let Ok(msg) = news.try_recv() {
                self.news(msg);
            }
            self.time();
            if let Some(why) = self.failed.take() {
                return Err(why);
            }
            if self.may_leave() {
                return Ok(self.farewell()?);
            }
            if self.leaving.is_none() && news.is_empty() {
                self.tell(&mut typist)?;
            }
            let listens = self.prompted && self.leaving.is_none();
            tokio::select! {
                biased;
                event = events.recv() => self.event(event.as_ref().unwrap_or(&Event::End)),
                Some(msg) = news.recv() => self.news(msg),
                typed = typist.next(), if listens => self.typed(typed)?,
                () = tokio::time::sleep(self.sleep()) => {}
            }
        }
    }

    /// Waits for what is being written.
    async fn keep(&mut self, news: &mut UnboundedReceiver<Msg>) {
        while self.executor.is_writing() {
            let Some(msg) = news.recv().await else { return };
            self.news(msg);
        }
    }

    /// The system's signals; what is typed comes another way.
    fn event(&mut self, event: &Event) {
        match event {
            Event::Terminal(..) | Event::Measured(_) => {}
            Event::GoesOn => self.prompted = false,
            Event::End | Event::Deaf(_) => self.end(),
        }
    }

    fn end(&mut self) {
        let mut effects = self.program.last_save();
        effects.push(Effect::Leave);
        self.carry_out(effects);
    }

    fn typed(&mut self, typed: Typed) -> io::Result<()> {
        let lang = self.program.model().lang;
        self.prompted = false;
        let line = match typed {
            Typed::Line(line) => line,
            Typed::Unreadable => return self.say(&[t(lang, "plain.not_utf8").to_owned()]),
            Typed::TooLong(most) => return self.say(&[tf(lang, "plain.too_long", &[&most.to_string()])]),
            Typed::End => {
                self.end();
                return Ok(());
            }
        };
        let personal = self.read.as_ref().is_some_and(|page| page.personal || page.secret);
        if let Some(echo) = self.with.echo(&line, personal, lang) {
            writeln!(io::stdout(), "{echo}")?;
        }
        self.spoke = false;
        self.answering = Some(Instant::now());
        self.announced = None;
        self.hear(&line)
    }

    fn hear(&mut self, line: &str) -> io::Result<()> {
        match plain::hear(self.program.model(), line) {
            Heard::Say(lines) => self.say(&lines),
            Heard::Again => {
                self.read = None;
                Ok(())
            }
            Heard::Steps(steps) => steps.into_iter().try_for_each(|step| self.step(step)),
        }
    }

    fn step(&mut self, step: Step) -> io::Result<()> {
        match step {
            Step::Do(action) => self.msg(Msg::Action(action)),
            Step::Type(text) => {
                let model = self.program.model();
                if model.takes_text() && !model.focused_field().is_some_and(Field::is_choice) {
                    self.msg(Msg::Action(Action::TextClear));
                }
                self.msg(Msg::Paste(text));
            }
            Step::Enter => match plain::enter(self.program.model()) {
                Some(action) => self.msg(Msg::Action(action)),
                None if self.executor.is_idle() => {
                    self.say(&[t(self.program.model().lang, "plain.no_enter").to_owned()])?;
                }
                None => {}
            },
            Step::Scan(code) => self.msg(Msg::Scan(code)),
            Step::Then(rest) => return self.hear(&rest),
        }
        Ok(())
    }

    fn news(&mut self, msg: Msg) {
        match &msg {
            Msg::Done { req, result } => {
                let wrote = self.executor.ended(*req);
                if wrote && result.is_err() {
                    // What could not be kept keeps the program.
                    self.leaving = None;
                }
            }
            Msg::Found { generation, .. } if self.finding == Some(*generation) => self.finding = None,
            _ => {}
        }
        self.msg(msg);
    }

    /// One message; what the program says about it is kept until it is read out.
    fn msg(&mut self, msg: Msg) {
        let known = Known::of(self.program.model());
        let effects = self.program.msg(msg);
        self.notices.extend(known.new_in(self.program.model()));
        self.carry_out(effects);
    }

    fn time(&mut self) {
        let at = self.begun.elapsed();
        if self.program.sleep(at).is_zero() {
            let known = Known::of(self.program.model());
            let effects = self.program.time(at);
            self.notices.extend(known.new_in(self.program.model()));
            self.carry_out(effects);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask { req, ask } => self.executor.ask(req, ask),
                Effect::Cancel(req) => self.executor.cancel(req),
                Effect::Find { generation, query, limit } => {
                    self.finding = Some(generation);
                    self.finder.query(generation, query, limit);
                }
                // Nothing is worn where nothing is drawn, no mouse points at lines, and no palette has habits.
                Effect::Wear(_) | Effect::Mouse(_) | Effect::KeepHabits(_) => {}
                Effect::Redraw => self.read = None,
                Effect::Leave => self.leaving = Some(Instant::now()),
                Effect::Fail(key) => self.failed = Some(RunError::Store(key)),
                Effect::Crash => self.failed = Some(RunError::Died),
            }
        }
    }

    /// Says what there is to say, and then asks for the next line.
    fn tell(&mut self, typist: &mut Typist) -> io::Result<()> {
        let resting = self.is_resting();
        if let Some(since) = self.answering.filter(|_| !resting) {
            let waited = since.elapsed() >= SOON;
            if waited && self.with == With::Person && !self.prompted {
                self.announce()?;
                return self.prompt(typist);
            }
            return Ok(());
        }
        let page = plain::page(self.program.model());
        let other = self.read.as_ref().is_none_or(|read| read.id != page.id);
        let state: Vec<String> = self.link_news().into_iter().chain(self.person_news()).collect();
        if self.answering.is_some() || other || !state.is_empty() || !self.notices.is_empty() {
            let owed = self.answering.take().is_some();
            let mut news: Vec<String> = self.notices.drain(..).chain(state).collect();
            news.extend(page.news_since(self.read.as_ref(), &self.taught));
            if owed && news.is_empty() && !self.spoke {
                // Nothing came of it: what is asked is asked again.
                news.clone_from(&page.ask);
            }
            self.taught.extend(page.how.iter().cloned());
            if self.prompted {
                writeln!(io::stdout())?;
                self.prompted = false;
            }
            self.say(&news)?;
            self.read = Some(page);
        }
        if self.prompted { Ok(()) } else { self.prompt(typist) }
    }

    /// The line went or came back; what is in between is nobody's worry.
    fn link_news(&mut self) -> Option<String> {
        let model = self.program.model();
        let key = match (self.link, model.session.line) {
            (Link::Online | Link::Syncing, Link::Offline) => "plain.offline",
            (Link::Offline, Link::Online) => "plain.online",
            _ => return None,
        };
        self.link = model.session.line;
        Some(t(model.lang, key).to_owned())
    }

    /// Somebody else sits here (demo). Who sat down first is read with the home page.
    fn person_news(&mut self) -> Option<String> {
        let model = self.program.model();
        let name = model.session.me.as_ref().map(|me| me.person.name.clone())?;
        let before = self.person.replace(name.clone());
        before.filter(|before| *before != name).and_then(|_| plain::status(model).into_iter().next())
    }

    fn announce(&mut self) -> io::Result<()> {
        let said = plain::waiting(self.program.model());
        if self.announced.as_ref() != Some(&said) {
            self.say(std::slice::from_ref(&said))?;
            self.announced = Some(said);
        }
        Ok(())
    }

    fn prompt(&mut self, typist: &mut Typist) -> io::Result<()> {
        let page = plain::page(self.program.model());
        let mut out = io::stdout().lock();
        write!(out, "{}> ", plain::written(&page.prompt).first().map_or("", String::as_str))?;
        out.flush()?;
        self.prompted = true;
        typist.hide(page.secret && self.with != With::Pipe)
    }

    fn say(&mut self, lines: &[String]) -> io::Result<()> {
        self.spoke |= !lines.is_empty();
        let mut out = io::stdout().lock();
        for line in lines.iter().flat_map(|line| plain::written(line)) {
            writeln!(out, "{line}")?;
        }
        out.flush()
    }

    /// Nothing that this mode waits for is under way. Where somebody sits there, what the program fetches for itself
    /// holds nobody up.
    fn is_resting(&self) -> bool {
        let model = self.program.model();
        let waited = self.answering.is_some_and(|since| since.elapsed() >= FATE);
        let on_its_way = !waited && plain::is_on_its_way(model);
        // A desk that has no catalogue yet finds nothing, and never says so.
        let finding = !waited && self.finding.is_some() && plain::shows_results(model);
        let idle = !finding && self.executor.is_idle() && model.is_idle() && !on_its_way;
        let slow = self.answering.is_some_and(|since| since.elapsed() >= SOON);
        idle || (self.with == With::Person && slow && !finding && !model.requests.is_waiting(plain::is_asked_for))
    }

    fn sleep(&self) -> Duration {
        let sleep = self.program.sleep(self.begun.elapsed());
        match (self.leaving, self.answering) {
            (Some(_), _) => sleep.min(LAST_WRITES),
            (None, Some(since)) => sleep.min(SOON.saturating_sub(since.elapsed()).max(Duration::from_millis(50))),
            _ => sleep,
        }
    }

    /// Everything typed is on the disk, or it takes too long to wait for.
    fn may_leave(&self) -> bool {
        self.leaving.is_some_and(|since| !self.executor.is_writing() || since.elapsed() >= LAST_WRITES)
    }

    fn farewell(&mut self) -> io::Result<()> {
        let model = self.program.model();
        let begun = model.accept.is_begun() && !model.accept.is_finished();
        let lang = model.lang;
        if self.prompted {
            writeln!(io::stdout())?;
        }
        self.say(&[t(lang, if begun { "plain.bye_draft" } else { "plain.bye" }).to_owned()])
    }
}
