use std::{fmt::Write, sync::OnceLock};

use ratatui::{Terminal, backend::TestBackend};

use crate::{
    app::{
        Action, Answer, Ask, DeskEvent, Effect, Failure, Model, Msg,
        casework::{
            Pane,
            fixtures::{
                allowed, answer, case, clerk_acts, detail, guide, model, negative, now, opened, press, rows, scan,
                send, timeline,
            },
        },
        effect::Fate,
        keymap::Keymap,
        scans::{Inbox, Scan},
    },
    contract::{DocumentView, LeaseMark, Page, Problem, QueueCounts, QueueFilter},
    domain::{
        case::{HandOver, Lease, OverdueClock, OverdueCode, OverdueReason, ReturnCode, State},
        role::Role,
    },
    i18n::Lang,
    theme::Theme,
    ui::{ViewCache, draw},
};

static LOOKS: OnceLock<(Theme, Keymap)> = OnceLock::new();

/// What stands on the screen, row by row.
fn screen(model: &mut Model, width: u16, height: u16) -> String {
    send(model, Msg::Resize(width, height));
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let (theme, keymap) = LOOKS.get_or_init(|| (Theme::default(), Keymap::built_in()));
    let mut cache = ViewCache::default();
    terminal.draw(|frame| draw(model, &mut cache, theme, keymap, frame)).unwrap();
    let buffer = terminal.backend().buffer();
    let mut text = String::new();
    for y in 0..height {
        let mut line = String::new();
        let mut skip = 0;
        for x in 0..width {
            let symbol = buffer[(x, y)].symbol();
            if skip == 0 {
                line.push_str(symbol);
            }
            skip = if skip > 0 { skip - 1 } else { crate::text::width(symbol).saturating_sub(1) };
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}

fn lists(role: Role, place: Action) -> Model {
    let mut model = model(role);
    for effect in press(&mut model, place) {
        answer(&mut model, &effect, Answer::Cases(Page { items: rows(), next: None }));
    }
    model
}

fn on_case() -> Model {
    opened(Role::Clerk, detail(case(State::Accepted), clerk_acts()))
}

fn before_the_chief() -> Model {
    let mut proposed = case(State::NegativeProposed);
    proposed.negative = Some(negative());
    let acts = ["negative.confirm", "negative.overrule", "negative.refer_up"].map(allowed);
    opened(Role::ChiefRep, detail(proposed, acts.into()))
}

fn in_the_department() -> Model {
    let acts = ["review.finish", "special.start", "applicant.ask", "case.send_back", "note.add"].map(allowed);
    opened(Role::Reviewer, detail(case(State::UnderReview), acts.into()))
}

fn delivering() -> Model {
    let acts = ["result.deliver", "result.post"].map(allowed);
    let mut model = opened(Role::IssueClerk, detail(case(State::ResultReady), acts.into()));
    press(&mut model, Action::Open);
    send(&mut model, Msg::Paste("张桂兰".into()));
    press(&mut model, Action::FieldNext);
    model
}

fn reading_a_paper() -> Model {
    let mut model = on_case();
    model.casework.pane = Pane::Papers;
    let effects = press(&mut model, Action::Open);
    let document = DocumentView {
        no: "扬市监容〔2026〕00003号".into(),
        kind: crate::domain::case::DocumentKind::Tol,
        case_id: crate::app::casework::fixtures::case_id(),
        text: "扬州市市场监督管理局\n容缺受理通知书\n\n张桂兰:\n  你(单位)申请的食品经营许可(新办)已容缺受理。".into(),
        sha256: String::new(),
        issued_at: now(),
    };
    answer(&mut model, &effects[0], Answer::Document(Box::new(document)));
    model
}

fn found() -> Model {
    let mut model = model(Role::Clerk);
    press(&mut model, Action::PlaceQuery);
    send(&mut model, Msg::Paste("0013".into()));
    let effects = press(&mut model, Action::FieldDone);
    answer(&mut model, &effects[0], Answer::Cases(Page { items: rows(), next: None }));
    model
}

/// The approver's queue: two simple cases, one of them claimed by a colleague, and two that are decided by themselves.
fn approving() -> Model {
    let mut model = model(Role::Approver);
    let mut cases = rows();
    for (at, case) in cases.iter_mut().enumerate() {
        case.state = State::Deciding.into();
        case.task = Some("task.decide".into());
        case.marks.simple = at < 2;
    }
    cases[1].marks.lease = Some(LeaseMark { holder: uuid::Uuid::from_u128(5), name: "白帆".into(), until: now() });
    cases[2].marks.overdue = Some(OverdueCode::Staffing.into());
    for effect in press(&mut model, Action::PlaceBackOffice) {
        let reply = match &effect {
            Effect::Ask { ask: Ask::QueueCounts(_), .. } => Answer::QueueCounts(QueueCounts {
                counts: QueueFilter::ALL.into_iter().zip([4, 0, 3, 1, 0, 0]).collect(),
            }),
            _ => Answer::Cases(Page { items: cases.clone(), next: None }),
        };
        answer(&mut model, &effect, reply);
    }
    model
}

/// Two of them marked, and asked whether.
fn together() -> Model {
    let mut model = approving();
    for action in [Action::First, Action::Down, Action::QueueMark, Action::QueueMark, Action::Decide] {
        press(&mut model, action);
    }
    model
}

/// One was granted, a colleague had the other.
fn summed_up() -> Model {
    let mut model = together();
    for (at, effect) in press(&mut model, Action::Confirm).into_iter().enumerate() {
        let mut refused = Problem::new(423, "case.leased", "本件已由同事领办,未作任何改动", "t");
        refused.detail = None;
        let fate =
            if at == 0 { Fate::Rejected(Box::new(refused)) } else { Fate::Waiting { command_id: uuid::Uuid::nil() } };
        answer(&mut model, &effect, Answer::Fate(fate));
    }
    model
}

fn taking_out() -> Model {
    let mut model = lists(Role::HallManager, Action::PlaceBackOffice);
    press(&mut model, Action::QueueExport);
    model
}

/// Claimed, late with its reason, and back at the window before.
fn claimed() -> Model {
    let mut worked = case(State::ReturnedToWindow);
    worked.hand_overs = vec![HandOver {
        to: "scjg".into(),
        bag_no: None,
        lines: Vec::new(),
        sent_at: now(),
        signed_at: None,
        signed_by: None,
        sent_back: Some("平面图看不清,请重新复印".into()),
        sent_back_code: Some(ReturnCode::Unreadable),
    }];
    worked.overdue = vec![OverdueReason {
        clocks: vec![OverdueClock::Promised],
        code: OverdueCode::Staffing,
        text: "两名审查人员同时休假".into(),
        at: now(),
        by: uuid::Uuid::from_u128(5),
        name: "白帆".into(),
    }];
    worked.lease = Some(Lease {
        holder: uuid::Uuid::from_u128(5),
        name: "白帆".into(),
        role: Role::Reviewer,
        since: now(),
        until: now() + jiff::SignedDuration::from_hours(4),
    });
    let acts = ["case.hand_over", "overdue.explain", "note.add"].map(allowed);
    opened(Role::Clerk, detail(worked, acts.into()))
}

/// A case whose materials were scanned, on its files.
fn on_files() -> Model {
    let mut scanned = detail(case(State::Accepted), clerk_acts());
    scan(&mut scanned);
    let mut model = opened(Role::Clerk, scanned);
    press(&mut model, Action::MaterialScans);
    model
}

fn asking_where() -> Model {
    let mut model = on_files();
    let effects = press(&mut model, Action::FileSave);
    answer(&mut model, &effects[0], Answer::Folder("/home/lixy/Downloads".into()));
    model
}

fn saving() -> Model {
    let mut model = asking_where();
    press(&mut model, Action::Confirm);
    send(&mut model, Msg::Desk(DeskEvent::FileComing(1_048_576)));
    model
}

fn there_already() -> Model {
    let mut model = asking_where();
    let effects = press(&mut model, Action::Confirm);
    let Effect::Ask { req, .. } = &effects[0] else { panic!("{effects:?}") };
    let failure = Failure { code: crate::app::casework::files::THERE.to_owned(), ..Failure::default() };
    send(&mut model, Msg::Done { req: *req, result: Err(failure) });
    model
}

/// A tolerated material came in with a scan.
fn taking_in() -> Model {
    let mut model = on_case();
    press(&mut model, Action::Choose2);
    let effects = press(&mut model, Action::MaterialScans);
    answer(&mut model, &effects[0], Answer::ScanInbox(Inbox::default()));
    press(&mut model, Action::Confirm);
    send(&mut model, Msg::Paste("/media/usb/制度.pdf".into()));
    let effects = press(&mut model, Action::Confirm);
    let kept = Scan { sha256: "d".repeat(64), size: 96_000, kind: "pdf".into(), name: "制度.pdf".into() };
    answer(&mut model, &effects[0], Answer::Scan(kept));
    press(&mut model, Action::Back);
    model
}

/// Every screen of these rooms, by name.
fn screens() -> Vec<(&'static str, Model)> {
    vec![
        ("todo", lists(Role::Clerk, Action::PlaceTodo)),
        ("supplement", lists(Role::Clerk, Action::PlaceSupplement)),
        ("issue", lists(Role::IssueClerk, Action::PlaceIssue)),
        ("inbox", lists(Role::Reviewer, Action::PlaceBackOffice)),
        ("negatives", lists(Role::ChiefRep, Action::PlaceBackOffice)),
        ("case", on_case()),
        ("case_negative", before_the_chief()),
        ("case_department", in_the_department()),
        ("case_deliver", delivering()),
        ("case_paper", reading_a_paper()),
        ("query", found()),
        ("queue", approving()),
        ("queue_batch", together()),
        ("queue_summary", summed_up()),
        ("queue_export", taking_out()),
        ("case_claimed", claimed()),
        ("case_files", on_files()),
        ("case_file_where", asking_where()),
        ("case_file_coming", saving()),
        ("case_file_there", there_already()),
        ("case_act_scans", taking_in()),
    ]
}

#[test]
fn screens_in_chinese_at_three_sizes() {
    for (name, mut model) in screens() {
        for (width, height) in [(80, 24), (120, 36), (200, 60)] {
            let shown = screen(&mut model, width, height);
            insta::assert_snapshot!(format!("{name}_{width}x{height}"), shown);
        }
    }
}

#[test]
fn every_size_is_drawn_without_panic() {
    for (name, mut model) in screens() {
        for width in (1..=60).chain([80, 100, 111, 120, 166, 200]) {
            for height in [1, 2, 3, 5, 8, 13, 20, 23, 24, 25, 36, 60] {
                assert!(!screen(&mut model, width, height).is_empty(), "{name} {width}x{height}");
            }
        }
    }
}

#[test]
fn every_pane_and_every_form_is_drawn_at_the_smallest_size() {
    let mut model = on_case();
    for pane in Pane::ALL {
        model.casework.pane = pane;
        assert!(screen(&mut model, 80, 24).contains("食品经营许可"), "{pane:?}");
    }
    for row in crate::app::casework::table::ACTS {
        let mut model = opened(Role::Clerk, detail(case(State::UnderReview), vec![allowed(row.act)]));
        press(&mut model, Action::Open);
        let shown = screen(&mut model, 80, 24);
        assert!(shown.contains("Ctrl-S"), "{}: the key that sends it is not shown\n{shown}", row.act);
    }
}

#[test]
fn no_screen_shows_a_key_in_the_place_of_words() {
    for (name, mut model) in screens() {
        for lang in [Lang::Zh, Lang::En] {
            model.lang = lang;
            let shown = screen(&mut model, 200, 60);
            for prefix in [
                "list.", "case.", "pane.", "queue.", "batch.", "overdue.", "return.", "export.", "part.", "act.",
                "why.", "query.", "short.", "left.", "clock.", "state.", "role.",
            ] {
                assert!(!shown.contains(prefix), "{name}: {prefix}\n{shown}");
            }
        }
    }
}

#[test]
fn r11_6_masked_values_stay_masked_on_every_screen() {
    let mut model = on_case();
    assert!(screen(&mut model, 120, 36).contains("321***********4127"));
    assert!(screen(&mut model, 120, 36).contains("138****5566"));
}

#[test]
fn an_empty_list_says_what_would_be_here() {
    let mut model = model(Role::Clerk);
    for effect in press(&mut model, Action::PlaceSupplement) {
        answer(&mut model, &effect, Answer::Cases(Page { items: Vec::new(), next: None }));
    }
    let shown = screen(&mut model, 80, 24);
    assert!(shown.contains("补正材料通知书"), "{shown}");
}

#[test]
fn nothing_of_the_guide_is_lost_when_the_history_is_long() {
    let mut model = on_case();
    model.casework.timeline = timeline().into_iter().cycle().take(40).collect();
    model.casework.pane = Pane::History;
    for _ in 0..60 {
        press(&mut model, Action::Down);
    }
    let shown = screen(&mut model, 80, 24);
    assert!(shown.contains("李晓云"), "the last entry is still seen\n{shown}");
    assert!(guide().materials.iter().all(|material| screen(&mut on_case(), 120, 36).contains(&material.name)));
}

#[test]
fn f41_what_a_newer_centre_says_is_shown_as_unknown_and_can_only_be_read() {
    let mut told = serde_json::to_value(detail(case(State::Accepted), clerk_acts())).unwrap();
    told["case"]["state"] = "Paused".into();
    told["clocks"]["light"] = "purple".into();
    let read: crate::contract::CaseDetail = serde_json::from_value(told).unwrap();
    let mut model = opened(Role::Clerk, read);
    assert!(model.offered_acts().is_empty());
    let shown = screen(&mut model, 80, 24);
    for text in ["未知状态(Paused)", "未知状态(purple)", "本件只能查看", "26112000300123", "张*兰"] {
        assert!(shown.contains(text), "{text}\n{shown}");
    }
    assert!(!shown.contains("已归档"), "what stands in its place is never shown\n{shown}");

    let mut acts = clerk_acts();
    acts.push(allowed("case.teleport"));
    let mut model = opened(Role::Clerk, detail(case(State::Accepted), acts));
    assert!(screen(&mut model, 120, 36).contains("未知操作(case.teleport)"));

    let mut strange = rows();
    strange[0].state = crate::contract::Told::Unknown("Paused".into());
    strange[0].task = None;
    strange[1].light = crate::contract::Told::Unknown("purple".into());
    strange[2].task = Some("task.fly".into());
    let mut model = self::model(Role::Clerk);
    for effect in press(&mut model, Action::PlaceTodo) {
        answer(&mut model, &effect, Answer::Cases(Page { items: strange.clone(), next: None }));
    }
    let shown = screen(&mut model, 120, 36);
    for text in ["未知状态(Paused)", "未知状态(purple)", "未知任务(task.fly)"] {
        assert!(shown.contains(text), "{text}\n{shown}");
    }
}
