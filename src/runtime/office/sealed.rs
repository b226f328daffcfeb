//! What is sealed here: in which order, what becomes of it, and what a person does with it.

use uuid::Uuid;

use crate::{
    app::{
        Answer,
        effect::{Fate, Sealing, SlipLine, Superseding},
    },
    contract::Problem,
    desk::{
        Delivered, DeskError,
        outbox::{ParcelState, Slip, Which},
        store::Settled,
    },
    i18n::{Lang, t},
    runtime::execute::{Kept, Result},
};

use super::DeskOffice;

/// Parcels with a receipt that the outbox lists, the latest ones.
const FINISHED_SHOWN: u32 = 200;
/// Fates that are remembered as told: more than can be on their way at once.
const TOLD: usize = 64;

impl DeskOffice {
    /// Sealed in order; delivered as the line allows.
    pub(super) async fn seal(&self, sealing: Sealing) -> Result<Kept> {
        let Sealing { case_id, expected_version, guide_version, act } = sealing;
        let taken = guide_version.as_ref().map(|guide| guide.item_code.clone()).filter(|_| expected_version == 0);
        let sealed = self.0.desk.seal(&act, Some(case_id), expected_version, guide_version).await;
        let sealed = sealed.map_err(|error| self.fails(&error))?;
        if let Some(item) = taken {
            // Only the order of the finder hangs on it.
            let _ = self.0.desk.note_used(&item).await;
        }
        let office = self.clone();
        Ok(Kept::Then(Box::pin(async move { office.deliver(sealed.command_id).await })))
    }

    /// What a person decided about a conflict.
    pub(super) async fn supersede(&self, decided: Superseding) -> Result<Kept> {
        let Superseding { command_id, act, version, guide } = decided;
        let sealed = self.0.desk.supersede(command_id, act.as_deref(), version, guide).await;
        let Some(sealed) = sealed.map_err(|error| self.fails(&error))? else {
            return Ok(Kept::Done(Ok(Answer::Nothing)));
        };
        let office = self.clone();
        Ok(Kept::Then(Box::pin(async move { office.deliver(sealed.command_id).await })))
    }

    /// Both sides of a conflict.
    pub(super) async fn clash(&self, which: Which) -> Result<Answer> {
        let clash = self.0.desk.clash(which).await.map_err(|error| self.fails(&error))?;
        Ok(Answer::Clash(clash.map(Box::new)))
    }

    /// Slips that were given here.
    pub(super) async fn slips(&self) -> Result<Answer> {
        let line = |Slip { no, case_id, at, title, .. }| SlipLine { no, case_id, at, title };
        let slips = self.0.desk.slips().await.map_err(|error| self.fails(&error))?;
        Ok(Answer::Slips(slips.into_iter().map(line).collect()))
    }

    async fn deliver(&self, command_id: Uuid) -> Result<Answer> {
        self.delivering().insert(command_id, None);
        let delivered = self.0.desk.deliver(command_id).await;
        if matches!(delivered, Ok(Delivered::Settled(_))) {
            // Before it is taken off the list of those under way: in between its news must not pass.
            let mut told = self.told();
            told.push_back(command_id);
            let old = told.len().saturating_sub(TOLD);
            told.drain(..old);
        }
        let met = self.delivering().remove(&command_id).flatten();
        let settled = match delivered {
            Ok(Delivered::Settled(settled)) => Some(settled),
            Ok(Delivered::Waiting { .. }) => met,
            Err(error) => return Err(self.fails(&error)),
        };
        let Some(settled) = settled else { return Ok(Answer::Fate(Fate::Waiting { command_id })) };
        self.nudge();
        Ok(Answer::Fate(fate(&settled, self.0.lang)))
    }

    pub(super) async fn outbox(&self) -> Result<Answer> {
        let desk = &self.0.desk;
        let fails = |error: DeskError| self.fails(&error);
        Ok(Answer::Outbox {
            lines: desk.outbox(FINISHED_SHOWN).await.map_err(fails)?,
            differences: desk.differences().await.map_err(fails)?,
        })
    }

    /// Leave to send what somebody else sealed here.
    pub(super) async fn recoveries(&self) -> Result<Answer> {
        self.0.desk.recoveries().await.map(Answer::Recoveries).map_err(|error| self.fails(&error))
    }

    pub(super) async fn parcel(&self, id: Uuid) -> Result<Answer> {
        let detail = self.0.desk.parcel_detail(id).await.map_err(|error| self.fails(&error))?;
        Ok(Answer::Parcel(Box::new(detail.ok_or_else(|| self.no("desk.fault.store.not_allowed"))?)))
    }

    /// Something of what was sealed was moved: it is worth a round.
    pub(super) fn moved<T>(&self, moved: std::result::Result<T, DeskError>) -> Result<Answer> {
        let answer = self.done(moved)?;
        self.nudge();
        Ok(answer)
    }
}

/// The centre's last word as the program knows it.
pub(super) fn fate(settled: &Settled, lang: Lang) -> Fate {
    match &settled.problem {
        _ if settled.state == ParcelState::Applied => Fate::Applied(Box::new(settled.payload.clone())),
        Some(problem) => Fate::Rejected(Box::new(problem.clone())),
        None => {
            let title = t(lang, "program.refused");
            Fate::Rejected(Box::new(Problem::new(422, "command.rejected", title, "")))
        }
    }
}
