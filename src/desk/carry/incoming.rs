//! Into the window: first a look, then once.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use uuid::Uuid;

use super::{CarriedCommand, CarryError, Contents, file};
use crate::{
    contract::{Command, check_canonical, verify},
    desk::{Desk, store::CarriedFate},
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
}

impl Desk {
    /// Opens a parcel with the code as typed, and checks everything in it that can be checked here.
    pub fn open_carried(&self, file: &[u8], code: &str) -> Result<Contents, CarryError> {
        let (_, centre) = self.carrier();
        let contents = file::open(file, code, file::Home { realm: self.realm(), centre: &centre })?;
        let mut seen = BTreeSet::new();
        for carried in &contents.commands {
            if !seen.insert(carried.command_id) || !holds(carried, &contents) {
                return Err(CarryError::Signature);
            }
        }
        Ok(contents)
    }

    /// What the parcel would do here. Nothing is changed.
    pub async fn preview_carried(&self, contents: &Contents) -> Result<Preview, CarryError> {
        let asked = contents.clone();
        let fates = self.store(move |store| store.would_take(&asked)).await?;
        Ok(preview(contents, fates))
    }

    /// Takes the parcel in, in one durable commit; what is here already stays as it is.
    pub async fn take_carried(&self, contents: &Contents) -> Result<Preview, CarryError> {
        let (taken, now) = (contents.clone(), self.now());
        let fates = self.store(move |store| store.take_carried(&taken, now)).await?;
        Ok(preview(contents, fates))
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

fn preview(contents: &Contents, fates: Vec<CarriedFate>) -> Preview {
    let drafts = contents.drafts.iter().map(|draft| (Some(draft.case_id), draft.title.clone(), None));
    let commands =
        contents.commands.iter().map(|command| (command.case_id, command.title.clone(), Some(command.kind.clone())));
    let lines = drafts.chain(commands).zip(fates);
    Preview {
        person: contents.person.clone(),
        staff_no: contents.staff_no.clone(),
        made_at: contents.made_at,
        device: contents.public_key.chars().take(8).collect(),
        lines: lines.map(|((case_id, title, kind), fate)| PreviewLine { case_id, title, kind, fate }).collect(),
        slips: contents.slips.len(),
        originals: contents.originals.iter().map(|original| original.name.clone()).collect(),
    }
}
