//! Effects are carried out here, away from the screen. Each request is a task of its own that answers under its id; what
//! is kept on this machine goes through one lane, in the order in which it was asked.

use std::{collections::BTreeMap, future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    sync::mpsc::{self, UnboundedReceiver, UnboundedSender},
    task::{AbortHandle, JoinError},
};

use crate::{
    app::{Answer, Ask, DeskEvent, Failure, Msg, ReqId, msg::Part},
    i18n::{Lang, t},
};

use super::crash;

/// What comes of a request.
pub type Result<T> = std::result::Result<T, Failure>;

/// A request being answered.
pub type Answering<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// How far the part of a request came that has to be done in order.
pub enum Kept {
    /// It is answered.
    Done(Result<Answer>),
    /// What is on this machine is done; the rest takes as long as the line does.
    Then(Answering<Result<Answer>>),
}

/// Whoever answers requests: the desk, or a test.
pub trait Office: Send + Sync {
    /// Answers. What [`Ask::is_kept`] names comes one at a time, in the order in which it was asked.
    fn answer(&self, ask: Ask) -> Answering<Kept>;
}

/// A read that took longer is given up: a clerk has moved on long before.
const PATIENCE: Duration = Duration::from_secs(40);

struct Running {
    /// How to stop it; what writes is never stopped half-way.
    abort: Option<AbortHandle>,
}

/// Carries out requests.
pub struct Executor {
    office: Arc<dyn Office>,
    tell: UnboundedSender<Msg>,
    lane: UnboundedSender<(ReqId, Ask)>,
    running: BTreeMap<ReqId, Running>,
    lang: Lang,
}

impl Executor {
    /// An executor that answers through `tell`.
    pub fn new(office: Arc<dyn Office>, tell: UnboundedSender<Msg>, lang: Lang) -> Self {
        let (queue, orders) = mpsc::unbounded_channel();
        let working = tokio::spawn(work_in_order(Arc::clone(&office), orders, tell.clone(), lang));
        let last_word = tell.clone();
        tokio::spawn(async move {
            if working.await.is_err_and(|ended| ended.is_panic()) {
                // Without it nothing typed is kept any more.
                let died = DeskEvent::Died { part: Part::Store, number: crash::last_number(), goes_on: false };
                let _ = last_word.send(Msg::Desk(died));
            }
        });
        Self { office, tell, lane: queue, running: BTreeMap::new(), lang }
    }

    /// Starts a request.
    pub fn ask(&mut self, req: ReqId, ask: Ask) {
        if ask.is_kept() {
            if self.lane.send((req, ask)).is_err() {
                // The lane died, and the program is about to.
                let _ = self.tell.send(Msg::Done { req, result: Err(died(self.lang)) });
            }
            self.running.insert(req, Running { abort: None });
            return;
        }
        let (may_stop, patient) = (ask.is_read(), ask.is_long());
        let answering = self.office.answer(ask);
        let (tell, lang) = (self.tell.clone(), self.lang);
        let task = tokio::spawn(async move {
            let work = tokio::spawn(async move {
                crash::point("answer");
                let answering = async {
                    match answering.await {
                        Kept::Done(result) => result,
                        Kept::Then(rest) => rest.await,
                    }
                };
                if !may_stop || patient {
                    return answering.await;
                }
                match tokio::time::timeout(PATIENCE, answering).await {
                    Ok(result) => result,
                    Err(_) => Err(took_too_long(lang)),
                }
            });
            let abort = StopWith(work.abort_handle());
            let result = or_died(work.await, lang);
            drop(abort);
            let _ = tell.send(Msg::Done { req, result });
        });
        self.running.insert(req, Running { abort: may_stop.then(|| task.abort_handle()) });
    }

    /// Stops a request, if it may be stopped; nobody waits for its answer.
    pub fn cancel(&mut self, req: ReqId) {
        if let Some(abort) = self.running.get(&req).and_then(|running| running.abort.as_ref()) {
            abort.abort();
            self.running.remove(&req);
        }
    }

    /// A request was answered. True if something was written for it, or should have been.
    pub fn ended(&mut self, req: ReqId) -> bool {
        self.running.remove(&req).is_some_and(|running| running.abort.is_none())
    }

    /// Nothing is under way.
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Something is being written.
    pub fn is_writing(&self) -> bool {
        self.running.values().any(|running| running.abort.is_none())
    }
}

/// Stops a task when whoever waits for it is stopped.
struct StopWith(AbortHandle);

