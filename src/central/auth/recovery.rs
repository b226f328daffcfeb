//! What somebody sealed at a desk and cannot send any more is sent by somebody else, with leave of the hall's management
//! (RELIABILITY F50). Leave is for one desk and one person's work, is taken once, runs out, and is taken back as long as
//! nobody has taken it; the commands stay theirs who sealed them, and the audit says who sent them by whose leave.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        ledger::{self, Entry},
        rights::{self, Ask},
        store::{RecoveryRow, Scope, Tx},
    },
    contract::{Command, Person, RecoveryLine, RecoveryRequest},
    domain::audit::AuditEvent,
};

use super::charge::{Deed, in_charge};

/// Hours that leave is good for, if nothing is said, and at most.
const HOURS: u32 = 24;
const MOST_HOURS: u32 = 72;

impl Centre {
    /// `POST /v1/staff/{id}/recoveries`.
    pub fn give_recovery(&self, who: &Person, of: Uuid, request: &RecoveryRequest) -> Result<RecoveryLine, Fault> {
        let hours = request.hours.unwrap_or(HOURS);
        if !(1..=MOST_HOURS).contains(&hours) {
            return Err(Fault::new(422, "recovery.hours").arg(&MOST_HOURS.to_string()).at("/hours"));
        }
        let id = self.entropy().uuid();
        self.write(|tx, at| {
            let actor = self.in_sight(tx, who, of)?.person;
            let role = request.role.unwrap_or(actor.role);
            if !in_charge(who, &actor, Deed::Stop, true) {
                return Err(Fault::role());
            }
            if !in_charge(who, &Person { role, ..actor.clone() }, Deed::Stop, true) {
                return Err(Fault::new(422, "recovery.role").at("/role"));
            }
            let device = tx.device(request.device_id)?.filter(|device| device.revoked_at.is_none());
            if device.is_none() {
                return Err(Fault::new(422, "recovery.device").at("/device_id"));
            }
            let row = RecoveryRow {
                id,
                device_id: request.device_id,
                actor_id: actor.id,
                role,
                reason: request.reason,
                made_by: who.id,
                made_at: at,
                expires_at: at.saturating_add(SignedDuration::from_hours(hours.into())).unwrap_or(Timestamp::MAX),
                taken_by: None,
                revoked_at: None,
            };
            tx.add_recovery(&row)?;
            let reason = serde_json::to_value(row.reason).ok();
            let entry = Entry::new(at, AuditEvent::ConfigChange)
                .by(who)
                .from(row.device_id)
                .about(format!("leave/{id}/{}", actor.id));
            let reason = reason.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default();
            ledger::append(tx, &entry.purpose(reason))?;
            Ok(line(&row, actor.staff_no))
        })
    }

    /// `POST /v1/recoveries/{id}/revoke`: by whoever might have given it, before anybody has taken it. What was taken goes on:
    /// some of that work is at the centre already, and the rest belongs to it.
    pub fn revoke_recovery(&self, who: &Person, id: Uuid) -> Result<RecoveryLine, Fault> {
        self.write(|tx, at| {
            let row = tx.recovery(id)?.ok_or_else(Fault::not_found)?;
            let actor = self.in_sight(tx, who, row.actor_id)?.person;
            if !in_charge(who, &actor, Deed::Stop, true) {
                return Err(Fault::role());
            }
            if row.taken_by.is_some() {
                return Err(Fault::new(422, "recovery.used"));
            }
            if row.is_void(at) {
                return Err(Fault::new(422, "recovery.expired"));
            }
            tx.revoke_recovery(id, who.id, at)?;
            let entry = Entry::new(at, AuditEvent::ConfigChange).by(who).from(row.device_id);
            ledger::append(tx, &entry.about(format!("leave.revoke/{id}")))?;
            Ok(line(&row, actor.staff_no))
        })
    }

    /// `GET /v1/devices/{id}/recoveries`: what may be sent from a desk by leave, for whoever works there.
    pub fn recoveries(&self, device: Uuid) -> Result<Vec<RecoveryLine>, Fault> {
        self.read(|tx, at| {
            tx.device(device)?.ok_or_else(Fault::not_found)?;
            let mut lines = Vec::new();
            for row in tx.recoveries_at(device, at)? {
                if let Some(actor) = tx.staff(row.actor_id, self.machine_now())? {
                    lines.push(line(&row, actor.person.staff_no));
                }
            }
            Ok(lines)
        })
    }
}

fn line(row: &RecoveryRow, staff_no: String) -> RecoveryLine {
    RecoveryLine {
        id: row.id,
        device_id: row.device_id,
        actor_id: row.actor_id,
        staff_no,
        expires_at: row.expires_at,
        taken_by: row.taken_by,
    }
}

/// Leave that a command came with.
pub(in crate::central) struct Recovery(RecoveryRow);

/// Whose command it is, and whose eyes it is judged with.
pub(in crate::central) struct Recovered {
    /// Who sealed it, as they were then.
    pub actor: Person,
    /// What they may have left is in sight of whoever gave leave.
    pub scope: Scope,
}

impl Recovery {
    /// The leave that a header names, if it is for this desk and this person's work. Void or not: whoever asks for the
    /// verdict once more gets it.
    pub(in crate::central) fn named(tx: &Tx<'_>, header: &str, command: &Command) -> Result<Self, Fault> {
        let row = match header.trim().trim_matches('"').parse() {
            Ok(id) => tx.recovery(id)?,
            Err(_) => None,
        };
        row.filter(|row| (row.device_id, row.actor_id) == (command.device_id, command.actor_id))
            .map(Self)
            .ok_or_else(|| Fault::new(403, "recovery.unknown"))
    }

    /// Somebody sends a command by it. It becomes theirs with the first one.
    pub(in crate::central) fn take(
        self,
        centre: &Centre,
        tx: &Tx<'_>,
        sender: &Person,
        command: &Command,
        now: Timestamp,
    ) -> Result<Recovered, Fault> {
        let Self(row) = self;
        if row.taken_by.is_some_and(|taken| taken != sender.id) {
            return Err(Fault::new(403, "recovery.taken"));
        }
        // Leave of somebody who may not give it any more is none.
        let giver = tx.person(row.made_by)?.filter(|giver| rights::may(giver.role, Ask::Recover, centre.realm()));
        let Some(giver) = giver.filter(|_| !row.is_void(now)) else {
            return Err(Fault::new(403, "recovery.expired"));
        };
        let staff = tx.staff(row.actor_id, centre.machine_now())?.ok_or_else(|| Fault::new(403, "recovery.unknown"))?;
        if command.role != row.role {
            return Err(Fault::new(403, "role.not_held"));
        }
        tx.take_recovery(row.id, sender.id, now)?;
        let about = format!("sent/{}/{}", row.id, command.command_id);
        let entry = Entry::new(now, AuditEvent::Act).by(sender).from(row.device_id).about(about);
        ledger::append(tx, &command.case_id.into_iter().fold(entry, Entry::on))?;
        let actor = Person { role: row.role, window_id: command.window_id.clone(), ..staff.person };
        let scope = Scope { person: actor.id, ..rights::scope(&giver, centre.realm()) };
        Ok(Recovered { actor, scope })
    }
}
