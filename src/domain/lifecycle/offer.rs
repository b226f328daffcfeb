//! What may be done now, by whom, and what stands in the way. [`super::step`] asks here first, so that the offer and
//! the verdict cannot differ.

use super::{
    Act, AllowedAct, Block, Context, Refusal, acceptance, deciding, department, ending, handling, intake, negative,
    person, record, result, review, supplement, table, tolerated,
};
use crate::domain::{case::Case, reason::Reason, role::Role};

/// Every act that the actor may do on the case, or begin if there is none; with what blocks it.
///
/// Acts outside the role or the state are absent.
pub fn allowed(case: Option<&Case>, ctx: &Context<'_>) -> Vec<AllowedAct> {
    Act::KINDS
        .iter()
        .filter(|kind| in_reach(kind, case, ctx))
        .map(|kind| AllowedAct {
            act: (*kind).to_owned(),
            needs: needs(kind, case).iter().map(|need| (*need).to_owned()).collect(),
            blocked_by: blocks(kind, case, ctx).into_iter().map(Block::from).collect(),
        })
        .collect()
}

/// Refuses an act that [`allowed`] would not offer on this case.
pub(super) fn ask(case: &Case, kind: &str, ctx: &Context<'_>) -> Result<(), Refusal> {
    if !in_reach(kind, Some(case), ctx) {
        let why = if rows(kind, Some(case)).next().is_some() || record::row(kind, Some(case)).is_some() {
            Reason::new("reason.life.role.not_allowed", "R12.2")
        } else {
            Reason::new("reason.life.state.not_allowed", "R12.2")
        };
        return Err(Refusal::from(why));
    }
    Refusal::unless_empty(blocks(kind, Some(case), ctx))
}

/// Rows of the table that this act can take from here, whoever acts.
fn rows<'a>(kind: &'a str, case: Option<&'a Case>) -> impl Iterator<Item = &'static table::Transition> + use<'a> {
    table::TABLE.iter().filter(move |row| {
        row.is_led_to_by(kind)
            && match case {
                None => intake::brings_application(kind),
                Some(case) => {
                    !case.discarded && (row.starts_from(Some(case.state)) || row.from.is_empty() && case.version == 0)
                }
            }
    })
}

fn in_reach(kind: &str, case: Option<&Case>, ctx: &Context<'_>) -> bool {
    let role = ctx.actor.role;
    let time = (kind == table::TIME) == (role == Role::System);
    time && (rows(kind, case).any(|row| row.who.contains(&role))
        || record::row(kind, case).is_some_and(|row| row.who.contains(&role)))
}

/// Everything that stands in the way and does not depend on what the person will still fill in.
fn blocks(kind: &str, case: Option<&Case>, ctx: &Context<'_>) -> Vec<Reason> {
    let mut why = intake::opening_blocks(kind, ctx);
    if let Some(case) = case {
        why.extend(person::blocks(kind, case, ctx));
        why.extend(department::blocks(kind, case, ctx));
        why.extend(case_blocks(kind, case, ctx));
    }
    why
}

fn case_blocks(kind: &str, case: &Case, ctx: &Context<'_>) -> Vec<Reason> {
    match kind {
        "draft.submit"
        | "draft.collect"
        | "draft.approve"
        | "draft.discard"
        | "case.receive"
        | "case.receive_and_accept"
        | "case.receive_and_decide" => intake::blocks(kind, case, ctx),
        "case.correct_on_spot"
        | "case.notify_supplement"
        | "case.accept"
        | "case.accept_on_commitment"
        | "case.accept_with_tolerance"
        | "case.hold_papers"
        | "case.ask_department" => acceptance::blocks(kind, case, ctx),
        "supplement.hand_in" | "supplement.check" => supplement::blocks(kind, case),
        "negative.propose" | "negative.confirm" | "negative.overrule" | "negative.refer_up" => {
            negative::blocks(kind, case, ctx)
        }
        "case.withdraw" | "case.terminate" => ending::blocks(kind, case),
        "case.hand_over" => handling::hand_over_blocks(case, ctx),
        "special.start" | "case.extend" | "review.finish" => review::blocks(kind, case, ctx),
        "decision.grant" | "decision.refuse" => deciding::blocks(kind, case, ctx),
        "tolerance.receive" | "tolerance.extend" | "tolerance.breach" => tolerated::blocks(kind, case, ctx),
        "result.hand_over"
        | "result.sign_for"
        | "result.deliver"
        | "result.post"
        | "result.confirm_post"
        | "result.post_failed"
        | "commitment.verify"
        | "case.revoke" => result::blocks(kind, case),
        _ => Vec::new(),
    }
}

/// What the person still has to give, by name of the payload's field.
fn needs(kind: &str, case: Option<&Case>) -> &'static [&'static str] {
    match kind {
        "draft.submit" | "draft.collect" | "case.receive" | "case.receive_and_accept" if case.is_none() => {
            &["application"]
        }
        "draft.collect" => &["agreement", "slip_no"],
        "case.receive_and_decide" => &["content", "receiver"],
        "case.correct_on_spot" => &["changes", "initials"],
        "case.notify_supplement" | "case.hold_papers" => &["lines"],
        "case.accept_on_commitment" => &["material_codes", "signature"],
        "case.accept_with_tolerance" => &["lines", "signature"],
        "case.ask_department" | "applicant.ask" => &["text"],
        "department.answer" => &["accept", "text"],
        "supplement.check" | "material.record" | "tolerance.receive" => &["materials"],
        "supplement.hand_in" => &["material_codes"],
        "negative.propose" | "negative.record" => &["kind", "facts", "basis"],
        "negative.confirm" => &["kind", "reason"],
        "case.withdraw" => &["signature"],
        "special.allow" => &["kind", "basis"],
        "special.start" => &["kind", "days", "basis"],
        "special.end" => &["kind", "result"],
        "case.extend" => &["days", "reason"],
        "case.suspend" => &["basis", "reason"],
        "review.finish" => &["opinion", "reasons"],
        "decision.grant" => &["content"],
        "decision.refuse" => &["facts", "reasons", "basis"],
        "case.terminate" => &["fact", "facts"],
        "tolerance.extend" => &["due", "force_majeure"],
        "result.deliver" => &["receiver", "signature"],
        "result.post" => &["parcel_no"],
        "result.confirm_post" => &["signed_at", "by"],
        "evaluation.submit" => &["grade"],
        "commitment.verify" => &["kept", "record"],
        "case.revoke" => &["reason", "basis"],
        "draft.discard"
        | "negative.overrule"
        | "negative.refer_up"
        | "case.rule_on_power"
        | "case.resume"
        | "review.send_back"
        | "termination.propose"
        | "tolerance.breach"
        | "result.post_failed" => &["reason"],
        "document.correct" => &["document_no", "correction"],
        "case.send_back" => &["code", "reason"],
        "overdue.explain" => &["code", "text"],
        "result.sign_for" => &["checked"],
        _ => &[],
    }
}
