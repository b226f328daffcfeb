//! Electronic files on a case: which are of which material, one of them saved, and scans that go with an act.

use super::{
    super::{
        files::{IfThere, Saving, THERE},
        fixtures::{ctx, scan},
    },
    *,
};
use crate::{
    app::{
        Ctx, Failure,
        notice::Level,
        overlay::Overlay,
        rehearsal::{Files, Rehearsal},
        scans::{Inbox, Scan},
        update,
    },
    domain::check::Verdict,
};

fn scanned() -> Model {
    let mut with = detail(case(State::Accepted), clerk_acts());
    scan(&mut with);
    opened(Role::Approver, with)
}

fn asked_to_save(effects: &[Effect]) -> Saving {
    match effects {
        [Effect::Ask { ask: Ask::SaveFile(saving), .. }] => (**saving).clone(),
        other => panic!("not asked for: {other:?}"),
    }
}

fn fails(model: &mut Model, effect: &Effect, code: &str) {
    let Effect::Ask { req, .. } = effect else { panic!("{effect:?}") };
    let failure = Failure { code: code.to_owned(), ..Failure::default() };
    send(model, Msg::Done { req: *req, result: Err(failure) });
}

/// From the case to the question where the file goes.
fn asked_where(model: &mut Model) {
    press(model, Action::MaterialScans);
    let effects = press(model, Action::FileSave);
    answer(model, &effects[0], Answer::Folder("/home/lixy/Downloads".into()));
}

#[test]
fn files_stand_by_material_and_what_no_row_names_stands_last() {
    let model = scanned();
    let lines: Vec<(Option<&str>, usize, &str)> =
        model.case_files().into_iter().map(|line| (line.material, line.ordinal, line.file.kind.as_str())).collect();
    let first = Some("食品经营许可证申请书");
    assert_eq!(lines, [(first, 1, "pdf"), (first, 2, "jpg"), (None, 1, "png")]);
}

#[test]
fn a_file_is_saved_by_keys_and_its_name_says_nothing_about_a_person() {
    let mut model = scanned();
    asked_where(&mut model);
    assert_eq!(model.casework.pane, Pane::Files);
    let saving = asked_to_save(&press(&mut model, Action::Confirm));
    assert_eq!(saving.folder, "/home/lixy/Downloads");
    assert_eq!((saving.stem.as_str(), saving.kind.as_str()), ("32100020261120000123-食品经营许可证申请书-1", "pdf"));
    assert_eq!(saving.if_there, IfThere::Ask);
    // It is on its way, and how far is seen.
    send(&mut model, Msg::Desk(DeskEvent::FileComing(1_310_720)));
    assert_eq!(model.file_coming().unwrap().percent(), 50);
    press(&mut model, Action::FileSave);
    assert!(model.overlays.is_empty(), "one after the other");
    // The next one goes to the same folder without asking the desk where.
    let later = Ctx { now: now() + jiff::SignedDuration::from_secs(1), ..ctx() };
    let effects = update(&mut model, Msg::Action(Action::Back), &later);
    assert!(matches!(effects[..], [Effect::Cancel(_)]) && model.file_coming().is_none(), "given up");
    press(&mut model, Action::Down);
    assert!(press(&mut model, Action::Open).is_empty());
    send(&mut model, Msg::Paste("/media/usb".into()));
    let saving = asked_to_save(&press(&mut model, Action::Confirm));
    assert_eq!((saving.folder.as_str(), saving.stem.ends_with("-2")), ("/media/usb", true), "typing replaces it");
}

#[test]
fn another_file_of_the_name_is_overwritten_by_a_second_key_only() {
    let mut model = scanned();
    asked_where(&mut model);
    let effects = press(&mut model, Action::Confirm);
    fails(&mut model, &effects[0], THERE);
    assert!(matches!(model.overlays.last(), Some(Overlay::SaveFile(page)) if page.there));
    assert_eq!(asked_to_save(&press(&mut model, Action::Confirm)).if_there, IfThere::Beside, "Enter keeps both");
    let mut model = scanned();
    asked_where(&mut model);
    let effects = press(&mut model, Action::Confirm);
    fails(&mut model, &effects[0], THERE);
    let effects = press(&mut model, Action::Choose2);
    assert_eq!(asked_to_save(&effects).if_there, IfThere::Replace);
    answer(&mut model, &effects[0], Answer::Exported("/home/lixy/Downloads/x.pdf".into()));
    let said = model.notices.history().next().unwrap();
    assert!(said.level == Level::Good && said.text.contains("/home/lixy/Downloads/x.pdf"));
}

