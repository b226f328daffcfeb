//! One case as words: who and what, the pane that has the keys, and what lies over it.

use crate::{
    app::{
        Model, Place,
        accept::{paper_key, similar_words},
        casework::{ActForm, CaseDetail, Mode, Offered, Pane, files::FileLine},
        overlay::REVEAL_REASONS,
        scans::size,
        unknown,
    },
    domain::check::State,
    i18n::{t, tf},
};

use super::{Page, accept::ask_field, drawn, fields, joined, listed, numbered, speech};
use crate::ui::{
    casework::{files as saved, panes},
    words,
};

/// The case.
pub fn page(model: &Model) -> Option<Page> {
    if model.place != Place::Case {
        return None;
    }
    let lang = model.lang;
    let mut page = Page { prompt: t(lang, "plain.case").to_owned(), ..Page::default() };
    let Some(detail) = &model.casework.detail else {
        "case.loading".clone_into(&mut page.id);
        page.ask = vec![t(lang, "case.loading").to_owned()];
        return Some(page);
    };
    page.about = about(model, detail);
    match &model.casework.mode {
        Mode::Reading => reading(model, detail, &mut page),
        Mode::Form(act) => {
            page.id = format!("case.form {act}");
            if let Some(form) = model.casework.form() {
                act_form(model, form, &mut page);
            }
        }
        Mode::Menu { acts, .. } => {
            "case.menu".clone_into(&mut page.id);
            page.ask = vec![t(lang, "case.which_act").to_owned()];
            page.ask.extend(acts.iter().enumerate().map(|(at, act)| numbered(at, &act_name(model, act))));
        }
        Mode::Document { .. } => {
            "case.document".clone_into(&mut page.id);
            if let Some(document) = &model.casework.document {
                page.head = vec![document.no.clone()];
                let lines = document.text.lines().filter_map(|line| speech::paper_line(lang, line));
                page.lines = lines.map(Into::into).collect();
            }
            page.ask = vec![t(lang, "plain.read.ask").to_owned()];
        }
        Mode::RevealField => {
            "case.reveal".clone_into(&mut page.id);
            page.ask = vec![t(lang, "reveal.which").to_owned()];
            page.ask.extend(model.revealable().iter().enumerate().map(|(at, (_, key))| numbered(at, t(lang, key))));
        }
        Mode::RevealReason(_) => {
            "case.reveal.reason".clone_into(&mut page.id);
            page.ask = reveal_reasons(model);
        }
    }
    Some(page)
}

/// Why a value shall be shown, by number.
pub fn reveal_reasons(model: &Model) -> Vec<String> {
    let reasons = REVEAL_REASONS.iter().enumerate().map(|(at, key)| numbered(at, t(model.lang, key)));
    std::iter::once(t(model.lang, "reveal.why").to_owned()).chain(reasons).collect()
}

fn act_name(model: &Model, act: &str) -> String {
    unknown::act(model.lang, act)
}

fn reading(model: &Model, detail: &CaseDetail, page: &mut Page) {
    let lang = model.lang;
    let shown = model.casework.pane;
    page.id = format!("case {} {shown:?}", detail.case.id);
    page.head = vec![title(model, detail)];
    page.lines = vec![state(model, detail).into()];
    let similar = |case| tf(lang, "similar.case", &[&similar_words(lang, case)]).into();
    page.lines.extend(detail.similar.iter().map(similar));
    page.lines.extend(unknown::of_case(model, detail).into_iter().map(Into::into));
    let names: Vec<&str> = model.casework.panes().into_iter().map(|pane| t(lang, pane.key())).collect();
    page.how = vec![tf(lang, "plain.case.panes", &[&listed(lang, &names)])];
    page.prompt = format!("{} {}", t(lang, "plain.case"), t(lang, shown.key()));
    let rows = match shown {
        Pane::Acts => acts(model),
        Pane::Materials => materials(model),
        Pane::History => history(model),
        Pane::Papers => papers(model, detail),
        Pane::Files => files(model),
        Pane::Negative | Pane::Clocks | Pane::Guide => {
            page.lines.push(tf(lang, "plain.case.pane", &[t(lang, shown.key())]).into());
            drawn::lines(model, |canvas, area| panes::inner(canvas, model, detail, shown, area))
        }
    };
    page.lines.extend(rows.into_iter().map(Into::into));
    let key = match shown {
        Pane::Acts => "plain.case.ask_acts",
        Pane::Papers if !detail.case.documents.is_empty() => "plain.case.ask_papers",
        Pane::Files => "plain.case.ask_files",
        _ => "plain.case.ask_pane",
    };
    page.ask = vec![t(lang, key).to_owned()];
}

