//! Limits and special procedures as guides state them (R7.24, R10.1).

use serde::{Deserialize, Serialize};

/// Unit of a limit. Nothing is converted silently (R7.24).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitUnit {
    /// 工作日
    WorkingDay,
    /// 自然日, 日
    NaturalDay,
    /// 月
    Month,
    /// 小时, counted in opening hours
    Hour,
    /// 分钟, counted in opening hours
    Minute,
    /// 当场
    OnTheSpot,
}

/// A limit. Only working days and natural days can be counted by the clocks; the others are shown as written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Limit {
    /// How many; `None` = not stated, or the source contradicts itself.
    pub value: Option<u32>,
    /// Of what.
    pub unit: Option<LimitUnit>,
    /// From when, as the source says: 受理之日.
    pub start: Option<String>,
    /// The source's own words.
    pub text: Option<String>,
}

impl Limit {
    /// A limit in working days.
    pub fn working_days(days: u32) -> Self {
        Self { value: Some(days), unit: Some(LimitUnit::WorkingDay), start: None, text: None }
    }

    /// The number of working days, if that is what the limit is counted in.
    pub fn in_working_days(&self) -> Option<u32> {
        match self.unit {
            Some(LimitUnit::WorkingDay) => self.value,
            Some(LimitUnit::OnTheSpot) => Some(0),
            _ => None,
        }
    }
}

/// RULES 10.1: the ten kinds of special procedure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SpecialKind {
    /// 听证
    Hearing,
    /// 招标
    Tender,
    /// 拍卖
    Auction,
    /// 检验
    Inspect,
    /// 检测
    Test,
    /// 检疫
    Quarantine,
    /// 鉴定
    Appraise,
    /// 专家评审
    Expert,
    /// 现场勘验
    Site,
    /// 公示
    Public,
}

/// What the item says about one special procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SpecialRule {
    /// Which.
    pub kind: SpecialKind,
    /// Always needed (true) or only in some cases (false).
    #[serde(default)]
    pub needed: bool,
    /// When it is needed, in words.
    #[serde(default)]
    pub when: Option<String>,
    /// Longest duration in working days; after it the pause ends by itself (R10.4).
    #[serde(default)]
    pub max_days: Option<u32>,
    /// R10.3: law or regulation that lets a kind outside art. 45 pause the statutory clock.
    #[serde(default)]
    pub pause_basis: Option<String>,
    /// R10.3: `pause_basis` is a law or regulation (true) or something lesser, which pauses the promised clock only.
    #[serde(default)]
    pub basis_is_law: bool,
}
