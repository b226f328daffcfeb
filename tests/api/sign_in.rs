//! Sign-in on a live centre: sessions and their tokens (RELIABILITY F38, R9), second factors, passwords.

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chuangtai::{
    contract::{Enrolled, KeyPair, OauthError, OauthRefusal, Session, TokenAnswer, TokenForm, TotpSecret},
    ports::Clock as _,
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    books,
    gate::{Gate, PASSWORD, oauth, refused},
    world::call,
};

fn grant_refused(answer: Result<TokenAnswer, OauthRefusal>, code: Option<&str>) {
    let refusal = answer.unwrap_err();
    assert_eq!((refusal.error, refusal.code.as_deref()), (OauthError::InvalidGrant, code));
}

#[test]
fn f38_an_answer_with_new_tokens_that_was_lost_is_given_again() {
    let mut gate = Gate::new();
    let session = gate.sign_in("c1");
    let first = session.refresh_token.unwrap();
    gate.pass(16 * 60);
    assert_eq!(gate.me(&session.token), 401, "an access token is good for minutes");
    let lost = gate.refresh(&first).unwrap();
    assert_eq!((lost.token_type.as_str(), lost.expires_in, lost.person.staff_no.as_str()), ("Bearer", 900, "c1"));
    gate.restart();
    gate.pass(50);
    let again = gate.refresh(&first).unwrap();
    assert_eq!(again.refresh_token, lost.refresh_token, "the same successor");
    assert_ne!(again.access_token, lost.access_token);
    assert_eq!((gate.me(&again.access_token), gate.me(&lost.access_token)), (200, 200));
    gate.restart();
    let next = gate.refresh(&again.refresh_token).unwrap();
    assert_ne!(next.refresh_token, again.refresh_token);
    assert_eq!(gate.me(&next.access_token), 200);
}

#[test]
fn f38_a_refresh_token_that_comes_twice_ends_the_session_everywhere() {
    let gate = Gate::new();
    let other = gate.sign_in("c1");
    let session = gate.sign_in("c1");
    let first = session.refresh_token.unwrap();
    let second = gate.refresh(&first).unwrap();
    let third = gate.refresh(&second.refresh_token).unwrap();
    // Its successor was used: the grace no longer holds, however soon it comes.
    grant_refused(gate.refresh(&first), Some("session.reused"));
    for token in [&session.token, &second.access_token, &third.access_token] {
        assert_eq!(gate.me(token), 401);
    }
    grant_refused(gate.refresh(&third.refresh_token), None);
    assert_eq!(gate.me(&other.token), 200, "the person's other session is not touched");
    assert_eq!(gate.recorded("session.reused"), 1);

    // After the grace, used successor or not.
    let first = other.refresh_token.unwrap();
    let second = gate.refresh(&first).unwrap();
    gate.pass(61);
    grant_refused(gate.refresh(&first), Some("session.reused"));
    assert_eq!(gate.me(&second.access_token), 401);
    grant_refused(gate.refresh(&second.refresh_token), None);
}

#[test]
fn r11_2_a_session_ends_after_eight_hours_however_often_it_was_refreshed() {
    let gate = Gate::new();
    let mut refresh = gate.sign_in("c1").refresh_token.unwrap();
    for _ in 0..31 {
        gate.pass(15 * 60);
        let answer = gate.refresh(&refresh).unwrap();
        refresh = answer.refresh_token;
    }
    gate.pass(10 * 60);
    let last = gate.refresh(&refresh).unwrap();
    assert_eq!(last.expires_in, 5 * 60, "no access token outlives its session");
    gate.pass(5 * 60);
    assert_eq!(gate.me(&last.access_token), 401);
    grant_refused(gate.refresh(&last.refresh_token), None);
    grant_refused(gate.refresh("never-was"), None);
}

