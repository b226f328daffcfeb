//! What waits for a second person, as `chuangtai staff` lists and decides it, and as `chuangtai serve --confirm` does where
//! there is none.

use uuid::Uuid;

use crate::{
    app::staff,
    contract::{Proposal, ProposalAct, ProposalConfirmed},
    desk::Desk,
    i18n::{Lang, t, tf},
    text::SafeText,
};

use super::{
    Answer, Outcome,
    errand::{not_done, refusal},
};

/// Characters of a proposal's id that people type.
const SHORT: usize = 8;

/// Everything that waits, the oldest first.
pub(super) async fn all(desk: &Desk) -> Result<Vec<Proposal>, Answer> {
    desk.ask(|centre| async move { centre.proposals().await }).await.map_err(|error| not_done(&error))
}

/// Decides on the one whose id begins so.
pub(super) async fn decide(desk: &Desk, typed: &str, act: ProposalAct) -> Result<Answer, Answer> {
    let id = named(&all(desk).await?, typed)?;
    let done = desk.ask(|centre| async move {
        Ok(match act {
            ProposalAct::Confirm => confirmed(&centre.confirm_proposal(id).await?),
            ProposalAct::Refuse => tf(Lang::Zh, "staff.refused", &[&what(&centre.refuse_proposal(id).await?)]),
            ProposalAct::Withdraw => tf(Lang::Zh, "staff.withdrawn", &[&what(&centre.withdraw_proposal(id).await?)]),
        })
    });
    done.await.map(Answer::done).map_err(|error| not_done(&error))
}

/// The one whose id begins so; what fits two names none, and one of a kind that this program does not know is only read.
fn named(all: &[Proposal], typed: &str) -> Result<Uuid, Answer> {
    let typed = typed.trim().to_ascii_lowercase();
    let mut found = all.iter().filter(|one| !typed.is_empty() && one.id.to_string().starts_with(&typed));
    match (found.next(), found.next()) {
        (Some(one), None) if one.kind.known().is_none() => Err(refusal("staff.only_read")),
        (Some(one), None) => Ok(one.id),
        (Some(_), Some(_)) => Err(Answer::complaint(Outcome::Usage, t(Lang::Zh, "staff.two_proposals").to_owned())),
        _ => Err(refusal("staff.no_proposal")),
    }
}

/// What whoever proposed it reads.
pub(super) fn put_down(proposal: &Proposal) -> Answer {
    let until = staff::moment(proposal.expires_at);
    let said = tf(Lang::Zh, "staff.proposed", &[&what(proposal), &short(proposal.id), &until]);
    Answer::done([said].into_iter().chain(proposal.advice.as_deref().map(safe)).collect::<Vec<_>>().join("\n"))
}

/// What whoever confirmed it reads; a password is shown this once.
pub(super) fn confirmed(done: &ProposalConfirmed) -> String {
    let said = tf(Lang::Zh, "staff.confirmed", &[&what(&done.proposal)]);
    let password = done.password.as_ref().map(|given| tf(Lang::Zh, "staff.password", &[&given.password]));
    [said].into_iter().chain(password).collect::<Vec<_>>().join("\n")
}

/// One proposal on one line, columns apart by tabs: id, what and whose, what becomes otherwise, who and when, what may be
/// done.
pub(super) fn shown(proposal: &Proposal) -> String {
    let changes: Vec<String> = proposal.changes.iter().map(|line| safe(&staff::change(Lang::Zh, line))).collect();
    let by = tf(
        Lang::Zh,
        "staff.proposed_by",
        &[&safe(&proposal.made_by), &staff::moment(proposal.made_at), &staff::moment(proposal.expires_at)],
    );
    let act = |act: &ProposalAct| {
        t(
            Lang::Zh,
            match act {
                ProposalAct::Confirm => "staff.act.confirm",
                ProposalAct::Refuse => "staff.act.refuse",
                ProposalAct::Withdraw => "staff.act.withdraw",
            },
        )
    };
    let acts: Vec<&str> = proposal.acts.iter().map(act).collect();
    let acts = if acts.is_empty() { t(Lang::Zh, "staff.act.none").to_owned() } else { acts.join("/") };
    let line = [short(proposal.id), what(proposal), changes.join(";"), by, acts].join("\t");
    match &proposal.advice {
        Some(advice) => format!("{line}\n\t{}", safe(advice)),
        None => line,
    }
}

/// `新增人员 c9 周静`.
fn what(proposal: &Proposal) -> String {
    safe(&staff::what(Lang::Zh, proposal))
}

fn short(id: Uuid) -> String {
    id.to_string().chars().take(SHORT).collect()
}

fn safe(text: &str) -> String {
    SafeText::new(text).to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests {
    use serde_json::json;

    use super::*;

    fn proposal(id: u128, kind: &str, acts: &[&str]) -> Proposal {
        serde_json::from_value(json!({
            "id": Uuid::from_u128(id), "kind": kind, "state": "open", "person_id": Uuid::nil(), "name": "周静",
            "staff_no": "c9", "changes": [
                {"field": "role", "before": "Clerk", "after": "Lead"},
                {"field": "limits.windows", "before": "03,04", "after": ""},
                {"field": "mandate.accept", "before": "false", "after": "true"},
                {"field": "wings", "before": null, "after": "2"},
            ],
            "made_by": "姚远", "made_at": "2026-09-14T09:30:00+08:00", "expires_at": "2026-09-21T09:30:00+08:00",
            "acts": acts, "advice": null,
        }))
        .unwrap()
    }

    #[test]
    fn asvs_2_3_5_a_proposal_says_what_becomes_otherwise_who_wants_it_and_what_may_be_done() {
        let line = shown(&proposal(0xabcd_ef01 << 96, "change", &["confirm", "refuse"]));
        assert_eq!(
            line,
            "abcdef01\t改权限 c9 周静\t岗位:综合窗口办事员→窗口组长;窗口范围:03,04→全部;受理权:否→是;wings:→2\t\
             姚远 提出于 09-14 09:30,09-21 09:30 前有效\t可确认/可不同意"
        );
        let strange = shown(&proposal(1, "promote", &[]));
        assert!(strange.contains("未知变动(promote) c9 周静") && strange.ends_with("由他人确认"), "{strange}");
    }

    #[test]
    fn a_proposal_is_named_by_how_its_id_begins() {
        let all = [proposal(0xab00_0000 << 96, "enable", &[]), proposal(0xab11_0000 << 96, "enable", &[])];
        assert_eq!(named(&all, " AB00 ").ok(), Some(all.iter().map(|one| one.id).next().unwrap()));
        assert!(named(&[proposal(1 << 96, "promote", &[])], "0000").is_err(), "F41");
        for typed in ["ab", "", "cd", "ab000000-1"] {
            assert!(named(&all, typed).is_err(), "{typed}");
        }
    }
}
