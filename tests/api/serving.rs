//! What stands before the centre on a network: limits, deadlines, certificates, the figures, starting and stopping. It
//! knows of no database, so that it is tried over one engine.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use chuangtai::{
    central::serve::{Allowed, Ended, Front, Rate, Rules, Tls},
    contract::Problem,
    desk::api::{CentreUrl, HttpTransport, Method, Request, Transport as _, TransportError},
    domain::role::Role,
    ports::ManualEntropy,
};
use tokio::{net::TcpListener, runtime::Runtime, task::JoinHandle};

use crate::sqlite::world::World;

/// Nothing here waits so long unless something is wrong.
const PATIENCE: Duration = Duration::from_mins(5);

struct Service {
    front: Arc<Front>,
    address: SocketAddr,
    serving: Option<JoinHandle<Ended>>,
    runtime: Runtime,
}

impl Service {
    fn new(rules: Rules, tls: Option<Arc<Tls>>) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let front = Front::new(rules, Arc::new(ManualEntropy::seeded(3)));
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let serving = Some(runtime.spawn(Arc::clone(&front).serve(listener, tls, PATIENCE)));
        Self { front, address, serving, runtime }
    }

    fn of(world: &World, rules: Rules) -> Self {
        let service = Self::new(rules, None);
        service.front.open_doors(&world.centre);
        service
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends bytes as they are; answers what came until the other side closed.
    fn raw(&self, bytes: &str) -> String {
        let mut stream = self.connect();
        let mut heard = Vec::new();
        // A side that hangs up on what it does not want to read may cut the line before or behind its answer.
        let _ = stream.write_all(bytes.as_bytes()).and_then(|()| stream.read_to_end(&mut heard));
        String::from_utf8_lossy(&heard).into_owned()
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}{length}\r\n{body}"
        ))
    }

    fn get(&self, path: &str) -> String {
        self.ask("GET", path, "", "")
    }

    fn figures(&self) -> String {
        self.runtime.block_on(self.front.figures())
    }

    /// Begins to stop and waits for what runs.
    fn end(&mut self) -> Ended {
        self.front.begin_to_stop();
        self.runtime.block_on(self.serving.take().unwrap()).unwrap()
    }
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).unwrap_or_default().parse().unwrap_or_default()
}

fn problem(answer: &str) -> Problem {
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

fn only(allowed: Allowed) -> Rules {
    Rules { allowed, ..Rules::default() }
}

/// Three at once, and one a minute: a test is over before the next.
const THREE: Rate = Rate { per_minute: 1, burst: 3 };

#[test]
fn f63_whoever_asks_too_much_is_told_when_to_come_again_and_others_are_served() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let service = Service::of(&world, only(Allowed { account: THREE, ..Allowed::default() }));
    let bearer = |person| format!("authorization: Bearer {}\r\n", world.token(person));
    for _ in 0..3 {
        assert_eq!(status(&service.ask("GET", "/v1/me", &bearer(&clerk), "")), 200);
    }
    let refused = service.ask("GET", "/v1/me", &bearer(&clerk), "");
    let said = problem(&refused);
    assert_eq!((said.status, said.code.as_str(), said.retryable), (429, "limit.account", true));
    assert!(refused.to_ascii_lowercase().contains("retry-after: ") && said.title.contains("请稍候"), "{refused}");
    assert!(refused.contains("x-content-type-options: nosniff"), "what holds for all answers holds for this one");
    assert_eq!(status(&service.ask("GET", "/v1/me", &bearer(&world.role(Role::Lead)), "")), 200);

    let service = Service::of(&world, only(Allowed { address: THREE, ..Allowed::default() }));
    let statuses: Vec<u16> = (0..4).map(|_| status(&service.get("/v1/meta"))).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(status(&service.get("/readyz")), 200, "whoever keeps watch is not counted");

    let service = Service::of(&world, only(Allowed { sign_in: THREE, ..Allowed::default() }));
    let body = "{\"staff_no\":\"nobody\",\"password\":\"wrong\"}";
    let statuses: Vec<u16> = (0..4).map(|_| status(&service.ask("POST", "/v1/sessions", "", body))).collect();
    assert_eq!(statuses, [401, 401, 401, 429]);
    let refused = problem(&service.ask("POST", "/device", "", "staff_no=nobody&password=wrong"));
    assert_eq!(refused.code, "limit.sign_in", "the page for telephones takes a password as well");
}

