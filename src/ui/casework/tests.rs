use std::{fmt::Write, sync::OnceLock};

use ratatui::{Terminal, backend::TestBackend};

use crate::{
    app::{
        Action, Answer, Model, Msg,
        casework::{
            Pane,
            fixtures::{
                allowed, answer, case, clerk_acts, detail, guide, model, negative, now, opened, press, rows, send,
                timeline,
            },
        },
        keymap::Keymap,
    },
    contract::{DocumentView, Page},
    domain::{case::State, role::Role},
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
                "list.", "case.", "pane.", "part.", "act.", "why.", "query.", "short.", "left.", "clock.", "state.",
                "role.",
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
