//! Texts about the registers the centre asks.

use super::Entry;

pub(super) const TEXTS: &[Entry] = &[
    (
        "register.down",
        "{0}正在停用,这不是申请人的原因:请换一种方式核验,或查看原件后复印",
        "{0} is out of service, through no fault of the applicant: verify another way, or see the original and copy it",
    ),
    (
        "register.unreachable",
        "{0}没有应答,这不是申请人的原因:请换一种方式核验,或查看原件后复印",
        "{0} does not answer, through no fault of the applicant: verify another way, or see the original and copy it",
    ),
    (
        "register.credit_silent",
        "信用信息查不到结果,窗口不得容缺:请一次性告知补正,或容缺收件,或先收承诺书、查清后再受理",
        "The credit register is silent, so nothing may be tolerated: notify supplements, hold the papers, or take the commitment and accept after the check",
    ),
    (
        "register.not_authorised",
        "未经持证人授权,不能调用电子证照:请持证人出示码、在手写板签名,或在委托书上勾选",
        "The holder has not authorised the certificate: ask for the code, a signature on the pad, or the tick on the letter",
    ),
    (
        "register.no_purpose",
        "调用电子证照须写明用途(事项名称和办件编号)",
        "A certificate is used for a stated purpose only: item name and case number",
    ),
];
