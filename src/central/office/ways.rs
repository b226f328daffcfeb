//! The acts on a draft: edit, submit, review, publish, withdraw. Each names the version that was looked at.

use jiff::{Timestamp, ToSpan as _, civil::Time};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        rights::Ask,
        store::{DraftRow, StepRow, Tx},
    },
    contract::{
        NoteWeight, OfficeAct, OfficeDraft, OfficePublication, OfficeReview, OfficeRevision, OfficeState, Person,
    },
    domain::{
        audit::AuditEvent,
        calendar::{date_in_beijing, instant_in_beijing},
        reason::Reason,
    },
};

use super::{content, force, may_edit, record, seen};

/// Longest remark, in characters.
const REMARK: usize = 500;

/// How far ahead something may be scheduled, in years.
const AHEAD: i32 = 3;

/// Who acts: what their role must be allowed, and what must hold between them and the draft.
type By = (Ask, fn(&Person, &DraftRow) -> Result<(), Fault>);

/// Those who edit.
const EDITORS: By = (Ask::OfficeEdit, |person, row| if edits(person, row) { Ok(()) } else { Err(Fault::role()) });
/// The second person (R0.1, R12.4).
const SECOND_PERSON: By = (Ask::OfficePublish, is_second);
/// Everybody of the office; the act itself looks closer.
const OFFICE: By = (Ask::Office, |_, _| Ok(()));

/// What an act makes of a draft.
struct Done {
    row: DraftRow,
    act: &'static str,
    remark: Option<String>,
}

impl Centre {
    /// `POST …/revisions`: the draft as it shall be. Whoever edits it is one of its editors from now on.
    pub fn office_revise(&self, person: &Person, id: Uuid, asked: &OfficeRevision) -> Result<OfficeDraft, Fault> {
        self.act(person, id, asked.expected_version, EDITORS, |tx, _, mut row| {
            must_be(row.state.is_open(), &row)?;
            if asked.content.kind() != row.content.kind() || asked.content.subject() != row.subject {
                return Err(Fault::new(422, "office.other_subject").at("/content"));
            }
            super::imports::owned(person, &asked.content)?;
            let law = self.law(tx)?;
            let found = content::findings(tx, &law, &asked.content)?;
            if let Some(worst) = found.iter().find(|note| note.weight == NoteWeight::Refuse) {
                return Err(Fault::new(422, "office.broken").with_notes([worst]));
            }
            let about = content::about(tx, &law, &asked.content)?;
            row.notes.retain(|note| !asked.decided.contains(&note.at));
            (row.name, row.department, row.region, row.base) = (about.name, about.department, about.region, about.base);
            row.content = asked.content.clone();
            row.state = OfficeState::Draft;
            if !row.editors.contains(&person.id) {
                row.editors.push(person.id);
            }
            // What was seen before may not be what may be seen now.
            tx.save_draft(&row)?;
            seen(tx, person, id)?;
            Ok(Done { row, act: "edit", remark: None })
        })
    }

    /// `POST …/submissions`: to the second person. Nothing may be left to decide.
    pub fn office_submit(&self, person: &Person, id: Uuid, asked: &OfficeAct) -> Result<OfficeDraft, Fault> {
        self.act(person, id, asked.expected_version, EDITORS, |tx, _, mut row| {
            must_be(row.state.is_open(), &row)?;
            is_decided(self, tx, &row)?;
            row.state = OfficeState::Submitted;
            Ok(Done { row, act: "submit", remark: remark(asked.remark.as_deref())? })
        })
    }

    /// `POST …/reviews`: by somebody who has not edited it (R0.1, R12.4).
    pub fn office_review(&self, person: &Person, id: Uuid, asked: &OfficeReview) -> Result<OfficeDraft, Fault> {
        self.act(person, id, asked.expected_version, SECOND_PERSON, |tx, _, mut row| {
            must_be(row.state == OfficeState::Submitted, &row)?;
            let remark = remark(asked.remark.as_deref())?;
            if !asked.pass {
                if remark.is_none() {
                    return Err(Fault::new(422, "office.no_reason").at("/remark"));
                }
                row.state = OfficeState::Returned;
                return Ok(Done { row, act: "return", remark });
            }
            stands_on_what_holds(self, tx, &row)?;
            row.state = OfficeState::Reviewed;
            Ok(Done { row, act: "review", remark })
        })
    }

    /// `POST …/publications`: in force from a day on, today at the earliest.
    pub fn office_publish(&self, person: &Person, id: Uuid, asked: &OfficePublication) -> Result<OfficeDraft, Fault> {
        self.act(person, id, asked.expected_version, SECOND_PERSON, |tx, now, mut row| {
            must_be(row.state == OfficeState::Reviewed, &row)?;
            let today = date_in_beijing(now);
            if asked.effective < today {
                return Err(Fault::new(422, "office.in_the_past").arg(&today.to_string()).at("/effective"));
            }
            if today.checked_add(AHEAD.years()).is_ok_and(|last| asked.effective > last) {
                return Err(Fault::new(422, "office.too_far").arg(&AHEAD.to_string()).at("/effective"));
            }
            stands_on_what_holds(self, tx, &row)?;
            row.state = OfficeState::Scheduled;
            row.effective = Some(asked.effective);
            row.due_at = Some(instant_in_beijing(asked.effective, Time::MIN));
            Ok(Done { row, act: "publish", remark: Some(asked.effective.to_string()) })
        })
    }

