//! The acceptance workspace, step by step: who, what, which case of it, and the form. Materials and conclusion have
//! files of their own.

use crate::{
    app::{
        Model, Place,
        accept::{Step, TICKS, applicant::Pane},
        form::Form,
    },
    domain::{check::State, guide::Question, privacy::Level},
    i18n::{t, tf},
};

use super::{Line, Page, conclusion, fields, joined, listed, materials, numbered, speech};
use crate::ui::{accept::person_parts, words};

/// As many results as a person listens to.
pub(super) const READ_OUT: usize = 9;

/// The workspace.
pub fn page(model: &Model) -> Option<Page> {
    // What an agent hands in, and how, is read as it is drawn.
    let hands_in = model.accept.hands_in && model.accept.step == Step::Conclusion;
    if model.place != Place::Accept || hands_in || model.accept.chain.is_handing_in() {
        return None;
    }
    if model.accept.is_finished() {
        return Some(conclusion::receipt(model));
    }
    let mut page = match model.accept.step {
        Step::Applicant => who(model),
        Step::Item => item(model),
        Step::Situation => situation(model),
        Step::Materials => materials::page(model),
        Step::Form => form(model),
        Step::Conclusion => conclusion::page(model),
    };
    page.head.insert(0, title(model));
    page.about = about(model);
    Some(page)
}

fn title(model: &Model) -> String {
    let step = model.accept.step;
    let at = Step::ALL.iter().position(|other| *other == step).unwrap_or_default() + 1;
    tf(model.lang, "plain.accept", &[&at.to_string(), t(model.lang, step.key())])
}

/// The citizen, the item.
pub fn about(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let accept = &model.accept;
    let mut about = Vec::new();
    let level = if model.is_revealed() { Level::V } else { Level::L };
    let mut parts: Vec<String> = accept.ticket.iter().map(|ticket| ticket.no.clone()).collect();
    parts.extend(person_parts(accept, level, lang).iter().map(|part| speech::number(lang, part)));
    if accept.applicant.known.is_some() {
        parts.push(tf(lang, "accept.credit", &[t(lang, words::credit_key(accept.credit.credit))]));
    }
    if parts.len() > 1 {
        about.push(tf(lang, "plain.accept.citizen", &[&joined(lang, &parts)]));
    }
    if let Some(guide) = &accept.guide {
        about.push(tf(lang, "plain.accept.item", &[&guide.name, &guide.department.name]));
    }
    about
}

/// The focused field of a form as question and prompt.
pub fn ask_field(model: &Model, form: &Form, page: &mut Page) {
    if let Some(field) = form.current() {
        page.ask = fields::ask(model, field);
        page.prompt = fields::label(model.lang, field);
        page.secret = field.editor.is_secret();
        page.personal = field.personal.is_some();
    }
}

fn who(model: &Model) -> Page {
    let lang = model.lang;
    let step = &model.accept.applicant;
    let mut page = Page { id: format!("accept.applicant.{:?}", step.pane), ..Page::default() };
    match (step.pane, &step.agent) {
        (Pane::Ticks, Some(agent)) => {
            page.head.push(t(lang, "agent.ticks").to_owned());
            let signed = std::iter::once((t(lang, "agent.signed").to_owned(), agent.signed));
            let tick = |tick: &crate::domain::agency::Tick| {
                (t(lang, words::tick_key(*tick)).to_owned(), agent.ticks.contains(tick))
            };
            let rows = TICKS.iter().map(tick).chain(signed).enumerate();
            page.lines = rows
                .map(|(at, (name, on))| joined(lang, &[numbered(at, &name), speech::tick(lang, on).to_owned()]).into())
                .collect();
            page.ask = vec![t(lang, "plain.ticks.ask").to_owned()];
            t(lang, "agent.title").clone_into(&mut page.prompt);
        }
        (Pane::Agent, Some(agent)) => {
            page.head.push(t(lang, "agent.title").to_owned());
            page.lines = fields::lines(model, &agent.form).into_iter().map(Into::into).collect();
            ask_field(model, &agent.form, &mut page);
        }
        _ => {
            page.lines = facts(model).into_iter().map(Into::into).collect();
            if step.recognised.is_some() {
                page.lines.extend(fields::lines(model, &step.form).into_iter().map(Into::into));
            } else {
                page.how.push(t(lang, "applicant.how").to_owned());
            }
            ask_field(model, &step.form, &mut page);
        }
    }
    page
}

