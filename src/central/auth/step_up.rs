//! ASVS 7.5.3, the mark `!` of RELIABILITY 5.3: a value in clear, a list that leaves and a verdict are given only to
//! somebody who showed not long ago who they are. Whoever did not signs in anew, at the same desk and before the same
//! screen; a command waits there in its lane meanwhile. Why they ask, the request itself says.

use jiff::SignedDuration;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    central::{
        Centre,
        fault::Fault,
        http::Route,
        ledger::{self, Entry},
    },
    contract::{Person, sha256_hex},
    domain::audit::AuditEvent,
};

/// Questions that want it (rows 18 and 29).
const QUESTIONS: &[(&str, &str)] = &[("POST", "/v1/reveals"), ("POST", "/v1/exports/cases")];

/// Commands that want it: no to a citizen confirmed, a case decided (rows 13 and 22).
const VERDICTS: &[&str] = &["negative.confirm", "decision.grant", "decision.refuse"];

impl Centre {
    /// A question by this route may be answered to the holder of this token.
    pub(super) fn fresh_for(&self, token: &str, person: &Person, route: &Route) -> Result<(), Fault> {
        if QUESTIONS.contains(&(route.method, route.path)) {
            self.fresh(token, person, &format!("{}:{}", route.method, route.path))
        } else {
            Ok(())
        }
    }

    /// The command in these bytes may be judged for the holder of this token. One that has its verdict is only asked for
    /// again, and what is no command, whoever reads it will say.
    pub(in crate::central) fn fresh_for_command(
        &self,
        token: &str,
        person: &Person,
        bytes: &[u8],
    ) -> Result<(), Fault> {
        #[derive(Deserialize)]
        struct Named {
            command_id: Uuid,
            #[serde(rename = "type")]
            kind: String,
        }
        if self.step_up_minutes().is_none() {
            return Ok(());
        }
        let Some(named) = serde_json::from_slice::<Named>(bytes).ok().filter(|it| VERDICTS.contains(&&*it.kind)) else {
            return Ok(());
        };
        if self.read(|tx, _| Ok::<_, Fault>(tx.verdict(named.command_id)?.is_some()))? {
            return Ok(());
        }
        self.fresh(token, person, &named.kind)
    }

    /// They signed in not long ago. A demo's own session has no beginning: nobody showed anything.
    fn fresh(&self, token: &str, person: &Person, what: &str) -> Result<(), Fault> {
        let Some(minutes) = self.step_up_minutes() else { return Ok(()) };
        let hash = sha256_hex(token.as_bytes());
        let began = self.read(|tx, _| {
            let family = tx.session(&hash)?.and_then(|session| session.family);
            let family = family.map(|id| tx.family(id)).transpose()?.flatten();
            Ok::<_, Fault>(family.map(|family| family.started_at))
        })?;
        let Some(began) = began else { return Ok(()) };
        if self.machine_now().duration_since(began) <= SignedDuration::from_mins(i64::from(minutes)) {
            return Ok(());
        }
        let no = Fault::new(401, "session.step_up").arg(&minutes.to_string());
        self.write(|tx, now| {
            let entry = Entry::new(now, AuditEvent::Act).by(person).about(what).refused(no.code());
            ledger::append(tx, &entry).map(drop)
        })?;
        Err(no)
    }
}
