//! The client on top of a transport: headers, token, and what counts as an answer.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::StreamExt as _;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::Problem,
    desk::outbox::{Answer, Heard},
};

use super::{ApiError, Listening, Method, Pieces, Request, Response, Transport, Unclear};

/// A problem is shorter.
const LARGEST_PROBLEM: usize = 64 << 10;

/// Asks the centre. Cheap to clone; all clones share the token.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    token: Arc<RwLock<Option<Zeroizing<String>>>>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(..)")
    }
}

impl Client {
    /// A client with nobody signed in.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport, token: Arc::default() }
    }

    /// Sets the access token; the old one is wiped.
    pub fn set_token(&self, token: Option<String>) {
        *self.token.write().unwrap_or_else(PoisonError::into_inner) = token.map(Zeroizing::new);
    }

    /// Reads a resource.
    pub async fn get<T: DeserializeOwned>(&self, path: String) -> Result<T, ApiError> {
        self.ask(self.request(Method::Get, path, Vec::new())).await
    }

    /// Asks with a body: sign-in, enrolment, looked-up facts. Never a command.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        let body = serde_json::to_vec(body).map_err(|_| Unclear::Garbled)?;
        self.ask(self.request(Method::Post, path.to_owned(), body)).await
    }

    /// Sends a file as it is, for the catalogue office.
    pub async fn upload<T: DeserializeOwned>(&self, path: String, media: &str, bytes: Vec<u8>) -> Result<T, ApiError> {
        let mut request = self.request(Method::Post, path, bytes);
        request.headers.retain(|(name, _)| *name != "content-type");
        request.headers.push(("content-type", media.to_owned()));
        self.ask(request).await
    }

    /// Reads a piece of a file: bytes, whatever is in them. Who believes them checks their hash.
    pub(super) async fn bytes(&self, path: String) -> Result<Vec<u8>, ApiError> {
        let response = self.transport.send(self.request(Method::Get, path, Vec::new())).await?;
        if response.status == 200 && response.content_type() == "application/octet-stream" {
            return Ok(response.body);
        }
        read::<serde::de::IgnoredAny>(&response).and(Err(Unclear::Garbled.into()))
    }

    /// Posts a question whose answer is a file of this kind.
    pub(super) async fn posted_bytes<T: Serialize>(
        &self,
        path: &str,
        body: &T,
        kind: &str,
    ) -> Result<Vec<u8>, ApiError> {
        let body = serde_json::to_vec(body).map_err(|_| Unclear::Garbled)?;
        let response = self.transport.send(self.request(Method::Post, path.to_owned(), body)).await?;
        if response.status == 200 && response.content_type() == kind {
            return Ok(response.body);
        }
        read::<serde::de::IgnoredAny>(&response).and(Err(Unclear::Garbled.into()))
    }

    /// Opens a stream of events that goes on after the one whose id is given.
    pub(super) async fn stream(&self, path: String, last_event_id: u64) -> Result<Pieces, ApiError> {
        let mut request = self.request(Method::Get, path, Vec::new());
        request.headers.retain(|(name, _)| *name != "accept");
        request.headers.push(("accept", "text/event-stream".to_owned()));
        request.headers.push(("last-event-id", last_event_id.to_string()));
        let Listening { status, content_type, mut pieces } = self.transport.listen(request).await?;
        if status == 200 && content_type == "text/event-stream" {
            return Ok(pieces);
        }
        let mut response =
            Response { status, headers: vec![("content-type".to_owned(), content_type)], body: Vec::new() };
        while let Some(piece) = pieces.next().await {
            response.body.extend(piece?);
            if response.body.len() > LARGEST_PROBLEM {
                break;
            }
        }
        read::<serde::de::IgnoredAny>(&response).and(Err(Unclear::Garbled.into()))
    }

    /// Ends something of one's own. A success needs no content.
    pub(super) async fn delete(&self, path: String) -> Result<(), ApiError> {
        let response = self.transport.send(self.request(Method::Delete, path, Vec::new())).await?;
        if response.status == 204 { Ok(()) } else { read::<serde::de::IgnoredAny>(&response).map(|_| ()) }
    }

    /// Posts a sealed command: these bytes, this signature, nothing added. What was heard is judged by the outbox.
    pub async fn post_command(&self, command_id: Uuid, bytes: Vec<u8>, signature: &[u8]) -> Heard {
        let mut request = self.request(Method::Post, "/v1/commands".to_owned(), bytes);
        request.headers.push(("idempotency-key", format!("\"{command_id}\"")));
        request.headers.push(("device-signature", URL_SAFE_NO_PAD.encode(signature)));
        match self.transport.send(request).await {
            Ok(response) => Heard::Answer(Answer {
                status: response.status,
                content_type: response.content_type(),
                retry_after: response.header("retry-after").map(ToOwned::to_owned),
                body: response.body,
            }),
            Err(_) => Heard::Nothing,
        }
    }

    fn request(&self, method: Method, path: String, body: Vec<u8>) -> Request {
        let mut headers = vec![("accept", "application/json".to_owned())];
        if method == Method::Post {
            headers.push(("content-type", "application/json".to_owned()));
        }
        if let Some(token) = self.token.read().unwrap_or_else(PoisonError::into_inner).as_deref() {
            headers.push(("authorization", format!("Bearer {token}")));
        }
        Request { method, path, headers, body }
    }

    async fn ask<T: DeserializeOwned>(&self, request: Request) -> Result<T, ApiError> {
        let response = self.transport.send(request).await?;
        read(&response)
    }
}

/// The centre answers with JSON, or with a problem; anything else is somebody else.
fn read<T: DeserializeOwned>(response: &Response) -> Result<T, ApiError> {
    match response.status {
        300..=399 => Err(Unclear::Redirect.into()),
        _ if response.content_type() == "text/html" => Err(Unclear::Page.into()),
        200..=299 => serde_json::from_slice(&response.body).map_err(|_| Unclear::Garbled.into()),
        _ => Err(serde_json::from_slice::<Problem>(&response.body)
            .map_or(ApiError::Unclear(Unclear::Garbled), |problem| ApiError::Problem(Box::new(problem)))),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn response(status: u16, kind: &str, body: &str) -> Response {
        Response { status, headers: vec![("content-type".into(), kind.into())], body: body.as_bytes().to_vec() }
    }

    #[test]
    fn only_json_of_the_centre_is_an_answer() {
        let read = |response: Response| read::<Vec<u64>>(&response);
        assert_eq!(read(response(200, "application/json; charset=utf-8", "[1]")), Ok(vec![1]));
        let page = response(200, "Text/HTML; charset=gbk", "<html>");
        assert_eq!(read(page), Err(Unclear::Page.into()));
        assert_eq!(read(response(200, "", "")), Err(Unclear::Garbled.into()));
        assert_eq!(read(response(302, "", "")), Err(Unclear::Redirect.into()));
        assert_eq!(read(response(403, "text/plain", "no")), Err(Unclear::Garbled.into()));
        let problem = serde_json::to_string(&Problem::new(401, "session.expired", "登录已失效", "t")).unwrap();
        assert!(read(response(401, "application/problem+json", &problem)).unwrap_err().needs_sign_in());
    }

    #[test]
    fn nothing_secret_shows_in_debug() {
        let request = Request {
            method: Method::Get,
            path: "/v1/cases?item=x".into(),
            headers: vec![("authorization", "Bearer secret".into())],
            body: b"320102".to_vec(),
        };
        let shown = format!("{request:?}");
        assert!(!shown.contains("secret") && !shown.contains("320102") && !shown.contains("item=x"), "{shown}");
    }
}
