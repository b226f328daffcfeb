//! Terminals that are let in by a code (RFC 8628), the page on which somebody agrees, and consent to enrol a desk
//! (RELIABILITY T14).

use axum::http::Method;
use chuangtai::contract::{
    DeviceAuthorization, DeviceAuthorizationForm, DeviceCode, KeyPair, OAUTH_CLIENT, OauthError, OauthRefusal,
    TokenAnswer, TokenForm,
};
use serde_json::json;
use uuid::Uuid;

use super::{
    gate::{Gate, PASSWORD, oauth, page, refused},
    world::{Answer, call, segment},
};

fn ask(gate: &Gate, name: &str) -> DeviceAuthorization {
    let form = DeviceAuthorizationForm {
        client_id: OAUTH_CLIENT.to_owned(),
        device_name: Some(name.to_owned()),
        device_id: None,
    };
    let host = [("host", "hall.example:8443".to_owned())];
    oauth(&gate.form("/oauth/device_authorization", form.body(), &host)).unwrap()
}

fn poll(gate: &Gate, asked: &DeviceAuthorization) -> Result<TokenAnswer, OauthRefusal> {
    oauth(&gate.form("/oauth/token", TokenForm::device(&asked.device_code).body(), &[]))
}

fn polled(gate: &Gate, asked: &DeviceAuthorization) -> OauthError {
    poll(gate, asked).unwrap_err().error
}

fn first_form(gate: &Gate, code: &str, login: &str, password: &str) -> Answer {
    let body = format!("user_code={code}&staff_no={login}&password={}&totp=", segment(password));
    gate.form("/device", body, &[("sec-fetch-site", "same-origin".to_owned())])
}

