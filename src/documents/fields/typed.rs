//! What a person stated in the act that demanded the paper.

use crate::{
    documents::{Sheet, field::Field, words},
    domain::{guide::SpecialKind, lifecycle::Act, procedure::SpecialRun},
};

pub(super) fn value(name: &'static str, sheet: &Sheet<'_>) -> Option<Field> {
    let case = sheet.case;
    Some(match name {
        "not_acceptance" if case.accepted_on.is_some() => "".into(),
        "not_acceptance" => "本凭证不代表受理。自收到材料之日起五个工作日内,本机关将作出是否受理的决定;逾期不告知的,自收到材料之日起即为受理。".into(),
        "overdue_duty" => "超过承诺时限的,本机关将公开说明理由。".into(),
        "signed_mark" => (if signed(sheet.act) { "已签" } else { "____________" }).into(),
        "negative_kind" => words::negative(negative_kind(sheet)?).into(),
        "negative_reason" => match sheet.act {
            Act::NegativeConfirm(ruling) => ruling.reason.clone().into(),
            _ => return None,
        },
        "competent_organ" => match sheet.act {
            Act::NegativeConfirm(ruling) => match &ruling.competent_organ {
                Some(organ) => format!("有权处理的机关:{organ}").into(),
                None => "本事项依法不需要取得行政许可,可以直接开展相关活动。".into(),
            },
            _ => return None,
        },
        "ruler" => sheet.actor.name.clone().into(),
        "negative_facts" => case.negative.as_ref()?.facts.clone().into(),
        "negative_basis" => case.negative.as_ref()?.basis.clone().into(),
        "negative_guidance" => match case.negative.as_ref()?.guidance.as_str() {
            "" => "无".into(),
            guidance => guidance.into(),
        },
        "special_kind" => words::special(special_run(sheet)?.kind).into(),
        "special_reason" => special_run(sheet)?.reason.clone().into(),
        "special_basis" => special_run(sheet)?.basis.clone().into(),
        "special_days" => special_run(sheet)?.days.to_string().into(),
        "special_counted" => special_counted(special_run(sheet)?).into(),
        "special_place" => special_run(sheet)?.place.as_deref().unwrap_or("无须到场").into(),
        "special_result" => special_run(sheet)?.result.as_deref()?.into(),
        "extension_days" => case.extension.as_ref()?.days.to_string().into(),
        "extension_reason" => case.extension.as_ref()?.reason.clone().into(),
        "extension_basis" => (if sheet.guide.flags.joint {
            "《中华人民共和国行政许可法》第四十二条第二款"
        } else {
            "《中华人民共和国行政许可法》第四十二条第一款"
        })
        .into(),
        "suspend_reason" => match sheet.act {
            Act::Suspend(demand) => demand.reason.clone().into(),
            _ => return None,
        },
        "suspend_basis" => match sheet.act {
            Act::Suspend(demand) if demand.basis.is_empty() => "申请人书面申请".into(),
            Act::Suspend(demand) => demand.basis.clone().into(),
            _ => return None,
        },
        "reason" => match sheet.act {
            Act::Resume(text) | Act::Revoke(text) => text.reason.clone().into(),
            _ => return None,
        },
        "revoke_basis" => match sheet.act {
            Act::Revoke(text) if text.basis.is_empty() => "《中华人民共和国行政许可法》第六十九条".into(),
            Act::Revoke(text) => text.basis.clone().into(),
            _ => return None,
        },
        "termination_reason" => match sheet.act {
            Act::Terminate(termination) => words::termination(termination.fact).into(),
            Act::ToleranceBreach(_) => "容缺材料逾期未补齐".into(),
            Act::System(_) => "前置事项未获准予".into(),
            _ => return None,
        },
        "termination_facts" => match sheet.act {
            Act::Terminate(termination) => termination.facts.clone().into(),
            Act::ToleranceBreach(text) => text.reason.clone().into(),
            Act::System(_) => "一件事联办的前置事项已结束".into(),
            _ => return None,
        },
        "withdraw_reason" => match sheet.act {
            Act::Withdraw(withdrawal) if withdrawal.reason.is_empty() => "未说明".into(),
            Act::Withdraw(withdrawal) => withdrawal.reason.clone().into(),
            _ => return None,
        },
        _ => return result(name, sheet),
    })
}

