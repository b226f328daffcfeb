//! What comes in: the centre's time and versions, the catalogue, calendars, changes of cases.

mod catalogue;
mod hints;
mod law;
mod marks;
mod reconcile;

use jiff::{SignedDuration, Timestamp};

use crate::{contract::Meta, domain::calendar::date_in_beijing};

use super::{
    Desk, DeskError, Event,
    outbox::{Age, is_intake},
    store::StoreError,
};

pub use catalogue::Stock;

const META: &str = "meta";
/// Pages of changes taken in one go, so that a long absence does not hold everything else up.
const PAGES: usize = 20;

impl Desk {
    /// Hears whether the centre is there, and what it is: realm, time, versions. A centre of another realm is none; one
    /// that was put back to an older backup is told as an event.
    pub async fn connect(&self) -> Result<Meta, DeskError> {
        let asked = self.marks_to_prove().await?;
        let places = asked.places();
        let told = self.ask(|centre| async move { centre.meta_at(&places).await }).await?;
        let meta = told.meta.clone();
        if meta.realm != self.inner.realm {
            self.lost_centre("desk.fault.other_realm");
            return Err(DeskError::OtherRealm);
        }
        let now = self.now();
        self.line().hear_time(meta.now, now);
        // Time and change sequence move all the time; what is kept of the sequence is how far it was taken in.
        let kept = self.last_meta().await?.map(|kept| Meta { now: meta.now, change_seq: meta.change_seq, ..kept });
        let other = kept.as_ref().is_some_and(|kept| !kept.centre.is_empty() && kept.centre != meta.centre);
        self.judge_marks(&asked, &told, other).await?;
        if kept.as_ref().is_none_or(|kept| kept.centre != meta.centre || kept.profile != meta.profile) {
            // What another region decided is not for this one.
            self.line().law = None;
        }
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

    /// One round: is the centre there; what became of what was sent; send what waits; take in what changed; see to settings
    /// and catalogue. What happened is told as events. Call it every few seconds, and when something hints at a change.
    pub async fn tick(&self) -> Result<(), DeskError> {
        let meta = self.round().await?;
        let law = self.sync_law(&meta).await;
        self.sync_catalogue(&meta).await?;
        law
    }

    /// A round without the catalogue, which may take long and is nothing that a parcel should wait for.
    pub async fn round(&self) -> Result<Meta, DeskError> {
        let meta = self.connect().await?;
        if self.is_signed_in() {
            self.reconcile_if_due().await?;
        }
        self.flush().await?;
        self.sweep_scans().await?;
        if self.is_signed_in() {
            self.take_changes().await?;
        }
        Ok(meta)
    }

    /// Version of the catalogue in the store, and when the centre last said that it is the one in force, by its clock.
    pub async fn catalogue_version(&self) -> Result<Option<(u64, Timestamp)>, DeskError> {
        self.store(|store| store.catalogue_version()).await
    }

    /// Age of the catalogue in the store; `None` = there is none.
    pub async fn catalogue_age(&self) -> Result<Option<SignedDuration>, DeskError> {
        let now = self.centre_now();
        Ok(self.catalogue_version().await?.map(|(_, at)| at.duration_until(now)))
    }

    /// Refuses an act of intake while the guides here are too old to rest a conclusion on. Everything else goes on.
    pub(super) async fn check_intake(&self, kind: &str) -> Result<(), DeskError> {
        if !is_intake(kind) {
            return Ok(());
        }
        let now = self.centre_now();
        let limits = self.law().await?.in_force.on(date_in_beijing(now)).guides;
        match self.catalogue_version().await?.map(|(_, confirmed_at)| Age::of(confirmed_at, now, limits)) {
            Some(Age::TooOld(_)) => Err(DeskError::CatalogueTooOld),
            _ => Ok(()),
        }
    }

    /// Takes in what changed since last time; each change is told as an event. A break-off loses nothing: the place is
    /// kept after a page was told, so a change may be told twice and is never missed.
    pub async fn take_changes(&self) -> Result<(), DeskError> {
        let mut place = self.place().await?;
        for _ in 0..PAGES {
            let cursor = place.cursor;
            let changes = self.ask(|centre| async move { centre.changes(cursor).await }).await?;
            self.account_answered();
            for change in &changes.items {
                self.tell(&Event::CaseChanged {
                    case_id: change.case_id,
                    version: change.version,
                    state: change.state.clone(),
                });
            }
            if changes.cursor <= cursor {
                break;
            }
            place.cursor = changes.cursor;
            if !place.marks.contains(&changes.mark) {
                place.marks.push(changes.mark);
            }
            self.keep_place(&place).await?;
        }
        Ok(())
    }
}