#[test]
fn f63_a_device_and_its_windows_have_their_measure() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let service = Service::of(&world, only(Allowed { device: THREE, windows: 2, ..Allowed::default() }));
    let bearer = format!("authorization: Bearer {}\r\n", world.token(&clerk));
    // Not a command that anybody would accept, but one that names its device.
    let command = format!("{{\"device_id\":\"{}\"}}", world.device);
    let statuses: Vec<u16> = (0..4).map(|_| status(&service.ask("POST", "/v1/commands", &bearer, &command))).collect();
    assert_eq!(statuses, [400, 400, 400, 429]);

    let open = || {
        let mut stream = service.connect();
        stream.write_all(format!("GET /v1/events HTTP/1.1\r\nhost: x\r\n{bearer}\r\n").as_bytes()).unwrap();
        let mut head = [0; 12];
        stream.read_exact(&mut head).unwrap();
        (stream, String::from_utf8_lossy(&head).ends_with("200"))
    };
    let (first, second) = (open(), open());
    assert!(first.1 && second.1);
    assert_eq!(problem(&service.ask("GET", "/v1/events", &bearer, "")).code, "limit.windows");
    assert!(service.figures().contains("chuangtai_event_streams 2"), "{}", service.figures());
    drop(first);
    // The seat is free as soon as the service has seen that nobody sits there; it looks at its next sign of life.
    world.centre.meta().unwrap();
}

#[test]
fn f32_f63_a_head_or_a_body_that_does_not_come_holds_nothing_for_long() {
    let world = World::new();
    let soon = Duration::from_millis(200);
    let service = Service::of(&world, Rules { header_time: soon, body_time: soon, ..Rules::default() });
    let mut slow = service.connect();
    slow.write_all(b"GET /v1/meta HTTP/1.1\r\nhost: x\r\n").unwrap();
    let mut heard = String::new();
    let _ = slow.read_to_string(&mut heard);
    assert!(heard.is_empty() || status(&heard) == 408, "{heard}");
    // A body that stops in the middle.
    let answer = service.raw(
        "POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{\"staff",
    );
    // On a machine that is busy enough even this head may come too late.
    assert!(answer.is_empty() || problem(&answer).code == "request.slow", "{answer}");
    while status(&service.get("/v1/meta")) != 200 {
        std::thread::yield_now();
    }
}

#[test]
fn f63_header_bombs_are_refused_and_two_lengths_smuggle_nothing() {
    let world = World::new();
    let service = Service::of(&world, Rules { headers: 16, header_bytes: 8192, ..Rules::default() });
    let many = "x-more: 1\r\n".repeat(40);
    assert_eq!(status(&service.ask("GET", "/v1/meta", &many, "")), 431);
    let long = format!("x-long: {}\r\n", "a".repeat(20_000));
    assert_eq!(status(&service.ask("GET", "/v1/meta", &long, "")), 431);
    // T19, ASVS 4.2.1: a proxy that counted otherwise has sent no second request.
    let smuggled = "GET /v1/meta HTTP/1.1\r\nhost: x\r\n\r\n";
    let both = service.raw(&format!(
        "POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n{smuggled}",
        smuggled.len() + 5
    ));
    assert_eq!((status(&both), both.matches("HTTP/1.1 ").count()), (400, 1), "{both}");
    assert_eq!(status(&service.get("/v1/meta")), 200);
}

#[test]
fn f63_there_are_so_many_seats_and_no_more() {
    let world = World::new();
    let service = Service::of(&world, Rules { connections: 2, ..Rules::default() });
    let held: Vec<TcpStream> = (0..2)
        .map(|_| {
            // A connection has its seat for certain once it was answered.
            let mut stream = service.connect();
            stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
            stream.read_exact(&mut [0; 12]).unwrap();
            stream
        })
        .collect();
    assert_eq!(service.get("/v1/meta"), "", "the third hears nothing");
    assert!(service.figures().contains("chuangtai_connections_turned_away_total 1"));
    drop(held);
    while status(&service.get("/v1/meta")) != 200 {
        std::thread::yield_now();
    }
}

