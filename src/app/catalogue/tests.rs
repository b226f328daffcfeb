use super::*;
use crate::{
    app::{Action, Answer, Ask, DeskEvent, Effect, Place, rehearsal::Rehearsal, session::Line},
    domain::role::Role,
};

fn office(role: Role) -> Rehearsal {
    let mut stage = Rehearsal::new(80, 24);
    stage.role = role;
    stage.send(crate::app::Msg::Start);
    stage.act(&[Action::PlaceCatalogue]);
    stage
}

/// What was asked of the office, in order.
fn asked(stage: &Rehearsal) -> Vec<Asked> {
    let asked = stage.asked.iter().filter_map(|ask| match ask {
        Ask::Catalogue(asked) => Some((**asked).clone()),
        _ => None,
    });
    asked.collect()
}

fn last(stage: &Rehearsal) -> Asked {
    asked(stage).into_iter().rfind(|asked| !asked.is_read()).unwrap()
}

fn said(stage: &Rehearsal) -> String {
    stage.model.notices.current().unwrap().text.clone()
}

/// What the centre says to the next thing that was asked.
fn hear(stage: &mut Rehearsal, action: Action, heard: &Heard) {
    stage.hold = true;
    stage.act(&[action]);
    let effects = stage.take_held();
    stage.hold = false;
    for effect in effects {
        match effect {
            Effect::Ask { req, ask: Ask::Catalogue(asked) } if !asked.is_read() => {
                stage.asked.push(Ask::Catalogue(asked));
                let answer = Answer::Catalogue(Box::new(heard.clone()));
                stage.send(crate::app::Msg::Done { req, result: Ok(answer) });
            }
            other => stage.carry_out_all(vec![other]),
        }
    }
}

#[test]
fn r12_4_only_roles_of_the_office_are_offered_the_page() {
    for role in Role::ALL {
        let mut stage = Rehearsal::new(80, 24);
        if !stage.hall.staff.iter().any(|staff| staff.is(role)) {
            continue;
        }
        stage.role = role;
        stage.send(crate::app::Msg::Start);
        assert_eq!(stage.model.hints().contains(&Action::PlaceCatalogue), role.keeps_catalogue(), "{role:?}");
        stage.act(&[Action::PlaceCatalogue]);
        assert_eq!(stage.model.place == Place::Catalogue, role.keeps_catalogue(), "{role:?}");
        assert_eq!(!asked(&stage).is_empty(), role.keeps_catalogue(), "{role:?}");
    }
}

#[test]
fn the_list_is_read_page_by_page_and_again_with_those_that_are_over() {
    let mut stage = office(Role::CataloguePublisher);
    assert_eq!(asked(&stage), [Asked::Drafts { all: false, cursor: None }]);
    stage.model.catalogue.next = Some("c".into());
    stage.act(&[Action::Down]);
    assert_eq!(asked(&stage).last(), Some(&Asked::Drafts { all: false, cursor: Some("c".into()) }));
    assert_eq!(stage.model.catalogue.rows.len(), 4, "a draft that comes twice stands once");
    stage.act(&[Action::CatalogueAll]);
    assert_eq!(asked(&stage).last(), Some(&Asked::Drafts { all: true, cursor: None }));
}

#[test]
fn a_draft_is_passed_and_published_in_one_step_or_only_passed() {
    let mut stage = office(Role::CataloguePublisher);
    stage.act(&[Action::Open, Action::Choose1]);
    stage.type_in("2026-12-01");
    stage.act(&[Action::StepFinish]);
    let day = jiff::civil::date(2026, 12, 1);
    let deed = Deed::Pass { remark: None, effective: Some(day) };
    assert_eq!(last(&stage), Asked::Do { id: Uuid::from_u128(1), version: 2, deed });
    assert!(stage.model.catalogue.form.is_none() && stage.model.catalogue.open.is_some());
    stage.act(&[Action::Confirm]);
    assert!(matches!(stage.model.catalogue.form().unwrap().what, What::Deed { deed: OfficeDeed::Pass, .. }));
    stage.act(&[Action::StepFinish]);
    let Asked::Do { deed, .. } = last(&stage) else { unreachable!() };
    assert_eq!(deed, Deed::Pass { remark: None, effective: None });
}

