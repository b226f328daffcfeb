//! RULES 5.2. Acting for somebody: what the letter of authorisation (授权委托书) allows, and who may not be who.

mod identity;
mod originals;

pub use identity::identities;
pub use originals::{HeldOriginal, LeftTo, held_for, overdue};

use std::{collections::BTreeSet, fmt};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{guide::ItemFlags, reason::Reason};

/// R5.12: the ticks of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
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
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
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

/// R5.13: what a grid agent's template ticks: no commitments, no withdrawal, no money.
pub const GRID_AGENT_DEFAULT: [Tick; 5] =
    [Tick::Submit, Tick::CorrectOnSpot, Tick::ReceiveNotices, Tick::ReceiveResults, Tick::UseCertificates];

/// R5.12, R5.13: the ticks that stand when a letter is begun; the principal may add any but those R2.25 forbids.
pub fn default_ticks(kind: AgentKind) -> BTreeSet<Tick> {
    match kind {
        AgentKind::Private | AgentKind::Professional => BTreeSet::from([Tick::Submit]),
        AgentKind::Guardian => BTreeSet::from(ALL_TICKS),
        AgentKind::GridAgent
        | AgentKind::ProjectAgent
        | AgentKind::DepartmentHelper
        | AgentKind::StepTracker
        | AgentKind::ProcessSupervisor => BTreeSet::from(GRID_AGENT_DEFAULT),
    }
}

/// All ticks in the order of the form.
pub const ALL_TICKS: [Tick; 8] = [
    Tick::Submit,
    Tick::CorrectOnSpot,
    Tick::ReceiveNotices,
    Tick::MakeCommitments,
    Tick::Withdraw,
    Tick::ReceiveResults,
    Tick::UseCertificates,
    Tick::ReceiveMoney,
];

/// R1.2, R5.10: whether the item can be applied for through an agent of this kind.
///
/// The published agent list binds the public agent service; a private agent needs only that the law does not demand
/// the applicant in person.
pub fn item_allows(flags: &ItemFlags, kind: AgentKind) -> Result<(), Reason> {
    if kind == AgentKind::Guardian {
        return Ok(());
    }
    if flags.in_person_required {
        return Err(Reason::new("reason.agency.in_person", "R5.10").basis("行政许可法 第二十九条"));
    }
    if kind.is_public() && !flags.agent_allowed {
        return Err(Reason::new("reason.agency.not_listed", "R5.10"));
    }
    Ok(())
}

/// R5.15: nobody is agent and official on the same case. By person, not by account.
pub fn separate(letter: Option<&Letter>, official: Uuid) -> Result<(), Reason> {
    match letter.and_then(|letter| letter.agent_person) {
        Some(agent) if agent == official => Err(Reason::new("reason.agency.same_person", "R5.15")),
        _ => Ok(()),
    }
}

impl AgentKind {
    /// An agent of the public service (R5.14), free of charge and bound to the published list.
    pub fn is_public(self) -> bool {
        !matches!(self, Self::Private | Self::Professional | Self::Guardian)
    }
}

impl Letter {
    /// Signed by both and complete enough to act on. A guardian shows the relation instead.
    pub fn in_form(&self) -> Result<(), Reason> {
        if self.kind == AgentKind::Guardian {
            return match self.relation.as_deref().map(str::trim) {
                Some(relation) if !relation.is_empty() => Ok(()),
                _ => Err(Reason::new("reason.agency.no_relation", "R5.12")),
            };
        }
        if !self.signed_by_principal {
            return Err(Reason::new("reason.agency.not_signed", "R5.12"));
        }
        if !self.signed_by_agent {
            return Err(Reason::new("reason.agency.agent_not_signed", "R5.12"));
        }
        if self.ticks.is_empty() {
            return Err(Reason::new("reason.agency.no_ticks", "R5.12"));
        }
        Ok(())
    }

    /// R5.19: runs on this day. A guardian's right has no term.
    pub fn in_term(&self, day: Date) -> Result<(), Reason> {
        if self.kind == AgentKind::Guardian {
            return Ok(());
        }
        if let Some(first) = self.valid_from.filter(|first| *first > day) {
            return Err(Reason::new("reason.agency.not_begun", "R5.19").arg(first));
        }
        if let Some(last) = self.valid_until.filter(|last| *last < day) {
            return Err(Reason::new("reason.agency.expired", "R5.19").arg(last));
        }
        Ok(())
    }

    /// R5.13: whether the agent may do this for the principal on this item and day.
    ///
    /// Papers themselves are taken even from the holder of an expired letter, so that no term is lost (R5.19):
    /// receiving is not an act of the agent and does not ask here.
    pub fn allows(&self, tick: Tick, item_code: &str, day: Date) -> Result<(), Reason> {
        self.in_form()?;
        self.in_term(day)?;
        if !self.items.is_empty() && !self.items.iter().any(|item| item == item_code) {
            return Err(Reason::new("reason.agency.other_item", "R5.12"));
        }
        if tick == Tick::MakeCommitments && self.kind.is_public() {
            return Err(Reason::new("reason.agency.public_agent_signs", "R2.25"));
        }
        if self.kind == AgentKind::Guardian || self.ticks.contains(&tick) {
            return Ok(());
        }
        Err(Reason::new(tick.missing_key(), "R5.13"))
    }

    /// R5.19: days left, for the clerk's eye; `None` = no end.
    pub fn days_left(&self, day: Date) -> Option<i32> {
        self.valid_until.and_then(|last| day.until(last).ok()).map(|span| span.get_days())
    }
}

