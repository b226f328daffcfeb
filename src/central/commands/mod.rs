//! The one write path: a sealed command becomes a fact, or a recorded no, in one transaction (RELIABILITY 3.7).
//!
//! ```text
//! read     bytes → command → act           400: nothing admitted
//! replay   a verdict is given once          same bytes → same receipt; other bytes → 422 command.key_reused
//! admit    who, which device, in what order 401 403 404 409 425: nothing recorded
//! time     whatever was due happens first
//! judge    version, guide, domain::lifecycle::step
//! effect   numbers, papers, events, projections, due instants
//! settle   change sequence, audit, signed receipt, verdict: rejections too, for ever
//! ```

mod admit;
mod behalf;
mod credit;
mod effect;
mod numbers;
mod papers;
mod settle;
mod version;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    contract::{Command, Fingerprint, Person, Problem, Receipt, fingerprint},
    domain::{
        audit::AuditEvent,
        calendar::Calendar,
        lifecycle::{Act, Refusal},
        role::{Actor, Role},
        settings::Settings,
    },
};

use super::{
    Centre,
    auth::{Recovered, Recovery},
    fault::Fault,
    jobs,
    ledger::{self, Entry},
    rights,
    store::{DueRow, Scope, StoreError, Tx},
};

pub(super) use credit::finding as credit_finding;

/// What came over the wire.
#[derive(Debug, Clone, Copy)]
pub struct Sealed<'a> {
    /// The body, byte for byte.
    pub bytes: &'a [u8],
    /// Header `Device-Signature`, base64url.
    pub signature: Option<&'a str>,
    /// Header `Idempotency-Key`, with or without quotes.
    pub key: Option<&'a str>,
    /// Header `Recovery-Grant`: leave to send what somebody else sealed (RELIABILITY F50).
    pub recovery: Option<&'a str>,
}

/// The centre's last word on a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// It took effect.
    Applied {
        /// The signed answer.
        receipt: Receipt,
        /// It had been given before.
        replayed: bool,
    },
    /// It never will; the problem bears the signed answer.
    Rejected {
        /// Why, with member `receipt`.
        problem: Box<Problem>,
        /// It had been given before.
        replayed: bool,
    },
}

/// A command on its way through the transaction.
pub(super) struct Order<'a> {
    pub command: &'a Command,
    pub act: &'a Act,
    pub actor: &'a Actor,
    pub scope: &'a Scope,
    pub body: &'a [u8],
    pub fingerprint: &'a Fingerprint,
    pub signature: &'a str,
    /// When it happens: now, or for what time does the instant at which it was due.
    pub now: Timestamp,
    pub calendar: &'a Calendar,
    /// Those that this case is judged by.
    pub settings: &'a Settings,
}

