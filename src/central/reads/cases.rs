//! Cases: one, its history and clocks, worklists, queries, papers, the change feed.

use jiff::{Timestamp, civil::Time};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        centre::born,
        commands::credit_finding,
        fault::Fault,
        ledger::{self, Entry},
        reading::Reading,
        rights::{self, actor, scope},
        store::{Filter, ListRow, Moments, Scope, StoreError, Tx},
    },
    contract::{
        CaseCounts, CaseDetail, CaseMarks, CaseQuery, CaseSummary, Changes, ClockView, DocumentView, LeaseMark,
        OverdueCounts, Page, Person, QueueCounts, QueueFilter, TimelineEntry, WorklistName,
    },
    domain::{
        audit::AuditEvent,
        calendar::instant_in_beijing,
        case::Case,
        guide::Guide,
        lifecycle::{Context, allowed},
    },
};

use super::{page, reconcile::mark, similar::similar_to};

impl Centre {
    /// The eyes of a person in this realm.
    pub(in crate::central) fn eyes(&self, person: &Person) -> Scope {
        scope(person, self.realm())
    }

    /// R11.9: reading is recorded before it is answered, and so is a no. Whether there is such a case makes no difference
    /// to what is done (T23). It counts as so much of what is read, which may be too much.
    fn looked<T>(
        &self,
        person: &Person,
        (what, id): (&str, Option<Uuid>),
        (of, amount): (Reading, usize),
        answer: Result<T, Fault>,
    ) -> Result<T, Fault> {
        let too_much = self.write(|tx, now| {
            let event = if id.is_some() { AuditEvent::OpenCase } else { AuditEvent::Search };
            let entry = Entry::new(now, event).by(person).about(what);
            let entry = id.into_iter().fold(entry, Entry::on);
            let too_much = self.too_much(tx, person, of, amount)?;
            let no = too_much.as_ref().or(answer.as_ref().err());
            ledger::append(tx, &no.into_iter().fold(entry, |entry, no| entry.refused(no.code())))?;
            Ok::<_, Fault>(too_much)
        })?;
        too_much.map_or(answer, Err)
    }

    /// The no to somebody who asks for something of a case that they do not see; it is recorded.
    pub(in crate::central) fn out_of_sight(
        &self,
        person: &Person,
        event: AuditEvent,
        id: Uuid,
    ) -> Result<Fault, Fault> {
        let no = Fault::not_found();
        self.write(|tx, now| {
            ledger::append(tx, &Entry::new(now, event).by(person).on(id).refused(no.code()))?;
            Ok(())
        })?;
        Ok(no)
    }

    /// `GET /v1/cases/{id}`: masked, with what this person may do.
    pub fn case(&self, person: &Person, id: Uuid) -> Result<CaseDetail, Fault> {
        let eyes = self.eyes(person);
        let answer = self.read(|tx, now| {
            let row = tx.case(id, &eyes)?.ok_or_else(Fault::not_found)?;
            let case = tx.masked_case(id, &eyes)?.ok_or_else(Fault::not_found)?;
            let guide = self.pinned(tx, &row.case)?;
            let rows = row.case.application.materials.iter();
            let named: Vec<Uuid> = rows.filter_map(|row| row.evidence_id).collect();
            let evidence = tx.evidence_for(row.applicant_id, id, &named)?;
            let credit = credit_finding(tx, row.applicant_id, id, now)?;
            let law = self.law(tx)?;
            let settings = law.for_case(tx, Some(id), now)?;
            let context = Context {
                guide: &guide,
                calendar: &law.calendar,
                settings: &settings,
                evidence: &evidence,
                credit: &credit,
                now,
                actor: &actor(person, None),
            };
            Ok(CaseDetail {
                allowed_acts: allowed(Some(&row.case), &context),
                evidence: evidence.iter().filter(|found| named.contains(&found.id)).cloned().collect(),
                clocks: law.dial(now).view(&row.case),
                similar: similar_to(tx, row.applicant_id, &row.case, now, &eyes)?,
                strange: Vec::new(),
                files: tx.files_in_case(id)?,
                case,
            })
        });
        self.looked(person, ("case", Some(id)), (Reading::Case, 1), answer)
    }

