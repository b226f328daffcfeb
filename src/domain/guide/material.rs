//! A material of a guide: what is asked, how it may be satisfied, what the clerk looks at.

use serde::{Deserialize, Serialize};

use super::Condition;

/// Necessity as the source states it (FIELDS 2).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Necessity {
    /// 必要
    Required,
    /// 非必要
    Optional,
    /// The source lists it without saying; treated as required (DECISIONS 8).
    #[default]
    Unstated,
}

/// R2.4: main (主件) or secondary (非主件).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaterialRole {
    /// Decides the result; can never be tolerated (R0.4).
    Main,
    /// All others.
    #[default]
    Secondary,
}

/// A form in which the material may be handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaterialForm {
    /// 原件
    Original,
    /// 复印件
    Copy,
    /// 电子文件
    Electronic,
}

/// What happens to a shown original: collected (原件收) or only inspected (原件验).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OriginalUse {
    /// Kept with the case.
    Collect,
    /// Looked at and given back.
    Inspect,
}

/// 来源渠道.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MaterialSource {
    /// 申请人自备
    Applicant,
    /// 政府部门核发
    Government,
    /// 中介
    Intermediary,
    /// 其他
    Other,
    /// Not stated.
    #[default]
    Unstated,
}

/// One thing to look at (审查要点), with words that can be read out to the citizen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReviewPoint {
    /// The standard: 标明各功能区面积.
    pub text: String,
    /// What the clerk can say when it is not met: “请在图上标出各功能区的面积。”
    #[serde(default)]
    pub say: Option<String>,
}

/// A usual defect, chosen by digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Defect {
    /// Stable code kept in the case: `unsigned`.
    pub code: String,
    /// 未签字.
    pub text: String,
    /// Words for the citizen.
    #[serde(default)]
    pub say: Option<String>,
    /// Art. 32(3): can be corrected on the spot.
    #[serde(default)]
    pub spot_fixable: bool,
}

/// RULES 2.3: the four modes of tolerance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ToleranceMode {
    /// 材料后补
    SupplementLater,
    /// 免交
    Waive,
    /// 实质审查后置
    DeferReview,
    /// 豁免
    ExemptReview,
}

/// R2.7: an entry of the published tolerance list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ToleranceRule {
    /// Which mode the list allows.
    pub mode: ToleranceMode,
    /// Days the list gives, in working days; the bound of R2.15 still holds.
    #[serde(default)]
    pub due_days: Option<u32>,
    /// Running number on the published list: 第 14 项.
    #[serde(default)]
    pub list_no: Option<u32>,
    /// Forms in which it may be supplied later.
    #[serde(default)]
    pub supply_forms: Vec<MaterialForm>,
    /// R2.7; `None` = by mode and region profile (R2.35).
    #[serde(default)]
    pub blocks_issue: Option<bool>,
    /// R2.7; `None` = by mode and region profile (R2.35).
    #[serde(default)]
    pub blocks_decision: Option<bool>,
}

/// One material.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "independent marks of the implementation list, each with its rule")]
pub struct Material {
    /// Stable over versions of the guide (DECISIONS 3).
    pub code: String,
    /// Running number as printed.
    pub no: u32,
    /// 材料名称.
    pub name: String,
    /// 必要性.
    pub necessity: Necessity,
    /// Main or secondary; `None` = the source does not say, and then the tolerance list decides.
    pub role: Option<MaterialRole>,
    /// Forms that are accepted; empty = not stated.
    pub forms: Vec<MaterialForm>,
    /// Originals asked for.
    pub originals: Option<u32>,
    /// Copies asked for.
    pub copies: Option<u32>,
    /// Collected or inspected.
    pub original_use: Option<OriginalUse>,
    /// 纸张规格.
    pub paper: Option<String>,
    /// Where it comes from.
    pub source: MaterialSource,
    /// Authority that issues it.
    pub issuer: Option<String>,
    /// 受理标准 and review points; empty for six materials of seven in real guides.
    pub review_points: Vec<ReviewPoint>,
    /// Usual defects by digit.
    pub defects: Vec<Defect>,
    /// 填报须知.
    pub fill_note: Option<String>,
    /// A sample or a blank form exists.
    pub sample: bool,
    /// Legal basis of the demand.
    pub basis: Option<String>,
    /// Due only if this holds; `None` = always.
    pub when: Option<Condition>,
    /// A condition in words that nobody has made a [`Condition`] of yet: undecided, never passed (DECISIONS 8).
    pub condition_text: Option<String>,
    /// Entry of the tolerance list; `None` = not on it.
    pub tolerance: Option<ToleranceRule>,
    /// R2.6: kinds that may never be tolerated (form, identity, authorisation, signature, safety), from reviewed data.
    pub never_tolerable: bool,
    /// `ECert`: type in the certificate register.
    pub cert_type: Option<String>,
    /// `DataShare`: interface that answers the question.
    pub share_interface: Option<String>,
    /// `DeptVerify`: department that can be asked.
    pub verify_by: Option<String>,
    /// `SubstituteCert`: certificate types that prove the same, with the rule that says so.
    pub substitutes: Vec<String>,
    /// `Commitment`: a COM may replace it.
    pub commitment: bool,
    /// `Cancelled`: the rule that abolished the demand.
    pub cancelled_by: Option<String>,
    /// `EForm`: the desk's own form produces it.
    pub from_form: bool,
    /// R6.4: a law or regulation demands paper even beside an electronic one.
    pub paper_basis: Option<String>,
    /// Remark.
    pub note: Option<String>,
}

impl Material {
    /// R2.4: main by the guide.
    pub fn is_main(&self) -> bool {
        self.role == Some(MaterialRole::Main)
    }
}
