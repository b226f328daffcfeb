//! Systems of departments are told: signed, at least once, in order per case, of their own cases only, and not for ever
//! (CASEWORK 5.7).

use std::{
    cell::Cell,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, Method, StatusCode},
    routing::post,
};
use chuangtai::{
    central::{Centre, Config, KeyPlace, Location},
    contract::{
        CloudEvent, DeliveryState, DeliveryView, Page, Person, Redelivered, WebhookMade, WebhookView, keyed_hash,
    },
    domain::{
        case::State,
        lifecycle::{Act, act},
        role::{Limits, Role},
    },
    ports::ManualEntropy,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    books,
    protocol::receive,
    sight::staff,
    world::{MORNING, World, clock_at, config},
};

/// What came, and what the next ones are answered with.
#[derive(Clone)]
struct Receiver {
    url: String,
    came: Arc<Mutex<Vec<(HeaderMap, Bytes)>>>,
    answers: Arc<AtomicU16>,
}

impl Receiver {
    async fn new() -> Self {
        let (came, answers) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU16::new(204)));
        let (kept, status) = (Arc::clone(&came), Arc::clone(&answers));
        let take = move |headers: HeaderMap, body: Bytes| async move {
            kept.lock().unwrap().push((headers, body));
            StatusCode::from_u16(status.load(Ordering::SeqCst)).unwrap()
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let router = Router::new().route("/hook", post(take));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, came, answers }
    }

    fn answers(&self, status: u16) {
        self.answers.store(status, Ordering::SeqCst);
    }

    /// The events that came since the last time, in order.
    fn events(&self) -> Vec<CloudEvent> {
        self.came.lock().unwrap().drain(..).map(|(_, body)| serde_json::from_slice(&body).unwrap()).collect()
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

fn admin(world: &World) -> Person {
    let admin = staff(800, Role::Admin, &[], Limits::default());
    world.hire(&admin);
    admin
}

fn make(world: &World, admin: &Person, body: &Value) -> WebhookMade {
    let answer = world.post(admin, "/v1/webhooks", body);
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()
}

fn log(world: &World, admin: &Person, made: &WebhookMade) -> Vec<DeliveryView> {
    let page: Page<DeliveryView> = world.get(admin, &format!("/v1/webhooks/{}/deliveries", made.webhook.id)).json();
    page.items
}

fn note(text: &str) -> Act {
    Act::NoteAdd(act::Note { text: text.to_owned() })
}

#[test]
fn a_department_is_told_what_happens_to_its_cases_and_can_check_it() {
    let (world, runtime) = (World::new(), runtime());
    let receiver = runtime.block_on(Receiver::new());
    let (clerk, admin) = (world.role(Role::Clerk), admin(&world));
    let made = make(&world, &admin, &json!({"url": receiver.url, "department": "scjg"}));
    let case = world.uuid();
    let receipt = world.act(&clerk, case, 0, &receive(&world));
    world.act(&clerk, case, 1, &note("张小兰 13900001111"));
    assert_eq!(runtime.block_on(world.centre.tell_due()).unwrap(), 2);

    let (headers, body) = receiver.came.lock().unwrap()[0].clone();
    assert_eq!(headers["content-type"], "application/cloudevents+json; charset=utf-8");
    let signature = headers["chuangtai-signature"].to_str().unwrap();
    let (time, value) = signature.strip_prefix("t=").unwrap().split_once(",v1=").unwrap();
    assert_eq!(time, world.now().as_second().to_string());
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert_eq!(value, keyed_hash(made.secret.as_bytes(), &format!("{time}.{body}")));

    let events = receiver.events();
    let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["cn.gov.case.received.v1", "cn.gov.case.changed.v1"]);
    let first = &events[0];
    assert_eq!((first.specversion.as_str(), first.id.clone()), ("1.0", receipt.change_seq.to_string()));
    assert_eq!((first.data.case_id, first.data.version, first.data.state), (case, 1, State::Received));
    // No personal data, whatever was done to the case.
    let keys: Vec<String> =
        serde_json::from_str::<Value>(&body).unwrap()["data"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["case_id", "item_code", "realm", "state", "version"]);
    assert!(events.iter().all(|event| !format!("{event:?}").contains("张小兰")));
    let log = log(&world, &admin, &made);
    assert!(
        log.iter().all(|line| line.state == DeliveryState::Done && line.last_status == Some(204) && line.attempts == 1)
    );
    assert_eq!(runtime.block_on(world.centre.tell_due()).unwrap(), 0, "nothing is told twice without need");
}

