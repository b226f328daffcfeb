//! `/v1/proposals`: a change that gives somebody a right is put down by one person and takes effect when a second one,
//! who is in charge too and is neither the first nor the account's own, confirms it (RELIABILITY 5.3 row 33, ASVS 2.3.5).
//! Either of them can stop it, and time does. The command line on the centre's machine stands for the second person where
//! there is none.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        store::{ProposalRow, Proposed, StaffRow, Tx},
    },
    contract::{OneTimePassword, Person, Proposal, ProposalAct, ProposalConfirmed, ProposalKind, ProposalState, Realm},
    domain::{audit::AuditEvent, reason::Reason},
    i18n::{Lang, tf},
};

use super::{
    charge::{Deed, in_charge},
    password::{Cost, hash},
    staff::{auditors, note},
};

mod said;

/// Days after which a proposal that nobody decided is void: a colleague may be away for a week, and whoever confirms
/// later than that confirms what nobody remembers.
const TERM_DAYS: i64 = 7;

/// Who decides.
#[derive(Clone, Copy)]
enum Second<'a> {
    /// One of the staff.
    Person(&'a Person),
    /// Whoever has the centre's machine in hand.
    Machine,
}

impl Second<'_> {
    fn entry(self, at: Timestamp) -> Entry {
        let entry = Entry::new(at, AuditEvent::ConfigChange);
        match self {
            Self::Person(person) => entry.by(person),
            Self::Machine => entry,
        }
    }

    fn id(self) -> Option<Uuid> {
        match self {
            Self::Person(person) => Some(person.id),
            Self::Machine => None,
        }
    }
}

/// How the audit trail calls what a proposal does.
const fn word(kind: ProposalKind) -> &'static str {
    match kind {
        ProposalKind::Create => "account.create",
        ProposalKind::Change => "account.change",
        ProposalKind::Enable => "account.enable",
        ProposalKind::Password => "account.password",
    }
}

/// What somebody must be in charge of an account for.
const fn deed(kind: ProposalKind) -> Deed {
    match kind {
        ProposalKind::Enable => Deed::Stop,
        ProposalKind::Create | ProposalKind::Change | ProposalKind::Password => Deed::Make,
    }
}

/// From what they are and to what they become: neither may be out of reach.
fn reaches(who: &Person, proposed: &Proposed, deed: Deed, auditors: bool) -> bool {
    proposed.before.iter().chain([&proposed.after]).all(|one| in_charge(who, one, deed, auditors))
}

fn knows_of(who: &Person, proposed: &Proposed) -> bool {
    proposed.before.iter().chain([&proposed.after]).any(|one| in_charge(who, one, Deed::See, true))
}

impl Centre {
    /// `GET /v1/proposals`: what waits, the oldest first, of the people whom one knows of.
    pub fn proposals(&self, who: &Person) -> Result<Vec<Proposal>, Fault> {
        let now = self.machine_now();
        self.read(|tx, at| {
            let (rows, staff) = (tx.open_proposals()?, tx.all_staff(now)?);
            let known = rows.into_iter().filter(|row| at < row.expires_at && knows_of(who, &row.proposed));
            Ok(known.map(|row| self.said(&row, &staff, Some(who))).collect())
        })
    }

    /// Puts a proposal down. Whoever asks was found to be in charge.
    pub(super) fn propose(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        who: &Person,
        kind: ProposalKind,
        (proposed, base): (Proposed, u64),
    ) -> Result<Proposal, Fault> {
        Self::end_expired(tx, at)?;
        let after = &proposed.after;
        let same = |row: &ProposalRow| {
            row.kind == kind && (row.proposed.after.id == after.id || row.proposed.after.staff_no == after.staff_no)
        };
        if tx.open_proposals()?.iter().any(same) {
            return Err(Fault::new(422, "proposal.open"));
        }
        let row = ProposalRow {
            id: self.entropy().uuid(),
            kind,
            base,
            proposed,
            made_by: who.id,
            made_at: at,
            expires_at: at.saturating_add(SignedDuration::from_hours(24 * TERM_DAYS)).unwrap_or(Timestamp::MAX),
            state: ProposalState::Open,
        };
        tx.add_proposal(&row)?;
        let entry = Second::Person(who).entry(at).about(format!("proposal.put/{}", row.id));
        let entry = entry.purpose(&format!("{}/{}", word(kind), row.proposed.after.id));
        ledger::append(tx, &said::fields(&row).into_iter().fold(entry, Entry::field))?;
        Ok(self.said(&row, &tx.all_staff(self.machine_now())?, Some(who)))
    }

