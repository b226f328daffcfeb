//! ASVS 2.4.1, RELIABILITY T37: limits against reading the whole store. They are far above an honest day and far below
//! what somebody needs who copies a city. The counts stand in the database: another instance or a new start does not
//! forget them. Each account's hours and days are those of the machine's clock, the day that of Beijing.

use crate::{
    contract::Person,
    domain::{audit::AuditEvent, role::Role},
    i18n::{Lang, t},
};

use super::{
    Centre,
    fault::Fault,
    ledger::{self, Entry},
    store::Tx,
};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// Beijing's clock before that of Greenwich.
const EAST: i64 = 8 * HOUR;

/// What is read of citizens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// Rows of searches, and of lists behind their first page.
    Rows,
    /// Cases opened, with history or paper.
    Case,
    /// Persons found by number or ticket.
    Lookup,
    /// Values shown in clear.
    Reveal,
    /// Scans opened, piece by piece.
    File,
    /// Rows that left as a file.
    Export,
}

/// So much in an hour, and so much in a day.
struct Bound {
    of: Reading,
    word: &'static str,
    hour: u64,
    day: u64,
}

const fn bound(of: Reading, word: &'static str, hour: u64, day: u64) -> Bound {
    Bound { of, word, hour, day }
}

/// A window serves some 100 citizens in a day of seven hours, 40 in its busiest hour (CASEWORK 4.4); a department looks
/// at as many cases.
const BOUNDS: [Bound; 6] = [
    // Three searches a citizen with five rows each are 1,500 rows a day. A million cases would take a hundred days.
    bound(Reading::Rows, "rows", 3_000, 10_000),
    // Case, history and papers, and again whenever something moves: 10 a citizen.
    bound(Reading::Case, "case", 1_000, 4_000),
    // One a citizen, and again after a slip of the hand.
    bound(Reading::Lookup, "lookup", 200, 800),
    // A telephone number or an address for every second citizen, all values of a draft that is taken over.
    bound(Reading::Reveal, "reveal", 150, 600),
    // Ten scans a case in a department, a large one in several pieces.
    bound(Reading::File, "file", 2_000, 8_000),
    // Two full exports in an hour, five in a day: the month's report, and no more by cutting it into parts.
    bound(Reading::Export, "export", 1_000, 2_500),
];

/// A department's own system reads for all of its people: so many times as much as one of them.
const SYSTEM: u64 = 10;

impl Centre {
    /// Counts what somebody is about to be given, within the transaction that gives it. `Some` = it is too much and must
    /// not be given; whoever asked writes that down.
    pub(super) fn too_much(
        &self,
        tx: &Tx<'_>,
        person: &Person,
        of: Reading,
        amount: usize,
    ) -> Result<Option<Fault>, Fault> {
        let percent = u64::from(self.reading_percent());
        let Some(Bound { word, hour, day, .. }) = BOUNDS.iter().find(|bound| bound.of == of).filter(|_| percent > 0)
        else {
            return Ok(None);
        };
        let amount = u64::try_from(amount).unwrap_or(u64::MAX);
        let now = self.machine_now().as_second();
        let this_hour = now.div_euclid(HOUR);
        let midnight = (now + EAST).div_euclid(DAY) * DAY - EAST;
        let today = midnight.div_euclid(HOUR);
        let read = tx.readings(person.id, word, today)?;
        let before = |since: i64| read.iter().filter(|(at, _)| *at >= since).map(|(_, amount)| amount).sum::<u64>();
        let times = if person.role == Role::Integration { SYSTEM } else { 1 };
        let most = |bound: u64| bound.saturating_mul(times).saturating_mul(percent) / 100;
        let over = |since: i64, bound: u64| before(since).saturating_add(amount) > most(bound);
        let until = if over(today, *day) {
            midnight + DAY
        } else if over(this_hour, *hour) {
            (this_hour + 1) * HOUR
        } else {
            if read.is_empty() {
                tx.forget_readings(person.id, today)?;
            }
            tx.add_reading(person.id, word, this_hour, amount)?;
            return Ok(None);
        };
        let wait = u32::try_from(until - now).unwrap_or(u32::MAX);
        let no = Fault::new(429, "reading.too_much").arg(t(Lang::Zh, name(of))).after(wait);
        Ok(Some(no))
    }

    /// The same in a transaction of its own, for what is not recorded otherwise; too much is.
    pub(super) fn within_reading(&self, person: &Person, of: Reading, amount: usize) -> Result<(), Fault> {
        if self.reading_percent() == 0 {
            return Ok(());
        }
        let no = self.write(|tx, now| {
            let no = self.too_much(tx, person, of, amount)?;
            if let Some(no) = &no {
                ledger::append(tx, &Entry::new(now, AuditEvent::Search).by(person).refused(no.code()))?;
            }
            Ok::<_, Fault>(no)
        })?;
        no.map_or(Ok(()), Err)
    }
}

fn name(of: Reading) -> &'static str {
    match of {
        Reading::Rows => "reading.rows",
        Reading::Case => "reading.case",
        Reading::Lookup => "reading.lookup",
        Reading::Reveal => "reading.reveal",
        Reading::File => "reading.file",
        Reading::Export => "reading.export",
    }
}
