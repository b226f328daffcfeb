//! What the clerk sees, as text; and that no size, no Han character and no popup breaks it.

mod behind;
mod catalogue;
mod hostile;
mod languages;
mod looks;
mod pointer;
mod sign_in;
mod sizes;
mod stages;

use std::fmt::Write as _;

use ratatui::{Terminal, backend::TestBackend, buffer::Buffer, layout::Position};

use super::*;
use crate::{
    app::{Action, Msg, rehearsal::Rehearsal},
    text::width,
};

const SIZES: [(u16, u16); 3] = [(80, 24), (120, 36), (200, 60)];

fn drawn(model: &Model) -> Terminal<TestBackend> {
    let mut terminal = Terminal::new(TestBackend::new(model.size.width, model.size.height)).unwrap();
    let (theme, keymap) = (Theme::default(), Keymap::built_in());
    let mut cache = ViewCache::default();
    terminal.draw(|frame| draw(model, &mut cache, &theme, &keymap, frame)).unwrap();
    terminal
}

/// The screen as a person reads it: the cell behind a wide character is not printed.
fn grid(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut x = 0;
        while x < buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            line.push_str(symbol);
            x += u16::try_from(width(symbol)).unwrap().max(1);
        }
        writeln!(text, "{}", line.trim_end()).unwrap();
    }
    text
}

fn shown(stage: &Rehearsal) -> String {
    grid(drawn(&stage.model).backend().buffer())
}

fn each_size(name: &str, stage: impl Fn(u16, u16) -> Rehearsal) {
    for (width, height) in SIZES {
        insta::assert_snapshot!(format!("{name}_{width}x{height}"), shown(&stage(width, height)));
    }
}

#[test]
fn home() {
    each_size("home", Rehearsal::new);
}

#[test]
fn settings() {
    each_size("settings", |width, height| {
        let mut stage = Rehearsal::new(width, height);
        stage.act(&[Action::PlaceSettings, Action::SettingNext]);
        stage
    });
}

#[test]
fn applicant() {
    each_size("applicant", |width, height| {
        let mut stage = Rehearsal::new(width, height);
        stage.act(&[Action::PlaceAccept]);
        stage.type_in("000000199001010018");
        stage.type_in("欧阳文静");
        stage
    });
}

#[test]
fn applicant_with_agent() {
    each_size("agent", |width, height| {
        let mut stage = Rehearsal::new(width, height);
        stage.act(&[Action::PlaceAccept]);
        stage.type_in("000000199001010018");
        stage.act(&[Action::Agent]);
        stage.type_in("000000198902173354");
        stage.act(&[Action::FieldDone]);
        stage.type_in("王建国");
        stage.act(&[Action::FieldDone, Action::Choose4]);
        stage
    });
}

#[test]
fn item() {
    each_size("item", |width, height| {
        let mut stage = Rehearsal::new(width, height);
        stage.act(&[Action::PlaceAccept]);
        stage.type_in(crate::app::rehearsal::ZHANG);
        stage.type_in("经营");
        stage.act(&[Action::Down]);
        stage
    });
}

#[test]
fn situation() {
    each_size("situation", |width, height| {
        let mut stage = Rehearsal::at_situation(width, height);
        stage.act(&[Action::Choose1]);
        stage
    });
}

#[test]
fn materials() {
    each_size("materials", |width, height| {
        let mut stage = Rehearsal::at_materials(width, height);
        stage.act(&[Action::MaterialOk, Action::MaterialAbsent, Action::MaterialDefect, Action::Choose1]);
        stage.act(&[Action::Choose6, Action::MaterialTolerate, Action::Choose1, Action::Confirm]);
        stage
    });
}

#[test]
fn materials_questions() {
    for (name, action) in
        [("tolerate", Action::MaterialTolerate), ("exempt", Action::MaterialExempt), ("defect", Action::MaterialDefect)]
    {
        let mut stage = Rehearsal::at_materials(80, 24);
        stage.act(&[Action::Choose6, action]);
        insta::assert_snapshot!(format!("materials_{name}"), shown(&stage));
    }
    let mut stage = Rehearsal::at_materials(80, 24);
    stage.act(&[Action::MaterialPoints, Action::PointTick]);
    insta::assert_snapshot!("materials_points", shown(&stage));
}

/// Scans of a material: the list over the page, and how many stand in the row.
#[test]
fn scans() {
    each_size("scans", |width, height| {
        let mut stage = Rehearsal::at_materials(width, height);
        stage.act(&[Action::MaterialScans, Action::Confirm]);
        stage
    });
    for (width, height) in [(80, 24), (120, 36)] {
        let mut stage = Rehearsal::at_materials(width, height);
        stage.act(&[Action::MaterialScans, Action::Confirm, Action::Down, Action::Confirm, Action::Back]);
        insta::assert_snapshot!(format!("materials_scans_{width}x{height}"), shown(&stage));
    }
}

