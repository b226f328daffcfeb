//! F41: a desk on the line of a centre that is newer than it: what it cannot use stands in the way of nothing, and is kept.

use std::{collections::BTreeMap, sync::Mutex};

use serde_json::{Value, json};

use super::*;
use crate::{
    app::casework::fixtures,
    contract::{SnapshotHead, SnapshotLine, Told},
    desk::api::{Request, Response, Sending, Transport},
    domain::guide::GuideRef,
};

/// The centre of the script, but for the paths on which it says something new.
struct Newer {
    script: Arc<Centre>,
    says: Mutex<BTreeMap<&'static str, Value>>,
    asked: Mutex<Vec<String>>,
}

impl Newer {
    fn on(bench: &Bench) -> Arc<Self> {
        Arc::new(Self { script: bench.script.clone(), says: Mutex::default(), asked: Mutex::default() })
    }

    fn says(&self, path: &'static str, what: Value) {
        self.says.lock().unwrap().insert(path, what);
    }
}

impl Transport for Newer {
    fn send(&self, request: Request) -> Sending<'_> {
        self.asked.lock().unwrap().push(request.path.clone());
        let own = self.says.lock().unwrap().get(request.path.as_str()).cloned();
        let answer = own.map_or_else(
            || self.script.answer(&request),
            |what| {
                Ok(Response {
                    status: 200,
                    headers: vec![("content-type".into(), "application/json".into())],
                    body: what.to_string().into_bytes(),
                })
            },
        );
        Box::pin(std::future::ready(answer))
    }
}

async fn ready(bench: &Bench, centre: &Arc<Newer>) -> Desk {
    let desk = Desk::open(Config { transport: centre.clone(), ..bench.config() }).await.unwrap();
    desk.connect().await.unwrap();
    desk.enrol("综合窗口03").await.unwrap();
    desk.sign_in_demo(Uuid::from_u128(1)).await.unwrap();
    desk
}

#[tokio::test]
async fn f41_changes_of_unknown_kinds_move_the_cursor_and_are_told() {
    let bench = Bench::new();
    let centre = Newer::on(&bench);
    let desk = ready(&bench, &centre).await;
    centre.says(
        "/v1/changes?after=0",
        json!({"items": [
            {"seq": 1, "case_id": Uuid::from_u128(5), "version": 2, "state": "Paused"},
            {"seq": 2, "type": "parcel_split", "case_id": Uuid::from_u128(6), "into": 2},
            {"seq": 3, "type": "hall_closed"},
        ], "cursor": 3, "mark": {"seq": 1, "hash": "h"}, "pace": "slow"}),
    );
    centre.says("/v1/changes?after=3", json!({"items": [], "cursor": 3, "mark": {"seq": 1, "hash": "h"}}));
    let mut hear = desk.events();
    desk.round().await.unwrap();
    let told: Vec<(u128, Option<String>)> = drain(&mut hear)
        .into_iter()
        .filter_map(|event| match event {
            Event::CaseChanged { case_id, state, .. } => Some((case_id.as_u128(), Told::strange(&state))),
            _ => None,
        })
        .collect();
    assert_eq!(told, [(5, Some("Paused".to_owned())), (6, Some("parcel_split".to_owned()))]);
    assert!(centre.asked.lock().unwrap().contains(&"/v1/changes?after=3".to_owned()), "it goes on behind them");
}

#[tokio::test]
async fn f41_what_became_of_commands_in_a_way_that_nobody_knows_holds_nothing_up() {
    let bench = Bench::new();
    let centre = Newer::on(&bench);
    let desk = ready(&bench, &centre).await;
    bench.script.script([Then::LoseAnswer]);
    let sealed = seal(&desk, 9).await;
    assert_eq!(waiting(desk.deliver(sealed.command_id).await.unwrap()).1, Some(Why::NoAnswer));
    centre.says(
        "/v1/reconcile",
        json!({"items": [{"command_id": sealed.command_id, "state": "postponed", "until": "soon"}],
            "mark": {"seq": 1, "hash": "h"}}),
    );
    bench.later(400);
    desk.round().await.unwrap();
    assert_eq!(desk.waiting_count().await.unwrap(), 0, "the same bytes went again and have their receipt");
    assert_eq!(bench.script.verdicts.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn f41_a_guide_for_a_newer_program_is_kept_as_it_came_and_nothing_is_judged_by_it() {
    let bench = Bench::new();
    let centre = Newer::on(&bench);
    let desk = ready(&bench, &centre).await;
    desk.tick().await.unwrap();
    let named = GuideRef { item_code: "food".into(), version: 7 };
    let mut guide = serde_json::to_value(fixtures::guide()).unwrap();
    guide["guide_version"] = named.to_string().into();
    let plain = guide.clone();
    guide["materials"][0]["witnesses"] = 2.into();
    centre.says("/v1/items/food/versions/7", guide.clone());
    assert!(matches!(desk.guide(&named).await, Err(DeskError::NewerGuide)));
    let wanted = named.clone();
    let kept = desk.store(move |store| store.guide(&wanted)).await.unwrap().unwrap();
    assert_eq!(serde_json::from_str::<Value>(&kept).unwrap(), guide, "a newer program finds all of it");

    // The same among the changes of the catalogue: the others come in, and the catalogue is the centre's.
    let strange = GuideRef { item_code: "food".into(), version: 8 };
    guide["guide_version"] = strange.to_string().into();
    let mut fine = plain;
    fine["guide_version"] = "shop@1".into();
    let changes: crate::contract::CatalogueChanges =
        serde_json::from_value(json!({"version": 9, "items": [], "guides": [guide, fine, {"no": "name"}]})).unwrap();
    let (day, now) = (jiff::civil::date(2026, 11, 20), now());
    desk.store(move |store| store.take_catalogue_changes(&changes, day, now)).await.unwrap();
    assert!(matches!(desk.guide(&strange).await, Err(DeskError::NewerGuide)));
    assert!(desk.guide(&GuideRef { item_code: "shop".into(), version: 1 }).await.unwrap().is_some());
    assert_eq!(desk.catalogue_version().await.unwrap().unwrap().0, 9);

    // And in a whole snapshot: a line of a kind that nobody here knows leaves the others in.
    let head = SnapshotHead { version: 10, day, lines: 2, bytes: 1, sha256: "0".repeat(64), piece_bytes: 1, pieces: 1 };
    let item = SnapshotLine::Item { code: "new", summary: "{}" }.write();
    let lines = desk
        .store(move |store| {
            let mut coming = store.begin_snapshot(&head)?;
            store.take_lines(&mut coming, &["T\tlist\t{}\n".to_owned(), item])?;
            Ok(coming.lines)
        })
        .await;
    assert_eq!(lines.unwrap(), 2);
}
