//! R5.19: what a clerk sees on every case with an agent: who acts, by which letter, what it ticks, how long it runs; and
//! where the originals are that the agent took (R5.16).

use crate::{
    app::{Model, accept::TICKS, casework::CaseDetail, session::beijing},
    domain::agency::{HeldOriginal, LeftTo, Letter},
    i18n::{Lang, t, tf},
    theme::Role,
    ui::words,
};

/// The lines below the agent's name.
pub fn lines(model: &Model, detail: &CaseDetail) -> Vec<(String, Role)> {
    let lang = model.lang;
    let case = &detail.case;
    let mut lines = Vec::new();
    if let Some(agent) = &case.application.agent {
        lines.push(letter(model, &agent.letter));
    }
    if let (Some(no), Some(at)) = (&case.slip_no, case.collected_at) {
        lines.push((tf(lang, "case.slip", &[no, &moment(at)]), Role::Text));
    }
    lines.extend(case.originals.iter().map(|paper| original(model, paper)));
    lines
}

fn letter(model: &Model, letter: &Letter) -> (String, Role) {
    let lang = model.lang;
    let today = model.session.today(model.now).day;
    let (term, role) = match (letter.valid_until, letter.days_left(today)) {
        (Some(day), Some(left)) if left < 0 => (tf(lang, "case.letter_over", &[&day.to_string()]), Role::TextError),
        (Some(day), Some(left)) => (tf(lang, "case.letter_left", &[&day.to_string(), &left.to_string()]), Role::Text),
        _ => (t(lang, "case.letter_open").to_owned(), Role::Text),
    };
    let ticks: Vec<&str> =
        TICKS.iter().filter(|tick| letter.ticks.contains(tick)).map(|tick| t(lang, words::tick_key(*tick))).collect();
    let no = letter.letter_no.as_deref().unwrap_or("-");
    (tf(lang, "case.letter", &[no, &term, &ticks.join(separator(lang))]), role)
}

const fn separator(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    }
}

fn original(model: &Model, paper: &HeldOriginal) -> (String, Role) {
    let lang = model.lang;
    let name = model
        .casework
        .guide
        .as_ref()
        .and_then(|guide| guide.material(&paper.material_code))
        .map_or(paper.material_code.as_str(), |material| &material.name);
    let taken = moment(paper.taken_at);
    let who = &paper.taken_by_name;
    match (paper.left_at, paper.left_to) {
        (Some(left), Some(LeftTo::Window)) => {
            (tf(lang, "case.original_in", &[name, &taken, who, &moment(left)]), Role::TextDim)
        }
        (Some(left), _) => (tf(lang, "case.original_back", &[name, &taken, who, &moment(left)]), Role::TextDim),
        _ => (tf(lang, "case.original_held", &[name, &taken, who]), Role::TextWarning),
    }
}

fn moment(at: jiff::Timestamp) -> String {
    beijing(at).strftime("%m-%d %H:%M").to_string()
}
