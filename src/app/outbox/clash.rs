//! A conflict before a person (R12.1): mine, theirs and what both had seen, line by line. Digits take a side, Enter goes on
//! to what is still open, and behind the last line the decision is carried out. Nothing merges that a person must decide.

use std::{collections::BTreeMap, fmt};

use uuid::Uuid;

use crate::{
    app::{
        Model, Place,
        actions::{Action, Context},
        casework,
        effect::{Answer, Ask, Effect, Failure, Fate, Superseding},
        msg::Ctx,
        notice::Level,
        request::Purpose,
        session,
    },
    desk::outbox::{Clash, Which},
    domain::conflict::{Decision, Field, Line, Side},
};

use super::{Wait, update};

/// The sides in the order of their digits.
pub const SIDES: [Side; 3] = [Side::Mine, Side::Theirs, Side::Base];

/// The page of one conflict.
#[derive(Clone)]
pub struct ClashPage {
    /// Both sides.
    pub clash: Clash,
    /// What there is to decide or to know.
    pub lines: Vec<Line>,
    /// What the person decided.
    pub picks: BTreeMap<Field, Side>,
    /// Row of the cursor; behind the last line stands the row that carries it out.
    pub cursor: usize,
    /// Where Esc leads back to.
    pub came_from: Place,
}

impl fmt::Debug for ClashPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClashPage").field("clash", &self.clash).field("cursor", &self.cursor).finish_non_exhaustive()
    }
}

impl ClashPage {
    fn new(clash: Clash, came_from: Place) -> Self {
        let lines = clash.conflict.lines();
        let mut page = Self { clash, lines, picks: BTreeMap::new(), cursor: 0, came_from };
        page.seek_open();
        page
    }

    /// The side that a line goes by, and whether it was taken without asking; `None` = nobody has decided.
    pub fn side(&self, line: &Line) -> Option<(Side, bool)> {
        let picked = self.picks.get(&line.field).map(|side| (*side, false));
        picked.or(line.by_itself.map(|side| (side, true)))
    }

    /// Lines about which nobody has decided and that still matter.
    pub fn open(&self) -> Vec<Field> {
        self.clash.conflict.decide(&self.picks).err().unwrap_or_default()
    }

    /// Contexts in force, innermost first.
    pub fn contexts() -> Vec<Context> {
        vec![Context::Choice]
    }

    /// The keys that matter now.
    pub fn hints(&self) -> Vec<Action> {
        let first = if self.cursor < self.lines.len() { Action::Choose1 } else { Action::Confirm };
        let second = if first == Action::Confirm { Action::Choose1 } else { Action::Confirm };
        vec![first, second, Action::Down, Action::Reveal, Action::Back]
    }

    fn take(&mut self, side: Side) -> Result<(), &'static str> {
        let Some(line) = self.lines.get(self.cursor) else { return Ok(()) };
        if !self.clash.conflict.may_take(&line.field, side) {
            return Err(match (&line.field, side) {
                (Field::Act, Side::Mine) => "conflict.not_offered",
                (Field::Act, _) => "conflict.act_no_base",
                _ => "conflict.no_base",
            });
        }
        self.picks.insert(line.field.clone(), side);
        self.seek_open();
        Ok(())
    }

    /// To the next open line from here on, then from the top, then to the row behind the last.
    fn seek_open(&mut self) {
        let open = self.open();
        let is_open = |(_, line): &(usize, &Line)| open.contains(&line.field);
        let mut from_here = self.lines.iter().enumerate().skip(self.cursor);
        let next = from_here.find(is_open).or_else(|| self.lines.iter().enumerate().find(is_open));
        self.cursor = next.map_or(self.lines.len(), |(at, _)| at);
    }
}

/// Asks for both sides.
pub fn ask(model: &mut Model, which: Which, ctx: &Ctx) -> Vec<Effect> {
    vec![model.ask(Purpose::Outbox(Wait::Clash), Ask::Clash(which), ctx)]
}

/// The conflict of this case, where its screen is open.
pub fn of_case(model: &mut Model, case_id: Uuid, ctx: &Ctx) -> Vec<Effect> {
    let shown = model.place == Place::Case && model.casework.case_id == Some(case_id);
    if shown { ask(model, Which::Case(case_id), ctx) } else { Vec::new() }
}

