//! What a parcel says of itself, as pairs of label and words: for the page, for the file, for a reader's voice.

use jiff::Timestamp;

use crate::{
    app::{Model, session::beijing, unknown},
    desk::outbox::{Decided, DifferenceKind, Files, VerdictBrief},
    i18n::{Lang, t, tf},
};

use super::{ParcelDetail, ParcelLine, ParcelState, Why};

/// The line belongs to the label above it.
const CONTINUED: &str = "";

/// Key of the word for where it stands.
pub fn state_key(line: &ParcelLine) -> &'static str {
    line.state.key(line.verdict.as_ref().and_then(|verdict| verdict.state))
}

/// The word for where it stands; with files under way, how many are there.
pub fn state_words(lang: Lang, line: &ParcelLine) -> String {
    if line.is_uploading() && line.why.is_none() {
        return tf(lang, "outbox.uploading", &[&line.files.done.to_string(), &line.files.of.to_string()]);
    }
    t(lang, state_key(line)).to_owned()
}

/// What happens next, and when.
pub fn next_step(model: &Model, line: &ParcelLine) -> String {
    let lang = model.lang;
    let key = match (line.state, line.why) {
        (ParcelState::Applied, _) => "outbox.next.applied",
        (ParcelState::Rejected, _) => "outbox.next.rejected",
        (ParcelState::Conflict, _) => match line.decided {
            Some(Decided { superseded_by: Some(_), .. }) => "outbox.next.superseded",
            Some(_) => "outbox.next.left_standing",
            None => "outbox.next.conflict",
        },
        (ParcelState::Blocked, _) => "outbox.next.blocked",
        (_, None) if line.is_uploading() => "outbox.next.files",
        (_, Some(Why::PredecessorRefused)) => "outbox.next.withdraw",
        (_, Some(Why::OnHold)) => "outbox.next.on_hold",
        _ if model.outbox.recovery_for(line).is_some() => "outbox.next.recover",
        (_, Some(Why::SignIn | Why::OtherPerson | Why::AccountDisabled)) => "outbox.next.sign_in",
        (ParcelState::Parked, _) if line.next_try.is_none() => "outbox.next.person",
        _ => match line.next_try {
            Some(at) => {
                // Pauses are counted by this machine's own clock.
                let seconds = model.now.duration_until(at).as_secs().max(0).to_string();
                return tf(lang, "outbox.next.at", &[&clock(at), &seconds]);
            }
            None => "outbox.next.line",
        },
    };
    t(lang, key).to_owned()
}

/// Everything about a parcel, in the order of the page. An empty label continues the one above it.
pub fn told(model: &Model, detail: &ParcelDetail) -> Vec<(String, String)> {
    let lang = model.lang;
    let line = &detail.line;
    let mut lines = Vec::new();
    let mut say = |key: &'static str, value: String| {
        lines.push((if key == CONTINUED { String::new() } else { t(lang, key).to_owned() }, value));
    };
    say("outbox.label.what", act_name(lang, &line.kind));
    say("outbox.label.case", case_name(lang, line));
    say("outbox.label.state", format!("{}  {}", state_words(lang, line), clock(line.since)));
    if let Some(why) = line.why.filter(|_| !line.state.is_finished()) {
        say("outbox.label.why", t(lang, why.key()).to_owned());
    }
    say("outbox.label.next", next_step(model, line));
    if line.files.of > 0 {
        let Files { done, of, percent } = line.files;
        let counts = [of.to_string(), done.to_string(), percent.to_string()];
        say("outbox.label.files", tf(lang, "outbox.files", &counts.each_ref().map(String::as_str)));
    }
    if let Some(decided) = line.decided {
        let by = decided.superseded_by.map(|id| id.to_string()).unwrap_or_default();
        say("outbox.label.decided", format!("{}  {by}", clock(decided.at)).trim_end().to_owned());
    }
    say("outbox.label.sealed", tf(lang, "outbox.sealed", &[&clock(line.sealed_at), &line.attempts.to_string()]));
    say("outbox.label.id", format!("{}  № {}", line.command_id, detail.seq));
    if let Some(difference) = model.outbox.differences.iter().find(|other| other.command_id == line.command_id) {
        say("outbox.label.difference", difference_words(lang, difference.kind, difference.there.as_ref()));
    }
    if let Some(receipt) = &detail.receipt {
        let verdict = VerdictBrief::from(receipt);
        say("outbox.label.receipt", brief(lang, &verdict));
        say("outbox.label.centre_time", clock(receipt.server_time));
    }
    if let Some(problem) = &detail.problem {
        say("outbox.label.reason", problem.title.clone());
        let more = [&problem.detail, &problem.rule, &problem.basis];
        more.into_iter().flatten().for_each(|words| say(CONTINUED, words.clone()));
        problem.errors.iter().for_each(|error| say(CONTINUED, error.detail.clone()));
    }
    say("outbox.label.content", t(lang, "outbox.masked").to_owned());
    lines.extend(detail.content.iter().map(|value| (String::new(), format!("{}  {}", value.path, value.value))));
    lines
}

/// Name of an act.
pub fn act_name(lang: Lang, kind: &str) -> String {
    unknown::act(lang, kind)
}

/// Item and masked name, or the number, or at least its id.
pub fn case_name(lang: Lang, line: &ParcelLine) -> String {
    let number = line.verdict.as_ref().and_then(|verdict| verdict.case_no.clone());
    match (line.title.is_empty(), number, line.case_id) {
        (false, Some(number), _) => format!("{}  {number}", line.title),
        (false, None, _) => line.title.clone(),
        (true, Some(number), _) => number,
        (true, None, Some(id)) => {
            let short: String = id.simple().to_string().chars().take(8).collect();
            tf(lang, "outbox.case", &[&short])
        }
        (true, None, None) => t(lang, "outbox.no_case").to_owned(),
    }
}

/// What desk and centre differ in.
pub fn difference_words(lang: Lang, kind: DifferenceKind, there: Option<&VerdictBrief>) -> String {
    let there = there.map(|there| tf(lang, "outbox.there", &[&brief(lang, there)]));
    format!("{}{}", t(lang, kind.key()), there.unwrap_or_default())
}

fn brief(lang: Lang, verdict: &VerdictBrief) -> String {
    let mut parts = Vec::new();
    if let Some(state) = verdict.state {
        parts.push(tf(lang, &format!("state.{state:?}"), &[]));
    }
    parts.extend([&verdict.case_no, &verdict.receipt_no, &verdict.problem].into_iter().flatten().cloned());
    parts.extend(verdict.documents.iter().cloned());
    parts.join("  ")
}

/// Day and time in Beijing.
pub fn clock(at: Timestamp) -> String {
    beijing(at).strftime("%m-%d %H:%M:%S").to_string()
}
