//! The department's queue: what a row shows of who works on it, how the queue is narrowed, and lists as files.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::case::{OverdueCode, ReturnCode};

use super::{CaseQuery, WorklistName};
use crate::contract::told::{Told, readable};

/// How a worklist is narrowed.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum QueueFilter {
    /// Not at all.
    #[default]
    All,
    /// What the asker has claimed.
    Mine,
    /// What nobody has claimed.
    Unclaimed,
    /// A limit of the organ has passed.
    Overdue,
    /// It was sent back, to the window or to review.
    Returned,
    /// The clocks of the decision stand still.
    Paused,
}

impl QueueFilter {
    /// All, in the order of the screen.
    pub const ALL: [Self; 6] = [Self::All, Self::Mine, Self::Unclaimed, Self::Overdue, Self::Returned, Self::Paused];

    /// Key of its name in `i18n`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "queue.all",
            Self::Mine => "queue.mine",
            Self::Unclaimed => "queue.unclaimed",
            Self::Overdue => "queue.overdue",
            Self::Returned => "queue.returned",
            Self::Paused => "queue.paused",
        }
    }
}

/// `GET /v1/worklists/{name}/counts`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QueueCounts {
    /// How many cases each filter leaves; one that this program does not know cannot be chosen here.
    #[serde(deserialize_with = "readable")]
    pub counts: Vec<(QueueFilter, u64)>,
}

/// Who works on a case, as colleagues see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LeaseMark {
    /// Person.
    pub holder: Uuid,
    /// Name.
    pub name: String,
    /// Until then, by the centre's time.
    pub until: Timestamp,
}

/// What a row of the queue shows beside the case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct CaseMarks {
    /// Who works on it now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lease: Option<LeaseMark>,
    /// It may be granted together with others of its kind.
    pub simple: bool,
    /// The clocks of the decision stand still.
    pub paused: bool,
    /// Why the department sent it back, if it lies with the window for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<ReturnCode>)]
    pub returned: Option<Told<ReturnCode>>,
    /// The last reason that was given for a missed limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<OverdueCode>)]
    pub overdue: Option<Told<OverdueCode>>,
}

/// Of `GET /v1/stats/cases`: missed limits that still run, and what was said about them (R3.11, R9.16).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct OverdueCounts {
    /// Open cases with a missed limit of the organ.
    pub open: u64,
    /// Of these, those that nobody has given a reason for.
    pub unexplained: u64,
    /// How many cases each reason was given for, open or not.
    #[serde(deserialize_with = "readable")]
    pub reasons: Vec<(OverdueCode, u64)>,
}

/// Why a list is taken out of the system: chosen from these, so that the audit trail can name it (R11.14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExportReason {
    /// 统计上报
    Report,
    /// 效能督查
    Supervision,
    /// 交接核对
    HandOver,
    /// 依法调取
    LegalRequest,
}

impl ExportReason {
    /// All, in the order of their digits.
    pub const ALL: [Self; 4] = [Self::Report, Self::Supervision, Self::HandOver, Self::LegalRequest];

    /// Key of its words in `i18n`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Report => "export.report",
            Self::Supervision => "export.supervision",
            Self::HandOver => "export.hand_over",
            Self::LegalRequest => "export.legal_request",
        }
    }
}

/// `POST /v1/exports/cases`: a worklist or a query as a table; masked unless a right and a reason say otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportRequest {
    /// This worklist; without one the query.
    #[serde(default)]
    pub list: Option<WorklistName>,
    /// How the worklist is narrowed.
    #[serde(default)]
    pub filter: QueueFilter,
    /// What is asked for, where no worklist is named: at least one field.
    #[serde(default)]
    pub query: CaseQuery,
    /// Why.
    pub reason: ExportReason,
    /// With names and numbers in clear.
    #[serde(default)]
    pub clear: bool,
}
