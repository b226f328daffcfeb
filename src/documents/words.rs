//! Words of official papers: dates, limits, ways, modes. Papers of the organ are Chinese in either language of the screen.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::domain::{
    agency::Tick,
    case::Channel,
    escalation::NegativeKind,
    exemption::SatisfyBy,
    guide::{DeliveryWay, Limit, LimitUnit, MaterialForm, SpecialKind, ToleranceMode},
    lifecycle::act::TerminationFact,
};

/// 2026年9月1日
pub(super) fn day(date: Date) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

/// 2026年9月1日 09:05, Beijing time (R9.6).
pub(super) fn instant(at: Timestamp) -> String {
    let zoned = TimeZone::get("Asia/Shanghai").map_or_else(|_| at.to_zoned(TimeZone::UTC), |zone| at.to_zoned(zone));
    format!("{} {:02}:{:02}", day(zoned.date()), zoned.hour(), zoned.minute())
}

/// The Beijing day of an instant.
pub(super) fn day_of(at: Timestamp) -> String {
    instant(at).split(' ').next().unwrap_or_default().to_owned()
}

/// 20个工作日
pub(super) fn limit(limit: &Limit) -> String {
    match (limit.value, limit.unit) {
        (_, Some(LimitUnit::OnTheSpot)) | (Some(0), _) => "当场".to_owned(),
        (Some(value), Some(unit)) => format!(
            "{value} {}",
            match unit {
                LimitUnit::WorkingDay => "个工作日",
                LimitUnit::NaturalDay => "日",
                LimitUnit::Month => "个月",
                LimitUnit::Hour => "小时",
                LimitUnit::Minute => "分钟",
                LimitUnit::OnTheSpot => "",
            }
        ),
        _ => limit.text.clone().unwrap_or_else(|| "指南未载明".to_owned()),
    }
}

/// Ways of delivery (R10.11).
pub(super) const fn delivery(way: DeliveryWay) -> &'static str {
    match way {
        DeliveryWay::Window => "窗口领取",
        DeliveryWay::Post => "邮寄送达",
        DeliveryWay::Electronic => "电子送达",
    }
}

/// R1.1.
pub(super) const fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Window => "窗口",
        Channel::Online => "网上",
        Channel::Letter => "信函",
        Channel::Email => "电子邮件",
        Channel::Agent => "代办",
        Channel::Other => "其他方式",
    }
}

/// R6.2, as printed in a list of materials.
pub(super) const fn way(by: SatisfyBy) -> &'static str {
    match by {
        SatisfyBy::PaperOriginal => "原件",
        SatisfyBy::CopyChecked => "复印件(与原件核对无误)",
        SatisfyBy::Scan => "扫描件(已验原件)",
        SatisfyBy::EForm => "电子表单",
        SatisfyBy::ECert => "电子证照(免交)",
        SatisfyBy::DataShare => "数据共享(免交)",
        SatisfyBy::DeptVerify => "部门核验(免交)",
        SatisfyBy::SubstituteCert => "证照替代(免交)",
        SatisfyBy::Commitment => "告知承诺(免交)",
        SatisfyBy::Cancelled => "已取消(免交)",
        SatisfyBy::Reused => "复用已核验材料(免交)",
        SatisfyBy::Tolerated => "容缺",
        SatisfyBy::NotApplicable => "不适用",
    }
}

/// The original goes back to the applicant after the check.
pub(super) const fn goes_back(by: SatisfyBy) -> bool {
    matches!(by, SatisfyBy::CopyChecked | SatisfyBy::Scan)
}

/// RULES 2.3.
pub(super) const fn mode(mode: ToleranceMode) -> &'static str {
    match mode {
        ToleranceMode::SupplementLater => "材料后补",
        ToleranceMode::Waive => "免交",
        ToleranceMode::DeferReview => "实质审查后置",
        ToleranceMode::ExemptReview => "豁免",
    }
}

/// Forms of a material.
pub(super) const fn form(form: MaterialForm) -> &'static str {
    match form {
        MaterialForm::Original => "原件",
        MaterialForm::Copy => "复印件",
        MaterialForm::Electronic => "电子文件",
    }
}

/// RULES 10.1.
pub(super) const fn special(kind: SpecialKind) -> &'static str {
    match kind {
        SpecialKind::Hearing => "听证",
        SpecialKind::Tender => "招标",
        SpecialKind::Auction => "拍卖",
        SpecialKind::Inspect => "检验",
        SpecialKind::Test => "检测",
        SpecialKind::Quarantine => "检疫",
        SpecialKind::Appraise => "鉴定",
        SpecialKind::Expert => "专家评审",
        SpecialKind::Site => "现场勘验",
        SpecialKind::Public => "公示",
    }
}

/// R3.2.
pub(super) const fn negative(kind: NegativeKind) -> &'static str {
    match kind {
        NegativeKind::NotRequired => "依法不需要取得行政许可",
        NegativeKind::NotCompetent => "依法不属于本行政机关职权范围",
        NegativeKind::ConditionNotMet => "不符合条件",
        NegativeKind::GreyArea => "政策不明",
        NegativeKind::ReturnOverdue => "逾期未补正,退件",
        NegativeKind::TerminateBreach => "容缺违约,终止办理",
        NegativeKind::RefuseTolerance => "不予容缺",
    }
}

/// R1.35.
pub(super) const fn termination(fact: TerminationFact) -> &'static str {
    match fact {
        TerminationFact::ApplicantGone => "申请人死亡或者丧失行为能力",
        TerminationFact::OrganisationEnded => "法人或者其他组织终止",
        TerminationFact::ItemAbolished => "事项取消",
    }
}

/// R5.12.
pub(super) const fn tick(tick: Tick) -> &'static str {
    match tick {
        Tick::Submit => "提交申请",
        Tick::CorrectOnSpot => "当场更正",
        Tick::ReceiveNotices => "接收通知",
        Tick::MakeCommitments => "作出承诺(含容缺承诺)",
        Tick::Withdraw => "撤回申请",
        Tick::ReceiveResults => "领取结果",
        Tick::UseCertificates => "授权使用电子证照",
        Tick::ReceiveMoney => "领取款项",
    }
}

/// R1.20: the two remedies.
pub(super) const REMEDIES: &str =
    "不服本决定的,可以自收到本文书之日起六十日内依法申请行政复议,或者在六个月内依法向人民法院提起行政诉讼。";
