//! `/v1/staff`: the people of a centre, made, changed and stopped by those in charge of them. Whatever gives somebody a
//! right is only proposed here; `proposals` says how it comes to hold.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        store::{Ended, Proposed, StaffRow, Tx},
    },
    contract::{ChangeStaff, NewStaff, Page, Person, Proposal, ProposalKind, ResetPassword, StaffChanged, StaffLine},
    domain::{audit::AuditEvent, role::Role},
};

use super::{
    charge::{Deed, can_be_held, in_charge},
    weight::gives,
};

/// Longest name and staff number, in characters.
const LONGEST: usize = 64;

/// Lines of a page unless fewer are asked for.
const PAGE: usize = 200;

impl Centre {
    /// `GET /v1/staff`: whom one is in charge of, by staff number.
    pub fn staff(&self, who: &Person, after: Option<&str>, limit: Option<u32>) -> Result<Page<StaffLine>, Fault> {
        let limit = limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(PAGE).clamp(1, PAGE);
        let now = self.machine_now();
        let mut rows = self.read(|tx, _| Ok(tx.all_staff(now)?))?;
        rows.retain(|row| {
            in_charge(who, &row.person, Deed::See, true)
                && after.is_none_or(|after| row.person.staff_no.as_str() > after)
        });
        rows.sort_by(|one, other| one.person.staff_no.cmp(&other.person.staff_no));
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| row.person.staff_no.clone());
        Ok(Page { items: rows.into_iter().map(|row| line(row, now)).collect(), next })
    }

    /// `POST /v1/staff`: somebody new, once a second person says so too.
    pub fn add_staff(&self, who: &Person, new: &NewStaff) -> Result<Proposal, Fault> {
        let person = Person {
            id: self.entropy().uuid(),
            name: new.name.trim().to_owned(),
            staff_no: new.staff_no.trim().to_owned(),
            role: new.role,
            departments: new.departments.clone(),
            window_id: new.window_id.clone(),
            mandate: new.mandate.clone(),
            limits: new.limits.clone(),
        };
        self.check(&person)?;
        let now = self.machine_now();
        self.write(|tx, at| {
            let staff = tx.all_staff(now)?;
            if !in_charge(who, &person, Deed::Make, auditors(&staff)) {
                return Err(Fault::role());
            }
            is_free(tx, &person, &staff)?;
            let proposed = Proposed { before: None, after: person.clone(), second_factor: false };
            self.propose(tx, at, who, ProposalKind::Create, (proposed, 0))
        })
    }

    /// They work here from now on, with a password for their first sign-in.
    pub(super) fn take_in(&self, tx: &Tx<'_>, person: &Person, staff: &[StaffRow], hash: &str) -> Result<(), Fault> {
        is_free(tx, person, staff)?;
        tx.save_person(person)?;
        Ok(tx.save_account(&person.staff_no, person.id, hash, true, self.machine_now())?)
    }

    /// `POST /v1/staff/{id}`: rights are read at every request, so that they change at once; what gives one waits for a
    /// second person. A hall's management changes the window alone.
    pub fn change_staff(&self, who: &Person, id: Uuid, change: &ChangeStaff) -> Result<StaffChanged, Fault> {
        let now = self.machine_now();
        self.write(|tx, at| {
            let (old, staff) = (self.in_sight(tx, who, id)?, tx.all_staff(now)?);
            let person = Person {
                id,
                name: change.name.trim().to_owned(),
                staff_no: old.person.staff_no.clone(),
                role: change.role,
                departments: change.departments.clone(),
                window_id: change.window_id.clone(),
                mandate: change.mandate.clone(),
                limits: change.limits.clone(),
            };
            let moved = Person { window_id: person.window_id.clone(), ..old.person.clone() };
            let deed = if moved == person { Deed::Move } else { Deed::Make };
            // From what they were and to what they become: neither may be out of reach.
            let allowed = [&old.person, &person].iter().all(|one| in_charge(who, one, deed, auditors(&staff)));
            if !allowed {
                return Err(Fault::role());
            }
            self.check(&person)?;
            if old.version != change.expected_version {
                return Err(Fault::new(412, "version.stale"));
            }
            let proposal = if gives(&old.person, &person) {
                let proposed = Proposed { before: Some(old.person), after: person, second_factor: false };
                Some(self.propose(tx, at, who, ProposalKind::Change, (proposed, old.version))?)
            } else {
                tx.save_person(&person)?;
                let by = Entry::new(at, AuditEvent::ConfigChange).by(who);
                note(tx, by, "account.change", id, &differences(&old.person, &person))?;
                None
            };
            Ok(StaffChanged { line: self.line_of(tx, id)?, proposal })
        })
    }

    /// `POST /v1/staff/{id}/password`: a new password for one sign-in, once a second person says so too: whoever resets a
    /// password could come in as that person.
    pub fn reset_password(&self, who: &Person, id: Uuid, request: ResetPassword) -> Result<Proposal, Fault> {
        let now = self.machine_now();
        self.write(|tx, at| {
            let (row, staff) = (self.in_sight(tx, who, id)?, tx.all_staff(now)?);
            if !in_charge(who, &row.person, Deed::Make, auditors(&staff)) {
                return Err(Fault::role());
            }
            let proposed =
                Proposed { before: Some(row.person.clone()), after: row.person, second_factor: request.second_factor };
            self.propose(tx, at, who, ProposalKind::Password, (proposed, row.version))
        })
    }

    /// The password holds from now on, and every session of the person ends.
    pub(super) fn give_password(&self, tx: &Tx<'_>, row: &StaffRow, hash: &str, no_factor: bool) -> Result<(), Fault> {
        let (now, login) = (self.machine_now(), &row.person.staff_no);
        if let Some(account) = &row.account {
            tx.retire_password(row.person.id, &account.password_hash, now)?;
        }
        tx.save_account(login, row.person.id, hash, true, now)?;
        if no_factor {
            tx.set_totp(login, None)?;
        }
        self.end_all(tx, row.person.id, Ended::Password)
    }

    /// `POST /v1/staff/{id}/sign-out`: every session of the person ends at once.
    pub fn force_sign_out(&self, who: &Person, id: Uuid) -> Result<StaffLine, Fault> {
        self.write(|tx, at| {
            self.may_stop(tx, who, id)?;
            self.end_all(tx, id, Ended::Forced)?;
            note(tx, Entry::new(at, AuditEvent::ConfigChange).by(who), "account.sign_out", id, &[])?;
            self.line_of(tx, id)
        })
    }

    /// `POST /v1/staff/{id}/disable`: at once, by one person. What a disabled person sealed and did not send is not lost:
    /// it is answered 403 `account.disabled` without a verdict, the desk keeps it, and it goes on once they may work again
    /// (RELIABILITY F50).
    pub fn disable(&self, who: &Person, id: Uuid) -> Result<StaffLine, Fault> {
        let now = self.machine_now();
        self.write(|tx, at| {
            self.may_stop(tx, who, id)?;
            // The access tokens stay, so that whoever holds one hears why.
            for family in tx.families_of(id, now)? {
                tx.close_family(family, now, Ended::Disabled)?;
            }
            tx.set_disabled(id, true)?;
            note(tx, Entry::new(at, AuditEvent::ConfigChange).by(who), "account.disable", id, &[])?;
            self.line_of(tx, id)
        })
    }

    /// `POST /v1/staff/{id}/enable`: once a second person says so too.
    pub fn enable(&self, who: &Person, id: Uuid) -> Result<Proposal, Fault> {
        self.write(|tx, at| {
            let row = self.may_stop(tx, who, id)?;
            if !row.disabled {
                return Err(Fault::new(422, "staff.enabled"));
            }
            let proposed = Proposed { before: Some(row.person.clone()), after: row.person, second_factor: false };
            self.propose(tx, at, who, ProposalKind::Enable, (proposed, row.version))
        })
    }

    /// They may work again. No token of the time before comes to life.
    pub(super) fn let_in_again(&self, tx: &Tx<'_>, id: Uuid) -> Result<(), Fault> {
        self.end_all(tx, id, Ended::Disabled)?;
        Ok(tx.set_disabled(id, false)?)
    }

    fn end_all(&self, tx: &Tx<'_>, id: Uuid, why: Ended) -> Result<(), Fault> {
        let now = self.machine_now();
        for family in tx.families_of(id, now)? {
            tx.end_family(family, now, why)?;
        }
        Ok(tx.end_sessions_of(id)?)
    }

    /// One of the staff whom this person knows of; others are not there.
    pub(super) fn in_sight(&self, tx: &Tx<'_>, who: &Person, id: Uuid) -> Result<StaffRow, Fault> {
        let row = tx.staff(id, self.machine_now())?;
        row.filter(|row| in_charge(who, &row.person, Deed::See, true)).ok_or_else(Fault::not_found)
    }

    fn may_stop(&self, tx: &Tx<'_>, who: &Person, id: Uuid) -> Result<StaffRow, Fault> {
        let row = self.in_sight(tx, who, id)?;
        if in_charge(who, &row.person, Deed::Stop, true) { Ok(row) } else { Err(Fault::role()) }
    }

    pub(super) fn line_of(&self, tx: &Tx<'_>, id: Uuid) -> Result<StaffLine, Fault> {
        let now = self.machine_now();
        tx.staff(id, now)?.map(|row| line(row, now)).ok_or_else(Fault::not_found)
    }

    fn check(&self, person: &Person) -> Result<(), Fault> {
        let fits =
            |text: &str| !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
        if !fits(&person.name) {
            return Err(Fault::new(422, "staff.name").at("/name"));
        }
        if !fits(&person.staff_no) {
            return Err(Fault::new(422, "staff.number").at("/staff_no"));
        }
        if !can_be_held(person.role, self.realm()) {
            return Err(Fault::new(422, "staff.role").at("/role"));
        }
        Ok(())
    }
}

