//! A real desk and the real centre, joined in memory.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, AtomicUsize, Ordering},
};

use axum::{Router, body::Body};
use chuangtai::{
    contract::{Person, Problem, Realm},
    desk::{
        Config, Delivered, Desk, Event,
        api::{Listening, Method, Opening, Request, Response, Sending, Switchable, Transport, TransportError},
        outbox::{ParcelState, Why},
        store::{DraftState, Settled},
        vault::{NoKeyring, Unlock},
    },
    domain::{
        case::State,
        exemption::SatisfyBy,
        lifecycle::{Act, act},
        role::Role,
    },
    ports::{Inline, ManualEntropy},
};
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use tower::ServiceExt as _;
use uuid::Uuid;

use super::world::{FOOD, World, row};

/// Calls the router; loses the next answer when told to, after the centre has done its work.
#[derive(Default)]
pub(super) struct Wire {
    router: Mutex<Router>,
    lose_next: AtomicBool,
    /// No command gets through.
    pub(super) no_commands: AtomicBool,
    /// Which piece of a file loses its answer; 0 = none.
    pub(super) lose_piece: AtomicUsize,
    /// The centre takes no file of any type.
    pub(super) refuse_type: AtomicBool,
    /// Where the pieces that were sent began.
    pub(super) began: Mutex<Vec<u64>>,
    /// Every path with what was answered.
    heard: Mutex<Vec<(String, u16)>>,
}

impl Wire {
    /// A piece of a file: what becomes of it, unless the centre is asked.
    fn piece(&self, request: &Request) -> Option<Response> {
        let offset = request.headers.iter().find(|(name, _)| *name == "upload-offset");
        self.began.lock().unwrap().push(offset.unwrap().1.parse().unwrap());
        if self.lose_piece.load(Ordering::SeqCst) == self.began.lock().unwrap().len() {
            self.lose_piece.store(0, Ordering::SeqCst);
            self.lose_next.store(true, Ordering::SeqCst);
        }
        let problem = Problem::new(415, "upload.type", "不接收这种文件,已丢弃", "t");
        self.refuse_type.load(Ordering::SeqCst).then(|| Response {
            status: 415,
            headers: vec![("content-type".into(), "application/problem+json".into())],
            body: serde_json::to_vec(&problem).unwrap(),
        })
    }
}

impl Transport for Wire {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(async move {
            let method = match request.method {
                Method::Get => "GET",
                Method::Post => "POST",
                Method::Patch => "PATCH",
                Method::Delete => "DELETE",
            };
            if request.path == "/v1/commands" && self.no_commands.load(Ordering::SeqCst) {
                return Err(TransportError::Broken);
            }
            let piece = if request.method == Method::Patch { self.piece(&request) } else { None };
            if let Some(answer) = piece {
                return Ok(answer);
            }
            let mut builder = axum::http::Request::builder().method(method).uri(&request.path);
            for (name, value) in &request.headers {
                builder = builder.header(*name, value);
            }
            let router = self.router.lock().unwrap().clone();
            let answer = router.oneshot(builder.body(Body::from(request.body)).unwrap()).await.unwrap();
            let status = answer.status().as_u16();
            let headers = answer.headers().iter().map(|(n, v)| (n.to_string(), v.to_str().unwrap().into())).collect();
            let body = answer.into_body().collect().await.unwrap().to_bytes().to_vec();
            self.heard.lock().unwrap().push((request.path, status));
            if self.lose_next.swap(false, Ordering::SeqCst) {
                return Err(TransportError::Broken);
            }
            Ok(Response { status, headers, body })
        })
    }

    /// Files come as a whole; nothing else goes on here.
    fn listen(&self, request: Request) -> Opening<'_> {
        Box::pin(async move {
            if !request.path.starts_with("/v1/files/") {
                return Err(TransportError::NotSent);
            }
            let answer = self.send(request).await?;
            let (status, content_type) = (answer.status, answer.content_type());
            let pieces = futures_util::stream::once(std::future::ready(Ok(answer.body)));
            Ok(Listening { status, content_type, pieces: Box::pin(pieces) })
        })
    }
}

