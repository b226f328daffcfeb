//! One item in one version, as a clerk reads it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{FormRule, FormSection, Limit, Material, SpecialRule};

/// Names one version of one item: `item_code@n` on the wire (DECISIONS 3). A case pins it for life.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GuideRef {
    /// The 33-character handling-item code, else the 31-character implementation code, else a local code.
    pub item_code: String,
    /// Version of the guide, counted from 1.
    pub version: u32,
}

impl fmt::Display for GuideRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.item_code, self.version)
    }
}

impl From<GuideRef> for String {
    fn from(guide: GuideRef) -> Self {
        guide.to_string()
    }
}

impl TryFrom<String> for GuideRef {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.rsplit_once('@')
            .and_then(|(code, version)| Some((code, version.parse().ok()?)))
            .filter(|(code, version)| !code.is_empty() && *version > 0)
            .map(|(code, version)| Self { item_code: code.to_owned(), version })
            .ok_or_else(|| "expected item_code@version".to_owned())
    }
}

impl utoipa::PartialSchema for GuideRef {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("`item_code@n`"))
            .pattern(Some("^.+@[1-9][0-9]*$"))
            .into()
    }
}

impl utoipa::ToSchema for GuideRef {}

/// Kind of power behind the item (R7.14). It decides which licence-only rules (art. 32, 42, 45) apply by law and
/// which only by analogy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// 行政许可
    Licence,
    /// 行政给付
    Payment,
    /// 行政确认
    Confirmation,
    /// 行政奖励
    Reward,
    /// 行政裁决
    Adjudication,
    /// 行政备案
    Filing,
    /// 其他行政权力
    OtherPower,
    /// 公共服务
    PublicService,
}

/// How a case of this item runs (R1.33).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandlingKind {
    /// 即办件: decided in the same session.
    Immediate,
    /// 承诺件: decided within the promised limit.
    Promised,
    /// 联办件: several organs (art. 26).
    Joint,
    /// 上报件: first review here, decision above.
    Forwarded,
}

/// Who may apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceObject {
    /// 自然人
    Person,
    /// 法人 or another organisation
    Organisation,
}

/// The organ that decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Department {
    /// Stable short code inside this centre, for example `scjg`; worklists and rights go by it.
    pub code: String,
    /// Full name as on documents: 扬州市市场监督管理局.
    pub name: String,
    /// Short name in document numbers: 扬市监.
    pub short_name: String,
    /// Section that reviews: 食品经营科.
    #[serde(default)]
    pub section: Option<String>,
    /// Unified social credit code of the organ, if known.
    #[serde(default)]
    pub credit_code: Option<String>,
}

/// R10.8: no fee unless a law says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fee {
    /// What is paid for.
    pub name: String,
    /// Amount in fen; `None` when it is computed case by case.
    #[serde(default)]
    pub amount_fen: Option<u64>,
    /// Standard in words.
    #[serde(default)]
    pub standard: Option<String>,
    /// Law or regulation behind the fee.
    pub basis: String,
    /// R10.9: whether an unpaid fee blocks the decision (true) or only the issue (false).
    #[serde(default)]
    pub blocks_decision: bool,
}

/// Ways of delivery (R10.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryWay {
    /// At the issue window.
    Window,
    /// By post to the address of service.
    Post,
    /// As an electronic certificate.
    Electronic,
}

/// What the decision yields: certificate, approval, proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ResultKind {
    /// Name as printed: 食品经营许可证.
    pub name: String,
    /// Certificate type in the certificate register, if a grant puts one there.
    #[serde(default)]
    pub cert_type: Option<String>,
    /// Validity in months; `None` = no end stated.
    #[serde(default)]
    pub validity_months: Option<u32>,
}

/// A question of the situation interview (情形), answered by digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Question {
    /// Stable id that conditions refer to.
    pub id: String,
    /// As asked: 由谁来办?
    pub text: String,
    /// Answers in the order of their digits.
    pub choices: Vec<Choice>,
    /// More than one answer may hold.
    #[serde(default)]
    pub multiple: bool,
    /// Asked only if this holds.
    #[serde(default)]
    pub when: Option<super::Condition>,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Choice {
    /// Stable id that conditions refer to.
    pub id: String,
    /// As shown: 委托他人办理.
    pub label: String,
    /// What choosing it means, if the guide says so.
    #[serde(default)]
    pub note: Option<String>,
}