    /// `POST /v1/proposals/{id}/confirm`.
    pub fn confirm_proposal(&self, who: &Person, id: Uuid) -> Result<ProposalConfirmed, Fault> {
        self.confirm(Second::Person(who), id)
    }

    /// `chuangtai serve --confirm`: on the centre's own machine, by whoever has it in hand.
    pub fn confirm_here(&self, id: Uuid) -> Result<ProposalConfirmed, Fault> {
        self.confirm(Second::Machine, id)
    }

    fn confirm(&self, who: Second<'_>, id: Uuid) -> Result<ProposalConfirmed, Fault> {
        // A hash takes long: it is made before the transaction, and only where one is needed.
        let kind = self.read(|tx, _| Ok(tx.proposal(id)?.map(|row| row.kind)))?;
        let password = self.draw_password();
        let hash = match kind {
            Some(ProposalKind::Create | ProposalKind::Password) => {
                hash(&password, self.entropy(), Cost::Real).map_err(|_| Fault::new(500, "storage.failed"))?
            }
            _ => String::new(),
        };
        self.decide(who, (id, "proposal.confirm"), |tx, at, row, staff| {
            Self::second(who, row, staff)?;
            let proposer = staff.iter().find(|one| one.person.id == row.made_by && !one.disabled);
            let still = |one: &StaffRow| reaches(&one.person, &row.proposed, deed(row.kind), auditors(staff));
            if !proposer.is_some_and(still) {
                return Err(Fault::new(422, "proposal.proposer"));
            }
            self.carry_out(tx, row, staff, &hash)?;
            note(tx, who.entry(at), word(row.kind), row.proposed.after.id, &said::fields(row))?;
            tx.decide_proposal(id, ProposalState::Confirmed, who.id(), at)?;
            let given = matches!(row.kind, ProposalKind::Create | ProposalKind::Password);
            let person_id = row.proposed.after.id;
            let row = ProposalRow { state: ProposalState::Confirmed, ..row.clone() };
            Ok(ProposalConfirmed {
                proposal: self.said(&row, staff, None),
                line: self.line_of(tx, person_id)?,
                password: given.then(|| OneTimePassword { person_id, password: password.to_string() }),
            })
        })
    }

    /// What was proposed becomes so, if the person is still who was looked at.
    fn carry_out(&self, tx: &Tx<'_>, row: &ProposalRow, staff: &[StaffRow], hash: &str) -> Result<(), Fault> {
        let after = &row.proposed.after;
        if row.kind == ProposalKind::Create {
            return self.take_in(tx, after, staff, hash);
        }
        let there = staff.iter().find(|one| one.person.id == after.id).ok_or_else(Fault::not_found)?;
        if there.version != row.base {
            return Err(Fault::new(412, "proposal.stale"));
        }
        match row.kind {
            ProposalKind::Change => Ok(tx.save_person(after)?),
            ProposalKind::Enable => self.let_in_again(tx, after.id),
            ProposalKind::Password | ProposalKind::Create => {
                self.give_password(tx, there, hash, row.proposed.second_factor)
            }
        }
    }

    /// `POST /v1/proposals/{id}/refuse`: by somebody who might have confirmed it.
    pub fn refuse_proposal(&self, who: &Person, id: Uuid) -> Result<Proposal, Fault> {
        self.decide(Second::Person(who), (id, "proposal.refuse"), |tx, at, row, staff| {
            Self::second(Second::Person(who), row, staff)?;
            self.end(tx, at, row, ProposalState::Refused, (who, staff))
        })
    }

    /// `POST /v1/proposals/{id}/withdraw`: by whoever proposed it.
    pub fn withdraw_proposal(&self, who: &Person, id: Uuid) -> Result<Proposal, Fault> {
        self.decide(Second::Person(who), (id, "proposal.withdraw"), |tx, at, row, staff| {
            if row.made_by != who.id {
                return Err(Fault::new(403, "proposal.not_yours"));
            }
            must_be_open(row)?;
            self.end(tx, at, row, ProposalState::Withdrawn, (who, staff))
        })
    }

    fn end(
        &self,
        tx: &Tx<'_>,
        at: Timestamp,
        row: &ProposalRow,
        state: ProposalState,
        (who, staff): (&Person, &[StaffRow]),
    ) -> Result<Proposal, Fault> {
        tx.decide_proposal(row.id, state, Some(who.id), at)?;
        Ok(self.said(&ProposalRow { state, ..row.clone() }, staff, Some(who)))
    }

