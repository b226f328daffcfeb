//! Step 6 and the receipt as words.

use crate::{
    app::{
        Model,
        accept::{
            Alternative, Judged, NEGATIVES, Outcome, SIMILAR_ANSWERS, Signature, alternatives, choice_key,
            choice_meaning_key, latest_due, negative_key, paper_key, papers,
        },
        unknown,
    },
    domain::acceptance::Choice,
    i18n::{t, tf},
};

use super::{Page, accept, joined, listed, numbered, speech};
use crate::ui::words;

/// The alternatives with their reasons; what the chosen one issues and still needs.
pub fn page(model: &Model) -> Page {
    let lang = model.lang;
    let accept = &model.accept;
    let mut page =
        Page { id: "accept.conclusion".to_owned(), prompt: t(lang, "step.conclusion").to_owned(), ..Page::default() };
    let Some(judged) = &accept.judged else {
        page.ask = vec![t(lang, "why.no_item").to_owned()];
        return page;
    };
    let rows = alternatives(judged);
    page.lines = rows.iter().map(|row| alternative(model, row).into()).collect();
    if let Some(stage) = accept.chain.running() {
        page.ask = vec![tf(lang, "conclusion.running", &[t(lang, stage.key())])];
        return page;
    }
    page.ask = match &accept.conclusion.outcome {
        Outcome::Choosing => {
            rows.get(accept.conclusion.cursor).map(|row| chosen(model, judged, row)).unwrap_or_default()
        }
        question => ask(model, question),
    };
    page
}

fn alternative(model: &Model, row: &Alternative) -> String {
    let lang = model.lang;
    let name = t(lang, choice_key(row.choice));
    let why =
        row.why.as_ref().map_or_else(|| t(lang, choice_meaning_key(row.choice)).to_owned(), |why| model.words(why));
    let basis = row.why.as_ref().and_then(|why| why.basis.as_deref()).unwrap_or_default().to_owned();
    match row.digit {
        Some(digit) => joined(lang, &[format!("{digit} {name}"), why, basis]),
        None => tf(lang, "plain.conclusion.closed", &[name, &joined(lang, &[why, basis])]),
    }
}

/// What an empty line would do: papers, department, dates.
fn chosen(model: &Model, judged: &Judged, row: &Alternative) -> Vec<String> {
    let lang = model.lang;
    let name = t(lang, choice_key(row.choice));
    if row.digit.is_none() {
        return vec![tf(lang, "plain.conclusion.not_open", &[name])];
    }
    let Some(guide) = &model.accept.guide else { return Vec::new() };
    let names: Vec<String> = papers(row.choice, judged)
        .into_iter()
        .map(|paper| tf(lang, "paper.title", &[t(lang, paper_key(paper))]))
        .collect();
    let department =
        joined(lang, &[guide.department.name.clone(), guide.department.section.clone().unwrap_or_default()]);
    let promised = guide.promised.in_working_days().map(|days| words::promised(lang, days));
    let by = judged.promised.map(|due| tf(lang, "conclusion.due_by", &[&speech::day(lang, due)]));
    let owed = latest_due(judged).filter(|_| row.choice == Choice::AcceptWithTolerance);
    let owed = owed.map(|due| tf(lang, "conclusion.due", &[&speech::day(lang, due)]));
    vec![
        tf(lang, "plain.conclusion.papers", &[&listed(lang, &names)]),
        tf(lang, "conclusion.department", &[&department]),
        joined(lang, &[promised, by, owed].map(Option::unwrap_or_default)),
        tf(lang, "plain.conclusion.chosen", &[name]),
    ]
    .into_iter()
    .filter(|line| !line.is_empty())
    .collect()
}

fn ask(model: &Model, question: &Outcome) -> Vec<String> {
    let lang = model.lang;
    let agent = model.accept.applicant.agent.is_some();
    let (title, rows): (&str, Vec<&'static str>) = match question {
        // The agent's own page is read as it is drawn.
        Outcome::Choosing | Outcome::Originals { .. } => return Vec::new(),
        Outcome::Similar(_) => {
            let lines = model.accept.similar().into_iter().map(|alike| alike.words(lang));
            let answers = SIMILAR_ANSWERS.into_iter().enumerate().map(|(at, key)| numbered(at, t(lang, key)));
            return std::iter::once(t(lang, "similar.title").to_owned()).chain(lines).chain(answers).collect();
        }
        Outcome::Signature(choice) => {
            let key = match choice {
                Choice::NotifySupplement => "signature.notice",
                Choice::CorrectOnSpot => "signature.initials",
                _ => "signature.commitment",
            };
            (key, Signature::answers(agent).iter().map(|answer| answer.key(agent)).collect())
        }
        Outcome::Kind => ("negative.which", NEGATIVES.iter().map(|kind| negative_key(*kind)).collect()),
        Outcome::Words { choice, kind, words } => {
            let key = match choice {
                Choice::HoldPapers => "words.place",
                Choice::ReceiveAndAsk => "words.question",
                _ => "words.facts",
            };
            let kind = kind.map(|kind| t(lang, negative_key(kind)).to_owned()).unwrap_or_default();
            let mut ask =
                vec![tf(lang, "plain.field.ask_required", &[&joined(lang, &[t(lang, key).to_owned(), kind])])];
            if !words.is_empty() {
                ask.push(tf(lang, "plain.field.now", &[words.text()]));
            }
            return ask;
        }
    };
    let rows = rows.into_iter().enumerate().map(|(at, key)| numbered(at, t(lang, key)));
    std::iter::once(t(lang, title).to_owned()).chain(rows).collect()
}

/// What the centre said, by number.
pub fn receipt(model: &Model) -> Page {
    let lang = model.lang;
    let chain = &model.accept.chain;
    // DECISIONS 1: 中心已受理 only where the receipt says Accepted; anything else is 中心已确认.
    let key = if chain.was_accepted() { "receipt.accepted" } else { "receipt.confirmed" };
    let state = chain.state().map_or("state.unknown", words::state_key);
    let colon = if lang == crate::i18n::Lang::Zh { ":" } else { ": " };
    let mut lines = vec![joined(lang, &[t(lang, key).to_owned(), t(lang, state).to_owned()])];
    for (key, value) in [("receipt.case_no", chain.case_no()), ("receipt.receipt_no", chain.receipt_no())] {
        lines.extend(value.map(|value| format!("{}{colon}{}", t(lang, key), speech::number(lang, value))));
    }
    lines.push(t(lang, "receipt.papers").to_owned());
    lines.extend(chain.documents().enumerate().map(|(at, document)| {
        let name = unknown::words(lang, &document.code, |kind| paper_key(*kind));
        joined(lang, &[numbered(at, &name), document.no.clone()])
    }));
    if let Some(due) = model.accept.judged.as_ref().and_then(|judged| judged.promised) {
        lines.push(tf(lang, "conclusion.due_by", &[&speech::day(lang, due)]));
    }
    Page {
        id: "accept.receipt".to_owned(),
        head: vec![t(lang, "receipt.title").to_owned()],
        about: accept::about(model),
        lines: lines.into_iter().map(Into::into).collect(),
        ask: vec![t(lang, "plain.receipt.ask").to_owned()],
        prompt: t(lang, "receipt.title").to_owned(),
        ..Page::default()
    }
}
