//! What a case asks of the service on its way from the window to the applicant's hands: thirty requests, ten of them
//! commands or questions to registers (CASEWORK 4.4 counts thirty calls a case).

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use chuangtai::{
    contract::{EvidenceAnswered, EvidenceRequest, LookupAnswer, ReceiptPayload},
    desk::api::Response,
    domain::{
        case::{Application, Channel, DecisionKind, Delivery, Party},
        check::{Answer, MaterialRow},
        exemption::{Authorisation, SatisfyBy},
        guide::{FormFieldKind, Guide, ServiceObject},
        lifecycle::{Act, act},
    },
    ports::{Clock as _, Entropy as _},
    runtime::{SystemClock, SystemEntropy},
};
use serde_json::json;
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    line::{Member, Window},
    times::Times,
    world::{food, row, segment},
};

/// Requests of one case.
pub const REQUESTS: u32 = 30;

/// A citizen of the demonstration whom no register knows.
pub fn citizen() -> Party {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    // Apart from those of another run on the same store.
    let run = SystemClock.now().as_second().unsigned_abs();
    let no = run * 1_000 + NEXT.fetch_add(1, Ordering::Relaxed);
    let (year, month, day) = (1950 + no / 280_000 % 50, 1 + no / 28_000 % 10, 1 + no / 1_000 % 28);
    let body = format!("000000{year:04}{month:02}{day:02}{:03}", no % 1_000);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][usize::try_from(sum % 11).unwrap()];
    Party {
        kind: ServiceObject::Person,
        name: "陈早早".into(),
        number_kind: "citizen_id".into(),
        number: format!("{body}{check}"),
        phone: "13800001234".into(),
        address: "扬州市广陵区演示路1号".into(),
        legal_representative: None,
    }
}

/// An application in which nothing is lacking.
pub fn application(guide: &Guide, applicant: Party) -> Application {
    let fields = guide.form.iter().flat_map(|section| &section.fields);
    let form: BTreeMap<String, String> = fields
        .map(|field| {
            let value = match (field.kind, field.filled_from.as_deref()) {
                (_, Some("applicant.number")) => "91000000Q00000034K".to_owned(),
                (_, Some("applicant.phone")) => applicant.phone.clone(),
                (FormFieldKind::Number, _) => "40".to_owned(),
                (FormFieldKind::Choice, _) => field.options[0].clone(),
                _ => "热食类食品制售".to_owned(),
            };
            (field.id.clone(), value)
        })
        .collect();
    let answer = |question: &str, choice: &str| Answer { question: question.into(), choices: vec![choice.into()] };
    let paper = |no| row(no, SatisfyBy::PaperOriginal);
    let materials: Vec<MaterialRow> = (1..=9).filter(|no| *no != 7).map(paper).collect();
    Application {
        applicant,
        agent: None,
        guide_version: guide.id.clone(),
        answers: vec![answer("what", "catering"), answer("who", "self")],
        materials,
        form,
        form_sources: BTreeMap::new(),
        channel: Channel::Window,
        delivery: Delivery::default(),
    }
}

pub fn receive(guide: &Guide) -> Act {
    let application = application(guide, citizen());
    Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }))
}

/// Asks at the appointed times: what waits for its turn at the client counts as waiting.
struct Pace<'a> {
    next: Instant,
    every: Option<Duration>,
    times: &'a Times,
}

impl Pace<'_> {
    async fn ask<T>(&mut self, kind: &'static str, request: impl Future<Output = T>) -> T {
        match self.every {
            Some(every) => {
                self.next += every;
                tokio::time::sleep_until(self.next).await;
            }
            None => self.next = Instant::now(),
        }
        let answer = request.await;
        self.times.add(kind, self.next.elapsed());
        answer
    }
}

/// A case on its way, and the window that it is at.
struct Case<'a> {
    window: &'a Window,
    pace: Pace<'a>,
    id: Uuid,
    version: u64,
}

impl Case<'_> {
    async fn act(&mut self, by: &Member, act: Act) -> ReceiptPayload {
        let parcel = self.window.seal(&by.person, self.id, self.version, &act);
        self.version += 1;
        self.pace.ask("command", self.window.send(by, &parcel)).await
    }

    async fn get(&mut self, kind: &'static str, by: &Member, path: &str) -> Response {
        self.pace.ask(kind, self.window.get(by, path)).await
    }
}

