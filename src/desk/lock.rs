//! The locked desk (B.7): the store is closed and its key is gone, with the seed that signs. What is asked of the store
//! meanwhile is refused, so no parcel leaves either: its bytes lie in the closed file, and nobody answers for it. An
//! answer of the centre that comes too late is not lost: the parcel stands as sent, and the same receipt is fetched
//! after unlocking.

use std::sync::{Arc, PoisonError};

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use crate::{
    contract::{KeyPair, Realm},
    ports::Entropy,
};

use super::{
    Desk, DeskError, OpenError,
    open::HomePlace,
    store::{Store, StoreError},
    vault::{self, Miss, PinState, VaultError},
};

/// What came of a passphrase on the locked page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlocked {
    /// It was right.
    Open,
    /// It was wrong, and this is what that cost.
    Wrong(Miss),
    /// It was not tried: somebody has to wait first.
    TooSoon {
        /// How long.
        wait: SignedDuration,
    },
}

impl Desk {
    /// Closes the store. What was under way in it is done first; the lock of its directory stays held.
    pub async fn lock(&self) -> Result<(), DeskError> {
        let (store, signer) = (Arc::clone(&self.inner.store), Arc::clone(&self.inner.signer));
        let place = self.inner.place.clone();
        {
            let mut line = self.line();
            line.seen.forget();
            // A session that can be carried on is carried on after unlocking.
            if let Some(family) = line.family.as_mut() {
                family.renew_at = Timestamp::MIN;
                self.inner.client.set_token(None);
            }
        }
        self.apart(move || {
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            // What is only read belongs to somebody else: nothing is noted beside it.
            if store.take().is_some() && place.reading.is_none() {
                vault::close(&place.dir);
            }
            signer.lock().unwrap_or_else(PoisonError::into_inner).take();
        })
        .await
    }

    /// True while the store is closed.
    pub fn is_locked(&self) -> bool {
        self.inner.signer.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Opens the store again, by PIN or passphrase: a keyring alone would open it for anybody who sits down here.
    pub async fn unlock(&self, typed: Zeroizing<String>) -> Result<Unlocked, OpenError> {
        let (store, signer) = (Arc::clone(&self.inner.store), Arc::clone(&self.inner.signer));
        let (place, realm) = (self.inner.place.clone(), self.inner.realm);
        let (entropy, now) = (Arc::clone(&self.inner.entropy), self.now());
        let opened = self.apart(move || {
            let locked_elsewhere = place.reading.is_some() && vault::is_closed(&place.dir);
            let key = match vault::unlock_closed(&place.dir, realm, &typed, place.safe.as_ref(), now) {
                Err(VaultError::Wrong(miss)) => return Ok::<_, OpenError>(Unlocked::Wrong(miss)),
                Err(VaultError::TooSoon { wait }) => return Ok(Unlocked::TooSoon { wait }),
                key => key?,
            };
            if locked_elsewhere {
                vault::close(&place.dir);
            }
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            if store.is_none() {
                let opened = match place.reading {
                    Some(_) => Store::look(&place.dir, &key),
                    None => Store::open(&place.dir, &key, place.reserve_bytes, entropy.as_ref()),
                };
                let opened =
                    opened.map_err(|error| if error.is_damage() { OpenError::Damaged } else { error.into() })?;
                let pair = KeyPair::from_seed(&opened.device()?.seed).map_err(|_| StoreError::Unreadable)?;
                *signer.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(pair));
                *store = Some(opened);
            }
            Ok(Unlocked::Open)
        });
        let opened = opened.await.map_err(|_| OpenError::Lost)??;
        if opened == Unlocked::Open {
            // What became of the line meanwhile; a store that takes nothing tells so elsewhere.
            let _ = self.keep_outage().await;
        }
        Ok(opened)
    }

    /// Whether a PIN can be used here. The keyring is asked, which may take long.
    pub async fn pin_state(&self) -> Result<PinState, OpenError> {
        let place = self.inner.place.clone();
        let asked = self.apart(move || vault::pin_state(&place.dir, place.safe.as_ref())).await;
        Ok(asked.map_err(|_| OpenError::Lost)??)
    }

    /// Sets, changes or (empty) removes the PIN; the passphrase is asked for.
    pub async fn set_pin(&self, passphrase: Zeroizing<String>, pin: Zeroizing<String>) -> Result<(), OpenError> {
        self.change(move |place, realm, entropy, now| {
            vault::set_pin(&place.dir, realm, (&passphrase, &pin), place.safe.as_ref(), entropy, now)
        })
        .await
    }

    /// Changes the passphrase; the old one is asked for.
    pub async fn change_passphrase(&self, old: Zeroizing<String>, new: Zeroizing<String>) -> Result<(), OpenError> {
        self.change(move |place, realm, entropy, now| {
            vault::change_passphrase(&place.dir, realm, (&old, &new), place.safe.as_ref(), entropy, now)
        })
        .await
    }

    async fn change(
        &self,
        work: impl FnOnce(&HomePlace, Realm, &dyn Entropy, Timestamp) -> Result<(), VaultError> + Send + 'static,
    ) -> Result<(), OpenError> {
        let (place, realm) = (self.inner.place.clone(), self.inner.realm);
        let (entropy, now) = (Arc::clone(&self.inner.entropy), self.now());
        let done = self.apart(move || work(&place, realm, entropy.as_ref(), now)).await;
        Ok(done.map_err(|_| OpenError::Lost)??)
    }

    /// The pair that signs sealed commands.
    pub(super) fn signer(&self) -> Result<Arc<KeyPair>, StoreError> {
        self.inner.signer.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(StoreError::Locked)
    }
}
