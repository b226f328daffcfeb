//! Waiting for the server from code that is not async: a thread of its own drives the connections, and whoever asked is
//! parked until the answer is there. That works on any thread, those of a runtime included.

use std::{
    cell::OnceCell,
    future::Future,
    io,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

use tokio::{runtime::Handle, sync::oneshot, task::unconstrained};

struct Parked(Thread);

impl Wake for Parked {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

thread_local! {
    static WAKER: OnceCell<Waker> = const { OnceCell::new() };
}

fn own_waker() -> Waker {
    WAKER.with(|waker| waker.get_or_init(|| Arc::new(Parked(thread::current())).into()).clone())
}

/// Waits for a future, at most so long; `None` = it was not there in time.
pub(super) fn wait<F: Future>(future: F, patience: Duration) -> Option<F::Output> {
    let until = Instant::now() + patience;
    let waker = own_waker();
    // A task of a runtime that waits here gives its turn to nobody, so it must not be asked to.
    let mut future = pin!(unconstrained(future));
    loop {
        if let Poll::Ready(answer) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(answer);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return None;
        }
        thread::park_timeout(left);
    }
}

/// Begins a future, so that what it has to send is sent. It must be waited for later.
pub(super) fn begin<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
    let waker = own_waker();
    pin!(unconstrained(future)).poll(&mut Context::from_waker(&waker))
}

/// The thread that drives the connections; it ends with this value.
pub(super) struct Driver {
    handle: Handle,
    _stop: oneshot::Sender<()>,
}

impl Driver {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        let handle = runtime.handle().clone();
        let (stop, stopped) = oneshot::channel::<()>();
        thread::Builder::new().name("postgres".to_owned()).spawn(move || {
            // Only ever ends by the sender going away.
            let _ = runtime.block_on(stopped);
        })?;
        Ok(Self { handle, _stop: stop })
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }
}
