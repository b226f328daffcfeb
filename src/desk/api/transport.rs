//! How bytes travel. Over HTTP in the field; in a demo the centre is called in memory, in a test by a script.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use futures_util::{Stream, StreamExt as _, stream};
use thiserror::Error;
use tokio::sync::watch;

/// What the contract uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Command, sign-in, looked-up facts.
    Post,
    /// A piece of a file.
    Patch,
    /// Signing out.
    Delete,
}

/// One request. `Debug` shows neither headers (they hold the token) nor body.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Method.
    pub method: Method,
    /// Path and query below the centre's address, already encoded: `/v1/cases?number=…`.
    pub path: String,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        f.debug_struct("Request").field("method", &self.method).field("path", &path).finish_non_exhaustive()
    }
}

/// One response, whoever it came from. `Debug` shows no body.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Response {
    /// Status.
    pub status: u16,
    /// Headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of this name (lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// `Content-Type` in lower case, without parameters.
    pub fn content_type(&self) -> String {
        let value = self.header("content-type").unwrap_or_default();
        value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Nothing came back, or not all of it. Whether the request arrived is not known, except for `NotSent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TransportError {
    /// The line was cut by hand (断网), or no connection was made: no byte left.
    #[error("no connection to the centre")]
    NotSent,
    /// The centre's certificate was not accepted.
    #[error("the centre's certificate was not accepted")]
    Certificate,
    /// No answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection broke.
    #[error("the connection broke")]
    Broken,
    /// The answer is larger than anything the centre sends.
    #[error("the answer is too large")]
    TooLarge,
}

impl TransportError {
    /// Key of the sentence that says it, and what to do.
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotSent => "desk.fault.line.not_sent",
            Self::Certificate => "desk.fault.line.certificate",
            Self::TimedOut => "desk.fault.line.timed_out",
            Self::Broken => "desk.fault.line.broken",
            Self::TooLarge => "desk.fault.line.too_large",
        }
    }
}

/// A request under way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response, TransportError>> + Send + 'a>>;

/// A response that goes on: its head, and its body piece by piece as it comes.
pub struct Listening {
    /// Status.
    pub status: u16,
    /// `Content-Type` in lower case, without parameters.
    pub content_type: String,
    /// The body. It ends when the other side ends it, or with an error when the line breaks.
    pub pieces: Pieces,
}

impl fmt::Debug for Listening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listening").field("status", &self.status).finish_non_exhaustive()
    }
}

/// A body as it comes.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Vec<u8>, TransportError>> + Send>>;

/// A request for a response that goes on.
pub type Opening<'a> = Pin<Box<dyn Future<Output = Result<Listening, TransportError>> + Send + 'a>>;

/// Carries one request to the centre and its answer back. It follows no redirect and judges nothing.
pub trait Transport: Send + Sync {
    /// Sends one request.
    fn send(&self, request: Request) -> Sending<'_>;

    /// Sends a request whose answer goes on. A transport without that says that it was not sent: hints are lost, and
    /// nothing else.
    fn listen(&self, request: Request) -> Opening<'_> {
        let _ = request;
        Box::pin(std::future::ready(Err(TransportError::NotSent)))
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request) -> Sending<'_> {
        (**self).send(request)
    }

    fn listen(&self, request: Request) -> Opening<'_> {
        (**self).listen(request)
    }
}

/// No line at all: for a desk that is only read.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoLine;

impl Transport for NoLine {
    fn send(&self, _: Request) -> Sending<'_> {
        Box::pin(std::future::ready(Err(TransportError::NotSent)))
    }
}

/// A transport that can be cut and joined again: 断网 of the palette.
#[derive(Debug, Default)]
pub struct Switchable<T> {
    inner: T,
    cut: watch::Sender<bool>,
}

impl<T> Switchable<T> {
    /// A transport that is joined.
    pub fn new(inner: T) -> Self {
        Self { inner, cut: watch::Sender::new(false) }
    }

    /// Cuts the line (true) or joins it.
    pub fn set_cut(&self, cut: bool) {
        self.cut.send_replace(cut);
    }

    /// Whether the line is cut.
    pub fn is_cut(&self) -> bool {
        *self.cut.borrow()
    }
}

impl<T: Transport> Transport for Switchable<T> {
    fn send(&self, request: Request) -> Sending<'_> {
        if self.is_cut() {
            return Box::pin(std::future::ready(Err(TransportError::NotSent)));
        }
        Box::pin(async move {
            let answer = self.inner.send(request).await;
            // Cut while under way: the answer is lost, as it would be on a real line.
            if self.is_cut() { Err(TransportError::Broken) } else { answer }
        })
    }

    fn listen(&self, request: Request) -> Opening<'_> {
        if self.is_cut() {
            return Box::pin(std::future::ready(Err(TransportError::NotSent)));
        }
        let watch = self.cut.subscribe();
        Box::pin(async move {
            let Listening { status, content_type, pieces } = self.inner.listen(request).await?;
            let pieces = stream::unfold(Some((pieces, watch)), |open| async move {
                let (mut pieces, mut watch) = open?;
                let piece = tokio::select! {
                    piece = pieces.next() => piece?,
                    // The switch lives as long as the transport; without it the line is gone as well.
                    _ = watch.wait_for(|cut| *cut) => return Some((Err(TransportError::Broken), None)),
                };
                Some((piece, Some((pieces, watch))))
            });
            Ok(Listening { status, content_type, pieces: Box::pin(pieces) })
        })
    }
}
