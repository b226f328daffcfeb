//! F43: the centre's name and its addresses, over real sockets: a name that leads nowhere, addresses behind which nobody
//! listens or answers, a centre that moves.

use std::{
    future::ready,
    net::{SocketAddr, TcpListener},
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{body::Body, extract::Request as Asked};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::*;
use crate::{
    desk::api::{CentreUrl, HttpTransport, Method, Request, Way},
    i18n::{Lang, t},
};

/// Where the centre's name leads now; nowhere = there is no such name.
#[derive(Default)]
struct Names(Mutex<Vec<SocketAddr>>);

impl Names {
    fn lead_to(&self, addresses: &[SocketAddr]) {
        *self.0.lock().unwrap() = addresses.to_vec();
    }
}

impl Resolve for Names {
    fn resolve(&self, _: Name) -> Resolving {
        let found = self.0.lock().unwrap().clone();
        let addresses: Addrs = Box::new(found.clone().into_iter());
        Box::pin(ready(if found.is_empty() { Err("no such name".into()) } else { Ok(addresses) }))
    }
}

/// The centre of the script behind a socket of its own. Every answer ends its connection, so that the next request finds
/// its way anew.
struct House {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
    service: tokio::task::JoinHandle<()>,
}

impl House {
    async fn of(script: &Arc<Centre>) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let (script, count) = (Arc::clone(script), Arc::clone(&asked));
        let router = axum::Router::new().fallback(move |request: Asked| {
            let (script, count) = (Arc::clone(&script), Arc::clone(&count));
            async move {
                count.fetch_add(1, Ordering::SeqCst);
                answered(&script, request).await
            }
        });
        let service = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, asked, service }
    }
}

async fn answered(script: &Centre, request: Asked) -> axum::response::Response {
    let (head, body) = request.into_parts();
    let headers = head.headers.iter().map(|(name, value)| {
        let name: &'static str = Box::leak(name.as_str().to_owned().into_boxed_str());
        (name, value.to_str().unwrap().to_owned())
    });
    let request = Request {
        method: if head.method == "POST" { Method::Post } else { Method::Get },
        path: head.uri.path_and_query().unwrap().to_string(),
        headers: headers.collect(),
        body: axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec(),
    };
    let answer = script.answer(&request).unwrap();
    let mut response = axum::response::Response::builder().status(answer.status).header("connection", "close");
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(answer.body)).unwrap()
}

fn config(bench: &Bench, names: &Arc<Names>, first_byte: Duration) -> Config {
    // Without a port in it the address decides the port as well.
    let centre = CentreUrl::parse("http://localhost").unwrap();
    let way = Way { names: Some(names.clone()), first_byte, ..Way::default() };
    Config { transport: Arc::new(HttpTransport::by(centre, &[], way).unwrap()), ..bench.config() }
}

async fn ready_by(bench: &Bench, names: &Arc<Names>) -> Desk {
    let desk = Desk::open(config(bench, names, Way::default().first_byte)).await.unwrap();
    desk.connect().await.unwrap();
    desk.enrol("综合窗口03").await.unwrap();
    desk.sign_in_demo(Uuid::from_u128(1)).await.unwrap();
    desk
}

/// An address behind which nobody listens.
fn deserted() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

fn offline(hear: &mut UnboundedReceiver<Event>) -> Option<&'static str> {
    drain(hear).into_iter().find_map(|event| match event {
        Event::Offline { why } => Some(why),
        _ => None,
    })
}

#[tokio::test]
async fn f43_a_name_that_leads_nowhere_keeps_everything_here_and_says_so() {
    let (bench, names) = (Bench::new(), Arc::new(Names::default()));
    let house = House::of(&bench.script).await;
    names.lead_to(&[house.address]);
    let desk = ready_by(&bench, &names).await;
    let mut hear = desk.events();

    names.lead_to(&[]);
    let sealed = seal(&desk, 9).await;
    assert_eq!(
        waiting(desk.deliver(sealed.command_id).await.unwrap()),
        (ParcelState::MaybeSent, Some(Why::NoAnswer)),
        "an attempt was recorded, so only a receipt ends it"
    );
    let why = offline(&mut hear).unwrap();
    assert!(t(Lang::Zh, why).starts_with("未收到中心回应,已存本机"), "{why}");
    let why = desk.tick().await.unwrap_err().key();
    assert!(t(Lang::Zh, why).starts_with("连不上中心"), "{why}");
    assert_eq!((desk.waiting_count().await.unwrap(), bench.script.arrived().len()), (1, 0));

    names.lead_to(&[house.address]);
    bench.later(400);
    desk.tick().await.unwrap();
    assert_eq!((desk.waiting_count().await.unwrap(), bench.script.arrived().len()), (0, 1));
}

#[tokio::test]
async fn f43_where_nobody_listens_the_next_address_is_tried() {
    let (bench, names) = (Bench::new(), Arc::new(Names::default()));
    let house = House::of(&bench.script).await;
    let nobody = deserted();
    names.lead_to(&[SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], nobody.port())), nobody, house.address]);
    let desk = ready_by(&bench, &names).await;
    let sealed = seal(&desk, 9).await;
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
    assert_eq!(bench.script.arrived().len(), 1, "once, whatever was tried");

    // All of them deserted is no more than a line that is down.
    names.lead_to(&[nobody, deserted()]);
    let mut hear = desk.events();
    assert!(desk.tick().await.is_err());
    assert_eq!(offline(&mut hear), Some("desk.fault.line.not_sent"));
}

#[tokio::test]
async fn f43_a_centre_that_moved_is_found_at_its_new_address() {
    let (bench, names) = (Bench::new(), Arc::new(Names::default()));
    let (old, new) = (House::of(&bench.script).await, House::of(&bench.script).await);
    names.lead_to(&[old.address]);
    let desk = ready_by(&bench, &names).await;
    assert_eq!(new.asked.load(Ordering::SeqCst), 0);
    old.service.abort();
    names.lead_to(&[new.address]);
    let sealed = seal(&desk, 9).await;
    assert_eq!(settled(desk.deliver(sealed.command_id).await.unwrap()), ParcelState::Applied);
    assert!(new.asked.load(Ordering::SeqCst) > 0);
}

/// It takes connections and says nothing, as a firewall that swallows packets does.
#[tokio::test]
async fn f43_an_address_that_swallows_everything_is_given_up_and_the_parcel_stays() {
    let (bench, names) = (Bench::new(), Arc::new(Names::default()));
    let house = House::of(&bench.script).await;
    names.lead_to(&[house.address]);
    drop(ready_by(&bench, &names).await);
    let swallowing = TcpListener::bind("127.0.0.1:0").unwrap();
    names.lead_to(&[swallowing.local_addr().unwrap()]);
    let desk = Desk::open(config(&bench, &names, Duration::from_millis(200))).await.unwrap();
    let mut hear = desk.events();
    assert!(desk.connect().await.is_err());
    let why = offline(&mut hear).unwrap();
    assert_eq!(why, "desk.fault.line.timed_out");
    assert!(t(Lang::Zh, why).contains("久未回应"));
}
