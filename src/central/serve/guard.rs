//! The layer before every route: a number for the request, the limits that need nobody's name, a deadline for the body;
//! and when the answer goes, one line of log and the figures. What was asked about stands in none of them: a route's
//! template is written down, never its path, no query, no header, no body, no address.

use std::{
    net::SocketAddr,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    Json, Router,
    body::{Body, HttpBody},
    extract::{MatchedPath, Request, State},
    http::{Method, header},
    middleware::{self, Next},
    response::{IntoResponse as _, Response},
    routing::get,
};
use hyper::body::{Bytes, Frame, SizeHint};
use serde_json::json;
use tokio::time::{Sleep, sleep};

use super::Front;
use crate::central::{fault::Fault, http::finished};

/// The number of a request, as its problem quotes it and the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace(pub String);

/// What an answer said of itself, for the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Code of the problem; `applied` for a command that took effect.
    pub code: String,
    /// The number that it quotes.
    pub trace: Option<String>,
    /// Whether it is the centre's last word on a command: `applied`, `rejected`, or either `replayed`.
    pub verdict: Option<&'static str>,
}

/// Who is connected.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub SocketAddr);

/// Routes that a watch asks again and again.
const WATCHED: [&str; 2] = ["/healthz", "/readyz"];

/// A router with the guard before it. It holds the front by a weak hand: the front holds the router.
pub(super) fn before(router: Router, front: &Arc<Front>) -> Router {
    let front = Arc::downgrade(front);
    router.layer(middleware::from_fn(move |request: Request, next: Next| {
        let front = front.upgrade();
        async move {
            match front {
                Some(front) => guard(State(front), request, next).await,
                None => finished(stopping().into_response(), "-"),
            }
        }
    }))
}

/// What answers before there is a centre.
pub(super) fn waiting_room() -> Router {
    Router::new()
        .route("/healthz", get(|| async { Json(json!({ "ok": true })) }))
        .fallback(|| async { Fault::new(503, "service.starting").after(5) })
        .layer(middleware::map_response(|response: Response| async { finished(response, "-") }))
}

/// A service that is about to end.
pub(crate) fn stopping() -> Fault {
    Fault::new(503, "service.stopping").after(5)
}

async fn guard(State(front): State<Arc<Front>>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let trace = Trace(front.entropy.uuid().simple().to_string().chars().take(12).collect());
    let template = request.extensions().get::<MatchedPath>().cloned();
    let route = template.as_ref().map_or("unmatched", MatchedPath::as_str);
    let method = name(request.method());
    // ASVS 4.2.1: a proxy may see another end of such a body; what it takes for the next request is never read.
    let counted_otherwise = request.headers().contains_key(header::TRANSFER_ENCODING);
    let late = Arc::new(AtomicBool::new(false));
    let mut response = match admit(&front, method, route, &request) {
        Ok(()) => {
            request.extensions_mut().insert(trace.clone());
            request.extensions_mut().insert(front.clone());
            let request = timed(request, front.rules.body_time, &late);
            next.run(request).await
        }
        Err(fault) => finished(fault.into_response(), &trace.0),
    };
    let late = late.load(Ordering::Relaxed);
    if late {
        response = finished(Fault::new(408, "request.slow").after(1).into_response(), &trace.0);
    }
    if late || counted_otherwise {
        response.headers_mut().insert(header::CONNECTION, header::HeaderValue::from_static("close"));
    }
    let (status, took) = (response.status().as_u16(), began.elapsed());
    let said = response.extensions_mut().remove::<Said>();
    front.watch.answered(method, route, status, took, said.as_ref());
    let code = said.as_ref().map_or("", |said| &said.code);
    let trace_id = said.as_ref().and_then(|said| said.trace.as_deref()).unwrap_or(&trace.0);
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if status >= 500 {
        tracing::warn!(target: "chuangtai::request", trace_id, method, route, status, code, ms);
    } else if WATCHED.contains(&route) {
        tracing::debug!(target: "chuangtai::request", trace_id, method, route, status, code, ms);
    } else {
        tracing::info!(target: "chuangtai::request", trace_id, method, route, status, code, ms);
    }
    response
}

/// The limits that hold before anybody is known. Whoever keeps watch is not counted.
fn admit(front: &Front, method: &str, route: &str, request: &Request) -> Result<(), Fault> {
    let headers = request.headers();
    let Some(Peer(peer)) = request.extensions().get::<Peer>() else { return Ok(()) };
    if !is_counted(route) {
        return Ok(());
    }
    let client = front.rules.proxies.client(peer.ip(), headers);
    front.limits.address(client)?;
    if signs_in(method, route) { front.limits.sign_in(client) } else { Ok(()) }
}

/// Whether requests for a route count for their address.
pub fn is_counted(route: &str) -> bool {
    !WATCHED.contains(&route)
}

/// Whether a request for a route is a try to sign in; the first form of the page for telephones is one.
pub fn signs_in(method: &str, route: &str) -> bool {
    method == "POST" && (route.starts_with("/v1/sessions") || route.starts_with("/oauth/") || route == "/device")
}

/// Methods are words of ours: a request may bring any.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

/// The request with a deadline for its body; `late` is told when it passed.
fn timed(request: Request, patience: Duration, late: &Arc<AtomicBool>) -> Request {
    if request.body().is_end_stream() {
        return request;
    }
    let late = Arc::clone(late);
    request.map(|inner| Body::new(Timed { inner, deadline: Box::pin(sleep(patience)), late }))
}

/// A body that must have come by then.
struct Timed {
    inner: Body,
    deadline: Pin<Box<Sleep>>,
    late: Arc<AtomicBool>,
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let piece = Pin::new(&mut self.inner).poll_frame(cx);
        if piece.is_pending() && self.deadline.as_mut().poll(cx).is_ready() {
            self.late.store(true, Ordering::Relaxed);
            return Poll::Ready(Some(Err(axum::Error::new(std::io::Error::from(std::io::ErrorKind::TimedOut)))));
        }
        piece
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