/// Switches of an item; all false where the source is silent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches of the implementation list, each with its rule")]
pub struct ItemFlags {
    /// R3.12 收件即受理: receipt and acceptance in one act.
    pub accept_on_receipt: bool,
    /// R2.20 容缺收件: papers may be stored without acceptance.
    pub held_papers: bool,
    /// R2.3: tolerance outside the list, signed by the chief representative.
    pub adhoc_tolerance: bool,
    /// R2.10: security, health, ecology …: neither commitment nor tolerance.
    pub risk_excluded: bool,
    /// 告知承诺制 item: COM may replace the materials marked so.
    pub commitment: bool,
    /// R5.10: on the published agent list.
    pub agent_allowed: bool,
    /// R1.2: the applicant must come in person.
    pub in_person_required: bool,
    /// T14: the department gives an opinion on acceptance.
    pub department_opinion: bool,
    /// T6: an immediate item whose grant follows from a rule alone.
    pub rule_decided: bool,
    /// art. 26 handling: 45 + 15 working days (R1.24).
    pub joint: bool,
    /// R2.5: upstream approvals may be shown by their receipt slip.
    pub secondary_if_upstream_slip: bool,
    /// R6.10 一证通办 / 一照通办: one identity document is all that is asked.
    pub single_certificate: bool,
    /// No longer in force: no new case.
    pub withdrawn: bool,
    /// 简易件: what review found to be in order may be granted together with others of its kind.
    pub simple: bool,
}

/// One version of a service guide, complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Guide {
    /// Item and version.
    #[serde(rename = "guide_version")]
    pub id: GuideRef,
    /// 事项名称.
    pub name: String,
    /// Words people use for it: 开饭店, 小吃店.
    #[serde(default)]
    pub plain_words: Vec<String>,
    /// 基本编码, 12 characters.
    #[serde(default)]
    pub basic_code: Option<String>,
    /// Code in the source's own system.
    #[serde(default)]
    pub local_code: Option<String>,
    /// Kind of power.
    #[serde(default)]
    pub kind: Option<ItemKind>,
    /// 办件类型.
    #[serde(default)]
    pub handling: Option<HandlingKind>,
    /// Who may apply; empty = not stated.
    #[serde(default)]
    pub service_objects: Vec<ServiceObject>,
    /// The organ that decides.
    pub department: Department,
    /// Region code (7.4), if known.
    #[serde(default)]
    pub region_code: Option<String>,
    /// Region as printed.
    #[serde(default)]
    pub region: Option<String>,
    /// 设定和实施依据.
    #[serde(default)]
    pub legal_basis: Vec<String>,
    /// 受理条件.
    #[serde(default)]
    pub acceptance_conditions: Vec<String>,
    /// 法定办结时限.
    #[serde(default)]
    pub statutory: Limit,
    /// 承诺办结时限.
    #[serde(default)]
    pub promised: Limit,
    /// Term for the applicant to supplement, in working days (R1.14: 5–60).
    #[serde(default)]
    pub supplement_days: Option<u32>,
    /// What is paid; `None` = free.
    #[serde(default)]
    pub fee: Option<Fee>,
    /// 特别程序 the item lists (R10.1).
    #[serde(default)]
    pub special: Vec<SpecialRule>,
    /// Questions that choose materials.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Materials in order.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// The application form.
    #[serde(default)]
    pub form: Vec<FormSection>,
    /// What must hold between fields of the form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form_rules: Vec<FormRule>,
    /// Results of a grant.
    #[serde(default)]
    pub results: Vec<ResultKind>,
    /// Ways of delivery.
    #[serde(default)]
    pub delivery: Vec<DeliveryWay>,
    /// Switches.
    #[serde(default)]
    pub flags: ItemFlags,
    /// Body that supervises after the grant (R10.20).
    #[serde(default)]
    pub supervising_body: Option<String>,
    /// Telephone of inquiry, as printed on documents.
    #[serde(default)]
    pub inquiry_phone: Option<String>,
    /// Telephone of complaint.
    #[serde(default)]
    pub complaint_phone: Option<String>,
    /// Names of fields that were filled for demonstration, for example `promised`, `materials[].review_points`.
    #[serde(default)]
    pub demonstration: Vec<String>,
}

impl Guide {
    /// The material with this stable code.
    pub fn material(&self, code: &str) -> Option<&Material> {
        self.materials.iter().find(|m| m.code == code)
    }

    /// R1.33: decided in the same session.
    pub fn is_immediate(&self) -> bool {
        self.handling == Some(HandlingKind::Immediate)
    }
}
