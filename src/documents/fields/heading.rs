//! `DocCommon`: number, item, case, organ, parties, seal, people, telephones.

use crate::{
    contract::Realm,
    documents::{Sheet, field::Field, template::Template, words},
    domain::{
        case::{AgentOnCase, Party},
        guide::ItemKind,
        privacy::{self, Level},
    },
    i18n::{Lang, tf},
};

/// R5.19: who acts, by which letter.
fn acting(agent: &AgentOnCase) -> String {
    match agent.letter.letter_no.as_deref() {
        Some(no) => format!("{}(委托书 {no})", agent.party.name),
        None => agent.party.name.clone(),
    }
}

pub(super) fn value(name: &'static str, sheet: &Sheet<'_>, template: &Template) -> Option<Field> {
    let application = &sheet.case.application;
    let agent = application.agent.as_ref();
    let code = sheet.guide.id.item_code.as_str();
    Some(match name {
        "realm_mark" => match sheet.realm {
            Realm::Live => Field::from(""),
            Realm::Training | Realm::Demo => Field::from("【演示·无效】"),
        },
        "organ" => sheet.guide.department.name.clone().into(),
        "title" => title(sheet, template).into(),
        "no" => sheet.no.into(),
        "corrects" => match sheet.corrects {
            Some((no, what)) => format!("本文书更正并取代 {no}:{what}").into(),
            None => "".into(),
        },
        "item_name" => sheet.guide.name.clone().into(),
        "basic_code" => sheet.guide.basic_code.as_deref().unwrap_or("-").into(),
        "implementation_code" => code.get(..31).filter(|_| code.len() >= 31).unwrap_or("-").into(),
        "handling_code" => (if code.len() == 33 { code } else { "-" }).into(),
        "case_no" => sheet.case.case_no.as_deref().unwrap_or("-").into(),
        "receipt_no" => sheet.case.receipt_no.as_deref().unwrap_or("-").into(),
        "query_code" => sheet.query_code.unwrap_or("见申请材料接收凭证").into(),
        "applicant_name" | "applicant_name_full" => application.applicant.name.clone().into(),
        "applicant_number" => masked(&application.applicant).into(),
        "applicant_number_full" => application.applicant.number.clone().into(),
        "applicant_phone_full" => application.applicant.phone.clone().into(),
        "agent_name" => agent.map_or_else(|| "无".to_owned(), acting).into(),
        "agent_name_full" => agent?.party.name.clone().into(),
        "agent_number_full" => agent?.party.number.clone().into(),
        "signer" => agent.map_or(&application.applicant.name, |agent| &agent.party.name).clone().into(),
        "legal_basis" if sheet.guide.legal_basis.is_empty() => "见办事指南".into(),
        "legal_basis" => sheet.guide.legal_basis.join(";").into(),
        "conditions" => Field::List(sheet.guide.acceptance_conditions.clone()),
        "window" => {
            let place = sheet.actor.window_id.as_deref().or(sheet.case.received_where.as_deref()).unwrap_or("-");
            format!("{} {place}", sheet.hall).into()
        }
        "issuer" => sheet.actor.name.clone().into(),
        "staff_no" => sheet.actor.staff_no.clone().into(),
        "inquiry_phone" => sheet.guide.inquiry_phone.as_deref().unwrap_or("见大厅公示").into(),
        "complaint_phone" => sheet.guide.complaint_phone.as_deref().unwrap_or("见大厅公示").into(),
        "copies" => format!("{} 份", template.copies).into(),
        "copy_holders" => template.holders.into(),
        "template" => template.version.into(),
        "seal" => match sheet.realm {
            Realm::Live => "业务专用章(电子)".into(),
            Realm::Training | Realm::Demo => "演示".into(),
        },
        "channel" => words::channel(application.channel).into(),
        "delivery_way" => words::delivery(application.delivery.way).into(),
        "fee" => sheet.guide.fee.as_ref().map_or_else(|| "不收费".to_owned(), fee).into(),
        "fee_back" => match sheet.case.fee {
            crate::domain::case::FeeState::Refunded => "已缴费用退还".into(),
            crate::domain::case::FeeState::Paid => "已缴费用按规定退还".into(),
            _ => "未收费".into(),
        },
        "remark" => sheet
            .remark
            .map(|why| tf(Lang::Zh, &why.key, &why.args.iter().map(String::as_str).collect::<Vec<_>>()))
            .unwrap_or_default()
            .into(),
        "remedies" => words::REMEDIES.into(),
        "special_expected" => special_expected(sheet).into(),
        _ => return None,
    })
}

/// R11.7: papers for the applicant bear the number at level L, but those whose template needs it in full.
fn masked(party: &Party) -> String {
    privacy::mask_number(&party.number_kind, &party.number, Level::L)
}

fn title(sheet: &Sheet<'_>, template: &Template) -> String {
    let licence = sheet.guide.kind == Some(ItemKind::Licence);
    match template.title {
        "{gra_title}" if licence => "准予行政许可决定书".to_owned(),
        "{gra_title}" => "准予决定书".to_owned(),
        "{ref_title}" if licence => "不予行政许可决定书".to_owned(),
        "{ref_title}" => "不予决定书".to_owned(),
        "{nac_title}" if sheet.case.state == crate::domain::case::State::NotRequired => "不受理告知书".to_owned(),
        "{nac_title}" => "不予受理通知书".to_owned(),
        title => title.to_owned(),
    }
}

fn fee(fee: &crate::domain::guide::Fee) -> String {
    let amount = match fee.amount_fen {
        Some(fen) => format!("{}.{:02} 元", fen / 100, fen % 100),
        None => fee.standard.clone().unwrap_or_else(|| "按标准核算".to_owned()),
    };
    format!("收费:{} {amount}(依据:{})", fee.name, fee.basis)
}

fn special_expected(sheet: &Sheet<'_>) -> String {
    if sheet.guide.special.is_empty() {
        return "无".to_owned();
    }
    let one = |rule: &crate::domain::guide::SpecialRule| {
        let days = rule.max_days.map_or_else(|| "时间另行告知".to_owned(), |days| format!("最长 {days} 个工作日"));
        format!("{}({days})", words::special(rule.kind))
    };
    sheet.guide.special.iter().map(one).collect::<Vec<_>>().join("、")
}