pub(super) struct Joined {
    pub(super) world: World,
    pub(super) wire: Arc<Switchable<Arc<Wire>>>,
    pub(super) lose: Arc<Wire>,
    dir: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
}

impl Joined {
    pub(super) fn new() -> Self {
        let world = World::new();
        let lose = Arc::new(Wire { router: Mutex::new(world.router.clone()), ..Wire::default() });
        Self {
            wire: Arc::new(Switchable::new(lose.clone())),
            lose,
            dir: tempfile::tempdir().unwrap(),
            runtime: tokio::runtime::Builder::new_current_thread().build().unwrap(),
            world,
        }
    }

    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// What was answered at a path since it was last asked about.
    pub(super) fn heard(&self, path: &str) -> Vec<u16> {
        let heard = std::mem::take(&mut *self.lose.heard.lock().unwrap());
        heard.into_iter().filter(|(at, _)| at == path).map(|(_, status)| status).collect()
    }

    /// Cuts the line of all of them, or mends it.
    pub(super) fn cut(&self, cut: bool) {
        self.wire.set_cut(cut);
    }

    /// Where the desks of this test live.
    pub(super) fn folder(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// The desk of this directory as it starts.
    pub(super) fn open(&self, name: &str) -> Desk {
        let config = Config {
            dir: self.dir.path().join(name),
            realm: Realm::Demo,
            unlock: Unlock::Demo,
            safe: Arc::new(NoKeyring),
            transport: self.wire.clone(),
            clock: self.world.clock.clone(),
            entropy: Arc::new(ManualEntropy::seeded(u64::try_from(name.len()).unwrap())),
            spawn: Arc::new(Inline),
            reconnect_spread: SignedDuration::ZERO,
            reserve_bytes: 0,
        };
        self.wait(Desk::open(config)).unwrap()
    }

    /// A desk of its own directory, signed in and enrolled.
    pub(super) fn desk(&self, name: &str, role: Role) -> Desk {
        self.desk_of(name, &self.world.role(role))
    }

    /// The same for this person.
    pub(super) fn desk_of(&self, name: &str, person: &Person) -> Desk {
        let person = person.id;
        let desk = self.open(name);
        self.wait(async {
            desk.connect().await.unwrap();
            desk.sign_in_demo(person).await.unwrap();
            desk.enrol(name).await.unwrap();
            desk
        })
    }

    /// Receiving 食品经营许可 from the first in the queue.
    pub(super) fn receive(&self) -> Act {
        let who = self.world.lookup("A017");
        let rows = vec![row(1, SatisfyBy::EForm), row(5, SatisfyBy::PaperOriginal)];
        let application = self.world.food_application(&who, rows);
        Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }))
    }

    pub(super) fn deliver(&self, desk: &Desk, act: &Act, case: Uuid, version: u64) -> Delivered {
        self.wait(async {
            let sealed = desk.seal(act, Some(case), version, None).await.unwrap();
            desk.deliver(sealed.command_id).await.unwrap()
        })
    }
}

pub(super) fn settled(delivered: Delivered) -> Settled {
    match delivered {
        Delivered::Settled(settled) => *settled,
        waiting @ Delivered::Waiting { .. } => panic!("{waiting:?}"),
    }
}

fn note(text: &str) -> Act {
    Act::NoteAdd(act::Note { text: text.into() })
}

