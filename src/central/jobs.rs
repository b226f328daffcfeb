//! What time does: a table of due instants, fired in order, each with its own instant as its time (DECISIONS 5).

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    Centre, commands,
    fault::Fault,
    office,
    store::{StoreError, Tx},
};

/// How many due instants one transaction fires at most, so that a long sleep does not hold every window up.
const BATCH: usize = 200;

/// The scheduler looks at the clock at least so often: a machine's clock may be set.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Between two looks at what is due next. Whoever writes fires what is due before it, so that nobody sees it late.
const BREATH: Duration = Duration::from_millis(250);

/// Fires what is due up to `now`, in order, inside the transaction of whatever comes after it. Answers how many.
pub(super) fn fire_until(centre: &Centre, tx: &Tx<'_>, now: Timestamp) -> Result<usize, Fault> {
    let mut fired = 0;
    while fire_one(centre, tx, now)? {
        fired += 1;
    }
    Ok(fired)
}

/// What [`fire_until`] will ask first.
pub(super) fn look_ahead(tx: &Tx<'_>) -> Result<(), StoreError> {
    tx.next_due()?;
    office::next_to_come_at(tx)?;
    Ok(())
}

fn fire_one(centre: &Centre, tx: &Tx<'_>, now: Timestamp) -> Result<bool, Fault> {
    let due = tx.next_due()?.filter(|row| row.due.at <= now);
    let law = office::next_to_come_at(tx)?.filter(|at| *at <= now);
    match (due, law) {
        // The day's new law comes before whatever is due at the same instant.
        (due, Some(at)) if due.as_ref().is_none_or(|row| at <= row.due.at) => office::come_into_force(centre, tx)?,
        (Some(row), _) => commands::fire(centre, tx, &row).map(|_| ())?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// What is due stays due when it could not be fired: without a pause that would be a busy loop.
const AFTER_A_FAILURE: Duration = Duration::from_secs(5);

impl Centre {
    /// Fires everything that is due by now, some at a time. Answers how many.
    pub fn fire_due(&self) -> Result<usize, Fault> {
        let mut all = 0;
        loop {
            // Each command of time has its own id, so that firing is asked about like everything else.
            let fired = self.write_by_id(|tx, now| {
                let mut fired = 0;
                while fired < BATCH && fire_one(self, tx, now)? {
                    fired += 1;
                }
                Ok(fired)
            })?;
            all += fired;
            if fired < BATCH {
                return Ok(all);
            }
        }
    }

    /// How long until the next due instant, at most some seconds.
    fn until_next(&self) -> Duration {
        let wait = self.read(|tx, now| {
            let next = tx.next_due()?.map(|row| row.due.at).into_iter().chain(office::next_to_come_at(tx)?).min();
            Ok(next.map(|at| Duration::try_from(at.duration_since(now)).unwrap_or(Duration::ZERO)))
        });
        wait.ok().flatten().unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP)
    }

    /// What goes on without anybody asking: time acts, and departments are told. Runs until dropped, or until the disk
    /// fails.
    pub async fn keep_time(self) {
        tokio::select! {
            () = self.clone().fire_as_due() => {}
            () = self.tell_departments() => {}
        }
    }

    /// The scheduler: sleeps until the next due instant, and looks again when one may have become nearer: a look only
    /// reads, so that a busy morning has the writer to itself. Runs until dropped, or until the disk fails.
    async fn fire_as_due(self) {
        let mut worked = Instant::now();
        loop {
            let centre = self.clone();
            let wait = self.run(move || Ok(centre.until_next())).await.unwrap_or(LONGEST_SLEEP);
            let nearer = !wait.is_zero() && self.is_woken_within(wait).await;
            if nearer && worked.elapsed() < LONGEST_SLEEP {
                tokio::time::sleep(BREATH).await;
                continue;
            }
            worked = Instant::now();
            let centre = self.clone();
            // A full disk is told to whoever writes next; here there is nobody to tell, and it is tried again. So is a
            // checkpoint; where the trail is not what was signed before, `chuangtai audit verify` tells.
            let work = move || {
                centre.fire_due()?;
                centre.checkpoint_if_due()?;
                centre.forget_told()?;
                centre.sweep_files()
            };
            if let Err(fault) = self.run(work).await {
                tracing::warn!(target: "chuangtai::clock", code = fault.code(), "what is due could not be done yet");
                if self.is_stopped() {
                    return;
                }
                tokio::time::sleep(AFTER_A_FAILURE).await;
            }
        }
    }

    /// Whether the next due instant may have changed before so long a time is over.
    async fn is_woken_within(&self, wait: Duration) -> bool {
        tokio::time::timeout(wait, self.due_changed().notified()).await.is_ok()
    }

    /// Runs blocking work away from the caller.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let (tell, told) = tokio::sync::oneshot::channel();
        self.spawn().run(Box::new(move || {
            // Nobody waits any more when the caller went away; the work is done all the same.
            let _ = tell.send(work());
        }));
        told.await.unwrap_or_else(|_| Err(Fault::new(500, "storage.failed")))
    }
}
