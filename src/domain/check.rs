//! RULES 1.3, 6. What lies on the counter against what the guide asks: a verdict per material, with reason and rule.
//! The one conclusion is drawn in `acceptance`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::exemption::SatisfyBy;

/// What the clerk has seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nobody has looked at it yet.
    #[default]
    Unchecked,
    /// 齐
    Ok,
    /// 不合格
    Defect,
    /// 缺
    Absent,
}

/// One row of the clerk's check list: how a material was satisfied and what was found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialRow {
    /// R0.3: a material of the pinned guide version.
    pub material_code: String,
    /// R6.2; `None` = nothing chosen yet.
    #[serde(default)]
    pub by: Option<SatisfyBy>,
    /// Originals handed in.
    #[serde(default)]
    pub originals: u32,
    /// Copies handed in.
    #[serde(default)]
    pub copies: u32,
    /// Pages.
    #[serde(default)]
    pub pages: u32,
    /// What was found.
    #[serde(default)]
    pub verdict: Verdict,
    /// Codes of the guide's usual defects.
    #[serde(default)]
    pub reason_codes: Vec<String>,
    /// What is wrong, in the clerk's words.
    #[serde(default)]
    pub note: Option<String>,
    /// Art. 32(3): can be put right at the counter.
    #[serde(default)]
    pub spot_fixable: bool,
    /// The register's answer behind an electronic way.
    #[serde(default)]
    pub evidence_id: Option<Uuid>,
    /// SHA-256 of the scans.
    #[serde(default)]
    pub blobs: Vec<String>,
}

/// One answer of the situation interview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Question id.
    pub question: String,
    /// Choice ids; more than one only where the question allows it.
    pub choices: Vec<String>,
}
