//! RELIABILITY 4.3. Proving the chain of a database: for an auditor who asks the running service, and for one who has
//! only the file.

use std::path::Path;

use thiserror::Error;

use super::{
    PAGE, chain,
    checkpoints::{audit_key, is_end, outside},
    links_after,
};
use crate::{
    central::{
        Centre,
        centre::born,
        fault::Fault,
        keys::PublicKeys,
        store::{CheckpointRow, Location, Store, StoreError, Tx},
    },
    contract::signature_holds,
    domain::audit::{AuditKey, Broken, Inquiry, Note, Tree, Verifier, Whole},
};

/// What came out, and by which key the checkpoints were judged.
pub type AuditProof = Result<(Whole, AuditKey), Broken>;

/// Why it cannot be told.
#[derive(Debug, Error)]
pub enum ProofError {
    /// The database does not open or cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no key to judge checkpoints by.
    #[error("there is no audit key")]
    NoKey,
}

impl Centre {
    /// Proves the whole chain.
    pub fn prove_audit(&self) -> Result<AuditProof, Fault> {
        self.read(|tx, _| {
            let key = audit_key(&chain(tx, &born(tx)?)?, self.keys())?;
            let kept = self.keys().folder.as_deref().and_then(|folder| outside(folder).ok()).flatten();
            let inquiry = Inquiry { notes: kept.into_iter().collect(), ..Inquiry::default() };
            Ok(prove(tx, &key, &inquiry)?.map(|whole| (whole, key)))
        })
    }
}

/// Proves the chain of a database that no service need run on. Without a `known` key, the one in the `keys` folder is
/// taken. `inquiry` is what is asked beside.
pub fn prove_database(
    location: &Location,
    keys: Option<&Path>,
    known: Option<&AuditKey>,
    inquiry: &Inquiry,
) -> Result<AuditProof, ProofError> {
    let store = Store::open(location, None)?;
    let mut inquiry = inquiry.clone();
    inquiry.notes.extend(keys.and_then(|folder| outside(folder).ok()).flatten());
    store.read(|tx| {
        let chain = chain(tx, &born(tx)?)?;
        let own = keys.and_then(|folder| PublicKeys::of(folder).ok()).and_then(|own| own.audit);
        let key = known.cloned().or_else(|| own.map(|public| AuditKey::new(&chain, public)));
        let key = key.ok_or(ProofError::NoKey)?;
        Ok(prove(tx, &key, &inquiry)?.map(|whole| (whole, key)))
    })
}

fn prove(tx: &Tx<'_>, key: &AuditKey, inquiry: &Inquiry) -> Result<Result<Whole, Broken>, StoreError> {
    let heads = born(tx)?;
    let mut verifier = Verifier::new(chain(tx, &heads)?, key.clone(), &signature_holds);
    let mut seen = 0;
    // The tree that a proof leads up through needs every link.
    if let Some(from) = inquiry.from.filter(|_| inquiry.prove.is_none())
        && let Some(row) = tx.checkpoint_before(from)?
    {
        let Some((note, tree)) = kept(tx, &row)? else { return Ok(Err(Broken::Forged(row.size))) };
        if let Err(broken) = verifier.behind(&note, tree) {
            return Ok(Err(broken));
        }
        seen = row.size;
    }
    if let Err(broken) = verifier.ask(inquiry) {
        return Ok(Err(broken));
    }
    let mut compared = seen;
    'pages: loop {
        // The checkpoints over the page that comes next; behind the last page those over links that are gone.
        let links: Vec<_> = links_after(tx, seen, PAGE)?.collect();
        let until = links.last().map_or(u64::MAX, |link| link.seq);
        for row in tx.checkpoints_after(compared, PAGE)?.into_iter().take_while(|row| row.size <= until) {
            compared = row.size;
            let genuine = Note::read(&row.note).filter(|note| note.checkpoint.head.seq == row.size);
            if let Err(broken) = genuine.ok_or(Broken::Forged(row.size)).and_then(|note| verifier.checkpoint(&note)) {
                return Ok(Err(broken));
            }
        }
        if links.is_empty() {
            break;
        }
        for link in links {
            seen = link.seq;
            if let Err(broken) = verifier.link(&link) {
                return Ok(Err(broken));
            }
            if verifier.is_done() {
                break 'pages;
            }
        }
    }
    let part = verifier.is_done();
    Ok(verifier.finish().and_then(|whole| {
        // The head row is a witness of its own: a tail that was cut off shows here.
        if part || is_end(&whole.head, &heads) {
            Ok(whole)
        } else {
            Err(Broken::CutOff(heads.audit_seq.max(whole.head.seq + 1)))
        }
    }))
}

/// A checkpoint with the tree that was kept beside it.
fn kept(tx: &Tx<'_>, row: &CheckpointRow) -> Result<Option<(Note, Tree)>, StoreError> {
    let tree = Tree::grown(tx.audit_alg()?, row.size, &row.peaks);
    Ok(Note::read(&row.note).filter(|note| note.checkpoint.head.seq == row.size).zip(tree))
}
