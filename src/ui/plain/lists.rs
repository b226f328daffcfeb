//! Worklists and query as words: a row is a sentence.

use crate::{
    app::{
        Model, Place, unknown,
        worklist::{CaseSummary, Desk, Left, Row, Tab},
    },
    i18n::{t, tf},
};

use super::{Line, Page, accept::ask_field, fields, joined, listed, numbered, speech};
use crate::ui::{words, worklist};

/// A place with worklists.
pub fn page(model: &Model) -> Option<Page> {
    let Place::Lists(desk) = model.place else { return None };
    if model.is_over_list() {
        return None;
    }
    let lang = model.lang;
    let name = words::place_key(desk.place()).map(|key| t(lang, key).to_owned()).unwrap_or_default();
    let Some(shown) = model.tab(desk) else {
        let ask = vec![t(lang, "why.no_list").to_owned()];
        return Some(Page {
            id: format!("list {desk:?}"),
            head: vec![name.clone()],
            ask,
            prompt: name,
            ..Page::default()
        });
    };
    let rows = model.list_rows(shown);
    let mut page = Page {
        id: format!("list {desk:?} {shown:?}"),
        head: vec![name, tabs(model, desk, shown)],
        prompt: t(lang, shown.key()).to_owned(),
        ..Page::default()
    };
    if !model.worklists.filter.is_empty() {
        page.lines.push(tf(lang, "plain.list.filtered", &[model.worklists.filter.text()]).into());
    }
    for (at, row) in rows.iter().enumerate() {
        page.lines.push(match row {
            Row::Draft(draft) => {
                let saved = tf(lang, "list.saved", &[&speech::moment(lang, draft.saved_at)]);
                joined(lang, &[numbered(at, &speech::numbers_in(lang, &draft.title)), saved]).into()
            }
            Row::Case(case) => {
                let text = numbered(at, &case_line(model, case));
                let key = format!("{} {text}", model.worklists.filter.text());
                Line::keyed(text, &key)
            }
        });
    }
    let more = match shown {
        Tab::List(name) => model.worklists.listing(name).is_some_and(|list| list.next.is_some()),
        Tab::Drafts => false,
    };
    if more {
        page.lines.push(t(lang, "plain.list.more").to_owned().into());
    }
    page.ask = if rows.is_empty() {
        vec![t(lang, empty(model, shown)).to_owned(), t(lang, "plain.list.ask_empty").to_owned()]
    } else {
        let cursor = model.worklists.cursor(shown).min(rows.len() - 1);
        vec![tf(lang, "plain.list.ask", &[&(cursor + 1).to_string()])]
    };
    Some(page)
}

fn tabs(model: &Model, desk: Desk, shown: Tab) -> String {
    let lang = model.lang;
    let tab = |tab: Tab| {
        let count = match tab {
            Tab::Drafts => u64::try_from(model.session.drafts.len()).unwrap_or_default(),
            Tab::List(name) => model.session.count(name).unwrap_or_default(),
        };
        let key = if tab == shown { "plain.list.shown" } else { "plain.list.tab" };
        tf(lang, key, &[t(lang, tab.key()), &count.to_string()])
    };
    let names: Vec<String> = model.tabs(desk).into_iter().map(tab).collect();
    tf(lang, "plain.list.tabs", &[&listed(lang, &names)])
}

/// An empty list says what would be here.
fn empty(model: &Model, tab: Tab) -> &'static str {
    let loaded = match tab {
        Tab::Drafts => true,
        Tab::List(name) => model.worklists.listing(name).is_some_and(|list| list.loaded),
    };
    match (model.worklists.filter.is_empty(), loaded) {
        (false, _) => "list.nothing_matches",
        (true, true) => tab.empty_key(),
        (true, false) => "list.loading",
    }
}

/// Working days that are left, in words.
pub fn left(model: &Model, left: Left) -> String {
    match left {
        Left::Days(days) => tf(model.lang, "left.days", &[&days.to_string()]),
        Left::Today => t(model.lang, "left.today").to_owned(),
        Left::Over(days) => tf(model.lang, "left.over", &[&days.to_string()]),
    }
}

/// One case: who, what, what to do, by when, its number, its light.
fn case_line(model: &Model, case: &CaseSummary) -> String {
    let lang = model.lang;
    let task = listed(lang, &worklist::queue::task_words(model, case));
    let due = case
        .due
        .map(|due| tf(lang, "plain.list.due", &[&speech::day(lang, due), &left(model, model.days_left(due))]))
        .unwrap_or_default();
    let no = case.receipt_no.as_deref().or(case.case_no.as_deref());
    let number = no.map(|no| tf(lang, "plain.list.number", &[&speech::number(lang, no)])).unwrap_or_default();
    let light = unknown::words(lang, &case.light, |light| light.key());
    let task = tf(lang, "plain.list.task", &[&task]);
    joined(lang, &[speech::number(lang, &case.applicant), case.item_name.clone(), task, light, due, number])
}

/// F6.
pub fn query(model: &Model) -> Option<Page> {
    if model.place != Place::Query {
        return None;
    }
    let lang = model.lang;
    let query = &model.query;
    let title = t(lang, "query.title").to_owned();
    if query.in_results {
        let mut page = Page { id: "query.results".to_owned(), prompt: title, ..Page::default() };
        let rows = model.query_rows();
        let more = if query.next.is_some() { "+" } else { "" };
        page.head.push(tf(lang, "query.found", &[&rows.len().to_string(), more]));
        page.lines = rows.iter().enumerate().map(|(at, case)| numbered(at, &case_line(model, case)).into()).collect();
        page.ask = vec![t(lang, "plain.query.ask_results").to_owned()];
        return Some(page);
    }
    let mut page = Page { id: "query".to_owned(), head: vec![title], ..Page::default() };
    page.lines = fields::lines(model, &query.form).into_iter().map(Into::into).collect();
    page.how = vec![t(lang, "query.how").to_owned(), t(lang, "plain.query.how").to_owned()];
    ask_field(model, &query.form, &mut page);
    Some(page)
}
