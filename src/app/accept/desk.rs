//! What comes back from the desk: tickets, people, guides, evidence, drafts, the fate of commands.

use uuid::Uuid;

use crate::{
    app::{
        Model,
        effect::{Answer, Ask, Effect, Failure, Fate, FoundItem, Sealing},
        msg::Ctx,
        notice::Level,
        outbox::{self, PersonAct},
        overlay::Overlay,
        request::Purpose,
        session,
    },
    contract::{EvidenceRequest, LookupAnswer, Problem},
    domain::{acceptance::Choice, case::Case, exemption::Authorisation, guide::Guide},
};

use super::{
    Accept, Step, Wait,
    chain::Next,
    draft,
    filling::refresh_form,
    flow::{advance, ask_guide, go, identify, judge, take_guide},
    handing,
    judge::takes_applicant,
    outcome::Said,
    paperwork, superseding, taking_over,
};

/// Code of the refusal that another version of the guide is in force.
const SUPERSEDED: &str = "guide.superseded";

/// The finder's answer.
pub fn found(model: &mut Model, generation: u64, items: Vec<FoundItem>) {
    model.accept.finder.found(generation, items);
}

/// An answer for the workspace.
pub fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Save(revision), result) => {
            draft::saved(model, revision, result.is_ok(), ctx);
            if let Err(failure) = result {
                model.say_failure(&failure, ctx);
            }
            Vec::new()
        }
        (Wait::Call, Ok(Answer::Called(ticket))) => called(model, ticket, ctx),
        (Wait::Lookup, Ok(Answer::Lookup(answer))) => known(model, &answer, ctx),
        (Wait::Lookup, Err(failure)) => {
            model.say_failure(&failure, ctx);
            // Without the centre the clerk writes down what the papers say.
            advance(model, ctx)
        }
        (Wait::Guide, Ok(Answer::Guide(guide))) => guide_came(model, *guide, ctx),
        (Wait::Newer, Ok(Answer::NewerGuide(newer))) => {
            superseding::came(model, newer, ctx);
            Vec::new()
        }
        (Wait::Evidence, Ok(Answer::Evidence(answer))) => {
            model.accept.evidence = answer.evidence.into_iter().map(|(_, evidence)| evidence).collect();
            model.accept.credit = answer.credit;
            evidence_came(model, ctx)
        }
        (Wait::Alike, Ok(Answer::Alike(here))) => {
            model.accept.similar.here = here;
            Vec::new()
        }
        // Whoever hands in an old version is told then; what the centre knows of is shown all the same.
        (Wait::Newer | Wait::Alike, Err(_)) => Vec::new(),
        (Wait::Submitted, Ok(Answer::Case(detail))) => submitted(model, &detail.case, ctx),
        (Wait::OpenDraft, Ok(Answer::Draft(record))) => reopened(model, &record, ctx),
        (Wait::Slip, Ok(Answer::SlipNo(no))) => handing::numbered(model, no, ctx),
        (Wait::TakeOver { case_id, version }, Ok(Answer::Revealed(answer))) => {
            taking_over::came(model, case_id, version, &answer.value, ctx)
        }
        (Wait::Seal, Ok(Answer::Fate(fate))) => fate_came(model, fate, ctx),
        (Wait::Seal, Err(failure)) => {
            model.accept.chain.stop();
            model.say_failure(&failure, ctx);
            Vec::new()
        }
        (Wait::Document, Ok(Answer::Document(document))) => {
            model.overlays.push(Overlay::Reader { title: document.no.clone(), text: document.text, cursor: 0 });
            Vec::new()
        }
        (Wait::PrintText, Ok(Answer::Document(document))) => paperwork::export(model, &document, ctx),
        (Wait::Export, Ok(Answer::Exported(place))) => {
            model.say(Level::Good, "notice.exported", &[&place], ctx);
            Vec::new()
        }
        (Wait::Submitted, Err(failure)) => {
            model.say_failure(&failure, ctx);
            advance(model, ctx)
        }
        (_, Err(failure)) => {
            model.say_failure(&failure, ctx);
            Vec::new()
        }
        (_, Ok(_)) => Vec::new(),
    }
}

fn called(model: &mut Model, ticket: Option<crate::contract::QueueTicket>, ctx: &Ctx) -> Vec<Effect> {
    match &ticket {
        Some(ticket) => model.say(Level::Good, "notice.called", &[&ticket.no, &ticket.name], ctx),
        None => model.say(Level::Note, "notice.nobody_waits", &[], ctx),
    }
    model.accept.ticket = ticket;
    vec![model.ask(Purpose::Session(session::Wait::Queue), Ask::Queue, ctx)]
}

