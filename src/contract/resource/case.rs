//! Cases as lists, views and histories show them.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
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
use crate::contract::told::{Strange, Told, read_in_part, readable};

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
    #[schema(value_type = State)]
    pub state: Told<State>,
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
    #[schema(value_type = Light)]
    pub light: Told<Light>,
    /// What the list asks to be done, in words of `i18n`: `task.check_supplement` …
    pub task: Option<String>,
    /// Who works on it, and what else the department's queue shows.
    #[serde(default)]
    pub marks: CaseMarks,
}

/// `GET /v1/cases/{id}`.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
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
    pub files: Vec<CaseFile>,
    /// What may be the same matter: this applicant, this item, within thirty days. A person decides (F44).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<SimilarCase>,
    /// F41: values in it that this program does not know. The case is only read then: no act is offered, and what stands
    /// in the place of a state or a light is asked for by [`Self::state`] and [`Self::light`].
    #[serde(skip)]
    pub strange: Vec<Strange>,
}

const STATE: &str = "/case/state";
const LIGHT: &str = "/clocks/light";

/// Where something must stand in a case, and what is put there when this program does not know what did.
const STAND_INS: &[(&str, &str)] =
    &[(STATE, "Archived"), (LIGHT, "grey"), ("/case/fee", "none"), ("/case/application/applicant/kind", "person")];

impl CaseDetail {
    /// Main state.
    pub fn state(&self) -> Told<State> {
        self.told(STATE, self.case.state)
    }

    /// Worst light.
    pub fn light(&self) -> Told<Light> {
        self.told(LIGHT, self.clocks.light)
    }

    fn told<T>(&self, place: &str, read: T) -> Told<T> {
        let strange = self.strange.iter().find(|strange| strange.place == place);
        strange.map_or(Told::Known(read), |strange| Told::Unknown(strange.value.clone()))
    }
}

impl<'de> Deserialize<'de> for CaseDetail {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Wire {
            case: Case,
            allowed_acts: Vec<AllowedAct>,
            #[serde(deserialize_with = "readable")]
            evidence: Vec<Evidence>,
            clocks: ClockView,
            #[serde(default, deserialize_with = "readable")]
            files: Vec<CaseFile>,
            #[serde(default)]
            similar: Vec<SimilarCase>,
        }
        let (wire, strange) =
            read_in_part::<Wire>(Value::deserialize(from)?, STAND_INS).map_err(serde::de::Error::custom)?;
        let Wire { case, allowed_acts, evidence, clocks, files, similar } = wire;
        // Whoever does not see all of a case does nothing to it.
        let allowed_acts = if strange.is_empty() { allowed_acts } else { Vec::new() };
        Ok(Self { case, allowed_acts, evidence, clocks, files, similar, strange })
    }
}

/// F44: what may be the same matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SimilarCase {
    /// Case.
    pub case_id: Uuid,
    /// Code of its item.
    pub item_code: String,
    /// Name of its item.
    pub item_name: String,
    /// State.
    #[schema(value_type = State)]
    pub state: Told<State>,
    /// Case or receipt number, once there is one.
    pub number: Option<String>,
    /// When it was received, or first came in as a draft.
    pub at: Timestamp,
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
    #[schema(value_type = State)]
    pub state: Told<State>,
    /// Who.
    pub person: String,
    /// In which role.
    #[schema(value_type = Role)]
    pub role: Told<Role>,
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
    #[serde(deserialize_with = "readable")]
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
