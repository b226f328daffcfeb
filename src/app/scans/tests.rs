use super::*;
use crate::{app::rehearsal::Rehearsal, domain::lifecycle::Act};

fn stage() -> Rehearsal {
    let mut stage = Rehearsal::new(120, 36);
    stage.go_to_materials();
    stage
}

fn names(stage: &Rehearsal) -> Vec<String> {
    let code = stage.model.accept.current_material().unwrap().code.clone();
    stage.model.accept.work.materials.scans.of(&code).iter().map(|scan| scan.name.clone()).collect()
}

#[test]
fn the_newest_scan_is_attached_by_one_key_and_the_draft_holds_it() {
    let mut stage = stage();
    stage.act(&[Action::MaterialScans, Action::Confirm]);
    assert_eq!(names(&stage), ["扫描_20261123_0855.pdf"]);
    stage.act(&[Action::Down, Action::Confirm]);
    assert_eq!(names(&stage).len(), 2, "several of one material");
    let case = stage.model.accept.case_id.unwrap();
    let body = &stage.drafts[&case].body;
    assert!(body.contains("食品安全管理制度.pdf"), "kept with the draft");
    stage.act(&[Action::Back]);
    assert!(stage.model.overlays.is_empty());
}

#[test]
fn a_path_is_typed_and_what_is_no_scan_is_told() {
    let mut stage = stage();
    stage.act(&[Action::MaterialScans, Action::Last, Action::Confirm]);
    assert!(matches!(stage.model.overlays.last(), Some(Overlay::ScanPath { .. })));
    stage.type_in("'/media/usb/营业执照.pdf'");
    stage.act(&[Action::Confirm]);
    assert_eq!(names(&stage), ["营业执照.pdf"], "quotation marks of a dragged file go");
    stage.act(&[Action::Choose5]);
    stage.type_in("/media/usb/说明.docx");
    stage.act(&[Action::Confirm]);
    assert_eq!(names(&stage).len(), 1);
    assert!(stage.model.notices.history().next().unwrap().text.contains("PDF、JPEG、PNG"));
}

#[test]
fn a_scan_is_taken_off_and_its_copy_goes_after_the_draft_was_saved() {
    let mut stage = stage();
    stage.act(&[Action::MaterialScans, Action::Confirm]);
    stage.act(&[Action::First, Action::Choose1]);
    assert_eq!(names(&stage).len(), 1, "Enter on what is attached changes nothing");
    stage.asked.clear();
    stage.act(&[Action::First, Action::ScanRemove]);
    assert!(names(&stage).is_empty());
    let order: Vec<bool> = stage
        .asked
        .iter()
        .filter_map(|ask| match ask {
            Ask::SaveDraft(_) => Some(false),
            Ask::DropScan { .. } => Some(true),
            _ => None,
        })
        .collect();
    assert_eq!(order[..2], [false, true]);
    stage.act(&[Action::ScanRemove]);
    assert!(stage.asked.iter().filter(|ask| matches!(ask, Ask::DropScan { .. })).count() == 1, "no scan there");
}

#[test]
fn a_copy_that_another_material_has_too_stays() {
    let mut stage = stage();
    stage.act(&[Action::MaterialScans, Action::Confirm, Action::Back]);
    stage.act(&[Action::Down, Action::MaterialScans, Action::Confirm]);
    assert_eq!(names(&stage).len(), 1);
    stage.act(&[Action::First, Action::ScanRemove]);
    assert!(!stage.asked.iter().any(|ask| matches!(ask, Ask::DropScan { .. })));
}

#[test]
fn an_answer_for_the_last_citizen_attaches_nothing_to_the_next() {
    let mut stage = stage();
    let before = stage.model.accept.work.materials.clone();
    let ctx = crate::app::Ctx { now: stage.now, fresh: Uuid::from_u128(77) };
    let scan = Scan { sha256: "a".repeat(64), size: 1, kind: "pdf".into(), name: "x.pdf".into() };
    let keeper = Keeper::Draft { case_id: Uuid::from_u128(4_711) };
    let wait = Wait::Add { keeper, code: "m".into() };
    done(&mut stage.model, wait, Ok(Answer::Scan(scan)), &ctx);
    assert_eq!(stage.model.accept.work.materials.scans, before.scans);
}

/// The command names the scans at their materials.
#[test]
fn the_first_command_names_every_scan() {
    let mut stage = stage();
    stage.act(&[Action::MaterialScans, Action::Confirm, Action::Back, Action::AllOk]);
    let accept = &stage.model.accept;
    let application = accept.application(accept.judged.as_ref().unwrap()).unwrap();
    let scans: Vec<usize> = application.materials.iter().map(|row| row.blobs.len()).filter(|n| *n > 0).collect();
    assert_eq!(scans, [1]);
    let receiving =
        crate::domain::lifecycle::act::Receiving { application, received_at: None, slip_no: None, outage: None };
    let (_, payload) = crate::contract::Command::split(&Act::Receive(Box::new(receiving))).unwrap();
    assert_eq!(crate::contract::Command::files_in(&payload).len(), 1);
}

#[test]
fn sizes_are_said_as_people_say_them() {
    assert_eq!(
        [size(0), size(1_023), size(1 << 10), size(812_400), size(3 << 20)],
        ["0 B", "1023 B", "1 KB", "793 KB", "3.0 MB"]
    );
    assert_eq!(size(20 << 20), "20.0 MB");
}
