//! The client on top of a transport: headers, token, and what counts as an answer.

use std::{
    fmt,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::StreamExt as _;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::{Problem, read_answer},
    desk::outbox::{Answer, Heard},
};

use super::{
    ApiError, Listening, Method, Pieces, Request, Response, Transport, TransportError, Unclear,
    token::{Renew, Token},
};

/// A problem is shorter.
const LARGEST_PROBLEM: usize = 64 << 10;

/// Asks the centre. Cheap to clone; all clones share the token. A token that is about to end, or that the centre does not
/// take any more, is renewed on the way; the request waits for that and goes once more, the same bytes.
#[derive(Clone)]
pub struct Client {
    transport: Arc<dyn Transport>,
    token: Arc<RwLock<Token>>,
    renew: Arc<OnceLock<Box<dyn Renew>>>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Client(..)")
    }
}

impl Client {
    /// A client with nobody signed in.
    pub fn new(transport: Arc<dyn Transport>) -> Self {
        Self { transport, token: Arc::default(), renew: Arc::default() }
    }

    /// Sets the access token; the old one is wiped.
    pub fn set_token(&self, token: Option<String>) {
        self.token.write().unwrap_or_else(PoisonError::into_inner).set(token.map(Zeroizing::new));
    }

    /// Counts the tokens that were set: who found one refused asks for a newer one than that.
    pub(in crate::desk) fn turn(&self) -> u64 {
        self.token.read().unwrap_or_else(PoisonError::into_inner).turn
    }

    /// From now on tokens are renewed by this; what was set first stays.
    pub(in crate::desk) fn renewed_by(&self, renew: Box<dyn Renew>) {
        let _ = self.renew.set(renew);
    }

    /// Reads a resource.
    pub async fn get<T: DeserializeOwned>(&self, path: String) -> Result<T, ApiError> {
        self.ask(request(Method::Get, path, Vec::new())).await
    }

    /// Reads a resource that may be here already under this tag. `None` = it is the one that is here; otherwise the new
    /// one with its own tag.
    pub(super) async fn get_unless<T: DeserializeOwned>(
        &self,
        path: String,
        tag: Option<&str>,
    ) -> Result<Option<(T, Option<String>)>, ApiError> {
        let mut request = request(Method::Get, path, Vec::new());
        request.headers.extend(tag.map(|tag| ("if-none-match", tag.to_owned())));
        let response = self.send(request).await?;
        if response.status == 304 && tag.is_some() {
            return Ok(None);
        }
        let tag = response.header("etag").map(ToOwned::to_owned);
        Ok(Some((read(&response)?, tag)))
    }

