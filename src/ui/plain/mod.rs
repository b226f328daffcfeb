//! The screen as words: for a screen reader, a braille line, a pipe (`--plain`). The same model as on the screen, read
//! as lines: no box, no sign, no cursor, no colour. A page is a pure function of the model; what changed between two
//! pages is what is read out.
//!
//! `hear` is the other direction: what a typed line means. A page that is not known here is read from what the screen
//! would draw (`drawn`), so that nothing is silently missing.

mod accept;
mod casework;
mod catalogue;
mod choose;
mod clash;
mod commands;
mod conclusion;
mod drawn;
mod fields;
mod files;
mod hear;
mod home;
mod labels;
mod lists;
mod materials;
mod overlay;
mod sign_in;
mod speech;

use std::collections::BTreeSet;

use crate::{
    app::{
        Model, Place,
        notice::{Level, Notice},
        request::Purpose,
        session,
    },
    i18n::{Lang, t, tf},
    text::{LineEditor, SafeText, wrap},
};

pub use hear::{Heard, Step, enter, hear};

/// Longest line that is written, in columns: one of the usual 80 with room for the prompt's mark.
pub const LONGEST: usize = 78;

/// A line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What is read.
    pub text: String,
    /// By what it is known again when its text changes by itself (minutes that pass); `None` = by its text.
    key: Option<String>,
}

impl From<String> for Line {
    fn from(text: String) -> Self {
        Self { text, key: None }
    }
}

impl Line {
    /// A line that is news only when `key` is.
    fn keyed(text: String, key: &str) -> Self {
        Self { text, key: Some(key.to_owned()) }
    }

    fn same(&self) -> &str {
        self.key.as_deref().unwrap_or(&self.text)
    }
}

/// What is read out of the model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// Which page: another one is read whole.
    pub id: String,
    /// Read when the page is read whole: where one is, who it is about.
    pub head: Vec<String>,
    /// Who and what it is about, read with the page unless the page before was about the same.
    pub about: Vec<String>,
    /// Rows and facts; those that are new are read.
    pub lines: Vec<Line>,
    /// How the page works; read with the whole page.
    pub how: Vec<String>,
    /// The question that is asked now, with its answers.
    pub ask: Vec<String>,
    /// What stands before the typed line.
    pub prompt: String,
    /// The answer is a secret: it is not to be shown while it is typed.
    pub secret: bool,
    /// The answer is personal: it is not to be repeated.
    pub personal: bool,
}

impl Page {
    /// All of it, but for what was said of these, and for how it works if that is known.
    fn whole(&self, about: &[String], taught: &BTreeSet<String>) -> Vec<String> {
        let about = self.about.iter().filter(|line| !about.contains(line));
        let lines = self.lines.iter().map(|line| &line.text);
        let how = self.how.iter().filter(|line| !taught.contains(*line));
        self.head.iter().chain(about).chain(lines).chain(how).chain(&self.ask).cloned().collect()
    }

    /// What has to be read after `before` was: the whole of another page, without how it works if that was read before
    /// (`taught`), else what is new on this one.
    pub fn news_since(&self, before: Option<&Self>, taught: &BTreeSet<String>) -> Vec<String> {
        let Some(before) = before else { return self.whole(&[], &BTreeSet::new()) };
        if before.id != self.id {
            return self.whole(&before.about, taught);
        }
        let mut known: Vec<&str> = before.lines.iter().map(Line::same).collect();
        let mut news: Vec<String> = self.about.iter().filter(|line| !before.about.contains(line)).cloned().collect();
        for line in &self.lines {
            match known.iter().position(|same| *same == line.same()) {
                Some(at) => drop(known.swap_remove(at)),
                None => news.push(line.text.clone()),
            }
        }
        if self.ask != before.ask {
            news.extend(self.ask.iter().cloned());
        }
        news
    }
}

