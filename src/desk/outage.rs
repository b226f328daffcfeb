//! The last time without a line, kept in the store: a restart in the middle of it does not make it begin anew.

use jiff::Timestamp;

use super::{Desk, DeskError, outbox::Outage, store::StoreError};
use crate::domain::calendar::date_in_beijing;

/// Progress under which it is kept.
const OUTAGE: &str = "outage";

/// What is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noted {
    /// From when to when, by the desk's clock.
    pub outage: Outage,
    /// It has just ended.
    pub ended: bool,
}

impl Desk {
    /// The line is up, or down: what is known of the time without one, kept before it is told. `None` = there was none
    /// today.
    pub async fn note_line(&self, up: bool) -> Result<Option<Noted>, DeskError> {
        let now = self.now();
        let known = self.line().outage;
        let known = if known.is_some() { known } else { self.kept_outage().await? };
        let (outage, ended) = match (known, up) {
            (Some(open @ Outage { to: None, .. }), false) => (open, false),
            (Some(open @ Outage { to: None, .. }), true) => (Outage { to: Some(now), ..open }, true),
            (_, false) => (Outage { from: now, to: None }, false),
            (Some(over), true) => return Ok(is_of_today(&over, now).then_some(Noted { outage: over, ended: false })),
            (None, true) => return Ok(None),
        };
        self.line().outage = Some(outage);
        // A locked desk keeps it when it is open again; one that is only read keeps nothing.
        match self.keep_outage().await {
            Ok(()) | Err(DeskError::Store(StoreError::Locked | StoreError::Looking)) => {
                Ok(Some(Noted { outage, ended }))
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps what is known of it.
    pub(super) async fn keep_outage(&self) -> Result<(), DeskError> {
        let Some(outage) = self.line().outage else { return Ok(()) };
        let text = serde_json::to_string(&outage).map_err(|_| StoreError::Unreadable)?;
        self.store(move |store| store.set_progress(OUTAGE, &text)).await
    }

    async fn kept_outage(&self) -> Result<Option<Outage>, DeskError> {
        match self.store(|store| store.progress(OUTAGE)).await {
            Ok(text) => Ok(text.and_then(|text| serde_json::from_str(&text).ok())),
            Err(DeskError::Store(StoreError::Locked)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What ended on another day is no list for today.
fn is_of_today(outage: &Outage, now: Timestamp) -> bool {
    outage.to.is_some_and(|to| date_in_beijing(to) == date_in_beijing(now))
}
