//! What the region decided, from centres that tell it, do not know of it, or tell what cannot be read.

use serde_json::json;

use super::{
    super::api::Response,
    centre::{problem, raw},
    *,
};
use crate::domain::{calendar::date_in_beijing, settings::Profile};

fn told(cap: u32, tag: &str) -> Response {
    let law = json!({
        "region_code": "321000", "profile": "yangzhou", "calendar_version": "2026.1", "years": [],
        "in_force": {"from": "2026-11-01", "values": {"tolerance.cap": cap, "draft.wipe_days": 2, "of_2030": "x"}},
        "to_come": [],
    });
    let mut answer = raw(200, "application/json", law.to_string());
    answer.headers.push(("etag".into(), tag.into()));
    answer
}

impl Bench {
    fn says(&self, mark: &'static str, answer: Response) {
        *self.script.law.lock().unwrap() = Some((mark, answer));
    }

    /// The tags with which the centre was asked since the last time.
    fn asked(&self) -> Vec<Option<String>> {
        std::mem::take(&mut *self.script.law_asked.lock().unwrap())
    }

    async fn cap(&self, desk: &Desk) -> u32 {
        let law = desk.law().await.unwrap();
        law.in_force.on(date_in_beijing(desk.centre_now())).tolerance.cap_wd
    }
}

#[tokio::test]
async fn a_centre_that_knows_of_no_settings_leaves_the_profile_in_force() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.tick().await.unwrap();
    assert!(bench.asked().is_empty(), "its meta says nothing of a law");
    let law = desk.law().await.unwrap();
    let day = date_in_beijing(desk.centre_now());
    assert_eq!((law.in_force.on(day), law.confirmed_at), (&Profile::Yangzhou.settings(), None));
    // Something before the centre answers in its place.
    bench.says("m1", problem(404, "not_found"));
    desk.tick().await.unwrap();
    assert!(desk.law().await.unwrap().confirmed_at.is_none() && desk.is_online());
}

#[tokio::test]
async fn what_is_here_is_asked_for_with_its_tag_and_kept_while_nothing_better_comes() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    let mut hear = desk.events();
    bench.says("m1", told(4, "\"one\""));
    desk.tick().await.unwrap();
    assert!(drain(&mut hear).contains(&Event::LawChanged));
    assert_eq!((bench.cap(&desk).await, bench.asked()), (4, vec![None]));
    assert_eq!(desk.law().await.unwrap().left_out, ["of_2030"]);
    desk.tick().await.unwrap();
    assert!(bench.asked().is_empty() && !drain(&mut hear).contains(&Event::LawChanged));

    // Another mark and the same law: it is as fresh as this answer.
    let before = desk.law().await.unwrap().confirmed_at.unwrap();
    bench.script.says(SignedDuration::from_secs(60));
    bench.says("m2", raw(304, "", ""));
    desk.tick().await.unwrap();
    assert_eq!((bench.cap(&desk).await, bench.asked()), (4, vec![Some("\"one\"".into())]));
    assert!(desk.law().await.unwrap().confirmed_at.unwrap() > before);

    // What cannot be read takes nothing's place, stops nothing, and is asked for once.
    for (mark, strange) in [("m3", "[1]"), ("m6", r#"{"in_force": 3}"#)] {
        bench.says(mark, raw(200, "application/json", strange));
        let age = desk.law().await.unwrap().confirmed_at;
        assert!(desk.tick().await.is_err());
        desk.round().await.unwrap();
        assert!(desk.tick().await.is_ok() && desk.is_online());
        assert_eq!((bench.cap(&desk).await, bench.asked().len()), (4, 1));
        assert_eq!(desk.law().await.unwrap().confirmed_at, age);
        bench.says("m4", told(6, "\"two\""));
        desk.tick().await.unwrap();
        assert_eq!(bench.cap(&desk).await, 6);
        bench.says("m5", told(4, "\"one\""));
        desk.tick().await.unwrap();
        bench.asked();
    }

    // A restart without the centre.
    drop(desk);
    bench.centre.set_cut(true);
    let desk = bench.open().await;
    assert_eq!(bench.cap(&desk).await, 4);
}

#[tokio::test]
async fn r5_17_drafts_are_wiped_when_the_region_says() {
    let bench = Bench::new();
    let desk = bench.ready().await;
    desk.save_draft(Uuid::from_u128(9), "食品", "{}".into(), DraftState::Open).await.unwrap();
    let days = |days: i64| bench.script.says(SignedDuration::from_hours(24 * days));
    let goes = |desk: &Desk| {
        let desk = desk.clone();
        async move {
            desk.connect().await.unwrap();
            desk.draft_list().await.unwrap().is_empty()
        }
    };
    days(3);
    assert!(!goes(&desk).await, "thirty days by the profile");
    bench.says("m1", told(4, "\"one\""));
    desk.tick().await.unwrap();
    // Warned of first, whatever the number says.
    assert!(!goes(&desk).await);
    days(11);
    assert!(goes(&desk).await);
}