/// What the number and the centre said.
fn facts(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let step = &model.accept.applicant;
    let mut facts = Vec::new();
    if let Some(known) = &step.recognised {
        let day = model.session.today(model.now).day;
        let age = known.person.map(|person| tf(lang, "applicant.age", &[&person.age_on(day).to_string()]));
        let province = known.person.and_then(|person| person.province).map(str::to_owned);
        facts.push(joined(
            lang,
            &[Some(t(lang, known.kind.key()).to_owned()), age, province].map(Option::unwrap_or_default),
        ));
    }
    let Some(known) = &step.known else { return facts };
    facts.push(t(lang, if known.registered { "applicant.known" } else { "applicant.new" }).to_owned());
    if known.barred {
        facts.push(t(lang, "notice.barred").to_owned());
    }
    for case in &known.open_cases {
        let no = case.case_no.as_deref().or(case.receipt_no.as_deref()).unwrap_or_default();
        facts.push(tf(lang, "applicant.open_case", &[&case.item_name, &speech::number(lang, no)]));
    }
    if known.submitted_draft.is_some() {
        facts.push(t(lang, "applicant.submitted").to_owned());
    }
    facts
}

fn item(model: &Model) -> Page {
    let lang = model.lang;
    let finder = &model.accept.finder;
    let count = finder.items.len();
    let mut lines: Vec<Line> = Vec::new();
    lines.push(
        match (finder.editor.is_empty(), count) {
            (true, _) => t(lang, "item.recent").to_owned(),
            (false, 0) => t(lang, "item.nothing").to_owned(),
            (false, count) => tf(lang, "item.found", &[&count.to_string()]),
        }
        .into(),
    );
    if count > READ_OUT {
        lines.push(tf(lang, "plain.item.first", &[&READ_OUT.to_string()]).into());
    }
    for (at, found) in finder.items.iter().take(READ_OUT).enumerate() {
        let note = match (found.item.open, found.used) {
            (false, _) => t(lang, "item.name_only").to_owned(),
            (true, 0) => String::new(),
            (true, used) => tf(lang, "item.used", &[&used.to_string()]),
        };
        let parts = [numbered(at, &found.item.name), found.item.department.clone(), note];
        // Another query is another list, even where a row stays.
        lines.push(Line::keyed(joined(lang, &parts), &format!("{} {}", finder.editor.text(), found.item.code)));
    }
    Page {
        id: "accept.item".to_owned(),
        lines,
        ask: vec![t(lang, "plain.item.ask").to_owned()],
        prompt: t(lang, "step.item").to_owned(),
        ..Page::default()
    }
}

/// Questions of the item that arise for this applicant.
fn arising(model: &Model) -> Vec<&Question> {
    let accept = &model.accept;
    let law = model.session.law(model.now);
    let ids: Vec<String> = accept
        .with_sheet(&law, |sheet| sheet.questions().iter().map(|question| question.id.clone()).collect())
        .unwrap_or_default();
    let all = accept.guide.iter().flat_map(|guide| &guide.questions);
    all.filter(|question| ids.contains(&question.id)).collect()
}

/// The question that is asked now.
pub fn question(model: &Model) -> Option<&Question> {
    arising(model).get(model.accept.work.interview.at).copied()
}

fn situation(model: &Model) -> Page {
    let lang = model.lang;
    let accept = &model.accept;
    let interview = &accept.work.interview;
    let mut page = Page {
        id: "accept.situation".to_owned(),
        prompt: t(lang, "step.situation").to_owned(),
        ask: vec![t(lang, "situation.none").to_owned()],
        ..Page::default()
    };
    let given = |question: &Question| {
        let taken = question.choices.iter().filter(|choice| interview.choices(&question.id).contains(&choice.id));
        let names: Vec<&str> = taken.map(|choice| choice.label.as_str()).collect();
        listed(lang, &names)
    };
    for (at, question) in arising(model).into_iter().enumerate() {
        if at == interview.at {
            page.ask = vec![question.text.clone()];
            page.ask.extend(question.multiple.then(|| t(lang, "plain.situation.many").to_owned()));
            page.ask.extend(question.choices.iter().enumerate().map(|(at, choice)| {
                let taken = interview.choices(&question.id).contains(&choice.id);
                let taken = if taken { t(lang, "plain.chosen") } else { "" };
                let note = choice.note.clone().unwrap_or_default();
                joined(lang, &[numbered(at, &choice.label), note, taken.to_owned()])
            }));
        } else if interview.is_answered(question) {
            page.lines.push(tf(lang, "plain.situation.answered", &[&question.text, &given(question)]).into());
        }
    }
    if let Some(judged) = &accept.judged {
        let due = judged.lines.iter().filter(|line| line.state != State::NotApplicable).count();
        page.lines.push(tf(lang, "situation.due", &[&due.to_string()]).into());
    }
    page
}

fn form(model: &Model) -> Page {
    let lang = model.lang;
    let form = &model.accept.work.form;
    let (all, done) = form.progress();
    let mut page = Page { id: "accept.form".to_owned(), prompt: t(lang, "step.form").to_owned(), ..Page::default() };
    page.lines = fields::lines(model, form).into_iter().map(Into::into).collect();
    if all == 0 {
        page.ask = vec![t(lang, "form.nothing").to_owned()];
        return page;
    }
    page.head.push(tf(lang, "form.title", &[&done.to_string(), &all.to_string()]));
    page.how.push(t(lang, "plain.form.how").to_owned());
    ask_field(model, form, &mut page);
    page
}
