//! Whether the centre is still the one that told what this desk knows (RELIABILITY F62). A backup that was put back may
//! have grown past everything a desk can count; its chain has other hashes all the same. So whatever the desk learns
//! brings a mark of the chain it was read from, and every round asks whether the chain still runs through the marks.
//!
//! Marks of what the store rests on, the place in the change sequence, are kept with it. Those of receipts live in
//! memory: a program that starts compares every receipt anyway.

use serde::{Deserialize, Serialize};

use crate::{
    contract::{ChainMark, MarkedMeta},
    desk::{Desk, DeskError, Event, store::StoreError},
};

const PLACE: &str = "changes.place";
/// Set until the catalogue has been taken in anew: its version numbers mean something else now.
pub(super) const CATALOGUE_ANEW: &str = "catalogue.anew";
/// Marks kept with the place before they are drawn together into the newest that was proven: that costs a commit.
const FEW: usize = 4;
/// Marks in one question; the centre takes no more.
const AT_ONCE: usize = 100;

/// How far the change sequence was taken in, and from which chain.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Place {
    pub(super) cursor: u64,
    pub(super) marks: Vec<ChainMark>,
}

/// What one round asks about.
pub(super) struct Asked {
    place: Place,
    /// Of receipts and comparisons.
    heard: Vec<ChainMark>,
}

impl Asked {
    pub(super) fn places(&self) -> Vec<u64> {
        self.marks().map(|mark| mark.seq).collect()
    }

    fn marks(&self) -> impl Iterator<Item = &ChainMark> {
        self.place.marks.iter().chain(&self.heard)
    }
}

impl Desk {
    /// How far the change sequence was taken in.
    pub(super) async fn place(&self) -> Result<Place, DeskError> {
        let kept = self.store(|store| store.progress(PLACE)).await?;
        Ok(kept.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
    }

    pub(super) async fn keep_place(&self, place: &Place) -> Result<(), DeskError> {
        let text = serde_json::to_string(place).map_err(|_| StoreError::Unreadable)?;
        self.store(move |store| store.set_progress(PLACE, &text)).await
    }

    /// The marks to ask about: those of the place, then those in memory, the oldest first.
    pub(super) async fn marks_to_prove(&self) -> Result<Asked, DeskError> {
        let place = self.place().await?;
        let room = AT_ONCE.saturating_sub(place.marks.len());
        let heard = self.line().marks.iter().take(room).cloned().collect();
        Ok(Asked { place, heard })
    }

    /// Judges the centre's answer. A chain that does not run through a mark is another life of the centre: what was
    /// confirmed may be gone there, so everything is asked about, and every list on the screen is old.
    pub(super) async fn judge_marks(&self, asked: &Asked, told: &MarkedMeta, other: bool) -> Result<(), DeskError> {
        if !other && asked.marks().all(|mark| told.at.contains(mark)) {
            return self.proven(asked).await;
        }
        self.store(|store| store.set_progress(CATALOGUE_ANEW, "1")).await?;
        self.keep_place(&Place { cursor: told.meta.change_seq, marks: vec![told.head.clone()] }).await?;
        {
            let mut line = self.line();
            // What came while the centre was asked is asked about next time.
            line.marks.retain(|mark| !asked.heard.contains(mark));
            line.reconciled = None;
        }
        self.tell(&Event::CentreRestored);
        Ok(())
    }

    /// The newest mark that was proven stands for all before it.
    async fn proven(&self, asked: &Asked) -> Result<(), DeskError> {
        {
            let mut line = self.line();
            line.marks.retain(|mark| !asked.heard.contains(mark));
            line.marks.extend(asked.heard.iter().max().cloned());
        }
        if asked.place.marks.len() > FEW {
            let newest = asked.place.marks.iter().max().cloned();
            let place = Place { marks: newest.into_iter().collect(), ..asked.place.clone() };
            self.keep_place(&place).await?;
        }
        Ok(())
    }

    /// Something was learned from the chain as it was there.
    pub(in crate::desk) fn heard_mark(&self, mark: ChainMark) {
        let mut line = self.line();
        if !line.marks.contains(&mark) {
            line.marks.push(mark);
        }
    }
}
