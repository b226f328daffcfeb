use crate::{
    app::{
        Action, Answer, Ask, Effect, Failure, Model,
        casework::fixtures::{answer, ctx, model, press, rows},
        effect::Fate,
        worklist::{BatchFate, Desk, Over, Tab},
    },
    contract::{ExportReason, Page, Problem, QueueCounts, QueueFilter, WorklistName},
    domain::{case::State, lifecycle::Act, role::Role},
};
use uuid::Uuid;

/// The approver's queue: the first two rows are simple.
fn approving() -> Model {
    let mut model = model(Role::Approver);
    for effect in press(&mut model, Action::PlaceBackOffice) {
        come(&mut model, &effect);
    }
    model
}

fn come(model: &mut Model, effect: &Effect) {
    let reply = if matches!(effect, Effect::Ask { ask: Ask::QueueCounts(_), .. }) {
        Answer::QueueCounts(QueueCounts::default())
    } else {
        let mut items = rows();
        for case in &mut items {
            case.state = State::Deciding.into();
            case.marks.simple = ["欧**娜", "张*兰"].contains(&case.applicant.as_str());
        }
        Answer::Cases(Page { items, next: None })
    };
    answer(model, effect, reply);
}

/// Goes through all rows and marks what can be marked.
fn mark_all(model: &mut Model) {
    press(model, Action::First);
    let tab = model.tab(Desk::BackOffice).unwrap();
    for row in 0..4 {
        press(model, Action::QueueMark);
        if model.worklists.cursor(tab) == row {
            press(model, Action::Down);
        }
    }
}

fn seals(effects: &[Effect]) -> Vec<(Uuid, u64, bool)> {
    let seal = |effect: &Effect| match effect {
        Effect::Ask { ask: Ask::Seal(sealing), .. } => {
            let Act::Grant(grant) = &sealing.act else { panic!("{sealing:?}") };
            Some((sealing.case_id, sealing.expected_version, grant.batch))
        }
        _ => None,
    };
    effects.iter().filter_map(seal).collect()
}

#[test]
fn r1_16_only_simple_cases_are_marked_and_each_goes_out_as_a_command_of_its_own() {
    let mut model = approving();
    mark_all(&mut model);
    assert_eq!(model.worklists.queue.marked(), 2, "the other two are decided by themselves");
    assert!(press(&mut model, Action::Decide).is_empty(), "nothing goes out before somebody says yes");
    let effects = press(&mut model, Action::Confirm);
    let sealed = seals(&effects);
    assert_eq!(sealed.len(), 2);
    assert!(sealed[0].0 != sealed[1].0 && sealed.iter().all(|(_, _, batch)| *batch));
    assert!(press(&mut model, Action::Confirm).iter().all(|effect| seals(std::slice::from_ref(effect)).is_empty()));
}

#[test]
fn one_no_stops_no_other_and_the_summary_says_which_and_why() {
    let mut model = approving();
    mark_all(&mut model);
    press(&mut model, Action::Decide);
    let effects = press(&mut model, Action::Confirm);
    let refused = Problem::new(423, "case.leased", "本件已由同事领办", "t");
    answer(&mut model, &effects[0], Answer::Fate(Fate::Rejected(Box::new(refused))));
    let Effect::Ask { req, .. } = &effects[1] else { panic!() };
    let failure = Failure { title: "磁盘已满".into(), ..Failure::default() };
    crate::app::update(&mut model, crate::app::Msg::Done { req: *req, result: Err(failure) }, &ctx());
    let Over::Batch(batch) = &model.worklists.queue.over else { panic!() };
    let fates: Vec<&BatchFate> = batch.lines.iter().map(|line| &line.fate).collect();
    assert_eq!(fates, [&BatchFate::Refused("本件已由同事领办".into()), &BatchFate::Refused("磁盘已满".into())]);
    assert_eq!(batch.tally(), [0, 2, 0, 0]);
    let effects = press(&mut model, Action::Back);
    assert!(matches!(model.worklists.queue.over, Over::Nothing) && model.worklists.queue.marked() == 0);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask { ask: Ask::Worklist { .. }, .. })));
}

#[test]
fn esc_before_the_yes_keeps_the_marks_and_sends_nothing() {
    let mut model = approving();
    mark_all(&mut model);
    press(&mut model, Action::Decide);
    assert!(press(&mut model, Action::Back).is_empty());
    assert_eq!(model.worklists.queue.marked(), 2);
}

#[test]
fn r12_4_a_reviewer_marks_nothing() {
    let mut model = model(Role::Reviewer);
    for effect in press(&mut model, Action::PlaceBackOffice) {
        come(&mut model, &effect);
    }
    mark_all(&mut model);
    assert_eq!(model.worklists.queue.marked(), 0);
}

#[test]
fn a_mark_goes_with_its_case() {
    let mut model = approving();
    mark_all(&mut model);
    for effect in press(&mut model, Action::PlaceBackOffice) {
        let reply = match &effect {
            Effect::Ask { ask: Ask::QueueCounts(_), .. } => Answer::QueueCounts(QueueCounts::default()),
            _ => Answer::Cases(Page { items: Vec::new(), next: None }),
        };
        answer(&mut model, &effect, reply);
    }
    assert_eq!(model.worklists.queue.marked(), 0);
}

#[test]
fn the_next_filter_asks_the_centre_for_the_narrowed_list() {
    let mut model = approving();
    let mut seen = Vec::new();
    for _ in QueueFilter::ALL {
        let effects = press(&mut model, Action::QueueFilter);
        let asked = effects.iter().find_map(|effect| match effect {
            Effect::Ask { ask: Ask::Worklist { name: WorklistName::Deciding, filter, .. }, .. } => Some(*filter),
            _ => None,
        });
        seen.push(asked.unwrap());
    }
    let mut expected = QueueFilter::ALL.to_vec();
    expected.rotate_left(1);
    assert_eq!(seen, expected);
    assert_eq!(model.worklists.queue.filter(WorklistName::Deciding), QueueFilter::All);
}

#[test]
fn r11_14_only_the_halls_management_takes_a_list_out_and_says_why() {
    let mut model = approving();
    assert!(press(&mut model, Action::QueueExport).is_empty());
    assert!(model.notices.current().unwrap().text.contains("不能导出"));
    let mut manager = super::super::tests::loaded(Role::HallManager, Action::PlaceBackOffice);
    assert!(manager.tab(Desk::BackOffice).is_some_and(|tab| matches!(tab, Tab::List(_))));
    assert!(press(&mut manager, Action::QueueExport).is_empty(), "a reason first");
    let effects = press(&mut manager, Action::Choose2);
    let Effect::Ask { ask: Ask::ExportCases(asked), .. } = &effects[0] else { panic!("{effects:?}") };
    assert_eq!((asked.reason, asked.clear, asked.list.is_some()), (ExportReason::Supervision, false, true));
    answer(&mut manager, &effects[0], Answer::Exported("/tmp/cases.csv".into()));
    assert!(manager.notices.current().unwrap().text.contains("cases.csv"));
}
