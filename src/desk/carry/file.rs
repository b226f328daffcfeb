//! The file: a frame that says how to open it, and one sealed box. What the frame says is part of what is sealed.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine as _, engine::general_purpose::STANDARD_NO_PAD};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{CarryError, Contents, code};
use crate::{
    contract::{KeyPair, Realm, verify},
    ports::Entropy,
};

const MAGIC: &[u8] = b"CTCARRY";
/// Version of the file.
const VERSION: u8 = 1;
const SALT: usize = 16;
const NONCE: usize = 24;
const SIGNATURE: usize = 64;
/// No frame is longer.
const LONGEST_HEADER: usize = 4_096;
/// What is signed begins with this, so that a signature of a command is never one of a parcel.
const SIGNED_AS: &[u8] = b"chuangtai carry 1\n";

/// What deriving the key costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    memory_kib: u32,
    passes: u32,
}

impl Price {
    /// 64 MiB, three passes, as the store's own; the code is random, so that this is a second wall.
    const LIVE: Self = Self { memory_kib: 64 * 1_024, passes: 3 };
    /// A demo holds nobody's data.
    const DEMO: Self = Self { memory_kib: 8, passes: 1 };
    /// A frame that asks for more would only stop the window.
    const MOST: Self = Self { memory_kib: 256 * 1_024, passes: 8 };

    const fn of(realm: Realm) -> Self {
        match realm {
            Realm::Demo => Self::DEMO,
            Realm::Live | Realm::Training => Self::LIVE,
        }
    }

    const fn is_fair(self, realm: Realm) -> bool {
        let least = Self::of(realm);
        self.memory_kib >= least.memory_kib
            && self.passes >= least.passes
            && self.memory_kib <= Self::MOST.memory_kib
            && self.passes <= Self::MOST.passes
    }
}

/// What stands outside the cipher: nothing about anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    realm: Realm,
    /// Names of the centre's keys.
    centre: Vec<String>,
    price: Price,
    salt: String,
    nonce: String,
}

/// Where a parcel may be opened.
#[derive(Debug, Clone, Copy)]
pub struct Home<'a> {
    /// Realm of the store.
    pub realm: Realm,
    /// Names of the keys of its centre.
    pub centre: &'a [String],
}

/// Seals the contents; the file, and the code that opens it.
pub fn seal(
    contents: &Contents,
    home: Home<'_>,
    signer: &KeyPair,
    entropy: &dyn Entropy,
) -> Result<(Vec<u8>, Zeroizing<String>), CarryError> {
    let shown = code::draw(entropy);
    let digits = code::read(&shown).ok_or(CarryError::Damaged)?;
    let mut salt = [0u8; SALT];
    let mut nonce = [0u8; NONCE];
    entropy.fill(&mut salt);
    entropy.fill(&mut nonce);
    let price = Price::of(home.realm);
    let header = Header {
        realm: home.realm,
        centre: home.centre.to_vec(),
        price,
        salt: STANDARD_NO_PAD.encode(salt),
        nonce: STANDARD_NO_PAD.encode(nonce),
    };
    let header = serde_json::to_vec(&header).map_err(|_| CarryError::Damaged)?;
    let length = u32::try_from(header.len()).map_err(|_| CarryError::Damaged)?;
    let mut file = [MAGIC, &[VERSION], &length.to_le_bytes(), &header].concat();
    let body = Zeroizing::new(serde_json::to_vec(contents).map_err(|_| CarryError::Damaged)?);
    let signature = signer.sign(&to_sign(&file, &body));
    let plain = Zeroizing::new([signature.as_slice(), body.as_slice()].concat());
    let cipher = cipher(&digits, &salt, price)?;
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain.as_slice(), aad: &file })
        .map_err(|_| CarryError::Damaged)?;
    file.extend_from_slice(&sealed);
    Ok((file, shown))
}

/// Opens a file with the code as typed. Nothing of it is believed before the signature has held.
pub fn open(file: &[u8], typed: &str, home: Home<'_>) -> Result<Contents, CarryError> {
    let (frame, header, sealed) = frame(file)?;
    if header.realm != home.realm {
        return Err(CarryError::OtherRealm);
    }
    // A desk that was never enrolled knows no centre; neither does its parcel.
    let strange = !header.centre.iter().any(|key| home.centre.contains(key));
    if strange && !(header.centre.is_empty() && home.centre.is_empty()) {
        return Err(CarryError::OtherCentre);
    }
    if !header.price.is_fair(home.realm) {
        return Err(CarryError::Damaged);
    }
    let digits = code::read(typed).ok_or(CarryError::MistypedCode)?;
    let salt = bytes::<SALT>(&header.salt)?;
    let nonce = bytes::<NONCE>(&header.nonce)?;
    let plain = cipher(&digits, &salt, header.price)?
        .decrypt(&XNonce::from(nonce), Payload { msg: sealed, aad: frame })
        .map(Zeroizing::new)
        .map_err(|_| CarryError::Locked)?;
    let (signature, body) = plain.split_at_checked(SIGNATURE).ok_or(CarryError::Damaged)?;
    let contents: Contents = serde_json::from_slice(body).map_err(|_| CarryError::Damaged)?;
    verify(&contents.public_key, &to_sign(frame, body), signature).map_err(|_| CarryError::Signature)?;
    if contents.realm != header.realm {
        return Err(CarryError::OtherRealm);
    }
    Ok(contents)
}

/// The frame as it is sealed, what it says, and the box behind it.
fn frame(file: &[u8]) -> Result<(&[u8], Header, &[u8]), CarryError> {
    let rest = file.strip_prefix(MAGIC).ok_or(CarryError::NotOurs)?;
    let (version, rest) = rest.split_first().ok_or(CarryError::NotOurs)?;
    match *version {
        VERSION => {}
        0 => return Err(CarryError::NotOurs),
        _ => return Err(CarryError::TooNew),
    }
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(CarryError::Damaged)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| CarryError::Damaged)?;
    if length > LONGEST_HEADER {
        return Err(CarryError::Damaged);
    }
    let (header, sealed) = rest.split_at_checked(length).ok_or(CarryError::Damaged)?;
    let header: Header = serde_json::from_slice(header).map_err(|_| CarryError::Damaged)?;
    let frame = file.split_at_checked(file.len() - sealed.len()).ok_or(CarryError::Damaged)?.0;
    Ok((frame, header, sealed))
}

fn to_sign(frame: &[u8], body: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([SIGNED_AS, frame, body].concat())
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], CarryError> {
    let decoded = STANDARD_NO_PAD.decode(text).map_err(|_| CarryError::Damaged)?;
    decoded.try_into().map_err(|_| CarryError::Damaged)
}

fn cipher(digits: &str, salt: &[u8], price: Price) -> Result<XChaCha20Poly1305, CarryError> {
    let params = Params::new(price.memory_kib, price.passes, 1, Some(32)).map_err(|_| CarryError::Damaged)?;
    let mut key = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(digits.as_bytes(), salt, key.as_mut())
        .map_err(|_| CarryError::Damaged)?;
    XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| CarryError::Damaged)
}