#[test]
fn no_foreign_case_is_told() {
    let (world, runtime) = (World::new(), runtime());
    let receiver = runtime.block_on(Receiver::new());
    let admin = admin(&world);
    let told = |body: &Value| make(&world, &admin, body).webhook.id;
    let url = &receiver.url;
    let other_department = told(&json!({"url": url, "department": "mzj"}));
    let other_region = told(&json!({"url": url, "department": "scjg", "region": "321003"}));
    let other_kind = told(&json!({"url": url, "department": "scjg", "kinds": ["case.accepted"]}));
    let own = told(&json!({"url": url, "department": "scjg", "region": "321000", "kinds": ["case.received"]}));
    let home = Limits { regions: vec!["321002".into()], ..Limits::default() };
    let clerk = Person { window_id: Some("03".into()), ..staff(801, Role::Clerk, &[], home) };
    world.hire(&clerk);
    world.act(&clerk, world.uuid(), 0, &receive(&world));
    let views: Vec<WebhookView> = world.get(&admin, "/v1/webhooks").json();
    let waiting = |id| views.iter().find(|view| view.id == id).unwrap().waiting;
    assert_eq!([other_department, other_region, other_kind, own].map(waiting), [0, 0, 0, 1]);
}

/// Down for hours: pauses grow, nothing overtakes within a case, other cases are not held up; after two days it is put
/// aside, and an administrator has it told again.
#[test]
fn a_receiver_that_is_down_is_tried_again_then_put_aside_and_told_again() {
    let (world, runtime) = (World::new(), runtime());
    let receiver = runtime.block_on(Receiver::new());
    let (clerk, admin) = (world.role(Role::Clerk), admin(&world));
    let made = make(&world, &admin, &json!({"url": receiver.url, "department": "scjg"}));
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    world.act(&clerk, case, 1, &note("二"));
    let tell = || runtime.block_on(world.centre.tell_due()).unwrap();
    receiver.answers(503);
    assert_eq!(tell(), 1, "the second waits for the first");
    let pulse = world.centre.pulse().unwrap();
    assert_eq!((pulse.letters_waiting, pulse.letters_dead, pulse.letter_age.is_some()), (2, 0, true));
    assert_eq!(tell(), 0, "not before the pause is over");
    let held = log(&world, &admin, &made).remove(0);
    assert_eq!((held.state, held.next_try), (DeliveryState::Waiting, None), "nothing wakes up for what is held");
    let mut pauses = Vec::new();
    let mut line = log(&world, &admin, &made).pop().unwrap();
    while line.state == DeliveryState::Waiting && pauses.len() < 12 {
        pauses.push(line.next_try.unwrap().duration_since(world.now()));
        world.clock.set(line.next_try.unwrap());
        world.sign_in_again();
        assert_eq!(tell(), 1);
        line = log(&world, &admin, &made).pop().unwrap();
    }
    for (number, pause) in pauses.iter().enumerate() {
        let whole = (3_000i128 << number).min(900_000);
        assert!((whole / 2..=whole).contains(&pause.as_millis()), "{number}: {pause:?}");
    }
    assert_eq!((line.attempts, line.last_status), (13, Some(503)));

    world.clock.advance(SignedDuration::from_hours(48));
    world.sign_in_again();
    // The first is given up; then its successor, which is as old, has its turn.
    assert_eq!(tell(), 2);
    let lines = log(&world, &admin, &made);
    assert!(lines.iter().all(|line| line.state == DeliveryState::Dead), "{lines:?}");
    let pulse = world.centre.pulse().unwrap();
    assert_eq!((pulse.letters_waiting, pulse.letters_dead, pulse.letter_age), (0, 2, None));
    assert_eq!(tell(), 0);
    receiver.events();
    receiver.answers(200);
    assert_eq!(tell(), 0, "what is put aside stays there");
    let path = format!("/v1/webhooks/{}/redeliver", made.webhook.id);
    assert_eq!(world.post(&admin, &path, &json!({})).json::<Redelivered>().events, 2);
    assert_eq!(tell(), 2);
    let versions: Vec<u64> = receiver.events().iter().map(|event| event.data.version).collect();
    assert_eq!(versions, [1, 2]);
    let lines = log(&world, &admin, &made);
    assert!(lines.iter().all(|line| line.state == DeliveryState::Done && line.attempts == 1), "a new count: {lines:?}");
}

