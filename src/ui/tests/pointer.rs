//! The mouse, by the cells of frames as they are drawn: a click does what keys would have done, and nothing else.

use super::*;
use crate::{
    app::{
        Action, Msg, Place, Spot,
        accept::{Mode, Step},
        form::Field,
    },
    domain::guide::{FormField, FormFieldKind, FormSection},
};

/// The frame, what its cells stand for, and where the hardware cursor is.
fn frame(stage: &Rehearsal) -> (ViewCache, ratatui::buffer::Buffer, Option<(u16, u16)>) {
    let (theme, keymap, mut cache) = (Theme::default(), Keymap::built_in(), ViewCache::default());
    let mut terminal = Terminal::new(TestBackend::new(stage.model.size.width, stage.model.size.height)).unwrap();
    terminal.draw(|frame| draw(&stage.model, &mut cache, &theme, &keymap, frame)).unwrap();
    let cursor = terminal.backend().cursor_position();
    let buffer = terminal.backend().buffer().clone();
    (cache, buffer, Some((cursor.x, cursor.y)))
}

fn click(stage: &mut Rehearsal, x: u16, y: u16) {
    let (cache, ..) = frame(stage);
    if let Some(spot) = cache.spot(x, y) {
        stage.send(Msg::Click(spot));
    }
}

fn cursor(stage: &Rehearsal) -> (u16, u16) {
    frame(stage).2.unwrap()
}

/// Where on the screen a text stands first.
fn place_of(stage: &Rehearsal, text: &str) -> (u16, u16) {
    let terminal = drawn(&stage.model);
    let buffer = terminal.backend().buffer();
    for y in 0..buffer.area.height {
        for x in 0..buffer.area.width {
            let mut rest = text;
            let mut at = x;
            while let Some(symbol) = (at < buffer.area.width).then(|| buffer[(at, y)].symbol()) {
                let Some(more) = rest.strip_prefix(symbol).filter(|_| !rest.is_empty()) else { break };
                rest = more;
                at += u16::try_from(width(symbol)).unwrap().max(1);
            }
            if rest.is_empty() {
                return (x, y);
            }
        }
    }
    panic!("{text} is not on the screen");
}

/// What a click on a text means.
fn spot_of(stage: &Rehearsal, text: &str) -> Option<Spot> {
    let (x, y) = place_of(stage, text);
    frame(stage).0.spot(x, y)
}