/// One case from beginning to end, its requests `every` so long after each other, or at once.
pub async fn case(window: Arc<Window>, guide: Arc<Guide>, times: Arc<Times>, every: Option<Duration>) {
    let crew = &window.crew;
    let pace = Pace { next: Instant::now(), every, times: &times };
    let mut case = Case { window: &window, pace, id: SystemEntropy.uuid(), version: 0 };
    let (id, party) = (case.id, citizen());
    let own = format!("/v1/cases/{id}");

    case.get("me", &crew.clerk, "/v1/me").await;
    case.get("list", &crew.clerk, "/v1/worklists/todo").await;
    let lookup = json!({"number_kind": party.number_kind, "number": party.number, "purpose": "receive"});
    let who: LookupAnswer = case.pace.ask("lookup", window.post(&crew.clerk, "/v1/applicants/lookup", &lookup)).await;
    let asked = EvidenceRequest {
        applicant_id: who.applicant_id,
        guide_version: guide.id.clone(),
        material_codes: Vec::new(),
        authorisation: Some(Authorisation::CodeShown { at: SystemClock.now() }),
        case_id: id,
    };
    let _: EvidenceAnswered = case.pace.ask("lookup", window.post(&crew.clerk, "/v1/evidence", &asked)).await;
    let application = application(&guide, party);
    let receiving = act::Receiving { application, received_at: None, slip_no: None, outage: None };
    let received = case.act(&crew.clerk, Act::Receive(Box::new(receiving))).await;
    case.get("get", &crew.clerk, &own).await;
    let changes = format!("/v1/changes?after={}", received.change_seq.saturating_sub(20));
    case.get("changes", &crew.clerk, &changes).await;
    case.act(&crew.clerk, Act::Accept(act::Checks::default())).await;
    let paper = segment(&received.documents[0].no);
    case.get("get", &crew.clerk, &format!("/v1/documents/{paper}")).await;
    case.get("get", &crew.clerk, &format!("{own}/timeline")).await;
    let number = received.case_no.as_deref().unwrap();
    let end = &number[number.len() - 8..];
    case.get("search", &crew.clerk, &format!("/v1/cases?number={end}")).await;
    let bag = act::Transfer { bag_no: Some("D001".into()), ..act::Transfer::default() };
    case.act(&crew.clerk, Act::HandOver(bag)).await;
    case.get("list", &crew.reviewer, "/v1/worklists/inbox").await;
    case.get("changes", &crew.reviewer, &changes).await;
    let lines_checked = (1..=9).filter(|no| *no != 7).map(food).collect();
    case.act(&crew.reviewer, Act::SignFor(act::SignedFor { lines_checked })).await;
    case.get("get", &crew.reviewer, &own).await;
    case.get("get", &crew.reviewer, &format!("{own}/clock")).await;
    let opinion = act::ReviewOpinion { opinion: DecisionKind::Grant, reasons: "材料齐全,符合条件".into() };
    case.act(&crew.reviewer, Act::ReviewFinish(opinion)).await;
    case.get("list", &crew.approver, "/v1/worklists/deciding").await;
    case.get("get", &crew.approver, &own).await;
    let grant = act::GrantDecision {
        content: "准予食品经营许可".into(),
        valid_until: None,
        overdue_reason: None,
        batch: false,
    };
    case.act(&crew.approver, Act::Grant(grant)).await;
    case.get("changes", &crew.approver, &changes).await;
    case.act(&crew.reviewer, Act::ResultHandOver(act::Transfer::default())).await;
    case.get("list", &crew.issuer, "/v1/worklists/issue").await;
    case.get("search", &crew.issuer, &format!("/v1/cases?item={}", segment("食品经营"))).await;
    let receiver = act::Receiver { name: "陈早早".into(), identity_checked: true, is_agent: false, signed: true };
    case.act(&crew.issuer, Act::Deliver(receiver)).await;
    case.get("get", &crew.issuer, &format!("{own}/timeline")).await;
    case.get("counts", &crew.clerk, "/v1/stats/cases").await;
    case.get("changes", &crew.clerk, &changes).await;
    case.get("me", &crew.clerk, "/v1/me").await;
}

/// The reads of a case without the case: one at a time, over and over.
pub async fn reads(window: &Window, seen: &Seen, rounds: usize) -> Times {
    let times = Times::default();
    let crew = &window.crew;
    for round in 0..rounds {
        let case = &seen.cases[round % seen.cases.len()];
        for (kind, by, path) in [
            ("me", &crew.clerk, "/v1/me".to_owned()),
            ("list", &crew.clerk, "/v1/worklists/todo".to_owned()),
            ("list", &crew.reviewer, "/v1/worklists/inbox".to_owned()),
            ("get", &crew.clerk, format!("/v1/cases/{}", case.0)),
            ("get", &crew.clerk, format!("/v1/cases/{}/timeline", case.0)),
            ("search", &crew.clerk, format!("/v1/cases?number={}", case.1)),
            ("search", &crew.clerk, format!("/v1/cases?item={}", segment("食品经营"))),
            ("search", &crew.clerk, format!("/v1/cases?item={}", segment("查无此事"))),
            ("changes", &crew.clerk, format!("/v1/changes?after={}", seen.change_seq.saturating_sub(20))),
            ("counts", &crew.clerk, "/v1/stats/cases".to_owned()),
        ] {
            let start = Instant::now();
            window.get(by, &path).await;
            times.add(kind, start.elapsed());
        }
    }
    times
}

/// Cases that a store holds: id and the end of the number.
pub struct Seen {
    pub cases: Vec<(String, String)>,
    pub change_seq: u64,
}
