//! What comes in: the centre's time and versions, the catalogue, calendars, changes of cases.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

use crate::contract::Meta;

use super::{Desk, DeskError, Event, api::ApiError, store::StoreError};

/// A catalogue older than this is shown as old.
pub const CATALOGUE_WARNS_AFTER_DAYS: i64 = 7;
/// With a catalogue older than this no case is opened; drafts and export go on (F28).
pub const CATALOGUE_BLOCKS_AFTER_DAYS: i64 = 30;

const META: &str = "meta";
const CURSOR: &str = "changes.cursor";
/// Pages of changes taken in one go, so that a long absence does not hold everything else up.
const PAGES: usize = 20;

impl Desk {
    /// Hears whether the centre is there, and what it is: realm, time, versions. A centre of another realm is none.
    pub async fn connect(&self) -> Result<Meta, DeskError> {
        let meta = self.ask(|centre| async move { centre.meta().await }).await?;
        if meta.realm != self.inner.realm {
            self.lost_centre("desk.fault.other_realm");
            return Err(DeskError::OtherRealm);
        }
        self.line().offset = self.now().duration_until(meta.now);
        let kept = self.last_meta().await?.map(|kept| Meta { now: meta.now, ..kept });
        if kept.as_ref() != Some(&meta) {
            let text = serde_json::to_string(&meta).map_err(|_| StoreError::Unreadable)?;
            self.store(move |store| store.set_progress(META, &text)).await?;
        }
        Ok(meta)
    }

    /// The centre as it was last heard, for work without it; its `now` is long past.
    pub async fn last_meta(&self) -> Result<Option<Meta>, DeskError> {
        let text = self.store(|store| store.progress(META)).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    /// One round: is the centre there; send what waits; take in what changed. What happened is told as events. Call
    /// it every few seconds, and when something hints at a change.
    pub async fn tick(&self) -> Result<(), DeskError> {
        let meta = self.connect().await?;
        self.flush().await?;
        if self.is_signed_in() {
            self.take_changes().await?;
        }
        if self.catalogue_version().await?.is_none_or(|(version, _)| version != meta.catalogue_version) {
            self.refresh_catalogue().await?;
        }
        Ok(())
    }

    /// Copies the catalogue and the calendars of last, this and next year.
    pub async fn refresh_catalogue(&self) -> Result<u64, DeskError> {
        self.tell(&Event::Syncing);
        let snapshot = self.ask(|centre| async move { centre.catalogue_snapshot().await }).await?;
        let version = snapshot.version;
        let now = self.centre_now();
        let this_year = now.to_zoned(TimeZone::get("Asia/Shanghai").unwrap_or(TimeZone::UTC)).year();
        for year in this_year - 1..=this_year + 1 {
            match self.ask(|centre| async move { centre.calendar(year).await }).await {
                Ok(calendar) => self.store(move |store| store.keep_calendar(&calendar)).await?,
                // There may be no notice yet for the year to come (R9.4).
                Err(DeskError::Centre(ApiError::Problem(problem))) if problem.status == 404 => {}
                Err(error) => return Err(error),
            }
        }
        self.store(move |store| {
            store.replace_catalogue(&snapshot, now)?;
            store.purge(now)
        })
        .await?;
        self.tell(&Event::CatalogueUpdated { version });
        Ok(version)
    }

    /// Version of the catalogue in the store, and when it was fetched, by the centre's clock.
    pub async fn catalogue_version(&self) -> Result<Option<(u64, Timestamp)>, DeskError> {
        self.store(|store| store.catalogue_version()).await
    }

    /// Age of the catalogue in the store; `None` = there is none.
    pub async fn catalogue_age(&self) -> Result<Option<SignedDuration>, DeskError> {
        let now = self.centre_now();
        Ok(self.catalogue_version().await?.map(|(_, at)| at.duration_until(now)))
    }

    /// Takes in what changed since last time; each change is told as an event. A break-off loses nothing: the place is
    /// kept after a page was told, so a change may be told twice and is never missed.
    pub async fn take_changes(&self) -> Result<(), DeskError> {
        let kept = self.store(|store| store.progress(CURSOR)).await?;
        let mut cursor: u64 = kept.and_then(|text| text.parse().ok()).unwrap_or(0);
        for _ in 0..PAGES {
            let changes = self.ask(|centre| async move { centre.changes(cursor).await }).await?;
            for change in &changes.items {
                self.tell(&Event::CaseChanged {
                    case_id: change.case_id,
                    version: change.version,
                    state: change.state,
                });
            }
            if changes.cursor <= cursor {
                break;
            }
            cursor = changes.cursor;
            self.store(move |store| store.set_progress(CURSOR, &cursor.to_string())).await?;
        }
        Ok(())
    }
}
