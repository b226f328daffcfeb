#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::*;

fn none(_: &str) -> Option<String> {
    None
}

fn built_in(name: &str) -> Theme {
    let (theme, diagnostics) = Theme::load(name, &none, &Theme::default());
    assert_eq!(diagnostics, [], "{name}");
    theme
}

fn mine(text: &str) -> (Theme, Vec<Diagnostic>) {
    let text = text.to_owned();
    Theme::load("mine", &move |name| (name == "mine").then(|| text.clone()), &built_in("light"))
}

/// WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances.
fn contrast(style: Style) -> Option<f64> {
    let luminance = |colour| {
        let Colour::Rgb(r, g, b) = colour else { return None };
        let part = |value: u8| {
            let s = f64::from(value) / 255.0;
            if s <= 0.04045 { s / 12.92 } else { ((s + 0.055) / 1.055).powf(2.4) }
        };
        Some(0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b) + 0.05)
    };
    let (a, b) = (luminance(style.fg)?, luminance(style.bg)?);
    Some(if a > b { a / b } else { b / a })
}

#[test]
fn compiled_in_themes_load_without_a_word() {
    for (name, _) in BUILT_IN {
        let theme = built_in(name);
        assert!(!theme.name().is_empty());
        assert_eq!(theme.styles.len(), Role::ALL.len());
    }
    assert_eq!(built_in("light").kind(), Kind::Light);
}

#[test]
fn every_pair_can_be_read() {
    for (name, least) in [("high-contrast", 4.5), ("dark", 3.0), ("light", 3.0), ("colour-blind", 3.0)] {
        let theme = built_in(name);
        for role in Role::ALL {
            let contrast =
                contrast(theme.style(*role)).unwrap_or_else(|| panic!("{name}: {} has no colours", role.name()));
            assert!(contrast >= least, "{name}: {} has only {contrast:.2}", role.name());
        }
    }
}

#[test]
fn the_mono_theme_has_no_colour_and_still_tells_the_selection() {
    let theme = built_in("mono");
    for role in Role::ALL {
        assert_eq!((theme.style(*role).fg, theme.style(*role).bg), (Colour::Default, Colour::Default));
    }
    assert!(theme.style(Role::Selection).modifiers.contains(Modifiers::REVERSED));
    assert_ne!(theme.style(Role::SelectionIdle), theme.style(Role::Text));
}

#[test]
fn no_color_takes_colours_and_leaves_modifiers_and_signs() {
    let theme = built_in("dark").at_depth(Depth::None);
    for role in Role::ALL {
        assert_eq!((theme.style(*role).fg, theme.style(*role).bg), (Colour::Default, Colour::Default));
    }
    assert!(theme.style(Role::Selection).modifiers.contains(Modifiers::REVERSED.with(Modifiers::BOLD)));
    assert!(!theme.style(Role::Text).modifiers.contains(Modifiers::REVERSED));
    assert_eq!(theme.glyph(Glyph::Tolerated), '▴');
}

#[test]
fn ascii_signs_for_terminals_that_draw_wide() {
    let theme = mine("inherits = \"dark\"\n[glyphs]\ncomplete = \"☑\"\nmissing = \"#\"").0;
    assert_eq!((theme.glyph(Glyph::Complete), theme.glyph(Glyph::Missing)), ('☑', '#'));
    let ascii = theme.with_ascii();
    assert_eq!((ascii.glyph(Glyph::Complete), ascii.glyph(Glyph::Missing), ascii.lines().vertical), ('v', '#', '|'));
}

#[test]
fn a_role_without_a_look_has_its_parents() {
    let (theme, diagnostics) =
        mine("[roles]\ntext = { fg = \"white\", bg = \"black\" }\n\"text.error\" = { fg = \"red\", mod = [\"bold\"] }");
    assert_eq!(diagnostics, []);
    let expect = Style { fg: Colour::Indexed(1), bg: Colour::Indexed(0), modifiers: Modifiers::BOLD };
    for role in [Role::TextError, Role::StateMissing, Role::StateDefect, Role::LightRed] {
        assert_eq!(theme.style(role), expect);
    }
    assert_eq!(theme.style(Role::Border).fg, Colour::Indexed(15));
}

#[test]
fn an_heir_may_change_only_the_palette() {
    let (theme, diagnostics) = mine("inherits = \"dark\"\n[palette]\nred = \"#123456\"");
    assert_eq!(diagnostics, []);
    assert_eq!(theme.style(Role::StateMissing).fg, Colour::Rgb(0x12, 0x34, 0x56));
}

#[test]
fn a_bad_entry_is_named_with_its_place_and_left_out() {
    let text = "inherits = \"dark\"\nsize = 3\n[palette]\n\"红\" = \"crimson\"\n[roles]\n\"state.gone\" = \"red\"\nborder = \"nocolour\"\nkey = { fg = \"red\", mod = [\"blink\"], x = 1 }\n[glyphs]\ncomplete = \"△\"\nsmile = \"v\"\nset = \"emoji\"\n";
    let (theme, diagnostics) = mine(text);
    let mut found: Vec<(usize, usize, Fault)> = diagnostics.into_iter().map(|d| (d.line, d.col, d.fault)).collect();
    found.sort_by_key(|(line, col, _)| (*line, *col));
    assert_eq!(
        found,
        [
            (2, 1, Fault::Entry("size".into())),
            (4, 7, Fault::Colour("crimson".into())),
            (6, 1, Fault::Role("state.gone".into())),
            (7, 10, Fault::Colour("nocolour".into())),
            (8, 28, Fault::Modifier("blink".into())),
            (8, 38, Fault::Entry("x".into())),
            (10, 12, Fault::Sign("△".into())),
            (11, 1, Fault::Glyph("smile".into())),
            (12, 7, Fault::Entry("set".into())),
        ]
    );
    assert_eq!(theme.style(Role::Border), built_in("dark").style(Role::TextDim));
    assert_eq!(theme.glyph(Glyph::Complete), '✓');
}

#[test]
fn a_file_that_is_no_theme_leaves_the_last_good_one() {
    for (text, fault) in
        [("[roles]\ntext = {", 2), ("inherits = \"nothing\"", 1), ("inherits = \"mine\"", 1), ("a = 1\na = 2\n", 2)]
    {
        let (theme, diagnostics) = mine(text);
        assert_eq!(theme, built_in("light"), "{text}");
        assert!(
            diagnostics.iter().any(|d| d.fault.is_fatal() && d.line == fault && d.file == "mine.toml"),
            "{diagnostics:?}"
        );
    }
}

#[test]
fn a_persons_dark_may_inherit_the_compiled_in_one() {
    let file = |name: &str| (name == "dark").then(|| "inherits = \"dark\"\n[palette]\nink = \"#010203\"".to_owned());
    let (theme, diagnostics) = Theme::load("dark", &file, &Theme::default());
    assert_eq!(diagnostics, []);
    assert_eq!(theme.style(Role::Text).fg, Colour::Rgb(1, 2, 3));
}
