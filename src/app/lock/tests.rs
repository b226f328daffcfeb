use super::*;
use crate::app::{
    Msg,
    effect::DraftRecord,
    preferences::{Preferences, Setting, Value},
    rehearsal::{Rehearsal, ZHANG},
    session::Line,
};

/// A name of the citizen that the stage serves.
const NAME: &str = "桂兰";

fn in_memory(stage: &Rehearsal) -> String {
    let model = &stage.model;
    format!("{:?} {:?} {:?} {:?}", model.accept, model.session.queue, model.notices, model.session.drafts)
}

fn saved(stage: &Rehearsal) -> Vec<DraftRecord> {
    stage.drafts.values().cloned().collect()
}

#[test]
fn the_draft_is_saved_first_and_nothing_of_anybody_is_left() {
    let mut stage = Rehearsal::at_materials(120, 36);
    stage.act(&[Action::AllOk, Action::NextOpen]);
    stage.type_in("桂兰小");
    assert!(in_memory(&stage).contains(NAME));
    let form = stage.model.accept.form_values();
    stage.act(&[Action::Lock]);
    assert_eq!(stage.model.lock.stage, Stage::Closed);
    assert!(saved(&stage).iter().any(|draft| draft.body.contains("桂兰小")), "the last key is on the disk");
    let order: Vec<&Ask> = stage.asked.iter().rev().take(2).collect();
    assert!(matches!(order[..], [Ask::Lock, Ask::SaveDraft(_)]), "{order:?}");
    assert!(!in_memory(&stage).contains(NAME) && !in_memory(&stage).contains(ZHANG), "{}", in_memory(&stage));
    stage.unlock();
    assert!(!stage.model.locked);
    assert_eq!(stage.model.accept.form_values(), form, "back where it was");
    assert_eq!(stage.model.accept.step, accept::Step::Form);
}

#[test]
fn f13_a_wrong_passphrase_keeps_it_shut_and_makes_people_wait() {
    let mut stage = Rehearsal::at_materials(120, 36);
    stage.act(&[Action::Lock]);
    stage.type_in("guess");
    stage.act(&[Action::Unlock]);
    assert_eq!((stage.model.lock.said.clone(), stage.model.lock.stage), (Some(Said::Wrong), Stage::Closed));
    assert!(stage.model.lock.field.is_empty());
    assert_eq!(stage.model.lock.seconds_left(stage.now), 4);
    assert_eq!(stage.model.next_tick(), stage.now + SignedDuration::from_secs(1), "the page counts down");
    let asked = stage.asked.len();
    stage.unlock();
    assert_eq!((stage.asked.len(), stage.model.lock.said.clone()), (asked, Some(Said::TooSoon)));
    stage.wait(SignedDuration::from_secs(4));
    assert_eq!(stage.model.lock.seconds_left(stage.now), 0);
    stage.act(&[Action::Unlock]);
    assert!(!stage.model.locked);
    assert!(stage.model.accept.is_begun(), "the draft came back after the wrong try too");
}

#[test]
fn what_is_being_written_is_written_before_the_store_closes() {
    let mut stage = Rehearsal::at_conclusion(120, 36);
    stage.hold = true;
    stage.act(&[Action::Confirm, Action::Choose1, Action::Lock]);
    assert!(stage.model.locked);
    assert_eq!(stage.model.lock.stage, Stage::Closing);
    assert!(!stage.asked.contains(&Ask::Lock));
    stage.release();
    assert_eq!(stage.model.lock.stage, Stage::Closed);
    assert!(!stage.sealed.is_empty());
    assert!(!in_memory(&stage).contains(NAME), "it is done and needs no draft");
}

