//! What a clerk works with, from the store: drafts, items, guides, calendars, usage, settings. None of it needs the
//! centre.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    contract::{CalendarYear, NotWhole, read_whole},
    domain::{
        case::ALIKE_WITHIN,
        guide::{Guide, GuideRef},
    },
};

use super::{
    Desk, DeskError,
    outbox::AlikeHere,
    store::{Draft, DraftState, Items, Notice, OriginalPaper, StoreError, Usage},
};

impl Desk {
    /// Saves a draft; when this returns, it survives a kill and a power cut: 已存本机. `title` is for lists and masked;
    /// `snapshot` is the workspace's own JSON.
    pub async fn save_draft(
        &self,
        case_id: Uuid,
        title: &str,
        snapshot: String,
        state: DraftState,
    ) -> Result<(), DeskError> {
        let draft = Draft { case_id, title: title.to_owned(), snapshot, state, updated: self.centre_now() };
        self.store(move |store| store.save_draft(&draft)).await
    }

    /// One draft.
    pub async fn load_draft(&self, case_id: Uuid) -> Result<Option<Draft>, DeskError> {
        self.store(move |store| store.draft(case_id)).await
    }

    /// All drafts, the latest first.
    pub async fn list_drafts(&self) -> Result<Vec<Draft>, DeskError> {
        self.store(|store| store.drafts()).await
    }

    /// Throws a draft away. True if there was one.
    pub async fn discard_draft(&self, case_id: Uuid) -> Result<bool, DeskError> {
        self.store(move |store| store.discard_draft(case_id)).await
    }

    /// Drafts and sealed commands of the last thirty days that name this citizen and this item, besides a case (F44).
    pub async fn alike(&self, number: &str, item_code: &str, but: Uuid) -> Result<Vec<AlikeHere>, DeskError> {
        let since = self.centre_now().checked_sub(ALIKE_WITHIN).unwrap_or(Timestamp::MIN);
        // As it was typed the check character may be small.
        let number = number.trim_end_matches(['X', 'x']).to_owned();
        let item_code = item_code.to_owned();
        self.store(move |store| store.alike(&number, &item_code, but, since)).await
    }

    /// All items in the centre's order.
    pub async fn items(&self) -> Result<Items, DeskError> {
        self.store(|store| store.items()).await
    }

    /// A guide version from the store; one that is not there is fetched and kept, if the centre is. One that holds what this
    /// program does not know stays where it is, and nothing is judged by it.
    pub async fn guide(&self, guide: &GuideRef) -> Result<Option<Guide>, DeskError> {
        let wanted = guide.clone();
        let here = self.store(move |store| store.guide(&wanted)).await?;
        let text = match here {
            Some(text) => text,
            None if !self.is_online() => return Ok(None),
            None => {
                let fetched = self.ask(|centre| async move { centre.guide(guide).await }).await?;
                let (named, kept) = (guide.clone(), fetched.to_string());
                self.store(move |store| store.keep_guide(&named, &kept)).await?;
                fetched.to_string()
            }
        };
        match read_whole(&text) {
            Ok(guide) => Ok(Some(guide)),
            Err(NotWhole::Newer) => Err(DeskError::NewerGuide),
            Err(NotWhole::Broken) => Err(StoreError::Unreadable.into()),
        }
    }

    /// The version that is in force, if it is newer than this one. After a refusal the centre's catalogue comes in first;
    /// a centre that cannot be asked leaves it at what is here.
    pub async fn newer_guide(&self, guide: &GuideRef, refused: bool) -> Result<Option<Guide>, DeskError> {
        if refused && let Ok(meta) = self.connect().await {
            let _ = self.sync_catalogue(&meta).await;
        }
        let code = guide.item_code.clone();
        let in_force = self.store(move |store| store.item(&code)).await?.and_then(|item| item.guide_version);
        match in_force.filter(|known| known.version > guide.version) {
            Some(newer) => self.guide(&newer).await,
            None => Ok(None),
        }
    }

    /// The calendar of a year.
    pub async fn calendar(&self, year: i16) -> Result<Option<CalendarYear>, DeskError> {
        self.store(move |store| store.calendar(year)).await
    }

    /// Keeps something derived from a catalogue version: the packed readings of all names.
    pub async fn keep_packed(&self, name: &'static str, version: u64, bytes: Vec<u8>) -> Result<(), DeskError> {
        self.store(move |store| store.keep_packed(name, version, &bytes)).await
    }

    /// What was derived from exactly this catalogue version.
    pub async fn packed(&self, name: &'static str, version: u64) -> Result<Option<Vec<u8>>, DeskError> {
        self.store(move |store| store.packed(name, version)).await
    }

    /// Counts that this window took an item.
    pub async fn note_used(&self, item_code: &str) -> Result<(), DeskError> {
        let (code, now) = (item_code.to_owned(), self.now());
        self.store(move |store| store.note_used(&code, now)).await
    }

    /// Pins an item or lets it go.
    pub async fn pin(&self, item_code: &str, pinned: bool) -> Result<(), DeskError> {
        let code = item_code.to_owned();
        self.store(move |store| store.pin(&code, pinned)).await
    }

    /// How this window uses items: pinned first, then the latest.
    pub async fn usage(&self) -> Result<Vec<Usage>, DeskError> {
        self.store(|store| store.usage()).await
    }

    /// Settings that were set.
    pub async fn settings(&self) -> Result<BTreeMap<String, String>, DeskError> {
        self.store(|store| store.settings()).await
    }

    /// Sets a setting.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), DeskError> {
        let (name, value) = (name.to_owned(), value.to_owned());
        self.store(move |store| store.set_setting(&name, &value)).await
    }

    /// Adds to the notices' history.
    pub async fn add_notice(&self, kind: &str, text: &str) -> Result<(), DeskError> {
        let notice = Notice { at: self.now(), kind: kind.to_owned(), text: text.to_owned() };
        self.store(move |store| store.add_notice(&notice)).await
    }

    /// The latest notices.
    pub async fn notices(&self, limit: u32) -> Result<Vec<Notice>, DeskError> {
        self.store(move |store| store.notices(limit)).await
    }

    /// An original was taken (R5.16).
    pub async fn take_paper(&self, case_id: Uuid, material_code: &str, name: &str) -> Result<(), DeskError> {
        let (material_code, name) = (material_code.to_owned(), name.to_owned());
        let paper = OriginalPaper { case_id, material_code, name, taken_at: self.now() };
        self.store(move |store| store.take_paper(&paper)).await
    }

    /// Originals went back: one material, or all of the case.
    pub async fn return_papers(&self, case_id: Uuid, material_code: Option<&str>) -> Result<(), DeskError> {
        let (material_code, now) = (material_code.map(ToOwned::to_owned), self.now());
        self.store(move |store| store.return_papers(case_id, material_code.as_deref(), now)).await
    }

    /// Originals that are still here.
    pub async fn papers_here(&self) -> Result<Vec<OriginalPaper>, DeskError> {
        self.store(|store| store.papers_here()).await
    }
}