    /// `GET /v1/cases/{id}/timeline`.
    pub fn timeline(&self, person: &Person, id: Uuid) -> Result<Vec<TimelineEntry>, Fault> {
        let eyes = self.eyes(person);
        let answer = self.read(|tx, _| {
            tx.masked_case(id, &eyes)?.ok_or_else(Fault::not_found)?;
            Ok(tx.timeline(id)?)
        });
        self.looked(person, ("timeline", Some(id)), (Reading::Case, 1), answer)
    }

    /// `GET /v1/cases/{id}/clock`.
    pub fn clock_view(&self, person: &Person, id: Uuid) -> Result<ClockView, Fault> {
        let eyes = self.eyes(person);
        self.read(|tx, now| {
            let case = tx.masked_case(id, &eyes)?.ok_or_else(Fault::not_found)?;
            Ok(self.law(tx)?.dial(now).view(&case))
        })
    }

    /// `GET /v1/worklists/{name}`; a list that the role does not have is not there.
    pub fn worklist(
        &self,
        person: &Person,
        name: WorklistName,
        filter: QueueFilter,
        cursor: Option<&str>,
        limit: Option<u32>,
    ) -> Result<Page<CaseSummary>, Fault> {
        if !rights::worklists(person.role).contains(&name) {
            return Err(Fault::role());
        }
        let (eyes, limit) = (self.eyes(person), page::limit(limit));
        let after = cursor.map(page::decode).transpose()?;
        let page = self.read(|tx, now| {
            let rows = tx.worklist(name, (filter, self.moments(tx, now)?), after.as_ref(), limit, &eyes)?;
            self.page(tx, rows, limit, now)
        })?;
        // The first page is the same one again and again; what lies behind it leads through the whole list.
        if after.is_some() {
            self.within_reading(person, Reading::Rows, page.items.len())?;
        }
        Ok(page)
    }

    /// `GET /v1/worklists/{name}/counts`: how many cases each filter leaves.
    pub fn queue_counts(&self, person: &Person, name: WorklistName) -> Result<QueueCounts, Fault> {
        if !rights::worklists(person.role).contains(&name) {
            return Err(Fault::role());
        }
        let eyes = self.eyes(person);
        self.read(|tx, now| Ok(QueueCounts { counts: tx.queue_counts(name, self.moments(tx, now)?, &eyes)? }))
    }

    /// The moments that filters look at.
    pub(super) fn moments(&self, tx: &Tx<'_>, now: Timestamp) -> Result<Moments, StoreError> {
        Ok(Moments { now, open_day: self.law(tx)?.dial(now).open_day() })
    }

    /// `GET /v1/cases?…`: at least one field, so that nobody browses at large (11.2).
    pub fn query(&self, person: &Person, query: &CaseQuery) -> Result<Page<CaseSummary>, Fault> {
        let filter = filter(query);
        if filter == Filter::default() {
            return Err(Fault::new(422, "query.empty"));
        }
        let (eyes, limit) = (self.eyes(person), page::limit(query.limit));
        let after = query.cursor.as_deref().map(page::decode).transpose()?;
        let answer = self.read(|tx, now| {
            let rows = tx.query_cases(&filter, after.as_ref(), limit, &eyes)?;
            self.page(tx, rows, limit, now)
        });
        let asked = serde_json::to_string(query).map_err(|_| Fault::new(400, "query.invalid"))?;
        // A search that finds nothing is a question answered as well.
        let rows = answer.as_ref().map_or(1, |page: &Page<CaseSummary>| page.items.len().max(1));
        let what = format!("cases/{}", self.keys().code_hash("query", &asked));
        self.looked(person, (&what, None), (Reading::Rows, rows), answer)
    }

    /// `GET /v1/documents/{no}`.
    pub fn document(&self, person: &Person, no: &str) -> Result<DocumentView, Fault> {
        let eyes = self.eyes(person);
        let answer = self.read(|tx, _| tx.document(no, &eyes)?.ok_or_else(Fault::not_found));
        let case = answer.as_ref().ok().map(|paper: &DocumentView| paper.case_id);
        let what = format!("document/{}", self.keys().code_hash("document", no));
        self.looked(person, (&what, case), (Reading::Case, 1), answer)
    }

