//! The demo's way to its centre: the router is called in memory, no socket is opened (RELIABILITY 5.5).

use axum::{
    Router,
    body::{Body, to_bytes},
    http,
};
use futures_util::StreamExt as _;
use tower::ServiceExt as _;

use crate::desk::api::{Listening, Method, Opening, Request, Response, Sending, Transport, TransportError};

/// As over HTTP: no answer of the centre is larger.
const LARGEST_BODY: usize = 64 << 20;

/// Calls a router.
#[derive(Clone)]
pub(super) struct InMemory(Router);

impl InMemory {
    pub(super) const fn new(router: Router) -> Self {
        Self(router)
    }

    async fn ask(&self, request: Request) -> Result<http::Response<Body>, TransportError> {
        let method = match request.method {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
            Method::Patch => http::Method::PATCH,
            Method::Delete => http::Method::DELETE,
        };
        let mut call = http::Request::builder().method(method).uri(&request.path);
        for (name, value) in &request.headers {
            call = call.header(*name, value);
        }
        let call = call.body(Body::from(request.body)).map_err(|_| TransportError::NotSent)?;
        // A router answers whatever comes; it has no way to fail.
        let Ok(answer) = self.0.clone().oneshot(call).await;
        Ok(answer)
    }

    async fn call(&self, request: Request) -> Result<Response, TransportError> {
        let (parts, body) = self.ask(request).await?.into_parts();
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

    fn listen(&self, request: Request) -> Opening<'_> {
        Box::pin(async move {
            let (parts, body) = self.ask(request).await?.into_parts();
            let kind = parts.headers.get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
            let content_type = kind.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_owned();
            let pieces = body.into_data_stream().map(|piece| match piece {
                Ok(bytes) => Ok(bytes.into()),
                Err(_) => Err(TransportError::Broken),
            });
            Ok(Listening { status: parts.status.as_u16(), content_type, pieces: Box::pin(pieces) })
        })
    }
}
