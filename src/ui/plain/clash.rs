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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use crate::{
        app::{
            Action,
            casework::fixtures::press,
            outbox::{clash_tests, tally_tests},
        },
        ui::plain::{choose::choose, enter, page},
    };

    fn read(model: &crate::app::Model) -> String {
        let page = page(model);
        let lines = page.lines.iter().map(|line| line.text.clone());
        page.head.iter().chain(&page.about).cloned().chain(lines).chain(page.ask).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn r12_1_a_conflict_is_decided_line_by_line_by_voice() {
        let mut model = clash_tests::page(clash_tests::two_laptops());
        let said = read(&model);
        for part in
            ["本机要办:提交预受理", "容缺受理", "送达地址,自动:中心", "1 本机:张*芳", "2 中心现在:张*兰", "3 原值"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        let first = choose(&model, 1).unwrap();
        assert_eq!(first.take, Some(Action::Choose1));
        for action in [first.take.unwrap(), Action::Choose2] {
            press(&mut model, action);
        }
        assert!(read(&model).ends_with("各项已定,回车办理"), "{}", read(&model));
        assert_eq!(enter(&model), Some(Action::Confirm), "an empty line carries it out");
    }

    #[test]
    fn b6_the_list_of_an_outage_is_read_row_by_row() {
        let model = tally_tests::page();
        let said = read(&model);
        for part in ["断网对账单", "需人工处理 3 件", "尚无办件编号", "321002202611200001"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let second = choose(&model, 3).unwrap();
        assert_eq!(second.take, Some(Action::Open));
    }
}
