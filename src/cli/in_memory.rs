//! The demo's way to its centre: the router is called in memory, no socket is opened (RELIABILITY 5.5).

use axum::{
    Router,
    body::{Body, to_bytes},
    http,
};
use tower::ServiceExt as _;

use crate::desk::api::{Method, Request, Response, Sending, Transport, TransportError};

/// As over HTTP: no answer of the centre is larger.
const LARGEST_BODY: usize = 64 << 20;

/// Calls a router.
#[derive(Clone)]
pub(super) struct InMemory(Router);

impl InMemory {
    pub(super) const fn new(router: Router) -> Self {
        Self(router)
    }

    async fn call(&self, request: Request) -> Result<Response, TransportError> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
            Method::Delete => http::Method::DELETE,
        };
        let mut call = http::Request::builder().method(method).uri(&request.path);
        for (name, value) in &request.headers {
            call = call.header(*name, value);
        }
        let call = call.body(Body::from(request.body)).map_err(|_| TransportError::NotSent)?;
        // A router answers whatever comes; it has no way to fail.
        let Ok(answer) = self.0.clone().oneshot(call).await;
        let (parts, body) = answer.into_parts();
        let headers = parts
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
        let headers = headers.collect();
        let body = to_bytes(body, LARGEST_BODY).await.map_err(|_| TransportError::TooLarge)?;
        Ok(Response { status: parts.status.as_u16(), headers, body: body.into() })
    }
}

impl Transport for InMemory {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(self.call(request))
    }
}
