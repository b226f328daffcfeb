//! What reads answer (DESIGN 4). Personal data in lists and cases are masked at level L by the centre (R11.6).

mod applicant;
mod case;
mod catalogue;
mod desk;
mod device;
mod file;
mod law;
mod mark;
mod oauth;
mod office;
mod proposal;
mod queue;
mod session;
mod staff;
mod upkeep;
mod webhook;

pub use applicant::{
    EvidenceAnswered, EvidenceRequest, KnownFact, LookupAnswer, LookupRequest, RevealAnswer, RevealRequest,
};
pub use case::{
    CaseCounts, CaseDetail, CaseQuery, CaseSummary, ClockLine, ClockView, DocumentView, Page, SimilarCase,
    TimelineEntry, WorklistName, rows,
};
pub use catalogue::{CatalogueChanges, CatalogueSnapshot, SnapshotHead, SnapshotLine};
pub use desk::{ChangeEntry, Changes, Health, ItemSummary, Me, Meta, Person, PublicKey, QueueTicket, Ready, Realm};
pub use device::{DeviceCode, DeviceLine, EnrolRequest, Enrolled, RecoveryLine, RecoveryReason, RecoveryRequest};
pub use file::{CaseFile, FileState, UploadView};
pub use law::{RegionLaw, SettingsFrom, YearFrom};
pub use mark::{ChainMark, MarkedMeta};
pub use oauth::{
    DEVICE_GRANT, DeviceAuthorization, DeviceAuthorizationForm, OAUTH_CLIENT, OauthError, OauthRefusal, REFRESH_GRANT,
    RevokeForm, TokenAnswer, TokenForm,
};
pub use office::{
    CalendarNotice, DifferenceLine, NoteWeight, OfficeAct, OfficeContent, OfficeDeed, OfficeDetail, OfficeDifference,
    OfficeDraft, OfficeImport, OfficeKind, OfficeNote, OfficeOffer, OfficePublication, OfficeReview, OfficeRevision,
    OfficeState, OfficeStep, RegionSettings, SettingLine,
};
pub use proposal::{
    Proposal, ProposalAct, ProposalConfirmed, ProposalKind, ProposalState, ProposedChange, StaffChanged,
};
pub use queue::{CaseMarks, ExportReason, ExportRequest, LeaseMark, OverdueCounts, QueueCounts, QueueFilter};
pub use session::{
    CentreTime, ChangePassword, ClockForward, ConfirmTotp, DemoSignIn, EnrolTotp, RemoveTotp, Session, SignIn,
    TotpSecret,
};
pub use staff::{ChangeStaff, NewStaff, OneTimePassword, ResetPassword, StaffLine};
pub use upkeep::{
    AuditLink, AuditPage, CalendarYear, ReconcileAnswer, ReconcileItem, ReconcileLine, ReconcileRequest,
    ReconcileState, RegisterLine,
};
pub use webhook::{
    CaseEvent, CloudEvent, DeliveryState, DeliveryView, Redelivered, WebhookMade, WebhookRequest, WebhookView,
};
