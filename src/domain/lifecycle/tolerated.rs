//! T10, T24, T42–T46, T71. Tolerance: accepting first, the papers that come later, and those that do not come.

use jiff::Timestamp;

use super::{
    Context, Counter, Refusal,
    acceptance::{against, may_accept},
    act::{Reasoned, ToleranceArrival, ToleranceDemand, ToleranceExtension},
    intake::on_commitment,
    person::{signed, stated},
    terms,
    work::Work,
};
use crate::domain::{
    acceptance::Choice,
    agency::Tick,
    calendar::date_in_beijing,
    case::{
        Case,
        DocumentKind::{Com, Gra, Src, Tcm, Ter, Tol},
        State, TaskKind, Tolerance, ToleranceState,
    },
    check::{Finding, Verdict},
    guide::Limit,
    reason::Reason,
    role::Role,
    settings::ClockAtDecision,
    tolerance::{self, LineState, Request, ToleranceLine, Wish, offer},
};

/// R2.3, R3.14: the chief representative signs by a letter that says so.
fn chief_rep_signs(ctx: &Context<'_>) -> bool {
    ctx.actor.role == Role::ChiefRep && ctx.actor.mandate.tolerate_adhoc
}

/// T10, T24: what stands in the way of tolerating all that is lacking.
pub(super) fn accept_blocks(case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = may_accept(case, ctx);
    if ctx.actor.role == Role::ChiefRep && !ctx.actor.mandate.tolerate_adhoc {
        why.push(Reason::new("reason.life.mandate.tolerate", "R3.14"));
    }
    let counter = Counter::of(case, ctx);
    let findings = counter.sheet().findings();
    let refusals = offer_refusals(&findings, case, ctx, None);
    if refusals.is_empty() {
        why.extend(against(Choice::AcceptWithTolerance, case, ctx));
    }
    why.extend(refusals.into_iter().map(|refusal| refusal.reason));
    why
}

/// The wishes for all that is lacking; days and modes from the demand, if there is one.
fn wishes<'a>(findings: &[Finding<'a>], demand: Option<&ToleranceDemand>) -> Vec<Wish<'a>> {
    let days = |code: &str| demand?.lines.iter().find(|line| line.material_code == code).and_then(|line| line.due_days);
    let lacking = findings.iter().filter(|finding| finding.state.lacks());
    lacking.map(|f| Wish { material: f.material, days: days(&f.material.code), form: None }).collect()
}

/// Every reason why tolerance cannot be offered for what is lacking.
pub(super) fn offer_refusals(
    findings: &[Finding<'_>],
    case: &Case,
    ctx: &Context<'_>,
    demand: Option<&ToleranceDemand>,
) -> Vec<tolerance::Refusal> {
    let wishes = wishes(findings, demand);
    offered(&wishes, case, ctx).err().unwrap_or_default()
}

fn offered<'a>(
    wishes: &'a [Wish<'a>],
    case: &'a Case,
    ctx: &'a Context<'a>,
) -> Result<tolerance::Offer<'a>, Vec<tolerance::Refusal>> {
    let request = Request {
        guide: ctx.guide,
        wishes,
        credit: ctx.credit,
        commits: true,
        // Who signs is known only when the letter is there; `signed` asks for the agent's tick then (R2.25).
        agent: None,
        tolerated_before: case.tolerance.state != ToleranceState::None || !case.tolerance.lines.is_empty(),
        chief_rep_signs: chief_rep_signs(ctx),
        day: date_in_beijing(ctx.now),
    };
    offer(&request, &ctx.settings.tolerance, &|day, days| terms::working_day(ctx, day, days))
}

/// T10, T24: one letter, one TOL, every lacking material in it (R2.26, R2.32).
pub(super) fn accept(work: &mut Work<'_>, demand: &ToleranceDemand) -> Result<(), Refusal> {
    signed(&work.case, Tick::MakeCommitments, demand.signed, demand.signed_by_applicant, work.ctx)?;
    let ctx = work.ctx;
    let case = work.case.clone();
    let counter = Counter::of(&case, ctx);
    let findings = counter.sheet().findings();
    whole(&findings, demand)?;
    let wishes = wishes(&findings, Some(demand));
    let offer = offered(&wishes, &case, ctx).map_err(Refusal::from_tolerance)?;
    let mut papers = Vec::new();
    let no = if work.case.state == State::Received { 10 } else { 24 };
    if work.case.supplement.as_ref().is_some_and(|notice| !notice.handed_in.is_empty() || !notice.met.is_empty()) {
        papers.push(Src);
    }
    let committed: Vec<String> =
        findings.iter().filter(|f| on_commitment(f)).map(|f| f.material.code.clone()).collect();
    if offer.letters.tcm {
        papers.push(Tcm);
    }
    let com = offer.letters.com || !committed.is_empty();
    if com {
        papers.push(Com);
    }
    papers.push(Tol);
    let lines: Vec<ToleranceLine> = offer.lines.iter().map(ToleranceLine::from).collect();
    let replaced = lines.iter().filter(|line| line.state == LineState::NotDue).map(|line| line.material_code.clone());
    let replaced: Vec<String> = replaced.chain(committed).collect();
    if no == 24 {
        super::supplement::close_notice(work);
    }
    work.go(no, State::Accepted, &papers)?;
    work.case.tolerance = Tolerance { state: standing(&lines, work), due: next_due(&lines), lines, extensions: 0 };
    if com {
        work.commit(&replaced);
    }
    work.start_handling(work.today());
    Ok(())
}

