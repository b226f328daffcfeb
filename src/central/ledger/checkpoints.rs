//! RELIABILITY 4.2. Signing what the chain is: every thousand links, every ten minutes if anything happened, and when
//! the service stops. The last checkpoint also lies outside the database, beside the key: a database that was put back
//! or rewritten does not agree with it, and then nothing is signed.

use std::{fs, io, io::Write as _, path::Path};

use jiff::{SignedDuration, Timestamp};

use super::{PAGE, chain, links_after};
use crate::{
    central::{
        Centre,
        centre::born,
        fault::Fault,
        keys::Keys,
        store::{CheckpointRow, Heads, Tx},
    },
    contract::signature_holds,
    domain::audit::{AuditKey, Chain, Checkpoint, Head, Note, Tree},
};

/// A checkpoint after so many links at the latest.
const LINKS: u64 = 1000;
/// And after so long, if there is a link.
const MINUTES: i64 = 10;
/// File of the last checkpoint, beside the keys.
const OUTSIDE: &str = "audit.checkpoint";

impl Centre {
    /// Signs what happened since the last checkpoint; `None` = nothing did.
    pub fn checkpoint(&self) -> Result<Option<Note>, Fault> {
        self.write(|tx, now| sign(tx, self.keys(), now))
    }

    /// The same if it is time for it. The scheduler asks at each of its rounds.
    pub fn checkpoint_if_due(&self) -> Result<Option<Note>, Fault> {
        let due = self.read(|tx, now| {
            let seq = born(tx)?.audit_seq;
            let (size, at) = tx.last_checkpoint()?.map_or((0, None), |last| (last.size, Some(last.at)));
            let old = at.is_none_or(|at| now.duration_since(at) >= SignedDuration::from_mins(MINUTES));
            Ok(seq >= size + LINKS || (seq > size && old))
        })?;
        if due { self.checkpoint() } else { Ok(None) }
    }

    /// The last one, over all that there is now.
    pub fn last_checkpoint(&self) -> Result<Note, Fault> {
        if let Some(note) = self.checkpoint()? {
            return Ok(note);
        }
        let row = self.read(|tx, _| Ok(tx.last_checkpoint()?))?;
        row.and_then(|row| Note::read(&row.note)).ok_or_else(diverged)
    }
}

/// The key of this chain's checkpoints.
pub(super) fn audit_key(chain: &Chain, keys: &Keys) -> Result<AuditKey, Fault> {
    let public = keys.audit.public_bytes().ok_or_else(|| Fault::new(500, "storage.failed"))?;
    Ok(AuditKey::new(chain, public))
}

/// The last checkpoint as it lies outside the database. One that cannot be read is an error, not none.
pub(super) fn outside(folder: &Path) -> io::Result<Option<Note>> {
    match fs::read_to_string(folder.join(OUTSIDE)) {
        Ok(text) => Note::read(&text).map(Some).ok_or_else(|| io::ErrorKind::InvalidData.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The chain as far as it was signed, and what the next checkpoint grows from.
struct Signed {
    head: Head,
    tree: Tree,
}

fn sign(tx: &Tx<'_>, keys: &Keys, now: Timestamp) -> Result<Option<Note>, Fault> {
    let heads = born(tx)?;
    let chain = chain(tx, &heads)?;
    let key = audit_key(&chain, keys)?;
    let kept = keys.folder.as_deref().map(outside).transpose().map_err(|_| diverged())?.flatten();
    if kept.as_ref().is_some_and(|note| !note.signed_by(&key, signature_holds)) {
        return Err(diverged());
    }
    let Signed { mut head, mut tree } = signed(tx, &chain, &key, kept.as_ref())?;
    let before = head.seq;
    loop {
        let mut moved = false;
        for link in links_after(tx, head.seq, PAGE)? {
            chain.follows(&head, &link).and_then(|()| tree.push(&link)).map_err(|_| diverged())?;
            head = link.head();
            moved = true;
            let same_place = kept.as_ref().map(|note| &note.checkpoint).filter(|seen| seen.head.seq == head.seq);
            if same_place.is_some_and(|seen| !seen.agrees(&chain, &head, &tree)) {
                return Err(diverged());
            }
        }
        if !moved {
            break;
        }
    }
    let ahead = kept.is_some_and(|note| note.checkpoint.head.seq > head.seq);
    if ahead || !is_end(&head, &heads) {
        return Err(diverged());
    }
    if head.seq == before {
        return Ok(None);
    }
    let checkpoint = Checkpoint::over(&chain, &head, &tree, now);
    let signature = keys.audit.sign(checkpoint.body().as_bytes());
    let note = Note::new(checkpoint, &key, &signature);
    if let Some(folder) = keys.folder.as_deref() {
        put_outside(folder, &note).map_err(|_| Fault::new(500, "storage.failed"))?;
    }
    tx.add_checkpoint(&CheckpointRow { size: head.seq, at: now, peaks: tree.peaks(), note: note.text() })?;
    Ok(Some(note))
}

/// What the last checkpoint in the database covers, proven by its signature; nothing grows from one that was altered.
fn signed(tx: &Tx<'_>, chain: &Chain, key: &AuditKey, kept: Option<&Note>) -> Result<Signed, Fault> {
    let Some(row) = tx.last_checkpoint()? else {
        return Ok(Signed { head: chain.genesis(), tree: Tree::new(chain.alg) });
    };
    let note = Note::read(&row.note).filter(|note| note.signed_by(key, signature_holds)).ok_or_else(diverged)?;
    let tree = Tree::grown(chain.alg, row.size, &row.peaks).ok_or_else(diverged)?;
    let head = note.checkpoint.head.clone();
    if head.seq != row.size || !note.checkpoint.agrees(chain, &head, &tree) {
        return Err(diverged());
    }
    // What lies outside was signed at this place or before: the database must still have it.
    if let Some(seen) = kept.map(|note| note.checkpoint.head.seq).filter(|seen| *seen <= row.size) {
        let mine = tx.checkpoints_after(seen.saturating_sub(1), 1)?.pop();
        if mine.is_none_or(|mine| Some(mine.note) != kept.map(Note::text)) {
            return Err(diverged());
        }
    }
    Ok(Signed { head, tree })
}

/// Whether the links end where the centre's row says.
pub(super) fn is_end(head: &Head, heads: &Heads) -> bool {
    head.seq == heads.audit_seq && head.hash == heads.audit_hash
}

/// The chain is not what was signed before. It is not signed over again; `chuangtai audit verify` says where it breaks.
fn diverged() -> Fault {
    Fault::new(500, "audit.diverged")
}

/// Lays a checkpoint beside the keys of a database that was put back: it is the last one that this database knows.
pub fn put_note_outside(folder: &Path, note: &Note) -> io::Result<()> {
    put_outside(folder, note)
}

/// Durable before the database knows of it, and never half: a checkpoint that is only here is found again when the next
/// one is signed.
fn put_outside(folder: &Path, note: &Note) -> io::Result<()> {
    let part = folder.join("audit.checkpoint.part");
    let mut file = fs::File::create(&part)?;
    file.write_all(note.text().as_bytes())?;
    file.sync_all()?;
    fs::rename(&part, folder.join(OUTSIDE))?;
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}