#[test]
fn a_service_says_that_it_starts_serves_and_stops() {
    let world = World::new();
    let mut service = Service::new(Rules::default(), None);
    assert_eq!(status(&service.get("/healthz")), 200);
    for path in ["/readyz", "/v1/meta", "/v1/commands"] {
        let answer = service.get(path);
        assert_eq!((status(&answer), problem(&answer).code.as_str()), (503, "service.starting"), "{path}");
        assert!(answer.contains("retry-after: "), "{answer}");
    }
    assert!(service.figures().contains("chuangtai_up 0"));
    service.front.open_doors(&world.centre);
    assert_eq!(status(&service.get("/readyz")), 200);
    assert!(service.figures().contains("chuangtai_ready 1"));

    // A window listens, and a connection waits between two requests.
    let bearer = format!("authorization: Bearer {}\r\n", world.token(&world.role(Role::Clerk)));
    let mut window = service.connect();
    window.write_all(format!("GET /v1/events HTTP/1.1\r\nhost: x\r\n{bearer}\r\n").as_bytes()).unwrap();
    window.read_exact(&mut [0; 12]).unwrap();
    let mut idle = service.connect();
    idle.write_all(b"GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    idle.read_exact(&mut [0; 12]).unwrap();
    // A request whose body is on its way is finished before the service ends.
    let body = "{\"staff_no\":\"nobody\",\"password\":\"wrong\"}";
    let mut under_way = service.connect();
    let head = format!(
        "POST /v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    under_way.write_all(&head.as_bytes()[..head.len() - 2]).unwrap();
    under_way.write_all(b"expect: 100-continue\r\n\r\n").unwrap();
    // The service asks for the body: the request is under way.
    let mut go_on = [0; 25];
    under_way.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100"), "{}", String::from_utf8_lossy(&go_on));

    service.front.begin_to_stop();
    let mut rest = String::new();
    window.read_to_string(&mut rest).unwrap();
    assert!(rest.ends_with("0\r\n\r\n"), "the stream ends in order, so that the window goes elsewhere: {rest:?}");
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).unwrap();
    under_way.write_all(body.as_bytes()).unwrap();
    let mut answer = String::new();
    under_way.read_to_string(&mut answer).unwrap();
    assert_eq!(status(&answer), 401, "{answer}");
    assert_eq!(service.end(), Ended::Finished);
    assert!(TcpStream::connect(service.address).is_err(), "nobody else comes in");
    assert!(service.figures().contains("chuangtai_ready 0"));
}

#[test]
fn figures_name_routes_and_nobody() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let service = Service::of(&world, Rules::default());
    let bearer = format!("authorization: Bearer {}\r\n", world.token(&clerk));
    let case = world.uuid();
    assert_eq!(status(&service.ask("GET", &format!("/v1/cases/{case}?name=%E5%BC%A0"), &bearer, "")), 404);
    assert_eq!(status(&service.ask("GET", "/nowhere/321002199001011234", &bearer, "")), 404);
    assert_eq!(status(&service.ask("BREW", "/v1/me", &bearer, "")), 405);
    let note = world.seal(&clerk, case, 1, None, &note());
    let bytes = String::from_utf8(note.seal().unwrap()).unwrap();
    let signed = format!(
        "{bearer}idempotency-key: \"{}\"\r\ndevice-signature: {}\r\n",
        note.command_id,
        world.sign(bytes.as_bytes())
    );
    assert_eq!(status(&service.ask("POST", "/v1/commands", &signed, &bytes)), 404);
    let figures = service.figures();
    for line in [
        "chuangtai_requests_total{method=\"GET\",route=\"/v1/cases/{id}\",status=\"404\"} 1",
        "chuangtai_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 1",
        "chuangtai_requests_total{method=\"other\",route=\"/v1/me\",status=\"405\"} 1",
        "chuangtai_problems_total{code=\"not_found\"} ",
        "chuangtai_request_seconds_bucket{method=\"GET\",route=\"/v1/cases/{id}\",le=\"+Inf\"} 1",
        "chuangtai_connections ",
        "chuangtai_audit_seq ",
        "chuangtai_change_seq 0",
        "chuangtai_build_info{version=\"",
        "chuangtai_ready 1",
    ] {
        assert!(figures.contains(line), "{line}: {figures}");
    }
    for secret in [
        case.to_string(),
        clerk.id.to_string(),
        "321002199001011234".into(),
        "127.0.0.1".into(),
        "%E5".into(),
        "BREW".into(),
    ] {
        assert!(!figures.contains(&*secret), "{secret}: {figures}");
    }
}