    /// Asks with a body: enrolment, looked-up facts. Never a command.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, ApiError> {
        let body = serde_json::to_vec(body).map_err(|_| Unclear::Garbled)?;
        self.ask(request(Method::Post, path.to_owned(), body)).await
    }

    /// Says something that is answered with nothing.
    pub(super) async fn tell(&self, path: &str, body: &impl Serialize) -> Result<(), ApiError> {
        let body = serde_json::to_vec(body).map_err(|_| Unclear::Garbled)?;
        let response = self.send(request(Method::Post, path.to_owned(), body)).await?;
        if response.status == 204 { Ok(()) } else { read::<serde::de::IgnoredAny>(&response).map(|_| ()) }
    }

    /// Sends without a token, and without renewing one: what opens a session.
    pub(super) async fn send_bare(&self, request: Request) -> Result<Response, TransportError> {
        self.transport.send(request).await
    }

    /// Sends a file as it is, for the catalogue office.
    pub async fn upload<T: DeserializeOwned>(&self, path: String, media: &str, bytes: Vec<u8>) -> Result<T, ApiError> {
        let mut request = request(Method::Post, path, bytes);
        request.headers.retain(|(name, _)| *name != "content-type");
        request.headers.push(("content-type", media.to_owned()));
        self.ask(request).await
    }

    /// Reads a piece of a file: bytes, whatever is in them. Who believes them checks their hash.
    pub(super) async fn bytes(&self, path: String) -> Result<Vec<u8>, ApiError> {
        let response = self.send(request(Method::Get, path, Vec::new())).await?;
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
        let response = self.send(request(Method::Post, path.to_owned(), body)).await?;
        if response.status == 200 && response.content_type() == kind {
            return Ok(response.body);
        }
        read::<serde::de::IgnoredAny>(&response).and(Err(Unclear::Garbled.into()))
    }

    /// Opens a stream of events that goes on after the one whose id is given.
    pub(super) async fn stream(&self, path: String, last_event_id: u64) -> Result<Pieces, ApiError> {
        let mut request = request(Method::Get, path, Vec::new());
        request.headers.retain(|(name, _)| *name != "accept");
        request.headers.push(("accept", "text/event-stream".to_owned()));
        request.headers.push(("last-event-id", last_event_id.to_string()));
        self.in_pieces(&request, |kind| kind == "text/event-stream").await
    }

    /// The body of an answer as it comes, if it is a 200 of such a type; else what the centre says in its place.
    pub(super) async fn in_pieces(
        &self,
        request: &Request,
        wanted: impl FnOnce(&str) -> bool,
    ) -> Result<Pieces, ApiError> {
        self.freshen().await;
        let (first, turn) = self.signed(request);
        let mut listening = self.transport.listen(first).await?;
        if listening.status == 401 && self.renewed(turn).await {
            listening = self.transport.listen(self.signed(request).0).await?;
        }
        let Listening { status, content_type, mut pieces } = listening;
        if status == 200 && wanted(&content_type) {
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
        let response = self.send(request(Method::Delete, path, Vec::new())).await?;
        if response.status == 204 { Ok(()) } else { read::<serde::de::IgnoredAny>(&response).map(|_| ()) }
    }

    /// Posts a sealed command: these bytes, this signature, nothing added; with leave beside it, if somebody else sealed
    /// it. What was heard is judged by the outbox.
    pub async fn post_command(
        &self,
        command_id: Uuid,
        bytes: Vec<u8>,
        signature: &[u8],
        recovery: Option<Uuid>,
    ) -> Heard {
        let mut request = request(Method::Post, "/v1/commands".to_owned(), bytes);
        request.headers.push(("idempotency-key", format!("\"{command_id}\"")));
        request.headers.push(("device-signature", URL_SAFE_NO_PAD.encode(signature)));
        if let Some(recovery) = recovery {
            request.headers.push(("recovery-grant", recovery.to_string()));
        }
        heard(self.send(request).await)
    }

    /// Sends as whoever is signed in. If the centre does not take the token any more, it is renewed once and the same
    /// request goes again.
    pub(super) async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.freshen().await;
        let (first, turn) = self.signed(&request);
        let response = self.transport.send(first).await?;
        if wants_step_up(&response) {
            if let Some(renew) = self.renew.get() {
                renew.give_up(turn).await;
            }
            return Ok(response);
        }
        if !is_unknown(&response) || !self.renewed(turn).await {
            return Ok(response);
        }
        self.transport.send(self.signed(&request).0).await
    }

    /// The request with the token as it is now, and which one that is.
    fn signed(&self, request: &Request) -> (Request, u64) {
        let mut request = request.clone();
        let token = self.token.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = token.text.as_deref() {
            request.headers.push(("authorization", format!("Bearer {text}")));
        }
        (request, token.turn)
    }

    async fn freshen(&self) {
        if let Some(renew) = self.renew.get().filter(|renew| renew.is_due()) {
            renew.renew(self.turn()).await;
        }
    }

    async fn renewed(&self, turn: u64) -> bool {
        match self.renew.get() {
            Some(renew) => renew.renew(turn).await,
            None => false,
        }
    }

    async fn ask<T: DeserializeOwned>(&self, request: Request) -> Result<T, ApiError> {
        let response = self.send(request).await?;
        read(&response)
    }
}

/// The centre itself does not take the token: a portal's 401 says nothing about it.
fn is_unknown(response: &Response) -> bool {
    response.status == 401 && response.content_type().ends_with("json")
}

/// The centre knows the token, and wants whoever holds it to sign in anew.
fn wants_step_up(response: &Response) -> bool {
    is_unknown(response)
        && serde_json::from_slice::<Problem>(&response.body).is_ok_and(|problem| problem.code == "session.step_up")
}

/// An answer as the outbox judges it.
pub(super) fn heard(response: Result<Response, TransportError>) -> Heard {
    match response {
        Ok(response) => Heard::Answer(Answer {
            status: response.status,
            content_type: response.content_type(),
            retry_after: response.header("retry-after").map(ToOwned::to_owned),
            body: response.body,
        }),
        Err(_) => Heard::Nothing,
    }
}

/// A request without a token.
pub(super) fn request(method: Method, path: String, body: Vec<u8>) -> Request {
    let mut headers = vec![("accept", "application/json".to_owned())];
    if method == Method::Post {
        headers.push(("content-type", "application/json".to_owned()));
    }
    Request { method, path, headers, body }
}

/// The centre answers with JSON, or with a problem; anything else is somebody else.
pub(super) fn read<T: DeserializeOwned>(response: &Response) -> Result<T, ApiError> {
    match response.status {
        300..=399 => Err(Unclear::Redirect.into()),
        _ if response.content_type() == "text/html" => Err(Unclear::Page.into()),
        200..=299 => read_answer(&response.body).map_err(|error| {
            // JSON that holds something else than was asked for may well come from a newer centre.
            let newer = error.is_data() && response.content_type().ends_with("json");
            if newer { Unclear::Newer } else { Unclear::Garbled }.into()
        }),
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
