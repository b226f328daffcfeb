//! Cases as lists, views and histories show them.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    case::{Case, DocumentKind, State},
    exemption::Evidence,
    lifecycle::AllowedAct,
    light::Light,
    reason::Reason,
    role::Role,
};

use super::{CaseFile, CaseMarks, OverdueCounts};

/// The worklists of DECISIONS 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WorklistName {
    /// 待办
    Todo,
    /// 补正
    Supplement,
    /// 容缺待补
    Tolerance,
    /// 出件
    Issue,
    /// 后台收件箱
    Inbox,
    /// 待决定
    Deciding,
    /// 否定待批
    Negatives,
    /// 退回窗口
    Returned,
}

impl WorklistName {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Todo,
        Self::Supplement,
        Self::Tolerance,
        Self::Issue,
        Self::Inbox,
        Self::Deciding,
        Self::Negatives,
        Self::Returned,
    ];
}

/// A page of a list, by keyset cursor.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// Rows.
    pub items: Vec<T>,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// A row of a worklist or a query; masked at level L.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseSummary {
    /// Case.
    pub id: Uuid,
    /// Version.
    pub version: u64,
    /// State.
    pub state: State,
    /// Case number.
    pub case_no: Option<String>,
    /// Short receipt number.
    pub receipt_no: Option<String>,
    /// Item.
    pub item_name: String,
    /// Department code.
    pub department: String,
    /// Department name.
    pub department_name: String,
    /// Applicant, masked.
    pub applicant: String,
    /// Number of the applicant, masked.
    pub number: String,
    /// Received.
    pub received_at: Option<Timestamp>,
    /// What is due first.
    pub due: Option<Date>,
    /// Which clock that is: key `clock.window`, `clock.promised` …
    pub due_kind: Option<String>,
    /// Worst light of the case (R9.15).
    pub light: Light,
    /// What the list asks to be done, in words of `i18n`: `task.check_supplement` …
    pub task: Option<String>,
    /// Who works on it, and what else the department's queue shows.
    #[serde(default)]
    pub marks: CaseMarks,
}

/// `GET /v1/cases/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseDetail {
    /// The case, masked at level L.
    pub case: Case,
    /// What this person may do now.
    pub allowed_acts: Vec<AllowedAct>,
    /// Stored answers of registers that its rows name.
    pub evidence: Vec<Evidence>,
    /// Clocks with lights.
    pub clocks: ClockView,
    /// Its files, in the order in which they came. Reading one is asked for by itself, and recorded.
    #[serde(default)]
    pub files: Vec<CaseFile>,
}

/// `GET /v1/cases/{id}/clock`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClockView {
    /// Worst light.
    pub light: Light,
    /// A line per clock.
    pub lines: Vec<ClockLine>,
}

/// One clock, explained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClockLine {
    /// `window`, `term`, `promised`, `statutory`, `delivery`, `tolerance`, `supplement_check`, `sign_for`.
    pub kind: String,
    /// Its light.
    pub light: Light,
    /// Last day.
    pub due: Option<Date>,
    /// Working days left; negative = over.
    pub remaining: Option<i64>,
    /// The date reaches into a year without a notice (R9.4).
    pub provisional: bool,
    /// How the date came about, line by line.
    pub explain: Vec<Reason>,
}

/// One entry of a case's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TimelineEntry {
    /// Version of the case after it.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// Command type.
    pub act: String,
    /// Transitions.
    pub transitions: Vec<u8>,
    /// State afterwards.
    pub state: State,
    /// Who.
    pub person: String,
    /// In which role.
    pub role: Role,
    /// Where.
    pub window_id: Option<String>,
    /// Documents issued, as numbers.
    pub documents: Vec<String>,
    /// Reason or remark given.
    pub remark: Option<String>,
}

/// `GET /v1/documents/{no}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DocumentView {
    /// Number.
    pub no: String,
    /// Kind.
    pub kind: DocumentKind,
    /// Case.
    pub case_id: Uuid,
    /// The frozen text.
    pub text: String,
    /// SHA-256 of the text.
    pub sha256: String,
    /// Issued.
    pub issued_at: Timestamp,
}

/// `GET /v1/stats/cases`: of the cases that the asker sees, how many are in each state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseCounts {
    /// States that occur, by name.
    pub states: Vec<(State, u64)>,
    /// Missed limits and their reasons.
    #[serde(default)]
    pub overdue: OverdueCounts,
}

/// `GET /v1/cases?…`: at least one field, so that nobody browses at large (11.2).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CaseQuery {
    /// Case or receipt number, or its end.
    pub number: Option<String>,
    /// Part of the item's name.
    pub item: Option<String>,
    /// Applicant id from a lookup.
    pub applicant_id: Option<Uuid>,
    /// Received on or after.
    pub from: Option<Date>,
    /// Received on or before.
    pub to: Option<Date>,
    /// State.
    pub state: Option<State>,
    /// Cursor.
    pub cursor: Option<String>,
    /// Rows, at most 200.
    #[serde(deserialize_with = "rows")]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// Reads how many rows of a list are wanted: one to 200.
pub fn rows<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    let rows = Option::<u32>::deserialize(from)?;
    if rows.is_some_and(|rows| !(1..=200).contains(&rows)) {
        return Err(serde::de::Error::custom("between 1 and 200 rows"));
    }
    Ok(rows)
}
