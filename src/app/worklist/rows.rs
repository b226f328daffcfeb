//! Order and finding of rows.

use jiff::civil::Date;

use crate::{app::overlay::reads, contract::CaseSummary, domain::calendar::Calendar};

/// How much time a due date leaves, in working days (R9.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// So many more.
    Days(u32),
    /// It is today.
    Today,
    /// So many too late.
    Over(u32),
}

impl Left {
    /// Counted by the calendar; a day that has passed is late even if no working day lay between.
    pub fn of(calendar: &Calendar, today: Date, due: Date) -> Self {
        match due.cmp(&today) {
            std::cmp::Ordering::Greater => Self::Days(calendar.working_days_between(today, due)),
            std::cmp::Ordering::Equal => Self::Today,
            std::cmp::Ordering::Less => Self::Over(calendar.working_days_between(due, today).max(1)),
        }
    }
}

/// What is due first stands on top; of the same day the worse light, then the older case.
pub(super) fn sort(rows: &mut [CaseSummary]) {
    rows.sort_by(|a, b| {
        let key = |row: &CaseSummary| (row.due.is_none(), row.due, row.light.known().copied(), row.received_at);
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
}

/// Whether a row is found by number, applicant or item: as written, by pinyin or by initials.
pub(super) fn case_matches(row: &CaseSummary, filter: &str) -> bool {
    let numbers = [&row.case_no, &row.receipt_no].into_iter().flatten().map(String::as_str);
    let texts = [row.item_name.as_str(), row.applicant.as_str(), row.department_name.as_str()];
    numbers.chain(texts).any(|text| matches(text, filter))
}

/// Whether a text contains what was typed.
pub fn matches(text: &str, filter: &str) -> bool {
    let fold =
        |text: &str| text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect::<String>();
    let filter = fold(filter);
    let text = fold(text);
    filter.is_empty() || text.contains(&filter) || reads(&text, &filter)
}
