//! The doctor: how it stands with everything that the program stands on, and what to do about it. The command line and
//! the program show the same findings.

use serde::Serialize;

use crate::text::{LineEditor, Measure, SafeText, Secrecy};

use super::{
    Model,
    effect::{Answer, Ask, Effect, Failure},
    msg::Ctx,
    overlay::Overlay,
    request::Purpose,
};

/// Characters of each kind, in equally many columns if the measure is right: Han, and what Unicode calls ambiguous.
pub const RULER: [&str; 2] = ["窗台政务服务", "…—·°①“"];

/// How it stands with one thing; the worst comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// 正常
    Good,
    /// 注意: the program works, with a limit worth knowing.
    Note,
    /// It cannot be told from here.
    Unknown,
    /// 异常
    Bad,
}

impl Level {
    /// Its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Good => "doctor.good",
            Self::Note => "doctor.note",
            Self::Unknown => "doctor.unknown",
            Self::Bad => "doctor.bad",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `terminal`, `keyring`…
    pub topic: &'static str,
    /// How it stands.
    pub level: Level,
    /// What was found.
    pub text: String,
    /// What to do.
    pub advice: Option<String>,
}

impl Finding {
    /// Nothing is wrong.
    pub fn good(topic: &'static str, text: &str) -> Self {
        Self { topic, level: Level::Good, text: SafeText::new(text).into_string(), advice: None }
    }

    /// Nothing is wrong, and there is something to do or to look at.
    pub fn advised(topic: &'static str, text: &str, advice: &str) -> Self {
        Self { advice: Some(advice.to_owned()), ..Self::good(topic, text) }
    }

    /// The program works, with a limit worth knowing.
    pub fn note(topic: &'static str, text: &str, advice: &str) -> Self {
        Self { level: Level::Note, advice: Some(advice.to_owned()), ..Self::good(topic, text) }
    }

    /// It cannot be told from here.
    pub fn unknown(topic: &'static str, text: &str, advice: &str) -> Self {
        Self { level: Level::Unknown, ..Self::note(topic, text, advice) }
    }

    /// Something is wrong.
    pub fn bad(topic: &'static str, text: &str, advice: &str) -> Self {
        Self { level: Level::Bad, ..Self::note(topic, text, advice) }
    }
}

/// Lays the page open and looks anew; what was found last stands there until then.
pub(super) fn examine(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    if !matches!(model.overlays.last(), Some(Overlay::Doctor { .. })) {
        model.overlays.push(Overlay::Doctor { typed: LineEditor::new(40, Secrecy::Open), cursor: 0 });
    }
    let mut effects = model.requests.give_up(|purpose| *purpose == Purpose::Doctor);
    let measured: Option<Measure> = model.measured;
    effects.push(model.ask(Purpose::Doctor, Ask::Doctor { measured }, ctx));
    effects
}

/// What was found.
pub(super) fn done(model: &mut Model, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match result {
        Ok(Answer::Doctor(findings)) => model.findings = Some(findings),
        Ok(_) => {}
        Err(failure) => model.say_failure(&failure, ctx),
    }
    Vec::new()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::app::{Action, rehearsal::Rehearsal};

    #[test]
    fn d11_the_doctor_opens_from_anywhere_looks_anew_and_goes_by_esc() {
        let mut stage = Rehearsal::new(80, 24);
        stage.act(&[Action::PlaceSettings, Action::Doctor]);
        assert!(stage.model.findings.as_ref().is_some_and(|found| found.iter().any(|one| one.topic == "keyring")));
        assert!(stage.model.takes_text(), "an input method is tried there");
        stage.act(&[Action::Doctor]);
        assert_eq!(stage.asked.iter().filter(|ask| matches!(ask, Ask::Doctor { .. })).count(), 2);
        assert_eq!(stage.model.overlays.len(), 1);
        stage.act(&[Action::Back]);
        assert!(stage.model.overlays.is_empty());
    }
}
