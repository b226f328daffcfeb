//! One accept command through the embedded centre, against a bare durable commit of two kilobytes to a file of the same kind
//! in the same run (aim: at most three times as long).
//!
//! Timed from the call of the transport to the verified receipt: signatures of both sides, the rules, papers, projections,
//! audit, and the commit itself. What a desk seals before it calls has a bench of its own (`save`).

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../tests/api/on_file.rs"]
mod books;
#[path = "../tests/api/world.rs"]
#[allow(dead_code, reason = "the hall of the API tests knows more than is timed here")]
mod world;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use chuangtai::{
    central::{Centre, KeyPlace, Location},
    contract::{Command, EvidenceAnswered, EvidenceRequest, LookupAnswer, Person, Receipt},
    domain::{
        case::State,
        check::{MaterialRow, Verdict},
        exemption::{Authorisation, EvidenceAnswer, SatisfyBy},
        guide::{Guide, ToleranceMode},
        lifecycle::{Act, act},
        role::Role,
    },
    sqlite,
};
use criterion::Criterion;
use uuid::Uuid;
use world::{FOOD, MORNING, World, clock_at, config, food, row};

/// About as many bytes as a signed command has.
const COMMIT_BYTES: usize = 2_048;
const ROUNDS: usize = 300;

/// A clerk with a case in hand that is received and can be accepted: two exempt, one tolerated.
struct Counter {
    world: World,
    clerk: Person,
    guide: Guide,
    who: LookupAnswer,
}

/// A command as it leaves the desk's outbox.
struct Parcel {
    command: Command,
    bytes: Vec<u8>,
    signature: String,
}

impl Counter {
    fn new(world: World) -> Self {
        let (clerk, guide, who) = (world.role(Role::Clerk), world.guide(FOOD), world.lookup("A017"));
        Self { world, clerk, guide, who }
    }

    fn parcel(&self, case: Uuid, version: u64, act: &Act) -> Parcel {
        let command = self.world.seal(&self.clerk, case, version, None, act);
        let bytes = command.seal().unwrap();
        Parcel { signature: self.world.sign(&bytes), command, bytes }
    }

    /// Receives a new case; the command that accepts it.
    fn received(&self) -> Parcel {
        let Self { world, clerk, guide, who } = self;
        let case = world.uuid();
        let asked = EvidenceRequest {
            applicant_id: who.applicant_id,
            guide_version: guide.id.clone(),
            material_codes: Vec::new(),
            authorisation: Some(Authorisation::CodeShown { at: world.now() }),
            case_id: case,
        };
        let answered: EvidenceAnswered = world.post(clerk, "/v1/evidence", &asked).json();
        let exempt = |no: u32| {
            let holds = |code: &str| {
                let mut found = answered.evidence.iter().filter(|(material, _)| material == code);
                found.find(|(_, found)| found.answer == EvidenceAnswer::Yes && !found.revoked).unwrap().1.clone()
            };
            let evidence = holds(&food(no));
            let by = evidence.way_for(guide.material(&food(no)).unwrap()).unwrap();
            MaterialRow { evidence_id: Some(evidence.id), ..row(no, by) }
        };
        let rows = vec![
            row(1, SatisfyBy::EForm),
            exempt(2),
            exempt(3),
            row(4, SatisfyBy::CopyChecked),
            row(5, SatisfyBy::PaperOriginal),
            MaterialRow { by: None, verdict: Verdict::Absent, originals: 0, ..row(6, SatisfyBy::PaperOriginal) },
            row(8, SatisfyBy::PaperOriginal),
            row(9, SatisfyBy::CopyChecked),
        ];
        let receiving = act::Receiving {
            application: world.food_application(who, rows),
            received_at: None,
            slip_no: None,
            outage: None,
        };
        world.act(clerk, case, 0, &Act::Receive(Box::new(receiving)));
        let line =
            act::ToleratedMaterial { material_code: food(6), mode: ToleranceMode::SupplementLater, due_days: Some(5) };
        let accept = Act::AcceptWithTolerance(act::ToleranceDemand {
            lines: vec![line],
            signed: true,
            signed_by_applicant: true,
            credit_evidence: answered.credit.evidence_id,
            materials: Vec::new(),
        });
        self.parcel(case, 1, &accept)
    }

    /// Calls the centre and verifies what it answers.
    fn send(&self, token: &str, parcel: &Parcel) -> Option<State> {
        let answer = self.world.post_bytes(token, parcel.command.command_id, &parcel.bytes, &parcel.signature);
        answer.json::<Receipt>().open(&self.world.keys).unwrap().state
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    // Beside the build, on a disk: a commit to a file system in memory would flatter both.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let clock = clock_at(MORNING);
    let location = Location::File(dir.path().join("centre.db"));
    let centre = Centre::open_demo_empty(config(&clock, location, KeyPlace::Memory)).unwrap();
    let counter = Counter::new(World::around(centre, clock));
    let token = counter.world.token(&counter.clerk);

    let bare = sqlite::open(&dir.path().join("bare.db"), None, 1).unwrap();
    bare.execute_batch("CREATE TABLE t(id INTEGER PRIMARY KEY, a BLOB)").unwrap();
    let mut count = 0_u64;
    let mut bare_commit = || {
        count += 1;
        let bytes = count.to_le_bytes().repeat(COMMIT_BYTES / 8);
        bare.prepare_cached("INSERT INTO t (a) VALUES (?1)").unwrap().execute([black_box(bytes)]).unwrap();
    };

    // In turns, so that both meet the same disk.
    let (mut floor, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let parcel = counter.received();
        let start = Instant::now();
        let state = counter.send(&token, &parcel);
        ours.push(start.elapsed());
        assert_eq!(state, Some(State::Accepted));
        let start = Instant::now();
        bare_commit();
        floor.push(start.elapsed());
    }
    let (floor, ours) = (median(floor), median(ours));
    let ratio = ours.as_secs_f64() / floor.as_secs_f64();
    println!("accept p50 {ours:?}, bare commit of 2 KiB p50 {floor:?}, ratio {ratio:.2} (aim 3.00)");

    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    criterion.bench_function("accept/bare commit", |b| b.iter(&mut bare_commit));
    criterion.bench_function("accept/through the centre", |b| {
        b.iter_batched(
            || counter.received(),
            |parcel| counter.send(&token, &parcel),
            criterion::BatchSize::PerIteration,
        );
    });
    criterion.final_summary();
}
