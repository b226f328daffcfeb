//! The refresh token between two uses: in the system's keyring, or where that cannot be used in the encrypted store. The
//! store says where it is. A new one is on the disk before it is used for the first time, so that whatever is found after
//! a crash is the newest or the one before it, which the centre changes for the same newest.

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::desk::{Desk, DeskError, store::StoreError, vault};

/// Progress under which the store says where the token is.
pub(in crate::desk) const SESSION: &str = "session";

/// What the store says of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::desk) struct Kept {
    /// The device that the session is bound to.
    pub(in crate::desk) bound: Option<Uuid>,
    /// The token itself; `None` = the keyring has it.
    token: Option<String>,
}

impl Kept {
    /// As the store has it; what cannot be read is no session.
    pub(in crate::desk) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

impl Desk {
    /// Keeps the token in place of the one before; when this returns it survives a crash.
    pub(super) async fn keep_token(&self, token: &Zeroizing<String>, bound: Option<Uuid>) -> Result<(), DeskError> {
        let in_keyring = self.keep_in_keyring(token).await?;
        let kept = Kept { bound, token: (!in_keyring).then(|| token.as_str().to_owned()) };
        let known = self.line().kept == Some(KeptIn { bound, keyring: true });
        if !(in_keyring && known) {
            let text = Zeroizing::new(serde_json::to_string(&kept).map_err(|_| StoreError::Unreadable)?);
            let stored = self.store(move |store| store.set_progress(SESSION, &text)).await;
            if let Err(DeskError::Store(StoreError::Locked)) = &stored {
                // The screen was locked meanwhile: it is written when the store is open again.
                self.line().unkept = Some(token.clone());
                return Ok(());
            }
            stored?;
        }
        let mut line = self.line();
        line.kept = Some(KeptIn { bound, keyring: in_keyring });
        line.unkept = None;
        Ok(())
    }

    /// False = the keyring cannot be used here; it is not asked again while the program runs.
    async fn keep_in_keyring(&self, token: &Zeroizing<String>) -> Result<bool, DeskError> {
        if self.line().no_keyring {
            return Ok(false);
        }
        let (place, secret) = (self.inner.place.clone(), token.clone());
        let done = self.apart(move || vault::keep_session(&place.dir, place.safe.as_ref(), &secret)).await?;
        self.line().no_keyring = done.is_err();
        Ok(done.is_ok())
    }

    /// The newest token; `None` = there is none, or the keyring has it and does not give it.
    pub(super) async fn kept_token(&self) -> Result<Option<Zeroizing<String>>, DeskError> {
        if let Some(token) = self.line().unkept.clone() {
            return Ok(Some(token));
        }
        let Some(text) = self.store(|store| store.progress(SESSION)).await?.map(Zeroizing::new) else {
            return Ok(None);
        };
        let Some(kept) = Kept::read(&text) else { return Ok(None) };
        if let Some(token) = kept.token {
            return Ok(Some(Zeroizing::new(token)));
        }
        let place = self.inner.place.clone();
        let found = self.apart(move || vault::kept_session(&place.dir, place.safe.as_ref())).await?;
        Ok(found.unwrap_or_default())
    }

    /// Wipes it wherever it is.
    pub(super) async fn forget_token(&self) -> Result<(), DeskError> {
        let kept = {
            let mut line = self.line();
            line.unkept = None;
            line.kept.take()
        };
        if kept.is_some_and(|kept| kept.keyring) {
            let place = self.inner.place.clone();
            // What a keyring does not let go of is worth nothing any more: the session ended with it.
            let _ = self.apart(move || vault::forget_session(&place.dir, place.safe.as_ref())).await?;
        }
        if kept.is_some() { self.store(|store| store.clear_progress(SESSION)).await } else { Ok(()) }
    }
}

/// Where it is, as far as known in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::desk) struct KeptIn {
    bound: Option<Uuid>,
    keyring: bool,
}

impl From<&Kept> for KeptIn {
    fn from(kept: &Kept) -> Self {
        Self { bound: kept.bound, keyring: kept.token.is_none() }
    }
}
