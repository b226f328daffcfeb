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
        keys::Keys,
        store::{Location, Store, StoreError, Tx},
    },
    contract::signature_holds,
    domain::audit::{AuditKey, Broken, Note, Verifier, Whole},
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
            Ok(prove(tx, &key, kept.as_slice(), &[])?.map(|whole| (whole, key)))
        })
    }
}

/// Proves the chain of a database that no service need run on. Without a `known` key, the one in the `keys` folder is
/// taken. `witnesses` are checkpoints, and places and hashes from receipts, that left the centre another way.
pub fn prove_database(
    location: &Location,
    keys: Option<&Path>,
    known: Option<&AuditKey>,
    witnesses: (&[Note], &[(u64, String)]),
) -> Result<AuditProof, ProofError> {
    let store = Store::open(location, None)?;
    let mut notes = witnesses.0.to_vec();
    notes.extend(keys.and_then(|folder| outside(folder).ok()).flatten());
    store.read(|tx| {
        let chain = chain(tx, &born(tx)?)?;
        let own = keys.and_then(|folder| Keys::audit_key_in(folder).ok()).flatten();
        let key = known.cloned().or_else(|| own.map(|public| AuditKey::new(&chain, public)));
        let key = key.ok_or(ProofError::NoKey)?;
        Ok(prove(tx, &key, &notes, witnesses.1)?.map(|whole| (whole, key)))
    })
}

fn prove(
    tx: &Tx<'_>,
    key: &AuditKey,
    notes: &[Note],
    receipts: &[(u64, String)],
) -> Result<Result<Whole, Broken>, StoreError> {
    let heads = born(tx)?;
    let mut verifier = Verifier::new(chain(tx, &heads)?, key.clone(), &signature_holds);
    for (seq, hash) in receipts {
        verifier.receipt(*seq, hash);
    }
    for note in notes {
        if let Err(broken) = verifier.checkpoint(note) {
            return Ok(Err(broken));
        }
    }
    let (mut seen, mut compared) = (0, 0);
    loop {
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
        }
    }
    Ok(verifier.finish().and_then(|whole| {
        // The head row is a witness of its own: a tail that was cut off shows here.
        if is_end(&whole.head, &heads) {
            Ok(whole)
        } else {
            Err(Broken::CutOff(heads.audit_seq.max(whole.head.seq + 1)))
        }
    }))
}