#[test]
fn a_draft_that_cannot_be_saved_stays_in_memory_behind_the_blank_page() {
    let mut stage = Rehearsal::at_materials(120, 36);
    stage.act(&[Action::AllOk, Action::NextOpen]);
    stage.hold = true;
    stage.type_in("桂兰小");
    stage.act(&[Action::Lock]);
    let open: Vec<_> = (0..200).map(crate::app::ReqId).collect();
    for req in open {
        stage.send(Msg::Done { req, result: Err(Failure { title: "满".into(), ..Failure::default() }) });
    }
    assert!(stage.model.accept.saving.failed);
    assert_eq!(stage.model.lock.stage, Stage::Closing);
    assert!(stage.model.accept.form_values().values().any(|value| value == "桂兰小"));
    stage.release();
    stage.wait(SignedDuration::from_secs(1));
    assert_eq!(stage.model.lock.stage, Stage::Closed, "saved at the next try, then closed");
}

#[test]
fn news_of_the_centre_brings_nothing_back_onto_a_locked_page() {
    let mut stage = Rehearsal::at_materials(120, 36);
    stage.act(&[Action::Lock]);
    let asked = stage.asked.len();
    for news in [
        crate::app::DeskEvent::Changed,
        crate::app::DeskEvent::Line(Line::Offline),
        crate::app::DeskEvent::Line(Line::Online),
    ] {
        stage.send(Msg::Desk(news));
    }
    stage.send(Msg::Scan(ZHANG.to_owned()));
    stage.send(Msg::Unbound("F7".to_owned()));
    assert_eq!(stage.asked.len(), asked);
    assert!(!in_memory(&stage).contains(NAME));
}

#[test]
fn f09_after_a_long_sleep_the_first_key_finds_the_page_locked() {
    let mut stage = Rehearsal::at_materials(120, 36);
    stage.now += SignedDuration::from_hours(8);
    let rows = stage.model.accept.work.materials.rows.clone();
    stage.act(&[Action::MaterialOk]);
    assert!(stage.model.locked);
    stage.unlock();
    assert_eq!(stage.model.accept.work.materials.rows, rows, "the key did nothing else");
}

#[test]
fn r11_2_a_grid_agents_laptop_locks_sooner_and_settings_decide() {
    let mut stage = Rehearsal::new(120, 36);
    assert_eq!(stage.model.idle_limit(), SignedDuration::from_mins(10));
    stage.model.session.me.as_mut().unwrap().person.role = Role::GridAgent;
    assert_eq!(stage.model.idle_limit(), SignedDuration::from_mins(5));
    stage.wait(SignedDuration::from_mins(4));
    assert!(!stage.model.locked);
    stage.wait(SignedDuration::from_mins(1));
    assert!(stage.model.locked);
    stage.decides("auth.idle_laptop", 2);
    assert_eq!(stage.model.idle_limit(), SignedDuration::from_mins(2));
}

#[test]
fn a_person_may_lock_sooner_than_the_rules_and_never_later() {
    let mut stage = Rehearsal::new(120, 36);
    let mut set = Preferences::default();
    set.force(Setting::LockMinutes, Value::Whole(3));
    stage.model.put_in_force(&set);
    assert_eq!(stage.model.idle_limit(), SignedDuration::from_mins(3));
    stage.decides("auth.idle_hall", 2);
    assert_eq!(stage.model.idle_limit(), SignedDuration::from_mins(2));
    stage.wait(SignedDuration::from_mins(2));
    assert!(stage.model.locked);
}

#[test]
fn a_list_comes_back() {
    let mut stage = Rehearsal::new(120, 36);
    stage.act(&[Action::PlaceTodo, Action::Lock]);
    stage.unlock();
    let Place::Lists(desk) = stage.model.place else { panic!("{:?}", stage.model.place) };
    assert!(stage.model.chosen_row(desk).is_some());
}

#[test]
fn the_passphrase_is_printed_nowhere() {
    let mut stage = Rehearsal::new(120, 36);
    stage.act(&[Action::Lock]);
    stage.type_in("secret words");
    assert!(!format!("{:?}", stage.model.lock).contains("secret"));
    stage.act(&[Action::Unlock]);
    assert!(!format!("{:?}", stage.asked).contains("secret"));
}
