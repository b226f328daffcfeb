//! What happens behind the screen, as a person sees it: the four levels, what is grave, the doctor, a catalogue coming in.

use super::{Rehearsal, grid, shown};
use crate::{
    app::{Action, DeskEvent, Msg, msg::Part, notice::Level},
    i18n::{Lang, t},
    ui::plain,
};

fn grave() -> Msg {
    Msg::Desk(DeskEvent::Died { part: Part::Drive, number: Some("20261122-093000-120-77".into()), goes_on: true })
}

#[test]
fn d8_what_is_grave_lies_over_the_page_with_its_advice() {
    let mut stage = Rehearsal::at_materials(80, 24);
    stage.send(grave());
    insta::assert_snapshot!("grave_80x24", shown(&stage));
    // Without colours its sign and its word are there all the same.
    let bare = grid(super::drawn(&stage.model).backend().buffer());
    assert!(bare.contains("! 严重") && bare.contains("20261122-093000-120-77"), "{bare}");
    let read = plain::page(&stage.model);
    assert!(read.lines.iter().any(|line| line.text.starts_with("严重:")));
}

#[test]
fn d8_the_history_names_every_level_by_sign_and_word() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::CutLine]);
    stage.send(Msg::Worn(vec!["mine.toml:3:1 没有角色“x”".to_owned()]));
    stage.act(&[Action::Back]);
    stage.send(grave());
    stage.act(&[Action::Back, Action::Notices]);
    let screen = shown(&stage);
    for level in [Level::Note, Level::Bad, Level::Grave] {
        assert!(screen.contains(t(Lang::Zh, level.key())), "{level:?}\n{screen}");
    }
    insta::assert_snapshot!("history_80x24", screen);
}

#[test]
fn d11_the_doctor_shows_what_eyes_judge_and_every_finding_with_what_to_do() {
    for (width, height) in super::SIZES {
        let mut stage = Rehearsal::new(width, height);
        stage.act(&[Action::Doctor]);
        stage.type_in("张桂兰");
        insta::assert_snapshot!(format!("doctor_{width}x{height}"), shown(&stage));
        let read = plain::page(&stage.model);
        assert!(read.lines.iter().any(|line| line.text.contains("请先登录桌面")));
    }
}

#[test]
fn d8_a_catalogue_that_comes_in_shows_how_far_it_is_and_how_it_waits() {
    let mut stage = Rehearsal::new(80, 24);
    stage.send(Msg::Desk(DeskEvent::GuidesComing { done: 37, of: 100 }));
    let screen = shown(&stage);
    assert!(screen.contains("▪▪▪▫▫▫▫▫▫▫ 37% 更新指南  Esc 暂停"), "{screen}");
    stage.act(&[Action::Back, Action::Help, Action::Back]);
    assert!(shown(&stage).contains("37% 指南更新已暂停"), "{}", shown(&stage));
}
