//! Into the window: first a look, then once.

use std::{
    collections::BTreeSet,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use uuid::Uuid;

use super::{
    CarriedCommand, CarriedScan, CarryError, Contents,
    file::{self, Opened, Source},
    scans,
};
use crate::{
    contract::{Command, check_canonical, verify},
    desk::{
        Desk,
        store::{CarriedFate, Scan},
    },
};

/// What a parcel would do here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// Who made it.
    pub person: String,
    /// Their staff number.
    pub staff_no: String,
    /// When.
    pub made_at: Timestamp,
    /// First digits of the device's key, to compare.
    pub device: String,
    /// Drafts, then sealed acts.
    pub lines: Vec<PreviewLine>,
    /// Scans that go along.
    pub scans: usize,
    /// Slips that go along.
    pub slips: usize,
    /// Names of the originals that the agent has to put on the counter.
    pub originals: Vec<String>,
}

/// One thing in a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewLine {
    /// Case.
    pub case_id: Option<Uuid>,
    /// Masked name and item.
    pub title: String,
    /// Command type; `None` = a draft.
    pub kind: Option<String>,
    /// What becomes of it here.
    pub fate: CarriedFate,
    /// Scans that it names and that are neither in the parcel nor here.
    pub missing: usize,
}

/// A parcel that was opened: everything in it that can be checked here was checked.
#[derive(Clone)]
pub struct Brought {
    /// What lies in it.
    pub contents: Contents,
    opened: Arc<Mutex<Opened>>,
}

impl fmt::Debug for Brought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Brought").field("contents", &self.contents).finish_non_exhaustive()
    }
}

impl Desk {
    /// Opens a parcel with the code as typed, and checks everything in it that can be checked here, to the last byte.
    pub async fn open_carried(&self, file: impl Source + 'static, code: &str) -> Result<Brought, CarryError> {
        let (_, centre) = self.carrier();
        let (realm, typed, limits) = (self.realm(), code.to_owned(), self.file_limits().await?);
        let opened = self.apart(move || {
            let mut opened = file::open(file, &typed, file::Home { realm, centre: &centre })?;
            let mut seen = BTreeSet::new();
            for carried in &opened.contents.commands {
                if !seen.insert(carried.command_id) || !holds(carried, &opened.contents) {
                    return Err(CarryError::Signature);
                }
            }
            // No byte of a scan is read before it is known that the case may have so many.
            scans::fits(&opened.contents.scans, &limits)?;
            opened.check()?;
            Ok(opened)
        });
        let opened = opened.await??;
        Ok(Brought { contents: opened.contents.clone(), opened: Arc::new(Mutex::new(opened)) })
    }

    /// What the parcel would do here. Nothing is changed.
    pub async fn preview_carried(&self, brought: &Brought) -> Result<Preview, CarryError> {
        let asked = brought.contents.clone();
        let (fates, missing) = self.store(move |store| Ok((store.would_take(&asked)?, store.lacking(&asked)?))).await?;
        Ok(preview(&brought.contents, fates, missing))
    }

    /// Takes the parcel in, in one durable commit; what is here already stays as it is. Its scans come first, each once and
    /// durable by itself: where that breaks off nothing else has come, and they go again after a day.
    pub async fn take_carried(&self, brought: &Brought) -> Result<Preview, CarryError> {
        let asked = brought.contents.clone();
        let wanted = self.store(move |store| store.scans_wanted(&asked)).await?;
        // From now on they are this machine's, by the centre's time.
        let at = self.centre_now();
        for (place, scan) in brought.contents.scans.iter().enumerate().filter(|(place, _)| wanted.contains(place)) {
            let opened = Arc::clone(&brought.opened);
            let bytes = self.apart(move || opened.lock().unwrap_or_else(PoisonError::into_inner).scan(place)).await??;
            let CarriedScan { case_id, sha256, size, kind, name } = scan.clone();
            let kept = Scan { case_id, sha256, size, kind, name, at };
            self.store(move |store| store.keep_scan(&kept, &bytes)).await?;
        }
        let (taken, now) = (brought.contents.clone(), self.now());
        let (fates, missing) = self
            .store(move |store| {
                let fates = store.take_carried(&taken, now)?;
                Ok((fates, store.lacking(&taken)?))
            })
            .await?;
        Ok(preview(&brought.contents, fates, missing))
    }
}

/// The bytes are the command that the parcel says, sealed by the device that made the parcel.
fn holds(carried: &CarriedCommand, contents: &Contents) -> bool {
    let Ok(signature) = URL_SAFE_NO_PAD.decode(&carried.signature) else { return false };
    let bytes = carried.body.as_bytes();
    let command = check_canonical(bytes).ok().and_then(|value| serde_json::from_value::<Command>(value).ok());
    verify(&contents.public_key, bytes, &signature).is_ok()
        && command.is_some_and(|command| {
            command.command_id == carried.command_id
                && command.case_id == carried.case_id
                && command.kind == carried.kind
                && command.actor_id == carried.actor_id
                && (command.epoch, command.seq) == (carried.epoch, carried.seq)
                && command.prev_command_id == carried.prev_command_id
        })
}

fn preview(contents: &Contents, fates: Vec<CarriedFate>, missing: Vec<usize>) -> Preview {
    let drafts = contents.drafts.iter().map(|draft| (Some(draft.case_id), draft.title.clone(), None));
    let commands =
        contents.commands.iter().map(|command| (command.case_id, command.title.clone(), Some(command.kind.clone())));
    let lines = drafts.chain(commands).zip(fates.into_iter().zip(missing));
    Preview {
        person: contents.person.clone(),
        staff_no: contents.staff_no.clone(),
        made_at: contents.made_at,
        device: contents.public_key.chars().take(8).collect(),
        lines: lines
            .map(|((case_id, title, kind), (fate, missing))| PreviewLine { case_id, title, kind, fate, missing })
            .collect(),
        scans: contents.scans.len(),
        slips: contents.slips.len(),
        originals: contents.originals.iter().map(|original| original.name.clone()).collect(),
    }
}