impl Drop for StopWith {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn work_in_order(
    office: Arc<dyn Office>,
    mut asked: UnboundedReceiver<(ReqId, Ask)>,
    tell: UnboundedSender<Msg>,
    lang: Lang,
) {
    while let Some((req, ask)) = asked.recv().await {
        crash::point("lane");
        let kept = tokio::spawn(office.answer(ask)).await;
        let rest = match kept.unwrap_or_else(|_| Kept::Done(Err(died(lang)))) {
            Kept::Done(result) => {
                let _ = tell.send(Msg::Done { req, result });
                continue;
            }
            Kept::Then(rest) => rest,
        };
        let tell = tell.clone();
        tokio::spawn(async move {
            let result = or_died(tokio::spawn(rest).await, lang);
            let _ = tell.send(Msg::Done { req, result });
        });
    }
}

fn took_too_long(lang: Lang) -> Failure {
    Failure {
        code: "program.too_long".to_owned(),
        title: t(lang, "program.too_long").to_owned(),
        offline: true,
        ..Failure::default()
    }
}

#[allow(clippy::result_large_err, reason = "an answer travels once; boxing its failure would cost every reader a word")]
fn or_died(ended: std::result::Result<Result<Answer>, JoinError>, lang: Lang) -> Result<Answer> {
    match ended {
        Ok(result) => result,
        Err(_) => Err(died(lang)),
    }
}

/// The task died; its report has a number.
fn died(lang: Lang) -> Failure {
    Failure {
        code: "program.died".to_owned(),
        title: t(lang, "program.died").to_owned(),
        detail: Some(t(lang, "program.died_more").to_owned()),
        trace_id: crash::last_number(),
        ..Failure::default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use std::sync::Mutex;

    use tokio::sync::oneshot;
    use uuid::Uuid;

    use super::*;
    use crate::app::effect::DraftRecord;

    /// Notes what is kept, in order; `Me` is never answered, `Queue` dies.
    #[derive(Default)]
    struct Fake {
        kept: Arc<Mutex<Vec<String>>>,
        stopped: Mutex<Option<oneshot::Sender<()>>>,
        hold: Mutex<Option<oneshot::Receiver<()>>>,
    }

    impl Office for Fake {
        fn answer(&self, ask: Ask) -> Answering<Kept> {
            match ask {
                ask if ask.is_kept() => self.keep(&ask),
                Ask::Me => {
                    let stopped = self.stopped.lock().unwrap().take();
                    Box::pin(async move {
                        let _tells_when_dropped = stopped;
                        std::future::pending().await
                    })
                }
                Ask::Queue => Box::pin(async { panic!("a bug") }),
                _ => Box::pin(async { Kept::Done(Ok(Answer::Nothing)) }),
            }
        }
    }

    impl Fake {
        fn keep(&self, ask: &Ask) -> Answering<Kept> {
            let (kept, hold) = (Arc::clone(&self.kept), self.hold.lock().unwrap().take());
            let name = format!("{ask:?}").chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
            Box::pin(async move {
                if let Some(hold) = hold {
                    hold.await.unwrap();
                }
                kept.lock().unwrap().push(name.clone());
                if name == "OpenDraft" {
                    let kept = Arc::clone(&kept);
                    return Kept::Then(Box::pin(async move {
                        kept.lock().unwrap().push("delivered".to_owned());
                        Ok(Answer::Nothing)
                    }));
                }
                Kept::Done(Ok(Answer::Nothing))
            })
        }
    }

    fn draft() -> Ask {
        Ask::SaveDraft(Box::new(DraftRecord {
            case_id: Uuid::nil(),
            title: String::new(),
            saved_at: jiff::Timestamp::UNIX_EPOCH,
            body: String::new(),
            set_aside: false,
        }))
    }

    fn executor(office: Fake) -> (Executor, UnboundedReceiver<Msg>) {
        let (tell, hear) = mpsc::unbounded_channel();
        (Executor::new(Arc::new(office), tell, Lang::Zh), hear)
    }

    async fn done(hear: &mut UnboundedReceiver<Msg>) -> (u64, Result<Answer>) {
        match hear.recv().await.unwrap() {
            Msg::Done { req, result } => (req.0, result),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn what_is_kept_is_kept_in_order() {
        let office = Fake::default();
        let (let_go, hold) = oneshot::channel();
        *office.hold.lock().unwrap() = Some(hold);
        let kept = Arc::clone(&office.kept);
        let (mut executor, mut hear) = executor(office);
        executor.ask(ReqId(1), draft());
        executor.ask(ReqId(2), Ask::OpenDraft(Uuid::nil()));
        executor.ask(ReqId(3), Ask::Drafts);
        // Others do not wait for the lane.
        executor.ask(ReqId(4), Ask::Meta);
        assert_eq!(done(&mut hear).await.0, 4);
        assert!(kept.lock().unwrap().is_empty() && executor.is_writing());
        let_go.send(()).unwrap();
        let mut answered = [done(&mut hear).await.0, done(&mut hear).await.0, done(&mut hear).await.0];
        answered.sort_unstable();
        assert_eq!(answered, [1, 2, 3]);
        let order: Vec<String> = kept.lock().unwrap().iter().filter(|what| *what != "delivered").cloned().collect();
        assert_eq!(order, ["SaveDraft", "OpenDraft", "Drafts"]);
        for req in 1..=4 {
            executor.ended(ReqId(req));
        }
        assert!(executor.is_idle());
    }

    #[tokio::test]
    async fn a_read_stops_when_it_is_given_up_and_a_write_does_not() {
        let office = Fake::default();
        let (tell, stopped) = oneshot::channel();
        *office.stopped.lock().unwrap() = Some(tell);
        let (mut executor, mut hear) = executor(office);
        executor.ask(ReqId(1), Ask::Me);
        executor.cancel(ReqId(1));
        assert!(stopped.await.is_err() && executor.is_idle());
        executor.ask(ReqId(2), draft());
        executor.cancel(ReqId(2));
        assert!(executor.is_writing());
        assert_eq!(done(&mut hear).await, (2, Ok(Answer::Nothing)));
    }

    #[tokio::test]
    async fn f26_a_request_that_dies_is_answered_with_a_failure() {
        let (mut executor, mut hear) = executor(Fake::default());
        executor.ask(ReqId(7), Ask::Queue);
        let (req, result) = done(&mut hear).await;
        assert_eq!((req, result.unwrap_err().code.as_str()), (7, "program.died"));
    }
}