#[test]
fn t13_a_session_bound_to_a_desk_goes_on_only_there() {
    let gate = Gate::new();
    let key = KeyPair::from_seed(&[5; 32]).unwrap();
    let admin = gate.sign_in("admin").token;
    let request = json!({"epoch": Uuid::nil(), "public_key": key.public_key(), "name": "综合窗口03"});
    let desk: Enrolled = gate.post(Some(&admin), "/v1/devices", &request).json();
    let at = |device: Uuid| json!({"staff_no": "c1", "password": PASSWORD, "device_id": device});
    assert_eq!(gate.try_sign_in(&at(Uuid::from_u128(99))).problem().code, "device.unknown");
    let session: Session = gate.try_sign_in(&at(desk.device_id)).json();
    let first = session.refresh_token.unwrap();

    let body = TokenForm::refresh(&first, Some(desk.device_id)).body();
    let signed = |body: &str, key: &KeyPair| {
        let signature = URL_SAFE_NO_PAD.encode(key.sign(body.as_bytes()));
        oauth::<TokenAnswer>(&gate.form("/oauth/token", body, &[("device-signature", signature)]))
    };
    // Whoever only has the token gets nothing, and the desk does not suffer from it.
    grant_refused(gate.refresh(&first), Some("device.signature"));
    grant_refused(oauth(&gate.form("/oauth/token", body.as_str(), &[])), Some("device.signature"));
    grant_refused(signed(&body, &KeyPair::from_seed(&[6; 32]).unwrap()), Some("device.signature"));
    let second = signed(&body, &key).unwrap();
    assert_eq!(gate.me(&second.access_token), 200);

    let answer = gate.post(Some(&admin), &format!("/v1/devices/{}/revoke", desk.device_id), &json!({}));
    assert_eq!(answer.status, 200);
    assert_eq!(gate.me(&second.access_token), 401, "put out with its sessions");
    grant_refused(signed(&TokenForm::refresh(&second.refresh_token, Some(desk.device_id)).body(), &key), None);
    assert_eq!(gate.try_sign_in(&at(desk.device_id)).problem().code, "device.revoked");
    let listed = gate.get(&admin, "/v1/devices").text();
    assert!(listed.contains("综合窗口03") && listed.contains("revoked_at"));
}

#[test]
fn signing_out_ends_every_token_of_the_session() {
    let gate = Gate::new();
    let session = gate.sign_in("c1");
    let next = gate.refresh(&session.refresh_token.unwrap()).unwrap();
    let router = gate.centre().router();
    let out = call(&router, Method::DELETE, "/v1/sessions/current", Some(&next.access_token), Vec::new());
    assert_eq!(out.status, 200);
    assert_eq!((gate.me(&session.token), gate.me(&next.access_token)), (401, 401));
    grant_refused(gate.refresh(&next.refresh_token), None);

    for by_refresh in [true, false] {
        let session = gate.sign_in("c1");
        let refresh = session.refresh_token.unwrap();
        let token = if by_refresh { &refresh } else { &session.token };
        assert_eq!(gate.form("/oauth/revoke", format!("token={token}"), &[]).status, 200);
        assert_eq!(gate.me(&session.token), 401);
        grant_refused(gate.refresh(&refresh), None);
    }
    assert_eq!(gate.form("/oauth/revoke", "token=never-was", &[]).status, 200, "nobody learns what is known");
}

#[test]
fn what_oauth_cannot_read_it_says_in_its_own_form() {
    let gate = Gate::new();
    let ask = |body: &str| refused(&gate.form("/oauth/token", body, &[])).error;
    assert_eq!(ask(""), OauthError::InvalidRequest);
    assert_eq!(ask("grant_type=refresh_token"), OauthError::InvalidRequest);
    assert_eq!(ask("grant_type=password&username=a&password=b"), OauthError::UnsupportedGrantType);
    assert_eq!(ask("grant_type=refresh_token&refresh_token=a&client_id=other"), OauthError::InvalidClient);
    assert_eq!(ask("grant_type=refresh_token&refresh_token=a&device_id=no-uuid"), OauthError::InvalidRequest);
    assert_eq!(gate.post(None, "/oauth/token", &json!({})).problem().code, "body.not_a_form");
    let large = format!("grant_type={}", "x".repeat(20_000));
    assert_eq!(gate.form("/oauth/token", large, &[]).problem().code, "body.form_too_large");
}

/// The telephone.
pub fn digits(secret: &str, gate: &Gate) -> String {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let bits = secret.chars().fold(String::new(), |bits, letter| {
        let five = LETTERS.find(letter).unwrap();
        bits + &format!("{five:05b}")
    });
    let bytes: Vec<u8> = bits.as_bytes().chunks_exact(8).map(byte_of).collect();
    let secret: [u8; 20] = bytes.try_into().unwrap();
    let now = u64::try_from(gate.clock.now().as_second()).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(now).to_string()
}

fn byte_of(bits: &[u8]) -> u8 {
    bits.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'))
}

