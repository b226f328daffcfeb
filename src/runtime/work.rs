//! Effects become calls of the desk. Reads run side by side and may be given up; what writes to this machine goes in
//! order, so that a draft never outlives its command.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, mpsc},
    time::Duration,
};

use tokio::{sync::mpsc as ordered, task::JoinHandle};
use uuid::Uuid;

use crate::{
    app::{
        Answer, Ask, DeskEvent, Failure, Msg, ReqId,
        effect::{DraftLine, DraftRecord, Fate, Sealing},
        session::Line,
    },
    contract::{Me, Problem, RegisterLine, Verdict},
    desk::{
        Delivered, Desk, DeskError, Event,
        api::ApiError,
        store::{DraftState, Settled},
    },
    domain::lifecycle::Act,
    i18n::{Lang, t},
};

use super::{Input, finder::Worker};

/// How often the desk looks whether the centre is there and what changed.
const ROUND: Duration = Duration::from_secs(5);
/// Changes that come together are told together.
const TOGETHER: Duration = Duration::from_millis(50);

/// The executor.
pub(super) struct Work {
    inner: Arc<Inner>,
    tokio: tokio::runtime::Handle,
    writes: ordered::UnboundedSender<(ReqId, Ask)>,
    writer: JoinHandle<()>,
    reads: Mutex<BTreeMap<ReqId, JoinHandle<()>>>,
    worker: Worker,
}

struct Inner {
    desk: Desk,
    line_switch: Option<Box<dyn Fn(bool) + Send + Sync>>,
    export: PathBuf,
    tell: mpsc::Sender<Input>,
    /// Commands whose fate goes back to the request that sealed them, not to everybody.
    awaited: Mutex<BTreeSet<Uuid>>,
    worker: Worker,
}

impl Work {
    /// Starts the executor and the desk's own rounds.
    pub(super) fn start(
        desk: Desk,
        line_switch: Option<Box<dyn Fn(bool) + Send + Sync>>,
        export: PathBuf,
        tokio: tokio::runtime::Handle,
        worker: Worker,
        tell: mpsc::Sender<Input>,
    ) -> Self {
        let inner =
            Arc::new(Inner { desk, line_switch, export, tell, awaited: Mutex::default(), worker: worker.clone() });
        let (writes, queue) = ordered::unbounded_channel();
        let writer = tokio.spawn(write_in_order(Arc::clone(&inner), queue));
        tokio.spawn(hear_desk(Arc::clone(&inner)));
        tokio.spawn(keep_in_touch(Arc::clone(&inner)));
        Self { inner, tokio, writes, writer, reads: Mutex::default(), worker }
    }

    /// Starts on a request.
    pub(super) fn ask(&self, req: ReqId, ask: Ask) {
        if matches!(ask, Ask::SaveDraft(_) | Ask::Seal(_) | Ask::Export { .. }) {
            let _ = self.writes.send((req, ask));
            return;
        }
        let inner = Arc::clone(&self.inner);
        let task = self.tokio.spawn(async move {
            let result = inner.read(ask).await;
            inner.done(req, result);
        });
        let mut reads = self.reads.lock().unwrap_or_else(PoisonError::into_inner);
        reads.retain(|_, task| !task.is_finished());
        reads.insert(req, task);
    }

    /// Gives a read up.
    pub(super) fn cancel(&self, req: ReqId) {
        if let Some(task) = self.reads.lock().unwrap_or_else(PoisonError::into_inner).remove(&req) {
            task.abort();
        }
    }

    /// Asks the finder.
    pub(super) fn find(&self, generation: u64, query: String, limit: usize) {
        self.worker.find(generation, query, limit);
    }

    /// The finder has answered everything.
    pub(super) fn is_idle(&self) -> bool {
        self.worker.is_idle()
    }

    /// What writes to this machine comes to its end before the program does.
    pub(super) fn finish(self) {
        drop(self.writes);
        let _ = self.tokio.block_on(self.writer);
    }
}