/// The hidden token of the second form.
fn hidden(text: &str) -> String {
    let (_, rest) = text.split_once("name=\"form\" value=\"").unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

fn decide(gate: &Gate, form: &str, decision: &str) -> Answer {
    gate.form("/device/decision", format!("form={form}&decision={decision}"), &[])
}

#[test]
fn a_terminal_is_let_in_by_somebody_who_agrees_on_the_page() {
    let mut gate = Gate::new();
    let asked = ask(&gate, "<b>窗口\u{202e}03</b>");
    assert_eq!((asked.expires_in, asked.interval), (600, 5));
    let (left, right) = asked.user_code.split_once('-').unwrap();
    assert!((left.len(), right.len()) == (4, 4));
    assert!((left.chars().chain(right.chars())).all(|letter| "BCDFGHJKLMNPQRSTVWXZ".contains(letter)));
    assert_eq!(asked.verification_uri, "https://hall.example:8443/device");
    let full = format!("/device?user_code={}", asked.user_code);
    assert_eq!(asked.verification_uri_complete, format!("https://hall.example:8443{full}"));

    assert_eq!(polled(&gate, &asked), OauthError::AuthorizationPending);
    gate.pass(3);
    assert_eq!(polled(&gate, &asked), OauthError::SlowDown);
    gate.pass(6);
    assert_eq!(polled(&gate, &asked), OauthError::SlowDown, "the wait has grown to ten seconds");
    gate.pass(15);
    assert_eq!(polled(&gate, &asked), OauthError::AuthorizationPending);

    let shown = page(&call(&gate.centre().router(), Method::GET, &full, None, Vec::new()));
    assert!(shown.contains(&format!("value=\"{}\"", asked.user_code)) && shown.contains("扬州市政务服务中心"));
    let wrong = first_form(&gate, &asked.user_code, "c1", "Wrong-pass-2026");
    assert_eq!(wrong.status, 401);
    assert!(page(&wrong).contains("工号或密码不对") && !page(&wrong).contains("Wrong-pass"));

    gate.restart();
    // As people type it.
    let typed = asked.user_code.to_lowercase().replace('-', "%20");
    let second = first_form(&gate, &typed, "c1", PASSWORD);
    assert_eq!(second.status, 200);
    let text = page(&second);
    assert!(text.contains("&lt;b&gt;窗口") && !text.contains('\u{202e}') && !text.contains("<b>"), "{text}");
    assert!(text.contains(&asked.user_code) && text.contains("某人2") && text.contains("拒绝"));
    gate.pass(20);
    assert_eq!(polled(&gate, &asked), OauthError::AuthorizationPending, "looking at it is no consent");

    let form = hidden(&text);
    assert!(page(&decide(&gate, &form, "agree")).contains("已同意"));
    let again = decide(&gate, &form, "agree");
    assert_eq!(again.status, 422);
    assert!(page(&again).contains("已经用过"));

    gate.restart();
    let tokens = poll(&gate, &asked).unwrap();
    assert_eq!((tokens.person.staff_no.as_str(), gate.me(&tokens.access_token)), ("c1", 200));
    // The answer was lost on the way.
    gate.pass(20);
    let same = poll(&gate, &asked).unwrap();
    assert_eq!(same.refresh_token, tokens.refresh_token);
    let next = gate.refresh(&same.refresh_token).unwrap();
    assert_eq!(gate.me(&next.access_token), 200);
    assert_eq!(polled(&gate, &asked), OauthError::InvalidGrant, "the code has done its work");
    assert_eq!(gate.me(&next.access_token), 200);
    assert!(gate.recorded("\\\"object\\\":\\\"device_grant\\\"") >= 2, "agreed, and signed in");
}

#[test]
fn a_terminal_that_is_refused_or_forgotten_gets_nothing() {
    let gate = Gate::new();
    let asked = ask(&gate, "网格员平板");
    let form = hidden(&page(&first_form(&gate, &asked.user_code, "c1", PASSWORD)));
    assert!(page(&decide(&gate, &form, "refuse")).contains("已拒绝"));
    assert_eq!(polled(&gate, &asked), OauthError::AccessDenied);

    let asked = ask(&gate, "");
    let text = page(&first_form(&gate, &asked.user_code, "c1", PASSWORD));
    assert!(text.contains("未命名的终端"));
    let form = hidden(&text);
    gate.pass(5 * 60);
    assert_eq!(decide(&gate, &form, "agree").status, 422, "the form was left lying");
    gate.pass(5 * 60);
    assert_eq!(polled(&gate, &asked), OauthError::ExpiredToken);
    assert_eq!(first_form(&gate, &asked.user_code, "c1", PASSWORD).status, 422);

    // Agreed by somebody who was stopped before the terminal asked again.
    let asked = ask(&gate, "窗口");
    let form = hidden(&page(&first_form(&gate, &asked.user_code, "c1", PASSWORD)));
    decide(&gate, &form, "agree");
    let admin = gate.sign_in("admin").token;
    let path = format!("/v1/staff/{}/disable", Uuid::from_u128(2));
    assert_eq!(gate.post(Some(&admin), &path, &json!({})).status, 200);
    let refusal = poll(&gate, &asked).unwrap_err();
    assert_eq!((refusal.error, refusal.code.as_deref()), (OauthError::AccessDenied, Some("account.disabled")));
    assert_eq!(first_form(&gate, &asked.user_code, "c1", PASSWORD).status, 403);
}

/// RFC 8628, 5.1 and T15: nobody finds a code by trying.
#[test]
fn t14_whoever_guesses_codes_locks_themselves_out() {
    let gate = Gate::new();
    let asked = ask(&gate, "窗口");
    // Without an account nobody learns whether a code is one.
    let right = first_form(&gate, &asked.user_code, "nobody", PASSWORD);
    let wrong = first_form(&gate, "BCDF-GHJK", "nobody", PASSWORD);
    assert_eq!((right.status.as_u16(), wrong.status.as_u16()), (401, 401));
    assert_eq!(right.text().replace(&asked.user_code, ""), wrong.text().replace("BCDF-GHJK", ""));

    for _ in 0..5 {
        let wrong = first_form(&gate, "BCDF-GHJK", "c1", PASSWORD);
        assert_eq!(wrong.status, 422);
        assert!(page(&wrong).contains("代码不对或已过期"));
    }
    assert_eq!(first_form(&gate, &asked.user_code, "c1", PASSWORD).status, 401, "locked");
    assert_eq!(gate.try_sign_in(&json!({"staff_no": "c1", "password": PASSWORD})).status, 401);
    assert_eq!(polled(&gate, &asked), OauthError::AuthorizationPending);
    gate.pass(16 * 60);
    gate.sign_in("c1");
}

#[test]
fn the_page_takes_no_form_from_another_site_and_the_centre_no_crowd_of_terminals() {
    let gate = Gate::new();
    let asked = ask(&gate, "窗口");
    let form = hidden(&page(&first_form(&gate, &asked.user_code, "c1", PASSWORD)));
    let foreign = [("sec-fetch-site", "cross-site".to_owned())];
    let answer = gate.form("/device/decision", format!("form={form}&decision=agree"), &foreign);
    assert_eq!(answer.problem().code, "device_grant.other_site");
    assert_eq!(polled(&gate, &asked), OauthError::AuthorizationPending);
    assert_eq!(decide(&gate, "made-up", "agree").status, 422);
    assert_eq!(decide(&gate, &form, "perhaps").status, 400);

    let start = |body: &str| gate.form("/oauth/device_authorization", body, &[]);
    assert_eq!(refused(&start("client_id=other")).error, OauthError::InvalidClient);
    assert_eq!(refused(&start("")).error, OauthError::InvalidRequest);
    let unknown = refused(&start(&format!("client_id=chuangtai&device_id={}", Uuid::nil())));
    assert_eq!((unknown.error, unknown.code.as_deref()), (OauthError::InvalidRequest, Some("device.unknown")));
    for _ in 1..500 {
        assert_eq!(start("client_id=chuangtai").status, 200);
    }
    let full = start("client_id=chuangtai");
    assert_eq!((full.status.as_u16(), &full.headers["retry-after"]), (503, &"60".parse().unwrap()));
    gate.pass(10 * 60);
    assert_eq!(start("client_id=chuangtai").status, 200);
}

#[test]
fn a_live_centre_enrols_no_desk_without_consent() {
    let gate = Gate::new();
    let clerk = gate.sign_in("c1").token;
    let manager = gate.sign_in("m1").token;
    let enrol = |code: Option<&str>, seed: u8| {
        let key = KeyPair::from_seed(&[seed; 32]).unwrap().public_key();
        let mut body = json!({"epoch": Uuid::nil(), "public_key": key, "name": "综合窗口03"});
        if let Some(code) = code {
            body["code"] = json!(code);
        }
        gate.post(Some(&clerk), "/v1/devices", &body)
    };
    let give = || {
        let code: DeviceCode = gate.post(Some(&manager), "/v1/devices/codes", &json!({})).json();
        code.code
    };
    assert_eq!(enrol(None, 1).problem().code, "device.code");
    assert_eq!(gate.post(Some(&clerk), "/v1/devices/codes", &json!({})).problem().code, "role.not_allowed");
    let code = give();
    assert_eq!(enrol(Some(&code.to_lowercase()), 1).status, 200);
    assert_eq!(enrol(Some(&code), 2).problem().code, "device.code", "once");
    let late = give();
    gate.pass(24 * 3600);
    let clerk = gate.sign_in("c1").token;
    let again = |code: &str| {
        let key = KeyPair::from_seed(&[3; 32]).unwrap().public_key();
        let body = json!({"epoch": Uuid::nil(), "public_key": key, "name": "综合窗口04", "code": code});
        gate.post(Some(&clerk), "/v1/devices", &body)
    };
    assert_eq!(again(&late).problem().code, "device.code", "for a day");
    // Whoever guesses locks themselves out, and then the right one does not help.
    for _ in 0..5 {
        again("BCDF-GHJK").problem();
    }
    let manager = gate.sign_in("m1").token;
    let code: DeviceCode = gate.post(Some(&manager), "/v1/devices/codes", &json!({})).json();
    assert_eq!(again(&code.code).problem().code, "device.code");
    gate.pass(10 * 60);
    let listed = gate.get(&manager, "/v1/devices").text();
    assert!(listed.contains("综合窗口03") && !listed.contains("综合窗口04"));
    assert!(gate.recorded(&format!("consent/{}", Uuid::from_u128(3))) == 1, "whose consent it was is recorded");
}
