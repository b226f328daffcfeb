//! `POST /v1/reconcile`: what has become of commands that a desk is unsure of (RELIABILITY 3.10).

use crate::{
    central::{Centre, fault::Fault},
    contract::{Person, Problem, ReconcileAnswer, ReconcileLine, ReconcileRequest, ReconcileState},
};

/// Most commands in one question.
const MOST: usize = 500;

impl Centre {
    /// Answers per command: the verdict again, not known, or known with other bytes.
    pub fn reconcile(&self, person: &Person, request: &ReconcileRequest) -> Result<ReconcileAnswer, Fault> {
        if request.items.len() > MOST {
            return Err(Fault::new(413, "body.too_large"));
        }
        self.read(|tx, _| {
            let items = request
                .items
                .iter()
                .map(|asked| {
                    let stored = tx.verdict(asked.command_id)?.filter(|stored| stored.actor_id == person.id);
                    let state = match stored {
                        None => ReconcileState::Unknown,
                        Some(stored) if stored.fingerprint != asked.fingerprint.hex => ReconcileState::OtherBytes,
                        Some(stored) => ReconcileState::Settled {
                            receipt: stored.receipt,
                            problem: stored.problem.map(|problem| Box::new(Problem { receipt: None, ..problem })),
                        },
                    };
                    Ok(ReconcileLine { command_id: asked.command_id, state })
                })
                .collect::<Result<_, Fault>>()?;
            Ok(ReconcileAnswer { items })
        })
    }
}
