//! RELIABILITY 4.1, R11.4. The hash of a chain: SHA-256, or SM3 where the system is assessed for commercial
//! cryptography (密评). It is chosen when a database is born and named in every record.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sm3::Sm3;

/// A hash of either algorithm.
pub(super) type Hash = [u8; 32];

/// What a chain is hashed with. Both give 32 bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Algorithm {
    /// FIPS 180-4.
    #[default]
    Sha256,
    /// GB/T 32905-2016.
    Sm3,
}

impl Algorithm {
    /// Its name in records, checkpoints and columns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sm3 => "sm3",
        }
    }

    /// The algorithm of a name.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Sha256, Self::Sm3].into_iter().find(|alg| alg.word() == word)
    }

    /// The hash over parts that follow each other.
    pub(super) fn over(self, parts: &[&[u8]]) -> Hash {
        match self {
            Self::Sha256 => digest(Sha256::new(), parts),
            Self::Sm3 => digest(Sm3::new(), parts),
        }
    }
}

fn digest<D: Digest>(mut hash: D, parts: &[&[u8]]) -> Hash {
    for part in parts {
        hash.update(part);
    }
    let mut bytes = [0; 32];
    for (byte, made) in bytes.iter_mut().zip(hash.finalize()) {
        *byte = made;
    }
    bytes
}

/// Lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|nibble| char::from_digit(nibble.into(), 16))
        .collect()
}

/// Lower-case hex back into a hash; anything else is none.
pub(super) fn unhex(text: &str) -> Option<Hash> {
    if text.len() != 64 || text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let mut bytes = [0; 32];
    let mut digits = text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    for byte in &mut bytes {
        *byte = digits.next()?? << 4 | digits.next()??;
    }
    Some(bytes)
}
