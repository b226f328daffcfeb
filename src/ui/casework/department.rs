//! What the department's side adds to the head of a case: who works on it, why it came back, why it is late, and whether the
//! issue window has signed for its result.

use crate::{
    app::{Model, casework::CaseDetail, session::beijing},
    domain::case::{OverdueClock, State},
    i18n::{t, tf},
    theme::Role,
};

/// Lines below the item, each with its look.
pub fn lines(model: &Model, detail: &CaseDetail) -> Vec<(String, Role)> {
    let lang = model.lang;
    let case = &detail.case;
    let mut lines = Vec::new();
    if let Some(lease) = case.lease.as_ref().filter(|lease| lease.is_live(model.session.centre_time(model.now))) {
        let until = beijing(lease.until).strftime("%m-%d %H:%M").to_string();
        lines.push((tf(lang, "case.lease", &[&lease.name, &until]), Role::TextStrong));
    }
    if case.state == State::ReturnedToWindow
        && let Some(sent) = case.hand_overs.last()
        && let Some(code) = sent.sent_back_code
    {
        let text = sent.sent_back.as_deref().unwrap_or_default();
        lines.push((tf(lang, "case.returned", &[t(lang, code.key()), text]), Role::TextWarning));
    }
    if case.state == State::ResultReady && case.hand_overs.last().is_some_and(|sent| sent.signed_at.is_none()) {
        lines.push((t(lang, "case.result_unsigned").to_owned(), Role::TextWarning));
    }
    if let Some(reason) = case.overdue.last() {
        let clock = |clock: &OverdueClock| match clock {
            OverdueClock::Promised => t(lang, "overdue.promised"),
            OverdueClock::Statutory => t(lang, "overdue.statutory"),
            OverdueClock::Delivery => t(lang, "overdue.delivery"),
        };
        let clocks: Vec<&str> = reason.clocks.iter().map(clock).collect();
        let args = [&*clocks.join("、"), t(lang, reason.code.key()), &reason.text];
        lines.push((tf(lang, "case.overdue_reason", &args), Role::TextWarning));
    }
    lines
}