/// Item and department.
fn title(model: &Model, detail: &CaseDetail) -> String {
    let case = &detail.case;
    let department = model.casework.guide.as_ref().map_or(case.department.as_str(), |guide| &guide.department.name);
    joined(model.lang, &[t(model.lang, "plain.case").to_owned(), case.item_name.clone(), department.to_owned()])
}

/// Numbers, and who applies: masked but for what was revealed.
fn about(model: &Model, detail: &CaseDetail) -> Vec<String> {
    let lang = model.lang;
    let case = &detail.case;
    let number = |key: &'static str, no: &Option<String>| {
        no.as_ref().map(|no| format!("{} {}", t(lang, key), speech::number(lang, no))).unwrap_or_default()
    };
    let numbers = [number("receipt.receipt_no", &case.receipt_no), number("receipt.case_no", &case.case_no)];
    let mut lines = vec![joined(lang, &numbers)];
    let shown = |field: &str, masked: &str| speech::number(lang, model.casework.clear(field).unwrap_or(masked));
    let party = &case.application.applicant;
    let address = model.casework.clear("applicant.address").unwrap_or_default().to_owned();
    let who = [
        shown("applicant.name", &party.name),
        shown("applicant.number", &party.number),
        shown("applicant.phone", &party.phone),
        address,
    ];
    lines.push(tf(lang, "plain.accept.citizen", &[&joined(lang, &who)]));
    if let Some(agent) = &case.application.agent {
        let party = &agent.party;
        let who = [
            shown("agent.name", &party.name),
            shown("agent.number", &party.number),
            shown("agent.phone", &party.phone),
        ];
        lines.push(format!("{} {}", t(lang, "case.agent"), joined(lang, &who)));
    }
    let delivery = model.casework.clear("delivery.address");
    lines.extend(delivery.map(|address| format!("{} {address}", t(lang, "field.delivery_address"))));
    lines
}

/// State and light.
fn state(model: &Model, detail: &CaseDetail) -> String {
    let lang = model.lang;
    let state = unknown::words(lang, &detail.state(), |state| state.key());
    let light = unknown::words(lang, &detail.light(), |light| light.key());
    tf(lang, "plain.case.state", &[&state, &light])
}

/// Open acts by number, blocked ones with their reason.
fn acts(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let acts = model.offered_acts();
    if acts.is_empty() {
        return vec![t(lang, "case.no_acts").to_owned()];
    }
    let one = |(at, act): (usize, &Offered<'_>)| {
        let name = act_name(model, act.act);
        let why = act.blocked.map(|why| model.words(why)).or_else(|| act.elsewhere.map(|key| t(lang, key).to_owned()));
        if let Some(why) = why {
            return tf(lang, "plain.case.blocked", &[&name, &why]);
        }
        let mark = match (model.casework.is_waiting(act.act), model.casework.is_begun(act.act)) {
            (true, _) => t(lang, "plain.case.waits"),
            (false, true) => t(lang, "case.begun"),
            _ => "",
        };
        joined(lang, &[numbered(at, &name), mark.to_owned()])
    };
    acts.iter().enumerate().map(one).collect()
}

