//! The file: a frame that says how to open it, one sealed box with the contents, and behind it the scans that the contents
//! name, piece by piece. What the frame says is part of what is sealed; a parcel of version 1 has no scans, and its box
//! ends with the file.

use std::io::{Read, Seek, SeekFrom};

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
    contract::{KeyPair, Realm, sha256_hex, verify},
    desk::outbox::PIECE,
    ports::Entropy,
};

const MAGIC: &[u8] = b"CTCARRY";
/// A parcel without scans, as older programs made it; it is still read.
const WITHOUT_SCANS: u8 = 1;
/// Version of the files that are made.
const VERSION: u8 = 2;
const SALT: usize = 16;
const NONCE: usize = 24;
/// What of a nonce counts the pieces.
const TURN: usize = 8;
const SIGNATURE: usize = 64;
/// What sealing adds to a piece.
const TAG: u64 = 16;
/// No frame is longer.
const LONGEST_HEADER: usize = 4_096;
/// No contents are longer; scans are not among them.
const LONGEST_BOX: u64 = 64 << 20;
/// What is signed begins with this and the version, so that a signature of a command is never one of a parcel.
const SIGNED_AS: &[u8] = b"chuangtai carry ";

/// What a parcel is read from.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

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

/// Seals or opens the pieces behind the box, in their order.
struct Pieces {
    cipher: XChaCha20Poly1305,
    nonce: [u8; NONCE],
    frame: Vec<u8>,
    turn: u64,
}

impl Pieces {
    /// The nonce of this turn: every box of a file has one of its own, so that none stands in another's place.
    fn nonce(&self) -> Result<XNonce, CarryError> {
        let mut nonce = self.nonce;
        let turn = nonce.last_chunk_mut::<TURN>().ok_or(CarryError::Damaged)?;
        *turn = u64::from_le_bytes(*turn).wrapping_add(self.turn).to_le_bytes();
        Ok(XNonce::from(nonce))
    }

    fn seal(&mut self, plain: &[u8]) -> Result<Vec<u8>, CarryError> {
        let sealed = self.cipher.encrypt(&self.nonce()?, Payload { msg: plain, aad: &self.frame });
        self.turn += 1;
        sealed.map_err(|_| CarryError::Damaged)
    }

    fn open(&mut self, sealed: &[u8], fault: CarryError) -> Result<Zeroizing<Vec<u8>>, CarryError> {
        let plain = self.cipher.decrypt(&self.nonce()?, Payload { msg: sealed, aad: &self.frame });
        self.turn += 1;
        plain.map(Zeroizing::new).map_err(|_| fault)
    }
}

/// A parcel that is being made: the scans follow, in the order in which the contents name them.
pub struct Making {
    pieces: Pieces,
}

impl Making {
    /// A piece of the scan whose turn it is, as it stands in the file. All pieces of a scan but its last one are full.
    pub fn piece(&mut self, plain: &[u8]) -> Result<Vec<u8>, CarryError> {
        self.pieces.seal(plain)
    }
}

/// Seals the contents; the beginning of the file, what seals the rest, and the code that opens it.
pub fn seal(
    contents: &Contents,
    home: Home<'_>,
    signer: &KeyPair,
    entropy: &dyn Entropy,
) -> Result<(Vec<u8>, Making, Zeroizing<String>), CarryError> {
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
    let body = Zeroizing::new(serde_json::to_vec(contents).map_err(|_| CarryError::Damaged)?);
    let boxed = long(SIGNATURE).saturating_add(long(body.len())).saturating_add(TAG);
    if boxed > LONGEST_BOX {
        return Err(CarryError::TooMuch);
    }
    let frame = [MAGIC, &[VERSION], &length.to_le_bytes(), &header, &boxed.to_le_bytes()].concat();
    let signature = signer.sign(&to_sign(VERSION, &frame, &body));
    let plain = Zeroizing::new([signature.as_slice(), body.as_slice()].concat());
    let mut pieces = Pieces { cipher: cipher(&digits, &salt, price)?, nonce, frame, turn: 0 };
    let sealed = pieces.seal(&plain)?;
    let head = [pieces.frame.as_slice(), &sealed].concat();
    Ok((head, Making { pieces }, shown))
}

