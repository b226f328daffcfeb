//! The desk's copy of the centre: guides in pieces, hints, what became of commands; over sockets
//! where it matters.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use axum::{
    Router, body::Body, extract::Request as Asked, middleware, middleware::Next, response::Response as Answered,
};
use chuangtai::{
    central::{Centre, KeyPlace, Location},
    contract::{ItemSummary, Realm},
    desk::{
        Config, Delivered, Desk, DeskError, Event,
        api::{CentreUrl, HttpTransport, Transport},
        outbox::{ParcelState, Why},
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
use jiff::SignedDuration;
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    books,
    world::{MORNING, World, clock_at, config, row},
};

/// What stands between desk and centre: it may answer in the centre's place.
type Between = Arc<dyn Fn(&str) -> Option<Answered> + Send + Sync>;

pub struct Field {
    dir: tempfile::TempDir,
    runtime: tokio::runtime::Runtime,
    /// Changes when another centre takes the place of the one before.
    pub router: Arc<Mutex<Router>>,
    between: Arc<Mutex<Between>>,
    asked: Arc<Mutex<Vec<String>>>,
    address: std::net::SocketAddr,
}

impl Field {
    /// A port of this machine behind which a centre stands.
    pub fn around(world: &World) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let router = Arc::new(Mutex::new(world.router.clone()));
        let between: Arc<Mutex<Between>> = Arc::new(Mutex::new(Arc::new(|_| None)));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (behind, portal, seen) = (Arc::clone(&router), Arc::clone(&between), Arc::clone(&asked));
        let front = Router::new().fallback(|| async {}).layer(middleware::from_fn(move |request: Asked, _: Next| {
            let (behind, portal, seen) = (Arc::clone(&behind), Arc::clone(&portal), Arc::clone(&seen));
            async move {
                let path = request.uri().path().to_owned();
                seen.lock().unwrap().push(path.clone());
                let between = portal.lock().unwrap().clone();
                if let Some(answer) = between(&path) {
                    return answer;
                }
                let centre = behind.lock().unwrap().clone();
                tower::ServiceExt::oneshot(centre, request).await.unwrap()
            }
        }));
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        runtime.spawn(async move { axum::serve(listener, front).await });
        Self { dir: tempfile::tempdir().unwrap(), runtime, router, between, asked, address }
    }

    fn put_between(&self, between: impl Fn(&str) -> Option<Answered> + Send + Sync + 'static) {
        *self.between.lock().unwrap() = Arc::new(between);
    }

    fn count(&self, part: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|path| path.contains(part)).count()
    }

    pub fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    fn open(&self, world: &World, name: &str) -> Desk {
        let url = CentreUrl::parse(&format!("http://{}", self.address)).unwrap();
        let transport: Arc<dyn Transport> = Arc::new(HttpTransport::new(url, &[]).unwrap());
        let config = Config {
            dir: self.dir.path().join(name),
            realm: Realm::Demo,
            unlock: Unlock::Demo,
            safe: Arc::new(NoKeyring),
            transport,
            clock: world.clock.clone(),
            entropy: Arc::new(ManualEntropy::seeded(name.bytes().fold(11, |seed, byte| seed * 31 + u64::from(byte)))),
            spawn: Arc::new(Inline),
            reconnect_spread: SignedDuration::ZERO,
            reserve_bytes: 0,
        };
        self.wait(Desk::open(config)).unwrap()
    }

    /// Signed in and enrolled.
    pub fn desk(&self, world: &World, name: &str) -> Desk {
        let desk = self.open(world, name);
        let person = world.role(Role::Clerk).id;
        self.wait(async {
            desk.connect().await.unwrap();
            desk.sign_in_demo(person).await.unwrap();
            desk.enrol(name).await.unwrap();
        });
        desk
    }

    pub fn receive(&self, world: &World, desk: &Desk, case: Uuid) -> Delivered {
        let who = world.lookup("A017");
        let rows = vec![row(1, SatisfyBy::EForm), row(5, SatisfyBy::PaperOriginal)];
        let application = world.food_application(&who, rows);
        let receive =
            Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }));
        self.wait(async {
            let sealed = desk.seal(&receive, Some(case), 0, None).await.unwrap();
            desk.deliver(sealed.command_id).await.unwrap()
        })
    }
}

fn page(status: u16, kind: &'static str, body: &'static str) -> Answered {
    Answered::builder().status(status).header("content-type", kind).body(Body::from(body)).unwrap()
}

/// Publishes so many names behind the centre's back, each with words that do not compress.
fn publish_names(file: &Path, count: u32) {
    let entropy = ManualEntropy::seeded(3);
    let rows = (0..count).map(|at| {
        let noise = (0..4).map(|_| chuangtai::ports::Entropy::uuid(&entropy).simple().to_string()).collect();
        let item = ItemSummary {
            guide_version: None,
            code: format!("X{at:06}"),
            name: format!("事项第{at}号"),
            department: "市场监督管理局".into(),
            plain_words: noise,
            open: false,
        };
        let body = serde_json::to_string(&item).unwrap();
        format!("('{}', (SELECT catalogue_version FROM centre), '{body}')", item.code)
    });
    let rows = rows.collect::<Vec<_>>().join(", ");
    books::run(file, "UPDATE centre SET catalogue_version = catalogue_version + 1").unwrap();
    books::run(file, &format!("INSERT INTO item_names (code, catalogue, body) VALUES {rows}")).unwrap();
}