/// Why an order has no effect.
pub(super) enum Stop {
    /// A no that is recorded and signed.
    Refused(Refusal),
    /// A no without verdict.
    Fault(Fault),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Centre {
    /// `POST /v1/commands`.
    pub fn apply(&self, sealed: &Sealed<'_>, person: &Person) -> Result<Answer, Fault> {
        let command = admit::read(sealed)?;
        let act = admit::act(&command)?;
        self.judge(sealed, &command, &act, person).inspect_err(|fault| self.note_denial(fault, &command, person))
    }

    /// A command that its sender had no right to is recorded, though it gets no verdict: the record names it as denied,
    /// so that nobody takes it for the one that tells of the verdict. That the note fails changes nothing: the command did
    /// not happen.
    fn note_denial(&self, fault: &Fault, command: &Command, person: &Person) {
        if !matches!(fault.status(), 403 | 404) {
            return;
        }
        let _ = self.write(|tx, now| {
            let about = format!("denied/{}/{}", command.kind, command.command_id);
            let entry = Entry::new(now, AuditEvent::Act).by(person).about(about).refused(fault.code());
            ledger::append(tx, &command.case_id.into_iter().fold(entry, Entry::on)).map(|_| ())
        });
    }

    fn judge(&self, sealed: &Sealed<'_>, command: &Command, act: &Act, person: &Person) -> Result<Answer, Fault> {
        let leave = sealed.recovery.filter(|_| person.id != command.actor_id);
        if person.id != command.actor_id && leave.is_none() {
            // Sealed by somebody who may not work here any more: it stays with the desk until they may (F50), whoever
            // is signed in.
            let disabled = self.read(|tx, _| Ok(tx.is_disabled(command.actor_id)?))?;
            return Err(Fault::new(403, if disabled { "account.disabled" } else { "actor.not_signed_in" }));
        }
        let fingerprint = fingerprint(sealed.bytes);
        self.write_by_id(|tx, now| {
            self.foresee(tx, command, person)?;
            let leave = leave.map(|header| Recovery::named(tx, header, command)).transpose()?;
            if let Some(stored) = tx.verdict(command.command_id)? {
                return admit::replay(stored, command, &fingerprint);
            }
            let signature = admit::signature(tx, sealed, command)?;
            let (actor, scope) = if let Some(leave) = leave {
                let Recovered { actor, scope } = leave.take(self, tx, person, command, now)?;
                (actor, scope)
            } else {
                let actor = admit::person(tx, command)?;
                admit::window(tx, &actor, command)?;
                let scope = rights::scope(&actor, self.realm());
                (actor, scope)
            };
            admit::order(tx, command)?;
            jobs::fire_until(self, tx, now)?;
            let law = self.law(tx)?;
            let settings = law.for_case(tx, command.case_id, now)?;
            let order = Order {
                command,
                act,
                actor: &rights::actor(&actor, command.window_id.as_deref()),
                scope: &scope,
                body: sealed.bytes,
                fingerprint: &fingerprint,
                signature,
                now,
                calendar: &law.calendar,
                settings: &settings,
            };
            carry_out(self, tx, &order)
        })
    }

    /// What will be asked about this command before anything is written.
    fn foresee(&self, tx: &Tx<'_>, command: &Command, person: &Person) -> Result<(), StoreError> {
        tx.foresee(|tx| {
            tx.verdict(command.command_id)?;
            tx.device(command.device_id)?;
            tx.person(command.actor_id)?;
            command.prev_command_id.map(|previous| tx.verdict(previous)).transpose()?;
            tx.seal_taken(command)?;
            jobs::look_ahead(tx)?;
            command.case_id.map(|case| tx.case(case, &rights::scope(person, self.realm()))).transpose()?;
            Ok(())
        })
    }
}

/// Judges an order and settles it, whichever way it ends.
fn carry_out(centre: &Centre, tx: &Tx<'_>, order: &Order<'_>) -> Result<Answer, Fault> {
    match tx.attempt(|| effect::carry_out(centre, tx, order)) {
        Ok(done) => settle::applied(centre, tx, order, &done),
        Err(Stop::Refused(refusal)) => settle::rejected(centre, tx, order, &refusal),
        Err(Stop::Fault(fault)) => Err(fault),
    }
}

/// What time does goes through the same door. Its id follows from case, transition and instant, so that two instances
/// of the service cannot fire it twice (DECISIONS 4).
pub(super) fn fire(centre: &Centre, tx: &Tx<'_>, row: &DueRow) -> Result<Answer, Fault> {
    let command = numbers::due_command(row);
    let body = command.seal().map_err(|_| Fault::new(500, "storage.failed"))?;
    let act = admit::act_of(&command).map_err(|_| Fault::new(500, "storage.failed"))?;
    let fingerprint = fingerprint(&body);
    if let Some(stored) = tx.verdict(command.command_id)? {
        tx.drop_due(row)?;
        return admit::replay(stored, &command, &fingerprint);
    }
    let actor = Actor {
        id: Uuid::nil(),
        name: crate::i18n::t(crate::i18n::Lang::Zh, "centre.system").to_owned(),
        staff_no: String::new(),
        role: Role::System,
        departments: Vec::new(),
        window_id: None,
        mandate: crate::domain::role::Mandate::default(),
    };
    let law = centre.law(tx)?;
    let settings = law.for_case(tx, command.case_id, row.due.at)?;
    let order = Order {
        command: &command,
        act: &act,
        actor: &actor,
        scope: &Scope::centre(),
        body: &body,
        fingerprint: &fingerprint,
        signature: "",
        now: row.due.at,
        calendar: &law.calendar,
        settings: &settings,
    };
    let answer = carry_out(centre, tx, &order)?;
    if matches!(answer, Answer::Rejected { .. }) {
        tx.drop_due(row)?;
    }
    Ok(answer)
}
