//! How the centre is: whether it could take a command now, and the figures that only its database knows.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::central::{
    Centre,
    centre::born,
    fault::Fault,
    store::{Tx, free_space},
};

/// With less room than this no command should be sent here: a full disk refuses them anyway, but later.
const LEAST_ROOM: u64 = 64 << 20;

/// What the database says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulse {
    /// Last number of the change sequence.
    pub change_seq: u64,
    /// Last number of the audit chain.
    pub audit_seq: u64,
    /// Audit records that no checkpoint covers yet.
    pub unsigned: u64,
    /// Age of the last checkpoint.
    pub checkpoint_age: Option<Duration>,
    /// Age of the last backup.
    pub backup_age: Option<Duration>,
    /// How long the first due instant has been waiting to be fired; zero is not yet. `None` = nothing will be due.
    pub overdue: Option<Duration>,
    /// Room for the database, where it is a file.
    pub disk_free: Option<u64>,
    /// Events that systems of departments have still to be told.
    pub letters_waiting: u64,
    /// Events that were put aside after many tries: an administrator has them told again.
    pub letters_dead: u64,
    /// How long the oldest that waits has been waiting.
    pub letter_age: Option<Duration>,
}

impl Centre {
    /// Feels the pulse.
    pub fn pulse(&self) -> Result<Pulse, Fault> {
        let disk_free = free_space(self.location());
        self.read(|tx, now| {
            let heads = born(tx)?;
            let checkpoint = tx.last_checkpoint()?;
            let machine = self.machine_now();
            let post = tx.post()?;
            Ok(Pulse {
                change_seq: heads.change_seq,
                audit_seq: heads.audit_seq,
                unsigned: heads.audit_seq.saturating_sub(checkpoint.as_ref().map_or(0, |row| row.size)),
                checkpoint_age: checkpoint.map(|row| since(row.at, now)),
                backup_age: tx.last_backup()?.map(|at| since(at, machine)),
                overdue: tx.next_due()?.map(|row| since(row.due.at, now)),
                disk_free,
                letters_waiting: post.waiting,
                letters_dead: post.dead,
                letter_age: post.oldest.map(|at| since(at, now)),
            })
        })
    }

    /// Whether a command sent now could take effect; if not, why.
    fn could_work(&self) -> Result<(), Fault> {
        if self.is_stopped() {
            return Err(Fault::new(503, "storage.broken").after(60));
        }
        if free_space(self.location()).is_some_and(|bytes| bytes < LEAST_ROOM) {
            return Err(Fault::new(503, "ready.disk").after(60));
        }
        // Another instance may have been replaced by a newer one, which has stepped on.
        if self.read(|tx, _| Ok(Tx::is_of_this_schema(tx)?))? { Ok(()) } else { Err(Fault::new(503, "ready.schema")) }
    }
}

/// Asks the centre itself.
pub async fn is_ready(centre: &Centre) -> Result<(), Fault> {
    let own = centre.clone();
    centre.run(move || own.could_work()).await
}

fn since(then: Timestamp, now: Timestamp) -> Duration {
    now.duration_since(then).max(SignedDuration::ZERO).unsigned_abs()
}
