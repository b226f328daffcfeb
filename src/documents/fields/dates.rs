//! Days, instants and limits. Every date is the one that the case's own clocks give on the day of issue.

use crate::{
    documents::{Sheet, field::Field, words},
    domain::{
        agency::Letter,
        calendar::{Moment, date_in_beijing},
        clock::Clock,
        lifecycle::Act,
    },
};

pub(super) fn value(name: &'static str, sheet: &Sheet<'_>) -> Option<Field> {
    let case = sheet.case;
    let clocks = &case.clocks;
    Some(match name {
        "issued_on" => words::day(date_in_beijing(sheet.issued_at)).into(),
        "issued_time" => words::instant(sheet.issued_at).into(),
        "received_at" => words::instant(case.received_at?).into(),
        "accepted_on" => words::day(case.accepted_on?).into(),
        "statutory_limit" => words::limit(&sheet.guide.statutory).into(),
        "promised_limit" => words::limit(&sheet.guide.promised).into(),
        "statutory_due" => last_day(sheet, clocks.statutory.as_ref()).into(),
        "promised_due" => last_day(sheet, clocks.promised.as_ref()).into(),
        "term_days" => case.supplement.as_ref()?.term_days.to_string().into(),
        "term_due" => words::day(case.supplement.as_ref()?.due).into(),
        "reached_on" => match sheet.act {
            Act::SupplementCheck(checks) => words::day_of(checks.reached_at.unwrap_or(sheet.issued_at)).into(),
            Act::SupplementHandIn(arrival) => words::day_of(arrival.reached_at.unwrap_or(sheet.issued_at)).into(),
            Act::ToleranceReceive(arrival) => words::day_of(arrival.reached_at.unwrap_or(sheet.issued_at)).into(),
            _ => words::day_of(sheet.issued_at).into(),
        },
        "verify_by" => case.commitment.verify_by.map_or_else(|| "法定期限".to_owned(), words::day).into(),
        "special_from" => words::day(special(sheet)?.started_on).into(),
        "special_to" => words::day(special(sheet)?.ended_on?).into(),
        "old_due" => old_due(sheet)?.into(),
        "remaining_days" => remaining(sheet)?.to_string().into(),
        "decided_on" => words::day_of(case.decision.as_ref()?.at).into(),
        "valid_until" => case.decision.as_ref()?.valid_until.map_or_else(|| "长期".to_owned(), words::day).into(),
        "delivered_at" => words::instant(case.delivery.as_ref()?.delivered_at?).into(),
        "sent_at" => words::instant(case.hand_overs.last()?.sent_at).into(),
        "signed_for_at" => {
            case.hand_overs.last()?.signed_at.map_or_else(|| "____________".to_owned(), words::instant).into()
        }
        "negative_due" => words::instant(case.negative.as_ref()?.due_at?).into(),
        "letter_term" => term(&case.application.agent.as_ref()?.letter).into(),
        _ => return None,
    })
}

/// The last day of a clock; a date that reaches into a year without a notice says so (R9.4).
fn last_day(sheet: &Sheet<'_>, clock: Option<&Clock>) -> String {
    let Some(clock) = clock else { return "-".to_owned() };
    let due = clock.due(sheet.calendar, date_in_beijing(sheet.issued_at));
    let provisional = if due.provisional { "(暂定,以国务院节假日通知为准)" } else { "" };
    format!("{}{provisional}", words::day(due.on))
}

/// R1.31: the statutory date as it was before the extension that is being told.
fn old_due(sheet: &Sheet<'_>) -> Option<String> {
    let mut clock = sheet.case.clocks.statutory.clone()?;
    clock.extension_days = clock.extension_days.saturating_sub(sheet.case.extension.as_ref()?.days);
    Some(last_day(sheet, Some(&clock)))
}

fn remaining(sheet: &Sheet<'_>) -> Option<i64> {
    let clock = sheet.case.clocks.statutory.as_ref()?;
    let now = Moment { day: date_in_beijing(sheet.issued_at), closed: false };
    Some(clock.state(sheet.calendar, now).remaining)
}

fn special<'a>(sheet: &Sheet<'a>) -> Option<&'a crate::domain::procedure::SpecialRun> {
    let kind = match sheet.act {
        Act::SpecialStart(start) => start.kind,
        Act::SpecialEnd(end) => end.kind,
        _ => return None,
    };
    sheet.case.special.iter().rev().find(|run| run.kind == kind)
}

fn term(letter: &Letter) -> String {
    match (letter.valid_from, letter.valid_until) {
        (Some(from), Some(until)) => format!("{} 至 {}", words::day(from), words::day(until)),
        (None, Some(until)) => format!("至 {}", words::day(until)),
        (Some(from), None) => format!("自 {} 起", words::day(from)),
        (None, None) => "未载明".to_owned(),
    }
}
