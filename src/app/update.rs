//! The one function that changes the model.

use super::{
    Model, Place, accept,
    actions::Action,
    availability::availability,
    carry, casework, catalogue, clipboard, doctor,
    effect::{Answer, Ask, Effect, Failure, ReqId},
    hearing, home, lock,
    model::Size,
    msg::{Ctx, Msg},
    notice::Level,
    originals, outbox,
    overlay::{self, Overlay},
    pointer, query, read_only,
    request::Purpose,
    scans, secrets,
    session::{self, Wait},
    settings, sign_in, staff,
    worklist::{self, Desk},
};
use crate::{
    domain::codes::{CodeKind, recognise},
    i18n::Lang,
    text::{LineEditor, Secrecy},
};

/// Takes one message into the model and says what to do in the world.
pub fn update(model: &mut Model, msg: Msg, ctx: &Ctx) -> Vec<Effect> {
    model.now = ctx.now;
    if msg.is_key() && !model.locked && model.is_idle_too_long() {
        // A machine that slept tells no time while it does: the first key must not find the page open.
        let mut effects = lock::lock(model, ctx);
        effects.extend(lock::settle(model, ctx));
        return effects;
    }
    if msg.is_key() {
        model.pending.clear();
        model.last_key = ctx.now;
        model.notices.key_pressed();
    }
    let mut effects = match msg {
        Msg::Start => session::load(model, ctx),
        Msg::Resize(width, height) => {
            model.size = Size { width, height };
            Vec::new()
        }
        Msg::Tick => tick(model, ctx),
        Msg::Action(action) => run(model, action, ctx),
        Msg::Pending(keys) => {
            model.pending = keys;
            Vec::new()
        }
        Msg::Click(spot) => pointer::click(model, spot, ctx),
        Msg::Wheel { up } => pointer::wheel(model, up, ctx),
        Msg::Text(c) => text(model, c.encode_utf8(&mut [0; 4]), ctx),
        Msg::Paste(pasted) => text(model, &pasted, ctx),
        Msg::Scan(code) => scan(model, &code, ctx),
        Msg::ScanEnd(code) => scan_end(model, &code, ctx),
        Msg::Unbound(_) | Msg::Scrambled(_) if model.locked => Vec::new(),
        Msg::Scrambled(typed) => {
            accept::take_out(model, &typed, ctx);
            model.say(Level::Bad, "notice.scrambled", &[], ctx);
            Vec::new()
        }
        Msg::PasteCut { taken, left_out } => {
            model.say(Level::Bad, "notice.paste_cut", &[&taken.to_string(), &left_out.to_string()], ctx);
            Vec::new()
        }
        Msg::Unbound(key) => {
            model.say(Level::Note, "notice.unbound", &[&key], ctx);
            Vec::new()
        }
        Msg::Measured(measure) => {
            model.hear_width(measure);
            Vec::new()
        }
        Msg::Worn(wrong) => {
            if let Some(first) = wrong.into_iter().next() {
                model.say_text(Level::Bad, first, None, ctx);
            }
            Vec::new()
        }
        Msg::Found { generation, items } => {
            accept::found(model, generation, items);
            Vec::new()
        }
        Msg::Done { req, result } => done(model, req, result, ctx),
        Msg::Desk(event) => hearing::hear(model, event, ctx),
    };
    effects.extend(accept::settle(model, ctx));
    effects.extend(catalogue::settle(model, ctx));
    effects.extend(staff::settle(model, ctx));
    effects.extend(lock::settle(model, ctx));
    overlay::settle(model);
    if !model.is_revealed() {
        model.casework.revealed = None;
    }
    effects
}