#[test]
fn form() {
    each_size("form", |width, height| {
        let mut stage = Rehearsal::at_materials(width, height);
        stage.act(&[Action::AllOk, Action::NextOpen]);
        stage.type_in("92000000Q00000018T");
        stage.act(&[Action::FieldDone]);
        stage.type_in("张桂兰");
        stage.act(&[Action::FieldDone]);
        stage
    });
}

#[test]
fn conclusion() {
    each_size("conclusion", Rehearsal::at_conclusion);
    let mut stage = Rehearsal::at_conclusion(80, 24);
    stage.act(&[Action::Confirm]);
    insta::assert_snapshot!("conclusion_signature", shown(&stage));
}

#[test]
fn receipt() {
    each_size("receipt", |width, height| {
        let mut stage = Rehearsal::at_conclusion(width, height);
        stage.act(&[Action::Confirm, Action::Choose1]);
        stage
    });
}

#[test]
fn overlays() {
    for (name, actions) in [
        ("help", &[Action::Help][..]),
        ("palette", &[Action::Palette]),
        ("more", &[Action::More]),
        ("who", &[Action::WhoAmI]),
        ("clock", &[Action::ClockAhead]),
        ("reveal", &[Action::Reveal]),
        ("notices", &[Action::MaterialTolerate, Action::Notices]),
        ("preview", &[Action::AllOk, Action::StepNext, Action::StepNext, Action::Preview]),
    ] {
        let mut stage = Rehearsal::at_materials(80, 24);
        stage.act(actions);
        insta::assert_snapshot!(format!("overlay_{name}"), shown(&stage));
    }
    let mut stage = Rehearsal::at_materials(80, 24);
    stage.act(&[Action::Palette]);
    stage.type_in("guaqi");
    insta::assert_snapshot!("overlay_palette_search", shown(&stage));
}

#[test]
fn english() {
    let mut stage = Rehearsal::at_conclusion(120, 36);
    stage.act(&[Action::Language]);
    insta::assert_snapshot!("english", shown(&stage));
}

#[test]
fn locked_screen_and_small_terminal_show_nothing_of_anybody() {
    let mut stage = Rehearsal::at_materials(80, 24);
    stage.act(&[Action::Lock]);
    let locked = shown(&stage);
    assert!(!locked.contains("张*兰") && !locked.contains("食品"));
    insta::assert_snapshot!("locked", locked);
    let mut stage = Rehearsal::at_materials(80, 24);
    stage.send(Msg::Resize(60, 20));
    insta::assert_snapshot!("small", shown(&stage));
    stage.send(Msg::Resize(80, 24));
    assert!(shown(&stage).contains("材料核对"), "the draft is kept");
}

/// The input method opens its window at the hardware cursor: behind Han characters it stands two columns per character.
#[test]
fn the_cursor_stands_where_text_goes_also_behind_han() {
    let mut stage = Rehearsal::new(120, 36);
    stage.act(&[Action::PlaceAccept]);
    stage.type_in("000000199001010018");
    let cursor = |stage: &Rehearsal| drawn(&stage.model).get_cursor_position().unwrap();
    let Position { x, y } = cursor(&stage);
    stage.type_in("欧阳");
    assert_eq!(cursor(&stage), Position { x: x + 4, y });
    stage.act(&[Action::TextLeft]);
    assert_eq!(cursor(&stage), Position { x: x + 2, y });
    // On the bottom rows the candidate window would hide the line.
    assert!(y + 3 < 36);
}

/// TUI finding 3: a popup that begins on the right half of a Han character keeps its left border.
#[test]
fn a_popup_blanks_the_half_character_at_its_left() {
    let stage = Rehearsal::new(80, 24);
    let area = Rect { x: 0, y: 0, width: 20, height: 5 };
    let mut buffer = Buffer::empty(area);
    buffer.set_string(0, 1, "张张张张张张", ratatui::style::Style::default());
    let (theme, keymap) = (Theme::default(), Keymap::built_in());
    let mut cache = ViewCache::default();
    let mut canvas = Canvas::new(&mut buffer, &theme, &keymap, &mut cache, &stage.model);
    canvas.popup(Rect { x: 5, y: 0, width: 8, height: 4 });
    canvas.boxed(Rect { x: 5, y: 0, width: 8, height: 4 }, "", true);
    assert_eq!((buffer[(4, 1)].symbol(), buffer[(5, 1)].symbol()), (" ", "│"));
}

#[test]
fn personal_data_are_masked_until_they_are_revealed() {
    let mut stage = Rehearsal::at_materials(120, 36);
    let masked = shown(&stage);
    assert!(masked.contains("张*兰") && masked.contains("000***********2265") && masked.contains("138****5566"));
    assert!(!masked.contains("张桂兰"));
    stage.act(&[Action::Reveal, Action::Choose1]);
    let clear = shown(&stage);
    assert!(clear.contains("张桂兰") && clear.contains(crate::app::rehearsal::ZHANG));
}

