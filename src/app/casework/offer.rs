//! What may be done now, in order, each with the key that does it or the reason that stands in its way.

use crate::{
    app::{Model, actions::Action},
    domain::{lifecycle::AllowedAct, reason::Reason},
};

use super::table::{TAKE_OVER, act_row, elsewhere, rank};

/// An act that the centre offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered<'a> {
    /// Command type.
    pub act: &'static str,
    /// The action whose key does it; `None` = by cursor and Enter only, or not at all.
    pub key: Option<Action>,
    /// What stands in its way, by the law.
    pub blocked: Option<&'a Reason>,
    /// What stands in its way, by the program: key of the sentence.
    pub elsewhere: Option<&'static str>,
}

impl Offered<'_> {
    /// It can be done here and now.
    pub const fn is_open(&self) -> bool {
        self.blocked.is_none() && self.elsewhere.is_none()
    }
}

/// What blocks an act that has nothing to do here: no claim to give back, no missed limit to explain. It is not shown.
const NOTHING_TO_DO: [&str; 3] = ["lease.none", "overdue.none", "supervision.none"];

/// Digits in their order.
const DIGITS: [Action; 9] = [
    Action::Choose1,
    Action::Choose2,
    Action::Choose3,
    Action::Choose4,
    Action::Choose5,
    Action::Choose6,
    Action::Choose7,
    Action::Choose8,
    Action::Choose9,
];

/// The department's keys in their order.
const DEPARTMENT: [Action; 9] = [
    Action::DepartmentOpen,
    Action::Opinion,
    Action::Special,
    Action::Prolong,
    Action::AskCitizen,
    Action::SendBack,
    Action::Claim,
    Action::Explain,
    Action::Decide,
];

/// The department's key for an act (DECISIONS 7).
pub(super) fn department_key(act: &str) -> Option<Action> {
    Some(match act {
        "case.sign_for" => Action::DepartmentOpen,
        "review.finish" | "department.answer" => Action::Opinion,
        "special.start" | "special.end" | "special.allow" => Action::Special,
        "case.extend" | "case.suspend" | "case.resume" => Action::Prolong,
        "applicant.ask" => Action::AskCitizen,
        "case.send_back" | "review.send_back" => Action::SendBack,
        "task.claim" | "task.release" => Action::Claim,
        "overdue.explain" => Action::Explain,
        "decision.grant" | "decision.refuse" | "case.terminate" => Action::Decide,
        _ => return None,
    })
}

impl Model {
    /// Acts of the case behind a department's key.
    pub fn department_acts(&self, key: Action) -> impl Iterator<Item = Offered<'_>> {
        self.offered_acts().into_iter().filter(move |act| department_key(act.act) == Some(key))
    }

    /// Acts of the case, open ones first, in the order of the table.
    pub fn offered_acts(&self) -> Vec<Offered<'_>> {
        let Some(detail) = &self.casework.detail else { return Vec::new() };
        let there =
            |act: &&AllowedAct| !act.blocked_by.iter().any(|block| NOTHING_TO_DO.contains(&block.code.as_str()));
        let mut acts: Vec<Offered<'_>> = detail.allowed_acts.iter().filter(there).filter_map(offered).collect();
        acts.sort_by_key(|act| (!act.is_open(), rank(act.act)));
        let department = self.decides();
        // Where the department's keys are in force, they take the first digits.
        let free = if department { DIGITS.get(5..).unwrap_or_default() } else { &DIGITS };
        let mut free = free.iter();
        for act in acts.iter_mut().filter(|act| act.is_open()) {
            act.key = department.then(|| department_key(act.act)).flatten().or_else(|| free.next().copied());
        }
        if department {
            // The order of the keys is the order of the work.
            let place = |act: &Offered<'_>| DEPARTMENT.iter().position(|key| act.key == Some(*key));
            acts.sort_by_key(|act| (!act.is_open(), place(act).unwrap_or(DEPARTMENT.len())));
        }
        acts
    }
}

/// An act that this version does not know is not shown: it could not be carried out.
fn offered(allowed: &AllowedAct) -> Option<Offered<'_>> {
    let blocked = allowed.blocked_by.first().map(|block| &block.why);
    if allowed.act == TAKE_OVER {
        // What the form or the papers still lack is filled in there.
        return Some(Offered { act: TAKE_OVER, key: None, blocked: None, elsewhere: None });
    }
    match (act_row(&allowed.act), elsewhere(&allowed.act)) {
        (Some(row), _) => Some(Offered { act: row.act, key: None, blocked, elsewhere: None }),
        (None, Some(why)) => {
            let (act, _) = super::table::ELSEWHERE.iter().find(|(act, _)| *act == allowed.act)?;
            Some(Offered { act, key: None, blocked, elsewhere: Some(why) })
        }
        (None, None) => None,
    }
}
