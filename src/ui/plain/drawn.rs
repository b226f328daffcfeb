//! What has no words of its own here is read from what the screen would draw: no frame, no signs, row by row. So a
//! screen that is new is heard from its first day.

use ratatui::{buffer::Buffer, layout::Rect};

use crate::{
    app::{Context, Model, keymap::Keymap},
    i18n::{Lang, t},
    text::width,
    theme::Theme,
};

use super::{Page, speech};
use crate::ui::{
    canvas::{Canvas, ViewCache},
    draw_body,
};

/// A sheet on which nothing has to be scrolled or cut.
const SHEET: Rect = Rect { x: 0, y: 0, width: 160, height: 240 };

/// The page as the screen would draw it.
pub fn page(model: &Model) -> Page {
    let lang = model.lang;
    let typing = model.contexts().contains(&Context::Field);
    Page {
        id: format!("drawn {:?} {}", model.place, model.overlays.len()),
        lines: lines(model, |canvas, area| draw_body(canvas, model, area)).into_iter().map(Into::into).collect(),
        ask: vec![t(lang, if typing { "plain.filter.ask" } else { "plain.drawn.ask" }).to_owned()],
        prompt: t(lang, "frame.program").to_owned(),
        ..Page::default()
    }
}

/// What `draw` puts on an empty sheet, row by row.
pub fn lines(model: &Model, draw: impl FnOnce(&mut Canvas<'_>, Rect)) -> Vec<String> {
    let mut buffer = Buffer::empty(SHEET);
    let (theme, keymap, mut cache) = (Theme::default(), Keymap::built_in(), ViewCache::default());
    let mut canvas = Canvas::new(&mut buffer, &theme, &keymap, &mut cache, model);
    draw(&mut canvas, SHEET);
    (0..SHEET.height).map(|y| row(&buffer, y, model.lang)).filter(|line| !line.is_empty()).collect()
}

fn row(buffer: &Buffer, y: u16, lang: Lang) -> String {
    let mut text = String::new();
    let mut x = 0;
    while x < SHEET.width {
        let symbol = buffer.cell((x, y)).map_or(" ", ratatui::buffer::Cell::symbol);
        for c in symbol.chars() {
            match c {
                '\u{2500}'..='\u{259F}' | '✓' | '✗' | '▸' | '▴' | '▾' | '▪' | '▫' | '∙' | '»' | '«' =>
                {
                    text.push(' ');
                }
                '☑' => text.push_str(speech::tick(lang, true)),
                '☐' => text.push_str(speech::tick(lang, false)),
                other => text.push(other),
            }
        }
        x += u16::try_from(width(symbol)).unwrap_or(1).max(1);
    }
    let parts: Vec<&str> = text.split("  ").map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(if lang == Lang::Zh { "," } else { ", " })
}
