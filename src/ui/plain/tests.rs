use std::collections::BTreeSet;

use super::{hear::Heard, *};
use crate::{
    app::{
        Action, Msg,
        accept::Step as Part,
        casework::Pane,
        rehearsal::{Rehearsal, ZHANG},
    },
    text::width,
};

/// Types a line as the line mode does; what it answers by itself.
fn say(stage: &mut Rehearsal, line: &str) -> Vec<String> {
    match hear(&stage.model, line) {
        Heard::Say(said) => return said,
        Heard::Again => {}
        Heard::Steps(steps) => {
            for step in steps {
                match step {
                    Step::Do(action) => stage.act(&[action]),
                    Step::Type(text) => {
                        let choice = stage.model.focused_field().is_some_and(crate::app::form::Field::is_choice);
                        if stage.model.takes_text() && !choice {
                            stage.act(&[Action::TextClear]);
                        }
                        stage.send(Msg::Paste(text));
                    }
                    Step::Enter => {
                        let action = enter(&stage.model);
                        stage.act(action.as_slice());
                    }
                    Step::Scan(code) => stage.send(Msg::Scan(code)),
                    Step::Then(rest) => return say(stage, &rest),
                }
            }
        }
    }
    Vec::new()
}

fn whole(page: &Page) -> String {
    page.news_since(None, &BTreeSet::new()).join("\n")
}

/// What is read after a line was typed.
fn news(stage: &mut Rehearsal, line: &str) -> Vec<String> {
    let before = page(&stage.model);
    say(stage, line);
    page(&stage.model).news_since(Some(&before), &BTreeSet::new())
}

/// Looks at the page in both languages: words only, in lines of the stated length, with a question and a prompt.
fn check(stage: &mut Rehearsal, place: &str) {
    for lang in [Lang::Zh, Lang::En] {
        stage.model.lang = lang;
        let page = page(&stage.model);
        let text = whole(&page);
        assert!(!page.ask.is_empty() && !page.prompt.is_empty(), "{place}: {page:?}");
        assert!(!text.contains(ZHANG), "{place}: the number is said in clear\n{text}");
        assert!(!text.contains("***"), "{place}: stars are no words\n{text}");
        for line in written(&text) {
            assert!(width(&line) <= LONGEST, "{place}: {line}");
            let drawn = |c: char| c.is_control() || ('\u{2500}'..='\u{259F}').contains(&c);
            assert!(!line.chars().any(drawn), "{place}: {line}");
            assert!(!line.contains("plain."), "{place}: {line} has no words");
        }
    }
    stage.model.lang = Lang::Zh;
}

#[test]
fn every_page_is_words_in_both_languages() {
    let mut stage = Rehearsal::new(80, 24);
    check(&mut stage, "home");
    for (line, place) in [
        ("下一位", "applicant"),
        ("代办人", "agent"),
        ("返回", "applicant again"),
        (ZHANG, "item"),
        ("食品经营", "found"),
        ("1", "situation"),
        ("1", "second question"),
        ("1", "materials"),
        ("指南", "guide"),
        ("要点", "points"),
        ("返回", "materials again"),
        ("不合格", "defect"),
        ("返回", "back"),
        ("免交", "exempt"),
        ("返回", "back"),
        ("6 容缺", "tolerance"),
        ("1", "days"),
        ("", "agreed"),
        ("全齐", "all"),
        ("", "form"),
    ] {
        say(&mut stage, line);
        check(&mut stage, place);
    }
    stage.fill_form();
    for (line, place) in [
        ("", "conclusion"),
        ("9", "negative chosen"),
        ("", "which negative"),
        ("4", "facts"),
        ("返回", "conclusion again"),
        ("1", "tolerance chosen"),
        ("", "signature"),
        ("1", "receipt"),
        ("预览", "paper"),
        ("", "receipt again"),
        ("更多", "more"),
        ("返回", "receipt"),
        ("消息", "notices"),
        ("返回", "receipt"),
        ("我是谁", "people"),
        ("返回", "receipt"),
        ("时钟前拨", "clock"),
        ("返回", "receipt"),
        ("待办", "todo"),
        ("补正", "supplement"),
        ("筛选 食品", "filtered"),
        ("1", "case"),
        ("材料", "case materials"),
        ("时限", "case clocks"),
        ("历程", "case history"),
        ("文书", "case papers"),
        ("指南", "case guide"),
        ("可办", "case acts"),
        ("显示个人信息", "which value"),
        ("1", "why"),
        ("返回", "which value"),
        ("返回", "case"),
        ("1", "act"),
        ("返回", "case"),
        ("查询", "query"),
        (ZHANG, "query why"),
        ("锁屏", "locked"),
    ] {
        say(&mut stage, line);
        check(&mut stage, place);
    }
}

