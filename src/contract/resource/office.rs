//! The catalogue office: what is imported, edited, reviewed and published stands here as drafts until it comes into force
//! (issue C 6). Guides, tolerance lists, settings and calendars go one way.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    contract::told::{Told, readable},
    domain::{
        calendar::Year,
        guide::Guide,
        settings::{SettingValue, SettingsChange},
        tolerance::ToleranceList,
    },
};

/// What a draft is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfficeKind {
    /// One version of a service guide.
    Guide,
    /// A region's tolerance list.
    Tolerance,
    /// Settings of the region.
    Settings,
    /// The holidays of a year.
    Calendar,
}

impl OfficeKind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Guide, Self::Tolerance, Self::Settings, Self::Calendar];

    /// As the wire spells it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Guide => "guide",
            Self::Tolerance => "tolerance",
            Self::Settings => "settings",
            Self::Calendar => "calendar",
        }
    }

    /// Key of its name in `i18n`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Guide => "office.kind.guide",
            Self::Tolerance => "office.kind.tolerance",
            Self::Settings => "office.kind.settings",
            Self::Calendar => "office.kind.calendar",
        }
    }
}

/// How far a draft has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfficeState {
    /// 草稿: being edited.
    Draft,
    /// 待审: waits for a second person.
    Submitted,
    /// 退回: the second person sent it back.
    Returned,
    /// 审核通过: may be published.
    Reviewed,
    /// 待生效: published, comes into force on its day.
    Scheduled,
    /// 已生效.
    InForce,
    /// 已撤回.
    Withdrawn,
}

impl OfficeState {
    /// Key of its name in `i18n`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Draft => "office.state.draft",
            Self::Submitted => "office.state.submitted",
            Self::Returned => "office.state.returned",
            Self::Reviewed => "office.state.reviewed",
            Self::Scheduled => "office.state.scheduled",
            Self::InForce => "office.state.in_force",
            Self::Withdrawn => "office.state.withdrawn",
        }
    }

    /// May be edited and submitted.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Nothing happens to it any more.
    pub fn is_over(self) -> bool {
        matches!(self, Self::InForce | Self::Withdrawn)
    }
}

/// The announced days of a year (R9.1), with the notice that says so (R9.2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarNotice {
    /// Year.
    pub year: i16,
    /// Number of the notice: 国办发明电〔2026〕9号.
    pub basis: String,
    /// The days.
    pub days: Year,
}

/// What a draft holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "kind", content = "body", rename_all = "snake_case")]
pub enum OfficeContent {
    /// One version of a service guide; its number is given when it comes into force.
    Guide(Box<Guide>),
    /// A region's tolerance list.
    Tolerance(ToleranceList),
    /// Settings of the region.
    Settings(SettingsChange),
    /// The holidays of a year.
    Calendar(CalendarNotice),
}

impl OfficeContent {
    /// What it is about.
    pub fn kind(&self) -> OfficeKind {
        match self {
            Self::Guide(_) => OfficeKind::Guide,
            Self::Tolerance(_) => OfficeKind::Tolerance,
            Self::Settings(_) => OfficeKind::Settings,
            Self::Calendar(_) => OfficeKind::Calendar,
        }
    }

    /// Item code, region code or year: two drafts about the same take the place of each other.
    pub fn subject(&self) -> String {
        match self {
            Self::Guide(guide) => guide.id.item_code.clone(),
            Self::Tolerance(list) => list.region_code.clone(),
            Self::Settings(change) => change.region_code.clone(),
            Self::Calendar(notice) => notice.year.to_string(),
        }
    }
}

/// How much a remark weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoteWeight {
    /// The source is silent or was cleaned; nothing stands in the way.
    Open,
    /// A person must decide before it can be submitted.
    Decide,
    /// It cannot be taken.
    Refuse,
}

/// One remark of an import or of the check on a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfficeNote {
    /// Where: `materials[3].condition`.
    pub at: String,
    /// Where in a table: 材料!C7.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// How much it weighs.
    pub weight: NoteWeight,
    /// Stable key.
    pub code: String,
    /// What, in Chinese.
    pub text: String,
    /// By which rule.
    pub rule: String,
}

/// A draft as the list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfficeDraft {
    /// Id.
    pub id: Uuid,
    /// What it is about.
    #[schema(value_type = OfficeKind)]
    pub kind: Told<OfficeKind>,
    /// Item code, region code or year.
    pub subject: String,
    /// What it is called.
    pub name: String,
    /// Code of the organ, for a guide.
    pub department: String,
    /// State.
    #[schema(value_type = OfficeState)]
    pub state: Told<OfficeState>,
    /// Goes up with every act on it; writes carry it as `expected_version`.
    pub version: u64,
    /// First day on which it is in force.
    pub effective: Option<Date>,
    /// Last act on it.
    pub changed_at: Timestamp,
    /// Name of whoever did that.
    pub changed_by: String,
    /// Remarks that a person has still to decide.
    pub undecided: u32,
}