async fn write_in_order(inner: Arc<Inner>, mut queue: ordered::UnboundedReceiver<(ReqId, Ask)>) {
    while let Some((req, ask)) = queue.recv().await {
        match ask {
            Ask::SaveDraft(record) => {
                let result = inner.save(*record).await;
                inner.done(req, result);
            }
            Ask::Export { name, text } => inner.done(req, inner.export(&name, &text)),
            // Sealing is a write to this machine and keeps its place; delivering may take as long as the line does.
            Ask::Seal(sealing) => match inner.seal(*sealing).await {
                Ok(command_id) => {
                    let inner = Arc::clone(&inner);
                    tokio::spawn(async move {
                        let result = inner.deliver(command_id).await;
                        inner.done(req, result);
                    });
                }
                Err(failure) => inner.done(req, Err(failure)),
            },
            _ => {}
        }
    }
}

impl Inner {
    fn done(&self, req: ReqId, result: Result<Answer, Failure>) {
        self.send(Msg::Done { req, result });
    }

    fn send(&self, msg: Msg) {
        // Nobody hears any more when the program is ending.
        let _ = self.tell.send(Input::Msg(Box::new(msg)));
    }

    async fn save(&self, record: DraftRecord) -> Result<Answer, Failure> {
        let state = if record.set_aside { DraftState::SetAside } else { DraftState::Open };
        self.desk.save_draft(record.case_id, &record.title, record.body, state).await.map_err(|e| failure(&e))?;
        Ok(Answer::Nothing)
    }

    fn export(&self, name: &str, text: &str) -> Result<Answer, Failure> {
        let file = self.export.join(name);
        let written: io::Result<()> = fs::create_dir_all(&self.export).and_then(|()| fs::write(&file, text));
        match written {
            Ok(()) => Ok(Answer::Exported(file.display().to_string())),
            Err(_) => Err(Failure {
                code: "export.failed".to_owned(),
                title: t(Lang::Zh, "notice.export_failed").to_owned(),
                ..Failure::default()
            }),
        }
    }

    async fn seal(&self, sealing: Sealing) -> Result<Uuid, Failure> {
        let Sealing { case_id, expected_version, guide_version, act } = sealing;
        let item = guide_version.as_ref().map(|guide| guide.item_code.clone());
        let takes_in = matches!(act, Act::Receive(_) | Act::ReceiveAndAccept(_) | Act::ReceiveAndDecide(_));
        let sealed = self
            .desk
            .seal(&act, Some(case_id), expected_version, guide_version)
            .await
            .map_err(|error| failure(&error))?;
        self.awaited().insert(sealed.command_id);
        if let Some(item) = item.filter(|_| takes_in) {
            // What this window takes most stands first in the finder; a count that fails is no failure of the act.
            let _ = self.desk.note_used(&item).await;
        }
        Ok(sealed.command_id)
    }

    async fn deliver(&self, command_id: Uuid) -> Result<Answer, Failure> {
        let delivered = self.desk.deliver(command_id).await;
        let fate = match delivered {
            Ok(Delivered::Settled(settled)) => fate(*settled),
            Ok(Delivered::Waiting { .. }) => Fate::Waiting { command_id },
            Err(error) => {
                self.awaited().remove(&command_id);
                return Err(failure(&error));
            }
        };
        self.awaited().remove(&command_id);
        self.tell_parcels().await;
        Ok(Answer::Fate(fate))
    }

    fn awaited(&self) -> std::sync::MutexGuard<'_, BTreeSet<Uuid>> {
        self.awaited.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn tell_parcels(&self) {
        if let Ok(count) = self.desk.waiting_count().await {
            self.send(Msg::Desk(DeskEvent::Parcels(count)));
        }
    }