#[test]
fn only_what_is_new_is_read() {
    let mut stage = Rehearsal::at_materials(80, 24);
    let said = news(&mut stage, "齐");
    assert_eq!(said.first().unwrap(), "1 食品经营许可证申请书:齐");
    assert!(said[1].starts_with("现在第 "), "{said:?}");
    assert!(said.len() <= 3, "{said:?}");
    // A row that nobody touched is not read again, and a question that stays is not either.
    assert!(news(&mut stage, "5").iter().all(|line| !line.starts_with("1 ")));
    assert_eq!(news(&mut stage, "5"), Vec::<String>::new());
}

#[test]
fn how_a_page_works_is_read_once() {
    let stage = Rehearsal::at_materials(80, 24);
    let materials = page(&stage.model);
    let taught: BTreeSet<String> = materials.how.iter().cloned().collect();
    let other = page(&Rehearsal::new(80, 24).model);
    let again = materials.news_since(Some(&other), &taught);
    assert!(!again.contains(&materials.how[0]) && again.contains(&materials.ask[0]));
    assert!(whole(&materials).contains(&materials.how[0]));
}

#[test]
fn a_command_is_heard_by_name_pinyin_initials_and_english() {
    let mut stage = Rehearsal::at_materials(80, 24);
    for (line, action) in [
        ("齐", Action::MaterialOk),
        ("qi", Action::MaterialOk),
        ("ok", Action::MaterialOk),
        ("+", Action::MaterialTolerate),
        ("\u{FF0B}", Action::MaterialTolerate),
        ("容缺", Action::MaterialTolerate),
        ("rq", Action::MaterialTolerate),
        ("免交", Action::MaterialExempt),
        ("返回", Action::Back),
        ("fh", Action::Back),
        ("fanhui", Action::Back),
        ("Back", Action::Back),
        ("挂起", Action::Park),
        ("gq", Action::Park),
        ("下一步", Action::StepNext),
        ("锁屏", Action::Lock),
        ("quit", Action::Leave),
        ("补正", Action::PlaceSupplement),
        ("place.query", Action::PlaceQuery),
    ] {
        assert_eq!(hear(&stage.model, line), Heard::Steps(vec![Step::Do(action)]), "{line}");
    }
    assert_eq!(hear(&stage.model, "？"), Heard::Again);
    stage.act(&[Action::PlaceHome]);
    assert_eq!(hear(&stage.model, "+").clone(), hear(&stage.model, "+"));
    assert!(matches!(hear(&stage.model, "+"), Heard::Say(_)), "a sign of another page means nothing here");
}

#[test]
fn what_is_no_command_is_answered_with_what_is_near() {
    let mut stage = Rehearsal::at_materials(80, 24);
    for (line, near) in [("容缺了", "容缺"), ("帮忙", "帮助"), ("prak", "挂起"), ("q", "缺")] {
        let said = say(&mut stage, line).join("");
        assert!(said.contains(near), "{line}: {said}");
    }
    let said = say(&mut stage, "99").join("");
    assert!(said.contains("99") && said.contains('9'), "{said}");
    let said = say(&mut stage, "命令 断网").join("");
    assert!(said.contains("断网"), "{said}");
    let said = say(&mut stage, "命令 勾选").join("");
    assert!(said.contains("现在不能用"), "{said}");
}

