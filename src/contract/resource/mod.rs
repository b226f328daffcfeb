//! What reads answer (DESIGN 4). Personal data in lists and cases are masked at level L by the centre (R11.6).

mod applicant;
mod case;
mod catalogue;
mod desk;
mod mark;
mod queue;
mod session;
mod upkeep;

pub use applicant::{
    EvidenceAnswered, EvidenceRequest, KnownFact, LookupAnswer, LookupRequest, RevealAnswer, RevealRequest,
};
pub use case::{
    CaseCounts, CaseDetail, CaseQuery, CaseSummary, ClockLine, ClockView, DocumentView, Page, TimelineEntry,
    WorklistName,
};
pub use catalogue::{CatalogueSnapshot, SnapshotHead, SnapshotLine};
pub use desk::{ChangeEntry, Changes, ItemSummary, Me, Meta, Person, PublicKey, QueueTicket, Realm};
pub use mark::{ChainMark, MarkedMeta};
pub use queue::{CaseMarks, ExportReason, ExportRequest, LeaseMark, OverdueCounts, QueueCounts, QueueFilter};
pub use session::{CentreTime, ClockForward, DemoSignIn, EnrolRequest, Enrolled, Session, SignIn};
pub use upkeep::{
    AuditLink, AuditPage, CalendarYear, ReconcileAnswer, ReconcileItem, ReconcileLine, ReconcileRequest,
    ReconcileState, RegisterLine,
};
