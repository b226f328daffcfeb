use super::*;
use crate::{
    app::rehearsal::Rehearsal,
    contract::Told,
    domain::{case::State, role::Role},
};

/// The centre knows of the same item for this citizen.
fn there(stage: &Rehearsal, told: Told<State>) -> SimilarCase {
    let guide = &stage.hall.guides.iter().find(|guide| guide.name.contains("食品经营")).unwrap();
    SimilarCase {
        case_id: Uuid::from_u128(0xabc),
        item_code: guide.id.item_code.clone(),
        item_name: guide.name.clone(),
        state: told,
        number: Some("26112000300123".into()),
        at: stage.now,
    }
}

fn kinds(stage: &Rehearsal) -> Vec<&'static str> {
    stage.sealed.iter().map(|sealing| sealing.act.kind()).collect()
}

#[test]
fn f44_what_may_be_the_same_is_shown_before_anything_goes_out_and_a_person_decides() {
    let mut stage = Rehearsal::new(120, 36);
    stage.similar = vec![there(&stage, State::Accepted.into())];
    stage.go_to_conclusion();
    stage.act(&[Action::Confirm]);
    assert!(matches!(stage.model.accept.conclusion.outcome, Outcome::Similar(Some(_))));
    assert!(stage.sealed.is_empty());
    // Enter is no decision.
    stage.act(&[Action::Confirm]);
    assert!(matches!(stage.model.accept.conclusion.outcome, Outcome::Similar(Some(_))) && stage.sealed.is_empty());
    stage.act(&[Action::Choose2]);
    assert!(stage.model.accept.conclusion.outcome == Outcome::Choosing && stage.sealed.is_empty());

    stage.act(&[Action::Confirm, Action::Choose1]);
    assert!(!matches!(stage.model.accept.conclusion.outcome, Outcome::Similar(_)), "asked once");
    stage.act(&[Action::Choose1]);
    assert_eq!(kinds(&stage)[..2], ["case.receive", "note.add"], "{:?}", kinds(&stage));
    let Act::NoteAdd(note) = &stage.sealed[1].act else { panic!() };
    assert!(note.text.contains("判定不是同一件") && note.text.contains("26112000300123"), "{}", note.text);
    assert!(stage.model.accept.is_finished());
}

#[test]
fn f44_another_item_and_the_case_itself_are_not_asked_about() {
    let mut stage = Rehearsal::new(120, 36);
    let mut other = there(&stage, State::Accepted.into());
    other.item_code = "another".into();
    stage.similar = vec![other];
    stage.go_to_conclusion();
    stage.act(&[Action::Confirm]);
    assert!(!matches!(stage.model.accept.conclusion.outcome, Outcome::Similar(_)));
}

#[test]
fn f44_without_the_centre_two_drafts_on_one_machine_know_of_each_other() {
    let mut stage = Rehearsal::new(120, 36);
    stage.alike = vec![AlikeHere {
        case_id: Uuid::from_u128(0xdef),
        title: "张*兰 食品经营许可".into(),
        at: stage.now,
        sealed: false,
    }];
    stage.go_to_conclusion();
    let asked = stage.asked.iter().rev().find_map(|ask| match ask {
        Ask::Alike { number, item_code, but } => Some((number.0.to_string(), item_code.clone(), *but)),
        _ => None,
    });
    let (number, item_code, but) = asked.unwrap();
    let accept = &stage.model.accept;
    assert_eq!(Some(number), accept.applicant.recognised.as_ref().map(|known| known.number.clone()));
    assert_eq!((Some(&item_code), Some(but)), (accept.guide.as_ref().map(|guide| &guide.id.item_code), accept.case_id));
    stage.act(&[Action::Confirm]);
    assert!(matches!(stage.model.accept.conclusion.outcome, Outcome::Similar(Some(_))));
}

#[test]
fn f44_an_agent_is_asked_before_handing_in() {
    let mut stage = Rehearsal::in_the_kitchen(&[]);
    assert_eq!(stage.model.session.role(), Some(Role::GridAgent));
    stage.model.accept.similar.here =
        vec![AlikeHere {
            case_id: Uuid::from_u128(0xdef), title: "孙*花 养老金".into(), at: stage.now, sealed: true
        }];
    stage.act(&[Action::Choose2, Action::Confirm]);
    assert_eq!(stage.model.accept.conclusion.outcome, Outcome::Similar(None));
    assert!(stage.sealed.is_empty());
    stage.act(&[Action::Choose1]);
    assert_eq!(kinds(&stage), ["draft.submit"]);
}

#[test]
fn f41_a_similar_case_in_a_state_that_nobody_knows_is_shown_by_its_code() {
    let stage = Rehearsal::new(120, 36);
    let case = there(&stage, Told::Unknown("Paused".into()));
    assert!(super::there(Lang::Zh, &case).contains("未知状态(Paused)"));
}
