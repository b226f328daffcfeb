//! Which worklists a case stands on, and what each asks to be done. A case's state decides; a task adds a place.

use crate::{
    contract::WorklistName::{self, Deciding, Inbox, Issue, Negatives, Returned, Supplement, Todo, Tolerance},
    domain::{
        case::{Case, State, Task, TaskKind, ToleranceState},
        role::Role,
    },
};

use super::{
    clocks::Dial,
    store::{ListEntry, QueueMarks},
};

/// T48: the approver sent it back for review.
const SENT_BACK_TO_REVIEW: u8 = 48;

/// What the queue is narrowed by.
pub fn marks(case: &Case, dial: &Dial<'_>) -> QueueMarks {
    QueueMarks {
        lease: case.lease.as_ref().map(|lease| (lease.holder, lease.until)),
        paused: dial.is_paused(case),
        came_back: case.state.is_in_handling()
            && (case.hand_overs.iter().any(|sent| sent.sent_back.is_some())
                || case.involved.iter().any(|act| act.transition == SENT_BACK_TO_REVIEW)),
        overdue: case.overdue.last().map(|reason| reason.code),
    }
}

/// The places of a case as it stands now.
pub fn places(case: &Case, dial: &Dial<'_>) -> Vec<ListEntry> {
    if case.discarded {
        return Vec::new();
    }
    let mut places: Vec<(WorklistName, &str)> = by_state(case).into_iter().collect();
    if matches!(case.tolerance.state, ToleranceState::Open | ToleranceState::Overdue) {
        places.push((Tolerance, "task.receive_tolerated"));
    }
    for task in &case.tasks {
        if let Some(list) = by_task(task).filter(|list| !places.iter().any(|(place, _)| place == list)) {
            places.push((list, task_key(task.kind)));
        }
    }
    let due = dial.first_due(case);
    places
        .into_iter()
        .map(|(list, task)| {
            let (on, kind) = match (list, case.tolerance.due, &due) {
                (Tolerance, Some(day), _) => (Some(day), Some("tolerance")),
                (_, _, Some(first)) => (Some(first.on), Some(first.kind)),
                _ => (None, None),
            };
            ListEntry { list, due: on, due_kind: kind.map(|kind| format!("clock.{kind}")), task: task.to_owned() }
        })
        .collect()
}

fn by_state(case: &Case) -> Option<(WorklistName, &'static str)> {
    Some(match case.state {
        State::Draft => (Todo, "task.receive"),
        State::Received => (Todo, "task.conclude"),
        State::Accepted => (Todo, "task.hand_over"),
        State::AwaitingSupplement | State::HeldPapers => {
            let unchecked = case.supplement.as_ref().is_some_and(|notice| notice.handed_in.iter().any(|p| !p.checked));
            (Supplement, if unchecked { "task.check_supplement" } else { "task.await_supplement" })
        }
        State::NegativeProposed => {
            let late = case.tasks.iter().any(|task| task.kind == TaskKind::NegativeLate);
            (Negatives, if late { "task.negative_late" } else { "task.rule_on_negative" })
        }
        State::ReturnedToWindow => (Returned, "task.hand_over_again"),
        State::Dispatched => (Inbox, "task.sign_for"),
        State::UnderReview => (Inbox, "task.review"),
        State::SpecialProcedure => (Inbox, "task.end_special"),
        State::Suspended => (Inbox, "task.resume"),
        State::TolerancePending => (Inbox, "task.await_tolerated"),
        State::Granted | State::Refused => (Inbox, "task.hand_over_result"),
        State::Deciding => (Deciding, "task.decide"),
        State::ResultReady => {
            let signed = case.hand_overs.last().is_none_or(|sent| sent.signed_at.is_some());
            (Issue, if signed { "task.deliver" } else { "task.sign_for_result" })
        }
        State::Planned
        | State::Delivered
        | State::Closed
        | State::Archived
        | State::NotRequired
        | State::NotAccepted
        | State::Returned
        | State::Withdrawn
        | State::Terminated
        | State::Revoked => return None,
    })
}

/// Where the person sits for whom a task is.
fn by_task(task: &Task) -> Option<WorklistName> {
    Some(match task.role {
        Role::Clerk | Role::Lead => Todo,
        Role::ChiefRep => Negatives,
        Role::Reviewer => Inbox,
        Role::Approver | Role::GovHead => Deciding,
        Role::IssueClerk => Issue,
        _ => return None,
    })
}

fn task_key(kind: TaskKind) -> &'static str {
    match kind {
        TaskKind::ProposeReturn => "task.propose_return",
        TaskKind::ToleranceBreach => "task.tolerance_breach",
        TaskKind::SignForOverdue => "task.sign_for_overdue",
        TaskKind::SpecialOverdue => "task.special_overdue",
        TaskKind::DeemedAcceptance => "task.deemed_acceptance",
        TaskKind::NoticeOmission => "task.notice_omission",
        TaskKind::PushSupervision => "task.push_supervision",
        TaskKind::VerifyCommitment => "task.verify_commitment",
        TaskKind::ConsiderRevocation => "task.consider_revocation",
        TaskKind::ProposedTermination => "task.proposed_termination",
        TaskKind::DepartmentOpinion => "task.department_opinion",
        TaskKind::NegativeLate => "task.negative_late",
    }
}