/// Verdict, way and why of every material; what is tolerated, until when.
fn materials(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let findings = model.case_findings();
    if findings.is_empty() {
        let key = if model.casework.guide.is_none() { "case.loading_guide" } else { "case.no_materials" };
        return vec![t(lang, key).to_owned()];
    }
    let tolerated = model.casework.detail.iter().flat_map(|detail| &detail.case.tolerance.lines).collect::<Vec<_>>();
    let one = |finding: &crate::domain::check::Finding<'_>| {
        let owed = tolerated.iter().find(|line| line.material_code == finding.material.code);
        let state = if finding.state.lacks() && owed.is_some() { State::Tolerated } else { finding.state };
        let (_, verdict, _) = words::verdict(state);
        let way = finding.by.map(|way| t(lang, words::way_key(way)).to_owned());
        let more = match owed.and_then(|line| line.due) {
            Some(due) => tf(lang, "case.until", &[&speech::day(lang, due)]),
            None if finding.state == State::Ok => String::new(),
            None => model.words(&finding.reason),
        };
        let said = joined(lang, &[t(lang, verdict).to_owned(), way.unwrap_or_default(), more]);
        tf(lang, "plain.materials.row", &[&finding.material.no.to_string(), &finding.material.name, &said])
    };
    findings.iter().map(one).collect()
}

/// Who did what, when, with the papers that came of it; the newest first.
fn history(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let entries = &model.casework.timeline;
    if entries.is_empty() {
        return vec![t(lang, "case.no_history").to_owned()];
    }
    let one = |entry: &crate::app::casework::TimelineEntry| {
        let window = entry.window_id.as_ref().map(|window| tf(lang, "frame.window", &[window]));
        joined(
            lang,
            &[
                speech::moment(lang, entry.at),
                act_name(model, &entry.act),
                unknown::words(lang, &entry.state, |state| state.key()),
                format!("{} {}", entry.person, unknown::words(lang, &entry.role, |role| words::role_key(*role))),
                window.unwrap_or_default(),
                listed(lang, &entry.documents),
                entry.remark.clone().unwrap_or_default(),
            ],
        )
    };
    entries.iter().rev().map(one).collect()
}

fn papers(model: &Model, detail: &CaseDetail) -> Vec<String> {
    let lang = model.lang;
    let papers = &detail.case.documents;
    if papers.is_empty() {
        return vec![t(lang, "case.no_papers").to_owned()];
    }
    let one = |(at, paper): (usize, &crate::domain::case::DocumentRef)| {
        let corrects = paper.corrects.as_ref().map(|no| tf(lang, "case.corrects", &[no])).unwrap_or_default();
        let name = numbered(at, t(lang, paper_key(paper.kind)));
        joined(lang, &[name, paper.no.clone(), speech::moment(lang, paper.issued_at), corrects])
    };
    papers.iter().rev().enumerate().map(one).collect()
}

/// Electronic files by number: of which material, what, since when.
fn files(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let one = |(at, line): (usize, &FileLine<'_>)| {
        let what = [
            numbered(at, &saved::name(lang, line)),
            line.file.kind.to_uppercase(),
            size(line.file.size),
            speech::moment(lang, line.file.at),
            saved::coming(model, lang, line),
        ];
        joined(lang, &what)
    };
    model.case_files().iter().enumerate().map(one).collect()
}

/// What the centre said and others did meanwhile, the fields, the question.
fn act_form(model: &Model, form: &ActForm, page: &mut Page) {
    let lang = model.lang;
    page.head = vec![act_name(model, form.act.act)];
    page.prompt = act_name(model, form.act.act);
    let wrong = form.said.iter().map(|said| tf(lang, "plain.field.wrong", &[said]));
    page.lines = wrong.map(Into::into).collect();
    let changed = &model.casework.changed;
    if !changed.is_empty() {
        page.lines.push(t(lang, "case.changed").to_owned().into());
    }
    for entry in changed {
        let state = unknown::words(lang, &entry.state, |state| state.key());
        let args: [&str; 4] = [&speech::moment(lang, entry.at), &entry.person, &act_name(model, &entry.act), &state];
        page.lines.push(tf(lang, "case.change", &args).into());
    }
    page.lines.extend(fields::lines(model, &form.form).into_iter().map(Into::into));
    if form.form.fields.is_empty() {
        page.ask = vec![t(lang, "case.nothing_asked").to_owned(), t(lang, "plain.case.form_none").to_owned()];
        return;
    }
    page.how = vec![t(lang, "plain.case.form_how").to_owned()];
    ask_field(model, &form.form, page);
}