/// A parcel whose code fitted and whose signature held.
pub struct Opened {
    /// What lies in it.
    pub contents: Contents,
    source: Box<dyn Source>,
    pieces: Pieces,
    /// Where the scans begin.
    start: u64,
}

/// Opens a file with the code as typed. Nothing of it is believed before the signature has held; its scans are read as far
/// as somebody asks for them.
pub fn open(source: impl Source + 'static, typed: &str, home: Home<'_>) -> Result<Opened, CarryError> {
    let mut source = Box::new(source);
    let (version, frame, header) = frame(&mut source)?;
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
    let sealed = the_box(&mut source, version, &frame)?;
    let mut pieces = Pieces { cipher: cipher(&digits, &salt, header.price)?, nonce, frame, turn: 0 };
    let plain = pieces.open(&sealed, CarryError::Locked)?;
    let (signature, body) = plain.split_at_checked(SIGNATURE).ok_or(CarryError::Damaged)?;
    let contents: Contents = serde_json::from_slice(body).map_err(|_| CarryError::Damaged)?;
    verify(&contents.public_key, &to_sign(version, &pieces.frame, body), signature)
        .map_err(|_| CarryError::Signature)?;
    if contents.realm != header.realm {
        return Err(CarryError::OtherRealm);
    }
    if version == WITHOUT_SCANS && !contents.scans.is_empty() {
        return Err(CarryError::Damaged);
    }
    let start = source.stream_position().map_err(|_| CarryError::Unreadable)?;
    Ok(Opened { contents, source, pieces, start })
}

impl Opened {
    /// Reads every scan to the last byte of the file: each is what its hash says, and nothing lies behind them.
    pub fn check(&mut self) -> Result<(), CarryError> {
        for at in 0..self.contents.scans.len() {
            self.scan(at)?;
        }
        let mut behind = [0u8; 1];
        match self.source.read(&mut behind) {
            Ok(0) => Ok(()),
            Ok(_) => Err(CarryError::Damaged),
            Err(_) => Err(CarryError::Unreadable),
        }
    }

    /// The bytes of one of its scans: no more than one lies in memory.
    pub fn scan(&mut self, at: usize) -> Result<Zeroizing<Vec<u8>>, CarryError> {
        let (mut place, mut turn) = (self.start, 1u64);
        for scan in self.contents.scans.iter().take(at) {
            let count = scan.size.div_ceil(PIECE);
            place = place.saturating_add(scan.size).saturating_add(count.saturating_mul(TAG));
            turn = turn.saturating_add(count);
        }
        let scan = self.contents.scans.get(at).ok_or(CarryError::Damaged)?;
        self.source.seek(SeekFrom::Start(place)).map_err(|_| CarryError::Unreadable)?;
        self.pieces.turn = turn;
        let (mut whole, mut left) = (Zeroizing::new(Vec::new()), scan.size);
        while left > 0 {
            let length = left.min(PIECE);
            let sealed = exactly(&mut self.source, length.saturating_add(TAG))?;
            whole.extend_from_slice(&self.pieces.open(&sealed, CarryError::Damaged)?);
            left = left.saturating_sub(length);
        }
        if sha256_hex(&whole) == scan.sha256 { Ok(whole) } else { Err(CarryError::Damaged) }
    }
}

/// Version, frame as it is sealed, and what it says.
fn frame(source: &mut impl Read) -> Result<(u8, Vec<u8>, Header), CarryError> {
    let mut frame = exactly(source, long(MAGIC.len() + 1)).map_err(|error| match error {
        CarryError::Damaged => CarryError::NotOurs,
        error => error,
    })?;
    let version = *frame.strip_prefix(MAGIC).and_then(<[u8]>::first).ok_or(CarryError::NotOurs)?;
    match version {
        WITHOUT_SCANS | VERSION => {}
        0 => return Err(CarryError::NotOurs),
        _ => return Err(CarryError::TooNew),
    }
    let length = exactly(source, 4)?;
    frame.extend_from_slice(&length);
    let length = <[u8; 4]>::try_from(length.as_slice()).map_err(|_| CarryError::Damaged)?;
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(|_| CarryError::Damaged)?;
    if length > LONGEST_HEADER {
        return Err(CarryError::Damaged);
    }
    let header = exactly(source, long(length))?;
    frame.extend_from_slice(&header);
    let header: Header = serde_json::from_slice(&header).map_err(|_| CarryError::Damaged)?;
    if version != WITHOUT_SCANS {
        frame.extend_from_slice(&exactly(source, 8)?);
    }
    Ok((version, frame, header))
}