impl Tick {
    fn missing_key(self) -> &'static str {
        match self {
            Self::Submit => "reason.agency.tick.submit",
            Self::CorrectOnSpot => "reason.agency.tick.correct_on_spot",
            Self::ReceiveNotices => "reason.agency.tick.receive_notices",
            Self::MakeCommitments => "reason.agency.tick.make_commitments",
            Self::Withdraw => "reason.agency.tick.withdraw",
            Self::ReceiveResults => "reason.agency.tick.receive_results",
            Self::UseCertificates => "reason.agency.tick.use_certificates",
            Self::ReceiveMoney => "reason.agency.tick.receive_money",
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn letter(kind: AgentKind, ticks: &[Tick]) -> Letter {
        Letter {
            letter_no: Some("代2026-7".into()),
            kind,
            agent_name: "周某".into(),
            agent_number: "000000199001010018".into(),
            agent_phone: None,
            agent_person: Some(Uuid::from_u128(7)),
            relation: None,
            items: Vec::new(),
            ticks: ticks.iter().copied().collect(),
            valid_from: Some(date(2026, 9, 1)),
            valid_until: Some(date(2026, 9, 30)),
            may_sub_delegate: false,
            signed_by_principal: true,
            signed_by_agent: true,
        }
    }

    #[test]
    fn r5_13_an_agent_does_what_is_ticked_and_nothing_else() {
        let private = letter(AgentKind::Private, &[Tick::Submit]);
        assert!(private.allows(Tick::Submit, "a", date(2026, 9, 1)).is_ok());
        for tick in ALL_TICKS.into_iter().filter(|tick| *tick != Tick::Submit) {
            assert_eq!(private.allows(tick, "a", date(2026, 9, 1)).unwrap_err().rule, "R5.13");
        }
        let grid = letter(AgentKind::GridAgent, &default_ticks(AgentKind::GridAgent).into_iter().collect::<Vec<_>>());
        for tick in [Tick::Withdraw, Tick::ReceiveMoney] {
            assert!(grid.allows(tick, "a", date(2026, 9, 1)).is_err());
        }
    }

    #[test]
    fn r2_25_a_grid_agent_never_signs_a_commitment() {
        let grid = letter(AgentKind::GridAgent, &ALL_TICKS);
        assert_eq!(grid.allows(Tick::MakeCommitments, "a", date(2026, 9, 1)).unwrap_err().rule, "R2.25");
        assert!(letter(AgentKind::Private, &ALL_TICKS).allows(Tick::MakeCommitments, "a", date(2026, 9, 1)).is_ok());
    }

    #[test]
    fn r5_19_the_last_day_still_counts() {
        let private = letter(AgentKind::Private, &ALL_TICKS);
        assert!(private.in_term(date(2026, 9, 30)).is_ok());
        assert_eq!(private.in_term(date(2026, 10, 1)).unwrap_err().key, "reason.agency.expired");
        assert_eq!(private.in_term(date(2026, 8, 31)).unwrap_err().key, "reason.agency.not_begun");
        assert_eq!(private.days_left(date(2026, 9, 28)), Some(2));
    }

    #[test]
    fn r5_12_a_guardian_acts_by_law_and_shows_the_relation() {
        let mut parent = letter(AgentKind::Guardian, &[]);
        assert_eq!(parent.in_form().unwrap_err().key, "reason.agency.no_relation");
        parent.relation = Some("母亲".into());
        assert!(parent.allows(Tick::Withdraw, "a", date(2030, 1, 1)).is_ok());
    }

    #[test]
    fn r5_12_an_unsigned_letter_and_another_item_allow_nothing() {
        let mut private = letter(AgentKind::Private, &ALL_TICKS);
        private.items = vec!["b".into()];
        assert_eq!(private.allows(Tick::Submit, "a", date(2026, 9, 2)).unwrap_err().key, "reason.agency.other_item");
        private.signed_by_principal = false;
        assert_eq!(private.allows(Tick::Submit, "b", date(2026, 9, 2)).unwrap_err().key, "reason.agency.not_signed");
    }

    #[test]
    fn r5_10_in_person_and_unlisted_items_have_no_agent() {
        let mut flags = ItemFlags::default();
        assert!(item_allows(&flags, AgentKind::Private).is_ok());
        assert_eq!(item_allows(&flags, AgentKind::GridAgent).unwrap_err().key, "reason.agency.not_listed");
        flags.agent_allowed = true;
        assert!(item_allows(&flags, AgentKind::GridAgent).is_ok());
        flags.in_person_required = true;
        assert_eq!(item_allows(&flags, AgentKind::Private).unwrap_err().key, "reason.agency.in_person");
        assert!(item_allows(&flags, AgentKind::Guardian).is_ok());
    }

    #[test]
    fn r5_15_the_agent_is_nobody_else_on_the_case() {
        let grid = letter(AgentKind::GridAgent, &[Tick::Submit]);
        assert!(separate(Some(&grid), Uuid::from_u128(7)).is_err());
        assert!(separate(Some(&grid), Uuid::from_u128(8)).is_ok());
        assert!(separate(None, Uuid::from_u128(7)).is_ok());
    }

    #[test]
    fn r0_10_debug_shows_neither_name_nor_number() {
        let shown = format!("{:?}", letter(AgentKind::Private, &ALL_TICKS));
        assert!(!shown.contains("周某") && !shown.contains("0018"), "{shown}");
    }
}
