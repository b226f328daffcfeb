//! Sealed commands go out and receipts come in.

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::contract::{ChainMark, fingerprint};

use super::{
    Desk, DeskError, Event,
    outbox::{
        Conditions, Heard, Outcome, Parcel, ParcelState, Sent, Settlement, Wait, Why, after, classify, next_due, plan,
        retry_after,
    },
    store::{Kept, Settled, StoreError},
};

/// How long somebody waits for the files of one command.
const PATIENCE: SignedDuration = SignedDuration::from_secs(8);

/// What one request did for a command.
pub(super) enum Step {
    /// Somebody else took it in the meantime.
    Elsewhere,
    /// One of its files is further; the next request may go at once.
    Moved(Delivered),
    /// It met its verdict, or has to wait.
    Done(Delivered),
}

/// What became of a delivery.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivered {
    /// The centre's last word, and its receipt is in the store: applied, or refused with its reasons.
    Settled(Box<Settled>),
    /// Nothing is known for certain; the desk goes on by itself.
    Waiting {
        /// Where the parcel stands.
        state: ParcelState,
        /// Why, if something was heard.
        why: Option<Why>,
        /// When it is tried again.
        next_try: Option<Timestamp>,
    },
}

impl Desk {
    /// Delivers one sealed command now, if its turn has come; with the centre away it says so at once. If a round is
    /// posting it already, what comes of that is the answer.
    pub async fn deliver(&self, command_id: Uuid) -> Result<Delivered, DeskError> {
        let begun = self.now();
        loop {
            self.landed(command_id).await;
            match self.deliver_unless_under_way(command_id).await? {
                Step::Done(delivered) => return Ok(delivered),
                // Large files go on behind: nobody waits before the screen for them.
                Step::Moved(delivered) if begun.duration_until(self.now()) >= PATIENCE => return Ok(delivered),
                Step::Moved(_) | Step::Elsewhere => {}
            }
        }
    }

    /// Waits until nobody is posting this command.
    async fn landed(&self, command_id: Uuid) {
        let mut landings = self.line().landings.subscribe();
        while self.line().under_way.contains(&command_id) {
            // The sender lives as long as the desk.
            let _ = landings.changed().await;
        }
    }

    /// Somebody is posting this command, or something landed since `landed` was counted.
    fn is_moving(&self, command_id: Uuid, landed: u64) -> bool {
        let line = self.line();
        line.under_way.contains(&command_id) || *line.landings.borrow() != landed
    }

    async fn deliver_unless_under_way(&self, command_id: Uuid) -> Result<Step, DeskError> {
        let (keys, landed) = {
            let line = self.line();
            (line.device.keys.clone(), *line.landings.borrow())
        };
        if let Some(settled) = self.store(move |store| store.settled(command_id, &keys)).await? {
            return Ok(Step::Done(Delivered::Settled(Box::new(settled))));
        }
        let open = self.open_parcels().await?;
        let own = open.iter().find(|parcel| parcel.command_id == command_id).ok_or(StoreError::NotAllowed)?;
        let lane: Vec<Parcel> = open.iter().filter(|parcel| parcel.lane() == own.lane()).cloned().collect();
        let until = self.line().until;
        if self.planned(&lane, until).iter().any(|send| send.command_id == command_id) {
            return self.send(command_id).await;
        }
        if self.is_moving(command_id, landed) {
            return Ok(Step::Elsewhere);
        }
        let sender = self.line().sender();
        let why = match sender {
            None => Some(Why::SignIn),
            Some(sender) if sender != own.actor_id => Some(Why::OtherPerson),
            Some(_) => own.why,
        };
        Ok(Step::Done(Delivered::Waiting { state: own.state, why, next_try: own.next_try }))
    }

