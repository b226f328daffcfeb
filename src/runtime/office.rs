//! The desk as the program's office: what `app` asks for, in the desk's own words.

use std::{
    collections::{BTreeMap, VecDeque},
    future::Future,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{
    app::{
        Answer, Ask, Failure,
        effect::{DraftLine, DraftRecord, Fate, OriginalLine, Sealing, Secret},
    },
    contract::{Me, Meta, Problem, RegisterLine},
    desk::{
        Delivered, Desk, DeskError,
        api::{ApiError, Client},
        outbox::ParcelState,
        store::{DraftState, OriginalPaper, Settled},
    },
    i18n::{Lang, t, tf},
};

use super::{
    carry,
    execute::{Answering, Kept, Office, Result},
    export,
    wardrobe::Wardrobe,
};

/// Parcels with a receipt that the outbox lists, the latest ones.
const FINISHED_SHOWN: u32 = 200;

/// Cuts the demo's line to its centre (true), or mends it.
pub type LineSwitch = Arc<dyn Fn(bool) + Send + Sync>;

/// Answers the program from the desk.
#[derive(Clone)]
pub struct DeskOffice(Arc<Inner>);

struct Inner {
    desk: Desk,
    /// Where papers for the printer go.
    papers: PathBuf,
    line: Option<LineSwitch>,
    wardrobe: Arc<dyn Wardrobe>,
    lang: Lang,
    /// The first try to reach the centre and to sign in is over, well or not.
    arrived: watch::Sender<bool>,
    /// Something happened that is worth a round at once.
    nudge: Notify,
    /// Being delivered for a request; with the fate, if it met that while somebody else delivered it.
    delivering: Mutex<BTreeMap<Uuid, Option<Box<Settled>>>>,
    /// Commands whose fate a request has told lately; the desk's own news of it may come behind.
    told: Mutex<VecDeque<Uuid>>,
}

/// Fates that are remembered as told: more than can be on their way at once.
const TOLD: usize = 64;

impl DeskOffice {
    /// The office of this desk.
    pub fn new(desk: Desk, papers: PathBuf, line: Option<LineSwitch>, wardrobe: Arc<dyn Wardrobe>, lang: Lang) -> Self {
        Self(Arc::new(Inner {
            desk,
            papers,
            line,
            wardrobe,
            lang,
            arrived: watch::Sender::new(false),
            nudge: Notify::new(),
            delivering: Mutex::default(),
            told: Mutex::default(),
        }))
    }

    pub(super) fn desk(&self) -> &Desk {
        &self.0.desk
    }

    pub(super) fn lang(&self) -> Lang {
        self.0.lang
    }

    /// From now on the centre is asked; until then questions wait, so that the first frame need not.
    pub(super) fn arrive(&self) {
        self.0.arrived.send_replace(true);
    }

    pub(super) fn nudge(&self) {
        self.0.nudge.notify_one();
    }

    pub(super) async fn nudged(&self) {
        self.0.nudge.notified().await;
    }

    /// A parcel met its fate. `None` = the request that delivers it answers with that.
    pub(super) fn settled(&self, settled: Box<Settled>) -> Option<Fate> {
        if let Some(met) = self.delivering().get_mut(&settled.command_id) {
            *met = Some(settled);
            return None;
        }
        if self.told().contains(&settled.command_id) {
            return None;
        }
        Some(fate(&settled, self.0.lang))
    }

    fn delivering(&self) -> MutexGuard<'_, BTreeMap<Uuid, Option<Box<Settled>>>> {
        self.0.delivering.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self) -> MutexGuard<'_, VecDeque<Uuid>> {
        self.0.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fails(&self, error: &DeskError) -> Failure {
        failure(error, self.0.lang)
    }

    async fn ask<T, F>(&self, read: impl FnOnce(Client) -> F) -> Result<T>
    where
        F: Future<Output = std::result::Result<T, ApiError>>,
    {
        // The sender lives as long as the office.
        let _ = self.0.arrived.subscribe().wait_for(|arrived| *arrived).await;
        self.0.desk.ask(read).await.map_err(|error| self.fails(&error))
    }

    async fn answer_one(&self, ask: Ask) -> Result<Answer> {
        Ok(match ask {
            Ask::Settings => Answer::Settings(Box::new(self.0.wardrobe.settings())),
            Ask::SaveSetting { setting, value } => {
                let kept = self.0.wardrobe.save(setting, &value);
                let file = || self.0.wardrobe.settings().path;
                Answer::Settings(Box::new(kept.map_err(|why| Failure {
                    code: why.key().to_owned(),
                    title: tf(self.0.lang, why.key(), &[&file()]),
                    ..Failure::default()
                })?))
            }
            Ask::Meta => Answer::Meta(Box::new(self.meta().await?)),
            Ask::Me => Answer::Me(Box::new(self.me().await?)),
            Ask::Queue => Answer::Queue(self.ask(|centre| async move { centre.queue().await }).await?),
            Ask::Call => Answer::Called(self.ask(|centre| async move { centre.call_next().await }).await?),
            Ask::Guide(guide) => {
                let found = self.0.desk.guide(&guide).await.map_err(|error| self.fails(&error))?;
                Answer::Guide(Box::new(found.ok_or_else(|| self.no("program.no_guide"))?))
            }
            Ask::Worklist { name, cursor } => {
                Answer::Cases(self.ask(|centre| async move { centre.worklist(name, cursor).await }).await?)
            }
            Ask::Cases(query) => Answer::Cases(self.ask(|centre| async move { centre.cases(&query).await }).await?),
            Ask::Case(id) => Answer::Case(Box::new(self.ask(|centre| async move { centre.case(id).await }).await?)),
            Ask::Timeline(id) => Answer::Timeline(self.ask(|centre| async move { centre.timeline(id).await }).await?),
            Ask::Document(no) => {
                Answer::Document(Box::new(self.ask(|centre| async move { centre.document(&no).await }).await?))
            }
            Ask::Lookup(request) => {
                Answer::Lookup(Box::new(self.ask(|centre| async move { centre.lookup(&request).await }).await?))
            }
            Ask::Evidence(request) => {
                Answer::Evidence(Box::new(self.ask(|centre| async move { centre.evidence(&request).await }).await?))
            }
            Ask::Reveal(request) => {
                Answer::Revealed(self.ask(|centre| async move { centre.reveal(&request).await }).await?)
            }
            Ask::Export { name, text } => self.export(name, text).await?,
            Ask::CarryOut => carry::out(&self.0.desk, &self.0.papers, self.0.lang).await?,
            Ask::CarryLook { file, code } => carry::open(&self.0.desk, &file, &code, false, self.0.lang).await?,
            Ask::CarryIn { file, code } => {
                let taken = carry::open(&self.0.desk, &file, &code, true, self.0.lang).await?;
                self.nudge();
                taken
            }
            Ask::People => Answer::People(self.ask(|centre| async move { centre.demo_people().await }).await?),
            Ask::BecomePerson(id) => {
                self.0.desk.sign_in_demo(id).await.map_err(|error| self.fails(&error))?;
                Answer::Nothing
            }
            Ask::MoveClock { days } => {
                self.ask(|centre| async move { centre.demo_clock(days).await }).await?;
                self.nudge();
                Answer::Meta(Box::new(self.meta().await?))
            }
            Ask::CutLine(cut) => {
                let line = self.0.line.as_ref().ok_or_else(|| self.no("program.no_line"))?;
                line(cut);
                self.nudge();
                Answer::Nothing
            }
            Ask::CutRegisters(cut) => {
                self.cut_registers(cut).await?;
                Answer::Nothing
            }
            Ask::PinItem { code, pinned } => {
                self.0.desk.pin(&code, pinned).await.map_err(|error| self.fails(&error))?;
                Answer::Nothing
            }
            Ask::Outbox | Ask::Parcel(_) | Ask::MoveParcel { .. } | Ask::DifferenceSeen(_) | Ask::SignIn(_) => {
                self.outbox(ask).await?
            }
            // The executor hands these to `keep`.
            Ask::Drafts
            | Ask::OpenDraft(_)
            | Ask::SaveDraft(_)
            | Ask::DropDraft(_)
            | Ask::NextSlip
            | Ask::KeepSlip(_)
            | Ask::Originals
            | Ask::LetGo { .. }
            | Ask::Seal(_)
            | Ask::Lock
            | Ask::Unlock(_)
            | Ask::ChangeSecret(_) => Answer::Nothing,
        })
    }

    /// What was sealed here, for a person and by one.
    async fn outbox(&self, ask: Ask) -> Result<Answer> {
        let desk = &self.0.desk;
        let fails = |error: DeskError| self.fails(&error);
        Ok(match ask {
            Ask::Parcel(id) => {
                let detail = desk.parcel_detail(id).await.map_err(fails)?;
                Answer::Parcel(Box::new(detail.ok_or_else(|| self.no("desk.fault.store.not_allowed"))?))
            }
            Ask::MoveParcel { command_id, act } => {
                desk.move_parcel(command_id, act).await.map_err(fails)?;
                self.nudge();
                Answer::Nothing
            }
            Ask::DifferenceSeen(id) => {
                desk.difference_seen(id).await.map_err(fails)?;
                Answer::Nothing
            }
            Ask::SignIn(Secret(password)) => {
                let person = desk.person().ok_or_else(|| self.fails(&DeskError::NobodySignedIn))?;
                desk.sign_in(&person.staff_no, &password).await.map_err(fails)?;
                self.nudge();
                Answer::Nothing
            }
            _ => Answer::Outbox {
                lines: desk.outbox(FINISHED_SHOWN).await.map_err(fails)?,
                differences: desk.differences().await.map_err(fails)?,
            },
        })
    }

    /// The centre as it is, or as it was last heard, with the time as far as known.
    async fn meta(&self) -> Result<Meta> {
        let desk = &self.0.desk;
        match desk.connect().await {
            Ok(meta) => Ok(meta),
            Err(error) => match desk.last_meta().await {
                Ok(Some(meta)) => Ok(Meta { now: desk.centre_now(), ..meta }),
                _ => Err(self.fails(&error)),
            },
        }
    }

    /// The person signed in; without the centre the one who was, so that drafts can be written and acts sealed.
    async fn me(&self) -> Result<Me> {
        match self.ask(|centre| async move { centre.me().await }).await {
            Err(failure) if failure.offline => match self.0.desk.person() {
                Some(person) => Ok(Me { person, today: 0, counts: Vec::new() }),
                None => Err(failure),
            },
            answer => answer,
        }
    }

    async fn cut_registers(&self, cut: bool) -> Result<()> {
        for line in self.ask(|centre| async move { centre.demo_registers().await }).await? {
            let line = RegisterLine { on: !cut, ..line };
            self.ask(|centre| async move { centre.demo_switch(&line).await }).await?;
        }
        Ok(())
    }

    async fn export(&self, name: String, text: String) -> Result<Answer> {
        let folder = self.0.papers.clone();
        let written = tokio::task::spawn_blocking(move || export::write(&folder, &name, &text)).await;
        match written {
            Ok(Ok(path)) => Ok(Answer::Exported(path.display().to_string())),
            Ok(Err(_)) => Err(self.no("program.not_exported")),
            Err(_) => Err(self.no("program.died")),
        }
    }

    async fn keep_one(&self, ask: Ask) -> std::result::Result<Kept, DeskError> {
        let desk = &self.0.desk;
        let answer = match ask {
            Ask::Drafts => {
                let lines = desk.draft_list().await?.into_iter();
                let line = |draft: crate::desk::store::DraftSummary| DraftLine {
                    case_id: draft.case_id,
                    title: draft.title,
                    saved_at: draft.updated,
                    goes: draft.goes,
                };
                Answer::Drafts(lines.map(line).collect())
            }
            Ask::OpenDraft(case_id) => {
                let draft = desk.load_draft(case_id).await?;
                let record = draft.and_then(|draft| serde_json::from_str::<DraftRecord>(&draft.snapshot).ok());
                match record {
                    Some(record) => Answer::Draft(Box::new(record)),
                    None => return Ok(Kept::Done(Err(self.no("program.no_draft")))),
                }
            }
            Ask::SaveDraft(record) => {
                let snapshot = serde_json::to_string(&record).unwrap_or_default();
                let state = if record.set_aside { DraftState::SetAside } else { DraftState::Open };
                desk.save_draft(record.case_id, &record.title, snapshot, state).await?;
                Answer::Nothing
            }
            Ask::DropDraft(case_id) => {
                desk.discard_draft(case_id).await?;
                Answer::Nothing
            }
            Ask::NextSlip => Answer::SlipNo(desk.next_slip_no().await?),
            Ask::KeepSlip(slip) => {
                desk.keep_slip(*slip).await?;
                Answer::Nothing
            }
            Ask::Originals => Answer::Originals(self.originals().await?),
            Ask::LetGo { case_id, material_code } => {
                desk.return_papers(case_id, Some(&material_code)).await?;
                Answer::Nothing
            }
            Ask::Seal(sealing) => return self.seal(*sealing).await,
            Ask::Lock => {
                desk.lock().await?;
                Answer::Nothing
            }
            Ask::Unlock(typed) => return Ok(Kept::Done(self.unlock(typed).await)),
            Ask::ChangeSecret(change) => return Ok(Kept::Done(self.change_secret(change).await)),
            other => return Ok(Kept::Done(self.answer_one(other).await)),
        };
        Ok(Kept::Done(Ok(answer)))
    }

    /// Originals in hand, each with the slip that was given for it.
    async fn originals(&self) -> std::result::Result<Vec<OriginalLine>, DeskError> {
        let slips = self.0.desk.slips().await?;
        let papers = self.0.desk.papers_here().await?.into_iter();
        let line = |paper: OriginalPaper| {
            let slip = slips.iter().rev().find(|slip| slip.case_id == paper.case_id);
            OriginalLine {
                case_id: paper.case_id,
                material_code: paper.material_code,
                name: paper.name,
                taken_at: paper.taken_at,
                title: slip.map(|slip| slip.title.clone()).unwrap_or_default(),
                slip_no: slip.map(|slip| slip.no.clone()).unwrap_or_default(),
            }
        };
        Ok(papers.map(line).collect())
    }

    /// Sealed in order; delivered as the line allows.
    async fn seal(&self, sealing: Sealing) -> std::result::Result<Kept, DeskError> {
        let Sealing { case_id, expected_version, guide_version, act } = sealing;
        let taken = guide_version.as_ref().map(|guide| guide.item_code.clone()).filter(|_| expected_version == 0);
        let sealed = self.0.desk.seal(&act, Some(case_id), expected_version, guide_version).await?;
        if let Some(item) = taken {
            // Only the order of the finder hangs on it.
            let _ = self.0.desk.note_used(&item).await;
        }
        let office = self.clone();
        Ok(Kept::Then(Box::pin(async move { office.deliver(sealed.command_id).await })))
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

    fn no(&self, key: &'static str) -> Failure {
        Failure { code: key.to_owned(), title: t(self.0.lang, key).to_owned(), ..Failure::default() }
    }
}

impl Office for DeskOffice {
    fn answer(&self, ask: Ask) -> Answering<Result<Answer>> {
        let office = self.clone();
        Box::pin(async move { office.answer_one(ask).await })
    }

    fn keep(&self, ask: Ask) -> Answering<Kept> {
        let office = self.clone();
        Box::pin(
            async move { office.keep_one(ask).await.unwrap_or_else(|error| Kept::Done(Err(office.fails(&error)))) },
        )
    }
}

/// The centre's last word as the program knows it.
fn fate(settled: &Settled, lang: Lang) -> Fate {
    match &settled.problem {
        _ if settled.state == ParcelState::Applied => Fate::Applied(Box::new(settled.payload.clone())),
        Some(problem) => Fate::Rejected(Box::new(problem.clone())),
        None => {
            let title = t(lang, "program.refused");
            Fate::Rejected(Box::new(Problem::new(422, "command.rejected", title, "")))
        }
    }
}

/// Why the desk did not do it, in words.
pub(super) fn failure(error: &DeskError, lang: Lang) -> Failure {
    match error {
        DeskError::Centre(ApiError::Problem(problem)) => Failure::from(problem.as_ref()),
        other => Failure {
            code: other.key().to_owned(),
            title: t(lang, other.key()).to_owned(),
            offline: matches!(other, DeskError::Centre(error) if error.is_offline()),
            ..Failure::default()
        },
    }
}