#[test]
fn sending_back_needs_a_reason() {
    let mut stage = office(Role::CataloguePublisher);
    stage.act(&[Action::Open, Action::Choose2, Action::StepFinish]);
    assert!(asked(&stage).iter().all(Asked::is_read) && stage.model.catalogue.form.is_some());
    stage.type_in("时限依据?");
    stage.act(&[Action::StepFinish]);
    let Asked::Do { deed, .. } = last(&stage) else { unreachable!() };
    assert_eq!(deed, Deed::SendBack { remark: "时限依据?".into() });
}

/// SCREENS 3: Esc loses nothing; a reviewer looks at the draft again and goes on writing.
#[test]
fn a_reason_that_was_left_by_esc_is_still_there() {
    let mut stage = office(Role::CataloguePublisher);
    stage.act(&[Action::Open, Action::Choose2]);
    stage.type_in("时限");
    stage.act(&[Action::Back, Action::Down, Action::Choose2]);
    stage.type_in("依据?");
    assert_eq!(stage.model.catalogue.form().unwrap().form.value("remark"), "时限依据?");
    stage.act(&[Action::Back, Action::Choose1]);
    assert!(stage.model.catalogue.form().unwrap().form.value("remark").is_empty(), "another question");
}

#[test]
fn what_the_centre_blocks_says_why_and_is_not_asked() {
    let mut stage = office(Role::CatalogueEditor);
    stage.act(&[Action::Choose2, Action::Choose1]);
    assert!(stage.model.catalogue.form.is_none());
    assert!(said(&stage).contains("不能提交"), "{}", said(&stage));
    // The remark under the cursor is confirmed by itself.
    stage.act(&[Action::NextPane, Action::Choose2, Action::FieldDone]);
    let Asked::Do { deed: Deed::Decide { at, .. }, .. } = last(&stage) else { panic!() };
    assert_eq!(at, "materials[3].condition");
}

/// R12.4: the centre's no to a person's own draft stays before them, and nothing has changed.
#[test]
fn r12_4_a_refusal_is_shown_over_the_draft() {
    let mut stage = office(Role::CataloguePublisher);
    stage.act(&[Action::Open, Action::Choose1]);
    let mut problem = Problem::new(403, "office.same_person", "这份草稿您编辑过,不能由您审核或发布", "T-1");
    problem.detail = Some("请由另一位发布人员办理".into());
    hear(&mut stage, Action::StepFinish, &Heard::Refused(Box::new(problem)));
    let form = stage.model.catalogue.form().unwrap();
    assert_eq!(form.said, ["这份草稿您编辑过,不能由您审核或发布", "请由另一位发布人员办理"]);
    assert!(said(&stage).contains("您编辑过"));
}

#[test]
fn a_stale_draft_is_read_again_and_its_form_goes() {
    let mut stage = office(Role::CataloguePublisher);
    stage.act(&[Action::Open, Action::Choose1]);
    let reads = asked(&stage).len();
    let problem = Problem::new(412, "version.stale", "已被别人改动", "T-1");
    hear(&mut stage, Action::StepFinish, &Heard::Refused(Box::new(problem)));
    assert!(stage.model.catalogue.form.is_none() && stage.model.catalogue.open.is_some());
    assert!(asked(&stage).len() > reads, "read again");
}

#[test]
fn a_day_that_the_centre_does_not_take_is_said_at_its_field() {
    let mut stage = office(Role::CataloguePublisher);
    stage.act(&[Action::Open, Action::Choose1]);
    stage.type_in("2026-11-01");
    stage.act(&[Action::StepFinish]);
    assert!(asked(&stage).iter().all(Asked::is_read), "a day that has passed is not asked about");
    stage.act(&[Action::TextClear]);
    stage.type_in("2036-11-01");
    let mut problem = Problem::new(422, "office.too_far", "生效日期最多提前3年安排", "T-1");
    problem.errors.push(crate::contract::FieldProblem {
        pointer: "/effective".into(),
        code: "office.too_far".into(),
        detail: "生效日期最多提前3年安排".into(),
    });
    hear(&mut stage, Action::StepFinish, &Heard::Refused(Box::new(problem)));
    let field = stage.model.focused_field().unwrap();
    assert_eq!((field.id.as_str(), field.trouble.is_some()), ("effective", true));
}

