//! The desk as the program's office: what `app` asks for, in the desk's own words.

#![allow(
    clippy::result_large_err,
    reason = "an answer travels once; boxing its failure would cost every reader a word"
)]

mod catalogue;
mod centre;
mod files;
mod here;
mod scans;
mod sealed;
mod sign_in;
mod staff;

use std::{
    collections::{BTreeMap, VecDeque},
    future::Future,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{Notify, watch};
use uuid::Uuid;

use crate::{
    app::{Answer, Ask, Failure, effect::Fate},
    desk::{
        Desk, DeskError,
        api::{ApiError, Client},
        store::Settled,
    },
    i18n::{Lang, t},
};

pub use sign_in::device_name;
pub(super) use sign_in::standing;

use super::{
    carry,
    execute::{Answering, Kept, Office, Result},
    wardrobe::Wardrobe,
};

/// Cuts the demo's line to its centre (true), or mends it.
pub type LineSwitch = Arc<dyn Fn(bool) + Send + Sync>;

/// Folders of this machine that a person set.
#[derive(Debug, Clone)]
pub struct Folders {
    /// Where papers for the printer go.
    pub papers: PathBuf,
    /// Where the scanner writes.
    pub scans: PathBuf,
    /// Where electronic files of cases go unless somebody says otherwise.
    pub files: PathBuf,
}

/// Answers the program from the desk.
#[derive(Clone)]
pub struct DeskOffice(Arc<Inner>);

struct Inner {
    desk: Desk,
    folders: Folders,
    line: Option<LineSwitch>,
    wardrobe: Arc<dyn Wardrobe>,
    lang: Lang,
    /// The first try to reach the centre and to sign in is over, well or not.
    arrived: watch::Sender<bool>,
    /// The catalogue that is coming in waits for a person's word.
    guides_held: watch::Sender<bool>,
    /// Something happened that is worth a round at once.
    nudge: Notify,
    /// Being delivered for a request; with the fate, if it met that while somebody else delivered it.
    delivering: Mutex<BTreeMap<Uuid, Option<Box<Settled>>>>,
    /// Commands whose fate a request has told lately; the desk's own news of it may come behind.
    told: Mutex<VecDeque<Uuid>>,
}

impl DeskOffice {
    /// The office of this desk.
    pub fn new(
        desk: Desk,
        folders: Folders,
        line: Option<LineSwitch>,
        wardrobe: Arc<dyn Wardrobe>,
        lang: Lang,
    ) -> Self {
        Self(Arc::new(Inner {
            desk,
            folders,
            line,
            wardrobe,
            lang,
            arrived: watch::Sender::new(false),
            guides_held: watch::Sender::new(false),
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
    pub fn arrive(&self) {
        self.0.arrived.send_replace(true);
    }

    /// Whether the catalogue is to wait, now and whenever that changes.
    pub(super) fn guides_held(&self) -> watch::Receiver<bool> {
        self.0.guides_held.subscribe()
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
        Some(sealed::fate(&settled, self.0.lang))
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

    /// Of what has nothing to say but that it is done.
    fn done<T>(&self, done: std::result::Result<T, DeskError>) -> Result<Answer> {
        done.map(|_| Answer::Nothing).map_err(|error| self.fails(&error))
    }

    /// The first try to reach the centre is over.
    async fn arrived(&self) {
        // The sender lives as long as the office.
        let _ = self.0.arrived.subscribe().wait_for(|arrived| *arrived).await;
    }

    async fn ask<T, F>(&self, read: impl FnOnce(Client) -> F) -> Result<T>
    where
        F: Future<Output = std::result::Result<T, ApiError>>,
    {
        self.arrived().await;
        self.0.desk.ask(read).await.map_err(|error| self.fails(&error))
    }

    /// Every request with whoever answers it.
    async fn answered(&self, ask: Ask) -> Result<Kept> {
        let desk = &self.0.desk;
        Ok(Kept::Done(match ask {
            Ask::Seal(sealing) => return self.seal(*sealing).await,
            Ask::Supersede(decided) => return self.supersede(*decided).await,
            Ask::Drafts => self.drafts().await,
            Ask::OpenDraft(case_id) => self.open_draft(case_id).await,
            Ask::SaveDraft(record) => self.save_draft(&record).await,
            Ask::DropDraft(case_id) => self.done(desk.discard_draft(case_id).await),
            Ask::ScanInbox => self.scan_inbox().await,
            Ask::AddScan { case_id, file } => self.add_scan(case_id, &file).await,
            Ask::DropScan { case_id, sha256 } => self.drop_scan(case_id, &sha256).await,
            Ask::FileFolder => Ok(self.file_folder()),
            Ask::SaveFile(saving) => self.save_file(*saving).await,
            Ask::NextSlip => self.next_slip().await,
            Ask::KeepSlip(record) => self.keep_slip(*record).await,
            Ask::Originals => self.originals().await,
            Ask::LetGo { case_id, material_code } => self.done(desk.return_papers(case_id, Some(&material_code)).await),
            Ask::Lock => self.done(desk.lock().await),
            Ask::Unlock(typed) => self.unlock(typed).await,
            Ask::ChangeSecret(change) => self.change_secret(change).await,
            Ask::Doctor { measured } => self.examine(measured).await,
            Ask::Settings => Ok(Answer::Settings(Box::new(self.0.wardrobe.settings()))),
            Ask::SaveSetting { setting, value } => self.save_setting(setting, &value),
            Ask::Outbox => self.outbox().await,
            Ask::Parcel(id) => self.parcel(id).await,
            Ask::MoveParcel { command_id, act } => self.moved(desk.move_parcel(command_id, act).await),
            Ask::Catalogue(asked) => self.catalogue(*asked).await,
            Ask::Staff(asked) => self.staff(asked).await,
            Ask::Slips => self.slips().await,
            Ask::Clash(which) => self.clash(which).await,
            Ask::Recoveries => self.recoveries().await,
            Ask::Recover(leave) => self.moved(desk.recover(&leave).await),
            Ask::DifferenceSeen(id) => self.done(desk.difference_seen(id).await),
            Ask::PinItem { code, pinned } => self.done(desk.pin(&code, pinned).await),
            Ask::Alike { number, item_code, but } => {
                let alike = desk.alike(&number.0, &item_code, but).await;
                alike.map(Answer::Alike).map_err(|error| self.fails(&error))
            }
            Ask::Guide(guide) => self.guide(&guide).await,
            Ask::NewerGuide { guide, refused } => self.newer_guide(&guide, refused).await,
            Ask::Export { name, text } => self.export(name, text).await,
            Ask::CarryOut => carry::out(desk, &self.0.folders.papers, self.0.lang).await,
            Ask::CarryLook { file, code } => carry::open(desk, &file, &code, false, self.0.lang).await,
            Ask::CarryIn { file, code } => {
                let taken = carry::open(desk, &file, &code, true, self.0.lang).await;
                self.nudge();
                taken
            }
            Ask::Meta => self.meta().await,
            Ask::Me => self.me().await,
            Ask::SignIn(credentials) => self.sign_in(*credentials).await,
            Ask::SignOut => self.sign_out().await,
            Ask::ChangePassword { old, new } => self.change_password(old, new).await,
            Ask::BeginFactor(password) => self.begin_factor(password).await,
            Ask::ConfirmFactor(code) => self.confirm_factor(code).await,
            Ask::BeginGrant => self.begin_grant().await,
            Ask::PollGrant => self.poll_grant().await,
            Ask::DropGrant => Ok(self.drop_grant()),
            Ask::Enrol(code) => self.enrol(code).await,
            Ask::BecomePerson(id) => self.done(desk.sign_in_demo(id).await),
            Ask::MoveClock { days } => self.move_clock(days).await,
            Ask::HoldGuides(held) => {
                self.0.guides_held.send_replace(held);
                self.nudge();
                Ok(Answer::Nothing)
            }
            Ask::CutLine(cut) => self.cut_line(cut),
            Ask::CutRegisters(cut) => self.cut_registers(cut).await,
            Ask::Queue => self.ask(|centre| async move { centre.queue().await }).await.map(Answer::Queue),
            Ask::Call => self.ask(|centre| async move { centre.call_next().await }).await.map(Answer::Called),
            Ask::Worklist { name, filter, cursor } => {
                self.ask(|centre| async move { centre.worklist(name, filter, cursor).await }).await.map(Answer::Cases)
            }
            Ask::QueueCounts(name) => {
                self.ask(|centre| async move { centre.queue_counts(name).await }).await.map(Answer::QueueCounts)
            }
            Ask::ExportCases(asked) => self.export_cases(*asked).await,
            Ask::Cases(query) => self.ask(|centre| async move { centre.cases(&query).await }).await.map(Answer::Cases),
            Ask::Case(id) => self.case(id).await,
            Ask::Timeline(id) => {
                self.ask(|centre| async move { centre.timeline(id).await }).await.map(Answer::Timeline)
            }
            Ask::Document(no) => {
                boxed(self.ask(|centre| async move { centre.document(&no).await }).await, Answer::Document)
            }
            Ask::Lookup(request) => {
                boxed(self.ask(|centre| async move { centre.lookup(&request).await }).await, Answer::Lookup)
            }
            Ask::Evidence(request) => {
                boxed(self.ask(|centre| async move { centre.evidence(&request).await }).await, Answer::Evidence)
            }
            Ask::Reveal(request) => self.reveal(request).await,
            Ask::People => self.ask(|centre| async move { centre.demo_people().await }).await.map(Answer::People),
        }))
    }

    fn no(&self, key: &'static str) -> Failure {
        Failure { code: key.to_owned(), title: t(self.0.lang, key).to_owned(), ..Failure::default() }
    }
}

fn boxed<T>(read: Result<T>, answer: impl FnOnce(Box<T>) -> Answer) -> Result<Answer> {
    read.map(Box::new).map(answer)
}

impl Office for DeskOffice {
    fn answer(&self, ask: Ask) -> Answering<Kept> {
        let office = self.clone();
        Box::pin(async move { office.answered(ask).await.unwrap_or_else(|failure| Kept::Done(Err(failure))) })
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
