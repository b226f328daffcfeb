//! The department's side of a case: who works on it now, why it came back, and why it is late (T31, R3.11, R9.16).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::State;
use crate::domain::role::Role;

/// A person of the department works on the case: colleagues in the same role leave it alone until the lease is given
/// back, taken away or over. It protects work, never a date: no clock knows of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Lease {
    /// Person.
    pub holder: Uuid,
    /// Name, as colleagues know it.
    pub name: String,
    /// In which role: it keeps others of this role away and nobody else.
    pub role: Role,
    /// When it was taken.
    pub since: Timestamp,
    /// The centre's time at which it is over; every act of the holder moves it on.
    pub until: Timestamp,
}

impl Lease {
    /// Whether it still holds.
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.until
    }

    /// Whether the holder still has something to do on a case in this state.
    pub fn outlives(&self, state: State) -> bool {
        is_worked_on(self.role, state)
    }
}

/// Whether a case in this state waits for somebody in this role of the department.
pub const fn is_worked_on(role: Role, state: State) -> bool {
    match role {
        Role::Reviewer => matches!(
            state,
            State::Dispatched
                | State::UnderReview
                | State::SpecialProcedure
                | State::Suspended
                | State::TolerancePending
                | State::Granted
                | State::Refused
        ),
        Role::Approver | Role::GovHead => matches!(state, State::Deciding),
        _ => false,
    }
}

/// T31: why the department sends a case back to the window. The list is closed: it is no negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnCode {
    /// 转错部门
    WrongDepartment,
    /// 材料无法辨认
    Unreadable,
    /// 与移交清单不符
    PaperMissing,
}

impl ReturnCode {
    /// All, in the order of their digits.
    pub const ALL: [Self; 3] = [Self::WrongDepartment, Self::Unreadable, Self::PaperMissing];

    /// Key of its words in `i18n`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::WrongDepartment => "return.wrong_department",
            Self::Unreadable => "return.unreadable",
            Self::PaperMissing => "return.paper_missing",
        }
    }
}

/// R3.11: what a limit was missed for, as managers count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OverdueCode {
    /// 承办人员不足
    Staffing,
    /// 案情疑难复杂
    Complex,
    /// 等待其他部门意见
    OtherDepartment,
    /// 特别程序超过计划
    SpecialProcedure,
    /// 申请人补充或配合延迟
    Applicant,
    /// 系统或网络故障 (R9.18: the outage log is cited in words)
    Outage,
    /// 其他
    Other,
}

impl OverdueCode {
    /// All, in the order of their digits.
    pub const ALL: [Self; 7] = [
        Self::Staffing,
        Self::Complex,
        Self::OtherDepartment,
        Self::SpecialProcedure,
        Self::Applicant,
        Self::Outage,
        Self::Other,
    ];

    /// Key of its words in `i18n`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Staffing => "overdue.staffing",
            Self::Complex => "overdue.complex",
            Self::OtherDepartment => "overdue.other_department",
            Self::SpecialProcedure => "overdue.special_procedure",
            Self::Applicant => "overdue.applicant",
            Self::Outage => "overdue.outage",
            Self::Other => "overdue.other",
        }
    }
}

/// A clock of the organ whose passing has to be explained; each is another fact in the report (R9.16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OverdueClock {
    /// 承诺超期
    Promised,
    /// 法定超期
    Statutory,
    /// 出件超期 (R1.27)
    Delivery,
}

/// The reason that was given for limits that had passed by then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OverdueReason {
    /// Which clocks had passed.
    pub clocks: Vec<OverdueClock>,
    /// As managers count it.
    pub code: OverdueCode,
    /// In words, as they are told in public.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Who said so.
    pub by: Uuid,
    /// Name.
    pub name: String,
}