#[test]
fn a_file_is_taken_in_or_refused_place_by_place() {
    let mut stage = office(Role::CatalogueEditor);
    stage.act(&[Action::CatalogueImport, Action::Choose2]);
    stage.type_in("bad.xlsx");
    stage.act(&[Action::StepFinish]);
    let report = stage.model.catalogue.report.clone().unwrap();
    assert_eq!((report.lines.len(), report.lines[1].place.as_str(), report.draft), (2, "清单!C3", None));
    stage.act(&[Action::Confirm]);
    assert_eq!(stage.model.focused_field().unwrap().text(), "bad.xlsx", "what was typed is still there");
    stage.act(&[Action::TextClear]);
    stage.type_in("/tmp/list.xlsx");
    stage.act(&[Action::FieldDone]);
    assert_eq!(last(&stage), Asked::Import { kind: OfficeKind::Tolerance, file: "/tmp/list.xlsx".into() });
    let report = stage.model.catalogue.report.clone().unwrap();
    assert!(report.lines[1].place == "材料!C7" && report.draft == Some(Uuid::from_u128(2)));
    stage.act(&[Action::Confirm]);
    assert_eq!(stage.model.catalogue.open.as_ref().unwrap().detail.draft.id, Uuid::from_u128(2));
    stage.act(&[Action::Back, Action::Back]);
    assert_eq!(stage.model.place, Place::Home);
}

#[test]
fn r15_who_keeps_only_settings_is_not_asked_what_a_file_holds() {
    let mut stage = office(Role::HallManager);
    stage.act(&[Action::CatalogueImport]);
    stage.type_in("settings.csv");
    stage.act(&[Action::StepFinish]);
    assert_eq!(last(&stage), Asked::Import { kind: OfficeKind::Settings, file: "settings.csv".into() });
    let mut stage = office(Role::CataloguePublisher);
    stage.act(&[Action::CatalogueImport]);
    assert!(stage.model.catalogue.form.is_none() && said(&stage).contains("发布岗位"));
}

#[test]
fn without_a_line_nothing_of_the_centre_stands_on_the_page() {
    let mut stage = office(Role::CataloguePublisher);
    stage.act(&[Action::Open]);
    stage.offline = true;
    stage.tell(DeskEvent::Line(Line::Offline));
    assert!(!stage.model.shows_catalogue());
    let reads = asked(&stage).len();
    stage.offline = false;
    stage.tell(DeskEvent::Line(Line::Online));
    assert!(stage.model.shows_catalogue() && asked(&stage).len() == reads + 2, "list and draft are read again");

    // A line that is only thought to be there.
    stage.offline = true;
    stage.act(&[Action::Choose2, Action::TextClear]);
    stage.type_in("依据");
    stage.act(&[Action::StepFinish]);
    assert!(!stage.model.shows_catalogue() && said(&stage).contains("不知道办成没有"), "{}", said(&stage));
    stage.offline = false;
    stage.act(&[Action::Open]);
    assert!(stage.model.shows_catalogue(), "Enter tries again");
    assert_eq!(stage.model.catalogue.form().unwrap().form.value("remark"), "依据", "what was typed waits");
}

#[test]
fn another_person_at_the_desk_reads_for_themselves() {
    let mut stage = office(Role::CatalogueEditor);
    stage.act(&[Action::Choose2]);
    stage.role = Role::CataloguePublisher;
    stage.send(crate::app::Msg::Start);
    assert!(stage.model.catalogue.open.is_none() && stage.model.shows_catalogue());
    stage.role = Role::Clerk;
    stage.send(crate::app::Msg::Start);
    assert!(!stage.model.shows_catalogue());
}

#[test]
fn clauses_that_stay_are_not_shown() {
    let sheet = fixtures::sheet(Uuid::from_u128(1), Vec::new());
    let rows = difference(Lang::Zh, &sheet.difference);
    let clauses: Vec<_> = rows.iter().filter(|row| row.what == "受理条件").collect();
    assert_eq!(clauses.len(), 2);
    assert_eq!((clauses[0].mark, clauses[0].before.as_deref()), (Mark::Dropped, Some("从业人员健康")));
    assert_eq!(rows.last().unwrap().name, "补正期限(工作日)", "a setting has its name");
}

#[test]
fn a_draft_that_came_into_force_at_the_turn_of_the_day_is_shown_so() {
    let mut stage = office(Role::CataloguePublisher);
    let reads = asked(&stage).len();
    stage.wait(jiff::SignedDuration::from_mins(1));
    assert_eq!(asked(&stage).len(), reads);
    stage.wait(jiff::SignedDuration::from_hours(24));
    stage.unlock();
    assert!(asked(&stage).len() > reads);
}