#[test]
fn a_desk_receives_a_case_and_its_receipt_survives_a_restart() {
    let joined = Joined::new();
    let receive = joined.receive();
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    joined.wait(desk.save_draft(case, "食品", "{}".into(), DraftState::Open)).unwrap();
    let received = settled(joined.deliver(&desk, &receive, case, 0));
    assert_eq!((received.state, received.payload.state), (ParcelState::Applied, Some(State::Received)));
    assert_eq!(received.state.key(received.payload.state), "outbox.state.applied", "a receipt is no acceptance");
    assert!(received.payload.case_no.as_deref().unwrap().starts_with(FOOD));
    assert!(joined.wait(desk.list_drafts()).unwrap().is_empty());
    drop(desk);
    let desk = joined.desk("one", Role::Clerk);
    let again = joined.wait(desk.deliver(received.command_id)).unwrap();
    assert_eq!(settled(again).payload, received.payload);
}

#[test]
fn f29_a_lost_answer_is_asked_for_again_and_there_is_one_case() {
    let joined = Joined::new();
    let receive = joined.receive();
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    joined.lose.lose_next.store(true, Ordering::SeqCst);
    let delivered = joined.deliver(&desk, &receive, case, 0);
    assert!(matches!(delivered, Delivered::Waiting { why: Some(Why::NoAnswer), .. }));
    joined.world.clock.advance(SignedDuration::from_secs(10));
    joined.wait(desk.tick()).unwrap();
    assert_eq!(joined.wait(desk.waiting_count()).unwrap(), 0);
    let detail = joined.wait(desk.ask(|centre| async move { centre.case(case).await })).unwrap();
    assert_eq!((detail.case.version, detail.case.state), (1, State::Received));
}

#[test]
fn f31_offline_acts_go_out_in_order_when_the_line_is_back() {
    let joined = Joined::new();
    let receive = joined.receive();
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    joined.wait(desk.tick()).unwrap();
    assert!(joined.wait(desk.items()).unwrap().iter().any(|item| item.code == FOOD));
    assert!(joined.wait(desk.calendar(2026)).unwrap().unwrap().notice.is_some());
    let pinned = joined.world.guide(FOOD).id;

    joined.wire.set_cut(true);
    assert!(joined.wait(desk.tick()).is_err());
    assert!(joined.wait(desk.guide(&pinned)).unwrap().is_some());
    assert!(matches!(joined.deliver(&desk, &receive, case, 0), Delivered::Waiting { state: ParcelState::Queued, .. }));
    let behind = joined.deliver(&desk, &note("离线备注"), case, 1);
    assert!(matches!(behind, Delivered::Waiting { state: ParcelState::Blocked, .. }));

    joined.wire.set_cut(false);
    let mut hear = desk.events();
    joined.wait(desk.tick()).unwrap();
    let told: Vec<Event> = std::iter::from_fn(|| hear.try_recv().ok()).collect();
    let applied = |event: &&Event| matches!(event, Event::ParcelChanged { state: ParcelState::Applied, .. });
    assert_eq!(told.iter().filter(applied).count(), 2, "{told:?}");
    assert!(
        told.iter().any(|event| matches!(event, Event::CaseChanged { case_id, version: 2, .. } if *case_id == case))
    );
}

#[test]
fn f45_who_saw_an_older_version_gets_a_conflict_with_a_signed_verdict() {
    let joined = Joined::new();
    let receive = joined.receive();
    let case = joined.world.uuid();
    let (one, two) = (joined.desk("one", Role::Clerk), joined.desk("desk two", Role::Clerk));
    settled(joined.deliver(&one, &receive, case, 0));
    settled(joined.deliver(&two, &note("先到"), case, 1));
    let withdraw = Act::Withdraw(act::Withdrawal {
        signed: true,
        signed_by_applicant: true,
        reason: String::new(),
        papers_returned: true,
    });
    let refused = settled(joined.deliver(&one, &withdraw, case, 1));
    assert_eq!(refused.state, ParcelState::Conflict);
    assert_eq!(refused.problem.unwrap().code, "version.stale");
    assert_eq!(settled(joined.deliver(&one, &withdraw, case, 2)).payload.state, Some(State::Withdrawn));
}
