//! The line between a desk and a centre in the same process: the centre's own routes, without a socket.

use axum::{
    Router,
    body::Body,
    http::{self, Request as HttpRequest},
};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::desk::api::{Method, Request, Response, Sending, Transport, TransportError};

/// Calls the routes directly.
pub(super) struct InMemory(Router);

impl InMemory {
    /// A line to these routes.
    pub(super) const fn new(router: Router) -> Self {
        Self(router)
    }
}

impl Transport for InMemory {
    fn send(&self, request: Request) -> Sending<'_> {
        let router = self.0.clone();
        Box::pin(async move {
            let method = match request.method {
                Method::Get => http::Method::GET,
                Method::Post => http::Method::POST,
            };
            let mut asked = HttpRequest::builder().method(method).uri(request.path);
            for (name, value) in request.headers {
                asked = asked.header(name, value);
            }
            let asked = asked.body(Body::from(request.body)).map_err(|_| TransportError::NotSent)?;
            let answer = router.oneshot(asked).await.map_err(|never| match never {})?;
            let (parts, body) = answer.into_parts();
            let headers = parts
                .headers
                .iter()
                .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
                .collect();
            let body = body.collect().await.map_err(|_| TransportError::Broken)?.to_bytes().to_vec();
            Ok(Response { status: parts.status.as_u16(), headers, body })
        })
    }
}