    /// `GET /v1/changes?after=`. A place that the sequence has not come to was given by no centre, or by one that was put
    /// back to an older backup since: whoever holds it must compare what they know (F62).
    pub fn changes(&self, person: &Person, after: u64, limit: Option<u32>) -> Result<Changes, Fault> {
        let eyes = self.eyes(person);
        self.read(|tx, _| {
            if after > born(tx)?.change_seq {
                return Err(Fault::new(410, "cursor.not_given"));
            }
            let (items, cursor) = tx.changes_after(after, page::limit(limit), &eyes)?;
            Ok(Changes { items, cursor, mark: mark(tx)? })
        })
    }

    /// `GET /v1/stats/cases`: how many of each state, and missed limits with their reasons; without persons.
    pub fn case_counts(&self, person: &Person) -> Result<CaseCounts, Fault> {
        let eyes = self.eyes(person);
        self.read(|tx, now| {
            let (open, unexplained) = tx.count_overdue(self.moments(tx, now)?, &eyes)?;
            let reasons = tx.overdue_reasons(&eyes)?;
            Ok(CaseCounts { states: tx.count_cases(&eyes)?, overdue: OverdueCounts { open, unexplained, reasons } })
        })
    }

    /// A page of summaries; a full page has a next one.
    fn page(&self, tx: &Tx<'_>, rows: Vec<ListRow>, limit: u32, now: Timestamp) -> Result<Page<CaseSummary>, Fault> {
        let full = u32::try_from(rows.len()).is_ok_and(|count| count == limit);
        let next = rows.last().filter(|_| full).map(|row| page::encode(&row.cursor));
        let items = rows.into_iter().map(|row| self.summary(tx, row, now)).collect::<Result<_, _>>()?;
        Ok(Page { items, next })
    }

    pub(super) fn summary(&self, tx: &Tx<'_>, row: ListRow, now: Timestamp) -> Result<CaseSummary, Fault> {
        let law = self.law(tx)?;
        let dial = law.dial(now);
        let ListRow { case, entry, .. } = row;
        let guide = self.pinned(tx, &case)?;
        let department_name = guide.department.name.clone();
        let live = case.lease.as_ref().filter(|lease| lease.is_live(now));
        let marks = CaseMarks {
            lease: live.map(|lease| LeaseMark { holder: lease.holder, name: lease.name.clone(), until: lease.until }),
            simple: dial.is_simple(&case, &guide),
            paused: dial.is_paused(&case),
            returned: case.hand_overs.last().and_then(|sent| sent.sent_back_code).map(Into::into),
            overdue: case.overdue.last().map(|reason| reason.code.into()),
        };
        let light = dial.view(&case).light;
        let first = dial.first_due(&case);
        let (due, due_kind) = match &entry {
            Some(entry) => (entry.due, entry.due_kind.clone()),
            None => (first.as_ref().map(|due| due.on), first.as_ref().map(|due| format!("clock.{}", due.kind))),
        };
        Ok(CaseSummary {
            id: case.id,
            version: case.version,
            state: case.state.into(),
            case_no: case.case_no,
            receipt_no: case.receipt_no,
            item_name: case.item_name,
            department: case.department,
            department_name,
            applicant: case.application.applicant.name,
            number: case.application.applicant.number,
            received_at: case.received_at,
            due,
            due_kind,
            light: light.into(),
            task: entry.map(|entry| entry.task),
            marks,
        })
    }

    /// The guide that a case is pinned to; it is never taken away.
    pub(in crate::central) fn pinned(&self, tx: &Tx<'_>, case: &Case) -> Result<std::sync::Arc<Guide>, Fault> {
        self.guide(tx, &case.guide_version)?.ok_or_else(|| Fault::new(500, "storage.failed"))
    }
}

pub(super) fn filter(query: &CaseQuery) -> Filter {
    let stated = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
    Filter {
        number: stated(&query.number),
        item: stated(&query.item),
        applicant: query.applicant_id,
        from: query.from.map(|day| instant_in_beijing(day, Time::MIN)),
        before: query.to.and_then(|day| day.tomorrow().ok()).map(|day| instant_in_beijing(day, Time::MIN)),
        state: query.state,
        open_only: false,
    }
}