/// Step 5 with fields of several kinds.
fn at_fields(width: u16, height: u16) -> Rehearsal {
    let mut stage = Rehearsal::at_materials(width, height);
    let field = |id: &str, label: &str, kind: FormFieldKind, options: &[&str]| FormField {
        id: id.into(),
        label: label.into(),
        kind,
        options: options.iter().map(|option| (*option).to_owned()).collect(),
        ..serde_json::from_str(r#"{"id": "x", "label": "x", "kind": "text", "required": true}"#).unwrap()
    };
    let guide = stage.model.accept.guide.as_mut().unwrap();
    guide.form = vec![FormSection {
        title: "测试".into(),
        fields: vec![
            field("shop", "店名", FormFieldKind::Text, &[]),
            field("use", "用途", FormFieldKind::Choice, &["住宅", "商业", "工业"]),
            field("story", "情况说明", FormFieldKind::LongText, &[]),
            field("account", "银行账号", FormFieldKind::BankAccount, &[]),
        ],
    }];
    let mut fields: Vec<Field> = guide.form[0].fields.iter().map(Field::of_guide).collect();
    fields[0].section = Some("测试".into());
    stage.model.accept.work.form = crate::app::form::Form::new(fields);
    stage.model.accept.step = Step::Form;
    stage
}

fn focused(stage: &Rehearsal) -> String {
    stage.model.accept.work.form.current().unwrap().id.clone()
}

#[test]
fn d_8_a_click_on_either_half_of_a_han_character_goes_before_it() {
    let mut stage = at_fields(80, 24);
    stage.send(Msg::Paste("桂兰a小吃店".into()));
    let (x, y) = place_of(&stage, "桂兰a小吃店");
    for (column, expected) in [(0, 0), (1, 0), (2, 2), (3, 2), (4, 4), (5, 5), (6, 5), (9, 9), (10, 9), (30, 11)] {
        click(&mut stage, x + column, y);
        assert_eq!(cursor(&stage), (x + expected, y), "cell {column}");
    }
    click(&mut stage, x + 6, y);
    stage.send(Msg::Text('的'));
    assert_eq!(stage.model.accept.work.form.value("shop"), "桂兰a的小吃店");
}

#[test]
fn d_8_a_click_on_a_field_focuses_it_as_tab_would() {
    for (width, height) in [(80, 24), (120, 36)] {
        let mut stage = at_fields(width, height);
        stage.send(Msg::Paste("桂兰小吃店".into()));
        let (x, y) = place_of(&stage, "银行账号");
        click(&mut stage, x, y);
        assert_eq!(focused(&stage), "account");
        stage.send(Msg::Paste("6222 0200 1234 5678 901".into()));
        let (x, y) = place_of(&stage, "桂兰小吃店");
        click(&mut stage, x + 3, y);
        assert_eq!((focused(&stage).as_str(), cursor(&stage)), ("shop", (x + 2, y)));
        // The field that was left was checked and put in its usual shape; it is shown masked (R11.5).
        assert_eq!(stage.model.accept.work.form.value("account"), "6222020012345678901");
        place_of(&stage, "***************8901");
        // A label focuses too and leaves the cursor where it was.
        let (x, y) = place_of(&stage, "店名");
        click(&mut stage, x, y);
        assert_eq!(focused(&stage), "shop");
    }
}

#[test]
fn d_8_a_click_takes_an_option_and_goes_into_lines_of_text() {
    let mut stage = at_fields(80, 24);
    let (x, y) = place_of(&stage, "用途");
    click(&mut stage, x, y);
    let (x, y) = place_of(&stage, "2 商业");
    click(&mut stage, x + 2, y);
    assert_eq!(stage.model.accept.work.form.value("use"), "商业");
    let (x, y) = place_of(&stage, "情况说明");
    click(&mut stage, x, y);
    let story = "家中失火,房屋烧毁,老人住院治疗,花费很多,请予救助。家中还有两个孩子上学,一时没有收入。";
    stage.send(Msg::Paste(story.into()));
    let (x, y) = place_of(&stage, "家中失火");
    click(&mut stage, x + 5, y + 1);
    let (cx, cy) = cursor(&stage);
    assert_eq!((cy, cx <= x + 5), (y + 1, true));
    stage.act(&[Action::TextUp]);
    assert_eq!(cursor(&stage), (cx, y), "the line above, in the same column");
    stage.act(&[Action::TextDown, Action::TextDown]);
    stage.act(&[Action::TextDown, Action::TextDown]);
    assert_eq!(focused(&stage), "account", "below the last line comes the next field");
}

/// The core breaks lines as they are drawn: at every size of the screen there is room for them.
#[test]
fn lines_of_a_text_are_broken_the_same_on_every_screen() {
    let story = "家中失火,房屋烧毁,老人住院治疗,花费很多,请予救助。家中还有两个孩子上学,一时没有收入。";
    let first: String = crate::text::Measure::Wide.wrap(story, crate::text::LINE)[0].to_owned();
    for (width, height) in [(80, 24), (120, 36), (200, 60)] {
        let mut stage = at_fields(width, height);
        stage.model.accept.work.form.focus_on("story");
        stage.send(Msg::Paste(story.into()));
        let screen = grid(&frame(&stage).1);
        let line = screen.lines().find(|line| line.contains(&first)).unwrap_or_else(|| panic!("{screen}"));
        assert!(!line.contains(&story[..first.len() + 3]), "{line}");
    }
}

#[test]
fn d_8_points_rows_and_questions_answer_to_clicks() {
    let mut stage = Rehearsal::at_materials(120, 36);
    stage.act(&[Action::MaterialPoints]);
    let material = stage.model.accept.current_material().unwrap().clone();
    if let Some(point) = material.review_points.get(1) {
        let (x, y) = place_of(&stage, &point.text.chars().take(6).collect::<String>());
        click(&mut stage, x, y);
        assert_eq!(stage.model.accept.work.materials.mode, Mode::Points { cursor: 1 });
        assert!(!stage.model.accept.work.materials.is_ticked(&material.code, 1), "the first click goes there");
        let (x, y) = place_of(&stage, &point.text.chars().take(6).collect::<String>());
        click(&mut stage, x, y);
        assert!(stage.model.accept.work.materials.is_ticked(&material.code, 1), "the second ticks");
    }
    stage.act(&[Action::Back, Action::MaterialDefect]);
    assert_eq!(stage.model.accept.work.materials.mode, Mode::Defect);
    let (x, y) = place_of(&stage, "其他,写明");
    click(&mut stage, x, y);
    assert!(matches!(stage.model.accept.work.materials.mode, Mode::DefectWords { .. }));
    // What is being typed is not lost by a click beside it.
    stage.send(Msg::Paste("章不清".into()));
    let (x, y) = place_of(&stage, "授权委托书");
    click(&mut stage, x, y);
    assert!(matches!(&stage.model.accept.work.materials.mode, Mode::DefectWords { words } if words.text() == "章不清"));
}

#[test]
fn d_8_with_the_mouse_away_nothing_is_lost_and_with_something_over_the_page_nothing_happens() {
    let mut stage = at_fields(80, 24);
    let (x, y) = place_of(&stage, "银行账号");
    let spot = frame(&stage).0.spot(x, y).unwrap();
    stage.act(&[Action::More]);
    assert_eq!(frame(&stage).0.spot(x, y), None);
    stage.send(Msg::Click(spot));
    assert_eq!(focused(&stage), "shop");
    stage.act(&[Action::Back, Action::Lock]);
    stage.send(Msg::Click(spot));
    assert!(stage.model.locked);
    assert!(matches!(spot, Spot::Field { .. }));
}

#[test]
fn d_8_fields_of_the_query_can_be_clicked() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::PlaceQuery]);
    assert_eq!(stage.model.place, Place::Query);
    let item = crate::i18n::t(crate::i18n::Lang::Zh, "query.item");
    let (x, y) = place_of(&stage, item);
    click(&mut stage, x, y);
    assert_eq!(stage.model.query.form.current().unwrap().id, "item");
}

