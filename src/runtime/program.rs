//! Input becomes messages, messages change the model: the program between its terminal and its executor.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    app::{
        Action, Ctx, Effect, Model, Msg, Spot,
        keymap::{Chord, Keymap, Resolution, label},
        preferences::{Preferences, Setting},
        update,
    },
    ports::{Clock, Entropy},
};

use super::{
    burst::{Bursts, Heard, as_code},
    crash,
    decode::Input,
};

/// The model with what turns input into messages for it.
pub struct Program {
    model: Model,
    keymap: Keymap,
    bursts: Bursts,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Program {
    /// A program that has just been started with these settings in force.
    pub fn new(
        mut model: Model,
        settings: &Preferences,
        keymap: Keymap,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        model.put_in_force(settings);
        let gap = Duration::from_millis(settings.whole(Setting::ReaderGap).into());
        Self { model, keymap, bursts: Bursts::with_gap(gap), clock, entropy }
    }

    /// The model, for drawing.
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// The keymap in force, for drawing.
    pub const fn keymap(&self) -> &Keymap {
        &self.keymap
    }

    /// Other keys from now on.
    pub fn bind(&mut self, keymap: Keymap) {
        self.keymap = keymap;
    }

    /// Something came from the terminal; `at` counts from the start of the program, `spot` says what a cell of the screen
    /// stands for.
    pub fn input(&mut self, input: Input, at: Duration, spot: impl FnOnce(u16, u16) -> Option<Spot>) -> Vec<Effect> {
        crash::point("input");
        match input {
            Input::Resize(columns, rows) => self.msg(Msg::Resize(columns, rows)),
            Input::Key(chord) => {
                let heard = self.bursts.key(chord, at, self.model.takes_scans());
                self.heard(heard)
            }
            Input::Paste { text, left_out } => {
                let mut effects = self.held_back();
                let taken = text.chars().count();
                effects.extend(self.pasted(text));
                if left_out > 0 {
                    effects.extend(self.msg(Msg::PasteCut { taken, left_out }));
                }
                effects
            }
            Input::Click(column, row) => match spot(column, row) {
                Some(spot) => self.pointed(Msg::Click(spot)),
                None => Vec::new(),
            },
            Input::Wheel { up } => self.pointed(Msg::Wheel { up }),
        }
    }

    /// A hand on the mouse ends what the keys had begun.
    fn pointed(&mut self, msg: Msg) -> Vec<Effect> {
        crash::point("pointed");
        let mut effects = self.held_back();
        effects.extend(self.msg(msg));
        effects
    }

    /// Keys that were held back go on at once: something came behind them.
    fn held_back(&mut self) -> Vec<Effect> {
        let heard = self.bursts.quiet(Duration::MAX);
        self.heard(heard)
    }

    /// Time has passed: keys that were held back go on, timers of the model fire.
    pub fn time(&mut self, at: Duration) -> Vec<Effect> {
        crash::point("time");
        let heard = self.bursts.quiet(at);
        let mut effects = self.heard(heard);
        if self.model.next_tick() <= self.clock.now() {
            effects.extend(self.msg(Msg::Tick));
        }
        effects
    }

    /// How long nothing has to be done if nothing comes.
    pub fn sleep(&self, at: Duration) -> Duration {
        let tick = self.model.next_tick().duration_since(self.clock.now());
        let tick = Duration::try_from(tick).unwrap_or(Duration::ZERO);
        self.bursts.deadline().map_or(tick, |deadline| tick.min(deadline.saturating_sub(at)))
    }

    /// Nothing is held back, and nothing of the model is under way.
    pub fn is_idle(&self) -> bool {
        self.bursts.deadline().is_none() && self.model.is_idle()
    }

    /// One message, with the clock read once and a fresh id.
    pub fn msg(&mut self, msg: Msg) -> Vec<Effect> {
        self.msg_at(msg, self.clock.now())
    }

    /// The end is near: what would be saved within a second is saved now.
    pub fn last_save(&mut self) -> Vec<Effect> {
        match self.model.accept.save_due() {
            Some(due) => self.msg_at(Msg::Tick, due.max(self.clock.now())),
            None => Vec::new(),
        }
    }

    fn msg_at(&mut self, msg: Msg, now: Timestamp) -> Vec<Effect> {
        crash::point("update");
        update(&mut self.model, msg, &Ctx { now, fresh: self.entropy.uuid() })
    }

    fn heard(&mut self, heard: Vec<Heard>) -> Vec<Effect> {
        heard
            .into_iter()
            .flat_map(|heard| match heard {
                Heard::Key(chord) => self.key(chord),
                Heard::Scan(code) => {
                    crash::point("scan");
                    self.msg(Msg::Scan(code))
                }
                Heard::ScanEnd(code) => self.msg(Msg::ScanEnd(code)),
                Heard::Scrambled(typed) => self.msg(Msg::Scrambled(typed)),
            })
            .collect()
    }

    fn key(&mut self, chord: Chord) -> Vec<Effect> {
        crash::point("key");
        let contexts = self.model.key_contexts();
        let pressed = |pending: &[Chord]| {
            let mut keys = pending.to_vec();
            keys.push(chord.fold());
            label(&keys)
        };
        let pending = &self.model.pending;
        let msg = match self.keymap.resolve(&contexts, pending, chord) {
            Resolution::Pending => {
                let mut keys = pending.clone();
                keys.push(chord.fold());
                Msg::Pending(keys)
            }
            Resolution::Cancelled => Msg::Pending(Vec::new()),
            Resolution::Text(c) => Msg::Text(c),
            Resolution::Run(command) => Action::named(&command.action, command.arg.as_deref())
                .map_or_else(|| Msg::Unbound(pressed(pending)), Msg::Action),
            Resolution::Unbound => Msg::Unbound(pressed(pending)),
        };
        self.msg(msg)
    }

    /// Text in one piece is typed text for a field; a reader that pastes ends its code like one that types.
    fn pasted(&mut self, text: String) -> Vec<Effect> {
        crash::point("paste");
        let code = as_code(&text).map(str::to_owned);
        if !self.model.takes_scans()
            && let Some(code) = code
        {
            return self.msg(Msg::Scan(code));
        }
        let ended = code.filter(|code| code.len() < text.len());
        let Some(code) = ended else { return self.msg(Msg::Paste(text)) };
        let mut effects = self.msg(Msg::Paste(code.clone()));
        effects.extend(self.msg(Msg::ScanEnd(code)));
        effects
    }
}