    /// `POST …/withdrawals`: until it is in force. What is published already is the publisher's to take back.
    pub fn office_withdraw(&self, person: &Person, id: Uuid, asked: &OfficeAct) -> Result<OfficeDraft, Fault> {
        self.act(person, id, asked.expected_version, OFFICE, |_, _, mut row| {
            must_be(!row.state.is_over(), &row)?;
            if !takes_back(person, &row) {
                return Err(Fault::role());
            }
            row.state = OfficeState::Withdrawn;
            (row.effective, row.due_at) = (None, None);
            Ok(Done { row, act: "withdraw", remark: remark(asked.remark.as_deref())? })
        })
    }

    /// One act on one draft, if it is still the version that was looked at.
    fn act(
        &self,
        person: &Person,
        id: Uuid,
        expected: u64,
        (ask, may): By,
        work: impl Fn(&Tx<'_>, Timestamp, DraftRow) -> Result<Done, Fault>,
    ) -> Result<OfficeDraft, Fault> {
        self.may(person, ask)?;
        let answer = self.write(|tx, now| {
            let row = seen(tx, person, id)?;
            if row.version != expected {
                return Err(Fault::new(412, "version.stale"));
            }
            may(person, &row)?;
            let Done { mut row, act, remark } = work(tx, now, row)?;
            row.version += 1;
            row.changed_at = now;
            tx.save_draft(&row)?;
            let who = (person.id, person.name.as_str());
            let step =
                StepRow { draft: id, version: row.version, at: now, act, person: who, remark: remark.as_deref() };
            tx.add_step(&step)?;
            record(tx, now, Some(person), act, &row)?;
            if matches!(act, "publish" | "withdraw") {
                // What desks keep for days to come may be another now.
                tx.mark_law(self.entropy().uuid())?;
            }
            if let (Some(at), Some(day)) = (row.due_at.filter(|at| *at <= now), row.effective) {
                // It is in force today already: from now on, for what has happened is past.
                force::take_effect(self, tx, row, day, now.max(at))?;
            }
            Ok(seen(tx, person, id)?.summary())
        });
        answer.inspect_err(|fault| self.note_office_denial(fault, person, id))
    }

    /// Who tried what they had no right to is on record; that the note fails changes nothing.
    fn note_office_denial(&self, fault: &Fault, person: &Person, id: Uuid) {
        if fault.status() == 403 {
            let _ = self.write(|tx, now| {
                let entry = Entry::new(now, AuditEvent::ConfigChange).by(person).about(format!("office.denied/{id}"));
                ledger::append(tx, &entry.refused(fault.code())).map(|_| ())
            });
        }
    }
}

/// Whether this person may edit this draft, settings by their keeper.
pub(super) fn edits(person: &Person, row: &DraftRow) -> bool {
    may_edit(person.role, row.content.kind()) && super::imports::owned(person, &row.content).is_ok()
}

/// Whether this person may take this draft back; once it is published that is the publisher's.
pub(super) fn takes_back(person: &Person, row: &DraftRow) -> bool {
    if row.state == OfficeState::Scheduled { person.role.publishes_catalogue() } else { edits(person, row) }
}

/// R12.4: whoever has edited it is not the second pair of eyes.
pub(super) fn is_second(person: &Person, row: &DraftRow) -> Result<(), Fault> {
    if row.editors.contains(&person.id) {
        return Err(Fault::new(403, "office.same_person").because(Reason::new("office.four_eyes", "R12.4")));
    }
    Ok(())
}

/// Nothing is left to be decided or mended.
pub(super) fn is_decided(centre: &Centre, tx: &Tx<'_>, row: &DraftRow) -> Result<(), Fault> {
    let mut notes = row.notes.clone();
    notes.extend(content::findings(tx, &*centre.law(tx)?, &row.content)?);
    notes.retain(|note| note.weight != NoteWeight::Open);
    if notes.is_empty() {
        return Ok(());
    }
    Err(Fault::new(422, "office.undecided").arg(&notes.len().to_string()).with_notes(&notes))
}

fn must_be(so: bool, row: &DraftRow) -> Result<(), Fault> {
    if so {
        return Ok(());
    }
    let state = crate::i18n::t(crate::i18n::Lang::Zh, row.state.key());
    Err(Fault::new(422, "office.state").arg(state))
}

/// What was compared with what holds must still be compared with the same; and nothing may have become wrong.
pub(super) fn stands_on_what_holds(centre: &Centre, tx: &Tx<'_>, row: &DraftRow) -> Result<(), Fault> {
    let law = centre.law(tx)?;
    if content::about(tx, &law, &row.content)?.base != row.base {
        return Err(Fault::new(412, "office.base_moved"));
    }
    let found = content::findings(tx, &law, &row.content)?;
    match found.iter().find(|note| note.weight == NoteWeight::Refuse) {
        Some(worst) => Err(Fault::new(422, "office.broken").with_notes([worst])),
        None => Ok(()),
    }
}

/// What a person said, without control characters; empty is nothing.
fn remark(text: Option<&str>) -> Result<Option<String>, Fault> {
    let Some(text) = text else { return Ok(None) };
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = clean.trim();
    if clean.chars().count() > REMARK {
        return Err(Fault::new(422, "office.remark_long").arg(&REMARK.to_string()).at("/remark"));
    }
    Ok((!clean.is_empty()).then(|| clean.to_owned()))
}