/// The demand names exactly what is lacking, in the mode of the list.
fn whole(findings: &[Finding<'_>], demand: &ToleranceDemand) -> Result<(), Refusal> {
    for (index, line) in demand.lines.iter().enumerate() {
        let pointer = format!("/lines/{index}/material_code");
        let Some(finding) = findings.iter().find(|finding| finding.material.code == line.material_code) else {
            return Err(Refusal::at(&pointer, Reason::new("reason.life.material.unknown", "R0.3")));
        };
        if !finding.state.lacks() {
            return Err(Refusal::at(&pointer, Reason::new("reason.life.tolerance.there", "R2.1")));
        }
        let listed = finding.material.tolerance.as_ref().map(|rule| rule.mode);
        if listed.is_some_and(|mode| mode != line.mode) {
            return Err(Refusal::at(
                &format!("/lines/{index}/mode"),
                Reason::new("reason.life.tolerance.mode", "R2.7"),
            ));
        }
    }
    let named = |code: &str| demand.lines.iter().any(|line| line.material_code == code);
    match findings.iter().find(|finding| finding.state.lacks() && !named(&finding.material.code)) {
        Some(finding) => {
            let why = Reason::new("reason.life.tolerance.left_out", "R2.32").arg(&finding.material.name);
            Err(Refusal::at("/lines", why))
        }
        None => Ok(()),
    }
}

/// State of the facet that follows from its lines.
fn standing(lines: &[ToleranceLine], work: &Work<'_>) -> ToleranceState {
    let over = |line: &&ToleranceLine| line.due.is_some_and(|due| work.moment().is_past(due));
    let mut open = lines.iter().filter(|line| line.state == LineState::Open).peekable();
    if open.peek().is_some() {
        if open.any(|line| over(&line)) { ToleranceState::Overdue } else { ToleranceState::Open }
    } else if lines.iter().any(|line| line.state == LineState::Fulfilled) {
        ToleranceState::Fulfilled
    } else {
        ToleranceState::None
    }
}

/// The next day on which something is owed.
fn next_due(lines: &[ToleranceLine]) -> Option<jiff::civil::Date> {
    lines.iter().filter(|line| line.state == LineState::Open).filter_map(|line| line.due).min()
}

/// What stands in the way of T42–T46 and T71.
pub(super) fn blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = Vec::new();
    let state = case.tolerance.state;
    if !matches!(state, ToleranceState::Open | ToleranceState::Overdue) {
        why.push(Reason::new("reason.life.tolerance.nothing_owed", "R2.28"));
    }
    if case.state == State::Granted && !case.decision.as_ref().is_some_and(|decision| decision.withheld) {
        why.push(Reason::new("reason.life.tolerance.served", "T71"));
    }
    if kind == "tolerance.extend" && case.tolerance.extensions >= ctx.settings.tolerance.extensions {
        why.push(Reason::new("reason.life.tolerance.extended", "R2.19"));
    }
    if kind == "tolerance.breach" && state == ToleranceState::Open {
        why.push(Reason::new("reason.life.tolerance.not_due", "R2.28"));
    }
    why
}

/// T42, T43: what conforms is taken, also late (R2.28); what does not may come again until its day.
pub(super) fn receive(work: &mut Work<'_>, arrival: &ToleranceArrival) -> Result<(), Refusal> {
    let reached = reached(arrival.reached_at, work)?;
    let day = date_in_beijing(reached);
    let mut wrong = false;
    let mut taken = false;
    for (index, row) in arrival.materials.iter().enumerate() {
        let pointer = format!("/materials/{index}");
        let open = |line: &&mut ToleranceLine| line.material_code == row.material_code && line.state == LineState::Open;
        let moment = work.moment();
        let Some(line) = work.case.tolerance.lines.iter_mut().find(open) else {
            return Err(Refusal::at(&pointer, Reason::new("reason.life.tolerance.not_owed", "T42")));
        };
        if row.verdict == Verdict::Ok {
            line.fulfil(day).map_err(|why| Refusal::at(&pointer, why))?;
            taken = true;
        } else if line.due.is_some_and(|due| moment.is_past(due)) {
            return Err(Refusal::at(&pointer, Reason::new("reason.life.tolerance.wrong_and_late", "T43")));
        } else {
            wrong = true;
        }
    }
    if !taken && !wrong {
        return Err(Refusal::at("/materials", Reason::new("reason.life.text.missing", "T42")));
    }
    if wrong {
        stated(&arrival.wrong, "/wrong", "T43")?;
    }
    if taken {
        let fulfilled: Vec<_> = arrival.materials.iter().filter(|row| row.verdict == Verdict::Ok).cloned().collect();
        work.case.merge_rows(&fulfilled);
        take(work)?;
    }
    if wrong {
        work.go(43, work.case.state, &[])?;
    }
    Ok(())
}

