//! The audit chain: every verdict, sign-in, reveal, lookup and refusal, each bound to the one before (RELIABILITY 4).
//! An entry is written in the transaction of what it tells of, so that neither exists without the other. It holds no
//! personal data: ids, codes and keyed hashes only.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    contract::{Person, Realm, canonical_bytes, sha256_hex},
    domain::role::Role,
};

use super::{
    centre::born,
    store::{AuditRow, StoreError, Tx},
};

/// One entry, as it is hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Form of the entry.
    pub v: u32,
    /// Centre time.
    pub at: Timestamp,
    /// Person; nil for the service itself or somebody unknown.
    pub person: Uuid,
    /// In which role.
    pub role: Option<Role>,
    /// Device, if one was involved.
    pub device: Option<Uuid>,
    /// What: a command type, or a word of RULES 11.4.
    pub action: String,
    /// Case, if one was involved.
    pub case_id: Option<Uuid>,
    /// Command, if it was one.
    pub command_id: Option<Uuid>,
    /// `ok`, `applied`, `rejected`, `refused`.
    pub outcome: String,
    /// Code of a problem, field or reason; hash of what was searched.
    pub detail: Option<String>,
}

impl Entry {
    /// An entry about something that worked.
    pub fn new(at: Timestamp, action: &str) -> Self {
        Self {
            v: 1,
            at,
            person: Uuid::nil(),
            role: None,
            device: None,
            action: action.to_owned(),
            case_id: None,
            command_id: None,
            outcome: "ok".to_owned(),
            detail: None,
        }
    }

    /// Names who did it.
    #[must_use]
    pub fn by(mut self, person: &Person) -> Self {
        self.person = person.id;
        self.role = Some(person.role);
        self
    }

    /// Names the case.
    #[must_use]
    pub fn on(mut self, case_id: Uuid) -> Self {
        self.case_id = Some(case_id);
        self
    }

    /// Adds a code or a hash.
    #[must_use]
    pub fn with(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Says how it ended.
    #[must_use]
    pub fn outcome(mut self, outcome: &str) -> Self {
        outcome.clone_into(&mut self.outcome);
        self
    }
}

/// Where the chain begins.
pub fn genesis(realm: Realm) -> String {
    sha256_hex(format!("chuangtai audit {realm:?}").as_bytes())
}

fn link(seq: u64, previous: &str, body: &str) -> String {
    sha256_hex(format!("{seq}\n{previous}\n{body}").as_bytes())
}

/// Appends an entry; answers its place and hash.
pub fn append(tx: &Tx<'_>, entry: &Entry) -> Result<(u64, String), StoreError> {
    let heads = born(tx)?;
    let bytes = canonical_bytes(entry).map_err(|_| StoreError::Unreadable { what: "audit entry" })?;
    let body = String::from_utf8(bytes).map_err(|_| StoreError::Unreadable { what: "audit entry" })?;
    let seq = heads.audit_seq + 1;
    let hash = link(seq, &heads.audit_hash, &body);
    tx.add_audit(&AuditRow { seq, body, hash: hash.clone() })?;
    Ok((seq, hash))
}

/// Proves the whole chain up to its head; `Err` names the first place that does not fit.
pub fn verify(tx: &Tx<'_>) -> Result<Result<u64, u64>, StoreError> {
    const PAGE: u32 = 1000;
    let heads = born(tx)?;
    let mut hash = genesis(heads.realm);
    let mut seq = 0;
    loop {
        let page = tx.audit_after(seq, PAGE)?;
        if page.is_empty() {
            let whole = seq == heads.audit_seq && hash == heads.audit_hash;
            return Ok(if whole { Ok(seq) } else { Err(seq + 1) });
        }
        for row in page {
            if row.seq != seq + 1 || link(row.seq, &hash, &row.body) != row.hash {
                return Ok(Err(seq + 1));
            }
            (seq, hash) = (row.seq, row.hash);
        }
    }
}
