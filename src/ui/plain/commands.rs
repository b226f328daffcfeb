//! Words for actions: the names of the registry and some more, in Chinese, by pinyin, by initials and in English. A word
//! that is none is answered with what is near it.

use crate::{
    app::{Action, Context, Group, Model, availability, overlay::reads},
    i18n::{Lang, t},
    text::{each_reading, letters_apart},
};

use crate::ui::words;

/// What a word turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// This.
    One(Action),
    /// One of these.
    Several(Vec<Action>),
    /// None; these are near it.
    Near(Vec<Action>),
}

/// Words beside the names of the registry.
const ALIASES: &[(Action, &str)] = &[
    (Action::Back, "plain.alias.back"),
    (Action::PlaceAccept, "plain.alias.accept"),
    (Action::PlaceHome, "plain.alias.home"),
    (Action::PlaceTodo, "plain.alias.todo"),
    (Action::PlaceSupplement, "plain.alias.supplement"),
    (Action::PlaceIssue, "plain.alias.issue"),
    (Action::PlaceQuery, "plain.alias.query"),
    (Action::PlaceBackOffice, "plain.alias.approve"),
    (Action::Leave, "plain.alias.leave"),
    (Action::Unlock, "plain.alias.unlock"),
    (Action::Lock, "plain.alias.lock"),
    (Action::Reveal, "plain.alias.reveal"),
    (Action::Language, "plain.alias.language"),
    (Action::Notices, "plain.alias.notices"),
    (Action::Doctor, "plain.alias.doctor"),
    (Action::HoldGuides, "plain.alias.guides_hold"),
    (Action::More, "plain.alias.more"),
    (Action::WhoAmI, "plain.alias.who"),
    (Action::ClockAhead, "plain.alias.clock"),
    (Action::CutLine, "plain.alias.line"),
    (Action::CutRegisters, "plain.alias.registers"),
    (Action::MaterialOk, "plain.alias.ok"),
    (Action::MaterialAbsent, "plain.alias.absent"),
    (Action::MaterialTolerate, "plain.alias.tolerate"),
    (Action::MaterialExempt, "plain.alias.exempt"),
    (Action::MaterialDefect, "plain.alias.defect"),
    (Action::MaterialClear, "plain.alias.clear_row"),
    (Action::AllOk, "plain.alias.all_ok"),
    (Action::MaterialPoints, "plain.alias.points"),
    (Action::Guide, "plain.alias.guide"),
    (Action::StepNext, "plain.alias.step_next"),
    (Action::StepPrevious, "plain.alias.step_previous"),
    (Action::StepFinish, "plain.alias.finish"),
    (Action::FieldNext, "plain.alias.field_next"),
    (Action::FieldPrevious, "plain.alias.field_previous"),
    (Action::TextClear, "plain.alias.clear"),
    (Action::TextUndo, "plain.alias.undo"),
    (Action::Park, "plain.alias.park"),
    (Action::Agent, "plain.alias.agent"),
    (Action::Preview, "plain.alias.preview"),
    (Action::Print, "plain.alias.print"),
    (Action::NextPane, "plain.alias.pane"),
    (Action::Last, "plain.alias.last"),
    (Action::Decide, "plain.alias.decide"),
];

/// What stands between two names of one action: 受理/下一位, 首页(候办与挂起).
const BETWEEN: [char; 4] = ['/', '(', ')', '、'];

/// Whether this mode offers the action by a word: not what moves a cursor over cells or opens what it reads anyway.
pub fn is_said(action: Action) -> bool {
    match action {
        Action::Help | Action::Palette | Action::Redraw | Action::Open | Action::Confirm | Action::FieldDone => false,
        Action::NextPane
        | Action::Last
        | Action::FieldNext
        | Action::FieldPrevious
        | Action::TextClear
        | Action::TextUndo
        | Action::TextRedo => true,
        action => !matches!(action.group(), Group::Moving | Group::Typing),
    }
}

/// Every word of an action, the one to be read out first.
fn names(action: Action, lang: Lang) -> Vec<String> {
    let alias = ALIASES.iter().find(|(known, _)| *known == action).map_or("", |(_, key)| t(lang, key));
    let mut names: Vec<String> = alias.split(' ').map(str::to_owned).collect();
    let name = t(lang, action.key());
    names.push(name.to_owned());
    names.extend(name.split(BETWEEN).map(str::to_owned));
    names.push(t(lang, words::short_key(action)).to_owned());
    names.retain(|name| !name.trim().is_empty());
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(name.clone());
            true
        }
    });
    names
}

/// The word by which an action is read out.
pub fn name(action: Action, lang: Lang) -> String {
    names(action, lang).into_iter().next().unwrap_or_default()
}