/// D.8: places, hints, tabs and rows can be clicked; what an overlay covers cannot.
#[test]
fn what_is_drawn_can_be_clicked() {
    let mut stage = Rehearsal::at_materials(120, 36);
    assert_eq!(spot_of(&stage, "待办"), Some(Spot::Do(Action::PlaceTodo)));
    assert_eq!(spot_of(&stage, "帮助"), Some(Spot::Do(Action::Help)));
    assert_eq!(spot_of(&stage, "+ 容缺"), Some(Spot::Do(Action::MaterialTolerate)));
    assert_eq!(spot_of(&stage, "2 事项"), Some(Spot::Tab(1)));
    let row = spot_of(&stage, "食品安全管理制度");
    assert!(matches!(row, Some(Spot::Row(_))), "{row:?}");
    assert_eq!(spot_of(&stage, "步骤"), None);
    stage.act(&[Action::More]);
    assert_eq!(spot_of(&stage, "消息记录"), Some(Spot::Do(Action::Choose2)));
    assert_eq!(spot_of(&stage, "2 事项"), None, "the menu lies over the page");
    stage.act(&[Action::Lock]);
    assert_eq!(spot_of(&stage, "已锁"), None);
}

/// Whatever keys led there, it can be drawn and clicked on: no panic at any cell.
#[test]
fn every_cell_of_every_page_can_be_clicked() {
    let stages = [Rehearsal::new, Rehearsal::at_situation, Rehearsal::at_materials, Rehearsal::at_conclusion];
    let (theme, keymap, mut cache) = (Theme::default(), Keymap::built_in(), ViewCache::default());
    for (page, stage) in stages.into_iter().enumerate() {
        let mut stage = stage(80, 24);
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
        // Steps that have no common divisor with the screen's sides lead everywhere.
        let mut cell = page * 7;
        for _ in 0..250 {
            terminal.draw(|frame| draw(&stage.model, &mut cache, &theme, &keymap, frame)).unwrap();
            cell = (cell + 1_009) % (80 * 24);
            let (x, y) = (u16::try_from(cell % 80).unwrap(), u16::try_from(cell / 80).unwrap());
            match cache.spot(x, y) {
                Some(Spot::Do(Action::Leave | Action::Lock)) => {}
                Some(spot) => stage.send(Msg::Click(spot)),
                None => stage.send(Msg::Wheel { up: cell % 2 == 0 }),
            }
        }
    }
}