/// The box behind the frame: so long as that says, or to the end of the file.
fn the_box(source: &mut impl Read, version: u8, frame: &[u8]) -> Result<Vec<u8>, CarryError> {
    if version != WITHOUT_SCANS {
        let length = frame.last_chunk::<8>().ok_or(CarryError::Damaged)?;
        let length = u64::from_le_bytes(*length);
        return if length > LONGEST_BOX { Err(CarryError::Damaged) } else { exactly(source, length) };
    }
    let mut sealed = Vec::new();
    source.take(LONGEST_BOX + 1).read_to_end(&mut sealed).map_err(|_| CarryError::Unreadable)?;
    if long(sealed.len()) > LONGEST_BOX { Err(CarryError::Damaged) } else { Ok(sealed) }
}

/// So many bytes, and no fewer.
fn exactly(source: &mut impl Read, length: u64) -> Result<Vec<u8>, CarryError> {
    let mut bytes = Vec::new();
    source.take(length).read_to_end(&mut bytes).map_err(|_| CarryError::Unreadable)?;
    if long(bytes.len()) == length { Ok(bytes) } else { Err(CarryError::Damaged) }
}

fn to_sign(version: u8, frame: &[u8], body: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([SIGNED_AS, version.to_string().as_bytes(), b"\n", frame, body].concat())
}

fn bytes<const N: usize>(text: &str) -> Result<[u8; N], CarryError> {
    let decoded = STANDARD_NO_PAD.decode(text).map_err(|_| CarryError::Damaged)?;
    decoded.try_into().map_err(|_| CarryError::Damaged)
}

fn long(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn cipher(digits: &str, salt: &[u8], price: Price) -> Result<XChaCha20Poly1305, CarryError> {
    let params = Params::new(price.memory_kib, price.passes, 1, Some(32)).map_err(|_| CarryError::Damaged)?;
    let mut key = Zeroizing::new([0u8; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(digits.as_bytes(), salt, key.as_mut())
        .map_err(|_| CarryError::Damaged)?;
    XChaCha20Poly1305::new_from_slice(key.as_slice()).map_err(|_| CarryError::Damaged)
}

/// A parcel as programs before version 2 made it.
#[cfg(test)]
pub fn seal_without_scans(
    contents: &Contents,
    home: Home<'_>,
    signer: &KeyPair,
    entropy: &dyn Entropy,
) -> Result<(Vec<u8>, Zeroizing<String>), CarryError> {
    let mut old = serde_json::to_value(contents).map_err(|_| CarryError::Damaged)?;
    old.as_object_mut().and_then(|fields| fields.remove("scans")).ok_or(CarryError::Damaged)?;
    let (head, _, shown) = seal(contents, home, signer, entropy)?;
    let (_, frame, header) = frame(&mut head.as_slice())?;
    let frame = [MAGIC, &[WITHOUT_SCANS], frame.get(MAGIC.len() + 1..frame.len() - 8).unwrap_or_default()].concat();
    let body = serde_json::to_vec(&old).map_err(|_| CarryError::Damaged)?;
    let plain = [signer.sign(&to_sign(WITHOUT_SCANS, &frame, &body)).as_slice(), &body].concat();
    let digits = code::read(&shown).ok_or(CarryError::Damaged)?;
    let cipher = cipher(&digits, &bytes::<SALT>(&header.salt)?, header.price)?;
    let mut pieces = Pieces { cipher, nonce: bytes::<NONCE>(&header.nonce)?, frame, turn: 0 };
    let sealed = pieces.seal(&plain)?;
    Ok(([pieces.frame, sealed].concat(), shown))
}
