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
    AuditLink, AuditPage, CalendarYear, CaseCounts, CaseDetail, CaseQuery, CaseSummary, CatalogueSnapshot, CentreTime,
    ChainMark, ChangeEntry, ChangePassword, ChangeStaff, Changes, ClockForward, ClockLine, ClockView, ConfirmTotp,
    DEVICE_GRANT, DemoSignIn, DeviceAuthorization, DeviceAuthorizationForm, DeviceCode, DeviceLine, DocumentView,
    EnrolRequest, EnrolTotp, Enrolled, EvidenceAnswered, EvidenceRequest, ItemSummary, KnownFact, LookupAnswer,
    LookupRequest, MarkedMeta, Me, Meta, NewStaff, OAUTH_CLIENT, OauthError, OauthRefusal, OneTimePassword, Page,
    Person, PublicKey, QueueTicket, REFRESH_GRANT, Realm, ReconcileAnswer, ReconcileItem, ReconcileLine,
    ReconcileRequest, ReconcileState, RegisterLine, RemoveTotp, ResetPassword, RevealAnswer, RevealRequest, RevokeForm,
    Session, SignIn, SnapshotHead, SnapshotLine, StaffLine, TimelineEntry, TokenAnswer, TokenForm, TotpSecret,
    WorklistName,
};
pub use seal::{Fingerprint, KeyError, KeyPair, fingerprint, keyed_hash, sha256_hex, signature_holds, verify};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