#[test]
fn what_was_told_long_ago_goes_from_the_log_and_nothing_else() {
    let (world, runtime) = (World::new(), runtime());
    let receiver = runtime.block_on(Receiver::new());
    let (clerk, admin) = (world.role(Role::Clerk), admin(&world));
    let made = make(&world, &admin, &json!({"url": receiver.url, "department": "scjg"}));
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    runtime.block_on(world.centre.tell_due()).unwrap();
    receiver.answers(503);
    world.act(&clerk, case, 1, &note("二"));
    runtime.block_on(world.centre.tell_due()).unwrap();
    world.clock.advance(SignedDuration::from_hours(24 * 89));
    world.centre.forget_told().unwrap();
    world.sign_in_again();
    assert_eq!(log(&world, &admin, &made).len(), 2);
    world.clock.advance(SignedDuration::from_hours(48));
    world.centre.forget_told().unwrap();
    world.sign_in_again();
    let left = log(&world, &admin, &made);
    assert!(left.len() == 1 && left[0].state != DeliveryState::Done, "what was not told stays: {left:?}");
}

/// Nobody listens at all; and a redirect is followed nowhere.
#[test]
fn what_is_no_answer_is_no_delivery() {
    let (world, runtime) = (World::new(), runtime());
    let receiver = runtime.block_on(Receiver::new());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (clerk, admin) = (world.role(Role::Clerk), admin(&world));
    let dead = make(&world, &admin, &json!({"url": format!("http://{free}/"), "department": "scjg"}));
    let moved = make(&world, &admin, &json!({"url": receiver.url, "department": "scjg"}));
    receiver.answers(307);
    world.act(&clerk, world.uuid(), 0, &receive(&world));
    assert_eq!(runtime.block_on(world.centre.tell_due()).unwrap(), 2);
    let of = |made| log(&world, &admin, made).pop().unwrap();
    assert_eq!((of(&dead).state, of(&dead).last_error.as_deref()), (DeliveryState::Waiting, Some("connect")));
    assert_eq!((of(&moved).state, of(&moved).last_status), (DeliveryState::Waiting, Some(307)));
    assert_eq!(receiver.events().len(), 1);

    // Ended: nothing is told any more, the log stays, and nothing brings it back.
    let path = format!("/v1/webhooks/{}", moved.webhook.id);
    let ended: WebhookView = world.send(Method::DELETE, &path, Some(&world.token(&admin)), &[], Vec::new()).json();
    assert!(ended.ended_at.is_some());
    world.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(runtime.block_on(world.centre.tell_due()).unwrap(), 1, "only the other");
    let again = world.post(&admin, &format!("{path}/redeliver"), &json!({})).problem();
    assert_eq!(again.code, "webhook.ended");
    assert_eq!(log(&world, &admin, &moved).len(), 1);
}

