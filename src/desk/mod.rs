//! Floor 4. The clerk's machine without a screen: it keeps drafts, seals acts, delivers them, and copies the
//! catalogue, so that a window works with or without the centre.
//!
//! ```text
//! save_draft ─▶ store            returns when it is durable: 已存本机
//! seal ──────▶ store            command, bytes, number, draft taken along: one commit, before a byte leaves
//! deliver ───▶ api ─▶ centre ─▶ outbox::classify ─▶ store: receipt and state, one commit
//!              (files that the command names go first, piece by piece: outbox::moved)
//! flush, tick ▶ the same for all that waits; changes and catalogue come in
//! ```
//! [`Desk`] is cheap to clone. Store calls run through [`crate::ports::Spawn`]; no call starts work of its own, so
//! whoever drives it owns time.

pub mod api;
pub mod carry;
mod conflict;
mod deliver;
mod error;
mod event;
mod files;
mod hand;
mod line;
mod lock;
mod news;
mod open;
mod outage;
pub mod outbox;
mod recovery;
pub mod scans;
mod sealing;
mod session;
mod slips;
pub mod store;
mod sync;
mod uploading;
pub mod vault;
mod work;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{mpsc, oneshot};

use crate::{
    contract::{KeyPair, Realm},
    ports::{Clock, Entropy, Spawn},
};

pub use deliver::Delivered;
pub use error::{DeskError, OpenError};
pub use event::Event;
pub use lock::Unlocked;
pub use news::StoreNews;
pub use open::Config;
use open::HomePlace;
pub use outage::Noted;
pub use sealing::Sealed;
pub use session::{Entered, GrantAnswer, GrantShown, NotIn, Parting};
pub use sync::Stock;

use api::{ApiError, Client};
use line::Line;
use store::{Lock, Store, StoreError};

/// One desk. Clones are the same desk.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    /// `None` while the desk is locked.
    store: Arc<Mutex<Option<Store>>>,
    /// Signs sealed commands; `None` while the desk is locked.
    signer: Arc<Mutex<Option<Arc<KeyPair>>>>,
    place: HomePlace,
    client: Client,
    realm: Realm,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    spawn: Arc<dyn Spawn>,
    reconnect_spread: SignedDuration,
    /// Held by whoever changes the refresh token for the next.
    renewing: tokio::sync::Mutex<()>,
    line: Mutex<Line>,
    listeners: Mutex<Vec<mpsc::UnboundedSender<Event>>>,
    /// What was found when the store was opened.
    news: Mutex<Vec<StoreNews>>,
    /// Let go of last: another copy may open the store then.
    _lock: Option<Lock>,
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").field("realm", &self.inner.realm).finish_non_exhaustive()
    }
}

impl Desk {
    /// What happens from now on. Every caller gets every event.
    pub fn events(&self) -> mpsc::UnboundedReceiver<Event> {
        let (tell, hear) = mpsc::unbounded_channel();
        self.inner.listeners.lock().unwrap_or_else(PoisonError::into_inner).push(tell);
        hear
    }

    /// Realm of the store: live, training or demo.
    pub fn realm(&self) -> Realm {
        self.inner.realm
    }

    /// The desk's own clock. It decides nothing but pauses.
    pub(crate) fn now(&self) -> Timestamp {
        self.inner.clock.now()
    }

    /// The centre's time as far as known: what is shown.
    pub fn centre_now(&self) -> Timestamp {
        let offset = self.line().offset;
        self.now().saturating_add(offset).unwrap_or(Timestamp::MAX)
    }

    /// What the centre itself last said the time is; what goes by age goes by this.
    pub(crate) fn centre_said(&self) -> Timestamp {
        self.line().said
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.inner.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, event: &Event) {
        let mut listeners = self.inner.listeners.lock().unwrap_or_else(PoisonError::into_inner);
        listeners.retain(|listener| listener.send(event.clone()).is_ok());
    }

    /// Runs a store call away from the caller.
    async fn store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let store = Arc::clone(&self.inner.store);
        let done = self.apart(move || match store.lock().unwrap_or_else(PoisonError::into_inner).as_mut() {
            Some(store) => work(store),
            None => Err(StoreError::Locked),
        });
        let done = done.await?;
        self.judge_disk(&done);
        Ok(done?)
    }

    /// Runs blocking work away from the caller.
    async fn apart<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, DeskError> {
        let (tell, hear) = oneshot::channel();
        self.inner.spawn.run(Box::new(move || {
            // If nobody waits any more the work is done all the same.
            let _ = tell.send(work());
        }));
        hear.await.map_err(|_| DeskError::Lost)
    }

    /// Asks the centre something, and learns from the answer how the line is:
    /// `desk.ask(|centre| async move { centre.case(id).await })`.
    pub async fn ask<T, F>(&self, read: impl FnOnce(Client) -> F) -> Result<T, DeskError>
    where
        F: Future<Output = Result<T, ApiError>>,
    {
        let answer = read(self.inner.client.clone()).await;
        match &answer {
            Ok(_) => self.heard_centre(),
            Err(error) if error.is_offline() => self.lost_centre(error.key()),
            Err(error) => {
                self.heard_centre();
                self.learn_of_account(error);
                if error.needs_sign_in() {
                    self.session_ended();
                }
            }
        }
        Ok(answer?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests;