/// The page that the model shows.
pub fn page(model: &Model) -> Page {
    let known = if model.locked {
        Some(home::locked(model))
    } else if let Some(overlay) = model.overlays.last() {
        overlay::page(model, overlay)
    } else {
        let places = [
            clash::page,
            clash::tally,
            home::page,
            accept::page,
            lists::page,
            lists::query,
            casework::page,
            catalogue::page,
        ];
        places.iter().find_map(|place| place(model))
    };
    let mut page = known.unwrap_or_else(|| drawn::page(model));
    page.secret = page.secret || model.overlays.last().and_then(|o| o.editor()).is_some_and(LineEditor::is_secret);
    page
}

/// Who, where, which line, what time: what the frame of a screen shows.
pub fn status(model: &Model) -> Vec<String> {
    home::status(model)
}

/// A message of the program with its level as a word.
pub fn notice(lang: Lang, notice: &Notice) -> String {
    let key = match notice.level {
        Level::Good => "plain.good",
        Level::Note => "plain.note",
        Level::Bad => "plain.bad",
        Level::Grave => "plain.grave",
    };
    let said = tf(lang, key, &[&speech::numbers_in(lang, &notice.text)]);
    joined(lang, &[said, notice.more.clone().unwrap_or_default()])
}

/// What is waited for, as a sentence.
pub fn waiting(model: &Model) -> String {
    let what = match (model.accept.chain.running(), model.requests.oldest()) {
        (Some(stage), _) if model.place == Place::Accept => {
            tf(model.lang, "conclusion.running", &[t(model.lang, stage.key())])
        }
        (_, Some(oldest)) => t(model.lang, oldest.purpose.key()).to_owned(),
        _ => t(model.lang, "plain.wait_saving").to_owned(),
    };
    tf(model.lang, "plain.wait", &[&what])
}

/// Whether somebody asked for what is under way; what the program fetches for itself holds nobody up.
pub fn is_asked_for(purpose: &Purpose) -> bool {
    use session::Wait;
    !matches!(purpose, Purpose::Session(Wait::Meta | Wait::Me | Wait::Queue | Wait::Drafts | Wait::People))
}

/// Whether a command of this page is on its way and the line is up: its fate is a matter of moments.
pub fn is_on_its_way(model: &Model) -> bool {
    let acts = || model.offered_acts().iter().any(|act| model.casework.is_waiting(act.act));
    model.session.line != session::Line::Offline && (!model.accept.chain.waiting().is_empty() || acts())
}

/// Whether results of the finder are read out here.
pub fn shows_results(model: &Model) -> bool {
    model.place == Place::Accept && model.accept.step == crate::app::accept::Step::Item
}

/// What the program says about saving, when it is asked.
pub fn saved(model: &Model) -> String {
    let saving = &model.accept.saving;
    match saving.saved_at {
        _ if saving.failed => t(model.lang, "plain.save_failed").to_owned(),
        Some(at) if model.accept.is_begun() => tf(model.lang, "plain.saved_at", &[&speech::moment(model.lang, at)]),
        _ => t(model.lang, "plain.not_saved").to_owned(),
    }
}

/// A text as it may be written: safe, and in lines of at most [`LONGEST`] columns.
pub fn written(text: &str) -> Vec<String> {
    let safe = SafeText::lines(text)
        .map(|line| line.into_string().replace('…', "...").replace(" ∙ ", ", "))
        .collect::<Vec<_>>();
    safe.iter().flat_map(|line| wrap(line, LONGEST)).map(|line| line.trim_end().to_owned()).collect()
}

/// Parts of a sentence, one after the other; empty ones are left out.
fn joined(lang: Lang, parts: &[String]) -> String {
    let comma = if lang == Lang::Zh { "," } else { ", " };
    parts.iter().filter(|part| !part.trim().is_empty()).map(|part| part.trim()).collect::<Vec<_>>().join(comma)
}

/// Names in a row.
fn listed<T: AsRef<str>>(lang: Lang, names: &[T]) -> String {
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(if lang == Lang::Zh { "、" } else { ", " })
}

/// `1 容缺受理`
fn numbered(at: usize, text: &str) -> String {
    format!("{} {text}", at + 1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
