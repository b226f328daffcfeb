use jiff::SignedDuration;
use uuid::Uuid;

use super::{tests, *};
use crate::app::{
    Answer, Ask, Effect, Msg, Place,
    casework::fixtures::{answer, ctx, now, press, send},
    effect::{DraftLine, SlipLine},
    msg::{Ctx, DeskEvent},
    session::Line,
    update,
};
use crate::desk::outbox::Outage;

/// The list after an outage of an hour: a slip, a draft, and a parcel of every kind.
pub fn page() -> Model {
    let mut model = tests::page();
    send(&mut model, Msg::Desk(DeskEvent::Line(Line::Offline)));
    let hour = Ctx { now: now() + SignedDuration::from_hours(1), ..ctx() };
    update(&mut model, Msg::Desk(DeskEvent::Line(Line::Syncing)), &hour);
    model.session.drafts = vec![DraftLine {
        case_id: Uuid::from_u128(77),
        title: "A021 王*明 食品经营许可".into(),
        saved_at: now() + SignedDuration::from_mins(20),
        goes: None,
    }];
    let effects = press(&mut model, Action::Tally);
    let lines = model.outbox.lines.clone();
    let asked = |effects: &[Effect], wanted: fn(&Ask) -> bool| {
        effects.iter().find(|effect| matches!(effect, Effect::Ask { ask, .. } if wanted(ask))).unwrap().clone()
    };
    let list = asked(&effects, |ask| matches!(ask, Ask::Outbox));
    answer(&mut model, &list, Answer::Outbox { lines, differences: Vec::new() });
    let slips = asked(&effects, |ask| matches!(ask, Ask::Slips));
    let slip = |no: &str, case: u128| SlipLine {
        no: no.into(),
        case_id: Uuid::from_u128(case),
        at: now() + SignedDuration::from_mins(5),
        title: "张*兰 食品经营许可".into(),
    };
    answer(
        &mut model,
        &slips,
        Answer::Slips(vec![slip("代收-261120-7F3A91-0001", 6), slip("代收-261120-7F3A91-0002", 77)]),
    );
    model
}

#[test]
fn b6_the_list_says_what_is_in_what_waits_and_what_needs_a_person() {
    let model = page();
    let rows = tally_rows(&model);
    let heads: Vec<&str> = rows.iter().filter(|row| row.heading).map(|row| row.text.as_str()).collect();
    assert_eq!(heads, ["需人工处理 3 件", "待传 4 件", "中心已确认 1 件", "凭据 2 张", "草稿 1 份"]);
    let said = rows.iter().map(|row| format!("{}|{}", row.text, row.right)).collect::<Vec<_>>().join("\n");
    for part in ["冲突", "已驳回", "未收到中心回应", "中心已受理 321002202611200001", "尚无办件编号", "A021 王*明"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let slip = rows.iter().find(|row| row.text.contains("0001")).unwrap();
    assert_eq!(slip.right, "321002202611200001", "the slip's case is in, with its number");
}

#[test]
fn b6_the_end_of_an_outage_is_announced_until_somebody_looks() {
    let mut model = tests::page();
    assert!(!model.hints().contains(&Action::Tally) || model.place == Place::Outbox);
    press(&mut model, Action::PlaceHome);
    assert!(!model.hints().contains(&Action::Tally));
    send(&mut model, Msg::Desk(DeskEvent::Line(Line::Offline)));
    send(&mut model, Msg::Desk(DeskEvent::Parcels(2)));
    send(&mut model, Msg::Desk(DeskEvent::Line(Line::Online)));
    assert!(model.hints().contains(&Action::Tally));
    assert!(model.notices.current().unwrap().text.contains('2'));
    send(&mut model, Msg::Desk(DeskEvent::Parcels(0)));
    assert!(model.notices.current().unwrap().text.contains("断网期间"));
    press(&mut model, Action::Tally);
    press(&mut model, Action::Back);
    assert!(model.place == Place::Home && !model.hints().contains(&Action::Tally));
}

/// The program was started in the middle of an outage, or after it: the times are those that were kept.
#[test]
fn b6_an_outage_that_began_before_the_program_has_its_true_times() {
    let mut model = tests::page();
    let at = |minutes| now() + jiff::SignedDuration::from_mins(minutes);
    let hear = |model: &mut Model, to, ended| {
        send(model, Msg::Desk(DeskEvent::Outage { times: Outage { from: at(-90), to }, ended }));
        model.session.outage.unwrap()
    };
    send(&mut model, Msg::Desk(DeskEvent::Line(Line::Offline)));
    assert_eq!(hear(&mut model, None, false).times.from, at(-90));
    send(&mut model, Msg::Desk(DeskEvent::Line(Line::Online)));
    let over = hear(&mut model, Some(at(0)), true);
    assert_eq!((over.times, over.unread), (Outage { from: at(-90), to: Some(at(0)) }, true));
    assert_eq!(model.notices.history().count(), 1, "told once");
    let named = model.hints().into_iter().filter(|hint| *hint == Action::Tally).count();
    assert!(model.place == Place::Outbox && named == 1, "the outbox names its key already");
    // Started after it: the list is there, and nobody is called to it again.
    let mut model = tests::page();
    assert!(!hear(&mut model, Some(at(-5)), false).unread);
    // Started when the line had just come back: that is news.
    let mut model = tests::page();
    assert!(hear(&mut model, Some(at(0)), true).unread);
}

#[test]
fn b6_a_row_opens_its_parcel_and_the_list_goes_to_paper() {
    let mut model = page();
    let effects = press(&mut model, Action::Open);
    assert!(matches!(&effects[0], Effect::Ask { ask: Ask::Parcel(_), .. }));
    let effects = press(&mut model, Action::Print);
    let Effect::Ask { ask: Ask::Export { name, text }, .. } = &effects[0] else { panic!("{effects:?}") };
    assert!(name.starts_with("tally-20261120"));
    for part in ["断网对账单", "11-20 10:30 断网,11-20 11:30 恢复", "代收-261120-7F3A91-0002", "不是行政文书"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn b6_the_last_parcel_of_an_outage_is_news_and_a_single_one_has_its_own() {
    let all_in = "断网期间各件已有中心结论";
    for (waited, told) in [(3, true), (1, false)] {
        let mut model = tests::page();
        send(&mut model, Msg::Desk(DeskEvent::Line(Line::Offline)));
        send(&mut model, Msg::Desk(DeskEvent::Parcels(waited)));
        send(&mut model, Msg::Desk(DeskEvent::Line(Line::Online)));
        send(&mut model, Msg::Desk(DeskEvent::Parcels(waited - 1)));
        let said = |model: &Model| model.notices.current().is_some_and(|notice| notice.text.contains(all_in));
        assert!(waited == 1 || !said(&model), "something waits still");
        send(&mut model, Msg::Desk(DeskEvent::Parcels(0)));
        assert_eq!(said(&model), told, "{waited}");
    }
}
