//! How answers leave: JSON that no cache keeps, and every no as a problem with a number to quote.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
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
    contract::{Person, Problem},
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
    let mut response = Response::new(Body::from(bytes));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The last layer: words for every no, and headers that hold for all. The number is the one that the request got when it
/// came in, or a new one.
pub(super) async fn finish(State(centre): State<Centre>, request: Request, next: Next) -> Response {
    let trace = request.extensions().get::<Trace>().cloned();
    let response = next.run(request).await;
    match trace {
        Some(Trace(number)) => finished(response, &number),
        None => finished(response, &trace_id(&centre)),
    }
}

/// An answer as it leaves.
pub(in crate::central) fn finished(mut response: Response, trace_id: &str) -> Response {
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
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
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
