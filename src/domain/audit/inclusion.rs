//! RELIABILITY 4.2. The proof that one record lies in the chain: the record itself, about 20 hashes and a signed checkpoint,
//! instead of the whole chain. It is written as <https://c2sp.org/tlog-proof>, with the record and the hash before it as
//! the extra data, so that the leaf can be made anew from what it is of.
//!
//! ```text
//! c2sp.org/tlog-proof@v1
//! extra eyJib2R5Ijoi…                          {"body":…,"prev":…}
//! index 41                                     place of the record, from 0
//! 5S0G…=                                       its neighbours on the way up to the root
//! …
//!
//! chuangtai/yangzhou/Live                      the checkpoint, as it was signed
//! …
//! ```

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{
    AuditKey, Broken, Chain, Head, Link, Note, SignatureCheck, Tree,
    checkpoint::chain_named,
    hash::{Hash, unhex},
    tree::{leaf, root_above},
};

/// The form of the text.
const FORM: &str = "c2sp.org/tlog-proof@v1";

/// The proof of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inclusion {
    /// The record.
    pub link: Link,
    /// The checkpoint that covers it.
    pub note: Note,
    pub(super) prev: String,
    pub(super) path: Vec<Hash>,
}

/// What a leaf is made of, beside its place and its chain.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Extra {
    body: String,
    prev: String,
}

impl Inclusion {
    /// As it leaves the centre; `None` = it cannot be written.
    pub fn text(&self) -> Option<String> {
        let extra = Extra { body: self.link.body.clone(), prev: self.prev.clone() };
        let extra = STANDARD.encode(serde_json::to_string(&extra).ok()?);
        let index = self.link.seq.checked_sub(1)?;
        let path: String = self.path.iter().map(|side| STANDARD.encode(side) + "\n").collect();
        Some(format!("{FORM}\nextra {extra}\nindex {index}\n{path}\n{}", self.note.text()))
    }

    /// Back from [`Self::text`]; `None` = it is no proof. Whether it proves anything, [`Self::check`] says.
    pub fn read(text: &str) -> Option<Self> {
        let (head, note) = text.split_once("\n\n")?;
        let note = Note::read(note)?;
        let mut lines = head.split('\n');
        let form = lines.next()?;
        let extra = STANDARD.decode(lines.next()?.strip_prefix("extra ")?).ok()?;
        let Extra { body, prev } = serde_json::from_slice(&extra).ok()?;
        let seq = lines.next()?.strip_prefix("index ")?.parse::<u64>().ok()?.checked_add(1)?;
        let path: Option<Vec<Hash>> = lines.map(|line| STANDARD.decode(line).ok()?.try_into().ok()).collect();
        unhex(&prev)?;
        let before = Head { seq: seq - 1, hash: prev.clone() };
        let link = chain_named(&note.checkpoint)?.sealed(&before, body);
        let read = Self { link, note, prev, path: path? };
        (form == FORM && read.text()? == text).then_some(read)
    }

    /// Whether the record lies in the chain that this key signs.
    pub fn check(&self, key: &AuditKey, holds: &SignatureCheck) -> Result<(), Broken> {
        let (seq, signed) = (self.link.seq, &self.note.checkpoint);
        if !self.note.signed_by(key, holds) {
            return Err(Broken::Forged(signed.head.seq));
        }
        let leaf = leaf(signed.alg, &self.link.hash).ok_or(Broken::Apart(seq))?;
        let root = root_above(signed.alg, leaf, seq.saturating_sub(1), signed.head.seq, &self.path);
        if root.is_some_and(|root| signed.has_root(&root)) { Ok(()) } else { Err(Broken::Apart(seq)) }
    }
}

/// The way of one record up to the root, gathered while its tree grows.
#[derive(Debug)]
pub(super) struct Branch {
    seq: u64,
    found: Option<(String, Link)>,
    /// The node that the record stands below so far.
    node: Hash,
    path: Vec<Hash>,
}

impl Branch {
    /// Of the record at this place, which is still to come.
    pub(super) fn of(seq: u64) -> Self {
        Self { seq, found: None, node: Hash::default(), path: Vec::new() }
    }

    /// The tree grows by the link that follows `before`.
    pub(super) fn grow(&mut self, tree: &mut Tree, before: &Head, link: &Link, chain: &Chain) -> Result<(), Broken> {
        if link.seq == self.seq {
            self.node = leaf(chain.alg, &link.hash).ok_or(Broken::Hash(link.seq))?;
            self.found = Some((before.hash.clone(), link.clone()));
        }
        let Self { found, node, path, .. } = self;
        tree.push_watched(link, &mut |left, right, both| {
            if found.is_some() {
                climb(node, path, (left, right, both));
            }
        })
    }

    /// The proof against the checkpoint over all that the tree holds; `None` = the record is not among it.
    pub(super) fn proof(&self, tree: &Tree, note: &Note) -> Option<Inclusion> {
        let (prev, link) = self.found.clone()?;
        let (mut at, mut path) = (self.node, self.path.clone());
        tree.root_watched(&mut |left, right, both| climb(&mut at, &mut path, (left, right, both)));
        Some(Inclusion { link, note: note.clone(), prev, path })
    }
}

/// One step up, if it is this node's. No two nodes have one hash: each link's own place is in its hash.
fn climb(node: &mut Hash, path: &mut Vec<Hash>, (left, right, both): (&Hash, &Hash, &Hash)) {
    if node == left {
        path.push(*right);
    } else if node == right {
        path.push(*left);
    } else {
        return;
    }
    *node = *both;
}
