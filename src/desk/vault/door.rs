//! `door.toml`: what must outlive the program about people in front of the locked store. How often the passphrase was
//! wrong, so that starting again shortens no wait; and that the screen was locked, so that a killed program does not
//! open by the keyring what a person had closed.
//!
//! It slows down whoever sits at the keyboard. Whoever can copy the files is slowed down by the cost of Argon2id.

use std::{fs, path::Path};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::wrap::write_whole;

/// Name of the file.
pub(super) const DOOR_FILE: &str = "door.toml";
/// Longest wait, as long as an account stays closed (11.2).
const LONGEST: SignedDuration = SignedDuration::from_mins(15);

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Door {
    /// Wrong passphrases since the last right one; counted before they are tried.
    failed: u32,
    /// When the last one was tried, in seconds of this machine's clock.
    last: i64,
    /// Somebody locked the screen, and nobody has unlocked it.
    pub(super) locked: bool,
}

impl Door {
    /// What the file says. One that cannot be read says that the screen was locked: the passphrase opens it again.
    pub(super) fn read(dir: &Path) -> Self {
        match fs::read_to_string(dir.join(DOOR_FILE)) {
            Ok(text) => toml::from_str(&text).unwrap_or(Self { locked: true, ..Self::default() }),
            Err(_) => Self::default(),
        }
    }

    /// Wrong tries since the last right one.
    pub(super) const fn failed(self) -> u32 {
        self.failed
    }

    /// How long nobody may try. A clock that was set back makes nobody wait longer than the whole wait.
    pub(super) fn wait(self, now: Timestamp) -> SignedDuration {
        let whole = wait_after(self.failed);
        let gone = now.as_second().saturating_sub(self.last).max(0);
        SignedDuration::from_secs(whole.as_secs().saturating_sub(gone).max(0))
    }

    /// Somebody tries: it counts as wrong until it proves right, so that a kill in between saves nothing.
    pub(super) fn knock(self, dir: &Path, now: Timestamp) {
        Self { failed: self.failed.saturating_add(1), last: now.as_second(), ..self }.write(dir);
    }

    /// The passphrase was right.
    pub(super) fn opened(dir: &Path) {
        // If it stays, the next start asks for the passphrase once more.
        let _ = fs::remove_file(dir.join(DOOR_FILE));
    }

    /// The screen was locked.
    pub(super) fn lock(self, dir: &Path) {
        Self { locked: true, ..self }.write(dir);
    }

    /// On a full or read-only disk nothing is kept: the right passphrase must open the store there too.
    fn write(self, dir: &Path) {
        if let Ok(text) = toml::to_string(&self) {
            let _ = write_whole(dir, DOOR_FILE, &text);
        }
    }
}

/// Nothing after the first slip, then 2, 4, 8 … seconds, up to a quarter of an hour.
fn wait_after(failed: u32) -> SignedDuration {
    match failed {
        0 | 1 => SignedDuration::ZERO,
        2..=9 => SignedDuration::from_secs(1 << (failed - 1)),
        _ => LONGEST,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn f13_the_wait_grows_to_a_quarter_of_an_hour_and_outlives_the_program() {
        let waits: Vec<i64> = (0..14).map(|failed| wait_after(failed).as_secs()).collect();
        assert_eq!(waits, [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 900, 900, 900, 900]);
        let dir = tempfile::tempdir().unwrap();
        let now: Timestamp = "2026-11-22T01:00:00Z".parse().unwrap();
        for _ in 0..4 {
            Door::read(dir.path()).knock(dir.path(), now);
        }
        let door = Door::read(dir.path());
        assert_eq!(door.wait(now).as_secs(), 8);
        assert_eq!(door.wait(now + SignedDuration::from_secs(5)).as_secs(), 3);
        assert_eq!(door.wait(now - SignedDuration::from_hours(24 * 400)).as_secs(), 8, "a clock set back");
        Door::opened(dir.path());
        assert_eq!(Door::read(dir.path()), Door::default());
    }

    #[test]
    fn a_file_that_cannot_be_read_keeps_the_door_shut() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!Door::read(dir.path()).locked);
        fs::write(dir.path().join(DOOR_FILE), "failed = \"none\"").unwrap();
        assert!(Door::read(dir.path()).locked);
    }
}
