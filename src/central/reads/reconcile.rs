//! `POST /v1/reconcile`: what has become of commands that a desk is unsure of (RELIABILITY 3.10); and whether this is
//! still the centre that told what a desk knows (F62).

use crate::{
    central::{
        Centre,
        centre::born,
        fault::Fault,
        ledger,
        store::{StoreError, Tx},
    },
    contract::{
        ChainMark, MarkedMeta, Person, Problem, ReconcileAnswer, ReconcileLine, ReconcileRequest, ReconcileState,
    },
};

/// Most commands in one question.
const MOST: usize = 500;
/// Most places of the chain in one question.
const MOST_PLACES: usize = 100;

impl Centre {
    /// `GET /v1/meta?at=`: the centre, and the hash of its chain at each of these places.
    pub fn meta_at(&self, places: &[u64]) -> Result<MarkedMeta, Fault> {
        if places.len() > MOST_PLACES {
            return Err(Fault::new(400, "query.invalid"));
        }
        self.read(|tx, now| {
            let found = places.iter().map(|place| mark_at(tx, *place)).collect::<Result<Vec<_>, _>>()?;
            Ok(MarkedMeta { meta: self.meta_in(tx, now)?, head: mark(tx)?, at: found.into_iter().flatten().collect() })
        })
    }

    /// Answers per command: the verdict again, not known, known with other bytes, or known as another person's.
    pub fn reconcile(&self, person: &Person, request: &ReconcileRequest) -> Result<ReconcileAnswer, Fault> {
        if request.items.len() > MOST {
            return Err(Fault::new(413, "body.too_large"));
        }
        self.read(|tx, _| {
            let items = request
                .items
                .iter()
                .map(|asked| {
                    let state = match tx.verdict(asked.command_id)? {
                        None => ReconcileState::Unknown,
                        // Whoever knows the bytes knows that they were sent, and hears no more than that they came.
                        Some(stored) if stored.actor_id != person.id => {
                            let same = stored.fingerprint == asked.fingerprint.hex;
                            if same {
                                ReconcileState::Known { gist: stored.receipt.gist() }
                            } else {
                                ReconcileState::Unknown
                            }
                        }
                        Some(stored) if stored.fingerprint != asked.fingerprint.hex => ReconcileState::OtherBytes,
                        Some(stored) => ReconcileState::Settled {
                            receipt: stored.receipt,
                            problem: stored.problem.map(|problem| Box::new(Problem { receipt: None, ..problem })),
                        },
                    };
                    Ok(ReconcileLine { command_id: asked.command_id, state })
                })
                .collect::<Result<_, Fault>>()?;
            Ok(ReconcileAnswer { items, mark: mark(tx)? })
        })
    }
}

/// Where the chain ends now: what an answer was read from.
pub(super) fn mark(tx: &Tx<'_>) -> Result<ChainMark, StoreError> {
    let heads = born(tx)?;
    Ok(ChainMark { seq: heads.audit_seq, hash: heads.audit_hash })
}

/// The hash at a place, if the chain has come so far.
fn mark_at(tx: &Tx<'_>, seq: u64) -> Result<Option<ChainMark>, StoreError> {
    let Some(before) = seq.checked_sub(1) else {
        let heads = born(tx)?;
        return Ok(Some(ChainMark {
            seq,
            hash: ledger::chain_of(&heads.profile, heads.realm, tx.audit_alg()?).genesis().hash,
        }));
    };
    let link = tx.audit_after(before, 1)?.into_iter().find(|link| link.seq == seq);
    Ok(link.map(|link| ChainMark { seq, hash: link.hash }))
}