#[test]
fn r11_2_a_second_factor_is_asked_for_and_each_code_is_good_once() {
    let mut gate = Gate::new();
    let token = gate.sign_in("c1").token;
    assert_eq!(
        gate.post(Some(&token), "/v1/me/totp/confirm", &json!({"code": "123456"})).problem().code,
        "totp.not_begun"
    );
    assert_eq!(gate.post(Some(&token), "/v1/me/totp", &json!({"password": "wrong"})).problem().code, "password.wrong");
    let secret: TotpSecret = gate.post(Some(&token), "/v1/me/totp", &json!({"password": PASSWORD})).json();
    assert!(secret.otpauth.starts_with("otpauth://totp/%E7%AA%97%E5%8F%B0:c1?secret="), "{}", secret.otpauth);
    assert!(secret.otpauth.contains(&secret.secret));
    gate.sign_in("c1");
    // It counts once the telephone showed a code.
    let code = digits(&secret.secret, &gate);
    assert_eq!(gate.post(Some(&token), "/v1/me/totp/confirm", &json!({"code": code})).status, 200);
    assert_eq!(gate.post(Some(&token), "/v1/me/totp", &json!({"password": PASSWORD})).problem().code, "totp.is_on");

    let with = |code: &str| json!({"staff_no": "c1", "password": PASSWORD, "totp": code});
    let without = gate.try_sign_in(&json!({"staff_no": "c1", "password": PASSWORD})).problem();
    assert_eq!((without.status, without.code.as_str()), (401, "session.second_factor"));
    let wrong = json!({"staff_no": "c1", "password": "Wrong-pass-2026", "totp": "000000"});
    assert_eq!(gate.try_sign_in(&wrong).problem().code, "session.sign_in_failed", "the password comes first");
    assert_eq!(gate.try_sign_in(&with(&code)).problem().code, "session.second_factor", "it was shown once already");
    gate.restart();
    gate.pass(30);
    let code = digits(&secret.secret, &gate);
    assert_eq!(gate.try_sign_in(&with(&code)).status, 200);
    assert_eq!(gate.try_sign_in(&with(&code)).problem().code, "session.second_factor", "each once");

    // Wrong ones count like wrong passwords.
    for _ in 0..4 {
        gate.try_sign_in(&with("000000")).problem();
    }
    gate.pass(30);
    let code = digits(&secret.secret, &gate);
    assert_eq!(gate.try_sign_in(&with(&code)).problem().code, "session.sign_in_failed", "locked");
    gate.pass(16 * 60);
    let session: Session = gate.try_sign_in(&with(&digits(&secret.secret, &gate))).json();
    let remove = |code: String| {
        gate.post(Some(&session.token), "/v1/me/totp/remove", &json!({"password": PASSWORD, "code": code}))
    };
    assert_eq!(remove("000000".into()).problem().code, "totp.wrong");
    gate.pass(30);
    assert_eq!(remove(digits(&secret.secret, &gate)).status, 200);
    gate.sign_in("c1");
}

#[test]
fn r11_2_a_password_is_changed_by_who_knows_it_and_none_of_the_last_five_comes_again() {
    let gate = Gate::new();
    let other = gate.sign_in("c1");
    let token = gate.sign_in("c1").token;
    let change = |old: &str, new: &str| gate.post(Some(&token), "/v1/me/password", &json!({"old": old, "new": new}));
    assert_eq!(change("Wrong-pass-2026", "Another-pass-1").problem().code, "password.wrong");
    assert_eq!(change(PASSWORD, "short").problem().code, "password.weak");
    assert_eq!(change(PASSWORD, PASSWORD).problem().code, "password.used_before");
    let mut old = PASSWORD.to_owned();
    for number in 1..=5 {
        let new = format!("Another-pass-{number}");
        assert_eq!(change(&old, &new).status, 200);
        gate.pass(1);
        if number < 5 {
            assert_eq!(change(&new, PASSWORD).problem().code, "password.used_before", "{number}");
        }
        old = new;
    }
    assert_eq!(change(&old, PASSWORD).status, 200, "the sixth back may");
    assert_eq!((gate.me(&token), gate.me(&other.token)), (200, 401), "the other sessions ended");
    grant_refused(gate.refresh(&other.refresh_token.unwrap()), None);
    // It grows old.
    gate.pass(90 * 24 * 3600);
    let session = gate.sign_in("c1");
    assert!(session.must_change_password);
    assert_eq!(gate.get(&session.token, "/v1/items").problem().code, "password.must_change");
}

/// R11.2, ASVS: what the database holds lets nobody in.
#[test]
fn no_secret_stands_in_the_database() {
    let gate = Gate::new();
    let session = gate.sign_in("c1");
    let refresh = session.refresh_token.unwrap();
    let next = gate.refresh(&refresh).unwrap();
    let totp: TotpSecret = gate.post(Some(&session.token), "/v1/me/totp", &json!({"password": PASSWORD})).json();
    let asked: Value = gate.form("/oauth/device_authorization", "client_id=chuangtai", &[]).json();
    let admin = gate.sign_in("admin").token;
    let code: Value = gate.post(Some(&admin), "/v1/devices/codes", &json!({})).json();
    let bare = |value: &Value| value.as_str().unwrap().replace('-', "");
    let secrets = [
        session.token,
        refresh,
        next.access_token,
        next.refresh_token,
        totp.secret,
        asked["device_code"].as_str().unwrap().to_owned(),
        asked["user_code"].as_str().unwrap().to_owned(),
        bare(&asked["user_code"]),
        bare(&code["code"]),
        PASSWORD.to_owned(),
    ];
    for secret in secrets {
        assert_eq!(books::holding(&gate.books(), &secret), Vec::<String>::new());
    }
    assert!(!books::holding(&gate.books(), "某人1").is_empty(), "the search finds what is there");
}
