//! Floor 2. What crosses the wire: commands and their canonical bytes, receipts, resources, problems.
//!
//! A command is sealed once, with its own id, before the first byte leaves. Its bytes are canonical JSON: keys sorted,
//! no blanks, whole numbers only, no key twice. The same bytes are the HTTP body, are fingerprinted, and are signed.

mod canonical;
mod command;
pub mod kind;
mod problem;
mod receipt;
mod resource;
mod seal;
mod told;

pub use canonical::{NotCanonical, canonical_bytes, canonical_value, check_canonical};
pub use command::{Command, ENVELOPE_VERSION, OLDEST_ENVELOPE};
pub use problem::{FieldProblem, Problem};
pub use receipt::{IssuedDocument, NotOpened, Receipt, ReceiptPayload, Verdict};
pub use resource::{
    AuditLink, AuditPage, CalendarNotice, CalendarYear, CaseCounts, CaseDetail, CaseEvent, CaseFile, CaseMarks,
    CaseQuery, CaseSummary, CatalogueChanges, CatalogueSnapshot, CentreTime, ChainMark, ChangeEntry, ChangePassword,
    ChangeStaff, Changes, ClockForward, ClockLine, ClockView, CloudEvent, ConfirmTotp, DEVICE_GRANT, DeliveryState,
    DeliveryView, DemoSignIn, DeviceAuthorization, DeviceAuthorizationForm, DeviceCode, DeviceLine, DifferenceLine,
    DocumentView, EnrolRequest, EnrolTotp, Enrolled, EvidenceAnswered, EvidenceRequest, ExportReason, ExportRequest,
    FileState, Health, ItemSummary, KnownFact, LeaseMark, LookupAnswer, LookupRequest, MarkedMeta, Me, Meta, NewStaff,
    NoteWeight, OAUTH_CLIENT, OauthError, OauthRefusal, OfficeAct, OfficeContent, OfficeDeed, OfficeDetail,
    OfficeDifference, OfficeDraft, OfficeImport, OfficeKind, OfficeNote, OfficeOffer, OfficePublication, OfficeReview,
    OfficeRevision, OfficeState, OfficeStep, OneTimePassword, OverdueCounts, Page, Person, Proposal, ProposalAct,
    ProposalConfirmed, ProposalKind, ProposalState, ProposedChange, PublicKey, QueueCounts, QueueFilter, QueueTicket,
    REFRESH_GRANT, Ready, Realm, ReconcileAnswer, ReconcileItem, ReconcileLine, ReconcileRequest, ReconcileState,
    RecoveryLine, RecoveryReason, RecoveryRequest, Redelivered, RegionLaw, RegionSettings, RegisterLine, RemoveTotp,
    ResetPassword, RevealAnswer, RevealRequest, RevokeForm, Session, SettingLine, SettingsFrom, SignIn, SimilarCase,
    SnapshotHead, SnapshotLine, StaffChanged, StaffLine, TimelineEntry, TokenAnswer, TokenForm, TotpSecret, UploadView,
    WebhookMade, WebhookRequest, WebhookView, WorklistName, YearFrom, rows,
};
pub use seal::{Fingerprint, KeyError, KeyPair, fingerprint, keyed_hash, sha256_hex, signature_holds, verify};
pub use told::{NotWhole, Strange, Told, read_answer, read_whole};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;