/// Carries out an action, wherever it came from.
pub(super) fn run(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if model.locked {
        return lock::action(model, action, ctx);
    }
    if overlay::stops(model, action) {
        return Vec::new();
    }
    if let Err(why) = availability(model, action) {
        model.say_text(Level::Note, why.words(model.lang), None, ctx);
        return Vec::new();
    }
    match action {
        Action::Back => back(model, ctx),
        Action::Help => open(model, Overlay::help()),
        Action::Palette => open(model, Overlay::palette()),
        Action::More => open(model, Overlay::More { cursor: 0 }),
        Action::Notices => open(model, Overlay::Notices { cursor: 0 }),
        Action::Doctor => doctor::examine(model, ctx),
        Action::WhoAmI => open(model, Overlay::Who { cursor: 0 }),
        Action::ClockAhead => {
            let mut days = LineEditor::new(3, Secrecy::Open);
            days.insert('1');
            open(model, Overlay::Clock { days })
        }
        Action::Language => {
            model.lang = if model.lang == Lang::Zh { Lang::En } else { Lang::Zh };
            Vec::new()
        }
        Action::Reveal if model.is_revealed() => {
            model.revealed_until = None;
            Vec::new()
        }
        Action::Reveal if model.place == Place::Case => {
            casework::reveal(model);
            Vec::new()
        }
        Action::Reveal => open(model, Overlay::Reveal),
        Action::Lock => lock::lock(model, ctx),
        Action::Redraw => vec![Effect::Redraw],
        Action::Mouse => {
            model.mouse = !model.mouse;
            model.say(Level::Note, if model.mouse { "notice.mouse_on" } else { "notice.mouse_off" }, &[], ctx);
            vec![Effect::Mouse(model.mouse)]
        }
        Action::Leave => leave(model, ctx),
        Action::HoldGuides => session::hold_guides(model, ctx),
        Action::CutLine => {
            let cut = !model.session.line_cut;
            vec![model.ask(Purpose::Session(Wait::Line(cut)), Ask::CutLine(cut), ctx)]
        }
        Action::CutRegisters => {
            let cut = !model.session.registers_cut;
            vec![model.ask(Purpose::Session(Wait::Registers(cut)), Ask::CutRegisters(cut), ctx)]
        }
        Action::PlaceHome => go(model, Place::Home),
        Action::PlaceTodo => worklist::enter(model, Desk::Todo, ctx),
        Action::PlaceSupplement => worklist::enter(model, Desk::Supplement, ctx),
        Action::PlaceIssue => worklist::enter(model, Desk::Issue, ctx),
        Action::PlaceBackOffice => worklist::enter(model, Desk::BackOffice, ctx),
        Action::PlaceQuery => go(model, Place::Query),
        Action::PlaceSettings => settings::enter(model, ctx),
        Action::PlaceOriginals => originals::enter(model, ctx),
        Action::PlaceCarry => carry::enter(model),
        Action::PlaceOutbox => outbox::enter(model, ctx),
        Action::PlaceCatalogue => catalogue::enter(model),
        Action::PlaceStaff => staff::enter(model),
        Action::Tally => outbox::enter_tally(model, ctx),
        Action::Conflict => outbox::open_conflict(model, ctx),
        Action::SignIn | Action::SignInByPhone | Action::SignOut | Action::ChangePassword | Action::Enrol => {
            sign_in::action(model, action, ctx)
        }
        Action::TextCopy => {
            clipboard::copy(model, ctx);
            Vec::new()
        }
        // What is selected goes as with any other key that deletes.
        Action::TextCut if clipboard::copy(model, ctx) => run(model, Action::TextDelete, ctx),
        Action::TextCut => Vec::new(),
        Action::TextPaste => clipboard::taken(model, ctx).map_or_else(Vec::new, |copied| text(model, &copied, ctx)),
        Action::SetPin => open(model, secrets::open(secrets::Which::Pin)),
        Action::ChangePassphrase => open(model, secrets::open(secrets::Which::Passphrase)),
        Action::PlaceAccept if model.session.read_only.is_some() => read_only::look_up(model, ctx),
        Action::PlaceAccept => {
            model.overlays.clear();
            accept::next_citizen(model, ctx)
        }
        Action::Park => accept::park(model, ctx),
        _ if !model.overlays.is_empty() => overlay::action(model, action, ctx),
        _ => match model.place {
            Place::Home => home::action(model, action, ctx),
            Place::Accept => accept::action(model, action, ctx),
            Place::Lists(desk) => worklist::action(model, desk, action, ctx),
            Place::Case => casework::action(model, action, ctx),
            Place::Query => query::action(model, action, ctx),
            Place::Settings => settings::action(model, action, ctx),
            Place::Originals => originals::action(model, action, ctx),
            Place::Carry => carry::action(model, action, ctx),
            Place::Outbox => outbox::action(model, action, ctx),
            Place::Catalogue => catalogue::action(model, action, ctx),
            Place::Staff => staff::action(model, action, ctx),
        },
    }
}

fn open(model: &mut Model, overlay: Overlay) -> Vec<Effect> {
    // The same overlay twice helps nobody: its key closes it again.
    let same = |other: &Overlay| std::mem::discriminant(other) == std::mem::discriminant(&overlay);
    if model.overlays.last().is_some_and(same) {
        model.overlays.pop();
    } else {
        model.overlays.push(overlay);
    }
    Vec::new()
}

/// Goes to a place; what was open there stays as it was.
pub(super) fn go(model: &mut Model, place: Place) -> Vec<Effect> {
    model.overlays.clear();
    model.place = place;
    Vec::new()
}

