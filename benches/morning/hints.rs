//! Windows that only listen: five hundred event streams on plain sockets, to the service or to a bare broadcaster.

use std::{convert::Infallible, time::Instant};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, Sse},
    },
    routing::{get, post},
};
use futures_util::stream;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::{mpsc, watch},
    task::JoinHandle,
};

/// Streams under way, and when each of them heard something.
pub struct Ears {
    heard: mpsc::UnboundedReceiver<Instant>,
    listening: Vec<JoinHandle<()>>,
}

impl Drop for Ears {
    fn drop(&mut self) {
        self.listening.iter().for_each(JoinHandle::abort);
    }
}

impl Ears {
    /// Opens a stream per set of headers.
    pub async fn open(address: &str, path: &str, headers: impl IntoIterator<Item = String>) -> Self {
        let (tell, heard) = mpsc::unbounded_channel();
        let mut listening = Vec::new();
        for headers in headers {
            let mut socket = TcpStream::connect(address).await.unwrap();
            let request =
                format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/event-stream\r\n{headers}\r\n");
            socket.write_all(request.as_bytes()).await.unwrap();
            let mut buffer = [0u8; 1024];
            let mut head = Vec::new();
            while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                let read = socket.read(&mut buffer).await.unwrap();
                assert!(read > 0, "{}", String::from_utf8_lossy(&head));
                head.extend_from_slice(&buffer[..read]);
            }
            assert!(head.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&head));
            let tell = tell.clone();
            listening.push(tokio::spawn(async move {
                let mut buffer = [0u8; 1024];
                loop {
                    let read = socket.read(&mut buffer).await.unwrap_or(0);
                    // A sign of life is a comment, and no event.
                    let told = buffer[..read].windows(6).any(|word| word == b"event:");
                    if read == 0 || (told && tell.send(Instant::now()).is_err()) {
                        return;
                    }
                }
            }));
        }
        Self { heard, listening }
    }

    pub fn count(&self) -> usize {
        self.listening.len()
    }

    /// When the last of all heard of what happens now.
    pub async fn last(&mut self) -> Instant {
        let mut last = None;
        for _ in 0..self.count() {
            last = last.max(self.heard.recv().await);
        }
        last.unwrap_or_else(Instant::now)
    }

    /// Forgets what was heard.
    pub fn forget(&mut self) {
        while self.heard.try_recv().is_ok() {}
    }
}

/// The floor, in a process of its own: a broadcaster that knows nobody and decides nothing, and an echo.
pub async fn bare() {
    let (tell, _) = watch::channel(0_u64);
    let router = Router::new()
        .route("/events", get(listen))
        .route("/fire", post(|State(tell): State<watch::Sender<u64>>| async move { tell.send_modify(|no| *no += 1) }))
        .route("/echo", post(|body: Bytes| async move { body }))
        .with_state(tell);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    axum::serve(listener, router).await.unwrap();
}

async fn listen(State(tell): State<watch::Sender<u64>>) -> Response {
    let events = stream::unfold(tell.subscribe(), |mut watch| async move {
        watch.changed().await.ok()?;
        let no = *watch.borrow_and_update();
        Some((Ok::<_, Infallible>(Event::default().event("changed").id(no.to_string()).data("{}")), watch))
    });
    Sse::new(events).into_response()
}
