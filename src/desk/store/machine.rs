//! Which machine the store lives on (F07). A store that wakes up on another one was copied or moved: it begins a new
//! life there, with an epoch, a number series and a signing key of its own, so that the centre can tell the two apart.
//! What was sealed before keeps its id, bytes and signature: however many copies send it, it is applied once.

use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::{Store, StoreError, catalogue::keep_progress, keep::Notice};
use crate::ports::Entropy;

/// Progress under which the machine is kept, salted and hashed.
const MACHINE: &str = "machine";

/// This machine's own name for itself, where the system has one that no copy of a folder carries along.
pub(in crate::desk) fn this_machine() -> Option<String> {
    let id = std::fs::read_to_string("/etc/machine-id").ok()?;
    let id = id.trim();
    (!id.is_empty()).then(|| id.to_owned())
}

impl Store {
    /// Remembers the machine at the first opening, and recognises it at every other. True if the store has come to
    /// another machine; its new life has begun then, and it must enrol again.
    pub fn arrive_on(
        &mut self,
        machine: Option<&str>,
        now: Timestamp,
        entropy: &dyn Entropy,
    ) -> Result<bool, StoreError> {
        let Some(machine) = machine else { return Ok(false) };
        let kept = self.progress(MACHINE)?;
        let known = kept.as_deref().and_then(|kept| kept.split_once(':'));
        if known.is_some_and(|(salt, _)| kept.as_deref() == Some(&marked(salt, machine))) {
            return Ok(false);
        }
        let mark = marked(&entropy.uuid().simple().to_string(), machine);
        if known.is_none() {
            self.set_progress(MACHINE, &mark)?;
            return Ok(false);
        }
        let epoch = entropy.uuid().to_string();
        let mut seed = Zeroizing::new(vec![0u8; 32]);
        entropy.fill(&mut seed);
        self.write(|transaction| {
            transaction
                .execute("UPDATE device SET epoch = ?1, seq = 0, seed = ?2, device_id = NULL", (epoch, &seed[..]))?;
            // Whoever took the folder along has to sign in.
            transaction.execute("DELETE FROM progress WHERE name IN ('person', 'refresh_token')", [])?;
            keep_progress(transaction, MACHINE, &mark)
        })?;
        self.add_notice(&Notice { at: now, kind: "moved".to_owned(), text: String::new() })?;
        Ok(true)
    }
}

fn marked(salt: &str, machine: &str) -> String {
    format!("{salt}:{}", STANDARD_NO_PAD.encode(Sha256::digest(format!("{salt}|{machine}"))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::{ports::ManualEntropy, sqlite::FileKey};

    #[test]
    fn f07_a_store_on_another_machine_begins_a_new_life() {
        let dir = tempfile::tempdir().unwrap();
        let entropy = ManualEntropy::seeded(3);
        let now: Timestamp = "2026-11-22T01:00:00Z".parse().unwrap();
        let mut store = Store::open(dir.path(), &FileKey::new(&mut [9; 32]), 0, &entropy).unwrap();
        let born = store.device().unwrap();
        store.enrolled(uuid::Uuid::from_u128(7), &[]).unwrap();
        store.set_progress("refresh_token", "t").unwrap();
        assert!(!store.arrive_on(None, now, &entropy).unwrap(), "a machine without a name");
        assert!(!store.arrive_on(Some("first"), now, &entropy).unwrap());
        assert!(!store.arrive_on(Some("first"), now, &entropy).unwrap());
        assert_eq!(store.device().unwrap().epoch, born.epoch);
        assert!(!store.progress(MACHINE).unwrap().unwrap().contains("first"), "hashed");

        assert!(store.arrive_on(Some("second"), now, &entropy).unwrap());
        let moved = store.device().unwrap();
        assert!(moved.epoch != born.epoch && moved.seed != born.seed && moved.device_id.is_none());
        assert_eq!(store.progress("refresh_token").unwrap(), None);
        assert_eq!(store.notices(9).unwrap()[0].kind, "moved");
        assert!(!store.arrive_on(Some("second"), now, &entropy).unwrap(), "told once");
    }
}
