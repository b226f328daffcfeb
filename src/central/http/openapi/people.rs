//! The contract of signing in, of desks and of those who work here.

use serde_json::json;

use super::entry::{Entry, Gives, delete, get, post};
use crate::{
    central::http::{
        device_page::{DecisionForm, Prefilled, SignInForm},
        staff::Place as StaffPlace,
    },
    contract::{
        ChangePassword, ChangeStaff, ConfirmTotp, DeviceAuthorization, DeviceAuthorizationForm, DeviceCode, DeviceLine,
        EnrolRequest, EnrolTotp, Enrolled, Me, NewStaff, OauthRefusal, Proposal, ProposalConfirmed, RecoveryLine,
        RecoveryRequest, RemoveTotp, ResetPassword, RevokeForm, Session, SignIn, StaffChanged, StaffLine, TokenAnswer,
        TokenForm, TotpSecret,
    },
};

/// Sessions, one's own password and second factor, desks.
pub(super) fn sign_in() -> Vec<Entry> {
    vec![
        post("/v1/sessions", "用工号和密码登录")
            .takes::<SignIn>()
            .such_as(json!({"staff_no": "DEMO01", "password": "Chuang-tai-2026"}))
            .gives::<Session>()
            .no(401, &["session.sign_in_failed", "session.second_factor"])
            .no(403, &["account.disabled", "device.unknown", "device.revoked"]),
        delete("/v1/sessions/current", "退出登录,本次登录的令牌全部失效"),
        get("/v1/me", "当前登录人,以及各清单有多少件").gives::<Me>(),
        post("/v1/devices", "登记一台设备,取得回执公钥")
            .takes::<EnrolRequest>()
            .such_as(json!({
                "epoch": "7b0c0f0e-6d1f-4c8e-9a55-0c8a1f7a5d11", "name": "综合窗口03",
                "public_key": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            }))
            .gives::<Enrolled>()
            .no(403, &["role.not_allowed"])
            .no(422, &["device.name", "device.key", "device.code"]),
        get("/v1/devices", "已登记的设备").gives_all::<DeviceLine>(),
        post("/v1/devices/codes", "发一个设备登记码,一次有效").gives::<DeviceCode>(),
        post("/v1/devices/{id}/revoke", "注销一台设备:不再相信它的签名,其登录结束").gives::<DeviceLine>(),
        get("/v1/devices/{id}/recoveries", "这台设备上现有的恢复授权:可代为送出某人已封存的业务")
            .gives_all::<RecoveryLine>(),
        post("/v1/recoveries/{id}/revoke", "收回一项还没有人使用的恢复授权")
            .gives::<RecoveryLine>()
            .no(422, &["recovery.expired", "recovery.used"]),
        post("/v1/me/password", "改自己的密码;其他登录全部结束")
            .takes::<ChangePassword>()
            .no(409, &["password.no_account"])
            .no(422, &["password.wrong", "password.weak", "password.used_before"]),
        post("/v1/me/totp", "开始设置动态口令;密钥只给一次")
            .takes::<EnrolTotp>()
            .gives::<TotpSecret>()
            .no(409, &["password.no_account", "totp.is_on"])
            .no(422, &["password.wrong"]),
        post("/v1/me/totp/confirm", "用一个动态口令确认,自此生效")
            .takes::<ConfirmTotp>()
            .no(409, &["password.no_account", "totp.is_on", "totp.not_begun"])
            .no(422, &["totp.wrong"]),
        post("/v1/me/totp/remove", "停用动态口令")
            .takes::<RemoveTotp>()
            .no(409, &["password.no_account", "totp.demanded", "totp.not_begun"])
            .no(422, &["password.wrong", "totp.wrong"]),
    ]
}