fn known(model: &mut Model, answer: &LookupAnswer, ctx: &Ctx) -> Vec<Effect> {
    let accept = &mut model.accept;
    accept.applicant.learn(answer);
    accept.credit = answer.credit.clone();
    accept.evidence.clone_from(&answer.evidence);
    if answer.barred {
        model.say(Level::Bad, "notice.barred", &[], ctx);
    } else if !answer.open_cases.is_empty() {
        let count = answer.open_cases.len().to_string();
        model.say(Level::Note, "notice.open_cases", &[&count], ctx);
    }
    let mut effects = ask_evidence(model, ctx);
    let waiting_online =
        answer.submitted_draft.filter(|_| model.accept.guide.is_none() && model.accept.restoring.is_none());
    if let Some(id) = waiting_online {
        effects.push(model.ask(Purpose::Accept(Wait::Submitted), Ask::Case(id), ctx));
    } else if model.accept.step == Step::Applicant {
        effects.extend(advance(model, ctx));
        if model.accept.step == Step::Item {
            model.accept.finder.guard(ctx.now);
        }
    }
    draft::notice_change(model, false, ctx);
    effects
}

/// What this citizen handed in online opens as the draft: it is the same case, so its id and version go on.
fn submitted(model: &mut Model, case: &Case, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(typed) = model.accept.case_id.replace(case.id).filter(|typed| *typed != case.id) {
        effects.push(model.ask(Purpose::Accept(Wait::Drop), Ask::DropDraft(typed), ctx));
    }
    model.accept.restoring = Some(draft::Body::of_submission(&case.application, case.version));
    model.say(Level::Good, "notice.submitted", &[&case.item_name], ctx);
    effects.extend(ask_guide(model, case.guide_version.clone(), ctx));
    effects
}

/// R6.1: what the government already holds is asked of the registers, not of the citizen.
pub(super) fn ask_evidence(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let accept = &model.accept;
    let (Some(guide), Some(known), Some(case_id)) =
        (&accept.guide, &accept.applicant.known, accept.case_id.or(Some(ctx.fresh)))
    else {
        return Vec::new();
    };
    let request = EvidenceRequest {
        applicant_id: known.applicant_id,
        guide_version: guide.id.clone(),
        material_codes: Vec::new(),
        authorisation: match (&accept.applicant.agent, accept.may_ask_certificates()) {
            (None, _) => Some(Authorisation::CodeShown { at: model.session.centre_time(ctx.now) }),
            (Some(_), Ok(())) => accept.agent_leave(),
            (Some(_), Err(_)) => None,
        },
        case_id,
    };
    model.accept.case_id = Some(case_id);
    let mut effects = model.requests.give_up(|purpose| matches!(purpose, Purpose::Accept(Wait::Evidence)));
    effects.push(model.ask(Purpose::Accept(Wait::Evidence), Ask::Evidence(request), ctx));
    effects
}

/// Rows that filled themselves are never visited: the cursor moves on if it stands on one.
fn evidence_came(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    judge(model, ctx);
    let accept = &mut model.accept;
    if let (Step::Materials, Some(judged)) = (accept.step, &accept.judged) {
        let here = judged.lines.get(accept.work.materials.cursor);
        if here.is_some_and(|line| line.state == crate::domain::check::State::Exempt) {
            accept.work.materials.to_next_open(&judged.lines);
        }
    }
    Vec::new()
}

fn guide_came(model: &mut Model, guide: Guide, ctx: &Ctx) -> Vec<Effect> {
    let restoring = model.accept.restoring.take();
    if !takes_applicant(&guide, &model.accept.applicant) {
        model.say(Level::Note, "notice.other_applicant", &[], ctx);
    }
    take_guide(&mut model.accept, guide);
    let mut effects = ask_evidence(model, ctx);
    match restoring {
        Some(body) => {
            let law = model.session.law(ctx.now);
            refresh_form(&mut model.accept, &law);
            body.restore_work(&mut model.accept);
            let step = model.accept.step;
            effects.extend(go(model, step, ctx));
            effects.extend(superseding::look(model, false, ctx));
        }
        None => effects.extend(advance(model, ctx)),
    }
    draft::notice_change(model, false, ctx);
    effects
}

/// A parked draft is back: its citizen is looked up anew, its guide in the pinned version.
fn reopened(model: &mut Model, record: &crate::app::effect::DraftRecord, ctx: &Ctx) -> Vec<Effect> {
    let Some((accept, body)) = draft::reopened(record.case_id, record) else {
        model.say(Level::Bad, "notice.draft_unreadable", &[], ctx);
        return Vec::new();
    };
    let finder = model.accept.finder.emptied();
    model.accept = Accept { finder, ..accept };
    let guide = body.guide.clone();
    let step = body.step;
    model.accept.restoring = Some(body);
    let mut effects = vec![model.accept.finder.ask()];
    if !model.accept.applicant.form.value("number").is_empty() {
        effects.extend(identify(model, ctx));
    }
    if let Some(guide) = guide {
        effects.extend(ask_guide(model, guide, ctx));
    } else {
        model.accept.restoring = None;
        model.accept.step = step;
    }
    effects
}

