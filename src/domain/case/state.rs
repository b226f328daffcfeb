//! RULES 12.1: the main states.

use serde::{Deserialize, Serialize};

/// Main state of a case; spelled on the wire as here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub enum State {
    /// 草稿
    Draft,
    /// 待联动
    Planned,
    /// 已收件
    Received,
    /// 待补正
    AwaitingSupplement,
    /// 容缺收件暂存
    HeldPapers,
    /// 否定待批
    NegativeProposed,
    /// 已受理
    Accepted,
    /// 已转办
    Dispatched,
    /// 退回窗口
    ReturnedToWindow,
    /// 审查中
    UnderReview,
    /// 特别程序
    SpecialProcedure,
    /// 中止
    Suspended,
    /// 待补齐
    TolerancePending,
    /// 待决定
    Deciding,
    /// 准予
    Granted,
    /// 不予
    Refused,
    /// 待出件
    ResultReady,
    /// 已送达
    Delivered,
    /// 已办结
    Closed,
    /// 已归档
    Archived,
    /// 无需许可
    NotRequired,
    /// 不予受理
    NotAccepted,
    /// 退件
    Returned,
    /// 撤件/撤回
    Withdrawn,
    /// 终止
    Terminated,
    /// 撤销
    Revoked,
}

impl State {
    /// Every state, in the order of the rulebook.
    pub const ALL: [Self; 26] = [
        Self::Draft,
        Self::Planned,
        Self::Received,
        Self::AwaitingSupplement,
        Self::HeldPapers,
        Self::NegativeProposed,
        Self::Accepted,
        Self::Dispatched,
        Self::ReturnedToWindow,
        Self::UnderReview,
        Self::SpecialProcedure,
        Self::Suspended,
        Self::TolerancePending,
        Self::Deciding,
        Self::Granted,
        Self::Refused,
        Self::ResultReady,
        Self::Delivered,
        Self::Closed,
        Self::Archived,
        Self::NotRequired,
        Self::NotAccepted,
        Self::Returned,
        Self::Withdrawn,
        Self::Terminated,
        Self::Revoked,
    ];

    /// The range `Accepted`…`Deciding` of 12.2.
    pub const fn is_in_handling(self) -> bool {
        matches!(
            self,
            Self::Accepted
                | Self::Dispatched
                | Self::ReturnedToWindow
                | Self::UnderReview
                | Self::SpecialProcedure
                | Self::Suspended
                | Self::TolerancePending
                | Self::Deciding
        )
    }

    /// Nobody has accepted it yet, and somebody still may.
    pub const fn is_before_acceptance(self) -> bool {
        matches!(
            self,
            Self::Draft
                | Self::Planned
                | Self::Received
                | Self::AwaitingSupplement
                | Self::HeldPapers
                | Self::NegativeProposed
        )
    }

    /// The negative end states of R0.1 (and the withdrawal, which is the applicant's own).
    pub const fn is_negative_end(self) -> bool {
        matches!(self, Self::NotRequired | Self::NotAccepted | Self::Returned | Self::Terminated | Self::Refused)
    }

    /// Ends without a decision (T60, T63).
    pub const fn is_end_without_decision(self) -> bool {
        matches!(self, Self::NotRequired | Self::NotAccepted | Self::Returned | Self::Withdrawn | Self::Terminated)
    }

    /// Key of the state's name in `i18n`: `state.Accepted`.
    pub fn key(self) -> String {
        format!("state.{self:?}")
    }
}