    async fn read(&self, ask: Ask) -> Result<Answer, Failure> {
        self.answer(ask).await.map_err(|error| failure(&error))
    }

    async fn answer(&self, ask: Ask) -> Result<Answer, DeskError> {
        let desk = &self.desk;
        Ok(match ask {
            Ask::Meta => Answer::Meta(Box::new(self.meta().await?)),
            Ask::Me => Answer::Me(Box::new(self.me().await?)),
            Ask::Queue => Answer::Queue(desk.ask(|centre| async move { centre.queue().await }).await?),
            Ask::Call => Answer::Called(desk.ask(|centre| async move { centre.call_next().await }).await?),
            Ask::Guide(guide) => match desk.guide(&guide).await? {
                Some(guide) => Answer::Guide(Box::new(guide)),
                None => return Err(DeskError::Centre(ApiError::NoAnswer(crate::desk::api::TransportError::NotSent))),
            },
            Ask::Worklist { name, cursor } => {
                Answer::Cases(desk.ask(|centre| async move { centre.worklist(name, cursor).await }).await?)
            }
            Ask::Cases(query) => Answer::Cases(desk.ask(|centre| async move { centre.cases(&query).await }).await?),
            Ask::Case(id) => Answer::Case(Box::new(desk.ask(|centre| async move { centre.case(id).await }).await?)),
            Ask::Timeline(id) => {
                Answer::Timeline(desk.ask(|centre| async move { centre.timeline(id).await }).await?)
            }
            Ask::Document(no) => {
                Answer::Document(Box::new(desk.ask(|centre| async move { centre.document(&no).await }).await?))
            }
            Ask::Lookup(request) => {
                Answer::Lookup(Box::new(desk.ask(|centre| async move { centre.lookup(&request).await }).await?))
            }
            Ask::Evidence(request) => {
                Answer::Evidence(Box::new(desk.ask(|centre| async move { centre.evidence(&request).await }).await?))
            }
            Ask::Reveal(request) => {
                Answer::Revealed(desk.ask(|centre| async move { centre.reveal(&request).await }).await?)
            }
            Ask::Drafts => Answer::Drafts(
                desk.list_drafts()
                    .await?
                    .into_iter()
                    .map(|draft| DraftLine { case_id: draft.case_id, title: draft.title, saved_at: draft.updated })
                    .collect(),
            ),
            Ask::OpenDraft(case_id) => match desk.load_draft(case_id).await? {
                Some(draft) => Answer::Draft(Box::new(DraftRecord {
                    case_id,
                    title: draft.title,
                    saved_at: draft.updated,
                    body: draft.snapshot,
                    set_aside: draft.state == DraftState::SetAside,
                })),
                None => return Err(DeskError::Lost),
            },
            Ask::People => Answer::People(desk.ask(|centre| async move { centre.demo_people().await }).await?),
            Ask::BecomePerson(person) => {
                desk.sign_in_demo(person).await?;
                Answer::Nothing
            }
            Ask::MoveClock { days } => {
                desk.ask(|centre| async move { centre.demo_clock(days).await }).await?;
                Answer::Meta(Box::new(self.meta().await?))
            }
            Ask::CutLine(cut) => {
                if let Some(switch) = &self.line_switch {
                    switch(cut);
                }
                // What the line is like now shows itself at once; a round that fails has told so by its event.
                let _ = desk.tick().await;
                Answer::Nothing
            }
            Ask::CutRegisters(cut) => {
                self.cut_registers(cut).await?;
                Answer::Nothing
            }
            Ask::SaveDraft(_) | Ask::Seal(_) | Ask::Export { .. } => Answer::Nothing,
        })
    }

    /// The centre, or what it was when it was last heard; its time goes on meanwhile.
    async fn meta(&self) -> Result<crate::contract::Meta, DeskError> {
        match self.desk.connect().await {
            Ok(meta) => Ok(meta),
            Err(error) => match self.desk.last_meta().await? {
                Some(mut meta) => {
                    meta.now = self.desk.centre_now();
                    Ok(meta)
                }
                None => Err(error),
            },
        }
    }