/// The centre stops with letters on the way: none is lost, and one whose answer was not heard comes again. The secret
/// stands nowhere in clear.
#[test]
fn a_restart_loses_no_event() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("centre.db");
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let (clock, runtime) = (clock_at(MORNING), runtime());
    let starts = Cell::new(0);
    let open = || {
        starts.set(starts.get() + 1);
        let config = config(&clock, Location::File(path.clone()), keys.clone());
        let config = Config { entropy: Arc::new(ManualEntropy::seeded(starts.get())), ..config };
        World::around(Centre::open_demo_empty(config).unwrap(), clock.clone())
    };
    let receiver = runtime.block_on(Receiver::new());
    let world = open();
    let (clerk, admin) = (world.role(Role::Clerk), admin(&world));
    let made = make(&world, &admin, &json!({"url": receiver.url, "department": "scjg"}));
    world.act(&clerk, world.uuid(), 0, &receive(&world));
    world.act(&clerk, world.uuid(), 0, &receive(&world));
    assert_eq!(books::holding(&path, &made.secret), Vec::<String>::new());
    drop(world);
    let world = open();
    assert_eq!(runtime.block_on(world.centre.tell_due()).unwrap(), 2);
    assert_eq!(receiver.events().len(), 2);
    // As if the centre had stopped between the receiver's answer and its own note of it.
    let lost = "UPDATE webhook_deliveries SET state = 'waiting', lease = 'gone' WHERE seq = 1";
    books::run(&path, lost).unwrap();
    drop(world);
    let world = open();
    clock.advance(SignedDuration::from_secs(61));
    assert_eq!(runtime.block_on(world.centre.tell_due()).unwrap(), 1);
    assert_eq!(receiver.events()[0].id, "1", "at least once, under the same id");
}

/// Two instances over the same books tell each event once.
#[test]
fn two_who_carry_do_not_both_tell() {
    let (world, runtime) = (World::new(), runtime());
    let receiver = runtime.block_on(Receiver::new());
    let (clerk, admin) = (world.role(Role::Clerk), admin(&world));
    make(&world, &admin, &json!({"url": receiver.url, "department": "scjg"}));
    for _ in 0..40 {
        world.act(&clerk, world.uuid(), 0, &receive(&world));
    }
    let tried: usize = runtime.block_on(async {
        let carriers: Vec<_> = (0..4)
            .map(|_| {
                let centre = world.centre.clone();
                tokio::spawn(async move { centre.tell_due().await.unwrap() })
            })
            .collect();
        let mut tried = 0;
        for carrier in carriers {
            tried += carrier.await.unwrap();
        }
        tried
    });
    assert_eq!((tried, receiver.events().len()), (40, 40));
}

#[test]
fn only_an_administrator_says_who_is_told_and_only_where_it_may_go() {
    let world = World::new();
    let admin = admin(&world);
    let ask = |body: Value| world.post(&admin, "/v1/webhooks", &body).problem().code;
    let own = "https://oa.example.cn/hook";
    assert_eq!(ask(json!({"url": "http://oa.example.cn/", "department": "scjg"})), "webhook.not_encrypted");
    assert_eq!(ask(json!({"url": "https://192.168.1.1/", "department": "scjg"})), "webhook.private");
    assert_eq!(ask(json!({"url": "https://169.254.169.254/", "department": "scjg"})), "webhook.private");
    assert_eq!(ask(json!({"url": "ftp://x/", "department": "scjg"})), "webhook.address");
    assert_eq!(ask(json!({"url": own, "department": "市 监"})), "webhook.department");
    assert_eq!(ask(json!({"url": own, "department": "scjg", "region": "x"})), "webhook.region");
    assert_eq!(ask(json!({"url": own, "department": "scjg", "kinds": ["case.gone"]})), "webhook.kind");
    assert_eq!(ask(json!({"url": own, "department": "scjg", "extra": 1})), "body.malformed");
    let made = make(&world, &admin, &json!({"url": own, "department": "scjg"}));
    let listed = world.get(&admin, "/v1/webhooks").text();
    assert!(listed.contains(own) && !listed.contains(&made.secret), "the secret is shown once");
    let trail = staff(701, Role::Auditor, &[], Limits::default());
    world.hire(&trail);
    let records = world.get(&trail, "/v1/audit?limit=200").text();
    assert!(records.contains(&format!("webhook/{}", made.webhook.id)) && !records.contains(own));
}
