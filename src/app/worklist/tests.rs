use crate::{
    app::{
        Action, Answer, Ask, DeskEvent, Effect, Failure, Model, Msg, Place,
        casework::fixtures::{answer, ctx, model, now, press, rows, send, summary},
        session::Line,
    },
    contract::{Page, WorklistName},
    domain::{calendar::Calendar, light::Light, role::Role},
};
use jiff::civil::date;

use super::{Desk, Left, Row, Tab};

pub(super) fn loaded(role: Role, place: Action) -> Model {
    let mut model = model(role);
    for effect in press(&mut model, place) {
        answer(&mut model, &effect, Answer::Cases(Page { items: rows(), next: None }));
    }
    model
}

fn applicants(model: &Model, tab: Tab) -> Vec<String> {
    let rows = model.list_rows(tab);
    rows.iter()
        .map(|row| match row {
            Row::Case(case) => case.applicant.clone(),
            Row::Draft(draft) => draft.title.clone(),
        })
        .collect()
}

#[test]
fn each_place_asks_for_the_lists_that_the_role_has() {
    for (role, place, names) in [
        (Role::Clerk, Action::PlaceTodo, vec![WorklistName::Todo]),
        (
            Role::Clerk,
            Action::PlaceSupplement,
            vec![WorklistName::Supplement, WorklistName::Tolerance, WorklistName::Returned],
        ),
        (Role::IssueClerk, Action::PlaceIssue, vec![WorklistName::Issue]),
        (Role::Reviewer, Action::PlaceBackOffice, vec![WorklistName::Inbox]),
        (Role::Approver, Action::PlaceBackOffice, vec![WorklistName::Deciding, WorklistName::Inbox]),
        (Role::ChiefRep, Action::PlaceBackOffice, vec![WorklistName::Negatives]),
    ] {
        let mut model = model(role);
        let asked: Vec<WorklistName> = press(&mut model, place)
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Ask { ask: Ask::Worklist { name, cursor: None, .. }, .. } => Some(name),
                Effect::Ask { ask: Ask::QueueCounts(_), .. } => None,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(asked, names, "{role:?}");
    }
}

#[test]
fn a_role_without_a_list_is_told_so() {
    let mut model = model(Role::Clerk);
    assert!(press(&mut model, Action::PlaceBackOffice).is_empty());
    assert_eq!(model.place, Place::Home);
    assert_eq!(model.notices.current().unwrap().text, "您的岗位没有这个清单");
}

#[test]
fn r9_14_what_is_due_first_stands_on_top() {
    let model = loaded(Role::Clerk, Action::PlaceTodo);
    let tab = Tab::List(WorklistName::Todo);
    assert_eq!(applicants(&model, tab), ["欧**娜", "张*兰", "王*明", "扬州运河小吃店"]);
}

#[test]
fn r9_6_time_left_is_counted_in_working_days() {
    let calendar = Calendar::built_in();
    let friday = date(2026, 11, 20);
    assert_eq!(Left::of(calendar, friday, friday), Left::Today);
    assert_eq!(Left::of(calendar, friday, date(2026, 11, 23)), Left::Days(1));
    assert_eq!(Left::of(calendar, friday, date(2026, 11, 17)), Left::Over(3));
    // Due on Saturday, looked at on Sunday: late, though no working day lay between.
    assert_eq!(Left::of(calendar, date(2026, 11, 22), date(2026, 11, 21)), Left::Over(1));
}

#[test]
fn rows_are_found_by_name_pinyin_initials_and_number() {
    let mut model = loaded(Role::Clerk, Action::PlaceTodo);
    let tab = Tab::List(WorklistName::Todo);
    for (typed, found) in [("小吃", 1), ("yunhe", 1), ("yhxc", 1), ("0013", 1), ("spjy", 4), ("没有", 0)] {
        model.worklists.filter.clear();
        send(&mut model, Msg::Paste(typed.into()));
        assert!(model.worklists.filtering);
        assert_eq!(model.list_rows(tab).len(), found, "{typed}");
    }
}

#[test]
fn esc_leaves_the_filter_then_clears_it_then_goes_home() {
    let mut model = loaded(Role::Clerk, Action::PlaceTodo);
    send(&mut model, Msg::Paste("小吃".into()));
    press(&mut model, Action::Back);
    assert!(!model.worklists.filtering && model.worklists.filter.text() == "小吃");
    press(&mut model, Action::Back);
    assert!(model.worklists.filter.is_empty() && model.place == Place::Lists(Desk::Todo));
    press(&mut model, Action::Back);
    assert_eq!(model.place, Place::Home);
}

