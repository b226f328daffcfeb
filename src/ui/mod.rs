//! Floor 6. The screen is a function of the model: nothing here changes it, reads a clock or touches a disk.
//!
//! A file per screen, `accept/` for the workspace, `canvas` for all that is drawn anywhere. What drawing has to remember
//! between frames (how far a list is scrolled) is in [`ViewCache`], which may be thrown away at any time.

mod accept;
mod canvas;
mod carry;
mod casework;
mod catalogue;
mod clash;
mod doctor;
mod frame;
mod home;
mod lock;
mod originals;
mod outbox;
mod overlay;
pub mod plain;
pub mod qr;
mod query;
mod scans;
mod settings;
mod sign_in;
mod staff;
mod tally;
mod words;
mod worklist;

use ratatui::{Frame, layout::Rect};

use crate::{
    app::{Model, Place, keymap::Keymap, overlay::Overlay, sign_in::Step},
    i18n::t,
    theme::{Role, Theme},
};

use canvas::Canvas;
pub use canvas::ViewCache;
pub use doctor::STATES;

/// Draws the model. The hardware cursor goes where text goes, or away (SCREENS 2).
pub fn draw(model: &Model, cache: &mut ViewCache, theme: &Theme, keymap: &Keymap, frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), theme, keymap, cache, model);
    // The terminal hands over an empty buffer.
    canvas.paint(area, Role::Text);
    if model.locked {
        lock::draw(&mut canvas, model, area);
    } else if model.is_too_small() {
        too_small(&mut canvas, area);
    } else {
        page(&mut canvas, model, area);
    }
    if let Some(cursor) = canvas.cursor() {
        frame.set_cursor_position(cursor);
    }
}

fn page(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    if let Some(Overlay::SignIn(page)) = model.overlays.last()
        && matches!(page.step, Step::Phone | Step::Factor)
    {
        // The code wants every row there is.
        return sign_in::draw(canvas, model, page, area);
    }
    let body = frame::draw(canvas, model, area);
    place(canvas, model, body);
    // Only the topmost overlay is shown: one thing at a time.
    if let Some(overlay) = model.overlays.last() {
        overlay::draw(canvas, model, overlay, body);
    }
}

fn place(canvas: &mut Canvas<'_>, model: &Model, body: Rect) {
    match model.place {
        Place::Home => home::draw(canvas, model, body),
        Place::Accept => accept::draw(canvas, model, body),
        Place::Lists(desk) => worklist::draw(canvas, model, desk, body),
        Place::Case => casework::draw(canvas, model, body),
        Place::Query => query::draw(canvas, model, body),
        Place::Settings => settings::draw(canvas, model, body),
        Place::Originals => originals::draw(canvas, model, body),
        Place::Carry => carry::draw(canvas, model, body),
        Place::Outbox => outbox::draw(canvas, model, body),
        Place::Catalogue => catalogue::draw(canvas, model, body),
        Place::Staff => staff::draw(canvas, model, body),
    }
}

/// What has the keys, without frame and without what lies below it: for the line mode, where it has no words of its own.
fn draw_body(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    match model.overlays.last() {
        Some(overlay) => overlay::draw(canvas, model, overlay, area),
        None => place(canvas, model, area),
    }
}

fn too_small(canvas: &mut Canvas<'_>, area: Rect) {
    let lang = canvas.lang();
    let have = format!("{}x{}", area.width, area.height);
    let lines = [crate::i18n::tf(lang, "small.need", &["80x24", &have]), t(lang, "small.safe").to_owned()];
    for (at, line) in lines.iter().enumerate() {
        let row = u16::try_from(at).unwrap_or_default();
        canvas.put(
            Rect { x: area.x, y: area.y + row.min(area.height), width: area.width, height: 1 },
            line,
            Role::Text,
        );
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
