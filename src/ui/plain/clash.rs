//! What a person compares, as words: a conflict (what happened meanwhile, a sentence per line, the line that is asked about
//! now with its answers), and the reconciliation list after an outage.

use crate::{
    app::{
        Model, Place,
        outbox::{self, ClashPage, SIDES},
    },
    domain::conflict::{Line as Compared, Side},
    i18n::{t, tf},
};

use super::{Page, joined, numbered};
use crate::ui::clash::{decision_key, side_key, why_key};

/// The page of a conflict.
pub fn page(model: &Model) -> Option<Page> {
    let clash = model.outbox.clash.as_ref().filter(|_| model.place == Place::Outbox)?;
    let lang = model.lang;
    let head = tf(
        lang,
        "conflict.head",
        &[&outbox::case_name(lang, &clash.clash.line), &outbox::act_name(lang, &clash.clash.line.kind)],
    );
    let mut page = Page {
        id: format!("conflict {}", clash.clash.line.command_id),
        head: vec![head],
        about: outbox::meanwhile(lang, &clash.clash),
        how: vec![t(lang, "conflict.how").to_owned(), t(lang, "conflict.kept").to_owned()],
        prompt: t(lang, "outbox.state.conflict").to_owned(),
        ..Page::default()
    };
    let open = clash.open();
    for line in &clash.lines {
        let decision = t(lang, decision_key(clash, line, open.contains(&line.field))).to_owned();
        let name = outbox::field_name(lang, &clash.clash, &line.field);
        page.lines.push(joined(lang, &[name, decision]).into());
    }
    page.ask = match clash.lines.get(clash.cursor) {
        Some(line) => question(model, clash, line),
        None => vec![t(lang, "conflict.ask_carry_out").to_owned()],
    };
    Some(page)
}

fn question(model: &Model, page: &ClashPage, line: &Compared) -> Vec<String> {
    let lang = model.lang;
    let mut said = vec![outbox::field_name(lang, &page.clash, &line.field)];
    for (at, side) in SIDES.into_iter().enumerate() {
        let says = outbox::side_says(model, page, line, side);
        let may = page.clash.conflict.may_take(&line.field, side);
        if may || side == Side::Theirs {
            said.push(format!("{} {}:{says}", at + 1, t(lang, side_key(side))));
        }
    }
    said.push(t(lang, why_key(page, line)).to_owned());
    said
}

/// The reconciliation list: a numbered sentence per row.
pub fn tally(model: &Model) -> Option<Page> {
    let list = model.outbox.tally.as_ref().filter(|_| model.place == Place::Outbox && model.outbox.open.is_none())?;
    let lang = model.lang;
    let mut page = Page {
        id: "tally".to_owned(),
        head: vec![t(lang, "tally.title").to_owned(), outbox::tally_times(model, &list.outage)],
        ask: vec![t(lang, "tally.ask").to_owned()],
        prompt: t(lang, "tally.title").to_owned(),
        ..Page::default()
    };
    for (at, row) in outbox::tally_rows(model).into_iter().enumerate() {
        let text = if row.heading { row.text } else { joined(lang, &[numbered(at, &row.text), row.right]) };
        page.lines.push(text.into());
    }
    Some(page)
}