#[test]
fn without_files_the_key_says_so() {
    let mut model = opened(Role::Clerk, detail(case(State::Accepted), clerk_acts()));
    assert!(!model.casework.panes().contains(&Pane::Files));
    for key in [Action::MaterialScans, Action::FileSave] {
        assert!(press(&mut model, key).is_empty());
        assert_eq!(model.notices.history().next().unwrap().text, "本件没有电子件");
    }
}

#[test]
fn offline_a_file_cannot_be_had_and_the_line_is_named() {
    let mut stage = Rehearsal::new(80, 24);
    stage.files = Files::OnCases;
    stage.act(&[Action::PlaceTodo, Action::Open, Action::MaterialScans, Action::FileSave]);
    stage.offline = true;
    stage.act(&[Action::Confirm]);
    assert!(stage.model.file_coming().is_none() && stage.model.overlays.is_empty());
    assert!(stage.model.notices.history().next().unwrap().text.contains("中心暂时连不上"));
}

/// Scans that came with a supplement: the same list, the same copies, named by the row that is sent.
#[test]
fn scans_are_attached_to_what_an_act_takes_in() {
    for (act, notices) in [("supplement.check", true), ("tolerance.receive", false)] {
        let mut case = case(State::AwaitingSupplement);
        case.supplement = notices.then(notice);
        let mut model = opened(Role::Clerk, detail(case, vec![allowed(act)]));
        press(&mut model, Action::Open);
        let effects = press(&mut model, Action::MaterialScans);
        answer(&mut model, &effects[0], Answer::ScanInbox(Inbox::default()));
        assert!(matches!(model.overlays.last(), Some(Overlay::Scans(page)) if page.name == "食品安全管理制度"));
        press(&mut model, Action::Confirm);
        send(&mut model, Msg::Paste("/media/usb/制度.pdf".into()));
        let effects = press(&mut model, Action::Confirm);
        let [Effect::Ask { ask: Ask::AddScan { case_id: id, file }, .. }] = effects.as_slice() else {
            panic!("{effects:?}")
        };
        assert_eq!((*id, file.as_str()), (case_id(), "/media/usb/制度.pdf"));
        let kept = Scan { sha256: "d".repeat(64), size: 9, kind: "pdf".into(), name: "制度.pdf".into() };
        answer(&mut model, &effects[0], Answer::Scan(kept));
        press(&mut model, Action::Back);
        let hint = model.casework.form().unwrap().form.current().unwrap().hint.clone();
        assert_eq!(hint.as_deref(), Some("随附扫描件 1 份"));
        // It did not come in: then there is no scan of it.
        press(&mut model, Action::Choose3);
        assert!(press(&mut model, Action::StepFinish).is_empty(), "{act}");
        let form = model.casework.form_mut().unwrap();
        assert!(form.form.current().unwrap().trouble.is_some());
        press(&mut model, Action::Choose1);
        let act = sealed(&press(&mut model, Action::StepFinish)).act;
        let (_, payload) = crate::contract::Command::split(&act).unwrap();
        assert_eq!(crate::contract::Command::files_in(&payload).into_iter().collect::<Vec<_>>(), ["d".repeat(64)]);
        let rows = match act {
            Act::SupplementCheck(checks) => checks.materials,
            Act::ToleranceReceive(receipt) => receipt.materials,
            other => panic!("{other:?}"),
        };
        assert_eq!((rows.len(), rows[0].verdict), (1, Verdict::Ok));
    }
}

#[test]
fn a_scan_of_an_act_is_taken_off_and_no_draft_is_saved_for_it() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::PlaceTodo, Action::Open, Action::Choose2, Action::MaterialScans, Action::Confirm]);
    let scans = |stage: &Rehearsal| stage.model.casework.form().unwrap().scans.codes().count();
    assert_eq!(scans(&stage), 1);
    stage.asked.clear();
    stage.act(&[Action::First, Action::ScanRemove]);
    assert_eq!(scans(&stage), 0);
    assert!(matches!(stage.asked.as_slice(), [Ask::DropScan { .. }]), "{:?}", stage.asked);
}

#[test]
fn an_act_that_takes_nothing_in_has_no_scans() {
    let mut model = opened(Role::Clerk, detail(case(State::Accepted), vec![allowed("note.add")]));
    press(&mut model, Action::Open);
    assert!(press(&mut model, Action::MaterialScans).is_empty() && model.overlays.is_empty());
}