#[test]
fn digits_choose_the_list_where_there_are_several_and_the_row_elsewhere() {
    let mut model = loaded(Role::Clerk, Action::PlaceSupplement);
    press(&mut model, Action::Choose2);
    assert_eq!(model.tab(Desk::Supplement), Some(Tab::List(WorklistName::Tolerance)));
    assert_eq!(model.place, Place::Lists(Desk::Supplement));
    let mut model = loaded(Role::Clerk, Action::PlaceTodo);
    let effects = press(&mut model, Action::Choose2);
    assert_eq!(model.place, Place::Case);
    let id = rows()[1].id;
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask { ask: Ask::Case(case), .. } if *case == id)));
}

#[test]
fn drafts_open_in_the_workspace() {
    let mut model = loaded(Role::Clerk, Action::PlaceTodo);
    press(&mut model, Action::NextPane);
    assert_eq!(model.tab(Desk::Todo), Some(Tab::Drafts));
    let effects = press(&mut model, Action::Open);
    assert_eq!(model.place, Place::Accept);
    let opens = |effect: &Effect| matches!(effect, Effect::Ask { ask: Ask::OpenDraft(id), .. } if id.as_u128() == 77);
    assert!(effects.iter().any(opens), "{effects:?}");
}

#[test]
fn a_refresh_keeps_the_cursor_on_its_case() {
    let mut model = loaded(Role::Clerk, Action::PlaceTodo);
    press(&mut model, Action::Down);
    let effects = send(&mut model, Msg::Desk(DeskEvent::Changed));
    let list = effects.iter().find(|e| matches!(e, Effect::Ask { ask: Ask::Worklist { .. }, .. })).unwrap();
    let mut newer = rows();
    newer.push(summary(20, "新来的", Light::Red, Some(date(2026, 11, 2)), "task.propose_return"));
    answer(&mut model, list, Answer::Cases(Page { items: newer, next: None }));
    match model.chosen_row(Desk::Todo) {
        Some(Row::Case(case)) => assert_eq!(case.applicant, "张*兰"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn f62_what_stands_on_the_screen_is_read_anew_when_the_line_is_back_and_after_a_restore() {
    let asks_for_the_list =
        |effects: &[Effect]| effects.iter().any(|e| matches!(e, Effect::Ask { ask: Ask::Worklist { .. }, .. }));
    let mut model = loaded(Role::Clerk, Action::PlaceTodo);
    assert!(!asks_for_the_list(&send(&mut model, Msg::Desk(DeskEvent::Line(Line::Offline)))));
    assert!(asks_for_the_list(&send(&mut model, Msg::Desk(DeskEvent::Line(Line::Online)))));
    assert!(asks_for_the_list(&send(&mut model, Msg::Desk(DeskEvent::Restored))));
}

#[test]
fn near_the_end_the_next_page_is_read_once() {
    let mut model = model(Role::Clerk);
    let effects = press(&mut model, Action::PlaceTodo);
    answer(&mut model, &effects[0], Answer::Cases(Page { items: rows(), next: Some("k".into()) }));
    let more = press(&mut model, Action::Down);
    assert!(matches!(&more[0], Effect::Ask { ask: Ask::Worklist { cursor: Some(c), .. }, .. } if c == "k"));
    assert!(press(&mut model, Action::Down).is_empty(), "it is under way already");
    let page = vec![summary(30, "后一页", Light::Green, Some(date(2026, 12, 30)), "task.propose_return")];
    answer(&mut model, &more[0], Answer::Cases(Page { items: page, next: None }));
    assert_eq!(model.list_rows(Tab::List(WorklistName::Todo)).len(), 5);
}

#[test]
fn offline_the_rows_stay() {
    let mut model = loaded(Role::Clerk, Action::PlaceTodo);
    let effects = send(&mut model, Msg::Desk(DeskEvent::Changed));
    let Some(Effect::Ask { req, .. }) =
        effects.iter().find(|e| matches!(e, Effect::Ask { ask: Ask::Worklist { .. }, .. }))
    else {
        panic!("{effects:?}")
    };
    let failure = Failure { offline: true, ..Failure::default() };
    crate::app::update(&mut model, Msg::Done { req: *req, result: Err(failure) }, &ctx());
    assert_eq!(model.list_rows(Tab::List(WorklistName::Todo)).len(), 4);
    assert_eq!(model.now, now());
}