fn take(work: &mut Work<'_>) -> Result<(), Refusal> {
    let state = standing(&work.case.tolerance.lines, work);
    work.case.tolerance.state = state;
    work.case.tolerance.due = next_due(&work.case.tolerance.lines);
    if state != ToleranceState::Overdue {
        work.done(TaskKind::ToleranceBreach);
    }
    if state != ToleranceState::Fulfilled {
        return work.go(42, work.case.state, &[Src]);
    }
    match work.case.state {
        State::TolerancePending => {
            work.go(42, State::Deciding, &[Src])?;
            work.resume(terms::TOLERANCE, work.today());
        }
        State::Granted => {
            work.go(42, State::Granted, &[Src, Gra])?;
            if let Some(decision) = work.case.decision.as_mut() {
                decision.withheld = false;
            }
            work.start_delivery();
            work.push_to_supervision();
        }
        other => work.go(42, other, &[Src])?,
    }
    Ok(())
}

/// R2.18: in time by the day it reaches the organ; that day is never a later one.
pub(super) fn reached(stated: Option<Timestamp>, work: &Work<'_>) -> Result<Timestamp, Refusal> {
    let at = stated.unwrap_or(work.ctx.now);
    if at > work.ctx.now {
        return Err(Refusal::at("/reached_at", Reason::new("reason.life.receive.later", "R2.18")));
    }
    Ok(at)
}

/// T45: force majeure, once, within the bound of the (possibly extended) promise (R2.19).
pub(super) fn extend(work: &mut Work<'_>, extension: &ToleranceExtension) -> Result<(), Refusal> {
    stated(&extension.force_majeure, "/force_majeure", "R2.19")?;
    let ctx = work.ctx;
    let today = work.today();
    let promised =
        work.case.clocks.promised.as_ref().map_or_else(Limit::default, |clock| Limit::working_days(clock.limit()));
    let issued_on = work.case.accepted_on.unwrap_or(today);
    let settings = &ctx.settings.tolerance;
    let due = |day, days| terms::working_day(ctx, day, days);
    let earlier = |line: &&ToleranceLine| line.open() && line.due.is_some_and(|due| due < extension.due);
    if !work.case.tolerance.lines.iter().any(|line| earlier(&line)) {
        return Err(Refusal::at("/due", Reason::new("reason.life.tolerance.earlier", "R2.19")));
    }
    for line in work.case.tolerance.lines.iter().filter(earlier) {
        let wish = tolerance::Extension {
            guide: ctx.guide,
            promised: &promised,
            issued_on,
            new_due: extension.due,
            force_majeure: true,
        };
        tolerance::extend(line, &wish, settings, &due).map_err(|why| Refusal::at("/due", why))?;
    }
    work.go(45, work.case.state, &[Tol])?;
    work.remark(Tol, &Reason::new("reason.life.remark.amendment", "R2.19"));
    for line in work.case.tolerance.lines.iter_mut().filter(|line| line.state == LineState::Open) {
        if line.due.is_some_and(|due| due < extension.due) {
            line.due = Some(extension.due);
            line.extensions += 1;
        }
    }
    work.case.tolerance.extensions += 1;
    work.case.tolerance.due = next_due(&work.case.tolerance.lines);
    work.case.tolerance.state = standing(&work.case.tolerance.lines, work);
    work.done(TaskKind::ToleranceBreach);
    Ok(())
}

/// T46, T71: the breach ends the case; it goes to the register and bars (R2.30).
pub(super) fn breach(work: &mut Work<'_>, reasoned: &Reasoned) -> Result<(), Refusal> {
    stated(&reasoned.reason, "/reason", "R2.28")?;
    let no = if work.case.state == State::Granted { 71 } else { 46 };
    work.go(no, State::Terminated, &[Ter])?;
    work.case.tolerance.state = ToleranceState::Breached;
    work.case.tolerance.due = None;
    for line in work.case.tolerance.lines.iter_mut().filter(|line| line.state == LineState::Open) {
        line.state = LineState::Breached;
    }
    work.stop_all();
    Ok(())
}

impl Work<'_> {
    /// R2.28: a case that ends otherwise closes its open items; that is no breach.
    pub(super) fn lapse_tolerance(&mut self) {
        let tolerance = &mut self.case.tolerance;
        if !matches!(tolerance.state, ToleranceState::Open | ToleranceState::Overdue) {
            return;
        }
        tolerance.state = ToleranceState::Lapsed;
        tolerance.due = None;
        tolerance.lines.iter_mut().for_each(ToleranceLine::lapse);
    }

    /// R2.22: the promised clock waits too, where the region's measure says so.
    pub(super) fn wait_for_tolerance(&mut self) {
        if self.ctx.settings.tolerance.clock_at_decision == ClockAtDecision::PauseAtDecision {
            self.pause(terms::TOLERANCE, true, false);
        }
    }
}