#[test]
fn figures_are_for_whoever_has_the_token() {
    let world = World::new();
    let service = Service::of(&world, Rules::default());
    let listener = service.runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = listener.local_addr().unwrap();
    service.runtime.spawn(Arc::clone(&service.front).serve_watch(listener, Some("geheim".to_owned())));
    let watch = Service { address, ..service };
    assert_eq!(status(&watch.get("/metrics")), 401);
    assert_eq!(status(&watch.ask("GET", "/metrics", "authorization: Bearer falsch\r\n", "")), 401);
    let answer = watch.ask("GET", "/metrics", "authorization: Bearer geheim\r\n", "");
    assert!(status(&answer) == 200 && answer.contains("chuangtai_build_info"), "{answer}");
    assert_eq!(status(&watch.ask("GET", "/v1/meta", "authorization: Bearer geheim\r\n", "")), 404);
}

fn note() -> chuangtai::domain::lifecycle::Act {
    chuangtai::domain::lifecycle::Act::NoteAdd(chuangtai::domain::lifecycle::act::Note { text: "x".into() })
}

pub fn tls_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tls").join(name)
}

/// A certificate with its key, as only the service may read it.
fn certificate(dir: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (certificate, key) = (dir.join("hall.pem"), dir.join("hall.key"));
    fs::copy(tls_file(&format!("{name}.pem")), &certificate).unwrap();
    let _ = fs::remove_file(&key);
    fs::copy(tls_file(&format!("{name}.key")), &key).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    }
    (certificate, key)
}

#[test]
fn t02_f37_a_window_speaks_tls_to_whoever_its_own_authority_vouches_for() {
    let world = World::new();
    let dir = tempfile::tempdir().unwrap();
    let (pem, key) = certificate(dir.path(), "hall");
    let tls = Arc::new(Tls::load(&pem, &key).unwrap());
    let service = Service::new(Rules::default(), Some(Arc::clone(&tls)));
    service.front.open_doors(&world.centre);
    let authority = fs::read(tls_file("ca.pem")).unwrap();
    let meta = |authorities: &[Vec<u8>]| {
        let url = CentreUrl::parse(&format!("https://localhost:{}", service.address.port())).unwrap();
        let transport = HttpTransport::new(url, authorities).unwrap();
        let request = Request { method: Method::Get, path: "/v1/meta".into(), headers: Vec::new(), body: Vec::new() };
        service.runtime.block_on(transport.send(request)).map(|answer| answer.status)
    };
    let own = [authority];
    assert_eq!(meta(&own), Ok(200));
    assert_eq!(meta(&[]), Err(TransportError::Certificate), "an authority that nobody named");
    assert_eq!(service.get("/v1/meta").matches("HTTP/1.1 200").count(), 0, "nothing in clear");

    // Renewed, and read anew; what is not right leaves the old one in use.
    fs::write(&pem, "no certificate").unwrap();
    assert!(tls.reload().is_err());
    assert_eq!(meta(&own), Ok(200));
    certificate(dir.path(), "elsewhere");
    tls.reload().unwrap();
    assert_eq!(meta(&own), Err(TransportError::Certificate), "a certificate for another name");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(tls.reload().is_err(), "a key that everybody may read");
    }
}
