//! The person signed in, the catalogue, the calendar, the queue, the audit trail.

use jiff::{
    Timestamp,
    civil::{Date, Time},
};

use crate::{
    central::{
        Centre,
        centre::born,
        fault::Fault,
        ledger::{self, Entry},
        rights::{self, Ask},
        store::Tx,
    },
    contract::{AuditLink, AuditPage, CalendarYear, CatalogueSnapshot, ItemSummary, Me, Page, Person, QueueTicket},
    domain::{
        audit::AuditEvent,
        calendar::{date_in_beijing, instant_in_beijing},
        guide::{Guide, GuideRef},
    },
};

use super::page;

impl Centre {
    /// `GET /v1/me`.
    pub fn me(&self, person: &Person) -> Result<Me, Fault> {
        let eyes = self.eyes(person);
        self.read(|tx, now| {
            let midnight = instant_in_beijing(date_in_beijing(now), Time::MIN);
            let counts = rights::worklists(person.role)
                .iter()
                .map(|list| Ok((*list, tx.worklist_count(*list, &eyes)?)))
                .collect::<Result<_, Fault>>()?;
            Ok(Me { person: person.clone(), today: tx.received_since(person.id, midnight)?, counts })
        })
    }

    /// `GET /v1/items`: all of them; a desk keeps its own copy and searches there.
    pub fn items(&self) -> Result<Page<ItemSummary>, Fault> {
        self.read(|tx, now| Ok(Page { items: catalogue_since(tx, now, 0, None)?.items, next: None }))
    }

    /// `GET /v1/items/{code}/versions/{v}`, also of a version no longer in force.
    pub fn item(&self, id: &GuideRef) -> Result<Guide, Fault> {
        self.read(|tx, _| tx.guide(id)?.ok_or_else(Fault::not_found))
    }

    /// `GET /v1/calendars/{year}`: the notice, or that there is none yet (R9.4).
    pub fn calendar_year(&self, year: i16) -> Result<CalendarYear, Fault> {
        let law = self.read(|tx, _| Ok(self.law(tx)?))?;
        let calendar = &law.calendar;
        let (first, last) = calendar.range();
        if !(first..=last).contains(&year) {
            return Err(Fault::not_found());
        }
        Ok(CalendarYear { version: calendar.version.clone(), year, notice: calendar.year(year).cloned() })
    }

    /// `GET /v1/queue`: who waits; names at level P.
    pub fn queue(&self, person: &Person) -> Result<Vec<QueueTicket>, Fault> {
        self.may(person, Ask::Queue)?;
        self.read(|tx, _| Ok(tx.tickets(false)?.into_iter().map(|row| row.ticket).collect()))
    }

    /// `POST /v1/queue/calls`: the next ticket comes to this person's window; `None` = nobody waits.
    pub fn call_next(&self, person: &Person) -> Result<Option<QueueTicket>, Fault> {
        self.may(person, Ask::Queue)?;
        let window = person.window_id.clone().ok_or_else(|| Fault::new(422, "queue.no_window"))?;
        self.write(|tx, now| {
            let Some(row) = tx.tickets(true)?.into_iter().next() else { return Ok(None) };
            tx.call_ticket(&row.ticket.no, &window, now)?;
            Ok(Some(QueueTicket { called_by: Some(window.clone()), ..row.ticket }))
        })
    }

    /// `GET /v1/audit?after=`: reading the trail is itself recorded, and so is whether it holds.
    pub fn audit(&self, person: &Person, after: u64, limit: Option<u32>) -> Result<AuditPage, Fault> {
        self.may(person, Ask::Audit)?;
        let broken_at = self.prove_audit()?.err().map(|broken| broken.seq());
        self.write(|tx, now| {
            let links = tx
                .audit_after(after, page::limit(limit))?
                .into_iter()
                .map(|row| AuditLink { seq: row.seq, body: row.body, hash: row.hash })
                .collect();
            ledger::append(tx, &Entry::new(now, AuditEvent::Search).by(person).about("audit"))?;
            Ok(AuditPage { links, broken_at })
        })
    }

    /// Refuses what a role may not ask.
    pub(in crate::central) fn may(&self, person: &Person, ask: Ask) -> Result<(), Fault> {
        if rights::may(person.role, ask, self.realm()) { Ok(()) } else { Err(Fault::role()) }
    }
}

/// What a desk lacks that knows version `after` as it was on the day `since`.
pub(super) fn catalogue_since(
    tx: &Tx<'_>,
    now: Timestamp,
    after: u64,
    since: Option<Date>,
) -> Result<CatalogueSnapshot, Fault> {
    let guides = tx.guides_since(date_in_beijing(now), after, since)?;
    let mut items: Vec<ItemSummary> = guides.iter().map(summary).collect();
    items.extend(tx.item_names(after)?);
    Ok(CatalogueSnapshot { version: born(tx)?.catalogue_version, items, guides })
}

/// A guide as the list shows it.
pub(super) fn summary(guide: &Guide) -> ItemSummary {
    ItemSummary {
        guide_version: Some(guide.id.clone()),
        code: guide.id.item_code.clone(),
        name: guide.name.clone(),
        department: guide.department.name.clone(),
        plain_words: guide.plain_words.clone(),
        open: !guide.flags.withdrawn,
    }
}
