//! Fingerprints and signatures: SHA-256 and Ed25519.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::{
    digest, hmac,
    signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey},
};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A key or a signature that does not hold. It says no more on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("signature or key is not valid")]
pub struct KeyError;

/// SHA-256 of a command's canonical bytes, with the algorithm's name so that another may follow.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Fingerprint {
    /// `sha256`.
    pub alg: String,
    /// Lower-case hex.
    pub hex: String,
}

/// The fingerprint of bytes.
pub fn fingerprint(bytes: &[u8]) -> Fingerprint {
    Fingerprint { alg: "sha256".to_owned(), hex: sha256_hex(bytes) }
}

/// SHA-256 as lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// R7.12: the key under which a number is found without keeping it in clear: HMAC-SHA-256, lower-case hex.
pub fn keyed_hash(key: &[u8], text: &str) -> String {
    hex(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// An Ed25519 key pair made from 32 secret bytes. `Debug` shows nothing of it.
pub struct KeyPair(Ed25519KeyPair);

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyPair(..)")
    }
}

impl KeyPair {
    /// The pair that belongs to a seed of 32 bytes.
    pub fn from_seed(seed: &[u8]) -> Result<Self, KeyError> {
        Ed25519KeyPair::from_seed_unchecked(seed).map(Self).map_err(|_| KeyError)
    }

    /// Signature over bytes.
    pub fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.0.sign(bytes).as_ref().to_vec()
    }

    /// Public half.
    pub fn public_bytes(&self) -> Option<[u8; 32]> {
        self.0.public_key().as_ref().try_into().ok()
    }

    /// Public half, base64url.
    pub fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key().as_ref())
    }
}

/// Checks a signature with the bytes of a public key.
pub fn signature_holds(public_key: &[u8; 32], bytes: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public_key).verify(bytes, signature).is_ok()
}

/// Checks a signature with a base64url public key.
pub fn verify(public_key: &str, bytes: &[u8], signature: &[u8]) -> Result<(), KeyError> {
    let key = URL_SAFE_NO_PAD.decode(public_key).map_err(|_| KeyError)?;
    UnparsedPublicKey::new(&ED25519, key).verify(bytes, signature).map_err(|_| KeyError)
}
