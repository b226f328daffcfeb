//! What keys and answers do to the query.

use uuid::Uuid;

use crate::{
    app::{
        Model, Place,
        actions::Action,
        casework,
        effect::{Answer, Ask, Effect, Failure},
        form::{Field, Trouble},
        msg::Ctx,
        notice::Level,
        request::Purpose,
    },
    contract::{CaseQuery, LookupRequest},
    domain::codes::{self, CodeKind, recognise},
    i18n::t,
};

use super::{PURPOSES, Query, Wait};

/// So near to the end of what was read the rest is asked for.
const NEAR: usize = 10;

/// Text for the field that has the focus.
pub fn text(model: &mut Model, text: &str) {
    model.query.in_results = false;
    model.query.form.paste(text);
    purpose_when_asked(model);
}

/// A receipt's number was scanned: its case.
pub fn find(model: &mut Model, number: &str, ctx: &Ctx) -> Vec<Effect> {
    model.query = Query::default();
    model.place = Place::Query;
    model.query.form.paste(number);
    search(model, ctx)
}

/// R11.9: with a person's number a reason is due.
fn purpose_when_asked(model: &mut Model) {
    let asked = !model.query.form.value("person").trim().is_empty();
    let options: Vec<String> = PURPOSES.iter().map(|(_, key)| t(model.lang, key).to_owned()).collect();
    if let Some(field) = model.query.form.field_mut("purpose") {
        field.shown = asked;
        field.required = asked;
        field.options = options;
    }
}

/// Esc: from the results to the fields, from there home. What was typed stays.
pub fn back(model: &mut Model) {
    if model.query.in_results {
        model.query.in_results = false;
    } else {
        model.place = Place::Home;
    }
}

/// A key on the page.
pub fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if model.query.in_results { results(model, action, ctx) } else { fields(model, action, ctx) }
}

fn fields(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    let form = &mut model.query.form;
    if form.edit(action).is_some() {
        purpose_when_asked(model);
        return Vec::new();
    }
    if let Some(digit) = action.digit() {
        if form.choose(digit) {
            form.next();
        }
        return Vec::new();
    }
    let chooses = form.current().is_some_and(Field::is_choice);
    match action {
        Action::FieldDone | Action::Confirm if chooses => {
            form.take_first();
            if form.commit(today) {
                form.next();
            }
        }
        Action::StepFinish | Action::FieldDone | Action::Confirm => return search(model, ctx),
        Action::FieldNext | Action::Down => {
            form.commit(today);
            if form.is_at_end() && model.query.results.as_ref().is_some_and(|rows| !rows.is_empty()) {
                model.query.in_results = true;
            } else {
                form.next();
            }
        }
        Action::FieldPrevious | Action::Up => {
            form.commit(today);
            form.previous();
        }
        _ => {}
    }
    Vec::new()
}

fn results(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let last = model.query_rows().len().saturating_sub(1);
    if let Some(cursor) = action.moves(model.query.cursor, last) {
        model.query.cursor = cursor;
        return more(model, ctx);
    }
    match action {
        Action::NextPane | Action::PreviousPane => model.query.in_results = false,
        Action::Open => return open(model, model.query.cursor, ctx),
        _ => {
            if let Some(digit) = action.digit() {
                return open(model, digit - 1, ctx);
            }
        }
    }
    more(model, ctx)
}

fn open(model: &mut Model, row: usize, ctx: &Ctx) -> Vec<Effect> {
    let Some(id) = model.query_rows().get(row).map(|case| case.id) else { return Vec::new() };
    model.query.cursor = row;
    casework::open(model, id, None, ctx)
}

/// Asks the centre; a person's number becomes an applicant first.
fn search(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let today = model.session.today(ctx.now);
    if !model.query.form.check_all(today) {
        model.say(Level::Note, "notice.query_unfinished", &[], ctx);
        return Vec::new();
    }
    let form = &model.query.form;
    let told = |id: &str| Some(form.value(id).trim().to_owned()).filter(|text| !text.is_empty());
    let day = |id: &str| told(id).and_then(|text| text.parse().ok());
    let query = CaseQuery {
        number: told("number").map(|number| codes::normalise(&number)),
        item: told("item"),
        from: day("from"),
        to: day("to"),
        ..CaseQuery::default()
    };
    let person = told("person");
    if person.is_none() && query == CaseQuery::default() {
        model.say(Level::Note, "notice.query_empty", &[], ctx);
        return Vec::new();
    }
    model.query.asked = query;
    let mut effects = model.requests.give_up(|purpose| matches!(purpose, Purpose::Query(_)));
    match person {
        Some(number) => effects.extend(look_up(model, &number, ctx)),
        None => effects.push(ask(model, Wait::First, ctx)),
    }
    effects
}

fn look_up(model: &mut Model, number: &str, ctx: &Ctx) -> Option<Effect> {
    let today = model.session.today(ctx.now);
    let recognised = recognise(number, today.day, today.practice);
    let CodeKind::Document(kind) = recognised.kind else {
        refuse_number(model, Trouble::Shape("query.not_a_document"));
        return None;
    };
    if let Some(why) = recognised.why {
        refuse_number(model, Trouble::Law(why));
        return None;
    }
    let form = &model.query.form;
    let chosen = form.field("purpose")?;
    let at = chosen.options.iter().position(|option| option == chosen.text())?;
    let (purpose, _) = PURPOSES.get(at)?;
    let request = LookupRequest {
        number_kind: kind.key().strip_prefix("code.kind.").unwrap_or_default().to_owned(),
        number: codes::normalise(number),
        purpose: (*purpose).to_owned(),
    };
    Some(model.ask(Purpose::Query(Wait::Lookup), Ask::Lookup(request), ctx))
}

fn refuse_number(model: &mut Model, trouble: Trouble) {
    if let Some(field) = model.query.form.field_mut("person") {
        field.trouble = Some(trouble);
    }
    model.query.form.focus_on("person");
}

fn ask(model: &mut Model, wait: Wait, ctx: &Ctx) -> Effect {
    let mut query = model.query.asked.clone();
    query.cursor = if wait == Wait::More { model.query.next.clone() } else { None };
    model.ask(Purpose::Query(wait), Ask::Cases(query), ctx)
}

/// Near the end of what is known the next page is read.
fn more(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let near_end = model.query.cursor + NEAR >= model.query_rows().len();
    let under_way = model.requests.is_waiting(|purpose| matches!(purpose, Purpose::Query(_)));
    if model.query.next.is_none() || !near_end || under_way {
        return Vec::new();
    }
    vec![ask(model, Wait::More, ctx)]
}

/// An answer.
pub fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Lookup, Ok(Answer::Lookup(answer))) => {
            let applicant: Uuid = answer.applicant_id;
            model.query.asked.applicant_id = Some(applicant);
            return vec![ask(model, Wait::First, ctx)];
        }
        (Wait::First, Ok(Answer::Cases(page))) => {
            let found = page.items.len();
            model.query.in_results = found > 0;
            model.query.cursor = 0;
            model.query.results = Some(page.items);
            model.query.next = page.next;
            if found == 0 {
                model.say(Level::Note, "notice.query_nothing", &[], ctx);
            }
        }
        (Wait::More, Ok(Answer::Cases(page))) => {
            model.query.results.get_or_insert_default().extend(page.items);
            model.query.next = page.next;
        }
        (_, Err(failure)) => model.say_failure(&failure, ctx),
        (_, Ok(_)) => {}
    }
    Vec::new()
}