#[test]
fn in_a_text_field_only_exact_names_are_commands() {
    let mut stage = Rehearsal::at_conclusion(80, 24);
    say(&mut stage, "9");
    say(&mut stage, "");
    say(&mut stage, "4");
    let text = |text: &str| Heard::Steps(vec![Step::Type(text.to_owned()), Step::Enter]);
    for line in ["挂起的原因不明", "fh", "12", "9", "A017"] {
        assert_eq!(hear(&stage.model, line), text(line), "{line}");
    }
    assert_eq!(hear(&stage.model, "返回"), Heard::Steps(vec![Step::Do(Action::Back)]));
    assert_eq!(hear(&stage.model, ":fh"), Heard::Steps(vec![Step::Do(Action::Back)]));
    assert_eq!(hear(&stage.model, "=返回"), text("返回"));
    say(&mut stage, "规定不明确");
    assert_eq!(stage.model.accept.step, Part::Conclusion);
    assert!(stage.model.accept.is_finished());
}

#[test]
fn a_row_and_what_to_do_with_it_stand_on_one_line() {
    let mut stage = Rehearsal::at_materials(80, 24);
    say(&mut stage, "6容缺 1 3");
    say(&mut stage, "5 缺");
    let page = page(&stage.model);
    let lines: Vec<&str> = page.lines.iter().map(|line| line.text.as_str()).collect();
    assert!(lines[4].contains("场所平面图:缺"), "{lines:?}");
    assert!(stage.model.accept.work.materials.days.values().eq([&Some(3)]), "{lines:?}");
}

#[test]
fn a_scanned_number_identifies_from_any_page() {
    let mut stage = Rehearsal::new(80, 24);
    say(&mut stage, ZHANG);
    assert_eq!(stage.model.accept.step, Part::Item);
}

#[test]
fn an_answer_is_looked_up_once() {
    let mut stage = Rehearsal::new(80, 24);
    say(&mut stage, "下一位");
    stage.hold = true;
    say(&mut stage, ZHANG);
    stage.release();
    let lookups = stage.asked.iter().filter(|ask| matches!(ask, crate::app::Ask::Lookup(_))).count();
    assert_eq!(lookups, 1, "eighteen characters and the Enter behind them are one question");
}

/// What has no words of its own is read as drawn.
#[test]
fn a_page_that_is_not_known_is_read_from_the_screen() {
    let mut stage = Rehearsal::new(80, 24);
    stage.act(&[Action::Palette]);
    let page = page(&stage.model);
    let text = whole(&page);
    for action in Action::ALL.iter().filter(|action| action.is_listed() && **action != Action::Palette) {
        assert!(text.contains(t(Lang::Zh, action.key())), "{action:?} is missing in\n{text}");
    }
    say(&mut stage, "挂起");
    say(&mut stage, "返回");
    assert!(stage.model.overlays.is_empty());
    // What a page would draw is what its words say.
    stage.act(&[Action::PlaceTodo]);
    let drawn = whole(&drawn::page(&stage.model));
    assert!(drawn.contains("待办") && !drawn.contains('│'), "{drawn}");
}

#[test]
fn every_word_leads_to_its_action() {
    let stage = Rehearsal::at_materials(80, 24);
    for action in Action::ALL.iter().copied().filter(|action| commands::is_said(*action)) {
        for lang in [Lang::Zh, Lang::En] {
            let name = commands::name(action, lang);
            let found = commands::exactly(&stage.model, &name).unwrap_or_else(|| panic!("{name} is no word"));
            // Two actions may share a word where they never meet.
            let meet = |other: Action| other.contexts().iter().any(|context| action.contexts().contains(context));
            assert!(found == action || !meet(found), "{name} leads to {found:?} and not to {action:?}");
        }
    }
}

#[test]
fn an_empty_line_in_a_case_sends_nothing_from_where_one_only_reads() {
    let mut stage = Rehearsal::new(80, 24);
    say(&mut stage, "待办");
    say(&mut stage, "1");
    say(&mut stage, "历程");
    assert_eq!(stage.model.casework.pane, Pane::History);
    assert_eq!(enter(&stage.model), None);
}

#[test]
fn f9_a_revealed_value_is_read_and_masked_again() {
    let mut stage = Rehearsal::at_situation(80, 24);
    let masked = page(&stage.model);
    assert!(whole(&masked).contains("隐去"), "{masked:?}");
    say(&mut stage, "显示个人信息");
    say(&mut stage, "1");
    let shown = page(&stage.model);
    let said = shown.news_since(Some(&masked), &BTreeSet::new()).join("");
    assert!(said.contains("000000 19680512 2265"), "{said}");
    stage.wait(jiff::SignedDuration::from_secs(31));
    assert_eq!(page(&stage.model).about, masked.about);
}
