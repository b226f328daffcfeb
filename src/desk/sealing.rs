//! An act becomes a sealed command: its id, bytes and signature are on the disk before the first byte leaves.

use uuid::Uuid;

use crate::{
    contract::{Command, ENVELOPE_VERSION},
    domain::{guide::GuideRef, lifecycle::Act},
};

use super::{
    Desk, DeskError, Event,
    outbox::{ParcelState, has_come},
    store::{Beside, Seal, Sealing, StoreError},
};

/// A command that is sealed and durable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// Its id for ever.
    pub command_id: Uuid,
    /// `MaybeSent` if the line was up and its lane free: deliver it now. Otherwise `Queued` or `Blocked`.
    pub state: ParcelState,
    /// Its number in the life of this store.
    pub seq: u64,
}

impl Desk {
    /// Seals an act in one durable commit; the local draft of the case goes with it. `expected_version` is the
    /// version that was on the screen, 0 for a case that the centre does not know yet.
    pub async fn seal(
        &self,
        act: &Act,
        case_id: Option<Uuid>,
        expected_version: u64,
        guide_version: Option<GuideRef>,
    ) -> Result<Sealed, DeskError> {
        self.seal_instead(act, case_id, expected_version, guide_version, None).await
    }

    /// The same, in the place of a command whose conflict a person has decided; that one is marked in the same commit.
    pub(super) async fn seal_instead(
        &self,
        act: &Act,
        case_id: Option<Uuid>,
        expected_version: u64,
        guide_version: Option<GuideRef>,
        supersedes: Option<Uuid>,
    ) -> Result<Sealed, DeskError> {
        let now = self.now();
        let base = case_id.and_then(|case_id| self.line().seen.base(case_id, expected_version));
        let command_id = self.inner.entropy.uuid();
        let (person, device_id, line_up) = {
            let line = self.line();
            let person = line.person.clone().ok_or(DeskError::NobodySignedIn)?;
            let device_id = line.device.device_id.ok_or(DeskError::NotEnrolled)?;
            (person, device_id, line.is_up() && line.may_send() && line.until.is_none_or(|until| has_come(until, now)))
        };
        let (kind, payload) = Command::split(act).map_err(|_| StoreError::Seal)?;
        self.check_intake(&kind).await?;
        let seal = Seal { command_id, case_id, kind: kind.clone(), actor_id: person.id, now, line_up };
        let signer = self.signer()?;
        let blobs: Vec<String> = Command::files_in(&payload).into_iter().collect();
        self.check_scans(case_id, expected_version, &blobs).await?;
        let beside = Beside { base, supersedes, files: blobs.clone() };
        let (state, seq) = self
            .store(move |store| {
                store.seal_beside(&seal, &beside, |place| {
                    let command = Command {
                        v: ENVELOPE_VERSION,
                        command_id,
                        kind,
                        case_id,
                        expected_version,
                        prev_command_id: place.prev_command_id,
                        device_id,
                        epoch: place.epoch,
                        seq: place.seq,
                        actor_id: person.id,
                        role: person.role,
                        window_id: person.window_id,
                        composed_at: now,
                        guide_version,
                        payload,
                        blobs,
                    };
                    let bytes = command.seal().map_err(|_| StoreError::Seal)?;
                    let signature = signer.sign(&bytes);
                    Ok(Sealing { bytes, signature })
                })
            })
            .await?;
        if state == ParcelState::MaybeSent {
            self.line().fresh.insert(command_id);
        } else {
            // It waits: who counts what waits hears of it now, not when it first moves.
            self.tell(&Event::ParcelChanged { command_id, case_id, state, why: None, next_try: None, settled: None });
        }
        Ok(Sealed { command_id, state, seq })
    }

    /// Takes a command that was never sent back into a draft.
    pub async fn withdraw(&self, command_id: Uuid) -> Result<(), DeskError> {
        let now = self.now();
        self.store(move |store| store.withdraw(command_id, now)).await?;
        self.line().fresh.remove(&command_id);
        Ok(())
    }
}
