//! What keys and answers do to the outbox.

use crate::app::{
    Model, Place,
    actions::Action,
    effect::{Answer, Ask, Effect, Failure},
    msg::Ctx,
    notice::Level,
    request::Purpose,
    session,
};
use crate::desk::outbox::Which;

use super::{Offer, PersonAct, Wait, clash, tally, text};

/// Rows that a page key moves by.
const PAGE: usize = 10;

/// Goes to the page and reads it anew.
pub fn enter(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    model.overlays.clear();
    model.place = Place::Outbox;
    model.outbox.open = None;
    model.outbox.clash = None;
    model.outbox.tally = None;
    read(model, ctx)
}

/// Something moved: the page that is open is read anew.
pub fn refresh(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.place == Place::Outbox { read(model, ctx) } else { Vec::new() }
}

fn read(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = model
        .requests
        .give_up(|purpose| matches!(purpose, Purpose::Outbox(Wait::List | Wait::Detail | Wait::Recoveries)));
    effects.push(model.ask(Purpose::Outbox(Wait::List), Ask::Outbox, ctx));
    if let Some(id) = model.outbox.open.as_ref().map(|detail| detail.line.command_id) {
        effects.push(model.ask(Purpose::Outbox(Wait::Detail), Ask::Parcel(id), ctx));
    }
    effects
}

/// Esc: from the parcel to the list, from there home.
pub fn back(model: &mut Model) {
    if model.outbox.clash.is_some() {
        clash::close(model);
        return;
    }
    if model.outbox.open.take().is_some() {
        return;
    }
    if model.outbox.tally.is_some() {
        tally::close(model);
    } else {
        model.place = Place::Home;
    }
}

/// A key on the page.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if model.outbox.clash.is_some() {
        return clash::action(model, action, ctx);
    }
    match (&model.outbox.open, &model.outbox.tally) {
        (Some(_), _) => opened(model, action, ctx),
        (None, Some(_)) => tally::action(model, action, ctx),
        (None, None) => list(model, action, ctx),
    }
}

fn list(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let last = model.outbox.rows().len().saturating_sub(1);
    if let Some(cursor) = action.moves(model.outbox.cursor, last) {
        model.outbox.cursor = cursor;
        return Vec::new();
    }
    match action {
        Action::Open => open(model, model.outbox.cursor, ctx),
        _ => action.digit().map_or_else(Vec::new, |digit| open(model, digit - 1, ctx)),
    }
}

fn open(model: &mut Model, row: usize, ctx: &Ctx) -> Vec<Effect> {
    let Some(id) = model.outbox.rows().get(row).map(super::Row::command_id) else { return Vec::new() };
    model.outbox.cursor = row;
    vec![model.ask(Purpose::Outbox(Wait::Detail), Ask::Parcel(id), ctx)]
}

fn opened(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let offers = model.outbox.offers();
    let last = offers.len().saturating_sub(1);
    let outbox = &mut model.outbox;
    match action {
        Action::Up => outbox.offer = outbox.offer.saturating_sub(1),
        Action::Down => outbox.offer = (outbox.offer + 1).min(last),
        Action::PageUp => outbox.scroll = outbox.scroll.saturating_sub(PAGE),
        Action::PageDown => outbox.scroll += PAGE,
        Action::First => outbox.scroll = 0,
        Action::Confirm => return take(model, offers.get(model.outbox.offer).copied(), ctx),
        _ => {
            if let Some(digit) = action.digit() {
                return take(model, offers.get(digit - 1).copied(), ctx);
            }
        }
    }
    Vec::new()
}

