//! The sealed file: pieces of one stream, each encrypted and authenticated with its place in it, bound to the manifest.
//! Whatever is changed, left out, moved or cut off, the next piece does not open.

use std::io::{self, Read, Write};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};
use zeroize::Zeroizing;

use super::{BackupError, manifest::About};
use crate::contract::Realm;

/// Clear bytes of a piece.
const PIECE: usize = 1 << 20;
/// What authentication adds to a piece.
const TAG: usize = 16;
/// Fewest characters of a passphrase that guards a live centre.
const LENGTH: usize = 12;
/// Fair costs: a manifest that asks for more would only stop the machine.
const MOST_KIB: u32 = 1 << 20;
const MOST_PASSES: u32 = 16;

/// What a guess costs, in KiB and passes: 64 MiB, three passes. A demo holds nobody's data.
pub(super) fn price(realm: Realm) -> (u32, u32) {
    if realm == Realm::Demo { (8, 1) } else { (64 << 10, 3) }
}

/// The key of a backup.
pub(super) struct Key {
    cipher: XChaCha20Poly1305,
    bound: Vec<u8>,
}

impl Key {
    /// From the passphrase and what the manifest says.
    pub(super) fn derive(passphrase: &str, about: &About) -> Result<Self, BackupError> {
        if about.realm == Realm::Live && passphrase.chars().count() < LENGTH {
            return Err(BackupError::ShortPassphrase);
        }
        if about.memory_kib > MOST_KIB || about.passes > MOST_PASSES {
            return Err(BackupError::Manifest);
        }
        let params = Params::new(about.memory_kib, about.passes, 1, Some(32)).map_err(|_| BackupError::Manifest)?;
        let mut key = Zeroizing::new([0u8; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), about.salt.as_bytes(), key.as_mut())
            .map_err(|_| BackupError::Manifest)?;
        let cipher = XChaCha20Poly1305::new_from_slice(key.as_ref()).map_err(|_| BackupError::Manifest)?;
        Ok(Self { cipher, bound: about.bound()? })
    }

    /// The key is of this backup alone, so that its pieces may be counted.
    fn nonce(number: u64) -> XNonce {
        let mut nonce = [0u8; 24];
        for (to, from) in nonce.iter_mut().zip(number.to_le_bytes()) {
            *to = from;
        }
        XNonce::from(nonce)
    }

    fn about(&self, last: bool) -> Vec<u8> {
        let mut about = self.bound.clone();
        about.push(u8::from(last));
        about
    }
}

/// Seals what is written.
pub(super) struct Sealer<W> {
    to: W,
    key: Key,
    number: u64,
    clear: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn new(to: W, key: Key) -> Self {
        Self { to, key, number: 0, clear: Zeroizing::new(Vec::with_capacity(PIECE)) }
    }

