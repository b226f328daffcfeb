//! The audit chain: every verdict, sign-in, reveal, lookup and refusal, each bound to the one before. A record is
//! written in the transaction of what it tells of, so that neither exists without the other (RELIABILITY F66). How the
//! chain is made and proven stands in `domain::audit`.

mod checkpoints;
mod export;
mod prove;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    contract::{Person, Realm},
    domain::{
        audit::{Algorithm, AuditEvent, AuditRecord, AuditResult, Chain, Head, Link},
        role::Role,
    },
};

use super::{
    centre::born,
    fault::Fault,
    store::{AuditRow, Heads, StoreError, Tx},
};

pub use checkpoints::put_note_outside;
pub use export::ExportError;
pub use prove::{AuditProof, ProofError, prove_database};

/// Links that are read at a time.
const PAGE: u32 = 1000;

/// One record in the making.
#[derive(Debug, Clone)]
pub struct Entry(AuditRecord);

impl Entry {
    /// A record of something done by the service itself, until [`Self::by`] names somebody.
    pub fn new(at: Timestamp, event: AuditEvent) -> Self {
        Self(AuditRecord {
            server_time: at,
            client_time: None,
            user: "centre".to_owned(),
            role: format!("{:?}", Role::System),
            place: "centre".to_owned(),
            event,
            case_id: None,
            object: None,
            purpose: None,
            result: AuditResult::Done,
            reason_code: None,
            fields: Vec::new(),
        })
    }

    /// Names who did it.
    #[must_use]
    pub fn by(self, person: &Person) -> Self {
        self.who(person.id, person.role)
    }

    /// Names who did it, by id and role.
    #[must_use]
    pub fn who(mut self, person: Uuid, role: Role) -> Self {
        self.0.user = person.to_string();
        self.0.role = format!("{role:?}");
        self
    }

    /// Names the device.
    #[must_use]
    pub fn from(mut self, device: Uuid) -> Self {
        self.0.place = device.to_string();
        self
    }

    /// Says when the desk says it was.
    #[must_use]
    pub fn claimed(mut self, at: Timestamp) -> Self {
        self.0.client_time = Some(at);
        self
    }

    /// Names the case.
    #[must_use]
    pub fn on(mut self, case_id: Uuid) -> Self {
        self.0.case_id = Some(case_id.to_string());
        self
    }

    /// Names the thing: a command, a hash of what was searched, a key.
    #[must_use]
    pub fn about(mut self, object: impl Into<String>) -> Self {
        self.0.object = Some(object.into());
        self
    }

    /// Names the field that was read.
    #[must_use]
    pub fn field(mut self, name: &str) -> Self {
        self.0.fields.push(name.to_owned());
        self
    }

    /// It was refused, with a code.
    #[must_use]
    pub fn refused(mut self, code: &str) -> Self {
        self.0.result = AuditResult::Refused;
        self.0.reason_code = Some(code.to_owned());
        self
    }

    /// Why, as the code of a chosen reason.
    #[must_use]
    pub fn purpose(mut self, code: &str) -> Self {
        self.0.purpose = Some(code.to_owned());
        self
    }
}

/// What the chain of a database is bound to: its region and realm, and the hash that was chosen at its birth.
pub(super) fn chain_of(profile: &str, realm: Realm, alg: Algorithm) -> Chain {
    Chain { tenant: format!("{profile}/{realm:?}"), alg }
}

fn chain(tx: &Tx<'_>, heads: &Heads) -> Result<Chain, StoreError> {
    Ok(chain_of(&heads.profile, heads.realm, tx.audit_alg()?))
}

/// Appends a record; answers its place and hash. What cannot be recorded does not happen.
pub fn append(tx: &Tx<'_>, entry: &Entry) -> Result<Head, Fault> {
    let heads = born(tx)?;
    let chain = chain(tx, &heads)?;
    let head = Head { seq: heads.audit_seq, hash: heads.audit_hash };
    let link = chain.link(&head, &entry.0).map_err(|_| Fault::new(422, "audit.not_a_code"))?;
    let head = link.head();
    tx.add_audit(&AuditRow { seq: link.seq, body: link.body, hash: link.hash })?;
    Ok(head)
}

/// Links after a place, as the domain knows them.
fn links_after(tx: &Tx<'_>, after: u64, limit: u32) -> Result<impl Iterator<Item = Link>, StoreError> {
    let rows = tx.audit_after(after, limit)?.into_iter();
    Ok(rows.map(|row| Link { body: row.body, hash: row.hash, seq: row.seq }))
}