/// The key that leads here from anywhere: the conflict of the case on the screen, or the first one of the outbox.
pub fn open(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    match (model.place, model.casework.case_id) {
        (Place::Case, Some(case_id)) => ask(model, Which::Case(case_id), ctx),
        // The outbox has not been read yet: it is, and shows what waits for a decision.
        _ if !model.outbox.loaded => update::enter(model, ctx),
        _ => {
            let chosen = model.outbox.rows().get(model.outbox.cursor).map(super::Row::command_id);
            let mut conflicts = model.outbox.lines.iter().filter(|line| line.is_open_conflict());
            let here = conflicts.clone().find(|line| Some(line.command_id) == chosen);
            let Some(command_id) = here.or_else(|| conflicts.next()).map(|line| line.command_id) else {
                model.say(Level::Note, "conflict.none", &[], ctx);
                return update::enter(model, ctx);
            };
            ask(model, Which::Command(command_id), ctx)
        }
    }
}

/// Both sides are here.
pub fn came(model: &mut Model, clash: Option<Clash>, ctx: &Ctx) {
    let Some(clash) = clash else {
        model.say(Level::Note, "conflict.none", &[], ctx);
        return;
    };
    let came_from = match &model.outbox.clash {
        Some(page) => page.came_from,
        None => model.place,
    };
    model.outbox.clash = Some(ClashPage::new(clash, came_from));
    model.place = Place::Outbox;
}

/// Esc: nothing was decided, and nothing is lost.
pub fn close(model: &mut Model) {
    if let Some(page) = model.outbox.clash.take() {
        model.place = page.came_from;
    }
}

/// A key on the page.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let Some(page) = &mut model.outbox.clash else { return Vec::new() };
    let last = page.lines.len();
    match action {
        Action::Up => page.cursor = page.cursor.saturating_sub(1),
        Action::Down => page.cursor = (page.cursor + 1).min(last),
        Action::Confirm => return confirm(model, ctx),
        _ => {
            let side = action.digit().and_then(|digit| SIDES.get(digit - 1));
            if let Some(Err(why)) = side.map(|side| page.take(*side)) {
                model.say(Level::Note, why, &[], ctx);
            }
        }
    }
    Vec::new()
}

fn confirm(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(page) = &mut model.outbox.clash else { return Vec::new() };
    let open = page.open();
    let here = page.lines.get(page.cursor);
    if !open.is_empty() || here.is_some() {
        let stays = here.is_some_and(|line| open.contains(&line.field));
        page.seek_open();
        if stays || here_is_last(page) && !open.is_empty() {
            model.say(Level::Note, "conflict.decide_first", &[&open.len().to_string()], ctx);
        }
        return Vec::new();
    }
    let Ok(decision) = page.clash.conflict.decide(&page.picks) else { return Vec::new() };
    let act = match decision {
        Decision::TheirsStands => None,
        Decision::Again(act) => Some(act),
    };
    let superseding = Superseding {
        command_id: page.clash.line.command_id,
        act,
        version: page.clash.version,
        guide: page.clash.guide_version.clone(),
    };
    vec![model.ask(Purpose::Outbox(Wait::Decide), Ask::Supersede(Box::new(superseding)), ctx)]
}

fn here_is_last(page: &ClashPage) -> bool {
    page.cursor >= page.lines.len()
}

/// What became of the decision.
pub fn decided(model: &mut Model, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match result {
        Ok(Answer::Fate(Fate::Applied(_))) => model.say(Level::Good, "conflict.done.mine", &[], ctx),
        Ok(Answer::Fate(Fate::Waiting { .. })) => model.say(Level::Note, "notice.waits", &[], ctx),
        // It met the next change, or a rule: its own entry stands in the outbox.
        Ok(Answer::Fate(Fate::Rejected(problem))) => {
            model.say_failure(&Failure::from(problem.as_ref()), ctx);
        }
        Ok(_) => model.say(Level::Good, "conflict.done.theirs", &[], ctx),
        Err(failure) => {
            model.say_failure(&failure, ctx);
            return Vec::new();
        }
    }
    close(model);
    let mut effects = session::refresh(model, ctx);
    match model.place {
        Place::Case => effects.extend(casework::refresh(model, ctx)),
        _ => effects.extend(update::refresh(model, ctx)),
    }
    effects
}
