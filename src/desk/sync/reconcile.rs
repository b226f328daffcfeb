//! Desk and centre compare what they know of the desk's commands (RELIABILITY 3.10): at the start, daily, and after the
//! centre was restored. What the centre knows is settled by its receipt, what it does not know is sent again.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::{
    contract::{Problem, PublicKey, Receipt, ReconcileItem, ReconcileRequest, ReconcileState},
    desk::{
        Desk, DeskError, Event,
        api::ApiError,
        outbox::{Change, Difference, DifferenceKind, Outcome, ParcelState, Sent, VerdictBrief, Why, verdict},
        store::{Kept, Unsure},
    },
};

/// Commands in one question; the centre takes no more.
const AT_ONCE: usize = 500;
const DAILY: SignedDuration = SignedDuration::from_hours(24);

impl Desk {
    /// Asks the centre about everything of the person signed in that is not finished, and about the receipts of the
    /// last 90 days, whoever they were given to. Answers how many differences nobody has looked at.
    pub async fn reconcile(&self) -> Result<usize, DeskError> {
        self.compare_all().await?;
        let differences = self.differences().await?.len();
        self.tell(&Event::Differences(differences));
        Ok(differences)
    }

    /// True if everything was compared; false if the line got in the way.
    async fn compare_all(&self) -> Result<bool, DeskError> {
        let sender = self.line().sender();
        let (actor, now) = (sender.ok_or(DeskError::NobodySignedIn)?, self.centre_now());
        let all = self.store(move |store| store.to_reconcile(actor, now)).await?;
        for some in all.chunks(AT_ONCE) {
            let items = some
                .iter()
                .map(|unsure| ReconcileItem { command_id: unsure.command_id, fingerprint: unsure.fingerprint.clone() });
            let request = ReconcileRequest { items: items.collect() };
            let answer = self.ask(|centre| async move { centre.reconcile(&request).await }).await?;
            let mut unheard = Vec::new();
            for unsure in some {
                let command_id = unsure.command_id;
                let line = answer.items.iter().find(|line| line.command_id == command_id);
                match line.map(|line| line.state.clone()) {
                    Some(ReconcileState::Unknown) if !unsure.state.is_finished() => unheard.push(command_id),
                    // Only whoever sealed it may send it again: until they sign in here, a person knows of it.
                    Some(ReconcileState::Unknown) if unsure.actor_id != actor => {
                        self.differ(command_id, DifferenceKind::LostAtCentre, None).await?;
                    }
                    Some(ReconcileState::Unknown) => {
                        let parcel = self.store(move |store| store.parcel(command_id)).await?;
                        if let Some(kept) = parcel
                            && !self.give_again(&kept).await?
                        {
                            return Ok(false);
                        }
                    }
                    Some(ReconcileState::OtherBytes) => self.other_bytes(unsure).await?,
                    Some(ReconcileState::Settled { receipt, problem }) => {
                        self.compare(unsure, receipt, problem.map(|problem| *problem)).await?;
                    }
                    Some(ReconcileState::Known { gist: Some(there) }) => self.compare_gist(unsure, &there).await?,
                    Some(ReconcileState::Known { gist: None }) | None => {}
                }
            }
            self.store(move |store| store.due_now(&unheard)).await?;
            self.heard_mark(answer.mark);
        }
        Ok(true)
    }

    /// Where desk and centre differ and nobody has looked yet.
    pub async fn differences(&self) -> Result<Vec<Difference>, DeskError> {
        let keys = self.line().device.keys.clone();
        self.store(move |store| store.differences(&keys)).await
    }

    /// Every receipt that this desk keeps, and the keys of the centre that it trusts: for an auditor, to whom both are
    /// witnesses that the centre does not hold (RELIABILITY 4.2).
    pub async fn receipts(&self) -> Result<(Vec<Receipt>, Vec<PublicKey>), DeskError> {
        let keys = self.line().device.keys.clone();
        Ok((self.store(|store| store.receipts()).await?, keys))
    }

    /// A person has looked at a difference.
    pub async fn difference_seen(&self, command_id: Uuid) -> Result<(), DeskError> {
        let now = self.centre_now();
        self.store(move |store| store.difference_seen(command_id, now)).await
    }

