//! From a terminal event to effects: the model, the keymap, and what is in between.

use std::{sync::Arc, time::Duration};

use crossterm::event::Event;
use jiff::Timestamp;

use crate::{
    app::{
        Action, Ctx, Effect, Model, Msg,
        keymap::{self, Chord, Keymap, Resolution},
        update,
    },
    ports::{Clock, Entropy},
};

use super::{
    burst::{Burst, Millis, Out},
    decode,
};

/// Shortest code that a paste outside a field may be.
const SHORTEST_CODE: usize = 6;

/// The program without its terminal: takes events, gives effects. Tests drive it with a manual clock.
pub(super) struct Driver {
    pub(super) model: Model,
    pub(super) keymap: Keymap,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    burst: Burst,
    /// Chords of a binding that is not complete yet.
    pending: Vec<Chord>,
}

impl Driver {
    pub(super) fn new(model: Model, keymap: Keymap, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self { model, keymap, clock, entropy, burst: Burst::default(), pending: Vec::new() }
    }

    /// One message.
    pub(super) fn message(&mut self, msg: Msg) -> Vec<Effect> {
        let ctx = Ctx { now: self.clock.now(), fresh: self.entropy.uuid() };
        update(&mut self.model, msg, &ctx)
    }

    /// One event of the terminal.
    pub(super) fn event(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Resize(width, height) => self.message(Msg::Resize(width, height)),
            Event::Paste(text) => self.paste(text),
            Event::Key(key) => match decode::chord(&key) {
                Some(chord) => {
                    let text = self.model.takes_text();
                    let outs = self.burst.key(chord, millis(self.clock.now()), text);
                    self.outs(outs)
                }
                None => Vec::new(),
            },
            Event::FocusGained | Event::FocusLost | Event::Mouse(_) => Vec::new(),
        }
    }

    /// The time for which [`Self::rests_for`] said nothing would happen is over.
    pub(super) fn time_passed(&mut self) -> Vec<Effect> {
        let now = self.clock.now();
        let outs = self.burst.time(millis(now));
        let mut effects = self.outs(outs);
        if self.model.next_tick() <= now {
            effects.extend(self.message(Msg::Tick));
        }
        effects
    }

    /// How long nothing happens by itself.
    pub(super) fn rests_for(&self) -> Duration {
        let now = self.clock.now();
        let tick = self.model.next_tick().as_millisecond() - now.as_millisecond();
        let held = self.burst.due().map(|due| due - now.as_millisecond());
        let rest = held.map_or(tick, |held| held.min(tick)).max(1);
        Duration::from_millis(u64::try_from(rest).unwrap_or(1))
    }

    /// Nothing is held back and nothing is under way.
    pub(super) fn is_idle(&self) -> bool {
        self.model.is_idle() && self.burst.due().is_none()
    }

    fn outs(&mut self, outs: Vec<Out>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for out in outs {
            effects.extend(match out {
                Out::Key(chord) => self.chord(chord),
                Out::Scan(code) => self.message(Msg::Scan(code)),
                Out::ScanEnd => self.message(Msg::ScanEnd),
            });
        }
        effects
    }

    fn chord(&mut self, chord: Chord) -> Vec<Effect> {
        let contexts = self.model.key_contexts();
        let resolution = self.keymap.resolve(&contexts, &self.pending, chord);
        let msg = match resolution {
            Resolution::Pending => {
                self.pending.push(chord.fold());
                return Vec::new();
            }
            Resolution::Cancelled => None,
            Resolution::Text(c) => Some(Msg::Text(c)),
            Resolution::Run(command) => Some(
                Action::named(&command.action, command.arg.as_deref())
                    .map_or_else(|| Msg::Unbound(keymap::label(&[chord])), Msg::Action),
            ),
            Resolution::Unbound => Some(Msg::Unbound(keymap::label(&[chord]))),
        };
        self.pending.clear();
        msg.map_or_else(Vec::new, |msg| self.message(msg))
    }

    /// What an input method commits may come as a paste (TUI finding 6), and so may what a reader reads.
    fn paste(&mut self, text: String) -> Vec<Effect> {
        let code = text.trim();
        let is_code = code.len() >= SHORTEST_CODE && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !self.model.takes_text() && is_code {
            let code = code.to_owned();
            return self.message(Msg::Scan(code));
        }
        self.message(Msg::Paste(text))
    }
}

fn millis(at: Timestamp) -> Millis {
    at.as_millisecond()
}
