//! RULES 0.2, 3.6 and DECISIONS 2. Who is who; which role an act belongs to stands in `lifecycle`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The role in which a person acts. A trainee is a `Clerk` in a training database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Role {
    /// 综合窗口办事员
    Clerk,
    /// 窗口组长/值班长
    Lead,
    /// 首席(事务)代表
    ChiefRep,
    /// 后台审查人员
    Reviewer,
    /// 审批决定人
    Approver,
    /// 本级政府负责人
    GovHead,
    /// 出件人员
    IssueClerk,
    /// 网格员/代办员
    GridAgent,
    /// 效能监察
    Supervisor,
    /// 档案员
    Archivist,
    /// 培训员
    Trainer,
    /// The service itself: what time does.
    System,
    /// 申请人, acting on an own device
    Applicant,
    /// 大厅管理
    HallManager,
    /// 事项编辑
    CatalogueEditor,
    /// 事项发布
    CataloguePublisher,
    /// 审计
    Auditor,
    /// 系统管理
    Admin,
    /// A department's own system.
    Integration,
    /// 监管部门
    SupervisingBody,
}

impl Role {
    /// Every role, for tables and tests.
    pub const ALL: [Self; 20] = [
        Self::Clerk,
        Self::Lead,
        Self::ChiefRep,
        Self::Reviewer,
        Self::Approver,
        Self::GovHead,
        Self::IssueClerk,
        Self::GridAgent,
        Self::Supervisor,
        Self::Archivist,
        Self::Trainer,
        Self::System,
        Self::Applicant,
        Self::HallManager,
        Self::CatalogueEditor,
        Self::CataloguePublisher,
        Self::Auditor,
        Self::Admin,
        Self::Integration,
        Self::SupervisingBody,
    ];

    /// Brings in and edits what the catalogue office keeps: everything, or at least the settings in their hands (RULES 15).
    pub const fn edits_catalogue(self) -> bool {
        self.edits_guides() || matches!(self, Self::HallManager | Self::Admin)
    }

    /// Edits guides, tolerance lists and calendars too.
    pub const fn edits_guides(self) -> bool {
        matches!(self, Self::CatalogueEditor)
    }

    /// Reviews and publishes: the second pair of eyes (R12.4).
    pub const fn publishes_catalogue(self) -> bool {
        matches!(self, Self::CataloguePublisher)
    }

    /// Has a part in the catalogue office.
    pub const fn keeps_catalogue(self) -> bool {
        self.edits_catalogue() || self.publishes_catalogue()
    }

    /// In charge of accounts; whose, the centre says.
    pub const fn keeps_staff(self) -> bool {
        matches!(self, Self::HallManager | Self::Admin | Self::Auditor)
    }

    /// Key of the role's name in `i18n`: `role.Clerk`.
    pub fn key(self) -> String {
        format!("role.{self:?}")
    }
}

/// What a person may do beyond the role: the letter of authorisation at the window (R3.13, R3.14, R5.3).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[allow(clippy::struct_excessive_bools, reason = "the ticks of a mandate letter, each its own power")]
pub struct Mandate {
    /// Number of the letter.
    pub letter_no: Option<String>,
    /// May take in applications for the organ (receive right, R5.4).
    pub receive: bool,
    /// May accept (R3.12).
    pub accept: bool,
    /// May only collect for another region or as an agent (R5.3).
    pub collect: bool,
    /// May tolerate outside the list (R2.3, R3.14).
    pub tolerate_adhoc: bool,
    /// May extend the limit in place of the head of the organ (R3.14).
    pub extend: bool,
    /// May take lists out of the system in clear (R11.14).
    pub export_clear: bool,
}

/// How far the eyes of a role are narrowed for one person; an empty list narrows nothing (RELIABILITY 5.4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Limits {
    /// Region codes: cases opened there or below. The first is where this person works.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Item codes, or how they begin.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<String>,
    /// Windows at which the case was taken in.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<String>,
}

impl Limits {
    /// Whether nothing is narrowed.
    pub fn is_none(&self) -> bool {
        self.regions.is_empty() && self.items.is_empty() && self.windows.is_empty()
    }
}

/// The person behind an act, as the centre knows them at this moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Person id: separation of duties goes by person, not by account (R5.15).
    pub id: Uuid,
    /// Name as on documents.
    pub name: String,
    /// Staff number as on documents.
    pub staff_no: String,
    /// The role they act in now.
    pub role: Role,
    /// Department codes they act for; empty = all.
    #[serde(default)]
    pub departments: Vec<String>,
    /// Window they sit at.
    #[serde(default)]
    pub window_id: Option<String>,
    /// Powers of their letter.
    #[serde(default)]
    pub mandate: Mandate,
}

impl Actor {
    /// Whether the actor acts for this department.
    pub fn acts_for(&self, department: &str) -> bool {
        self.departments.is_empty() || self.departments.iter().any(|code| code == department)
    }
}