fn all_names(action: Action) -> Vec<String> {
    let mut all = names(action, Lang::Zh);
    all.extend(names(action, Lang::En));
    all.push(action.name().to_owned());
    all
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Actions with exactly this name. Of several that share it, those that mean something here.
pub fn exactly(model: &Model, word: &str) -> Option<Action> {
    let word = folded(word);
    let named = |action: &Action| all_names(*action).iter().any(|name| folded(name) == word);
    let all: Vec<Action> = Action::ALL.iter().copied().filter(|action| is_said(*action) && named(action)).collect();
    all.iter()
        .find(|action| is_open(model, **action))
        .or_else(|| all.iter().find(|a| model.means_something(**a)))
        .or(all.first())
        .copied()
}

fn is_open(model: &Model, action: Action) -> bool {
    availability(model, action).is_ok()
}

/// What a word means here: an exact name, one that is written out by pinyin or initials, a beginning, a part.
pub fn find(model: &Model, word: &str) -> Found {
    if let Some(action) = exactly(model, word) {
        return Found::One(action);
    }
    let query = folded(word);
    let open: Vec<Action> =
        Action::ALL.iter().copied().filter(|action| is_said(*action) && is_open(model, *action)).collect();
    let begins = |name: &String| query.chars().nth(1).is_some() && folded(name).starts_with(&query);
    let ways: [&dyn Fn(Action) -> bool; 3] = [
        &|action| names(action, Lang::Zh).iter().any(|name| covers(name, &query)),
        &|action| all_names(action).iter().any(begins),
        &|action| query.chars().nth(1).is_some() && names(action, Lang::Zh).iter().any(|name| reads(name, &query)),
    ];
    for way in ways {
        let found: Vec<Action> = open.iter().copied().filter(|action| way(*action)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Found::One(*one),
            _ => return Found::Several(found),
        }
    }
    // What cannot be done now is near all the same: said in full, it says why.
    Found::Near(near(&query))
}

/// Whether all of a name can be written as `query`: each character by itself, by its pinyin or by its initial.
fn covers(name: &str, query: &str) -> bool {
    let mut chars = name.chars();
    let Some(first) = chars.next() else { return query.is_empty() };
    let rest = chars.as_str();
    if query.strip_prefix(first).is_some_and(|query| covers(rest, query)) {
        return true;
    }
    let mut found = false;
    each_reading(first, |reading| {
        let initial = reading.get(..1).and_then(|initial| query.strip_prefix(initial));
        found = found
            || query.strip_prefix(reading).is_some_and(|query| covers(rest, query))
            || initial.is_some_and(|query| covers(rest, query));
    });
    found
}

/// Up to three actions whose names are near: few letters differ, or characters are shared.
fn near(query: &str) -> Vec<Action> {
    let mut ranked: Vec<(usize, Action)> = Action::ALL
        .iter()
        .filter(|action| is_said(**action))
        .filter_map(|action| {
            let nearest = all_names(*action).iter().filter_map(|name| letters_apart(&folded(name), query)).min()?;
            Some((nearest, *action))
        })
        .collect();
    ranked.sort_by_key(|(distance, _)| *distance);
    let best = ranked.first().map_or(0, |(distance, _)| *distance);
    ranked.into_iter().filter(|(distance, _)| *distance <= best + 1).take(3).map(|(_, action)| action).collect()
}

/// What can be said here, by group: names in the order of the registry.
pub fn said_here(model: &Model) -> Vec<(Group, Vec<String>)> {
    let mut groups: Vec<(Group, Vec<String>)> = Vec::new();
    for action in Action::ALL.iter().copied().filter(|action| is_said(*action) && is_open(model, *action)) {
        let name = name(action, model.lang);
        match groups.iter_mut().find(|(group, _)| *group == action.group()) {
            Some((_, names)) => names.push(name),
            None => groups.push((action.group(), vec![name])),
        }
    }
    groups
}

/// Commands that a word finds, with what stands against each.
pub fn look_up(model: &Model, word: &str) -> Vec<(String, Option<String>)> {
    let query = folded(word);
    let finds = |action: Action| {
        query.is_empty()
            || all_names(action).iter().any(|name| folded(name).contains(&query) || covers(name, &query))
            || names(action, Lang::Zh).iter().any(|name| reads(name, &query))
    };
    let said = Action::ALL.iter().copied().filter(|action| is_said(*action) && finds(*action));
    said.map(|action| {
        let why = availability(model, action).err().map(|why| {
            let args: Vec<&str> = why.args.iter().map(String::as_str).collect();
            crate::i18n::tf(model.lang, why.key, &args)
        });
        (name(action, model.lang), why)
    })
    .collect()
}

/// Whether a text field has the focus.
pub fn is_typing(model: &Model) -> bool {
    // A choice takes text too, to narrow it down; here its options are said.
    let choice = model.focused_field().is_some_and(crate::app::form::Field::is_choice);
    model.contexts().contains(&Context::Field) && !choice
}
