//! The locked desk (B.7): the store is closed and its key is gone, with the seed that signs. What is asked of the store
//! meanwhile is refused, so no parcel leaves either: its bytes lie in the closed file, and nobody answers for it. An
//! answer of the centre that comes too late is not lost: the parcel stands as sent, and the same receipt is fetched
//! after unlocking.

use std::sync::{Arc, PoisonError};

use jiff::SignedDuration;
use zeroize::Zeroizing;

use crate::contract::KeyPair;

use super::{
    Desk, DeskError, OpenError,
    store::{Store, StoreError},
    vault::{self, Asked, Question, VaultError},
};

/// What came of a passphrase on the locked page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlocked {
    /// It was right.
    Open,
    /// It was wrong; nobody may try again for so long.
    Wrong {
        /// How long; zero after the first slip.
        wait: SignedDuration,
    },
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
        let dir = self.inner.place.dir.clone();
        self.line().seen.forget();
        self.apart(move || {
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            if store.take().is_some() {
                vault::close(&dir);
            }
            signer.lock().unwrap_or_else(PoisonError::into_inner).take();
        })
        .await
    }

    /// True while the store is closed.
    pub fn is_locked(&self) -> bool {
        self.inner.signer.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Opens the store again, by the passphrase alone: a keyring would open it for anybody who sits down here.
    pub async fn unlock(&self, passphrase: Zeroizing<String>) -> Result<Unlocked, OpenError> {
        let (store, signer) = (Arc::clone(&self.inner.store), Arc::clone(&self.inner.signer));
        let (place, realm) = (self.inner.place.clone(), self.inner.realm);
        let (entropy, now) = (Arc::clone(&self.inner.entropy), self.now());
        let opened = self.apart(move || {
            let key = match vault::reopen_closed(&place.dir, realm, &passphrase, now) {
                Err(VaultError::Ask(Question::Passphrase(Asked::Wrong))) => {
                    return Ok(Unlocked::Wrong { wait: vault::wait(&place.dir, now) });
                }
                Err(VaultError::TooSoon { wait }) => return Ok(Unlocked::TooSoon { wait }),
                key => key?,
            };
            let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
            if store.is_none() {
                let opened = Store::open(&place.dir, &key, place.reserve_bytes, entropy.as_ref())
                    .map_err(|error| if error.is_damage() { OpenError::Damaged } else { error.into() })?;
                let pair = KeyPair::from_seed(&opened.device()?.seed).map_err(|_| StoreError::Unreadable)?;
                *signer.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(pair));
                *store = Some(opened);
            }
            Ok(Unlocked::Open)
        });
        opened.await.map_err(|_| OpenError::Lost)?
    }

    /// The pair that signs sealed commands.
    pub(super) fn signer(&self) -> Result<Arc<KeyPair>, StoreError> {
        self.inner.signer.lock().unwrap_or_else(PoisonError::into_inner).clone().ok_or(StoreError::Locked)
    }
}