/// Whether there is an auditor who may work.
pub(super) fn auditors(staff: &[StaffRow]) -> bool {
    staff.iter().any(|row| row.person.role == Role::Auditor && !row.disabled)
}

/// A staff number is one person's.
fn is_free(tx: &Tx<'_>, person: &Person, staff: &[StaffRow]) -> Result<(), Fault> {
    if tx.account(&person.staff_no)?.is_some() || staff.iter().any(|row| row.person.staff_no == person.staff_no) {
        return Err(Fault::new(409, "staff.number_taken").at("/staff_no"));
    }
    Ok(())
}

/// Writes down what became of an account, by whom.
pub(super) fn note(tx: &Tx<'_>, by: Entry, what: &str, whom: Uuid, fields: &[&str]) -> Result<(), Fault> {
    let entry = by.about(format!("{what}/{whom}"));
    ledger::append(tx, &fields.iter().copied().fold(entry, Entry::field))?;
    Ok(())
}

/// Names of the fields that differ, for the audit trail.
pub(super) fn differences(old: &Person, new: &Person) -> Vec<&'static str> {
    let pairs = [
        ("name", old.name != new.name),
        ("role", old.role != new.role),
        ("departments", old.departments != new.departments),
        ("window_id", old.window_id != new.window_id),
        ("mandate", old.mandate != new.mandate),
        ("limits", old.limits != new.limits),
    ];
    pairs.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect()
}

fn line(row: StaffRow, now: Timestamp) -> StaffLine {
    let account = row.account.as_ref();
    StaffLine {
        version: row.version,
        account: account.is_some(),
        disabled: row.disabled,
        locked_until: account.map(|account| account.locked_until).filter(|until| now < *until),
        must_change_password: account.is_some_and(|account| account.must_change),
        second_factor: account.is_some_and(|account| account.totp_on),
        sessions: row.sessions,
        person: row.person,
        strange: Vec::new(),
    }
}
