//! Every theme that is compiled in, as it looks: which cells carry which style. The texts are in the other snapshots.

use std::{collections::BTreeMap, fmt::Write as _};

use ratatui::{Terminal, backend::TestBackend, buffer::Buffer};

use super::{
    super::{ViewCache, draw},
    grid,
    stages::{STAGES, stage, way},
};
use crate::{
    app::{Model, keymap::Keymap},
    text::{Measure, width},
    theme::{BUILT_IN, Depth, Theme},
};

/// Pages that show most roles between them.
const PAGES: [&str; 4] = ["home", "materials tolerated", "form", "palette"];

fn buffer(model: &Model, theme: &Theme) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(model.size.width, model.size.height)).unwrap();
    let (keymap, mut cache) = (Keymap::built_in(), ViewCache::default());
    terminal.draw(|frame| draw(model, &mut cache, theme, &keymap, frame)).unwrap();
    terminal.backend().buffer().clone()
}

/// A letter per style, and for each row how many cells carry which: `a12 b3` is twelve cells of `a`, then three of `b`.
fn styles(buffer: &Buffer) -> String {
    let mut letters = BTreeMap::new();
    let (mut legend, mut rows) = (String::new(), String::new());
    for y in 0..buffer.area.height {
        let mut runs: Vec<(char, usize)> = Vec::new();
        let mut x = 0;
        while x < buffer.area.width {
            let cell = &buffer[(x, y)];
            // What stands behind a wide character is never written.
            let columns = width(cell.symbol()).max(1);
            x += u16::try_from(columns).unwrap();
            let style = format!("{} on {} {:?}", cell.fg, cell.bg, cell.modifier);
            let next = char::from(b'a' + u8::try_from(letters.len()).unwrap());
            let letter = *letters.entry(style.clone()).or_insert_with(|| {
                writeln!(legend, "{next} = {style}").unwrap();
                next
            });
            match runs.last_mut() {
                Some((last, count)) if *last == letter => *count += columns,
                _ => runs.push((letter, columns)),
            }
        }
        let runs: Vec<String> = runs.iter().map(|(letter, count)| format!("{letter}{count}")).collect();
        writeln!(rows, "{y:02} {}", runs.join(" ")).unwrap();
    }
    format!("{legend}\n{rows}")
}

#[test]
fn every_theme_on_its_pages() {
    for page in PAGES {
        for (columns, rows) in super::SIZES {
            let stage = stage(way(page), columns, rows);
            for (name, _) in BUILT_IN {
                let (theme, wrong) = Theme::load(name, &|_| None, &Theme::default());
                assert!(wrong.is_empty(), "{wrong:?}");
                let snapshot = format!("{}_{name}_{columns}x{rows}", page.replace(' ', "_"));
                insta::assert_snapshot!(snapshot, styles(&buffer(&stage.model, &theme)));
            }
        }
    }
}

/// Every page in every theme at every size, each by a fingerprint of its styles: the difference names the pages that look
/// otherwise than before. [`every_theme_on_its_pages`] shows what a style is.
#[test]
fn every_page_in_every_theme() {
    let themes = BUILT_IN.map(|(name, _)| (name, Theme::load(name, &|_| None, &Theme::default()).0));
    for (columns, rows) in super::SIZES {
        let mut lists = themes.each_ref().map(|_| String::new());
        for (page, way) in STAGES {
            let stage = stage(*way, columns, rows);
            for ((_, theme), list) in themes.iter().zip(&mut lists) {
                let styles = styles(&buffer(&stage.model, theme));
                writeln!(list, "{:016x} {page}", fingerprint(&styles)).unwrap();
            }
        }
        for ((name, _), list) in themes.iter().zip(lists) {
            insta::assert_snapshot!(format!("pages_{name}_{columns}x{rows}"), list);
        }
    }
}

/// FNV-1a.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// F22: without colours the very same cells are told apart by weight and reverse.
#[test]
fn f22_without_colours_what_is_chosen_is_still_marked() {
    for page in PAGES {
        let stage = stage(way(page), 80, 24);
        let buffer = buffer(&stage.model, &Theme::default().at_depth(Depth::None));
        let styles = styles(&buffer);
        assert!(styles.contains("REVERSED"), "{page}\n{styles}");
        for cell in &buffer.content {
            let colours = [cell.fg, cell.bg];
            assert_eq!(colours, [ratatui::style::Color::Reset; 2], "{page}: a colour is left");
        }
        insta::assert_snapshot!(format!("{}_no_color", page.replace(' ', "_")), styles);
    }
}

/// F27: the page of a terminal that draws ambiguous characters two columns wide, with the signs made for it.
#[test]
fn f27_pages_where_ambiguous_characters_are_wide() {
    for page in PAGES {
        let mut stage = stage(way(page), 80, 24);
        stage.model.measure = Measure::Wide;
        let buffer = buffer(&stage.model, &Theme::default().with_ascii());
        let mut text = String::new();
        for y in 0..24 {
            let (mut x, mut line) = (0, String::new());
            while x < 80 {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(Measure::Wide.width(symbol)).unwrap().max(1);
            }
            writeln!(text, "{}", line.trim_end()).unwrap();
        }
        insta::assert_snapshot!(format!("{}_wide", page.replace(' ', "_")), text);
        assert_eq!(text.lines().count(), grid(&buffer).lines().count());
    }
}
