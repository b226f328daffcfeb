//! What the desk tells while nobody asks: the line, what waits, guides, changes, and parts of the program that died.

use super::{
    Model, Place, accept, casework, catalogue,
    effect::Effect,
    msg::{Ctx, DeskEvent, Part},
    notice::Level,
    outbox,
    overlay::Overlay,
    session::{self, Line},
    staff, worklist,
};
use crate::i18n::{t, tf};

/// Takes what the desk told into the model.
pub(super) fn hear(model: &mut Model, event: DeskEvent, ctx: &Ctx) -> Vec<Effect> {
    match event {
        DeskEvent::Line(line) => {
            let before = std::mem::replace(&mut model.session.line, line);
            let came_back = before == Line::Offline && line != Line::Offline;
            outbox::hear_line(model, before, ctx);
            if !came_back || model.locked {
                return Vec::new();
            }
            // The centre may have lived another life meanwhile: what stands on the screen is read anew as well.
            let mut effects = session::load(model, ctx);
            effects.extend(page_anew(model, ctx));
            effects
        }
        DeskEvent::Outage { times, ended } => {
            outbox::hear_outage(model, times, ended, ctx);
            Vec::new()
        }
        DeskEvent::Parcels(count) => {
            model.session.parcels = count;
            outbox::hear_parcels(model, ctx);
            outbox::refresh(model, ctx)
        }
        DeskEvent::Guides(guides) => {
            model.session.guides = Some(guides);
            model.session.coming = None;
            accept::look_for_newer_guide(model, false, ctx)
        }
        DeskEvent::Region(region) => {
            model.session.region = *region;
            Vec::new()
        }
        DeskEvent::GuidesComing { done, of } => {
            model.session.coming = Some((done, of));
            Vec::new()
        }
        DeskEvent::FileComing(bytes) => {
            casework::files::hear_coming(model, bytes);
            Vec::new()
        }
        DeskEvent::Standing(standing) => model.hear_standing(standing, ctx),
        DeskEvent::EnrolNeeded => {
            model.hear_enrol_needed(ctx);
            Vec::new()
        }
        DeskEvent::Differences(count) => {
            if count > model.session.differences {
                model.say(Level::Bad, "notice.differences", &[&count.to_string()], ctx);
            }
            model.session.differences = count;
            outbox::refresh(model, ctx)
        }
        DeskEvent::Restored => {
            model.say(Level::Bad, "notice.restored", &[], ctx);
            read_anew(model, ctx)
        }
        // Unlocking reads everything anew.
        DeskEvent::Changed if model.locked => Vec::new(),
        DeskEvent::Changed => read_anew(model, ctx),
        DeskEvent::Report { title, text } => {
            model.say(Level::Bad, "notice.report", &[&title], ctx);
            model.overlays.push(Overlay::Reader { title, text, cursor: 0 });
            Vec::new()
        }
        DeskEvent::ReadOnly(why) => {
            model.session.read_only = Some(why);
            model.say(Level::Bad, why.key(), &[], ctx);
            Vec::new()
        }
        DeskEvent::Pin(pin) => {
            model.session.pin = pin;
            Vec::new()
        }
        DeskEvent::StoreFailed(key) => vec![Effect::Fail(key)],
        DeskEvent::Died { part, number, goes_on } => died(model, part, number, goes_on, ctx),
        DeskEvent::Settled { command_id, fate } => casework::settled(model, command_id, &fate, ctx)
            .unwrap_or_else(|| accept::settled(model, command_id, fate, ctx)),
    }
}

/// Something behind the screen died. What was begun anew is told, so that nobody wonders; without the rest the program
/// either ends in order, or goes on and says what it cannot do.
fn died(model: &mut Model, part: Part, number: Option<String>, goes_on: bool, ctx: &Ctx) -> Vec<Effect> {
    if !goes_on && part != Part::Finder {
        return vec![Effect::Crash];
    }
    let name = t(model.lang, part.key());
    let number = number.unwrap_or_else(|| "-".to_owned());
    let (key, more) = if goes_on { ("alarm.anew", "alarm.anew.more") } else { ("alarm.stopped", "alarm.stopped.more") };
    let (text, more) = (tf(model.lang, key, &[name]), tf(model.lang, more, &[&number]));
    model.say_text(Level::Grave, text, Some(more), ctx);
    Vec::new()
}

/// Counts and the list or case on the screen as the centre has them now.
fn read_anew(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = session::refresh(model, ctx);
    effects.extend(page_anew(model, ctx));
    effects
}

fn page_anew(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    match model.place {
        Place::Lists(desk) => worklist::refresh(model, desk, ctx),
        Place::Case => casework::refresh(model, ctx),
        Place::Catalogue => catalogue::refresh(model, ctx),
        Place::Staff => staff::refresh(model, ctx),
        _ => Vec::new(),
    }
}