/// A demo centre on disk; with `names`, so many more names than the hall's.
pub fn on_disk(dir: &Path, names: u32) -> World {
    let clock = clock_at(MORNING);
    let file = dir.join("centre.db");
    let keys = || KeyPlace::Folder(dir.join("keys"));
    drop(Centre::open_demo_empty(config(&clock, Location::File(file.clone()), keys())).unwrap());
    if names > 0 {
        publish_names(&file, names);
    }
    World::around(Centre::open_demo_empty(config(&clock, Location::File(file), keys())).unwrap(), clock)
}

#[test]
fn f39_guides_come_in_pieces_and_an_interrupted_sync_goes_on_where_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let world = on_disk(dir.path(), 6_000);
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    // The line breaks after the first piece.
    let left = AtomicUsize::new(1);
    field.put_between(move |path| {
        let piece = path.starts_with("/v1/catalogue/snapshots/") && !path.ends_with("latest");
        (piece && left.fetch_sub(1, Ordering::SeqCst) == 0).then(|| page(200, "text/html", "<html>login</html>"))
    });
    let mut events = desk.events();
    assert!(field.wait(desk.tick()).is_err());
    assert!(field.wait(desk.items()).unwrap().is_empty(), "nothing counts before everything is here");
    assert!(std::iter::from_fn(|| events.try_recv().ok()).any(|event| matches!(event, Event::CatalogueComing { .. })));
    drop(desk);

    field.put_between(|_| None);
    let before = field.count("/v1/catalogue/snapshots/");
    let desk = field.desk(&world, "desk");
    field.wait(desk.tick()).unwrap();
    let head = field.wait(desk.ask(|centre| async move { centre.snapshot_head().await })).unwrap();
    assert!(head.pieces > 2, "{head:?}");
    let fetched = field.count("/v1/catalogue/snapshots/") - before;
    // One question for the head, one for mine above, and every piece but the one that was here.
    assert_eq!(u64::try_from(fetched).unwrap(), 2 + head.pieces - 1);
    let items = field.wait(desk.items()).unwrap();
    assert!(items.len() > 6_000 && items.iter().any(|item| item.code == "X005999"));
    let open = (0..items.len()).find_map(|at| items.get(at)?.guide_version).unwrap();
    assert_eq!(field.wait(desk.guide(&open)).unwrap().unwrap().id, open);

    // Nothing is new: nothing is fetched. A day later what came into force is asked for.
    let before = field.count("/v1/catalogue/");
    field.wait(desk.tick()).unwrap();
    assert_eq!(field.count("/v1/catalogue/"), before);
    world.clock.advance(SignedDuration::from_hours(24));
    let person = world.role(Role::Clerk).id;
    field.wait(async {
        desk.sign_in_demo(person).await.unwrap();
        desk.tick().await.unwrap();
    });
    assert_eq!((field.count("/v1/catalogue/changes"), field.count("/v1/catalogue/") - before), (1, 1));
}

#[test]
fn f35_a_piece_that_was_changed_on_the_way_spoils_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let world = on_disk(dir.path(), 0);
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    field.put_between(|path| {
        let piece = path.starts_with("/v1/catalogue/snapshots/") && !path.ends_with("latest");
        piece.then(|| page(200, "application/octet-stream", "not the catalogue"))
    });
    assert!(field.wait(desk.tick()).is_err());
    assert!(field.wait(desk.items()).unwrap().is_empty());
    field.put_between(|_| None);
    field.wait(desk.tick()).unwrap();
    assert!(!field.wait(desk.items()).unwrap().is_empty());
}

#[test]
fn f35_what_answers_in_the_centres_place_finishes_nothing() {
    let world = World::new();
    let field = Field::around(&world);
    let table: [(u16, &str, &str, Why); 7] = [
        (200, "text/html", "<html>login</html>", Why::NotTheCentre),
        (200, "application/json", "{\"ok\":true}", Why::NotTheCentre),
        (302, "text/plain", "", Why::NotTheCentre),
        (403, "text/html", "<html>blocked</html>", Why::NotTheCentre),
        (404, "text/plain", "no", Why::Refused),
        (502, "text/html", "<html>bad gateway</html>", Why::CentreTrouble),
        (511, "text/html", "<html>", Why::NotTheCentre),
    ];
    for (at, (status, kind, body, why)) in table.into_iter().enumerate() {
        let desk = field.desk(&world, &format!("desk{at}"));
        let case = world.uuid();
        field.put_between(move |path| (path == "/v1/commands").then(|| page(status, kind, body)));
        match field.receive(&world, &desk, case) {
            Delivered::Waiting { why: heard, .. } => assert_eq!(heard, Some(why), "{status} {kind}"),
            settled @ Delivered::Settled(_) => panic!("{status} {kind}: {settled:?}"),
        }
        assert_eq!(field.wait(desk.waiting_count()).unwrap(), 1);
        // What stood between is gone: the same bytes go, and there is one case.
        field.put_between(|_| None);
        world.clock.advance(SignedDuration::from_secs(400));
        field.wait(desk.tick()).unwrap();
        assert_eq!(field.wait(desk.waiting_count()).unwrap(), 0, "{status} {kind}");
        let detail = field.wait(desk.ask(|centre| async move { centre.case(case).await })).unwrap();
        assert_eq!((detail.case.version, detail.case.state), (1, State::Received));
    }
}

