//! What opens a session and carries it on: password, device grant, refresh. None of these carries a token, and a no to one
//! of them says nothing about a session that runs.

use jiff::SignedDuration;
use serde::de::DeserializeOwned;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::contract::{
    DeviceAuthorization, DeviceAuthorizationForm, OauthRefusal, RevokeForm, Session, SignIn, TokenAnswer, TokenForm,
};

use super::{
    ApiError, Client, Method, Response, TransportError, Unclear,
    client::{read, request},
};

/// No wait that a centre asks of a person is longer.
const LONGEST_WAIT: i64 = 24 * 3_600;

/// The centre let nobody in.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("{error}")]
pub struct Refusal {
    /// Why.
    #[source]
    pub error: ApiError,
    /// The next try is not looked at before.
    pub wait: Option<SignedDuration>,
}

/// Why `/oauth/*` gave no tokens.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum NoTokens {
    /// OAuth's own no.
    #[error("refused: {:?}", .0.error)]
    Refused(Box<OauthRefusal>),
    /// Anything else: no line, a busy centre, somebody in between.
    #[error(transparent)]
    Other(#[from] ApiError),
}

impl From<TransportError> for NoTokens {
    fn from(error: TransportError) -> Self {
        Self::Other(error.into())
    }
}

impl Client {
    /// Signs in with a password, and the second factor where one is asked for.
    pub async fn sign_in(&self, sign_in: &SignIn) -> Result<Session, Refusal> {
        let refused = |error: ApiError| Refusal { error, wait: None };
        let body = serde_json::to_vec(sign_in).map_err(|_| refused(Unclear::Garbled.into()))?;
        let sent = self.send_bare(request(Method::Post, "/v1/sessions".to_owned(), body)).await;
        let response = sent.map_err(|error| refused(error.into()))?;
        read(&response).map_err(|error| Refusal { error, wait: wait(&response) })
    }

    /// Begins a device grant: the person will agree to it elsewhere.
    pub async fn begin_grant(&self, form: &DeviceAuthorizationForm) -> Result<DeviceAuthorization, NoTokens> {
        tokens(&self.send_form("/oauth/device_authorization", form.body(), None).await?)
    }

    /// Asks for tokens. A session that is bound to this desk wants the form signed by it.
    pub async fn tokens(
        &self,
        form: &TokenForm,
        sign: impl FnOnce(&[u8]) -> Option<String>,
    ) -> Result<TokenAnswer, NoTokens> {
        let body = form.body();
        let signature = sign(body.as_bytes());
        tokens(&self.send_form("/oauth/token", body, signature).await?)
    }

    /// Ends the whole session behind a token, whoever is signed in by now.
    pub async fn revoke(&self, token: &Zeroizing<String>) -> Result<(), ApiError> {
        let form = RevokeForm { token: token.as_str().to_owned() };
        self.send_form("/oauth/revoke", form.body(), None).await?;
        Ok(())
    }

    async fn send_form(&self, path: &str, body: String, signature: Option<String>) -> Result<Response, TransportError> {
        let mut request = request(Method::Post, path.to_owned(), body.into_bytes());
        request.headers.retain(|(name, _)| *name != "content-type");
        request.headers.push(("content-type", "application/x-www-form-urlencoded".to_owned()));
        request.headers.extend(signature.map(|signature| ("device-signature", signature)));
        self.send_bare(request).await
    }
}

fn tokens<T: DeserializeOwned>(response: &Response) -> Result<T, NoTokens> {
    let refusal = (400..500).contains(&response.status).then(|| serde_json::from_slice(&response.body).ok()).flatten();
    match refusal {
        Some(refusal) => Err(NoTokens::Refused(Box::new(refusal))),
        None => read(response).map_err(NoTokens::Other),
    }
}

/// `Retry-After` in seconds, as the centre gives it.
fn wait(response: &Response) -> Option<SignedDuration> {
    let seconds = response.header("retry-after")?.trim().parse::<i64>().ok()?;
    Some(SignedDuration::from_secs(seconds.clamp(0, LONGEST_WAIT)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::contract::OauthError;

    fn response(status: u16, kind: &str, body: &str) -> Response {
        Response { status, headers: vec![("content-type".into(), kind.into())], body: body.as_bytes().to_vec() }
    }

    #[test]
    fn only_oauths_own_form_is_a_no_of_oauth() {
        let asked = |status, kind, body| tokens::<TokenAnswer>(&response(status, kind, body)).unwrap_err();
        let refused = asked(400, "application/json", r#"{"error":"slow_down","error_description":"慢一点"}"#);
        assert!(matches!(&refused, NoTokens::Refused(no) if no.error == OauthError::SlowDown), "{refused:?}");
        // What a newer centre says ends no session by mistake.
        let newer = asked(400, "application/json", r#"{"error":"tired","error_description":"x"}"#);
        assert!(matches!(&newer, NoTokens::Refused(no) if no.error == OauthError::Unknown));
        for (status, kind, body) in [
            (400, "text/html", "<html>"),
            (403, "application/problem+json", "{}"),
            (503, "application/json", r#"{"error":"invalid_grant","error_description":""}"#),
            (200, "application/json", "{}"),
        ] {
            assert!(matches!(asked(status, kind, body), NoTokens::Other(_)), "{status} {body}");
        }
    }
}