    /// The person; without the centre the one who was signed in here last, without counts.
    async fn me(&self) -> Result<Me, DeskError> {
        match self.desk.ask(|centre| async move { centre.me().await }).await {
            Ok(me) => Ok(me),
            Err(error) => match self.desk.person() {
                Some(person) => Ok(Me { person, today: 0, counts: Vec::new() }),
                None => Err(error),
            },
        }
    }

    async fn cut_registers(&self, cut: bool) -> Result<(), DeskError> {
        let lines = self.desk.ask(|centre| async move { centre.get::<Vec<RegisterLine>>("/v1/demo/registers".to_owned()).await }).await?;
        for line in lines {
            let wish = RegisterLine { on: !cut, ..line };
            self.desk
                .ask(|centre| async move { centre.post::<Vec<RegisterLine>>("/v1/demo/registers", &wish).await })
                .await?;
        }
        Ok(())
    }

    async fn load_catalogue(&self) {
        if let (Ok(items), Ok(usage)) = (self.desk.items().await, self.desk.usage().await) {
            self.worker.catalogue(items, usage);
        }
    }
}

/// The desk's own rounds: is the centre there, what waits, what changed.
async fn keep_in_touch(inner: Arc<Inner>) {
    inner.load_catalogue().await;
    loop {
        // A round that fails has said so by its event, and the next one comes.
        let _ = inner.desk.tick().await;
        tokio::time::sleep(ROUND).await;
    }
}

/// What the desk says by itself.
async fn hear_desk(inner: Arc<Inner>) {
    let mut events = inner.desk.events();
    while let Some(first) = events.recv().await {
        let mut changed = false;
        let mut parcels = false;
        let mut next = Some(first);
        while let Some(event) = next {
            match event {
                Event::Online => inner.send(Msg::Desk(DeskEvent::Line(Line::Online))),
                Event::Syncing => inner.send(Msg::Desk(DeskEvent::Line(Line::Syncing))),
                Event::Offline { .. } => inner.send(Msg::Desk(DeskEvent::Line(Line::Offline))),
                Event::SignInNeeded => changed = true,
                Event::CaseChanged { .. } => changed = true,
                Event::CatalogueUpdated { .. } => {
                    inner.load_catalogue().await;
                    inner.send(Msg::Desk(DeskEvent::Line(Line::Online)));
                }
                Event::ParcelChanged { command_id, settled, .. } => {
                    parcels = true;
                    if let Some(settled) = settled.filter(|_| !inner.awaited().contains(&command_id)) {
                        inner.send(Msg::Desk(DeskEvent::Settled { command_id, fate: fate(*settled) }));
                    }
                }
            }
            next = tokio::time::timeout(TOGETHER, events.recv()).await.ok().flatten();
        }
        if parcels {
            inner.tell_parcels().await;
        }
        if changed {
            inner.send(Msg::Desk(DeskEvent::Changed));
        }
    }
}

fn fate(settled: Settled) -> Fate {
    let Settled { payload, problem, .. } = settled;
    if payload.verdict == Verdict::Applied {
        return Fate::Applied(Box::new(payload));
    }
    let code = payload.problem.clone().unwrap_or_default();
    Fate::Rejected(Box::new(problem.unwrap_or_else(|| Problem::new(422, &code, "", payload.command_id.to_string()))))
}

fn failure(error: &DeskError) -> Failure {
    match error {
        DeskError::Centre(ApiError::Problem(problem)) => Failure::from(problem.as_ref()),
        other => Failure {
            code: other.key().to_owned(),
            title: t(Lang::Zh, other.key()).to_owned(),
            offline: matches!(other, DeskError::Centre(error) if error.is_offline()),
            ..Failure::default()
        },
    }
}
