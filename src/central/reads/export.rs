//! `POST /v1/exports/cases`: a worklist or a query as a table, through the same eyes as on the screen (R11.14, RELIABILITY
//! T37). Masked, unless the letter says otherwise; every row bears who took it out, when, and the audit record of it.

use jiff::{Timestamp, tz};

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        reading::Reading,
        rights::{self, Ask},
        store::{Filter, ListRow, Scope, Tx},
    },
    contract::{ExportRequest, Person},
    domain::audit::AuditEvent,
    i18n::{Lang, t, tf},
    text::SafeText,
};

use super::cases::filter;

/// Most rows that one person takes out (RELIABILITY 5.3, row 29).
const MOST: u32 = 500;

/// Spreadsheets take a table for UTF-8 only with this before it.
const MARK_OF_UTF8: &str = "\u{feff}";

/// Columns, as keys of `i18n`.
const COLUMNS: [&str; 14] = [
    "export.case_no",
    "export.receipt_no",
    "export.item",
    "export.department",
    "export.applicant",
    "export.number",
    "export.state",
    "export.received",
    "export.due",
    "export.light",
    "export.task",
    "export.holder",
    "export.overdue_reason",
    "export.watermark",
];

impl Centre {
    /// `POST /v1/exports/cases`.
    pub fn export_cases(&self, person: &Person, asked: &ExportRequest) -> Result<Vec<u8>, Fault> {
        self.may(person, Ask::Export)?;
        let taken = self.take_out(person, asked);
        if let Err(no) = &taken {
            self.write(|tx, now| {
                let entry = Entry::new(now, AuditEvent::Export).by(person).about("cases").refused(no.code());
                ledger::append(tx, &entry).map(drop)
            })?;
        }
        taken
    }

    fn take_out(&self, person: &Person, asked: &ExportRequest) -> Result<Vec<u8>, Fault> {
        if asked.clear && !person.mandate.export_clear {
            return Err(Fault::new(403, "export.clear_not_allowed").at("/clear"));
        }
        if asked.list.is_some_and(|list| !rights::worklists(person.role).contains(&list)) {
            return Err(Fault::role());
        }
        let narrowed = filter(&asked.query);
        if asked.list.is_none() && narrowed == Filter::default() {
            return Err(Fault::new(422, "query.empty"));
        }
        let eyes = self.eyes(person);
        let purpose = serde_json::to_value(asked.reason).ok();
        let purpose = purpose.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
        // The record stands before anything leaves, in the transaction that reads it.
        self.write(|tx, now| {
            let rows = match asked.list {
                Some(list) => tx.worklist(list, (asked.filter, self.moments(tx, now)?), None, MOST + 1, &eyes)?,
                None => tx.query_cases(&narrowed, None, MOST + 1, &eyes)?,
            };
            if u32::try_from(rows.len()).is_ok_and(|count| count > MOST) {
                return Err(Fault::new(422, "export.too_many").arg(&MOST.to_string()));
            }
            if let Some(no) = self.too_much(tx, person, Reading::Export, rows.len())? {
                return Err(no);
            }
            let form = if asked.clear { "clear" } else { "masked" };
            let entry = Entry::new(now, AuditEvent::Export).by(person).purpose(purpose);
            let head = ledger::append(tx, &entry.about(format!("cases/{form}/{}", rows.len())))?;
            let stamp = tf(Lang::Zh, "export.stamp", &[&person.staff_no, &wall_clock(now), &head.seq.to_string()]);
            let clear = asked.clear.then_some(&eyes);
            rows.into_iter()
                .map(|row| self.cells(tx, row, clear, &stamp, now))
                .collect::<Result<_, _>>()
                .and_then(table)
        })
    }

    /// A row of the table; with eyes, the applicant in clear.
    fn cells(
        &self,
        tx: &Tx<'_>,
        row: ListRow,
        clear: Option<&Scope>,
        stamp: &str,
        now: Timestamp,
    ) -> Result<[String; 14], Fault> {
        let known = match clear {
            Some(eyes) => tx.case(row.case.id, eyes)?,
            None => None,
        };
        let mut shown = self.summary(tx, row, now)?;
        if let Some(known) = known {
            shown.applicant = known.case.application.applicant.name;
            shown.number = known.case.application.applicant.number;
        }
        let word = |key: &str| tf(Lang::Zh, key, &[]);
        Ok([
            shown.case_no.unwrap_or_default(),
            shown.receipt_no.unwrap_or_default(),
            shown.item_name,
            shown.department_name,
            shown.applicant,
            shown.number,
            shown.state.known().map(|state| word(&state.key())).unwrap_or_default(),
            shown.received_at.map(wall_clock).unwrap_or_default(),
            shown.due.map(|day| day.to_string()).unwrap_or_default(),
            shown.light.known().map(|light| word(light.key())).unwrap_or_default(),
            shown.task.as_deref().map(word).unwrap_or_default(),
            shown.marks.lease.map(|lease| lease.name).unwrap_or_default(),
            shown.marks.overdue.as_ref().and_then(|code| code.known()).map(|code| word(code.key())).unwrap_or_default(),
            stamp.to_owned(),
        ])
    }
}

/// A moment by the clock on the wall.
fn wall_clock(at: Timestamp) -> String {
    at.to_zoned(tz::TimeZone::fixed(tz::offset(8))).strftime("%Y-%m-%d %H:%M").to_string()
}

fn table(rows: Vec<[String; 14]>) -> Result<Vec<u8>, Fault> {
    let failed = |_: csv::Error| Fault::new(500, "storage.failed");
    let mut sheet = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK_OF_UTF8.into());
    sheet.write_record(COLUMNS.map(|key| t(Lang::Zh, key))).map_err(failed)?;
    for row in rows {
        sheet.write_record(row.map(|text| harmless(&text))).map_err(failed)?;
    }
    sheet.into_inner().map_err(|_| Fault::new(500, "storage.failed"))
}

/// What a formula begins with; some spreadsheets take the full-width signs for the same.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A text that no spreadsheet takes for a formula (ASVS 1.2.10), and that no terminal takes for a command.
fn harmless(text: &str) -> String {
    let safe = SafeText::new(text).into_string();
    // A number of one's own that begins with a zero or is very long stays a text as well.
    let formula = text.trim_start().starts_with(FORMULA);
    let long_number = safe.len() > 11 && safe.bytes().all(|byte| byte.is_ascii_digit());
    if formula || long_number { format!("'{safe}") } else { safe }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn t37_no_cell_is_a_formula() {
        for bad in ["=1+1", "+8613800000000", "-2", "@SUM(A1)", "  =HYPERLINK(\"http://x\")", "\u{ff1d}1+1", "\t=1"] {
            assert!(harmless(bad).starts_with('\''), "{bad}");
        }
        assert!(harmless("113210000141234567400010100200001").starts_with('\''), "it would be rounded");
        for good in ["食品经营许可", "张*兰", "2026-09-14", "11321000D000"] {
            assert_eq!(harmless(good), good);
        }
    }

    #[test]
    fn a_cell_with_quotes_and_line_breaks_stays_one_cell() {
        let mut row: [String; 14] = std::array::from_fn(|_| String::new());
        row[2] = "甲\"乙,丙\n丁".into();
        let bytes = table(vec![row]).unwrap();
        let mut read = csv::Reader::from_reader(bytes.strip_prefix(MARK_OF_UTF8.as_bytes()).unwrap());
        let row = read.records().next().unwrap().unwrap();
        assert!(row[2].contains("甲\"乙,丙") && !row[2].contains('\u{1b}'));
        assert_eq!(row.len(), 14);
    }
}