    /// One decision on one proposal, on record whether it was taken or refused. What was refused has changed nothing.
    fn decide<T>(
        &self,
        who: Second<'_>,
        (id, act): (Uuid, &str),
        work: impl Fn(&Tx<'_>, Timestamp, &ProposalRow, &[StaffRow]) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let now = self.machine_now();
        self.write(|tx, at| {
            Self::end_expired(tx, at)?;
            let row = tx.proposal(id)?.filter(|row| match who {
                Second::Person(person) => knows_of(person, &row.proposed),
                Second::Machine => true,
            });
            let row = row.ok_or_else(Fault::not_found)?;
            let staff = tx.all_staff(now)?;
            let entry = who.entry(at).about(format!("{act}/{id}"));
            let entry = entry.purpose(&format!("{}/{}", word(row.kind), row.proposed.after.id));
            match tx.attempt(|| work(tx, at, &row, &staff)) {
                Ok(done) => {
                    ledger::append(tx, &entry)?;
                    Ok(Ok(done))
                }
                Err(fault) if fault.status() < 500 => {
                    ledger::append(tx, &entry.refused(fault.code()))?;
                    Ok(Err(fault))
                }
                Err(fault) => Err(fault),
            }
        })?
    }

    /// Whether this is the second pair of eyes, for a proposal that waits for one.
    fn second(who: Second<'_>, row: &ProposalRow, staff: &[StaffRow]) -> Result<(), Fault> {
        if let Second::Person(person) = who {
            if row.made_by == person.id {
                let why = Reason::new("proposal.four_eyes", "R12.4");
                return Err(Fault::new(403, "proposal.same_person").because(why));
            }
            if row.proposed.after.id == person.id {
                return Err(Fault::new(403, "proposal.own_account"));
            }
            if !reaches(person, &row.proposed, deed(row.kind), auditors(staff)) {
                return Err(Fault::role());
            }
        }
        must_be_open(row)
    }

    /// Whether anybody else could confirm it: somebody in charge who may work and, on a live centre, can sign in.
    fn has_second(&self, row: &ProposalRow, staff: &[StaffRow]) -> bool {
        let auditors = auditors(staff);
        staff.iter().any(|one| {
            let comes_in = !one.disabled && (one.account.is_some() || self.realm() != Realm::Live);
            comes_in && one.person.id != row.made_by && reaches(&one.person, &row.proposed, deed(row.kind), auditors)
        })
    }

    /// A proposal as the wire has it, with what the asker may do.
    fn said(&self, row: &ProposalRow, staff: &[StaffRow], who: Option<&Person>) -> Proposal {
        let mut acts = Vec::new();
        if let Some(who) = who.filter(|_| row.state == ProposalState::Open) {
            if Self::second(Second::Person(who), row, staff).is_ok() {
                acts.extend([ProposalAct::Confirm, ProposalAct::Refuse]);
            }
            if row.made_by == who.id {
                acts.push(ProposalAct::Withdraw);
            }
        }
        let made_by = staff.iter().find(|one| one.person.id == row.made_by);
        let alone = row.state == ProposalState::Open && !self.has_second(row, staff);
        Proposal {
            id: row.id,
            kind: row.kind.into(),
            state: row.state.into(),
            person_id: row.proposed.after.id,
            name: row.proposed.after.name.clone(),
            staff_no: row.proposed.after.staff_no.clone(),
            changes: said::changes(row),
            made_by: made_by.map(|one| one.person.name.clone()).unwrap_or_default(),
            made_at: row.made_at,
            expires_at: row.expires_at,
            acts,
            advice: alone.then(|| tf(Lang::Zh, "proposal.nobody", &[&row.id.to_string()])),
        }
    }

    /// What ran out is ended by time itself, on record.
    fn end_expired(tx: &Tx<'_>, at: Timestamp) -> Result<(), Fault> {
        for row in tx.open_proposals()?.into_iter().filter(|row| row.expires_at <= at) {
            tx.decide_proposal(row.id, ProposalState::Expired, None, at)?;
            let entry = Entry::new(at, AuditEvent::ConfigChange).about(format!("proposal.expire/{}", row.id));
            ledger::append(tx, &entry.purpose(&format!("{}/{}", word(row.kind), row.proposed.after.id)))?;
        }
        Ok(())
    }
}

fn must_be_open(row: &ProposalRow) -> Result<(), Fault> {
    match row.state {
        ProposalState::Open => Ok(()),
        ProposalState::Expired => Err(Fault::new(422, "proposal.expired")),
        _ => Err(Fault::new(422, "proposal.decided")),
    }
}
