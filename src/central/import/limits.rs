//! Limits, whose number, unit and explanation contradict each other in real guides (NOTES, "Time").

use super::{clean, report::Report, source::Source};
use crate::domain::{
    guide::{Limit, LimitUnit},
    reason::Reason,
};

/// Reads `promised_days` + `promised_time`, or the statutory pair. Two numbers that differ leave the limit open; words
/// that differ from the number leave the number and ask a person.
pub fn limit(source: &Source<'_>, days_key: &str, time_key: &str, report: &mut Report) -> Limit {
    let days = source.number(days_key, report);
    let time = source.object(time_key, report);
    let mut limit = Limit::default();
    if let Some(time) = &time {
        limit.start = time.text("start", report);
        limit.text = time.text("text", report);
        if time.value("extension").is_some() {
            report.open(time.place("extension"), "import.extension");
        }
    }
    let stated = time.as_ref().and_then(|time| time.number("value", report));
    let unit = time.as_ref().and_then(|time| unit(time, report));
    match (days, stated, unit) {
        (Some(days), None, None) => limit = Limit { value: Some(days), unit: Some(LimitUnit::WorkingDay), ..limit },
        (Some(days), Some(value), Some(LimitUnit::WorkingDay)) if days == value => {
            limit = Limit { value: Some(days), unit: Some(LimitUnit::WorkingDay), ..limit };
        }
        (Some(days), value, unit) if value.is_some() || unit.is_some() => {
            let said = value.map_or_else(String::new, |value| value.to_string());
            let reason = Reason::new("import.limit_contradicts", "R7.24").arg(days).arg(said);
            report.decide(source.place(time_key), reason);
        }
        (_, value, unit) => {
            limit.value = value;
            limit.unit = unit;
        }
    }
    if let (Some(value), Some(text)) = (limit.value, limit.text.as_deref())
        && let Some(other) = numbers_of_days(text).into_iter().find(|other| *other != value)
    {
        let reason = Reason::new("import.limit_words_differ", "R7.24").arg(value).arg(other).arg(text);
        report.decide(source.place(time_key), reason);
    }
    if limit.value.is_some() {
        report.understood(source.place(days_key));
    }
    limit
}

fn unit(time: &Source<'_>, report: &mut Report) -> Option<LimitUnit> {
    let words = time.text("unit", report)?;
    let unit = match words.as_str() {
        "工作日" | "个工作日" => LimitUnit::WorkingDay,
        "日" | "天" | "自然日" | "个自然日" => LimitUnit::NaturalDay,
        "月" | "个月" => LimitUnit::Month,
        "小时" | "个小时" => LimitUnit::Hour,
        "分钟" => LimitUnit::Minute,
        "当场" | "即时" | "即时办理" => LimitUnit::OnTheSpot,
        _ => {
            report.decide(time.place("unit"), Reason::new("import.unknown_word", "R7.24").arg(words));
            return None;
        }
    };
    Some(unit)
}

/// Numbers that stand before 工作日, 日 or 天 in a text, as far as they are written in digits.
fn numbers_of_days(text: &str) -> Vec<u32> {
    let mut found = Vec::new();
    let mut digits = String::new();
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() || ('０'..='９').contains(&c) {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let tail = text.get(at..).unwrap_or_default();
            let tail = tail.trim_start().trim_start_matches('个');
            // "2017年4月1日" is a date, "3日内" a limit: only a counted day follows 工作日, 日内 or 天.
            if ["工作日", "日内", "天"].iter().any(|word| tail.starts_with(word)) {
                found.extend(clean::number(&digits));
            }
            digits.clear();
        }
    }
    found
}

/// The sum of the process steps, where every step states working days.
pub fn steps_in_working_days(source: &Source<'_>, report: &mut Report) -> Option<u32> {
    let steps = source.objects("process_steps", report);
    let mut sum = 0u32;
    for (index, fields) in steps.iter().enumerate() {
        let step = Source::new(fields, format!("process_steps[{}]", index + 1));
        if step.text("unit", report)?.as_str() != "工作日" {
            return None;
        }
        sum = sum.checked_add(step.number("days", report)?)?;
    }
    (!steps.is_empty()).then_some(sum)
}
