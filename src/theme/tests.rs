#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use super::{contrast::contrast, *};

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

#[test]
fn compiled_in_themes_load_without_a_word() {
    for (name, _) in BUILT_IN {
        let theme = built_in(name);
        assert!(!theme.name().is_empty());
        assert_eq!(theme.styles.len(), Role::ALL.len());
    }
    assert_eq!(built_in("light").kind(), Kind::Light);
}

/// Every role is a pair of letters and ground; the table of 256 colours must not make one of them worse than allowed.
#[test]
fn every_pair_can_be_read_at_every_depth() {
    for (name, least) in [("high-contrast", 7.0), ("dark", 4.5), ("light", 4.5), ("colour-blind", 4.5)] {
        for depth in [Depth::True, Depth::Indexed] {
            let theme = built_in(name).at_depth(depth);
            assert_eq!(theme.faint(), [], "{name} {depth:?}");
            for role in Role::ALL {
                let contrast = contrast(theme.style(*role)).unwrap_or_else(|| panic!("{name}: {}", role.name()));
                let least = if role.name().starts_with("border") { 3.0 } else { least };
                assert!(contrast >= least, "{name} {depth:?}: {} has only {contrast:.2}", role.name());
            }
        }
    }
}

#[test]
fn a_pair_that_cannot_be_read_is_named() {
    let faint = |text| mine(text).0.faint().into_iter().map(|(role, _)| role).collect::<Vec<_>>();
    assert_eq!(faint("inherits = \"dark\"\n[roles]\ntitle = \"#303840\""), [Role::Title]);
    assert_eq!(faint("inherits = \"dark\"\n[roles]\ntitle = \"black\""), [], "the person's own black");
}

/// How two colours differ to somebody who lacks one kind of cones: the light is taken apart after Machado, Oliveira and
/// Fernandes (2009), the distance is that of CIE 1976. About 2 can just be seen side by side.
fn distance(one: Colour, other: Colour, cones: [[f64; 3]; 3]) -> f64 {
    let lab = |colour| {
        let light = contrast::linear(colour).unwrap();
        let dot = |row: [f64; 3]| row.iter().zip(light).map(|(by, of)| by * of).sum::<f64>().clamp(0.0, 1.0);
        let [red, green, blue] = cones.map(dot);
        let part = |of: f64| if of > 0.008_856 { of.cbrt() } else { 7.787 * of + 16.0 / 116.0 };
        let x = part((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.950_47);
        let y = part(0.2126 * red + 0.7152 * green + 0.0722 * blue);
        let z = part((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.088_83);
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    };
    lab(one).iter().zip(lab(other)).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
}

const PROTAN: [[f64; 3]; 3] =
    [[0.152_286, 1.052_583, -0.204_868], [0.114_503, 0.786_281, 0.099_216], [-0.003_882, -0.048_116, 1.051_998]];
const DEUTAN: [[f64; 3]; 3] =
    [[0.367_322, 0.860_646, -0.227_968], [0.280_085, 0.672_501, 0.047_413], [-0.011_820, 0.042_940, 0.968_881]];

#[test]
fn states_differ_for_every_kind_of_colour_vision() {
    let states = [
        Role::StateComplete,
        Role::StateMissing,
        Role::StateTolerated,
        Role::StateExempt,
        Role::StateNotApplicable,
        Role::StateOpen,
    ];
    let lights = [Role::LightGreen, Role::LightYellow, Role::LightRed];
    let nearest = |name: &str, depth| {
        let theme = built_in(name).at_depth(depth);
        let mut nearest = f64::MAX;
        for group in [&states[..], &lights[..]] {
            for (at, a) in group.iter().enumerate() {
                for b in &group[at + 1..] {
                    for cones in [PROTAN, DEUTAN] {
                        nearest = nearest.min(distance(theme.style(*a).fg, theme.style(*b).fg, cones));
                    }
                }
            }
        }
        nearest
    };
    for depth in [Depth::True, Depth::Indexed] {
        let distance = nearest("colour-blind", depth);
        assert!(distance >= 15.0, "{depth:?}: only {distance:.1}");
    }
    assert!(nearest("dark", Depth::True) < 15.0, "the measure tells the difference");
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
