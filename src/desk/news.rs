//! What the desk's store has to tell a person by itself.

use std::sync::PoisonError;

use jiff::SignedDuration;

use crate::domain::calendar::date_in_beijing;

/// Old guides that are removed in one start.
const GUIDES_PRUNED: usize = 500;

use super::{
    Desk, DeskError, Event,
    store::{DraftSummary, RescueReport, Store, StoreError},
};

/// Something about the store that a person must hear of.
#[derive(Debug, Clone, PartialEq)]
pub enum StoreNews {
    /// It was damaged: this is what became of every draft and parcel.
    Rescued(RescueReport),
    /// It was copied or moved here from another machine, and counts as a new device from now on.
    Moved,
    /// The disk did not confirm a write; nothing more is written (RELIABILITY R5). The key says what to do.
    Broken(&'static str),
    /// Old drafts were wiped after their warning (R5.17); their titles.
    DraftsWiped(Vec<String>),
}

impl Desk {
    /// What was found when the store was opened; each is given once.
    pub fn news_of_opening(&self) -> Vec<StoreNews> {
        std::mem::take(&mut *self.inner.news.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// A person was told; what a rescue brought is not told again.
    pub async fn news_told(&self) -> Result<(), DeskError> {
        self.store(Store::rescue_told).await
    }

    /// All drafts without their content, the latest first. Old ones are warned of here, and wiped when their time has
    /// come: only while the centre is heard, whose clock decides.
    pub async fn draft_list(&self) -> Result<Vec<DraftSummary>, DeskError> {
        let law = self.law().await?;
        // By the centre's own word, as the wiping is (F10); before it was ever heard, nothing is wiped.
        let settings = law.in_force.on(date_in_beijing(self.centre_said()));
        let keep = SignedDuration::from_hours(24 * i64::from(settings.draft_wipe_nd));
        let (now, heard) = (self.centre_said(), self.is_online());
        let (list, wiped) = self
            .store(move |store| {
                let wiped = if heard { store.age_drafts(now, keep)? } else { Vec::new() };
                Ok((store.draft_list(keep)?, wiped))
            })
            .await?;
        if !wiped.is_empty() {
            self.tell(&Event::Store(StoreNews::DraftsWiped(wiped)));
        }
        Ok(list)
    }

    /// Reads the whole store once, piece by piece, so that others get their turn. What it finds is told, and rescued at
    /// the next start.
    pub async fn look_through(&self) -> Result<(), DeskError> {
        let mut at = Some(Store::look_from_start());
        while let Some(from) = at {
            at = self.store(move |store| store.look_at_piece(from)).await.inspect_err(|error| {
                if let DeskError::Store(error) = error
                    && error.is_damage()
                {
                    self.tell(&Event::Store(StoreNews::Broken("desk.fault.store.damaged_later")));
                }
            })?;
        }
        // Behind the reading, so that nothing is removed from a store that is to be rescued.
        self.store(|store| store.prune_guides(GUIDES_PRUNED)).await?;
        Ok(())
    }

    /// A disk that did not confirm a write ends the work, whoever it happened to.
    pub(super) fn judge_disk<T>(&self, done: &Result<T, StoreError>) {
        if let Err(error) = done
            && error.is_fatal()
        {
            self.tell(&Event::Store(StoreNews::Broken(error.key())));
        }
    }
}
