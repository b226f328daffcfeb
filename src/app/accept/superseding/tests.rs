use super::*;
use crate::app::{Action, DeskEvent, Msg, rehearsal::Rehearsal, session::Guides};

/// The guide of the draft in a newer version: one material asked otherwise, one dropped, one more, a shorter limit.
fn newer(stage: &Rehearsal) -> Guide {
    let mut newer = stage.model.accept.guide.clone().unwrap();
    newer.id.version += 1;
    newer.materials[0].copies = Some(3);
    newer.materials.remove(1);
    newer.materials.push(crate::domain::guide::Material {
        code: "added".into(),
        no: 30,
        name: "燃气安全合格证明".into(),
        ..crate::domain::guide::Material::default()
    });
    newer.promised = crate::domain::guide::Limit::working_days(3);
    newer
}

/// The catalogue comes in with a newer guide while a draft is at its materials, all of them found in order.
pub fn changed(stage: &mut Rehearsal) {
    stage.go_to_materials();
    stage.act(&[Action::AllOk]);
    stage.newer_guide = Some(newer(stage));
    let guides = Guides { version: 9, confirmed_at: stage.now, calendars: Vec::new() };
    stage.send(Msg::Desk(DeskEvent::Guides(guides)));
}

fn verdicts(stage: &Rehearsal) -> Vec<String> {
    stage.model.accept.work.materials.rows.iter().map(|row| row.material_code.clone()).collect()
}

#[test]
fn r5_18_only_what_changed_is_asked_again_and_the_rest_stays() {
    let mut stage = Rehearsal::new(120, 36);
    changed(&mut stage);
    let old = stage.model.accept.guide.clone().unwrap();
    let (before, answers) = (verdicts(&stage), stage.model.accept.work.interview.answers.clone());
    let form = stage.model.accept.form_values();
    assert!(matches!(stage.model.overlays.last(), Some(Overlay::GuideChanged { .. })));
    assert_eq!(stage.model.accept.guide.as_ref().unwrap().id, old.id, "nothing changes by itself");

    stage.act(&[Action::Confirm]);
    let accept = &stage.model.accept;
    assert_eq!(accept.guide.as_ref().unwrap().id.version, old.id.version + 1);
    assert!(stage.model.overlays.is_empty() && accept.newer.is_none());
    let (changed, dropped) = (&old.materials[0].code, &old.materials[1].code);
    let kept: Vec<String> = before.iter().filter(|code| *code != changed && *code != dropped).cloned().collect();
    assert_eq!(verdicts(&stage), kept);
    assert_eq!(accept.work.interview.answers, answers);
    assert_eq!(accept.form_values(), form);
    assert!(accept.step == Step::Materials && accept.has_open_rows(), "what is new is before the clerk");
    assert!(accept.shelf.contains_key(&old.id), "the work on the old version is not thrown away");
}

#[test]
fn f46_later_means_later_and_a_conclusion_asks_again() {
    let mut stage = Rehearsal::new(120, 36);
    changed(&mut stage);
    stage.act(&[Action::Back]);
    assert!(stage.model.overlays.is_empty() && stage.model.accept.newer.is_some());
    let guides = Guides { version: 9, confirmed_at: stage.now, calendars: Vec::new() };
    stage.send(Msg::Desk(DeskEvent::Guides(guides)));
    assert!(stage.model.overlays.is_empty(), "the same news is no news");
    show(&mut stage.model);
    stage.act(&[Action::Confirm]);
    assert!(stage.model.accept.newer.is_none());
}

#[test]
fn f46_a_refusal_brings_the_difference_and_the_draft_goes_out_anew() {
    let mut stage = Rehearsal::new(120, 36);
    stage.go_to_conclusion();
    stage.newer_guide = Some(newer(&stage));
    stage.refuse = Some(("case.receive", "guide.superseded"));
    stage.act(&[Action::Confirm, Action::Choose1]);
    assert_eq!(stage.sealed.len(), 1);
    assert!(matches!(stage.model.overlays.last(), Some(Overlay::GuideChanged { .. })), "{:?}", stage.model.overlays);
    stage.refuse = None;
    stage.act(&[Action::Confirm]);
    let accept = &stage.model.accept;
    let version = accept.guide.as_ref().unwrap().id.version;
    assert_eq!((version, accept.step), (stage.newer_guide.as_ref().unwrap().id.version, Step::Materials));
}
