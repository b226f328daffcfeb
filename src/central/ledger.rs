//! The audit chain: every verdict, sign-in, reveal, lookup and refusal, each bound to the one before. A record is
//! written in the transaction of what it tells of, so that neither exists without the other (RELIABILITY F66). How the
//! chain is made and proven stands in `domain::audit`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    contract::{Person, Realm},
    domain::{
        audit::{self, AuditEvent, AuditRecord, AuditResult, Broken, Head, Link},
        role::Role,
    },
};

use super::{
    centre::born,
    fault::Fault,
    store::{AuditRow, Heads, StoreError, Tx},
};

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

/// What the chain is bound to: the region and realm of this database.
fn tenant(profile: &str, realm: Realm) -> String {
    format!("{profile}/{realm:?}")
}

/// Hash that the first record is bound to.
pub fn genesis(profile: &str, realm: Realm) -> String {
    Head::genesis(&tenant(profile, realm)).hash
}

/// Appends a record; answers its place and hash. What cannot be recorded does not happen.
pub fn append(tx: &Tx<'_>, entry: &Entry) -> Result<Head, Fault> {
    let heads = born(tx)?;
    let head = Head { seq: heads.audit_seq, hash: heads.audit_hash };
    let link = audit::chain(&tenant(&heads.profile, heads.realm), &head, &entry.0)
        .map_err(|_| Fault::new(422, "audit.not_a_code"))?;
    let head = link.head();
    tx.add_audit(&AuditRow { seq: link.seq, body: link.body, hash: link.hash })?;
    Ok(head)
}

/// Proves the whole chain up to its head; `Err` inside names the first place that does not fit.
pub fn verify(tx: &Tx<'_>) -> Result<Result<Head, Broken>, StoreError> {
    const PAGE: u32 = 1000;
    let Heads { profile, realm, audit_seq, audit_hash, .. } = born(tx)?;
    let tenant = tenant(&profile, realm);
    let mut head = Head::genesis(&tenant);
    loop {
        let page = tx.audit_after(head.seq, PAGE)?;
        if page.is_empty() {
            // The head row is a witness of its own: a tail that was cut off shows here.
            let whole = head.seq == audit_seq && head.hash == audit_hash;
            return Ok(if whole { Ok(head) } else { Err(Broken::CutOff(audit_seq)) });
        }
        let links = page.into_iter().map(|row| Link { seq: row.seq, body: row.body, hash: row.hash });
        match audit::verify(&tenant, head, links, &BTreeMap::new()) {
            Ok(next) => head = next,
            Err(broken) => return Ok(Err(broken)),
        }
    }
}
