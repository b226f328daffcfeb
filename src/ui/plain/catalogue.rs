//! 事项目录 as words: a sentence per draft; one draft part by part, with what may be done by number; a form as questions.

use crate::{
    app::{
        Model, Place,
        catalogue::{
            DeedForm, DifferenceRow, Pane, Report, Sheet, What, against, deed_key, difference, note_place, state_name,
            step_key, title, weight_key,
        },
    },
    i18n::{t, tf},
};

use super::{Page, fields, joined, numbered, speech};

/// The page, or none if another place is open.
pub fn page(model: &Model) -> Option<Page> {
    if model.place != Place::Catalogue {
        return None;
    }
    let lang = model.lang;
    let state = &model.catalogue;
    let page = match () {
        () if !model.shows_catalogue() => away(model),
        () => match (&state.report, &state.form, &state.open) {
            (Some(report), ..) => of_report(model, report),
            (None, Some(form), _) => of_form(model, form),
            (None, None, Some(sheet)) => of_sheet(model, sheet),
            (None, None, None) => list(model),
        },
    };
    Some(Page { prompt: t(lang, "action.place.catalogue").to_owned(), ..page })
}

fn away(model: &Model) -> Page {
    let key = if model.keeps_catalogue() { "catalogue.page.away" } else { "why.no_catalogue" };
    let loading = model.keeps_catalogue() && !model.is_catalogue_away();
    let key = if loading { "list.loading" } else { key };
    Page { id: format!("catalogue {key}"), lines: vec![t(model.lang, key).to_owned().into()], ..Page::default() }
}

fn list(model: &Model) -> Page {
    let lang = model.lang;
    let state = &model.catalogue;
    let key = if state.all { "catalogue.page.title.all" } else { "catalogue.page.title" };
    let more = if state.next.is_some() { "+" } else { "" };
    let mut page = Page {
        id: "catalogue".to_owned(),
        head: vec![tf(lang, key, &[&state.rows.len().to_string(), more])],
        ask: vec![t(lang, "plain.catalogue.ask").to_owned()],
        ..Page::default()
    };
    if state.rows.is_empty() {
        let key = if state.loaded { "catalogue.page.empty" } else { "list.loading" };
        page.lines.push(t(lang, key).to_owned().into());
    }
    for (at, draft) in state.rows.iter().enumerate() {
        let day = draft.effective.map(|day| tf(lang, "catalogue.from", &[&day.to_string()])).unwrap_or_default();
        let said = [state_name(lang, &draft.state), title(lang, draft), draft.changed_by.clone(), day];
        page.lines.push(numbered(at, &joined(lang, &said)).into());
    }
    page
}

fn of_sheet(model: &Model, sheet: &Sheet) -> Page {
    let lang = model.lang;
    let draft = &sheet.detail.draft;
    let pane = model.catalogue.pane;
    let day = draft.effective.map(|day| tf(lang, "catalogue.from", &[&day.to_string()])).unwrap_or_default();
    let head = [title(lang, draft), state_name(lang, &draft.state), day, against(lang, &sheet.difference)];
    let mut lines = vec![t(lang, pane.key()).to_owned()];
    match pane {
        Pane::Difference => {
            let rows = difference(lang, &sheet.difference);
            if rows.is_empty() {
                lines.push(t(lang, "catalogue.same").to_owned());
            }
            lines.extend(rows.iter().map(|row| difference_line(model, row)));
        }
        Pane::Notes => {
            if sheet.detail.notes.is_empty() {
                lines.push(t(lang, "catalogue.page.no_notes").to_owned());
            }
            lines.extend(sheet.detail.notes.iter().map(|note| {
                let weight = t(lang, weight_key(note.weight)).to_owned();
                joined(lang, &[weight, note_place(note).to_owned(), note.text.clone(), note.rule.clone()])
            }));
        }
        Pane::Steps => lines.extend(sheet.detail.steps.iter().map(|step| {
            let said = step.remark.clone().unwrap_or_default();
            joined(lang, &[speech::moment(lang, step.at), step_key(lang, &step.act), step.person.clone(), said])
        })),
    }
    let offers = sheet.offers();
    let mut ask: Vec<String> = Vec::new();
    for (at, offer) in offers.iter().enumerate() {
        let name = t(lang, deed_key(offer.act));
        let said = offer.blocked.as_ref().map(|why| tf(lang, "plain.catalogue.blocked", &[name, why]));
        ask.push(numbered(at, &said.unwrap_or_else(|| name.to_owned())));
    }
    let how = if offers.is_empty() { "plain.catalogue.nothing" } else { "plain.catalogue.acts" };
    ask.push(t(lang, how).to_owned());
    Page {
        id: format!("catalogue {} {pane:?}", draft.id),
        about: vec![joined(lang, &head)],
        lines: lines.into_iter().map(Into::into).collect(),
        ask,
        ..Page::default()
    }
}

