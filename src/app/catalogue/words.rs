//! What is read on the page, in the language of the screen; texts of guides and of the centre speak their own.

use jiff::Timestamp;

use crate::{
    app::{session::beijing, unknown},
    contract::{
        DifferenceLine, NoteWeight, OfficeDeed, OfficeDifference, OfficeDraft, OfficeKind, OfficeNote, OfficeState,
        Told,
    },
    i18n::{Lang, is_known, t, tf},
};

/// What happened to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// New.
    Added,
    /// Not there any more.
    Dropped,
    /// Otherwise than before.
    Changed,
}

impl Mark {
    fn of(how: &str) -> Self {
        match how {
            "added" => Self::Added,
            "dropped" => Self::Dropped,
            _ => Self::Changed,
        }
    }

    /// Key of its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Added => "catalogue.page.added",
            Self::Dropped => "catalogue.page.dropped",
            Self::Changed => "catalogue.page.changed",
        }
    }
}

/// An entry of the difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceRow {
    /// What happened.
    pub mark: Mark,
    /// Material, tolerance, limit …
    pub what: String,
    /// Which, with its item where the draft is about more than one.
    pub name: String,
    /// What stands now.
    pub before: Option<String>,
    /// What would.
    pub after: Option<String>,
}

/// The entries in order. What is a list of clauses is compared clause by clause: those that stay are not shown.
pub fn difference(lang: Lang, difference: &OfficeDifference) -> Vec<DifferenceRow> {
    difference.lines.iter().flat_map(|line| rows(lang, line)).collect()
}

fn rows(lang: Lang, line: &DifferenceLine) -> Vec<DifferenceRow> {
    let what = words_of(lang, "catalogue.what.", &line.what);
    let setting = format!("setting.region.{}", line.name);
    let name = if line.what == "setting" && is_known(&setting) { tf(lang, &setting, &[]) } else { line.name.clone() };
    let item = line.item_name.as_ref().or(line.item.as_ref());
    let name = item.into_iter().chain([&name].into_iter().filter(|name| !name.is_empty()));
    let name = name.map(String::as_str).collect::<Vec<_>>().join("  ");
    let clauses = |side: &Option<String>| -> Vec<String> {
        side.iter().flat_map(|text| text.lines()).map(ToOwned::to_owned).collect()
    };
    let (before, after) = (clauses(&line.before), clauses(&line.after));
    let row = |mark, before, after| DifferenceRow { mark, what: what.clone(), name: name.clone(), before, after };
    if before.len() <= 1 && after.len() <= 1 {
        return vec![row(Mark::of(&line.how), line.before.clone(), line.after.clone())];
    }
    let gone = before.iter().filter(|clause| !after.contains(clause));
    let come = after.iter().filter(|clause| !before.contains(clause));
    let gone = gone.map(|clause| row(Mark::Dropped, Some(clause.clone()), None));
    gone.chain(come.map(|clause| row(Mark::Added, None, Some(clause.clone())))).collect()
}

/// A word of the wire in words of a person; what is not known stands as it came.
fn words_of(lang: Lang, prefix: &str, word: &str) -> String {
    let key = format!("{prefix}{word}");
    if is_known(&key) { tf(lang, &key, &[]) } else { word.to_owned() }
}

/// What it is compared with: of a guide the version is enough, for its code stands beside it.
pub fn against(lang: Lang, difference: &OfficeDifference) -> String {
    match difference.against.as_deref().map(|against| (against, against.rsplit_once('@'))) {
        Some((_, Some((_, version)))) => tf(lang, "catalogue.page.against_version", &[version]),
        Some((against, None)) => tf(lang, "catalogue.against", &[against]),
        None => tf(lang, "catalogue.against", &[t(lang, "catalogue.nothing_yet")]),
    }
}

/// What a draft is about; one of a newer centre by its code.
pub fn kind_name(lang: Lang, kind: &Told<OfficeKind>) -> String {
    match (kind.known(), kind.strange()) {
        (Some(kind), _) => t(lang, kind.key()).to_owned(),
        (None, code) => tf(lang, "told.kind", &[&code.unwrap_or_default()]),
    }
}

/// How far a draft has come; what a newer centre calls otherwise by its code.
pub fn state_name(lang: Lang, state: &Told<OfficeState>) -> String {
    unknown::words(lang, state, |state| state.key())
}

/// Kind and name of a draft, with what is still open in it.
pub fn title(lang: Lang, draft: &OfficeDraft) -> String {
    let mut title = format!("{}  {}", kind_name(lang, &draft.kind), draft.name);
    if draft.undecided > 0 {
        title.push_str("  ");
        title.push_str(&tf(lang, "catalogue.undecided", &[&draft.undecided.to_string()]));
    }
    title
}

/// Where a remark belongs: a cell of the table, else a place in the content.
pub fn note_place(note: &OfficeNote) -> &str {
    note.cell.as_deref().unwrap_or(&note.at)
}

/// Key of the word for how much a remark weighs.
pub const fn weight_key(weight: NoteWeight) -> &'static str {
    match weight {
        NoteWeight::Open => "catalogue.page.weight.open",
        NoteWeight::Decide => "catalogue.page.weight.decide",
        NoteWeight::Refuse => "catalogue.page.weight.refuse",
    }
}

/// What an act in a draft's history is called.
pub fn step_key(lang: Lang, act: &str) -> String {
    words_of(lang, "catalogue.act.", act)
}

/// Key of the name of what may be done.
pub const fn deed_key(deed: OfficeDeed) -> &'static str {
    match deed {
        OfficeDeed::Edit => "catalogue.deed.decide",
        OfficeDeed::Submit => "catalogue.deed.submit",
        OfficeDeed::Pass => "catalogue.deed.pass",
        OfficeDeed::Return => "catalogue.deed.return",
        OfficeDeed::Publish => "catalogue.deed.publish",
        OfficeDeed::Withdraw => "catalogue.deed.withdraw",
    }
}

/// Day and time in Beijing.
pub fn clock(at: Timestamp) -> String {
    beijing(at).strftime("%m-%d %H:%M").to_string()
}