/// People and their accounts.
pub(super) fn staff() -> Vec<Entry> {
    let one = |path, says| post(path, says).gives::<StaffLine>();
    let waits = |path, says| post(path, says).gives::<Proposal>().no(422, &["proposal.open"]);
    vec![
        get("/v1/staff", "管得到的人员").asks::<StaffPlace>().gives_page::<StaffLine>(),
        waits("/v1/staff", "提出新增人员;另一人确认后生效")
            .takes::<NewStaff>()
            .no(409, &["staff.number_taken"])
            .no(422, &["staff.name", "staff.number", "staff.role"]),
        post("/v1/staff/{id}", "改岗位、窗口、部门、视野;收回权限当场生效,给予权限须另一人确认")
            .takes::<ChangeStaff>()
            .gives::<StaffChanged>()
            .no(412, &["version.stale"])
            .no(422, &["proposal.open", "staff.name", "staff.role"]),
        waits("/v1/staff/{id}/password", "提出重设为一次性密码;另一人确认后生效").takes::<ResetPassword>(),
        one("/v1/staff/{id}/sign-out", "强制下线"),
        one("/v1/staff/{id}/disable", "停用:令牌立即失效,未送到的业务保留"),
        waits("/v1/staff/{id}/enable", "提出恢复使用;另一人确认后生效").no(422, &["staff.enabled"]),
        post(
            "/v1/staff/{id}/recoveries",
            "恢复授权:此人在某台设备上已封存、送不出的业务,准由他人代为送出;一次有效,到时作废",
        )
        .takes::<RecoveryRequest>()
        .gives::<RecoveryLine>()
        .no(422, &["recovery.device", "recovery.hours", "recovery.role"]),
        get("/v1/proposals", "等待另一人确认的账号变动,先提出的在前").gives_all::<Proposal>(),
        post("/v1/proposals/{id}/confirm", "确认:须是提出人和本人以外、管得到这个账号的人;新密码只在这里显示一次")
            .gives::<ProposalConfirmed>()
            .no(403, &["proposal.same_person", "proposal.own_account"])
            .no(409, &["staff.number_taken"])
            .no(412, &["proposal.stale"])
            .no(422, &["proposal.decided", "proposal.expired", "proposal.proposer"]),
        post("/v1/proposals/{id}/refuse", "不同意:由可以确认的人")
            .gives::<Proposal>()
            .no(403, &["proposal.same_person", "proposal.own_account"])
            .no(422, &["proposal.decided", "proposal.expired"]),
        post("/v1/proposals/{id}/withdraw", "撤回:由提出人")
            .gives::<Proposal>()
            .no(403, &["proposal.not_yours"])
            .no(422, &["proposal.decided", "proposal.expired"]),
    ]
}

/// Letting a terminal in by the person's telephone.
pub(super) fn oauth() -> Vec<Entry> {
    vec![
        post("/oauth/device_authorization", "终端请求授权(RFC 8628)")
            .takes_form::<DeviceAuthorizationForm>()
            .gives::<DeviceAuthorization>()
            .refuses_by::<OauthRefusal>()
            .no(400, &["body.malformed"])
            .no(503, &["device_grant.too_many"]),
        post("/oauth/token", "换取令牌:授权码或刷新令牌;答复丢了可用同一刷新令牌再问")
            .header("Device-Signature", "登录绑定设备时:设备私钥对请求体的签名,base64url")
            .takes_form::<TokenForm>()
            .gives::<TokenAnswer>()
            .refuses_by::<OauthRefusal>()
            .no(400, &["body.malformed"]),
        post("/oauth/revoke", "令牌作废(RFC 7009)")
            .takes_form::<RevokeForm>()
            .gives_other(Gives::Text("application/json"))
            .refuses_by::<OauthRefusal>()
            .no(400, &["body.malformed"]),
        get("/device", "给人看的授权页").asks::<Prefilled>().gives_other(Gives::Form),
        page("/device", "授权页第一步:码、工号、密码").takes_form::<SignInForm>().no(401, &["session.sign_in_failed"]),
        page("/device/decision", "授权页第二步:同意或拒绝").takes_form::<DecisionForm>(),
    ]
}

fn page(path: &'static str, says: &'static str) -> Entry {
    post(path, says)
        .gives_other(Gives::Text("text/html"))
        .refuses_by_page()
        .no(400, &["body.malformed"])
        .no(403, &["device_grant.other_site", "account.disabled", "device_grant.off"])
        .no(422, &["device_grant.code", "device_grant.form"])
}
