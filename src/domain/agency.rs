//! RULES 5.2. Acting for somebody: what the letter of authorisation (授权委托书) allows, and who may not be who.

use std::{collections::BTreeSet, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// R5.12: the ticks of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tick {
    /// 提交申请
    Submit,
    /// 当场更正
    CorrectOnSpot,
    /// 接收通知
    ReceiveNotices,
    /// 作出承诺(含容缺)
    MakeCommitments,
    /// 撤回
    Withdraw,
    /// 领取结果
    ReceiveResults,
    /// 使用电子证照
    UseCertificates,
    /// 代收款项
    ReceiveMoney,
}

/// Who acts for the applicant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AgentKind {
    /// A relative, an employee, a friend.
    Private,
    /// A lawyer or a paid office.
    Professional,
    /// R5.14 基层代办员, the grid agent.
    GridAgent,
    /// R5.14 项目专办员
    ProjectAgent,
    /// R5.14 部门帮办员
    DepartmentHelper,
    /// R5.14 环节跟踪员
    StepTracker,
    /// R5.14 全程督办员
    ProcessSupervisor,
    /// Parent or guardian: acts by law, not by letter; shows the relation instead (R5.12).
    Guardian,
}

/// The letter of authorisation as it lies before the clerk (R5.12). Debug shows neither names nor numbers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Letter {
    /// Number of the letter; a private letter may have none.
    #[serde(default)]
    pub letter_no: Option<String>,
    /// Kind of agent.
    pub kind: AgentKind,
    /// Agent's name.
    pub agent_name: String,
    /// Agent's identity number or staff number.
    pub agent_number: String,
    /// Agent's telephone.
    #[serde(default)]
    pub agent_phone: Option<String>,
    /// R5.15: the agent as a person of this centre, if he is one.
    #[serde(default)]
    pub agent_person: Option<Uuid>,
    /// 与申请人关系.
    #[serde(default)]
    pub relation: Option<String>,
    /// Items it covers; empty = whatever the principal applies for in this case.
    #[serde(default)]
    pub items: Vec<String>,
    /// What the agent may do.
    pub ticks: BTreeSet<Tick>,
    /// First day.
    #[serde(default)]
    pub valid_from: Option<Date>,
    /// Last day; `None` = until the matter ends.
    #[serde(default)]
    pub valid_until: Option<Date>,
    /// May hand the authority on.
    #[serde(default)]
    pub may_sub_delegate: bool,
    /// Signed or sealed by the principal.
    #[serde(default)]
    pub signed_by_principal: bool,
    /// Signed by the agent.
    #[serde(default)]
    pub signed_by_agent: bool,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("letter_no", &self.letter_no)
            .field("kind", &self.kind)
            .field("items", &self.items)
            .field("ticks", &self.ticks)
            .field("valid_until", &self.valid_until)
            .finish_non_exhaustive()
    }
}