/// The outcome goes out: its commands, one after the other.
pub(super) fn carry_out(model: &mut Model, choice: Choice, said: &Said, ctx: &Ctx) -> Vec<Effect> {
    if model.accept.newer.is_some() {
        // The centre would refuse it, and the difference is here already.
        superseding::show(model);
        return Vec::new();
    }
    let accept = &mut model.accept;
    accept.conclusion.outcome = super::Outcome::Choosing;
    let Some(judged) = accept.judged.clone() else { return Vec::new() };
    let (Some(stages), Some(guide)) = (accept.stages(choice, &judged, said), accept.guide.as_ref()) else {
        model.say(Level::Note, "notice.applicant_first", &[], ctx);
        return Vec::new();
    };
    let guide = guide.id.clone();
    let case_id = *accept.case_id.get_or_insert(ctx.fresh);
    let mut effects: Vec<Effect> = draft::save_now(model, ctx).into_iter().collect();
    if let Some(sealing) = model.accept.chain.start(stages, case_id, &guide) {
        effects.push(seal(model, sealing, ctx));
    }
    effects
}

pub(super) fn seal(model: &mut Model, sealing: Sealing, ctx: &Ctx) -> Effect {
    model.ask(Purpose::Accept(Wait::Seal), Ask::Seal(Box::new(sealing)), ctx)
}

fn fate_came(model: &mut Model, fate: Fate, ctx: &Ctx) -> Vec<Effect> {
    let accept = &mut model.accept;
    let (Some(case_id), Some(guide)) = (accept.case_id, accept.guide.as_ref().map(|guide| guide.id.clone())) else {
        return Vec::new();
    };
    let next = accept.chain.settle(fate, case_id, &guide);
    goes_on(model, next, ctx)
}

fn goes_on(model: &mut Model, next: Next, ctx: &Ctx) -> Vec<Effect> {
    let mut effects = Vec::new();
    match next {
        Next::Seal(sealing) => effects.push(seal(model, *sealing, ctx)),
        Next::Finished => {
            // Only a receipt that says so lets the screen say 中心已受理 (DECISIONS 1).
            let said = match &model.accept.chain {
                chain if chain.is_handing_in() => "notice.handed_in",
                chain if chain.was_accepted() => "notice.accepted",
                _ => "notice.confirmed",
            };
            let number = model.accept.chain.case_no().unwrap_or_default().to_owned();
            model.say(Level::Good, said, &[&number], ctx);
            effects.extend(session::refresh(model, ctx));
        }
        Next::Corrected => {
            model.accept.apply_correction();
            model.say(Level::Good, "notice.corrected", &[], ctx);
        }
        Next::Waits if model.accept.chain.rests() => model.say(Level::Note, "notice.handing_in_waits", &[], ctx),
        Next::Waits => model.say(Level::Note, "notice.waits", &[], ctx),
        Next::Refused(problem) => {
            model.say_failure(&Failure::from(problem.as_ref()), ctx);
            form_refused(model, &problem);
            if problem.code == SUPERSEDED {
                effects.extend(superseding::look(model, true, ctx));
            }
        }
    }
    effects
}

/// A command that had to wait met its fate; the rest of its chain goes on.
pub fn settled(model: &mut Model, command_id: Uuid, fate: Fate, ctx: &Ctx) -> Vec<Effect> {
    let accept = &mut model.accept;
    let guide = accept.guide.as_ref().map(|guide| guide.id.clone());
    if let (true, Some(case_id), Some(guide)) = (accept.chain.waits_for(command_id), accept.case_id, guide) {
        let (next, behind) = accept.chain.settle_waiting(command_id, fate, case_id, &guide);
        // Behind a refusal nothing of this outcome can stand; the draft came back, and it is concluded anew.
        let withdraw = |id: &Uuid| Ask::MoveParcel { command_id: *id, act: PersonAct::Withdraw };
        let first = behind.first().map(withdraw);
        let mut effects: Vec<Effect> =
            first.into_iter().map(|ask| model.ask(Purpose::Outbox(outbox::Wait::Behind), ask, ctx)).collect();
        effects.extend(match next {
            // Each receipt of a chain that goes on is no news by itself.
            Next::Waits => session::refresh(model, ctx),
            next => goes_on(model, next, ctx),
        });
        return effects;
    }
    if model.accept.chain.knows(command_id) {
        // The request that sealed it has said so already.
        return Vec::new();
    }
    match fate {
        Fate::Rejected(problem) => model.say_failure(&Failure::from(problem.as_ref()), ctx),
        Fate::Applied(receipt) => {
            let number = receipt.case_no.unwrap_or_default();
            model.say(Level::Good, "notice.confirmed", &[&number], ctx);
        }
        Fate::Waiting { .. } => {}
    }
    session::refresh(model, ctx)
}

/// The centre refused values of the form: each sentence goes to its field, and the clerk to the first of them.
fn form_refused(model: &mut Model, problem: &Problem) {
    let said = problem.errors.iter().filter_map(|error| {
        let id = error.pointer.strip_prefix("/application/form/")?;
        Some((id.replace("~1", "/").replace("~0", "~"), error.detail.clone()))
    });
    if model.accept.work.form.refused(said) {
        model.accept.step = Step::Form;
    }
}