    /// At the start, once a day, and after a restore. A centre that cannot answer now is asked again in the next round,
    /// one that does not know the question the next day: the outbox goes on without.
    pub(super) async fn reconcile_if_due(&self) -> Result<(), DeskError> {
        let now = self.now();
        let due = {
            let line = self.line();
            let last = line.reconciled.filter(|(who, _)| Some(*who) == line.sender());
            last.is_none_or(|(_, at)| at.duration_until(now) >= DAILY)
        };
        if !due {
            return Ok(());
        }
        let compared = match self.compare_all().await {
            Ok(all) => all,
            Err(DeskError::Centre(ApiError::Problem(problem))) => matches!(problem.status, 404 | 405),
            Err(error) => return Err(error),
        };
        if compared {
            let mut line = self.line();
            line.reconciled = line.sender().map(|who| (who, now));
        }
        let differences = self.differences().await?.len();
        self.tell(&Event::Differences(differences));
        Ok(())
    }

    /// The centre has lost what it once confirmed: it gets the same bytes again, and a person is told what came of it.
    /// False = the line is in the way, and it is tried again.
    pub(in crate::desk) async fn give_again(&self, kept: &Kept) -> Result<bool, DeskError> {
        let outcome = self.post_with_files(kept).await?;
        self.gave_again(kept.parcel.command_id, outcome).await
    }

    /// The same, with what came of it.
    pub(in crate::desk) async fn gave_again(&self, command_id: Uuid, outcome: Outcome) -> Result<bool, DeskError> {
        let settlement = match outcome {
            Outcome::Settled(settlement) => settlement,
            Outcome::Waits(wait) if wait.why.is_passing() => return Ok(false),
            Outcome::Waits(_) => {
                self.differ(command_id, DifferenceKind::LostAtCentre, None).await?;
                return Ok(true);
            }
        };
        let there = VerdictBrief::from(&settlement.payload);
        let here = self.brief(command_id).await?;
        let kind =
            if here.as_ref() == Some(&there) { DifferenceKind::LostAtCentre } else { DifferenceKind::VerdictDiffers };
        self.differ(command_id, kind, Some(there)).await?;
        Ok(true)
    }

    async fn other_bytes(&self, unsure: &Unsure) -> Result<(), DeskError> {
        let command_id = unsure.command_id;
        if !unsure.state.is_finished() {
            let change = Change { state: ParcelState::Parked, next_try: None, why: Why::KeyReused, line_until: None };
            let now = self.now();
            self.store(move |store| store.wait(command_id, &change, None, now)).await?;
        }
        self.differ(command_id, DifferenceKind::OtherBytes, None).await
    }

    /// The centre's receipt: it finishes what has none, and must say what the one here says.
    async fn compare(&self, unsure: &Unsure, receipt: Receipt, problem: Option<Problem>) -> Result<(), DeskError> {
        let command_id = unsure.command_id;
        let keys = self.line().device.keys.clone();
        let sent = Sent { command_id, fingerprint: unsure.fingerprint.clone(), realm: self.inner.realm };
        // What is no receipt for exactly these bytes says nothing.
        let Ok(settlement) = verdict(receipt, problem, &keys, &sent) else { return Ok(()) };
        if !unsure.state.is_finished() {
            let moving = self.line().under_way.contains(&command_id);
            if !moving {
                self.settle(settlement).await?;
            }
            return Ok(());
        }
        let there = VerdictBrief::from(&settlement.payload);
        if self.brief(command_id).await?.is_some_and(|here| here != there) {
            self.differ(command_id, DifferenceKind::VerdictDiffers, Some(there)).await?;
        }
        Ok(())
    }

    /// Somebody else's command: the centre says no more of it than whether it stands there as this desk was told. A copy of
    /// it that came to a restored centre by itself got numbers of its own.
    async fn compare_gist(&self, unsure: &Unsure, there: &str) -> Result<(), DeskError> {
        let command_id = unsure.command_id;
        let here = self.store(move |store| store.gist(command_id)).await?;
        if here.is_some_and(|here| here != there) {
            self.differ(command_id, DifferenceKind::VerdictDiffers, None).await?;
        }
        Ok(())
    }

    async fn brief(&self, command_id: Uuid) -> Result<Option<VerdictBrief>, DeskError> {
        let keys = self.line().device.keys.clone();
        let settled = self.store(move |store| store.settled(command_id, &keys)).await?;
        Ok(settled.map(|settled| VerdictBrief::from(&settled.payload)))
    }

    async fn differ(
        &self,
        command_id: Uuid,
        kind: DifferenceKind,
        there: Option<VerdictBrief>,
    ) -> Result<(), DeskError> {
        let now: Timestamp = self.centre_now();
        self.store(move |store| store.keep_difference(command_id, kind, there.as_ref(), now)).await
    }
}
