//! What the applicant hands in: who, which item, which situation, which materials, which form.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::domain::{
    agency::Letter,
    check::{Answer, MaterialRow},
    guide::{DeliveryWay, GuideRef, ServiceObject},
};

/// A person or an organisation on a case. `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Person or organisation.
    pub kind: ServiceObject,
    /// As received, never normalised.
    pub name: String,
    /// Kind of number: `citizen_id`, `credit_code`, `passport` … (RULES 7).
    pub number_kind: String,
    /// The number, normalised for coding only (full-width folded, upper case).
    pub number: String,
    /// Telephone.
    #[serde(default)]
    pub phone: String,
    /// Address of service (R10.12).
    #[serde(default)]
    pub address: String,
    /// Legal representative of an organisation.
    #[serde(default)]
    pub legal_representative: Option<String>,
}

impl fmt::Debug for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Party")
            .field("kind", &self.kind)
            .field("number_kind", &self.number_kind)
            .finish_non_exhaustive()
    }
}

/// R1.1: how the application came. The wire value is the code of the provincial exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// 窗口
    #[default]
    Window,
    /// 网上
    Online,
    /// 信函
    Letter,
    /// 电子邮件
    Email,
    /// 代办
    Agent,
    /// 其他
    Other,
}

/// How the result shall reach the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Way.
    pub way: DeliveryWay,
    /// Address for post; empty = the applicant's address of service.
    #[serde(default)]
    pub address: String,
}

impl Default for Delivery {
    fn default() -> Self {
        Self { way: DeliveryWay::Window, address: String::new() }
    }
}

/// An agent acting for the applicant, with the letter that says how far (R5.12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentOnCase {
    /// The agent.
    pub party: Party,
    /// The letter of authorisation.
    pub letter: Letter,
}

/// Where the value of a form field came from (RULES 6: what is known is not asked again, and it is said whence).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldSource {
    /// Somebody typed it, or nobody did anything.
    #[default]
    Typed,
    /// A card reader or scanner.
    Scanned,
    /// The centre knew it.
    Known,
    /// From the applicant's step.
    Applicant,
    /// From a certificate in a register.
    Certificate,
    /// From an earlier case of the applicant.
    EarlierCase,
    /// From another form of the same visit.
    OtherForm,
}

/// The application as a command carries it and the case keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// Whose right is at stake.
    pub applicant: Party,
    /// Who acts for them.
    #[serde(default)]
    pub agent: Option<AgentOnCase>,
    /// Item and version.
    pub guide_version: GuideRef,
    /// Answers of the situation interview.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// One row per material that was touched.
    #[serde(default)]
    pub materials: Vec<MaterialRow>,
    /// Form values by field id.
    #[serde(default)]
    pub form: BTreeMap<String, String>,
    /// Where the values came from; what is not named was typed at the counter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form_sources: BTreeMap<String, FieldSource>,
    /// How it came.
    #[serde(default)]
    pub channel: Channel,
    /// How the result goes.
    #[serde(default)]
    pub delivery: Delivery,
}