fn take(model: &mut Model, offer: Option<Offer>, ctx: &Ctx) -> Vec<Effect> {
    let Some(detail) = &model.outbox.open else { return Vec::new() };
    let command_id = detail.line.command_id;
    match offer {
        Some(Offer::Compare) => clash::ask(model, Which::Command(command_id), ctx),
        Some(Offer::Act(act)) => {
            vec![model.ask(Purpose::Outbox(Wait::Act(Some(act))), Ask::MoveParcel { command_id, act }, ctx)]
        }
        Some(Offer::Recover) => {
            let Some(leave) = model.outbox.recovery_for(&detail.line).cloned() else { return Vec::new() };
            vec![model.ask(Purpose::Outbox(Wait::Recover), Ask::Recover(Box::new(leave)), ctx)]
        }
        Some(Offer::Seen) => {
            vec![model.ask(Purpose::Outbox(Wait::Act(None)), Ask::DifferenceSeen(command_id), ctx)]
        }
        Some(Offer::Export) => {
            let lines = text::told(model, detail);
            let text = lines.iter().map(|(label, value)| [label, "  ", value, "\n"].concat()).collect();
            let short: String = command_id.simple().to_string().chars().take(8).collect();
            let name = format!("outbox-{short}.txt");
            vec![model.ask(Purpose::Outbox(Wait::Export), Ask::Export { name, text }, ctx)]
        }
        None => Vec::new(),
    }
}

/// Where something waits that somebody else sealed, the centre is asked whether it may go all the same.
fn look_for_leave(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let own = model.session.me.as_ref().map(|me| me.person.id);
    let others = model.outbox.lines.iter().any(|line| !line.state.is_finished() && Some(line.actor_id) != own);
    if own.is_none() || !others {
        model.outbox.recoveries.clear();
        return Vec::new();
    }
    vec![model.ask(Purpose::Outbox(Wait::Recoveries), Ask::Recoveries, ctx)]
}

/// An answer.
pub fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Decide, result) => return clash::decided(model, result, ctx),
        (Wait::Clash, Ok(Answer::Clash(clash))) => clash::came(model, clash.map(|clash| *clash), ctx),
        (Wait::Slips, Ok(Answer::Slips(slips))) => tally::slips_came(model, slips),
        (Wait::List, Ok(Answer::Outbox { lines, differences })) => {
            let chosen = model.outbox.rows().get(model.outbox.cursor).map(super::Row::command_id);
            let outbox = &mut model.outbox;
            (outbox.lines, outbox.differences, outbox.loaded) = (lines, differences, true);
            model.session.differences = outbox.differences.len();
            let rows = outbox.rows();
            let again = chosen.and_then(|id| rows.iter().position(|row| row.command_id() == id));
            let cursor = again.unwrap_or(outbox.cursor).min(rows.len().saturating_sub(1));
            model.outbox.cursor = cursor;
            return look_for_leave(model, ctx);
        }
        (Wait::Recoveries, Ok(Answer::Recoveries(lines))) => model.outbox.recoveries = lines,
        // Without a line nothing goes anyway.
        (Wait::Recoveries, Err(_)) => model.outbox.recoveries.clear(),
        (Wait::Recover, Ok(_)) => {
            model.say(Level::Good, "outbox.done.recover", &[], ctx);
            return refresh(model, ctx);
        }
        (Wait::Detail, Ok(Answer::Parcel(detail))) => {
            let outbox = &mut model.outbox;
            let same = outbox.open.as_ref().is_some_and(|open| open.line.command_id == detail.line.command_id);
            if !same {
                (outbox.scroll, outbox.offer) = (0, 0);
            }
            outbox.open = Some(*detail);
            outbox.offer = outbox.offer.min(outbox.offers().len().saturating_sub(1));
        }
        (Wait::Act(act), Ok(_)) => {
            let key = match act {
                Some(PersonAct::TryNow) => "outbox.done.try_now",
                Some(PersonAct::Hold) => "outbox.done.hold",
                Some(PersonAct::Park) => "outbox.done.park",
                Some(PersonAct::Withdraw) => "outbox.done.withdraw",
                Some(PersonAct::Copy) => "outbox.done.copy",
                None => "outbox.done.seen",
            };
            model.say(Level::Good, key, &[], ctx);
            if matches!(act, Some(PersonAct::Withdraw) | None) {
                model.outbox.open = None;
            }
            let mut effects = refresh(model, ctx);
            effects.extend(session::refresh(model, ctx));
            return effects;
        }
        (Wait::Export, Ok(Answer::Exported(path))) => model.say(Level::Good, "notice.exported", &[&path], ctx),
        // It stays in the list then, and a person withdraws it.
        (Wait::Behind, _) => return refresh(model, ctx),
        (_, Err(failure)) => model.say_failure(&failure, ctx),
        (_, Ok(_)) => {}
    }
    Vec::new()
}
