//! The locked screen (11.2): nothing of anybody, how many parcels wait, and the field for the passphrase.

use ratatui::layout::Rect;

use crate::{
    app::{
        Action, Model,
        lock::{Said, Stage, Stake},
        secrets::PinShown,
    },
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use super::canvas::{Canvas, cell, row};

/// Columns of the field.
const FIELD: u16 = 32;

/// Draws the page.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let page = &model.lock;
    let middle = (area.height / 2).saturating_sub(3);
    canvas.centred(area, middle, t(lang, "locked.title"), Role::TextStrong);
    let kept = match page.stage {
        Stage::Closing if model.accept.saving.failed => "lock.unsaved",
        Stage::Closing | Stage::Last => "lock.closing",
        Stage::Closed | Stage::Opening => "lock.closed",
    };
    canvas.centred(area, middle + 1, t(lang, kept), Role::TextDim);
    if model.session.parcels > 0 {
        let waiting = tf(lang, "lock.parcels", &[&model.session.parcels.to_string()]);
        canvas.centred(area, middle + 2, &waiting, Role::TextDim);
    }
    let label = t(lang, model.lock_label());
    let room = canvas.width(label) + 1 + FIELD;
    let line = row(area, middle + 4);
    let line = cell(line, area.width.saturating_sub(room) / 2, room);
    let used = canvas.put(line, label, Role::Text) + 1;
    canvas.field(cell(line, used, FIELD), &page.field, true);
    if let Some((text, role)) = said(model) {
        let text = format!("{} {text}", canvas.sign(Glyph::Missing));
        canvas.centred(area, middle + 6, &text, role);
    }
    let key = |action| canvas.key_of(action).unwrap_or_default();
    let keys = tf(lang, "lock.keys", &[&key(Action::Unlock), &key(Action::Leave)]);
    canvas.centred(area, middle + 8, &keys, Role::TextDim);
    canvas.centred(area, middle + 9, t(lang, model.lock_hint()), Role::TextDim);
    if model.session.pin == PinShown::NoKeyring {
        canvas.centred(area, middle + 10, t(lang, "lock.no_pin"), Role::TextDim);
    }
}

fn said(model: &Model) -> Option<(String, Role)> {
    let (lang, page) = (model.lang, &model.lock);
    if page.stage == Stage::Opening {
        return Some((t(lang, "lock.trying").to_owned(), Role::TextDim));
    }
    let left = page.seconds_left(model.now);
    let wait = (left > 0).then(|| tf(lang, "lock.wait", &[&left.to_string()]));
    match (page.said.as_ref()?, wait) {
        (Said::Wrong, wait) => {
            Some((format!("{}{}", t(lang, "lock.wrong"), wait.unwrap_or_default()), Role::NoticeError))
        }
        (Said::Warned(missed), wait) => {
            let warning = tf(lang, missed.warning()?, &[&missed.left.unwrap_or_default().to_string()]);
            let wrong = if missed.taken { "" } else { t(lang, "lock.wrong") };
            let wait = wait.filter(|_| !(missed.taken && missed.stake == Stake::Key));
            Some((format!("{wrong}{warning}{}", wait.unwrap_or_default()), Role::NoticeError))
        }
        (Said::TooSoon, wait) => wait.map(|wait| (wait, Role::NoticeError)),
        (Said::Failed(text), _) => Some((text.clone(), Role::NoticeError)),
    }
}
