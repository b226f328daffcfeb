//! Connections: how many there may be, how long they may take, and how they end when the service does.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::{interval, sleep, timeout},
};
use tower::ServiceExt as _;

use super::{Front, Tls, guard::Peer, stream::Paced};

/// When the machine has no more handles, a moment is given to those who hold them.
const BREATH: Duration = Duration::from_millis(50);

/// How often what nobody needs any more is forgotten.
const SWEEP: Duration = Duration::from_mins(1);

/// How serving ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// Everything that ran was finished.
    Finished,
    /// Some of it took longer than it was given; it is asked about by its id when its sender comes again.
    CutShort,
}

impl Front {
    /// Serves on this port until the service begins to stop; then gives what runs so long to end.
    pub async fn serve(self: Arc<Self>, listener: TcpListener, tls: Option<Arc<Tls>>, last: Duration) -> Ended {
        let (open, mut all_closed) = mpsc::channel::<()>(1);
        let mut sweep = interval(SWEEP);
        let mut stopping = pin!(self.stopping());
        loop {
            tokio::select! {
                () = &mut stopping => break,
                _ = sweep.tick() => {
                    self.limits.forget();
                    self.watch.tidy();
                }
                taken = listener.accept() => match taken {
                    Ok((stream, peer)) => self.take(stream, peer, tls.as_ref(), open.clone()),
                    Err(error) if is_of_one_connection(&error) => {}
                    Err(_) => sleep(BREATH).await,
                }
            }
        }
        drop((listener, open));
        // Nothing is ever sent: the channel ends with the last connection.
        match timeout(last, all_closed.recv()).await {
            Ok(_) => Ended::Finished,
            Err(_) => Ended::CutShort,
        }
    }

    fn take(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr, tls: Option<&Arc<Tls>>, open: mpsc::Sender<()>) {
        let counted = (!self.rules.proxies.include(peer.ip())).then(|| peer.ip().to_canonical());
        let Some(seat) = self.seats.take(counted) else {
            // Whoever comes with too many hears nothing: words cost more than silence.
            self.watch.turned_away();
            return;
        };
        // Answers are short; without this each waits for the one before to be confirmed. Best effort.
        let _ = stream.set_nodelay(true);
        let (front, acceptor) = (Arc::clone(self), tls.map(|tls| tls.acceptor()));
        let counted = self.watch.connected();
        tokio::spawn(async move {
            let _held = (seat, open, counted);
            let stream = Paced::new(stream, front.rules.write_time);
            match acceptor {
                None => front.converse(stream, peer).await,
                Some(acceptor) => {
                    if let Ok(Ok(stream)) = timeout(front.rules.header_time, acceptor.accept(stream)).await {
                        front.converse(stream, peer).await;
                    }
                }
            }
        });
    }

    /// One connection, request after request.
    async fn converse(
        self: &Arc<Self>,
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        peer: SocketAddr,
    ) {
        let front = Arc::clone(self);
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(Body::new);
            request.extensions_mut().insert(Peer(peer));
            front.router().oneshot(request)
        });
        let talk = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.rules.header_time)
            .max_headers(self.rules.headers)
            .max_buf_size(self.rules.header_bytes)
            .serve_connection(TokioIo::new(stream), service);
        let mut talk = pin!(talk);
        // That the other side went away is its own affair.
        tokio::select! {
            _ = talk.as_mut() => {}
            () = self.stopping() => {
                talk.as_mut().graceful_shutdown();
                let _ = talk.await;
            }
        }
    }
}

/// It happened to one caller and says nothing of the next.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// Seats for connections.
#[derive(Debug)]
pub(super) struct Seats {
    taken: Arc<Mutex<Taken>>,
    most: usize,
    most_per_address: usize,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

impl Seats {
    pub(super) fn new(most: usize, most_per_address: usize) -> Self {
        Self { taken: Arc::default(), most, most_per_address }
    }

    /// A seat, if there is one; for a listed proxy none is counted by address.
    fn take(&self, address: Option<IpAddr>) -> Option<Connection> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if self.most > 0 && taken.all >= self.most {
            return None;
        }
        if let Some(address) = address {
            let own = taken.by_address.entry(address).or_default();
            if self.most_per_address > 0 && *own >= self.most_per_address {
                return None;
            }
            *own += 1;
        }
        taken.all += 1;
        Some(Connection { taken: Arc::clone(&self.taken), address })
    }
}

/// A seat that is taken.
struct Connection {
    taken: Arc<Mutex<Taken>>,
    address: Option<IpAddr>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        let Some(address) = self.address else { return };
        if let Some(own) = taken.by_address.get_mut(&address) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.by_address.remove(&address);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn f63_one_address_cannot_take_every_seat() {
        let seats = Seats::new(3, 2);
        let (one, other) = ("10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap());
        let first = seats.take(Some(one)).unwrap();
        let _second = seats.take(Some(one)).unwrap();
        assert!(seats.take(Some(one)).is_none());
        let _third = seats.take(Some(other)).unwrap();
        assert!(seats.take(None).is_none(), "the house is full");
        drop(first);
        assert!(seats.take(Some(one)).is_some());
        let open = Seats::new(0, 0);
        let all: Vec<_> = (0..5000).map(|_| open.take(Some(one))).collect();
        assert!(all.iter().all(Option::is_some), "zero is no limit");
    }
}
