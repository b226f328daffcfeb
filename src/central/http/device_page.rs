//! `/device`: the page on which a person lets a terminal in. Plain HTML without scripts and without cookies: nobody is
//! signed in by a browser here. The first form carries the person's own password; what agrees is the second, by a token
//! that was given out with it, once. So there is nothing that another site could send on somebody's behalf.

use std::fmt::Write as _;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::request::{Asked, Form, header};
use crate::{
    central::{
        Centre,
        auth::{Consent, Ruling},
        fault::Fault,
    },
    i18n::{Lang, t, tf},
    text::SafeText,
};

const STYLE: &str = "body{font-family:sans-serif;max-width:28em;margin:2em auto;padding:0 1em;line-height:1.6}\
label{display:block;margin-top:1em}input{font:inherit;width:100%;padding:.4em;box-sizing:border-box}\
button{font:inherit;margin:1.5em 1em 0 0;padding:.5em 2em}.bad{border-left:.3em solid #b00;padding-left:.7em}\
.code{font-size:1.6em;letter-spacing:.1em}";

/// What stands in the form already.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub(super) struct Prefilled {
    user_code: String,
}

/// The first form.
#[derive(Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub(super) struct SignInForm {
    user_code: String,
    staff_no: String,
    password: String,
    totp: String,
}

/// The second form.
#[derive(Default, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub(super) struct DecisionForm {
    form: String,
    decision: String,
}

/// The first form.
pub(super) async fn show(State(centre): State<Centre>, Asked(prefilled): Asked<Prefilled>) -> Result<Response, Fault> {
    let form = SignInForm { user_code: prefilled.user_code, ..SignInForm::default() };
    Ok(first(&centre, StatusCode::OK, &form, None))
}

/// The first form came: the second, or the first again.
pub(super) async fn sign_in(State(centre): State<Centre>, sent: Form) -> Result<Response, Fault> {
    from_here(&sent.headers)?;
    let Some(form) = sent.read::<SignInForm>().await else { return Err(Fault::new(400, "body.malformed")) };
    let own = centre.clone();
    let (answer, form) = centre
        .run(move || {
            let totp = Some(form.totp.trim()).filter(|code| !code.is_empty());
            let answer = own.look_at_grant(&form.user_code, form.staff_no.trim(), &form.password, totp);
            Ok((answer, form))
        })
        .await?;
    match answer {
        Ok(consent) => Ok(second(&centre, &consent)),
        Err(fault) if fault.status() >= 500 => Err(fault),
        Err(fault) => {
            let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::FORBIDDEN);
            Ok(first(&centre, status, &form, Some(&fault)))
        }
    }
}

/// The second form came.
pub(super) async fn decide(State(centre): State<Centre>, sent: Form) -> Result<Response, Fault> {
    from_here(&sent.headers)?;
    let Some(form) = sent.read::<DecisionForm>().await else { return Err(Fault::new(400, "body.malformed")) };
    let ruling = match form.decision.as_str() {
        "agree" => Ruling::Agree,
        "refuse" => Ruling::Refuse,
        _ => return Err(Fault::new(400, "body.malformed")),
    };
    let own = centre.clone();
    let answer = centre.run(move || Ok(own.decide_grant(&form.form, ruling))).await?;
    let (status, said) = match answer {
        Ok(()) if ruling == Ruling::Agree => (StatusCode::OK, t(Lang::Zh, "device_page.agreed").to_owned()),
        Ok(()) => (StatusCode::OK, t(Lang::Zh, "device_page.refused").to_owned()),
        Err(fault) if fault.status() >= 500 => return Err(fault),
        Err(fault) => (StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::FORBIDDEN), words(&fault)),
    };
    Ok(page(&centre, status, &format!("<p>{}</p>", safe(&said))))
}

/// A browser says when another site made it send a form.
fn from_here(headers: &HeaderMap) -> Result<(), Fault> {
    match header(headers, "sec-fetch-site") {
        None | Some("same-origin" | "none") => Ok(()),
        Some(_) => Err(Fault::new(403, "device_grant.other_site")),
    }
}

fn first(centre: &Centre, status: StatusCode, form: &SignInForm, why: Option<&Fault>) -> Response {
    let mut body = String::new();
    if let Some(fault) = why {
        let _ = write!(body, "<p class=\"bad\" role=\"alert\">{}</p>", safe(&words(fault)));
    }
    let _ = write!(body, "<p>{}</p><form method=\"post\" action=\"/device\">", say("device_page.first"));
    field(&mut body, "user_code", "device_page.user_code", &form.user_code, "text", "autocapitalize=\"characters\"");
    field(&mut body, "staff_no", "device_page.staff_no", &form.staff_no, "text", "autocomplete=\"username\"");
    field(&mut body, "password", "device_page.password", "", "password", "autocomplete=\"current-password\"");
    let digits = "inputmode=\"numeric\" autocomplete=\"one-time-code\" maxlength=\"8\"";
    field(&mut body, "totp", "device_page.totp", "", "text", digits);
    let _ = write!(body, "<button>{}</button></form>", say("device_page.next"));
    page(centre, status, &body)
}

fn second(centre: &Centre, consent: &Consent) -> Response {
    let unnamed = t(Lang::Zh, "device_page.unnamed");
    let device = if consent.device.is_empty() { unnamed } else { consent.device.as_str() };
    let asked = tf(Lang::Zh, "device_page.asked", &[device, &consent.person.name, &consent.person.staff_no]);
    let mut body = String::new();
    let _ = write!(body, "<p>{}</p><p class=\"code\">{}</p>", safe(&asked), safe(&consent.code));
    let known = if consent.enrolled { say("device_page.enrolled") } else { say("device_page.not_enrolled") };
    let _ = write!(body, "<p>{known}</p><p>{}</p>", say("device_page.warning"));
    let _ = write!(
        body,
        "<form method=\"post\" action=\"/device/decision\"><input type=\"hidden\" name=\"form\" value=\"{}\">\
         <button name=\"decision\" value=\"agree\">{}</button><button name=\"decision\" value=\"refuse\">{}</button></form>",
        safe(&consent.form),
        say("device_page.agree"),
        say("device_page.refuse"),
    );
    page(centre, StatusCode::OK, &body)
}

fn field(body: &mut String, name: &str, label: &'static str, value: &str, kind: &str, more: &str) {
    let _ = write!(
        body,
        "<label>{}<input name=\"{name}\" type=\"{kind}\" value=\"{}\" {more}></label>",
        say(label),
        safe(value),
    );
}

/// A whole page. Its policy lets in its own style and its own forms, and nothing else.
fn page(centre: &Centre, status: StatusCode, body: &str) -> Response {
    let title = say("device_page.title");
    let hall = safe(centre.hall());
    let html = format!(
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head>\
         <body><h1>{title}</h1><p>{hall}</p>{body}</body></html>"
    );
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        STANDARD.encode(Sha256::digest(STYLE.as_bytes())),
    );
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::try_from(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn words(fault: &Fault) -> String {
    let problem = fault.problem("");
    problem.detail.map_or(problem.title.clone(), |detail| format!("{}。{detail}", problem.title))
}

fn say(key: &'static str) -> String {
    safe(t(Lang::Zh, key))
}

/// A text as HTML shows it; nor may a name turn its line round.
fn safe(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in SafeText::new(text).as_str().chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}