#[test]
fn a_hint_comes_over_the_socket_when_another_desk_has_acted() {
    let world = World::new();
    let field = Field::around(&world);
    let (one, two) = (field.desk(&world, "one"), field.desk(&world, "two"));
    field.wait(one.tick()).unwrap();
    let (tell, mut hear) = mpsc::unbounded_channel();
    let listener = one.clone();
    let listening = field.runtime.spawn(async move { listener.hear_hints(|| tell.send(()).unwrap()).await });
    // Whether the stream is open before the act or after it: what was not heard yet is hinted at.
    let case = world.uuid();
    assert!(matches!(field.receive(&world, &two, case), Delivered::Settled(_)));
    field.wait(hear.recv()).unwrap();
    let mut events = one.events();
    field.wait(one.tick()).unwrap();
    let told = std::iter::from_fn(|| events.try_recv().ok())
        .any(|event| matches!(event, Event::CaseChanged { case_id, .. } if case_id == case));
    assert!(told);
    listening.abort();

    // Without a stream polling goes on.
    field.put_between(|path| (path == "/v1/events").then(|| page(404, "text/plain", "")));
    assert!(field.wait(one.hear_hints(|| {})).is_err());
    field.wait(one.tick()).unwrap();
}

#[test]
fn f38_a_session_that_ends_holds_the_outbox_until_somebody_signs_in_and_needs_no_restart() {
    let world = World::new();
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    let mut hear = desk.events();
    world.clock.advance(SignedDuration::from_hours(9));
    let case = world.uuid();
    world.sign_in_again();
    let waiting = field.receive(&world, &desk, case);
    assert!(matches!(waiting, Delivered::Waiting { why: Some(Why::SignIn), .. }), "{waiting:?}");
    assert!(std::iter::from_fn(|| hear.try_recv().ok()).any(|event| matches!(event, Event::SignInNeeded(_))));
    world.clock.advance(SignedDuration::from_secs(400));
    field.wait(desk.tick()).unwrap();
    assert_eq!(field.wait(desk.waiting_count()).unwrap(), 1, "held, never lost");
    let person = world.role(Role::Clerk).id;
    field.wait(async {
        desk.sign_in_demo(person).await.unwrap();
        desk.tick().await.unwrap();
    });
    assert_eq!(field.wait(desk.waiting_count()).unwrap(), 0);
}

#[test]
fn a_lost_answer_is_settled_by_asking_and_not_by_sending_again() {
    let world = World::new();
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    let case = world.uuid();
    // The centre has applied it, and its answer is swallowed.
    let behind = Arc::clone(&field.router);
    let swallow = behind.lock().unwrap().clone().layer(middleware::from_fn(|request: Asked, next: Next| async {
        let command = request.uri().path() == "/v1/commands";
        let answer = next.run(request).await;
        if command { page(502, "text/html", "<html>") } else { answer }
    }));
    let whole = std::mem::replace(&mut *field.router.lock().unwrap(), swallow);
    assert!(matches!(field.receive(&world, &desk, case), Delivered::Waiting { .. }));
    *field.router.lock().unwrap() = whole;
    let sent = field.count("/v1/commands");
    assert_eq!(field.wait(desk.reconcile()).unwrap(), 0, "nothing differs");
    assert_eq!(field.wait(desk.waiting_count()).unwrap(), 0);
    assert_eq!(field.count("/v1/commands"), sent);
    let lines = field.wait(desk.outbox(9)).unwrap();
    assert_eq!(lines[0].state, ParcelState::Applied);
    assert!(lines[0].verdict.as_ref().unwrap().case_no.is_some());
}

#[test]
fn f28_nothing_is_accepted_on_guides_of_a_month_ago() {
    let world = World::new();
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    field.wait(desk.tick()).unwrap();
    field.put_between(|_| Some(page(502, "text/html", "")));
    world.clock.advance(SignedDuration::from_hours(31 * 24));
    let accept = Act::Accept(act::Checks::default());
    let refused = field.wait(desk.seal(&accept, Some(world.uuid()), 1, None));
    assert!(matches!(refused, Err(DeskError::CatalogueTooOld)));
    assert!(!field.wait(desk.items()).unwrap().is_empty(), "reading goes on");
}
