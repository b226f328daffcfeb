//! What keys do on the page, what is asked of the centre, and what its answers do.

use crate::{
    app::{
        Model, Place,
        actions::Action,
        effect::{Answer, Ask, Effect, Failure},
        msg::Ctx,
        notice::Level,
        request::Purpose,
    },
    contract::{Problem, ProposalAct},
};

use super::{Asked, Heard, Row, Staff, Wait, what};

/// Goes to the page; it is read by [`settle`], which knows for whom.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    model.overlays.clear();
    model.place = Place::Staff;
    model.staff = Staff::default();
    Vec::new()
}

/// The page is read for whoever sits here. A password that was shown does not outlast the page or the lock.
pub fn settle(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.place != Place::Staff || model.locked {
        model.staff.confirmed = None;
        return Vec::new();
    }
    let me = model.session.me.as_ref().map(|me| me.person.id);
    if !model.keeps_staff() || model.staff.reader == me {
        return Vec::new();
    }
    let mut effects = model.requests.give_up(is_read);
    model.staff = Staff { reader: me, ..Staff::default() };
    effects.extend(refresh(model, ctx));
    effects
}

/// Reads everything anew.
pub fn refresh(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.staff.reader.is_none() {
        return Vec::new();
    }
    let mut effects = model.requests.give_up(is_read);
    model.staff.away = false;
    effects.push(ask(model, Wait::List, Asked::List, ctx));
    effects
}

fn is_read(purpose: &Purpose) -> bool {
    matches!(purpose, Purpose::Staff(wait) if wait.can_be_given_up())
}

fn ask(model: &mut Model, wait: Wait, asked: Asked, ctx: &Ctx) -> Effect {
    model.ask(Purpose::Staff(wait), Ask::Staff(asked), ctx)
}

/// Esc: from what is read to the list, and home.
pub fn back(model: &mut Model) {
    let shown = model.shows_staff();
    let page = &mut model.staff;
    if !shown || (page.confirmed.take().is_none() && page.open.take().is_none()) {
        model.place = Place::Home;
    }
}

/// A key on the page.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if !model.shows_staff() {
        let again = matches!(action, Action::Open) && model.keeps_staff();
        return if again { refresh(model, ctx) } else { Vec::new() };
    }
    let page = &mut model.staff;
    if page.confirmed.is_some() {
        if action == Action::Confirm {
            page.confirmed = None;
        }
        return Vec::new();
    }
    match (page.open.as_ref().map(|open| open.id), action.digit()) {
        (Some(id), Some(digit)) => match page.offers().get(digit - 1).copied() {
            Some(act) => decide(model, id, act, ctx),
            None => Vec::new(),
        },
        // Enter decides nothing: which of the two it is has to be chosen.
        (Some(_), None) => Vec::new(),
        (None, _) => list(model, action, ctx),
    }
}

fn list(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let page = &mut model.staff;
    let last = page.count().saturating_sub(1);
    if let Some(cursor) = action.moves(page.cursor, last) {
        page.cursor = cursor;
    } else if action == Action::Open {
        open(model, model.staff.cursor, ctx);
    } else if let Some(digit) = action.digit() {
        open(model, digit - 1, ctx);
    }
    Vec::new()
}

fn open(model: &mut Model, at: usize, ctx: &Ctx) {
    let page = &mut model.staff;
    let proposal = match page.rows().nth(at) {
        Some(Row::Waiting(proposal)) => Some(proposal.clone()),
        Some(Row::Person(_)) => None,
        None => return,
    };
    page.cursor = at;
    if proposal.is_none() {
        model.say(Level::Note, "staff.page.by_command", &[], ctx);
    }
    model.staff.open = proposal.map(Box::new);
}

/// A click on a row puts the cursor there; whether it stood there already.
pub fn click_row(model: &mut Model, at: usize) -> bool {
    let page = &mut model.staff;
    page.open.is_none() && page.confirmed.is_none() && std::mem::replace(&mut page.cursor, at) == at
}

fn decide(model: &mut Model, id: uuid::Uuid, act: ProposalAct, ctx: &Ctx) -> Vec<Effect> {
    let writes = |purpose: &Purpose| matches!(purpose, Purpose::Staff(Wait::Decide));
    if model.requests.is_waiting(writes) {
        return Vec::new();
    }
    vec![ask(model, Wait::Decide, Asked::Decide { id, act }, ctx)]
}

/// An answer for the page.
pub fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    let heard = match result {
        Ok(Answer::Staff(heard)) => *heard,
        Ok(_) => return Vec::new(),
        Err(failure) => return failed(model, wait, &failure, ctx),
    };
    let lang = model.lang;
    match heard {
        Heard::List { waiting, people } => {
            let page = &mut model.staff;
            (page.waiting, page.people, page.loaded) = (waiting, people, true);
            page.cursor = page.cursor.min(page.count().saturating_sub(1));
            // What has been decided elsewhere is not open here any more.
            let open = page.open.take();
            page.open = open.and_then(|open| page.waiting.iter().find(|one| one.id == open.id).cloned().map(Box::new));
            Vec::new()
        }
        Heard::Decided(proposal) => {
            model.staff.open = None;
            let key = if proposal.state == crate::contract::ProposalState::Withdrawn {
                "staff.withdrawn"
            } else {
                "staff.refused"
            };
            model.say(Level::Good, key, &[&what(lang, &proposal)], ctx);
            refresh(model, ctx)
        }
        Heard::Confirmed(confirmed) => {
            model.say(Level::Good, "staff.confirmed", &[&what(lang, &confirmed.proposal)], ctx);
            model.staff.open = None;
            model.staff.confirmed = confirmed.password.is_some().then_some(confirmed);
            refresh(model, ctx)
        }
        Heard::Refused(problem) => refused(model, &problem, ctx),
    }
}

/// The centre's no: the proposal may be another one by now.
fn refused(model: &mut Model, problem: &Problem, ctx: &Ctx) -> Vec<Effect> {
    model.say_failure(&Failure::from(problem), ctx);
    refresh(model, ctx)
}

/// No answer, or a no to a reading.
fn failed(model: &mut Model, wait: Wait, failure: &Failure, ctx: &Ctx) -> Vec<Effect> {
    if !failure.offline {
        model.say_failure(failure, ctx);
        return Vec::new();
    }
    // What stands on the page may not be so any more; it is read anew when the centre is heard again.
    let page = &mut model.staff;
    page.away = true;
    (page.waiting, page.people, page.loaded, page.open) = (Vec::new(), Vec::new(), false, None);
    if !wait.can_be_given_up() {
        model.say(Level::Bad, "staff.page.unknown", &[], ctx);
    }
    Vec::new()
}