/// Esc: one step back, loses nothing. What is waited for goes first, then what lies on top, then the step, then the
/// place.
fn back(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if let Some(effects) = sign_in::back(model, ctx) {
        return effects;
    }
    if overlay::close(model) {
        return Vec::new();
    }
    if model.busy().is_some_and(Purpose::can_be_given_up) {
        let effects = model.requests.give_up(Purpose::can_be_given_up);
        model.say(Level::Note, "notice.given_up", &[], ctx);
        return effects;
    }
    match model.place {
        Place::Home if model.session.coming.is_some() && !model.session.guides_held => {
            return session::hold_guides(model, ctx);
        }
        Place::Home => {}
        Place::Accept => return accept::back(model, ctx),
        Place::Lists(desk) => return worklist::back(model, desk, ctx),
        Place::Case => casework::back(model),
        Place::Query => query::back(model),
        Place::Settings => return settings::back(model),
        Place::Originals => originals::back(model),
        Place::Carry => carry::back(model),
        Place::Outbox => outbox::back(model),
        Place::Catalogue => catalogue::back(model),
        Place::Staff => staff::back(model),
    }
    Vec::new()
}

/// The draft is durable before the program goes: with something unsaved, leaving waits for the save.
fn leave(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let mut effects: Vec<Effect> = accept::save_now(model, ctx).into_iter().collect();
    effects.push(Effect::Leave);
    effects
}

fn tick(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if model.revealed_until.is_some_and(|until| until <= model.now) {
        model.revealed_until = None;
    }
    model.clipboard.expire(model.now);
    if model.is_idle_too_long() { lock::lock(model, ctx) } else { sign_in::phone::tick(model, ctx) }
}

fn text(model: &mut Model, text: &str, ctx: &Ctx) -> Vec<Effect> {
    if model.locked {
        lock::text(model, text);
        return Vec::new();
    }
    if let Some(why) = read_only::refuses(model, Action::TextClear, !model.overlays.is_empty()) {
        model.say_text(Level::Note, why.words(model.lang), None, ctx);
        return Vec::new();
    }
    if let (Place::Lists(_), true) = (model.place, model.overlays.is_empty()) {
        // Whatever is typed or pasted over a list narrows it down.
        worklist::text(model, text);
        return Vec::new();
    }
    if !model.takes_text() {
        model.say(Level::Note, "notice.no_field", &[], ctx);
        return Vec::new();
    }
    match model.place {
        _ if !model.overlays.is_empty() => overlay::text(model, text),
        Place::Case => casework::text(model, text),
        Place::Query => query::text(model, text),
        Place::Settings => settings::text(model, text),
        Place::Carry => carry::text(model, text),
        Place::Catalogue => catalogue::text(model, text),
        _ => return accept::text(model, text, ctx),
    }
    Vec::new()
}

/// A code was read while no field had the focus: the number on a receipt finds its case, any other one identifies the next
/// citizen.
fn scan(model: &mut Model, code: &str, ctx: &Ctx) -> Vec<Effect> {
    if model.locked || !model.overlays.is_empty() {
        return Vec::new();
    }
    let today = model.session.today(ctx.now);
    if matches!(recognise(code, today.day, today.practice).kind, CodeKind::CaseNo | CodeKind::ReceiptNo) {
        return query::find(model, code, ctx);
    }
    if let Some(why) = read_only::refuses(model, Action::CutLine, false) {
        model.say_text(Level::Note, why.words(model.lang), None, ctx);
        return Vec::new();
    }
    accept::scan(model, code, ctx)
}

fn scan_end(model: &mut Model, code: &str, ctx: &Ctx) -> Vec<Effect> {
    if model.locked || !model.overlays.is_empty() || model.place != Place::Accept {
        return Vec::new();
    }
    accept::scan_end(model, code, ctx)
}

/// The one place where a late answer is dropped: nobody waits for its id any more.
fn done(model: &mut Model, req: ReqId, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match model.requests.close(req) {
        None => Vec::new(),
        Some(Purpose::Session(wait)) => session::done(model, wait, result, ctx),
        Some(Purpose::Accept(wait)) => accept::done(model, wait, result, ctx),
        Some(Purpose::Lists(wait)) => worklist::done(model, wait, result, ctx),
        Some(Purpose::Casework(wait)) => casework::done(model, wait, result, ctx),
        Some(Purpose::Lock(wait)) => lock::done(model, wait, result, ctx),
        Some(Purpose::Query(wait)) => query::done(model, wait, result, ctx),
        Some(Purpose::Settings(wait)) => settings::done(model, wait, result, ctx),
        Some(Purpose::Originals(wait)) => originals::done(model, wait, result, ctx),
        Some(Purpose::Carry(wait)) => carry::done(model, wait, result, ctx),
        Some(Purpose::Outbox(wait)) => outbox::done(model, wait, result, ctx),
        Some(Purpose::Scans(wait)) => scans::done(model, wait, result, ctx),
        Some(Purpose::Catalogue(wait)) => catalogue::done(model, wait, result, ctx),
        Some(Purpose::Staff(wait)) => staff::done(model, wait, result, ctx),
        Some(Purpose::SignIn(wait)) => sign_in::done(model, wait, result, ctx),
        Some(Purpose::Doctor) => doctor::done(model, result, ctx),
    }
}
