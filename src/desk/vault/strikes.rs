//! Wrong tries at a locked store (F13). The tenth takes the PIN away: from then on only the passphrase opens. Where the
//! hall's policy says so it takes the store's key as well, unsent work with it; the tries before it say what is at stake.

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp};

use super::{
    door::Door,
    pin::{self, PIN_FILE},
    safe::KeySafe,
    wrap::{WRAP_FILE, Wrap, write_whole},
};

/// The try that takes something away.
pub const LAST_TRY: u32 = 10;
/// From this try on a person is told what is at stake.
pub const FIRST_WARNING: u32 = 7;
/// Its presence says that the tenth wrong try takes the key.
const WIPE_FILE: &str = "wipe-after-ten";

/// What the tenth wrong try takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stake {
    /// Nothing but time: each further try waits a quarter of an hour.
    Time,
    /// The PIN; the passphrase still opens.
    Pin,
    /// The key: nothing on this machine can be read any more, what was not sent is lost.
    Key,
}

/// What a wrong try cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Miss {
    /// Nobody may try again for so long.
    pub wait: SignedDuration,
    /// Wrong tries since the last right one.
    pub tries: u32,
    /// What the tenth takes, or has just taken.
    pub stake: Stake,
}

impl Miss {
    /// How many tries are left before something is taken, once a person must know; `None` = not yet, or over.
    pub const fn left(self) -> Option<u32> {
        if self.tries >= FIRST_WARNING && self.tries < LAST_TRY { Some(LAST_TRY - self.tries) } else { None }
    }

    /// This was the try that took something.
    pub const fn is_last(self) -> bool {
        self.tries >= LAST_TRY && !matches!(self.stake, Stake::Time)
    }
}

/// Says whether ten wrong tries take the store's key: the policy of the hall.
pub fn wipe_after_ten(dir: &Path) -> bool {
    dir.join(WIPE_FILE).exists()
}

/// Sets the policy.
pub fn set_wipe_after_ten(dir: &Path, wipe: bool) -> std::io::Result<()> {
    if wipe {
        return write_whole(dir, WIPE_FILE, "");
    }
    match fs::remove_file(dir.join(WIPE_FILE)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// A wrong try, already counted: what it cost. The tenth takes what is at stake.
pub(super) fn missed(dir: &Path, wrap: &Wrap, safe: &dyn KeySafe, now: Timestamp) -> Miss {
    let miss = stand(dir, now);
    if miss.is_last() {
        pin::remove(dir, wrap, safe);
        if miss.stake == Stake::Key {
            destroy_key(dir, wrap, safe);
        }
    }
    miss
}

/// How it stands, for whoever asks before the next try.
pub fn stand(dir: &Path, now: Timestamp) -> Miss {
    let door = Door::read(dir);
    let stake = match (wipe_after_ten(dir), dir.join(PIN_FILE).exists()) {
        (true, _) => Stake::Key,
        (false, true) => Stake::Pin,
        (false, false) => Stake::Time,
    };
    Miss { wait: door.wait(now), tries: door.failed(), stake }
}

/// Nothing of the key stays: neither its wrappings nor what the keyring wraps it with. The store's file stays as it is.
fn destroy_key(dir: &Path, wrap: &Wrap, safe: &dyn KeySafe) {
    let _ = safe.put(&wrap.store.to_string(), &[0; 32]);
    // Written over before it goes, as far as the disk allows that.
    let _ = write_whole(dir, WRAP_FILE, "");
    let _ = fs::remove_file(dir.join(WRAP_FILE));
}
