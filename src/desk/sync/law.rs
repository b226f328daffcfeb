//! What the region decided, on this machine: the settings and calendars in force and those to come. The desk judges by
//! them with and without the centre; before a centre has told any, by what the region's profile brings along.

use std::sync::Arc;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::catalogue::CONFIRMED_EVERY;
use crate::{
    contract::{Meta, RegionLaw},
    desk::{
        Desk, DeskError, Event,
        api::{ApiError, Unclear},
        outbox::LawHere,
        store::StoreError,
    },
    domain::calendar::date_in_beijing,
};

/// Progress under which it is kept, whole: it is small, and half of it would be another law.
const LAW: &str = "law";

/// As it is kept: what the centre said, as it came, and under which signs it is known there.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    /// Its `ETag`.
    tag: Option<String>,
    /// `law` of `/v1/meta` when it was asked for.
    mark: String,
    /// The centre's database and its profile: another region has another law.
    centre: String,
    profile: String,
    /// The centre's day when it was asked for.
    day: Date,
    confirmed_at: Timestamp,
    law: Value,
}

impl Kept {
    fn is_of(&self, meta: &Meta) -> bool {
        self.centre == meta.centre && self.profile == meta.profile
    }

    fn read(&self) -> Option<LawHere> {
        let (in_force, left_out) = serde_json::from_value::<RegionLaw>(self.law.clone()).ok()?.in_force();
        Some(LawHere { in_force, confirmed_at: Some(self.confirmed_at), left_out })
    }
}

impl Desk {
    /// What the desk judges by.
    pub async fn law(&self) -> Result<Arc<LawHere>, DeskError> {
        if let Some(law) = self.line().law.clone() {
            return Ok(law);
        }
        let meta = self.last_meta().await?;
        let kept = self.kept_law().await?;
        let kept = kept.filter(|kept| meta.as_ref().is_none_or(|meta| kept.is_of(meta)));
        let Some(law) = kept.and_then(|kept| kept.read()) else {
            let profile = meta.map(|meta| meta.profile).unwrap_or_default();
            return Ok(Arc::new(LawHere::of_profile(&profile)));
        };
        let law = Arc::new(law);
        self.line().law = Some(Arc::clone(&law));
        Ok(law)
    }

    /// Sees to it that settings and calendars here are the centre's: asked anew each day and whenever the centre says that
    /// they may be others. A centre that knows nothing of this is left alone.
    pub async fn sync_law(&self, meta: &Meta) -> Result<(), DeskError> {
        let Some(mark) = meta.law.clone() else { return Ok(()) };
        let now = self.centre_now();
        let day = date_in_beijing(now);
        let kept = self.kept_law().await?.filter(|kept| kept.is_of(meta) && kept.read().is_some());
        let fresh = kept.as_ref().is_some_and(|kept| kept.mark == mark && kept.day == day);
        if let Some(kept) = kept.as_ref().filter(|_| fresh) {
            let confirmed = kept.confirmed_at.duration_until(now) < CONFIRMED_EVERY;
            return if confirmed { Ok(()) } else { self.keep_law(&Kept { confirmed_at: now, ..kept.clone() }).await };
        }
        // Settings are for those who work here.
        let strange = self.line().strange_law == Some((mark.clone(), day));
        if strange || !self.is_signed_in() {
            return Ok(());
        }
        let tag = kept.as_ref().and_then(|kept| kept.tag.clone());
        let told = match self.ask(|centre| async move { centre.region_law(tag.as_deref()).await }).await {
            Err(DeskError::Centre(ApiError::Problem(problem))) if problem.status == 404 => return Ok(()),
            told => told?,
        };
        let (centre, profile) = (meta.centre.clone(), meta.profile.clone());
        let next = match (told, kept) {
            (Some((law, tag)), _) => {
                Some(Kept { tag, mark: mark.clone(), centre, profile, day, confirmed_at: now, law })
            }
            (None, kept) => kept.map(|kept| Kept { mark: mark.clone(), day, confirmed_at: now, ..kept }),
        };
        // What cannot be read at all takes nothing's place.
        let Some(next) = next.filter(|next| next.read().is_some()) else {
            self.line().strange_law = Some((mark, day));
            return Err(ApiError::from(Unclear::Garbled).into());
        };
        self.keep_law(&next).await
    }

    async fn kept_law(&self) -> Result<Option<Kept>, DeskError> {
        let text = self.store(|store| store.progress(LAW)).await?;
        Ok(text.and_then(|text| serde_json::from_str(&text).ok()))
    }

    async fn keep_law(&self, kept: &Kept) -> Result<(), DeskError> {
        let text = serde_json::to_string(kept).map_err(|_| StoreError::Unreadable)?;
        self.store(move |store| store.set_progress(LAW, &text)).await?;
        self.line().law = kept.read().map(Arc::new);
        self.tell(&Event::LawChanged);
        Ok(())
    }
}