fn difference_line(model: &Model, row: &DifferenceRow) -> String {
    let lang = model.lang;
    let side = |text: &Option<String>| text.clone().unwrap_or_else(|| t(lang, "plain.empty").to_owned());
    let sides = match (&row.before, &row.after) {
        (None, None) => String::new(),
        (None, Some(after)) => after.clone(),
        (Some(before), None) => before.clone(),
        _ => tf(lang, "plain.catalogue.from_to", &[&side(&row.before), &side(&row.after)]),
    };
    joined(lang, &[format!("{} {}", t(lang, row.mark.key()), row.what), row.name.clone(), sides])
}

fn of_form(model: &Model, open: &DeedForm) -> Page {
    let lang = model.lang;
    let mut about = open.said.clone();
    if let (What::Deed { note, .. }, Some(sheet)) = (&open.what, &model.catalogue.open) {
        about.push(title(lang, &sheet.detail.draft));
        if let Some(note) = note {
            about.push(joined(lang, &[note_place(note).to_owned(), note.text.clone(), note.rule.clone()]));
            about.push(t(lang, "catalogue.page.decide.how").to_owned());
        }
    }
    let ask = match open.form.current() {
        Some(field) => fields::ask(model, field),
        None => vec![t(lang, "case.nothing_asked").to_owned()],
    };
    Page {
        id: format!("catalogue {}", open.title()),
        head: vec![t(lang, open.title()).to_owned()],
        about,
        lines: fields::lines(model, &open.form).into_iter().map(Into::into).collect(),
        ask,
        ..Page::default()
    }
}

fn of_report(model: &Model, report: &Report) -> Page {
    let lang = model.lang;
    let line = |line: &crate::app::catalogue::ReportLine| {
        let weight = line.weight.map(|weight| t(lang, weight_key(weight)).to_owned()).unwrap_or_default();
        joined(lang, &[weight, line.place.clone(), line.text.clone()])
    };
    Page {
        id: format!("catalogue report {}", report.lines.len()),
        head: std::iter::once(report.title.clone()).chain(report.advice.clone()).collect(),
        lines: report.lines.iter().map(line).map(Into::into).collect(),
        ask: vec![t(lang, "plain.drawn.ask").to_owned()],
        ..Page::default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use crate::{
        app::{Action, Msg, rehearsal::Rehearsal},
        domain::role::Role,
        ui::plain::{Heard, Step, hear, page},
    };

    fn read(stage: &Rehearsal) -> String {
        let page = page(&stage.model);
        let lines = page.lines.iter().map(|line| line.text.clone());
        page.head.iter().chain(&page.about).cloned().chain(lines).chain(page.ask).collect::<Vec<_>>().join("\n")
    }

    /// Says a line that is carried out by actions.
    fn say(stage: &mut Rehearsal, line: &str) {
        let Heard::Steps(steps) = hear(&stage.model, line) else { panic!("{line} does nothing") };
        for step in steps {
            match step {
                Step::Do(action) => stage.act(&[action]),
                Step::Type(text) => stage.type_in(&text),
                Step::Enter => stage.act(&[crate::ui::plain::enter(&stage.model).unwrap()]),
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn r12_4_a_draft_is_compared_and_sent_back_by_voice() {
        let mut stage = Rehearsal::new(80, 24);
        stage.role = Role::CataloguePublisher;
        stage.send(Msg::Start);
        say(&mut stage, "事项目录");
        assert!(read(&stage).contains("1 待审,办事指南  食品经营许可(新办),蒋雯"), "{}", read(&stage));
        say(&mut stage, "1");
        let said = read(&stage);
        for part in ["改动 承诺时限,现行:10个工作日;拟改为:6个工作日", "新增 表单字段,经营面积(平方米)", "2 退回"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        say(&mut stage, "意见");
        assert!(read(&stage).contains("待定,材料!C7"), "{}", read(&stage));
        say(&mut stage, "2");
        assert!(read(&stage).contains("退回理由"), "{}", read(&stage));
        say(&mut stage, "请写明依据");
        assert!(stage.model.notices.current().unwrap().text.contains("已退回"), "{:?}", stage.model.notices.current());
        stage.act(&[Action::Back]);
        assert!(stage.model.catalogue.open.is_none());
    }
}