/// One act on a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfficeStep {
    /// The draft's version after it.
    pub version: u64,
    /// When.
    pub at: Timestamp,
    /// `import`, `edit`, `submit`, `review`, `return`, `publish`, `withdraw`, `in_force`.
    pub act: String,
    /// Who.
    pub person_id: Uuid,
    /// Their name.
    pub person: String,
    /// What they said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// `GET /v1/catalogue/office/drafts/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfficeDetail {
    /// As the list shows it.
    pub draft: OfficeDraft,
    /// What it holds.
    pub content: OfficeContent,
    /// What stands in its way or was left open, as it is now.
    pub notes: Vec<OfficeNote>,
    /// What was done to it, in order.
    pub steps: Vec<OfficeStep>,
    /// What this person may do with it now; what is not here they may not.
    #[serde(deserialize_with = "readable")]
    pub acts: Vec<OfficeOffer>,
}

/// What may be done with a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfficeDeed {
    /// `POST …/revisions`.
    Edit,
    /// `POST …/submissions`.
    Submit,
    /// `POST …/reviews`, passed.
    Pass,
    /// `POST …/reviews`, sent back.
    Return,
    /// `POST …/publications`.
    Publish,
    /// `POST …/withdrawals`.
    Withdraw,
}

/// One of them, as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfficeOffer {
    /// What.
    pub act: OfficeDeed,
    /// Why not now, in Chinese; `None` = nothing stands in its way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocked: Option<String>,
}

/// `POST /v1/catalogue/office/imports?kind=`: what came of a file. It is taken whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfficeImport {
    /// SHA-256 of the file: the same file again gives the same drafts.
    pub sha256: String,
    /// The drafts.
    pub drafts: Vec<OfficeDraft>,
    /// What was cleaned, left open or must be decided, a list per draft.
    pub notes: BTreeMap<Uuid, Vec<OfficeNote>>,
}

/// `POST /v1/catalogue/office/drafts/{id}/revisions`: the draft as it shall be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeRevision {
    /// The draft's version that was edited.
    pub expected_version: u64,
    /// What it holds now; same kind and subject.
    pub content: OfficeContent,
    /// Places of the import's remarks that are decided with this.
    #[serde(default)]
    pub decided: Vec<String>,
}

/// `POST /v1/catalogue/office/drafts/{id}/submissions` and `…/withdrawals`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeAct {
    /// The draft's version that was looked at.
    pub expected_version: u64,
    /// Why.
    #[serde(default)]
    pub remark: Option<String>,
}

/// `POST /v1/catalogue/office/drafts/{id}/reviews`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficeReview {
    /// The draft's version that was looked at.
    pub expected_version: u64,
    /// Passed, or sent back.
    pub pass: bool,
    /// Why; must be said when it is sent back.
    #[serde(default)]
    pub remark: Option<String>,
}

/// `POST /v1/catalogue/office/drafts/{id}/publications`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OfficePublication {
    /// The draft's version that was looked at.
    pub expected_version: u64,
    /// First day on which it is in force; today at the earliest.
    pub effective: Date,
}

/// `GET /v1/catalogue/office/drafts/{id}/difference`: against what is in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OfficeDifference {
    /// What it is compared with: `item_code@n`, the day from which settings hold or the region that began with
    /// them, the calendar's version; `None` = there is nothing yet.
    pub against: Option<String>,
    /// Line by line.
    pub lines: Vec<DifferenceLine>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DifferenceLine {
    /// `material`, `tolerance`, `question`, `field`, `statutory`, `promised`, `supplement_days`, `fee`, `conditions`,
    /// `handling`, `setting`, `holiday`, `makeup`.
    pub what: String,
    /// `added`, `dropped`, `changed`.
    pub how: String,
    /// Item code, where the lines are about more than one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// What that item is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_name: Option<String>,
    /// Material, question, key of a setting, day.
    pub name: String,
    /// What stands now.
    pub before: Option<String>,
    /// What would.
    pub after: Option<String>,
}

/// `GET /v1/settings`: what is in force in this region, by the keys of RULES 15.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RegionSettings {
    /// GB/T 2260.
    pub region_code: String,
    /// First day on which they hold; `None` = those that this region began with.
    #[serde(default)]
    pub effective_from: Option<Date>,
    /// Line by line.
    pub lines: Vec<SettingLine>,
}

/// One setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SettingLine {
    /// As RULES 15 calls it.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// What holds.
    pub value: SettingValue,
    /// Smallest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least: Option<u32>,
    /// Largest number allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Role that may propose another value.
    pub keeper: String,
    /// Rule.
    pub rule: String,
}
