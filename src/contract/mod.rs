//! Floor 2. What crosses the wire: commands and their canonical bytes, receipts, resources, problems.
//!
//! A command is sealed once, with its own id, before the first byte leaves. Its bytes are canonical JSON: keys sorted,
//! no blanks, whole numbers only, no key twice. The same bytes are the HTTP body, are fingerprinted, and are signed.

mod canonical;
mod command;
mod problem;
mod receipt;
mod resource;
mod seal;

pub use canonical::{NotCanonical, canonical_bytes, canonical_value, check_canonical};
pub use command::{Command, ENVELOPE_VERSION};
pub use problem::{FieldProblem, Problem};
pub use receipt::{IssuedDocument, Receipt, ReceiptPayload, Verdict};
pub use resource::{
    AuditLink, AuditPage, CalendarYear, CaseCounts, CaseDetail, CaseMarks, CaseQuery, CaseSummary, CatalogueSnapshot,
    CentreTime, ChainMark, ChangeEntry, Changes, ClockForward, ClockLine, ClockView, DemoSignIn, DocumentView,
    EnrolRequest, Enrolled, EvidenceAnswered, EvidenceRequest, ExportReason, ExportRequest, ItemSummary, KnownFact,
    LeaseMark, LookupAnswer, LookupRequest, MarkedMeta, Me, Meta, OverdueCounts, Page, Person, PublicKey, QueueCounts,
    QueueFilter, QueueTicket, Realm, ReconcileAnswer, ReconcileItem, ReconcileLine, ReconcileRequest, ReconcileState,
    RegisterLine, RevealAnswer, RevealRequest, Session, SignIn, SnapshotHead, SnapshotLine, TimelineEntry,
    WorklistName,
};
pub use seal::{Fingerprint, KeyError, KeyPair, fingerprint, keyed_hash, sha256_hex, signature_holds, verify};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
