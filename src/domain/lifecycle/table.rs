//! RULES 12.2 as a table. What is not in it does not happen.

use State::{
    Accepted, Archived, AwaitingSupplement, Closed, Deciding, Delivered, Dispatched, Draft, Granted, HeldPapers,
    NegativeProposed, NotAccepted, NotRequired, Planned, Received, Refused, ResultReady, Returned, ReturnedToWindow,
    Revoked, SpecialProcedure, Suspended, Terminated, TolerancePending, UnderReview, Withdrawn,
};

use crate::domain::{
    case::{
        DocumentKind::{
            self, Acc, Com, Dlv, Ext, Frb, Gra, Inq, Nac, Rcv, Ref, Res, Rtn, Rvk, Spe, Spn, Src, Sup, Sus, Tcm, Ter,
            Tol, Trf, Wda, Wdn,
        },
        State,
    },
    role::Role::{
        self, Applicant, Approver, Archivist, ChiefRep, Clerk, GovHead, GridAgent, IssueClerk, Reviewer,
        SupervisingBody, System,
    },
};

/// Where a transition leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// The state stays; facets, clocks or papers change.
    Same,
    /// One of these, by the guards.
    One(&'static [State]),
    /// The state before the negative was proposed.
    Previous,
    /// The draft is discarded.
    Gone,
}

/// One row of RULES 12.2.
#[derive(Debug, Clone, Copy)]
pub struct Transition {
    /// Number: 13 for T13.
    pub no: u8,
    /// States it starts from; empty = the centre does not know the case yet.
    pub from: &'static [State],
    /// Command type that leads here; `system.fire` alone = only time does it.
    pub act: &'static str,
    /// Who may do it; `System` beside people = time may do it too.
    pub who: &'static [Role],
    /// Where it leads.
    pub to: To,
    /// Papers it may issue; the guards say which of them.
    pub papers: &'static [DocumentKind],
    /// What the clocks do.
    pub clock: &'static str,
}

/// `Accepted`…`Deciding`.
const HANDLING: &[State] =
    &[Accepted, Dispatched, ReturnedToWindow, UnderReview, SpecialProcedure, Suspended, TolerancePending, Deciding];
/// Tolerance range: `Accepted`…`Deciding`, and `Granted` with open tolerance (T50).
const TOLERANCE: &[State] = &[
    Accepted,
    Dispatched,
    ReturnedToWindow,
    UnderReview,
    SpecialProcedure,
    Suspended,
    TolerancePending,
    Deciding,
    Granted,
];
/// `Granted`…`Archived`, of a case with a grant.
const AFTER_GRANT: &[State] = &[Granted, ResultReady, Delivered, Closed, Archived];
/// Ends without a decision.
const ENDS: &[State] = &[NotRequired, NotAccepted, Returned, Withdrawn, Terminated];
/// T60: ends and `Delivered`.
const INVITED: &[State] = &[Delivered, NotRequired, NotAccepted, Returned, Withdrawn, Terminated];
/// T61: any after a window service.
const SERVED: &[State] = &[
    Received,
    AwaitingSupplement,
    HeldPapers,
    NegativeProposed,
    Accepted,
    Dispatched,
    ReturnedToWindow,
    UnderReview,
    SpecialProcedure,
    Suspended,
    TolerancePending,
    Deciding,
    Granted,
    Refused,
    ResultReady,
    Delivered,
    Closed,
    Archived,
    NotRequired,
    NotAccepted,
    Returned,
    Withdrawn,
    Terminated,
    Revoked,
];
/// Papers are with the applicant or in the store: `AwaitingSupplement`, `HeldPapers`.
const WAITING: &[State] = &[AwaitingSupplement, HeldPapers];
/// What only time does.
pub const TIME: &str = "system.fire";

const fn row(
    no: u8,
    from: &'static [State],
    act: &'static str,
    who: &'static [Role],
    to: To,
    papers: &'static [DocumentKind],
    clock: &'static str,
) -> Transition {
    Transition { no, from, act, who, to, papers, clock }
}

