//! `/oauth/*`: forms in, JSON out, and every no in OAuth's own form with status 400.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header::HOST},
    response::Response,
};
use serde::Serialize;

use super::{
    answer::json,
    request::{Form, header},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{DeviceAuthorizationForm, OauthError, OauthRefusal, RevokeForm, TokenForm},
    i18n::{Lang, t},
};

pub(super) async fn device_authorization(State(centre): State<Centre>, form: Form) -> Result<Response, Fault> {
    let Some(request) = form.read::<DeviceAuthorizationForm>().await else { return Ok(unreadable()) };
    let page = page(&centre, &form.headers);
    grant(centre, move |centre| centre.device_authorization(&request, &page)).await
}

pub(super) async fn token(State(centre): State<Centre>, form: Form) -> Result<Response, Fault> {
    let Some(request) = form.read::<TokenForm>().await else { return Ok(unreadable()) };
    grant(centre, move |centre| centre.token(&request, &form.bytes, header(&form.headers, "device-signature"))).await
}

pub(super) async fn revoke(State(centre): State<Centre>, form: Form) -> Result<Response, Fault> {
    let Some(request) = form.read::<RevokeForm>().await else { return Ok(unreadable()) };
    grant(centre, move |centre| centre.revoke(&request.token).map(|()| Ok(serde_json::json!({})))).await
}

async fn grant<T: Serialize + Send + 'static>(
    centre: Centre,
    work: impl FnOnce(&Centre) -> Result<Result<T, OauthRefusal>, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let own = centre.clone();
    Ok(match centre.run(move || work(&own)).await? {
        Ok(answer) => json(StatusCode::OK, &answer),
        Err(refusal) => json(StatusCode::BAD_REQUEST, &refusal),
    })
}

fn unreadable() -> Response {
    let error_description = t(Lang::Zh, "oauth.invalid_request").to_owned();
    let refusal = OauthRefusal { error: OauthError::InvalidRequest, error_description, code: None };
    json(StatusCode::BAD_REQUEST, &refusal)
}

/// Where a person goes to agree: as the service was told, or else under the name by which the terminal itself found it,
/// which goes back to nobody but that terminal.
fn page(centre: &Centre, headers: &HeaderMap) -> String {
    if let Some(address) = centre.public_address() {
        return format!("{}/device", address.trim_end_matches('/'));
    }
    let named = |host: &&str| host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).filter(named).unwrap_or("localhost");
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    let here = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
    format!("{}://{host}/device", if here { "http" } else { "https" })
}