/// The decision and what becomes of it: delivery, hand-over, the agent's letter.
fn result(name: &str, sheet: &Sheet<'_>) -> Option<Field> {
    let case = sheet.case;
    Some(match name {
        "decision_content" => case.decision.as_ref()?.content.clone().into(),
        "result_no" => case.decision.as_ref()?.result_no.as_deref().unwrap_or("-").into(),
        "result_name" => sheet.guide.results.first().map_or("决定书", |result| &result.name).into(),
        "overdue_reason" => match &case.decision.as_ref()?.overdue_reason {
            Some(reason) => format!("逾期原因:{reason}").into(),
            None => "".into(),
        },
        "refuse_facts" => refusing(sheet)?.facts.clone().into(),
        "refuse_reasons" => refusing(sheet)?.reasons.clone().into(),
        "refuse_basis" => refusing(sheet)?.basis.clone().into(),
        "delivered_by" => words::delivery(case.delivery.as_ref()?.way).into(),
        "receiver" => case.delivery.as_ref()?.receiver.clone()?.into(),
        "parcel_no" => case.delivery.as_ref()?.parcel_no.as_deref().unwrap_or("-").into(),
        "identity_check" => (if case.delivery.as_ref()?.parcel_no.is_some() { "邮政签收" } else { "已核验" }).into(),
        "sender" => sheet.hall.into(),
        "transfer_to" => case.hand_overs.last()?.to.clone().into(),
        "bag_no" => case.hand_overs.last()?.bag_no.as_deref().unwrap_or("-").into(),
        "signed_for_by" => (if case.hand_overs.last()?.signed_by.is_some() { "已签收" } else { "____________" }).into(),
        "ticks" => {
            let letter = &case.application.agent.as_ref()?.letter;
            Field::List(letter.ticks.iter().map(|tick| words::tick(*tick).to_owned()).collect())
        }
        "sub_delegate" => {
            (if case.application.agent.as_ref()?.letter.may_sub_delegate { "可以" } else { "不可以" }).into()
        }
        "principal_signed" => mark(case.application.agent.as_ref()?.letter.signed_by_principal).into(),
        "agent_signed" => mark(case.application.agent.as_ref()?.letter.signed_by_agent).into(),
        "question" => match sheet.act {
            Act::AskApplicant(question) => question.text.clone().into(),
            _ => return None,
        },
        _ => return None,
    })
}

const fn mark(signed: bool) -> &'static str {
    if signed { "已签" } else { "____________" }
}

/// Whether the act says that the applicant (or agent) signed.
const fn signed(act: &Act) -> bool {
    match act {
        Act::NotifySupplement(demand) => demand.signed,
        Act::AcceptOnCommitment(letter) => letter.signed,
        Act::AcceptWithTolerance(demand) => demand.signed,
        Act::Withdraw(withdrawal) => withdrawal.signed,
        Act::Deliver(receiver) => receiver.signed,
        Act::ReceiveAndDecide(decision) => decision.receiver.signed,
        Act::ConfirmPost(_) => true,
        _ => false,
    }
}

fn negative_kind(sheet: &Sheet<'_>) -> Option<crate::domain::escalation::NegativeKind> {
    match sheet.act {
        Act::NegativeConfirm(ruling) => Some(ruling.kind),
        Act::NegativePropose(proposal) | Act::NegativeRecord(proposal) => Some(proposal.kind),
        _ => sheet.case.negative.as_ref().map(|negative| negative.kind),
    }
}

/// The special procedure that the act starts or ends.
fn special_run<'a>(sheet: &Sheet<'a>) -> Option<&'a SpecialRun> {
    let kind: SpecialKind = match sheet.act {
        Act::SpecialStart(start) => start.kind,
        Act::SpecialEnd(end) => end.kind,
        _ => return None,
    };
    sheet.case.special.iter().rev().find(|run| run.kind == kind)
}

fn special_counted(run: &SpecialRun) -> &'static str {
    match (run.pauses.statutory, run.pauses.promised) {
        (true, _) => "不计入法定和承诺办理时限",
        (false, true) => "不计入承诺办理时限,计入法定办理时限",
        (false, false) => "计入办理时限",
    }
}

fn refusing<'a>(sheet: &Sheet<'a>) -> Option<&'a crate::domain::lifecycle::act::Refusing> {
    match sheet.act {
        Act::Refuse(refusing) => Some(refusing),
        _ => None,
    }
}
