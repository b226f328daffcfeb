//! RELIABILITY 4.2. A checkpoint: what the centre signed at a time about its chain, as a signed note of the form
//! <https://c2sp.org/tlog-checkpoint>, so that other tools read it as well. Two further lines bind the hash of the last
//! link and the time.
//!
//! ```text
//! chuangtai/yangzhou/Live
//! 1000
//! 5S0G…=                                     root of the Merkle tree over the first 1000 links
//! sha256 04c1…                               hash of link 1000
//! 2026-09-14T01:30:00Z
//!
//! — chuangtai/yangzhou/Live wpqN…            Ed25519 over the lines above
//! ```

use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    Algorithm, Chain, Head, Tree,
    hash::{Hash, unhex},
};

/// The kind of a signature in a signed note: Ed25519.
const ED25519: u8 = 1;

/// What was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Whose chain.
    pub origin: String,
    /// What it is hashed with.
    pub alg: Algorithm,
    /// The last link that it covers.
    pub head: Head,
    /// Root of the tree over all of them.
    root: Hash,
    /// When, by the centre.
    pub at: Timestamp,
}

/// The key that checkpoints are signed with, as an auditor keeps it: its public half under the chain's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditKey {
    name: String,
    public: Hash,
}

/// A signed checkpoint as it left the centre.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it says.
    pub checkpoint: Checkpoint,
    body: String,
    signer: String,
    signature: Vec<u8>,
}

/// What stands before the tenant in a chain's name.
const PROGRAM: &str = "chuangtai/";

/// Name of a chain in checkpoints.
fn origin(chain: &Chain) -> String {
    format!("{PROGRAM}{}", chain.tenant)
}

/// The chain that a checkpoint is of.
pub(super) fn chain_named(checkpoint: &Checkpoint) -> Option<Chain> {
    let tenant = checkpoint.origin.strip_prefix(PROGRAM)?.to_owned();
    Some(Chain { tenant, alg: checkpoint.alg })
}

impl Checkpoint {
    /// Over all that a tree and a chain hold now.
    pub fn over(chain: &Chain, head: &Head, tree: &Tree, at: Timestamp) -> Self {
        Self { origin: origin(chain), alg: chain.alg, head: head.clone(), root: tree.root(), at }
    }

    /// What is signed.
    pub fn body(&self) -> String {
        let Self { origin, alg, head, root, at } = self;
        format!("{origin}\n{}\n{}\n{} {}\n{at}\n", head.seq, STANDARD.encode(root), alg.word(), head.hash)
    }

    /// Whether it speaks of this chain, and of exactly these links.
    pub fn agrees(&self, chain: &Chain, head: &Head, tree: &Tree) -> bool {
        *self == Self::over(chain, head, tree, self.at)
    }

    /// Whether this is the root that was signed.
    pub(super) fn has_root(&self, root: &Hash) -> bool {
        self.root == *root
    }

    fn read(body: &str) -> Option<Self> {
        let lines: Vec<&str> = body.strip_suffix('\n')?.split('\n').collect();
        let [origin, size, root, last, at] = lines.as_slice() else { return None };
        let (alg, hash) = last.split_once(' ')?;
        unhex(hash)?;
        let read = Self {
            origin: (*origin).to_owned(),
            alg: Algorithm::named(alg)?,
            head: Head { seq: size.parse().ok()?, hash: hash.to_owned() },
            root: STANDARD.decode(root).ok()?.try_into().ok()?,
            at: at.parse().ok()?,
        };
        // One form only: what is signed and what is read are the same bytes.
        (read.body() == body).then_some(read)
    }
}

impl AuditKey {
    /// The key of a chain by its 32 public bytes.
    pub fn new(chain: &Chain, public: [u8; 32]) -> Self {
        Self { name: origin(chain), public }
    }

    /// The key of the chain that a checkpoint says it is of.
    pub fn named(checkpoint: &Checkpoint, public: [u8; 32]) -> Self {
        Self { name: checkpoint.origin.clone(), public }
    }

    /// The public half.
    pub fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// The first four bytes of the hash of name and key: which key a signature says it is of.
    fn id(&self) -> [u8; 4] {
        let hash = Sha256::new().chain_update(&self.name).chain_update([b'\n', ED25519]).chain_update(self.public);
        let mut id = [0; 4];
        for (byte, made) in id.iter_mut().zip(hash.finalize()) {
            *byte = made;
        }
        id
    }

    /// As it is written down and compared: `name+id+key`.
    pub fn text(&self) -> String {
        let mut key = vec![ED25519];
        key.extend(self.public);
        format!("{}+{:08x}+{}", self.name, u32::from_be_bytes(self.id()), STANDARD.encode(key))
    }

    /// Back from [`Self::text`].
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, '+');
        let (name, _, key) = (parts.next()?, parts.next()?, parts.next()?);
        let bytes = STANDARD.decode(key).ok()?;
        let (kind, public) = bytes.split_first()?;
        let key = Self { name: name.to_owned(), public: public.try_into().ok()? };
        (*kind == ED25519 && key.text() == text.trim()).then_some(key)
    }
}

impl Note {
    /// A checkpoint with its signature over [`Checkpoint::body`].
    pub fn new(checkpoint: Checkpoint, key: &AuditKey, signature: &[u8]) -> Self {
        let mut signed = key.id().to_vec();
        signed.extend(signature);
        Self { body: checkpoint.body(), checkpoint, signer: key.name.clone(), signature: signed }
    }

    /// As it leaves the centre.
    pub fn text(&self) -> String {
        format!("{}\n— {} {}\n", self.body, self.signer, STANDARD.encode(&self.signature))
    }

    /// Back from [`Self::text`]; `None` = it is no checkpoint.
    pub fn read(text: &str) -> Option<Self> {
        let (body, signed) = text.split_once("\n\n")?;
        let body = format!("{body}\n");
        let (by, signature) = signed.strip_suffix('\n')?.strip_prefix("— ")?.rsplit_once(' ')?;
        let note = Self {
            checkpoint: Checkpoint::read(&body)?,
            body,
            signer: by.to_owned(),
            signature: STANDARD.decode(signature).ok()?,
        };
        (note.text() == text).then_some(note)
    }

    /// Whether this key signed it. `holds` is the signature's own check: key, text, signature.
    pub fn signed_by(&self, key: &AuditKey, holds: impl Fn(&[u8; 32], &[u8], &[u8]) -> bool) -> bool {
        let Some((id, signature)) = self.signature.split_first_chunk::<4>() else { return false };
        let own = self.signer == key.name && self.checkpoint.origin == key.name;
        own && *id == key.id() && holds(&key.public, self.body.as_bytes(), signature)
    }

    /// Many notes as a file keeps them, one after the other.
    pub fn read_all(text: &str) -> Option<Vec<Self>> {
        let mut notes = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let signature = rest.find("\n\n")? + 2;
            let end = signature + rest.get(signature..)?.find('\n')? + 1;
            notes.push(Self::read(rest.get(..end)?)?);
            rest = rest.get(end..)?;
        }
        Some(notes)
    }
}
