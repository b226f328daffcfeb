//! How answers leave: JSON that no cache keeps, and every no as a problem with a number to quote.

use axum::{
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::{
    central::{
        Centre,
        fault::Fault,
        serve::{Said, Trace},
    },
    contract::{Person, Problem, sha256_hex},
};

use super::request::Token;

/// Marks an answer that had been given before.
pub(super) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Where the next piece of a file begins.
pub(super) const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");

impl IntoResponse for Fault {
    /// Only carries itself; the last layer gives it its number and its words.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What an answer says, byte for byte: the last layer knows by it whether the asker has it already.
#[derive(Debug, Clone)]
pub(super) struct Written(Bytes);

impl Written {
    /// An answer of these bytes.
    pub(super) fn response(kind: &'static str, bytes: Vec<u8>) -> Response {
        let bytes = Bytes::from(bytes);
        let mut response = Response::new(Body::from(bytes.clone()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        response.extensions_mut().insert(Self(bytes));
        response
    }

    /// Strong: other bytes have another one, the same bytes the same one from every instance.
    fn tag(&self) -> String {
        let hash = sha256_hex(&self.0);
        format!("\"{}\"", hash.get(..32).unwrap_or(&hash))
    }
}

/// JSON with a status.
pub(super) fn json<T: Serialize>(status: StatusCode, value: &T) -> Response {
    body(status, "application/json", value)
}

/// A problem as it stands.
pub(super) fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    body(status, "application/problem+json", problem)
}

fn body<T: Serialize>(status: StatusCode, kind: &'static str, value: &T) -> Response {
    let Ok(bytes) = serde_json::to_vec(value) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = Written::response(kind, bytes);
    *response.status_mut() = status;
    response
}

/// The last layer: words for every no, and headers that hold for all. The number is the one that the request got when it
/// came in, or a new one.
pub(super) async fn finish(State(centre): State<Centre>, request: Request, next: Next) -> Response {
    let trace = request.extensions().get::<Trace>().cloned();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let has = request.headers().get_all(header::IF_NONE_MATCH).iter().cloned().collect::<Vec<_>>();
    let sent_token = request.headers().contains_key(header::AUTHORIZATION);
    let mut response = next.run(request).await;
    let written = response.extensions_mut().remove::<Written>();
    if let Some(written) = written.filter(|_| reads && response.status() == StatusCode::OK) {
        response = tagged(response, &written, &has);
    }
    let number = trace.map_or_else(|| trace_id(&centre), |Trace(number)| number);
    worded(response, &number, sent_token)
}

/// An answer as it leaves that no route gave.
pub(in crate::central) fn finished(response: Response, trace_id: &str) -> Response {
    worded(response, trace_id, false)
}

fn worded(mut response: Response, trace_id: &str, sent_token: bool) -> Response {
    if let Some(fault) = response.extensions_mut().remove::<Fault>() {
        response = problem(&fault.problem(trace_id));
        response.extensions_mut().insert(Said { code: fault.code().to_owned(), trace: None, verdict: None });
        if let Some(seconds) = fault.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(offset) = fault.upload_offset() {
            response.headers_mut().insert(UPLOAD_OFFSET, HeaderValue::from(offset));
        }
        if response.status() == StatusCode::UNAUTHORIZED {
            let asks = if sent_token { INVALID_TOKEN } else { BEARER };
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(asks));
        }
    }
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    // A page of its own states what it needs; answers for programs are shown by no browser.
    let bare = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(bare);
    response
}

/// RFC 6750: how to come in, and that what was sent does not open (any more).
const BEARER: &str = "Bearer realm=\"chuangtai\"";
const INVALID_TOKEN: &str = "Bearer realm=\"chuangtai\", error=\"invalid_token\"";

/// RFC 9110 13.1.2: whoever has these bytes already is told so, and gets none. The read was done and recorded all the same.
fn tagged(mut response: Response, written: &Written, has: &[HeaderValue]) -> Response {
    let tag = written.tag();
    if has.iter().any(|value| names(value, &tag)) {
        response = StatusCode::NOT_MODIFIED.into_response();
    }
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// Whether an `If-None-Match` names this tag; weak and strong are the same here.
fn names(value: &HeaderValue, tag: &str) -> bool {
    let tags = value.to_str().unwrap_or_default().split(',').map(str::trim);
    tags.map(|one| one.strip_prefix("W/").unwrap_or(one)).any(|one| one == tag || one == "*")
}

fn trace_id(centre: &Centre) -> String {
    centre.entropy().uuid().simple().to_string().chars().take(12).collect()
}

/// Runs a question away from the network's threads.
pub(super) async fn ask<T: Serialize + Send + 'static>(
    centre: Centre,
    work: impl FnOnce(&Centre) -> Result<T, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    let own = centre.clone();
    let answer = centre.run(move || work(&own)).await?;
    Ok(json(StatusCode::OK, &answer))
}

/// The same for somebody who is signed in, as they are at this moment.
pub(super) async fn ask_as<T: Serialize + Send + 'static>(
    centre: Centre,
    token: Token,
    work: impl FnOnce(&Centre, &Person) -> Result<T, Fault> + Send + 'static,
) -> Result<Response, Fault> {
    ask(centre, move |centre| {
        let person = token.holder(centre)?;
        work(centre, &person)
    })
    .await
}
