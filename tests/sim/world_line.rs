//! The line between desks and centre, and the ports of a program that can die: calls wait in the open until the world
//! answers them, store calls run at once until a fuse blows.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    task::{Context, Poll, Waker},
};

use axum::{Router, body::Body};
use chuangtai::{
    desk::api::{Method, Request, Response, Sending, Transport, TransportError},
    ports::Spawn,
};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

/// What came of a call.
pub type Outcome = Result<Response, TransportError>;

/// Runs a future that waits for nothing outside this thread.
pub fn finish<T>(work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..100_000 {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
    panic!("work that should not wait is waiting");
}

/// Calls the centre's router at once.
pub async fn call(router: Router, request: Request) -> Response {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Patch => "PATCH",
        Method::Delete => "DELETE",
    };
    let mut builder = axum::http::Request::builder().method(method).uri(&request.path);
    for (name, value) in &request.headers {
        builder = builder.header(*name, value);
    }
    let Ok(answer) = router.oneshot(builder.body(Body::from(request.body)).unwrap()).await;
    let (parts, body) = answer.into_parts();
    let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers = headers.collect();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Response { status: parts.status.as_u16(), headers, body }
}

/// A line without faults, for the template.
pub struct Direct(pub Router);

impl Transport for Direct {
    fn send(&self, request: Request) -> Sending<'_> {
        let router = self.0.clone();
        Box::pin(async move { Ok(call(router, request).await) })
    }
}

/// One call under way. The desk waits for `answer`.
pub struct Call {
    pub desk: usize,
    pub request: Request,
    pub answer: Arc<Mutex<Option<Outcome>>>,
    /// Milliseconds that the answer will take.
    pub back: u64,
}

/// Whether a desk's program lives, and after how many store calls it dies.
#[derive(Default)]
pub struct Life {
    dead: AtomicBool,
    /// Store calls until death; negative = no fuse. Odd fuses die after their call, even ones before it.
    fuse: AtomicI64,
    /// It died after the commit and not before it.
    after: AtomicBool,
}

impl Life {
    pub fn new(fuse: Option<u64>) -> Self {
        let fuse = fuse.map_or(-1, u64::cast_signed);
        Self { dead: AtomicBool::new(false), fuse: AtomicI64::new(fuse), after: AtomicBool::new(fuse % 2 == 1) }
    }

    pub fn is_over(&self) -> bool {
        self.dead.load(Ordering::SeqCst)
    }

    pub fn end(&self) {
        self.dead.store(true, Ordering::SeqCst);
    }

    pub fn light_fuse(&self, calls: u64) {
        self.fuse.store(calls.cast_signed(), Ordering::SeqCst);
        self.after.store(calls % 2 == 1, Ordering::SeqCst);
    }

    pub fn died_after_a_commit(&self) -> bool {
        self.after.load(Ordering::SeqCst)
    }
}

/// Runs store calls in the caller's thread until the program dies. What a dead program was told is told to nobody.
pub struct Mortal(pub Arc<Life>);

impl Spawn for Mortal {
    fn run(&self, work: Box<dyn FnOnce() + Send>) {
        let life = &self.0;
        if life.is_over() {
            return;
        }
        let left = life.fuse.load(Ordering::SeqCst);
        if left > 0 {
            life.fuse.store(left - 1, Ordering::SeqCst);
        }
        if left != 1 && left != 0 {
            return work();
        }
        if life.died_after_a_commit() {
            work();
        }
        life.end();
    }
}

/// A desk's end of the line.
pub struct Wire {
    pub desk: usize,
    pub life: Arc<Life>,
    pub out: Arc<Mutex<Vec<Call>>>,
}

impl Transport for Wire {
    fn send(&self, request: Request) -> Sending<'_> {
        if self.life.is_over() {
            return Box::pin(std::future::pending());
        }
        let answer = Arc::new(Mutex::new(None));
        self.out.lock().unwrap().push(Call { desk: self.desk, request, answer: answer.clone(), back: 0 });
        Box::pin(poll_fn(move |_| match answer.lock().unwrap().take() {
            Some(outcome) => Poll::Ready(outcome),
            None => Poll::Pending,
        }))
    }
}

/// Something a desk's program is doing.
pub type Doing = Pin<Box<dyn Future<Output = ()>>>;

/// Goes on with it as far as it can. True when it is done.
pub fn advance(doing: &mut Doing) -> bool {
    doing.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready()
}
