//! What stands before the centre when it is served on a network: connections and their limits, TLS, the log, the
//! figures for the watch, starting and stopping. None of it decides anything about a case, and each instance has its own.
//!
//! ```text
//! accept   seats for connections, TLS, deadlines for headers and for whoever does not read
//! guard    a number for the request, limits per address, a deadline for the body; then the log and the figures
//! http     the centre's own router, which asks the limits for account and device once it knows them
//! watch    /metrics, on an address of its own
//! ```

mod accept;
mod address;
mod guard;
mod limits;
mod pulse;
mod stream;
mod tls;
mod watch;

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use axum::Router;
use tokio::sync::watch as tell;

use super::Centre;
use crate::ports::Entropy;

pub use accept::Ended;
pub use address::{Network, NoNetwork, Proxies};
pub use limits::{Allowed, Limits, Rate, Seat};
pub use pulse::{Pulse, is_ready};
pub use tls::{Tls, TlsError};

pub(super) use guard::{Said, Trace, is_counted, signs_in};
pub(super) use watch::Open;

use accept::Seats;
use watch::Watch;

/// What a service is run with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// How much anybody may ask for.
    pub allowed: Allowed,
    /// Proxies that are believed when they say for whom they ask.
    pub proxies: Proxies,
    /// Connections at a time; zero is no limit.
    pub connections: usize,
    /// Connections at a time from one address that is no listed proxy; zero is no limit.
    pub connections_per_address: usize,
    /// Header lines of a request.
    pub headers: usize,
    /// Bytes of a request's head.
    pub header_bytes: usize,
    /// How long a head may take, and how long a connection may be idle.
    pub header_time: Duration,
    /// How long a body may take.
    pub body_time: Duration,
    /// How long the other side may take nothing of what it asked for.
    pub write_time: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            allowed: Allowed::default(),
            proxies: Proxies::default(),
            connections: 4096,
            connections_per_address: 2048,
            headers: 64,
            header_bytes: 32 << 10,
            header_time: Duration::from_secs(30),
            body_time: Duration::from_mins(1),
            write_time: Duration::from_secs(30),
        }
    }
}

/// Where a service stands between its first and its last moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The port is open, the database not yet.
    Starting,
    /// It serves.
    Up,
    /// It finishes what runs, and begins nothing.
    Stopping,
}

/// What stands before the centre.
pub struct Front {
    rules: Rules,
    entropy: Arc<dyn Entropy>,
    limits: Arc<Limits>,
    watch: Arc<Watch>,
    seats: Seats,
    stage: tell::Sender<Stage>,
    behind: RwLock<Behind>,
}

/// What requests are handed to.
struct Behind {
    router: Router,
    centre: Option<Centre>,
}

impl fmt::Debug for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Front").field("stage", &self.stage()).finish_non_exhaustive()
    }
}

impl Front {
    /// A front behind which there is nothing yet: whoever comes is told to come again.
    pub fn new(rules: Rules, entropy: Arc<dyn Entropy>) -> Arc<Self> {
        let front = Arc::new(Self {
            limits: Arc::new(Limits::new(&rules.allowed)),
            watch: Arc::new(Watch::new()),
            seats: Seats::new(rules.connections, rules.connections_per_address),
            stage: tell::Sender::new(Stage::Starting),
            behind: RwLock::new(Behind { router: Router::new(), centre: None }),
            rules,
            entropy,
        });
        front.put_behind(guard::waiting_room(), None);
        front
    }

    /// The centre is there.
    pub fn open_doors(self: &Arc<Self>, centre: &Centre) {
        self.put_behind(centre.router(), Some(centre.clone()));
        self.stage.send_if_modified(|stage| {
            let opens = *stage == Stage::Starting;
            if opens {
                *stage = Stage::Up;
            }
            opens
        });
    }

    fn put_behind(self: &Arc<Self>, router: Router, centre: Option<Centre>) {
        let router = guard::before(router, self);
        *self.behind.write().unwrap_or_else(PoisonError::into_inner) = Behind { router, centre };
    }

    /// What requests are handed to at this moment, with the guard before it.
    pub fn router(&self) -> Router {
        self.behind.read().unwrap_or_else(PoisonError::into_inner).router.clone()
    }

    fn centre(&self) -> Option<Centre> {
        self.behind.read().unwrap_or_else(PoisonError::into_inner).centre.clone()
    }

    /// Where the service stands.
    pub fn stage(&self) -> Stage {
        *self.stage.borrow()
    }

    /// From now on nothing new is begun: `/readyz` says so, event streams end so that windows go elsewhere, and
    /// connections close behind the answer that is under way.
    pub fn begin_to_stop(&self) {
        self.stage.send_replace(Stage::Stopping);
    }

    /// Ends when the service begins to stop.
    pub async fn stopping(&self) {
        // Ends otherwise only with the front itself, which is held here.
        let _ = self.stage.subscribe().wait_for(|stage| *stage == Stage::Stopping).await;
    }

    /// The limits, for whoever learns later who asks.
    pub(super) fn limits(&self) -> &Arc<Limits> {
        &self.limits
    }

    /// An event stream has opened; it is counted until this is dropped.
    pub(super) fn window_opened(&self) -> Open {
        self.watch.window_opened()
    }
}