/// SCREENS 1, TUI 3.4: every action can be reached while a Chinese input method is on; some by the palette only.
#[test]
fn every_action_has_a_key_that_survives_an_input_method() {
    const PALETTE_ONLY: [Action; 13] = [
        Action::SignOut,
        Action::ChangePassword,
        Action::Enrol,
        Action::SetPin,
        Action::ChangePassphrase,
        Action::PlaceHome,
        Action::PlaceOriginals,
        Action::PlaceCarry,
        Action::HoldGuides,
        Action::Language,
        Action::Mouse,
        Action::CutLine,
        Action::CutRegisters,
    ];
    let keymap = Keymap::built_in();
    for action in Action::ALL {
        let (name, arg) = action.bound_as();
        let safe = action.contexts().iter().any(|context| {
            let context = crate::app::keymap::Context::keys(context.name());
            let keys = keymap.keys_of(&[context], name, arg);
            keys.iter().any(|keys| keys.iter().all(|chord| chord.survives_input_method()))
        });
        assert!(safe || (PALETTE_ONLY.contains(action) && action.is_listed()), "{name} has no safe key");
    }
}

/// The bottom line shows keys of the keymap in force, the primary one first (SCREENS 4).
#[test]
fn every_page_shows_its_next_keys() {
    let pages = [Rehearsal::new, Rehearsal::at_materials, Rehearsal::at_conclusion];
    for stage in pages.map(|page| Box::new(page(80, 24))) {
        let screen = shown(&stage);
        let bottom = screen.lines().last().unwrap();
        let keymap = Keymap::built_in();
        let (name, arg) = stage.model.hints()[0].bound_as();
        let first = keymap.keys_of(&stage.model.key_contexts(), name, arg);
        assert!(bottom.trim_start().starts_with(&crate::app::keymap::label(&first[0])), "{bottom}");
    }
}

/// The beginning of a longer binding teaches what may follow.
#[test]
fn a_longer_binding_shows_its_next_keys() {
    let mut stage = Rehearsal::new(80, 24);
    let (keymap, _) = Keymap::load("numpad", &|_| None);
    stage.send(Msg::Pending(vec![".".parse().unwrap()]));
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let (theme, mut cache) = (Theme::default(), ViewCache::default());
    terminal.draw(|frame| draw(&stage.model, &mut cache, &theme, &keymap, frame)).unwrap();
    let screen = grid(terminal.backend().buffer());
    let bottom = screen.lines().last().unwrap();
    assert!(
        bottom.contains(". 后接")
            && bottom.contains("2 受理")
            && bottom.contains("6 查询")
            && bottom.contains("1 帮助"),
        "{bottom}"
    );
}

#[test]
fn outbox() {
    for (width, height) in [(80, 24), (120, 36)] {
        let mut model = crate::app::outbox::tests::page();
        model.size = crate::app::Size { width, height };
        let text = |model: &Model| grid(drawn(model).backend().buffer());
        insta::assert_snapshot!(format!("outbox_{width}x{height}"), text(&model));
        let mut uploading = crate::app::outbox::tests::page();
        uploading.size = crate::app::Size { width, height };
        let mut queued = crate::app::outbox::tests::line(1, 1, crate::app::outbox::ParcelState::Queued, None);
        queued.files = crate::desk::outbox::Files::new(1, 3, 500, 2_000);
        uploading.outbox.lines = vec![queued];
        insta::assert_snapshot!(format!("outbox_uploading_{width}x{height}"), text(&uploading));
        let parked = model.outbox.lines[0].clone();
        model.outbox.open = Some(crate::app::outbox::tests::detail(parked));
        model.session.coming = Some((30, 100));
        insta::assert_snapshot!(format!("outbox_open_{width}x{height}"), text(&model));
    }
}

#[test]
fn conflict() {
    use crate::app::outbox::clash_tests as clashes;
    for (width, height) in [(80, 24), (120, 36)] {
        let size = crate::app::Size { width, height };
        let text = |model: &Model| grid(drawn(model).backend().buffer());
        let mut model = clashes::page(clashes::two_laptops());
        model.size = size;
        insta::assert_snapshot!(format!("conflict_{width}x{height}"), text(&model));
        let mut model = clashes::page(clashes::legal(false));
        model.size = size;
        insta::assert_snapshot!(format!("conflict_legal_{width}x{height}"), text(&model));
    }
}

#[test]
fn tally() {
    for (width, height) in [(80, 24), (120, 36)] {
        let mut model = crate::app::outbox::tally_tests::page();
        model.size = crate::app::Size { width, height };
        insta::assert_snapshot!(format!("tally_{width}x{height}"), grid(drawn(&model).backend().buffer()));
    }
}

#[test]
fn guide_changed() {
    for (width, height) in [(80, 24), (120, 36)] {
        let mut stage = Rehearsal::new(width, height);
        crate::app::accept::superseding::tests::changed(&mut stage);
        insta::assert_snapshot!(format!("guide_changed_{width}x{height}"), shown(&stage));
    }
}
