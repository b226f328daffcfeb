//! Files go to the centre before the command that names them (RELIABILITY 3.9), from the sealed copy and never from a
//! person's own file. One request at a time: between two pieces every other case has its turn.

use uuid::Uuid;

use super::{
    Delivered, Desk, DeskError,
    deliver::Step,
    outbox::{Heard, Moved, Outcome, ParcelState, Question, Wait, Why, after, missing, moved, retry_after},
    store::{Kept, StoreError, Upload},
};

impl Desk {
    /// One request for a file of a sealed command: how much is there, or the next piece.
    pub(super) async fn send_file(&self, command_id: Uuid, upload: &Upload) -> Result<Step, DeskError> {
        let there = self.move_file(upload).await?;
        let now = self.now();
        let parcel = self.store(move |store| store.parcel(command_id)).await?;
        let Some(kept) = parcel.filter(|kept| !kept.parcel.state.is_finished()) else {
            // Taken back by a person while the piece was on its way.
            return Ok(Step::Done(Delivered::Waiting { state: ParcelState::Draft, why: None, next_try: None }));
        };
        match there {
            Moved::Waits(wait) => self.file_waits(kept, upload, *wait).await.map(Step::Done),
            further => {
                self.heard_centre();
                let (upload, at) = (upload.clone(), place(&further));
                let state = self
                    .store(move |store| {
                        store.upload_moved(command_id, &upload, at, now)?;
                        Ok(store.parcel(command_id)?.map(|kept| kept.parcel.state))
                    })
                    .await?;
                let state = state.unwrap_or(ParcelState::Draft);
                self.tell_parcel(&kept, state, None, None);
                Ok(Step::Moved(Delivered::Waiting { state, why: None, next_try: None }))
            }
        }
    }

    /// Asks or sends, and says what came of it.
    async fn move_file(&self, upload: &Upload) -> Result<Moved, DeskError> {
        let Upload { case_id, sha256, size, there } = upload.clone();
        let (told, asked) = match there {
            None => (self.inner.client.ask_upload(case_id, &sha256).await, Question::HowMuch),
            Some(start) => {
                let hash = sha256.clone();
                let bytes = self.store(move |store| store.scan_piece(case_id, &hash, start)).await?;
                let bytes = bytes.ok_or(StoreError::Unreadable)?.to_vec();
                let client = &self.inner.client;
                (client.send_piece((case_id, &sha256), start, size, bytes).await, Question::Piece(start))
            }
        };
        let pause = match &told.heard {
            Heard::Answer(answer) => answer.retry_after.as_deref(),
            Heard::Nothing => None,
        };
        let pause = pause.and_then(|header| retry_after(header, self.now(), self.inner.entropy.as_ref()));
        Ok(moved(&told.heard, asked, told.offset, pause))
    }

    async fn file_waits(&self, kept: Kept, upload: &Upload, wait: Wait) -> Result<Delivered, DeskError> {
        let (command_id, now) = (kept.parcel.command_id, self.now());
        let change = after(&kept.parcel, &wait, now, self.inner.entropy.as_ref());
        self.learn_from(&change, wait.why);
        let (state, why, next_try) = (change.state, change.why, change.next_try);
        let upload = upload.clone();
        self.store(move |store| store.upload_waits(command_id, &upload, &change, wait.problem.as_ref(), now)).await?;
        self.tell_parcel(&kept, state, Some(why), next_try);
        Ok(Delivered::Waiting { state, why: Some(why), next_try })
    }

    /// 424: what the centre says it lacks goes again. False = not all of it is kept here any more.
    pub(super) async fn files_go_again(&self, command_id: Uuid, wait: &Wait) -> Result<bool, DeskError> {
        let hashes = wait.problem.as_ref().map(missing).unwrap_or_default();
        self.store(move |store| store.files_again(command_id, &hashes)).await
    }

    /// Posts a command that the centre had once and lost, and with it the files that it lost.
    pub(super) async fn post_with_files(&self, kept: &Kept) -> Result<Outcome, DeskError> {
        let (command_id, outcome) = (kept.parcel.command_id, self.post(kept).await);
        let lacks = match &outcome {
            Outcome::Waits(wait) if wait.why == Why::FilesMissing => wait,
            _ => return Ok(outcome),
        };
        if !self.files_go_again(command_id, lacks).await? {
            return Ok(Outcome::Waits(Box::new(Wait { why: Why::FilesLost, ..(**lacks).clone() })));
        }
        while let Some(upload) = self.store(move |store| store.next_upload(command_id)).await? {
            match self.move_file(&upload).await? {
                Moved::Waits(wait) => return Ok(Outcome::Waits(wait)),
                further => {
                    let (at, now) = (place(&further), self.now());
                    self.store(move |store| store.upload_moved(command_id, &upload, at, now)).await?;
                }
            }
        }
        Ok(self.post(kept).await)
    }

    /// Copies of scans that nobody needs any more go; only by the centre's own time.
    pub(super) async fn sweep_scans(&self) -> Result<(), DeskError> {
        let said = self.centre_said();
        self.store(move |store| store.sweep_scans(said)).await?;
        Ok(())
    }
}

/// How much of a file is there; `None` = all of it.
const fn place(moved: &Moved) -> Option<u64> {
    match moved {
        Moved::At(at) => Some(*at),
        Moved::Whole | Moved::Waits(_) => None,
    }
}