    /// Delivers all whose turn has come, several cases at a time, until nothing more can go now. The events are those
    /// that [`Desk::events`] gives as well.
    pub async fn flush(&self) -> Result<Vec<Event>, DeskError> {
        let mut hear = self.events();
        let begun = self.now();
        loop {
            let open = self.open_parcels().await?;
            let until = {
                let line = self.line();
                line.until.max(line.spread_until)
            };
            let sends = self.planned(&open, until);
            if sends.is_empty() {
                break;
            }
            for _ in sends.iter().filter(|send| send.retry) {
                self.line().budget.take();
            }
            let mut only_files = true;
            for step in join_all(sends.iter().map(|send| self.send(send.command_id))).await {
                only_files &= matches!(step?, Step::Moved(_));
            }
            // What else a round does, does not wait for large files; the next one goes on with them.
            if only_files && begun.duration_until(self.now()) >= PATIENCE {
                break;
            }
        }
        Ok(std::iter::from_fn(|| hear.try_recv().ok()).collect())
    }

    /// When [`Desk::flush`] could next have something to do; `None` = only something from outside changes that.
    pub async fn next_flush(&self) -> Result<Option<Timestamp>, DeskError> {
        let open = self.open_parcels().await?;
        let mut line = self.line();
        let until = line.until.max(line.spread_until);
        let line = &mut *line;
        Ok(next_due(&open, &conditions(self.now(), line, until)))
    }

    /// All sealed commands, the latest first.
    pub async fn parcels(&self, limit: u32) -> Result<Vec<Kept>, DeskError> {
        self.store(move |store| store.parcels(limit)).await
    }

    /// How many sealed commands have no receipt yet: 待传.
    pub async fn waiting_count(&self) -> Result<usize, DeskError> {
        Ok(self.store(|store| store.unfinished()).await?.len())
    }

    /// Without receipt, as planning must see them: an attempt that was recorded at sealing and not made yet is none.
    async fn open_parcels(&self) -> Result<Vec<Parcel>, DeskError> {
        let mut open = self.store(|store| store.unfinished()).await?;
        let line = self.line();
        for parcel in &mut open {
            if line.fresh.contains(&parcel.command_id) {
                parcel.attempts = 0;
            }
        }
        Ok(open)
    }

    fn planned(&self, open: &[Parcel], until: Option<Timestamp>) -> Vec<super::outbox::Send> {
        let now = self.now();
        let mut line = self.line();
        plan(open, &conditions(now, &mut line, until))
    }

    /// One request for a command: a piece of a file that the centre lacks, or the command itself.
    async fn send(&self, command_id: Uuid) -> Result<Step, DeskError> {
        let Some(_under_way) = UnderWay::take(self, command_id) else { return Ok(Step::Elsewhere) };
        if let Some(upload) = self.store(move |store| store.next_upload(command_id)).await? {
            return self.send_file(command_id, &upload).await;
        }
        let now = self.now();
        let recorded = self.line().fresh.remove(&command_id);
        let kept = self
            .store(move |store| {
                if !recorded {
                    store.attempt(command_id, now)?;
                }
                store.parcel(command_id)?.ok_or(StoreError::NotAllowed)
            })
            .await?;
        if !recorded {
            self.tell_parcel(&kept, ParcelState::MaybeSent, None, None);
        }
        match self.post(&kept).await {
            Outcome::Settled(settlement) => {
                self.heard_centre();
                Ok(Step::Done(Delivered::Settled(Box::new(self.settle(*settlement).await?))))
            }
            Outcome::Waits(wait) => self.goes_on_waiting(kept, *wait).await.map(Step::Done),
        }
    }

    /// A receipt came, with the answer or later by asking: it is stored, and told.
    pub(super) async fn settle(&self, settlement: Settlement) -> Result<Settled, DeskError> {
        let now = self.now();
        let mark = ChainMark { seq: settlement.payload.audit_seq, hash: settlement.payload.audit_hash.clone() };
        let settled = self.store(move |store| store.settle(&settlement, now)).await?;
        self.heard_mark(mark);
        self.tell(&Event::ParcelChanged {
            command_id: settled.command_id,
            case_id: settled.payload.case_id,
            state: settled.state,
            why: None,
            next_try: None,
            settled: Some(Box::new(settled.clone())),
        });
        Ok(settled)
    }