use To::{Gone, One, Previous, Same};

/// T1–T74.
#[rustfmt::skip]
pub const TABLE: [Transition; 74] = [
    // Before receiving
    row( 1, &[],                   "draft.submit",              &[Clerk, GridAgent, Applicant], One(&[Draft]), &[], "–"),
    row( 2, &[Draft],              "consult.record",            &[Clerk, GridAgent], Same,                     &[Frb], "–"),
    row( 3, &[Draft],              "draft.discard",             &[Clerk, GridAgent, Applicant], Gone,          &[], "–"),
    row( 4, &[Draft],              "case.receive",              &[Clerk, System], One(&[Received]),            &[Rcv], "window starts"),
    row( 5, &[Draft],              "case.receive_and_accept",   &[Clerk], One(&[Accepted]),                    &[Rcv, Acc], "statutory, promised start"),
    row( 6, &[Draft],              "case.receive_and_decide",   &[Clerk], One(&[Delivered]),                   &[Rcv, Acc, Gra, Dlv], "all in one session"),
    // The five outcomes
    row( 7, &[Received],           "case.correct_on_spot",      &[Clerk], Same,                                &[], "no change"),
    row( 8, &[Received],           "case.notify_supplement",    &[Clerk], One(&[AwaitingSupplement]),          &[Sup], "window stops; term runs"),
    row( 9, &[Received],           "case.accept",               &[Clerk, Reviewer], One(&[Accepted]),          &[Acc], "window stops; statutory, promised start"),
    row(10, &[Received],           "case.accept_with_tolerance", &[Clerk, ChiefRep], One(&[Accepted]),         &[Tcm, Com, Tol], "as T9; due date"),
    row(11, &[Received],           "case.accept_on_commitment", &[Clerk], One(&[Accepted]),                    &[Com, Acc], "as T9"),
    row(12, &[Received],           "case.hold_papers",          &[Clerk], One(&[HeldPapers]),                  &[Rcv, Sup], "window stops; store term runs"),
    row(13, &[Received],           TIME,                        &[System], One(&[Accepted]),                   &[Acc], "statutory, promised start from received_at"),
    row(14, &[Received],           "case.ask_department",       &[Clerk], Same,                                &[Trf], "no change"),
    // Negatives
    row(15, &[Received, AwaitingSupplement, HeldPapers], "negative.propose", &[Clerk], One(&[NegativeProposed]), &[Frb], "no change"),
    row(16, &[NegativeProposed],   "negative.confirm",          &[ChiefRep, Approver], One(&[NotRequired]),    &[Nac], "stop"),
    row(17, &[NegativeProposed],   "negative.confirm",          &[ChiefRep, Approver], One(&[NotAccepted]),    &[Nac], "stop"),
    row(18, &[NegativeProposed],   "negative.confirm",          &[ChiefRep, Approver], One(&[Returned]),       &[Rtn], "stop"),
    row(19, &[NegativeProposed],   "negative.overrule",         &[ChiefRep, Approver], Previous,               &[], "goes on as it ran"),
    row(20, &[NegativeProposed],   "negative.refer_up",         &[ChiefRep, Approver], Same,                   &[], "no change"),
    row(21, &[NegativeProposed],   TIME,                        &[System], One(&[Accepted]),                   &[Acc], "as T13"),
    // Supplements
    row(22, &[AwaitingSupplement], "supplement.check",          &[Clerk, Reviewer], One(&[Accepted]),          &[Src, Com, Acc], "statutory, promised start on the day all were in"),
    row(23, WAITING,               "supplement.check",          &[Clerk, Reviewer], Same,                      &[Src], "term goes on"),
    row(24, WAITING,               "case.accept_with_tolerance", &[Clerk, ChiefRep], One(&[Accepted]),         &[Src, Tcm, Com, Tol], "as T10"),
    row(25, WAITING,               TIME,                        &[System], Same,                               &[], "–"),
    row(26, &[HeldPapers],         "supplement.check",          &[Clerk, Reviewer], One(&[Accepted]),          &[Src, Com, Acc], "as T22"),
    row(27, &[Planned, Received, AwaitingSupplement, HeldPapers, NegativeProposed], "case.withdraw", &[Clerk], One(&[Withdrawn]), &[Wda, Wdn], "stop"),
    // Hand-over
    row(28, &[Accepted],           "case.hand_over",            &[Clerk], One(&[Dispatched]),                  &[Trf], "run; sign-for term"),
    row(29, &[Dispatched],         "case.sign_for",             &[Reviewer], One(&[UnderReview]),              &[Trf], "run"),
    row(30, &[Dispatched],         TIME,                        &[System], Same,                               &[], "run"),
    row(31, &[Dispatched, UnderReview], "case.send_back",       &[Reviewer], One(&[ReturnedToWindow]),         &[], "run"),
    row(32, &[ReturnedToWindow],   "case.hand_over",            &[Clerk], One(&[Dispatched]),                  &[Trf], "run"),
    row(33, &[ReturnedToWindow],   "case.rule_on_power",        &[ChiefRep], One(&[UnderReview]),              &[], "run"),
    // Review
    row(34, &[UnderReview, SpecialProcedure], "special.start",  &[Reviewer], One(&[SpecialProcedure]),         &[Spn], "pause if R10.3"),
    row(35, &[SpecialProcedure],   "special.end",               &[Reviewer], Same,                             &[Spe], "stays"),
    row(36, &[SpecialProcedure],   "special.end",               &[Reviewer], One(&[UnderReview]),              &[Spe], "resume next day"),
    row(37, &[SpecialProcedure],   TIME,                        &[System], Same,                               &[], "runs on"),
    row(38, &[UnderReview, SpecialProcedure, TolerancePending, Deciding], "case.extend", &[Approver, GovHead, ChiefRep], Same, &[Ext], "n + days"),
    row(39, &[UnderReview],        "case.suspend",              &[Approver], One(&[Suspended]),                &[Sus], "pause"),
    row(40, &[Suspended],          "case.resume",               &[Reviewer], One(&[UnderReview]),              &[Res], "resume next day"),
    row(41, &[UnderReview],        "applicant.ask",             &[Reviewer], Same,                             &[Inq], "no change"),
    // Tolerance
    row(42, TOLERANCE,             "tolerance.receive",         &[Clerk, Reviewer], One(TOLERANCE),            &[Src, Gra], "with the last one: due date closed"),
    row(43, TOLERANCE,             "tolerance.receive",         &[Clerk, Reviewer], Same,                      &[], "due date goes on"),
    row(44, TOLERANCE,             TIME,                        &[System], Same,                               &[], "red tolerance light"),
    row(45, TOLERANCE,             "tolerance.extend",          &[ChiefRep], Same,                             &[Tol], "new date"),
    row(46, HANDLING,              "tolerance.breach",          &[ChiefRep], One(&[Terminated]),               &[Ter], "stop"),
    // Decision
    row(47, &[UnderReview],        "review.finish",             &[Reviewer], One(&[Deciding, TolerancePending]), &[], "run, or R2.22"),
    row(48, &[Deciding],           "review.send_back",          &[Approver], One(&[UnderReview]),              &[], "run"),
    row(49, &[Deciding],           "decision.grant",            &[Approver], One(&[Granted]),                  &[Gra], "stop decision clocks; delivery starts"),
    row(50, &[Deciding],           "decision.grant",            &[Approver], One(&[Granted]),                  &[], "stop decision clocks; delivery starts when fulfilled"),
    row(51, &[Deciding],           "decision.refuse",           &[Approver], One(&[Refused]),                  &[Ref], "stop; delivery starts"),
    row(52, &[Deciding],           "decision.grant",            &[Approver], One(&[Granted, Refused]),         &[Gra, Ref], "as T49–T51; red stays"),
    row(53, HANDLING,              "case.withdraw",             &[Clerk], One(&[Withdrawn]),                   &[Wda, Wdn], "stop"),
    row(54, HANDLING,              "case.terminate",            &[Approver], One(&[Terminated]),               &[Ter], "stop"),
    // Result
    row(55, &[Granted, Refused],   "result.hand_over",          &[Reviewer], One(&[ResultReady]),              &[Trf], "delivery runs"),
    row(56, &[ResultReady],        "result.deliver",            &[IssueClerk], One(&[Delivered]),              &[Dlv], "stop"),
    row(57, &[ResultReady],        "result.post",               &[IssueClerk], Same,                           &[], "duty met when sent"),
    row(58, &[ResultReady],        "result.confirm_post",       &[IssueClerk, System], One(&[Delivered]),      &[Dlv], "stop"),
    row(59, &[ResultReady],        "result.post_failed",        &[IssueClerk], Same,                           &[], "–"),
    // End
    row(60, INVITED,               TIME,                        &[System], Same,                               &[], "–"),
    row(61, SERVED,                "evaluation.submit",         &[Applicant], Same,                            &[], "–"),
    row(62, &[Delivered],          TIME,                        &[System], One(&[Closed]),                     &[], "–"),
    row(63, ENDS,                  TIME,                        &[System], One(&[Closed]),                     &[], "–"),
    row(64, &[Closed],             "case.archive",              &[Archivist, System], One(&[Archived]),        &[], "–"),
    row(65, AFTER_GRANT,           "commitment.verify",         &[SupervisingBody], Same,                      &[], "–"),
    row(66, AFTER_GRANT,           "case.revoke",               &[Approver], One(&[Revoked]),                  &[Rvk], "–"),
    // Bundles, other regions, late supplements
    row(67, &[Planned],            TIME,                        &[System], One(&[Received]),                   &[Rcv], "window starts"),
    row(68, &[Planned],            TIME,                        &[System], One(&[Terminated]),                 &[Ter], "–"),
    row(69, &[Draft],              "draft.collect",             &[Clerk, GridAgent], Same,                     &[], "no clock"),
    row(70, &[Draft],              "case.receive",              &[Clerk], One(&[Received]),                    &[Rcv], "window from received_at"),
    row(71, &[Granted],            "tolerance.breach",          &[Approver], One(&[Terminated]),               &[Ter], "stop"),
    row(72, &[NegativeProposed],   "supplement.hand_in",        &[Clerk], Previous,                            &[Src], "no change"),
    row(73, &[AwaitingSupplement, HeldPapers, NegativeProposed], TIME, &[System], One(&[Accepted]),            &[Acc], "statutory, promised start from the day it was handed in"),
    row(74, &[],                   TIME,                        &[System], One(&[Planned]),                    &[], "no clock"),
];

/// The row of T`no`.
pub fn transition(no: u8) -> Option<&'static Transition> {
    TABLE.get(usize::from(no).checked_sub(1)?)
}

impl Transition {
    /// Whether it starts from this state (`None`: no case yet).
    pub fn starts_from(&self, state: Option<State>) -> bool {
        state.map_or(self.from.is_empty(), |state| self.from.contains(&state))
    }

    /// Whether `act` leads here; a refusal can be late as a grant can (T52).
    pub fn is_led_to_by(&self, act: &str) -> bool {
        self.act == act || (act == TIME && self.who.contains(&System)) || (self.no == 52 && act == "decision.refuse")
    }

    /// Whether it may end in `state`, coming from `from`; `previous` is what a negative remembers.
    pub fn may_end_in(&self, from: Option<State>, previous: Option<State>, state: State) -> bool {
        match self.to {
            To::Same | To::Gone => from == Some(state),
            To::One(states) => states.contains(&state),
            To::Previous => previous == Some(state),
        }
    }
}
