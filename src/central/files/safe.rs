//! Files and secrets at rest: XChaCha20-Poly1305 under a key that never lies in the database (RELIABILITY T28). What a
//! piece belongs to is bound into it, so that none can be put in another's place.

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead as _, KeyInit as _, Payload},
};
use zeroize::Zeroizing;

use crate::ports::Entropy;

const NONCE: usize = 24;

/// The key of what lies encrypted in the database.
pub(in crate::central) struct Safe(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for Safe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Safe(..)")
    }
}

impl Safe {
    /// A safe with this key.
    pub(in crate::central) fn new(key: Zeroizing<[u8; 32]>) -> Self {
        Self(key)
    }

    /// Nonce and ciphertext of something that belongs to `place`. `None` = it is too long for the cipher.
    pub(in crate::central) fn seal(&self, plain: &[u8], place: &str, entropy: &dyn Entropy) -> Option<Vec<u8>> {
        let mut nonce = [0u8; NONCE];
        entropy.fill(&mut nonce);
        let cipher = XChaCha20Poly1305::new_from_slice(self.0.as_slice()).ok()?;
        let sealed = cipher.encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() }).ok()?;
        Some([nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed for `place`. `None` = it was changed, belongs elsewhere, or was sealed under another key.
    pub(in crate::central) fn open(&self, sealed: &[u8], place: &str) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE>()?;
        let cipher = XChaCha20Poly1305::new_from_slice(self.0.as_slice()).ok()?;
        cipher.decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: place.as_bytes() }).ok().map(Zeroizing::new)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::ports::ManualEntropy;

    #[test]
    fn t28_what_is_sealed_opens_in_its_own_place_only() {
        let entropy = ManualEntropy::seeded(1);
        let safe = Safe::new(Zeroizing::new([7; 32]));
        let sealed = safe.seal(b"scan", "a/0", &entropy).unwrap();
        assert!(!sealed.windows(4).any(|four| four == b"scan"));
        assert_eq!(safe.open(&sealed, "a/0").unwrap().as_slice(), b"scan");
        assert!(safe.open(&sealed, "a/4").is_none(), "another place");
        assert!(Safe::new(Zeroizing::new([8; 32])).open(&sealed, "a/0").is_none(), "another key");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(safe.open(&changed, "a/0").is_none(), "byte {at}");
        }
        assert_ne!(sealed, safe.seal(b"scan", "a/0", &entropy).unwrap(), "no nonce twice");
    }
}
