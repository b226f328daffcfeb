//! The outbox as a person sees and moves it.

use uuid::Uuid;

use crate::contract::{Command, PublicKey, fingerprint};

use super::{
    Desk, DeskError, Event,
    outbox::{ParcelDetail, ParcelLine, ParcelState, PersonAct, readable},
    store::StoreError,
};

impl Desk {
    /// All that has no receipt yet, and the latest of what has one: case by case, those first that need a person, then
    /// those that wait, then those that are finished; inside a case in order of sealing.
    pub async fn outbox(&self, finished: u32) -> Result<Vec<ParcelLine>, DeskError> {
        let keys = self.centre_keys();
        Ok(in_order(self.store(move |store| store.outbox(finished, &keys)).await?))
    }

    /// One sealed command with its content, masked.
    pub async fn parcel_detail(&self, command_id: Uuid) -> Result<Option<ParcelDetail>, DeskError> {
        let keys = self.centre_keys();
        let found = self
            .store(move |store| {
                let Some(line) = store.outbox_line(command_id, &keys)? else { return Ok(None) };
                let kept = store.parcel(command_id)?.ok_or(StoreError::NotAllowed)?;
                Ok(Some((line, kept, store.settled(command_id, &keys)?)))
            })
            .await?;
        let Some((line, kept, settled)) = found else { return Ok(None) };
        let command: Command = serde_json::from_slice(&kept.sealing.bytes).map_err(|_| StoreError::Unreadable)?;
        let (receipt, refused) = settled.map(|settled| (settled.payload, settled.problem)).unzip();
        Ok(Some(ParcelDetail {
            line,
            seq: command.seq,
            expected_version: command.expected_version,
            prev_command_id: command.prev_command_id,
            fingerprint: fingerprint(&kept.sealing.bytes).hex,
            content: readable(&command.payload),
            receipt,
            problem: refused.flatten().or(kept.problem),
        }))
    }

    /// Conflicts that a person has to decide, the oldest first, with what each wanted.
    pub async fn conflicts(&self) -> Result<Vec<ParcelDetail>, DeskError> {
        let mut conflicts = Vec::new();
        for line in self.outbox(u32::MAX).await?.iter().filter(|line| line.is_open_conflict()) {
            conflicts.extend(self.parcel_detail(line.command_id).await?);
        }
        conflicts.sort_by_key(|detail| detail.line.place);
        Ok(conflicts)
    }

    /// Does what a person wants with a parcel; what is due then goes with the next [`Desk::flush`].
    pub async fn move_parcel(&self, command_id: Uuid, act: PersonAct) -> Result<(), DeskError> {
        if self.line().under_way.contains(&command_id) {
            return Err(StoreError::NotAllowed.into());
        }
        let now = self.now();
        self.store(move |store| store.move_by_hand(command_id, act, now)).await?;
        {
            let mut line = self.line();
            line.fresh.remove(&command_id);
            if act == PersonAct::TryNow {
                // The desk's own wish to spread the load yields to a person; the centre's wish to wait does not.
                line.spread_until = None;
            }
        }
        let keys = self.centre_keys();
        let line = self.store(move |store| store.outbox_line(command_id, &keys)).await?;
        self.tell(&Event::ParcelChanged {
            command_id,
            case_id: line.as_ref().and_then(|line| line.case_id),
            state: line.as_ref().map_or(ParcelState::Draft, |line| line.state),
            why: line.as_ref().and_then(|line| line.why),
            next_try: line.as_ref().and_then(|line| line.next_try),
            settled: None,
        });
        Ok(())
    }

    pub(super) fn centre_keys(&self) -> Vec<PublicKey> {
        self.line().device.keys.clone()
    }
}

/// Case by case; the most urgent parcel of a case decides where the case stands, then the latest first.
fn in_order(lines: Vec<ParcelLine>) -> Vec<ParcelLine> {
    let urgency = |line: &ParcelLine| match line.state {
        _ if line.needs_a_person() => 0,
        state if !state.is_finished() => 1,
        _ => 2,
    };
    let mut cases: Vec<(Option<Uuid>, Vec<ParcelLine>)> = Vec::new();
    let mut at = std::collections::BTreeMap::new();
    for line in lines {
        let place = *at.entry(line.case_id).or_insert(cases.len());
        match cases.get_mut(place) {
            Some((_, parcels)) => parcels.push(line),
            None => cases.push((line.case_id, vec![line])),
        }
    }
    for (_, parcels) in &mut cases {
        parcels.sort_by_key(|line| line.place);
    }
    cases.sort_by_key(|(_, parcels)| {
        let first = parcels.iter().map(urgency).min();
        let last = parcels.iter().map(|line| line.place).max();
        (first, std::cmp::Reverse(last))
    });
    cases.into_iter().flat_map(|(_, parcels)| parcels).collect()
}
