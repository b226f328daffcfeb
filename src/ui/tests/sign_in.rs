//! Signing in as a person sees it, and a QR code as a telephone does.

use ratatui::{buffer::Buffer, style::Color};

use super::*;
use crate::{
    app::{
        DeskEvent, Failure,
        rehearsal::FACTOR_KEY,
        sign_in::{FactorKey, Standing},
    },
    text::Measure,
    theme::{BUILT_IN, Depth},
};

fn ended(width: u16, height: u16) -> Rehearsal {
    let mut stage = Rehearsal::new(width, height);
    stage.tell(DeskEvent::Standing(Standing::Ended));
    stage
}

fn grant(width: u16, height: u16) -> Rehearsal {
    let mut stage = ended(width, height);
    stage.act(&[Action::SignInByPhone]);
    stage
}

fn with(stage: &Rehearsal, theme: &Theme) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(stage.model.size.width, stage.model.size.height)).unwrap();
    let (keymap, mut cache) = (Keymap::built_in(), ViewCache::default());
    terminal.draw(|frame| draw(&stage.model, &mut cache, theme, &keymap, frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// Whether a colour is light, as a camera sees it.
fn light(colour: Color) -> bool {
    match colour {
        Color::Rgb(r, g, b) => u16::from(r) + u16::from(g) + u16::from(b) > 380,
        Color::Indexed(15 | 231) | Color::White => true,
        // What the terminal's own ground is nobody knows: taken as dark, which a code must not rest on.
        _ => false,
    }
}

/// What a telephone reads off the screen: each cell is two pixels of several dots.
fn read(buffer: &Buffer) -> Vec<String> {
    const DOTS: usize = 6;
    let (width, height) = (usize::from(buffer.area.width), usize::from(buffer.area.height) * 2);
    let seen = |x: usize, y: usize| {
        let cell = &buffer[(u16::try_from(x).unwrap(), u16::try_from(y / 2).unwrap())];
        let top = y.is_multiple_of(2);
        let ink = match cell.symbol() {
            "█" => true,
            "▀" => top,
            "▄" => !top,
            _ => false,
        };
        light(if ink { cell.fg } else { cell.bg })
    };
    let mut dots = vec![0u8; width * DOTS * height * DOTS];
    for (at, dot) in dots.iter_mut().enumerate() {
        let (x, y) = (at % (width * DOTS) / DOTS, at / (width * DOTS) / DOTS);
        *dot = if seen(x, y) { 255 } else { 0 };
    }
    let side = width * DOTS;
    let mut photograph = rqrr::PreparedImage::prepare_from_greyscale(side, height * DOTS, |x, y| dots[y * side + x]);
    photograph.detect_grids().iter().filter_map(|grid| grid.decode().ok()).map(|(_, text)| text).collect()
}

const COMPLETE: &str = "https://zwfw.example.gov.cn/device?user_code=WDJB-MJHT";

#[test]
fn a_telephone_reads_the_code_off_every_theme_that_has_colours() {
    for (width, height) in SIZES {
        let stage = grant(width, height);
        for (name, _) in BUILT_IN {
            for depth in [Depth::True, Depth::Indexed, Depth::None] {
                let theme = Theme::load(name, &|_| None, &Theme::default()).0.at_depth(depth);
                let buffer = with(&stage, &theme);
                let shown = grid(&buffer);
                assert!(shown.contains("W D J B - M J H T"), "{name} {width}x{height}\n{shown}");
                if name == "mono" || depth == Depth::None {
                    assert!(read(&buffer).is_empty() && !shown.contains('▀'), "{name}");
                } else {
                    assert_eq!(read(&buffer), [COMPLETE], "{name} {depth:?} {width}x{height}\n{shown}");
                }
            }
        }
    }
}

#[test]
fn where_no_code_can_be_drawn_the_address_and_the_code_stand_in_words() {
    let mut wide = grant(120, 36);
    wide.model.measure = Measure::Wide;
    let ascii = with(&grant(120, 36), &Theme::default().with_ascii());
    let mut long = grant(80, 24);
    let Some(crate::app::overlay::Overlay::SignIn(page)) = long.model.overlays.last_mut() else { panic!() };
    let phone = page.phone.as_mut().unwrap();
    phone.complete = format!("https://c.example/{}", "x".repeat(250));
    for shown in [shown(&wide), grid(&ascii), shown(&long)] {
        assert!(shown.contains("W D J B - M J H T") && shown.contains("https://zwfw.example.gov.cn/device"), "{shown}");
        assert!(!shown.contains('▀'), "{shown}");
    }
}

fn factor(width: u16, height: u16) -> Rehearsal {
    let mut stage = ended(width, height);
    stage.tell(DeskEvent::Standing(Standing::FactorDue));
    stage.act(&[Action::SignIn]);
    stage.type_in("Chuang-tai-2026");
    stage.act(&[Action::Confirm]);
    stage
}

const KEY: &str = "JBSW Y3DP EHPK 3PXP";

#[test]
fn r11_2_a_telephone_reads_the_key_of_a_second_factor_and_hands_can_type_it() {
    let otpauth =
        "otpauth://totp/%E7%AA%97%E5%8F%B0:W-003?secret=JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ&issuer=%E7%AA%97%E5%8F%B0";
    for (width, height) in SIZES {
        let buffer = with(&factor(width, height), &Theme::default());
        let shown = grid(&buffer);
        assert_eq!(read(&buffer), [otpauth], "{width}x{height}\n{shown}");
        assert!(shown.contains(KEY) && shown.contains("GEZD GNBV GY3T QOJQ"), "{shown}");
    }
    // A long staff number makes the code too large for 24 rows, and a terminal may have no half blocks.
    let mut long = factor(80, 24);
    let Some(crate::app::overlay::Overlay::SignIn(page)) = long.model.overlays.last_mut() else { panic!() };
    let account = otpauth.replace("W-003", &"x".repeat(60));
    page.factor = Some(Box::new(FactorKey::new(account, FACTOR_KEY.to_owned())));
    let ascii = with(&factor(120, 36), &Theme::default().with_ascii());
    for buffer in [with(&long, &Theme::default()), ascii] {
        let shown = grid(&buffer);
        assert!(read(&buffer).is_empty() && !shown.contains('▀'), "{shown}");
        assert!(shown.contains(KEY) && shown.contains("手工输入密钥(按时间)"), "{shown}");
    }
}

#[test]
fn sign_in_pages() {
    each_size("sign_in", |width, height| {
        let mut stage = ended(width, height);
        stage.doors.push_back(Err(Failure {
            code: "session.sign_in_failed".to_owned(),
            retry_after: Some(jiff::SignedDuration::from_secs(8)),
            ..Failure::default()
        }));
        stage.act(&[Action::SignIn]);
        stage.type_in("Wrong-2026");
        stage.act(&[Action::Confirm]);
        stage.type_in("Chuang");
        stage
    });
    each_size("sign_in_phone", grant);
    each_size("sign_in_factor", |width, height| {
        let mut stage = factor(width, height);
        stage.type_in("135790");
        stage.act(&[Action::Confirm]);
        stage.type_in("24");
        stage
    });
    let mut stage = ended(80, 24);
    stage.doors.push_back(Err(Failure { code: "session.second_factor".to_owned(), ..Failure::default() }));
    stage.act(&[Action::SignIn]);
    stage.type_in("Chuang-tai-2026");
    stage.act(&[Action::Confirm]);
    insta::assert_snapshot!("sign_in_second", shown(&stage));
    let mut stage = grant(80, 24);
    stage.wait(jiff::SignedDuration::from_secs(300));
    stage.act(&[Action::Redraw]);
    stage.wait(jiff::SignedDuration::from_secs(300));
    insta::assert_snapshot!("sign_in_phone_expired", shown(&stage));
}

#[test]
fn the_header_says_how_whoever_sits_here_stands() {
    for (standing, words) in [
        (Standing::Ended, "登录已结束"),
        (Standing::Reused, "登录已被中心收回"),
        (Standing::StepUp, "请再登录确认本人"),
        (Standing::Disabled, "账号已停用"),
        (Standing::PasswordDue, "请修改密码"),
        (Standing::FactorDue, "请绑定动态口令"),
    ] {
        let mut stage = Rehearsal::new(120, 36);
        stage.tell(DeskEvent::Standing(standing));
        let shown = shown(&stage);
        assert!(shown.lines().next().unwrap().contains(words), "{shown}");
    }
}

#[test]
fn a_code_keeps_its_quiet_zone() {
    let rows = super::super::qr::rows(COMPLETE).unwrap();
    let blank = |row: &String| row.chars().all(|c| c == ' ');
    assert!(rows[..2].iter().all(blank) && rows.iter().all(|row| row.starts_with("    ") && row.ends_with("    ")));
    assert!(super::super::qr::rows(&"x".repeat(400)).is_none());
}