    async fn goes_on_waiting(&self, kept: Kept, mut wait: Wait) -> Result<Delivered, DeskError> {
        if wait.why == Why::PredecessorMissing && !self.bring_predecessors(&kept).await? {
            wait.why = Why::PredecessorLost;
        }
        if wait.why == Why::FilesMissing && !self.files_go_again(kept.parcel.command_id, &wait).await? {
            wait.why = Why::FilesLost;
        }
        if let Some(problem) = &wait.problem {
            self.learn_of_recovery(&problem.code);
            self.learn_of_code(&problem.code);
        }
        let change = after(&kept.parcel, &wait, self.now(), self.inner.entropy.as_ref());
        self.learn_from(&change, wait.why);
        let command_id = kept.parcel.command_id;
        let (state, why, next_try, at) = (change.state, change.why, change.next_try, self.now());
        self.store(move |store| store.wait(command_id, &change, wait.problem.as_ref(), at)).await?;
        self.tell_parcel(&kept, state, Some(why), next_try);
        Ok(Delivered::Waiting { state, why: Some(why), next_try })
    }

    pub(super) fn tell_parcel(&self, kept: &Kept, state: ParcelState, why: Option<Why>, next_try: Option<Timestamp>) {
        let Parcel { command_id, case_id, .. } = kept.parcel;
        self.tell(&Event::ParcelChanged { command_id, case_id, state, why, next_try, settled: None });
    }

    /// The centre has lost what it once confirmed (a restored backup): it gets the same bytes again, from the earliest
    /// that it lacks. False = that cannot be done from here by this person, and a person must know.
    async fn bring_predecessors(&self, kept: &Kept) -> Result<bool, DeskError> {
        let sender = self.line().sender();
        let (mut lost, mut next) = (Vec::new(), kept.prev_command_id);
        while let Some(id) = next {
            let Some(prev) = self.store(move |store| store.parcel(id)).await? else { return Ok(false) };
            if !prev.parcel.state.is_finished() || Some(prev.parcel.actor_id) != sender {
                return Ok(false);
            }
            match self.post_with_files(&prev).await? {
                outcome @ Outcome::Settled(_) => {
                    self.gave_again(id, outcome).await?;
                    break;
                }
                Outcome::Waits(wait) if wait.why == Why::PredecessorMissing => next = prev.prev_command_id,
                Outcome::Waits(wait) => return Ok(wait.why.is_passing()),
            }
            lost.push(prev);
        }
        for kept in lost.iter().rev() {
            self.give_again(kept).await?;
        }
        Ok(true)
    }

    pub(super) async fn post(&self, kept: &Kept) -> Outcome {
        let command_id = kept.parcel.command_id;
        let sent = Sent { command_id, fingerprint: fingerprint(&kept.sealing.bytes), realm: self.inner.realm };
        let keys = self.line().device.keys.clone();
        let bytes = kept.sealing.bytes.clone();
        let recovery = self.recovery_of(kept.parcel.actor_id);
        let heard = self.inner.client.post_command(command_id, bytes, &kept.sealing.signature, recovery).await;
        let asked = match &heard {
            Heard::Answer(answer) => answer
                .retry_after
                .as_deref()
                .and_then(|header| retry_after(header, self.now(), self.inner.entropy.as_ref())),
            Heard::Nothing => None,
        };
        classify(&heard, &keys, &sent, asked)
    }
}

fn conditions(now: Timestamp, line: &mut super::Line, until: Option<Timestamp>) -> Conditions<'_> {
    Conditions {
        now,
        online: line.is_up(),
        signed_in: line.sender(),
        recovers: line.recovery.map(|recovery| recovery.actor),
        not_before: until,
        retries: line.budget.retries(now),
        under_way: &line.under_way,
    }
}

/// A command is being posted; however that ends, it is not any more.
struct UnderWay<'a> {
    desk: &'a Desk,
    command_id: Uuid,
}

impl<'a> UnderWay<'a> {
    fn take(desk: &'a Desk, command_id: Uuid) -> Option<Self> {
        desk.line().under_way.insert(command_id).then_some(Self { desk, command_id })
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let mut line = self.desk.line();
        line.under_way.remove(&self.command_id);
        line.landings.send_modify(|landed| *landed += 1);
    }
}
