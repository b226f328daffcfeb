//! 在手原件: every original that the agent holds, the oldest first, with its age (R5.16). Giving one back is an act: it is
//! written down here at once, and the centre hears of it.

use crate::domain::{
    agency::{held_for, overdue},
    lifecycle::{Act, act::PaperMove},
    reason::Reason,
};

use super::{
    Model, Place,
    actions::{Action, Context},
    effect::{Answer, Ask, Effect, Failure, Fate, OriginalLine, Sealing},
    msg::Ctx,
    notice::Level,
    request::Purpose,
};

/// Version that `draft.collect` gives a case; `paper.move` commutes, so an older one than the newest will do (R12.1).
const COLLECTED: u64 = 1;

/// What the page waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The list.
    List,
    /// An original to be off the list.
    LetGo,
    /// The centre to hear of it.
    Seal,
}

impl Wait {
    /// What the spinner says.
    pub const fn key(self) -> &'static str {
        "wait.originals"
    }
}

/// State of the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Originals {
    /// What is in hand, the oldest first.
    pub lines: Vec<OriginalLine>,
    /// Row of the cursor.
    pub cursor: usize,
    /// To whom it goes is being asked.
    pub asks: bool,
}

impl Originals {
    /// Contexts in force, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.asks { vec![Context::Choice] } else { vec![Context::List] }
    }

    /// The keys that matter.
    pub fn hints(&self) -> Vec<Action> {
        if self.asks {
            vec![Action::Choose1, Action::Choose2, Action::Back]
        } else {
            vec![Action::Open, Action::Down, Action::Palette, Action::Back]
        }
    }

    /// The original under the cursor.
    pub fn chosen(&self) -> Option<&OriginalLine> {
        self.lines.get(self.cursor)
    }
}

impl Model {
    /// Working days that an original has been in hand, and what is to be said if that is too long.
    pub fn original_age(&self, line: &OriginalLine) -> (u32, Option<Reason>) {
        let now = self.session.centre_time(self.now);
        let law = self.session.law(self.now);
        let most = law.settings.agent_original_alert_wd;
        (held_for(line.taken_at, now, law.calendar), overdue(line.taken_at, now, law.calendar, most))
    }
}

/// Opens the page.
pub(super) fn enter(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    model.overlays.clear();
    model.place = Place::Originals;
    model.originals.asks = false;
    vec![model.ask(Purpose::Originals(Wait::List), Ask::Originals, ctx)]
}

/// Esc: out of the question, then home.
pub(super) fn back(model: &mut Model) {
    if model.originals.asks {
        model.originals.asks = false;
    } else {
        model.place = Place::Home;
    }
}

/// A key on the page.
pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let state = &mut model.originals;
    let last = state.lines.len().saturating_sub(1);
    if state.asks {
        return match (action, action.digit()) {
            (_, Some(1)) => give_away(model, true, ctx),
            (_, Some(2)) => give_away(model, false, ctx),
            _ => Vec::new(),
        };
    }
    match (action, action.digit()) {
        (Action::Up, _) => state.cursor = state.cursor.saturating_sub(1),
        (Action::Down, _) => state.cursor = (state.cursor + 1).min(last),
        (Action::First, _) => state.cursor = 0,
        (Action::Last, _) => state.cursor = last,
        (Action::Open, _) => state.asks = state.chosen().is_some(),
        (_, Some(digit)) if digit <= state.lines.len() => {
            state.cursor = digit - 1;
            state.asks = true;
        }
        _ => {}
    }
    Vec::new()
}

/// It goes: back to the household, which the centre is told; or to the window, which says so itself by receiving (T70).
fn give_away(model: &mut Model, to_applicant: bool, ctx: &Ctx) -> Vec<Effect> {
    model.originals.asks = false;
    let Some(line) = model.originals.chosen().cloned() else { return Vec::new() };
    let OriginalLine { case_id, material_code, .. } = line;
    let ask = Ask::LetGo { case_id, material_code: material_code.clone() };
    let mut effects = vec![model.ask(Purpose::Originals(Wait::LetGo), ask, ctx)];
    if to_applicant {
        let act = Act::PaperMove(PaperMove { material_codes: vec![material_code], returned: true });
        let sealing = Sealing { case_id, expected_version: COLLECTED, guide_version: None, act };
        effects.push(model.ask(Purpose::Originals(Wait::Seal), Ask::Seal(Box::new(sealing)), ctx));
    }
    effects
}

/// An answer for the page.
pub(super) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::List, Ok(Answer::Originals(lines))) => {
            let state = &mut model.originals;
            state.cursor = state.cursor.min(lines.len().saturating_sub(1));
            state.lines = lines;
        }
        (Wait::LetGo, Ok(_)) => return vec![model.ask(Purpose::Originals(Wait::List), Ask::Originals, ctx)],
        (Wait::Seal, Ok(Answer::Fate(Fate::Applied(_)))) => {
            model.say(Level::Good, "notice.original_returned", &[], ctx);
        }
        (Wait::Seal, Ok(Answer::Fate(Fate::Waiting { .. }))) => {
            model.say(Level::Note, "notice.original_waits", &[], ctx);
        }
        (Wait::Seal, Ok(Answer::Fate(Fate::Rejected(problem)))) => {
            model.say_failure(&Failure::from(problem.as_ref()), ctx);
        }
        (_, Err(failure)) => model.say_failure(&failure, ctx),
        (_, Ok(_)) => {}
    }
    Vec::new()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
