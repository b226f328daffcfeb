//! 疑似重复 (RELIABILITY F44): the same citizen and the same item within thirty days, at the centre or on this machine. It
//! is shown before anything goes out; a person decides, and what they decided goes into the history of the case.

use std::collections::BTreeSet;

use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    app::{
        Model,
        actions::Action,
        effect::{Ask, Effect, Secret},
        msg::Ctx,
        notice::Level,
        request::Purpose,
        session::beijing,
        unknown,
    },
    contract::SimilarCase,
    desk::outbox::AlikeHere,
    domain::lifecycle::{Act, act::Note},
    i18n::{Lang, t, tf},
};

use super::{Accept, Outcome, Wait};

/// Keys of the answers, in the order of their digits.
pub const ANSWERS: [&str; 2] = ["similar.other", "similar.same"];

/// What was found on this machine, and what a person has said of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Similar {
    /// On this machine.
    pub here: Vec<AlikeHere>,
    /// Cases that were found to be another matter.
    decided: BTreeSet<Uuid>,
}

/// One that may be the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Alike<'a> {
    /// The centre knows it.
    There(&'a SimilarCase),
    /// It lies on this machine.
    Here(&'a AlikeHere),
}

impl Alike<'_> {
    const fn case_id(self) -> Uuid {
        match self {
            Self::There(case) => case.case_id,
            Self::Here(alike) => alike.case_id,
        }
    }

    /// When, what, how far.
    pub fn words(self, lang: Lang) -> String {
        match self {
            Self::There(case) => there(lang, case),
            Self::Here(alike) => {
                let standing = t(lang, if alike.sealed { "similar.sealed" } else { "similar.draft" });
                tf(lang, "similar.line", &[&day(alike.at), &alike.title, standing])
            }
        }
    }
}

fn day(at: jiff::Timestamp) -> String {
    beijing(at).strftime("%Y-%m-%d").to_string()
}

/// The same for a case of the centre.
pub fn there(lang: Lang, case: &SimilarCase) -> String {
    let state = unknown::words(lang, &case.state, |state| state.key());
    let what = [case.item_name.as_str(), case.number.as_deref().unwrap_or_default()].join(" ");
    tf(lang, "similar.line", &[&day(case.at), what.trim_end(), &state])
}

impl Accept {
    /// What may be the same matter as the one that is worked on.
    pub fn similar(&self) -> Vec<Alike<'_>> {
        let Some(guide) = &self.guide else { return Vec::new() };
        let own = |id: Uuid| self.case_id == Some(id);
        let known = self.applicant.known.iter().flat_map(|known| &known.similar);
        let there: Vec<&SimilarCase> =
            known.filter(|case| case.item_code == guide.id.item_code && !own(case.case_id)).collect();
        let here = self.similar.here.iter();
        let here = here.filter(|alike| !own(alike.case_id) && there.iter().all(|case| case.case_id != alike.case_id));
        there.iter().copied().map(Alike::There).chain(here.map(Alike::Here)).collect()
    }

    /// Whether a person has to decide before anything goes out.
    pub(super) fn is_similar_open(&self) -> bool {
        !self.chain.is_received() && self.similar().iter().any(|alike| !self.similar.decided.contains(&alike.case_id()))
    }

    fn decide_similar(&mut self) {
        let all: Vec<Uuid> = self.similar().into_iter().map(Alike::case_id).collect();
        self.similar.decided.extend(all);
    }

    /// What the person decided, for the history of the case.
    pub(super) fn similar_note(&self) -> Option<Act> {
        let decided = |alike: &Alike<'_>| self.similar.decided.contains(&alike.case_id());
        let lines: Vec<String> =
            self.similar().into_iter().filter(decided).map(|alike| alike.words(Lang::Zh)).collect();
        (!lines.is_empty()).then(|| Act::NoteAdd(Note { text: tf(Lang::Zh, "similar.note", &[&lines.join(";")]) }))
    }
}

/// Looks on this machine, once citizen and item are known.
pub(super) fn look(model: &mut Model, ctx: &Ctx) -> Option<Effect> {
    let accept = &model.accept;
    let number = Secret(Zeroizing::new(accept.applicant.recognised.as_ref()?.number.clone()));
    let item_code = accept.guide.as_ref()?.id.item_code.clone();
    let but = accept.case_id.unwrap_or(ctx.fresh);
    Some(model.ask(Purpose::Accept(Wait::Alike), Ask::Alike { number, item_code, but }, ctx))
}

/// A digit at the question; true = it is another matter, and what was begun goes on.
pub(super) fn answered(model: &mut Model, action: Action, ctx: &Ctx) -> bool {
    match action.digit() {
        Some(1) => {
            model.accept.decide_similar();
            model.accept.conclusion.outcome = Outcome::Choosing;
            true
        }
        Some(2) => {
            model.accept.conclusion.outcome = Outcome::Choosing;
            model.say(Level::Note, "notice.similar_same", &[], ctx);
            false
        }
        _ => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