    /// The last piece; whoever reads knows that it is.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.piece(true)?;
        Ok(self.to)
    }

    fn piece(&mut self, last: bool) -> io::Result<()> {
        let aad = self.key.about(last);
        let payload = Payload { msg: &self.clear, aad: &aad };
        let sealed =
            self.key.cipher.encrypt(&Key::nonce(self.number), payload).map_err(|_| io::ErrorKind::InvalidData)?;
        self.to.write_all(&[u8::from(last)])?;
        self.to.write_all(&u32::try_from(sealed.len()).map_err(|_| io::ErrorKind::InvalidData)?.to_le_bytes())?;
        self.to.write_all(&sealed)?;
        self.number += 1;
        self.clear.clear();
        Ok(())
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.clear.len() >= PIECE {
            self.piece(false)?;
        }
        let taken = bytes.len().min(PIECE - self.clear.len());
        self.clear.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what is read; a piece that does not open is an error of kind `InvalidData`.
pub(super) struct Opener<R> {
    from: R,
    key: Key,
    number: u64,
    clear: Zeroizing<Vec<u8>>,
    place: usize,
    ended: bool,
}

impl<R: Read> Opener<R> {
    pub(super) fn new(from: R, key: Key) -> Self {
        Self { from, key, number: 0, clear: Zeroizing::default(), place: 0, ended: false }
    }

    fn piece(&mut self) -> io::Result<()> {
        let (mut last, mut length) = ([0u8], [0u8; 4]);
        self.from.read_exact(&mut last)?;
        self.from.read_exact(&mut length)?;
        let length = usize::try_from(u32::from_le_bytes(length)).unwrap_or(usize::MAX);
        if length > PIECE + TAG {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut sealed = vec![0; length];
        self.from.read_exact(&mut sealed)?;
        let last = last == [1];
        let aad = self.key.about(last);
        let payload = Payload { msg: &sealed, aad: &aad };
        let clear = self.key.cipher.decrypt(&Key::nonce(self.number), payload);
        self.clear = Zeroizing::new(clear.map_err(|_| io::ErrorKind::InvalidData)?);
        (self.number, self.place, self.ended) = (self.number + 1, 0, last);
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.place >= self.clear.len() && !self.ended {
            self.piece()?;
        }
        let rest = self.clear.get(self.place..).unwrap_or_default();
        let taken = rest.len().min(into.len());
        for (to, from) in into.iter_mut().zip(rest) {
            *to = *from;
        }
        self.place += taken;
        Ok(taken)
    }
}

/// Longest name of an entry.
const LONGEST_NAME: usize = 200;

/// Writes one entry of the stream: name, length, bytes.
pub(super) fn put<W: Write>(to: &mut W, name: &str, length: u64, mut bytes: impl Read) -> io::Result<()> {
    let short =
        u16::try_from(name.len()).ok().filter(|_| name.len() <= LONGEST_NAME).ok_or(io::ErrorKind::InvalidData)?;
    to.write_all(&short.to_le_bytes())?;
    to.write_all(name.as_bytes())?;
    to.write_all(&length.to_le_bytes())?;
    // A file that grows meanwhile is taken as long as it was.
    let copied = io::copy(&mut (&mut bytes).take(length), to)?;
    if copied == length { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

/// Ends the stream.
pub(super) fn put_end<W: Write>(to: &mut W) -> io::Result<()> {
    to.write_all(&0u16.to_le_bytes())
}

/// Name and length of the next entry; its bytes come next. `None` = the end.
pub(super) fn next_entry<R: Read>(from: &mut R) -> io::Result<Option<(String, u64)>> {
    let mut length = [0u8; 2];
    from.read_exact(&mut length)?;
    let length = usize::from(u16::from_le_bytes(length));
    if length == 0 {
        return Ok(None);
    }
    if length > LONGEST_NAME {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let (mut name, mut bytes) = (vec![0; length], [0u8; 8]);
    from.read_exact(&mut name)?;
    from.read_exact(&mut bytes)?;
    let name = String::from_utf8(name).map_err(|_| io::ErrorKind::InvalidData)?;
    Ok(Some((name, u64::from_le_bytes(bytes))))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::central::backup::manifest::Engine;

    fn about() -> About {
        About {
            form: About::form(),
            program: "1".into(),
            engine: Engine::Sqlite,
            schema: 4,
            realm: Realm::Demo,
            made_at: "2026-09-14T01:30:00Z".parse().unwrap(),
            change_seq: 1,
            audit_seq: 2,
            audit_hash: "00".into(),
            memory_kib: 8,
            passes: 1,
            salt: "0123456789abcdef".into(),
        }
    }

    fn sealed(clear: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), Key::derive("geheim", &about()).unwrap());
        sealer.write_all(clear).unwrap();
        sealer.finish().unwrap()
    }

    fn opened(sealed: &[u8], passphrase: &str, about: &About) -> io::Result<Vec<u8>> {
        let mut clear = Vec::new();
        Opener::new(sealed, Key::derive(passphrase, about).unwrap()).read_to_end(&mut clear).map(|_| clear)
    }

    #[test]
    fn backup_is_ciphertext_and_every_change_is_found() {
        let clear: Vec<u8> = b"\xe5\xbc\xa0\xe6\xa1\x82\xe5\x85\xb0 321002199003071234 ".repeat(80_000);
        let bytes = sealed(&clear);
        assert!(bytes.len() > clear.len() && memchr::memmem::find(&bytes, b"321002199003071234").is_none());
        assert_eq!(opened(&bytes, "geheim", &about()).unwrap(), clear);
        assert!(opened(&bytes, "geheimer", &about()).is_err());
        assert!(opened(&bytes, "geheim", &About { audit_seq: 3, ..about() }).is_err(), "bound to the manifest");
        let step = bytes.len() / 97;
        for at in (0..bytes.len()).step_by(step).chain([0, 1, 4, bytes.len() - 1]) {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert!(opened(&altered, "geheim", &about()).is_err(), "{at}");
        }
        for length in [0, 4, 5, PIECE, PIECE + 5 + TAG, bytes.len() - 1] {
            assert!(opened(&bytes[..length], "geheim", &about()).is_err(), "cut off at {length}");
        }
        // Two pieces in each other's place.
        let piece = 5 + PIECE + TAG;
        let moved = [&bytes[piece..], &bytes[..piece]].concat();
        assert!(opened(&moved, "geheim", &about()).is_err());
    }

    #[test]
    fn entries_come_back_as_they_were_put() {
        let mut stream = Vec::new();
        put(&mut stream, "keys/a.key", 3, &b"abc"[..]).unwrap();
        put(&mut stream, "empty", 0, &b""[..]).unwrap();
        put_end(&mut stream).unwrap();
        let mut from = &stream[..];
        assert_eq!(next_entry(&mut from).unwrap(), Some(("keys/a.key".into(), 3)));
        let mut bytes = [0; 3];
        from.read_exact(&mut bytes).unwrap();
        assert_eq!(&bytes, b"abc");
        assert_eq!(next_entry(&mut from).unwrap(), Some(("empty".into(), 0)));
        assert_eq!(next_entry(&mut from).unwrap(), None);
        assert!(put(&mut Vec::new(), "short", 4, &b"abc"[..]).is_err());
    }

    #[test]
    fn a_live_centre_wants_a_long_passphrase_and_a_manifest_fair_costs() {
        let live = About { realm: Realm::Live, ..about() };
        assert!(matches!(Key::derive("elf Zeichen", &live), Err(BackupError::ShortPassphrase)));
        assert!(matches!(Key::derive("x", &About { memory_kib: u32::MAX, ..about() }), Err(BackupError::Manifest)));
    }
}
