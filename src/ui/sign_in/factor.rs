//! The key of a second factor that is being set up: as a code for the telephone where one fits, always in letters for hands,
//! and the field for the first six digits.

use ratatui::layout::Rect;

use crate::{
    app::{Action, Model, sign_in::SignIn},
    i18n::t,
    theme::Role,
    ui::canvas::{Canvas, below, row},
};

use super::{indented, keys, place, said, with_code};

/// Columns of the field: six digits, and the cursor behind them.
const FIELD: u16 = 8;

/// Draws the page.
pub(super) fn draw(canvas: &mut Canvas<'_>, model: &Model, page: &SignIn, body: Rect) {
    let lang = canvas.lang();
    let Some(key) = page.factor.as_deref() else { return };
    let (area, scans) = with_code(canvas, body, Some(key.otpauth()));
    canvas.put(row(area, 0), t(lang, page.title()), Role::TextStrong);
    canvas.put(row(area, 1), &place(model), Role::TextDim);
    let mut at = 3;
    let first = if scans { "sign_in.factor.scan" } else { "sign_in.factor.type" };
    at += canvas.paragraph(below(area, at), t(lang, first), Role::Text);
    // By fours and four groups to a row, as they are typed.
    for groups in key.groups().chunks(4) {
        canvas.put(row(indented(area, at), 0), &zeroize::Zeroizing::new(groups.join(" ")), Role::TextStrong);
        at += 1;
    }
    at += 1;
    at += canvas.paragraph(below(area, at), t(lang, "sign_in.factor.digits"), Role::Text);
    let line = row(indented(area, at), 0);
    canvas.field(Rect { width: FIELD.min(line.width), ..line }, &page.field, true);
    at += 2;
    if let Some((text, role)) = said(canvas, model, page) {
        at += canvas.paragraph(below(area, at), &text, role) + 1;
    }
    canvas.paragraph(below(area, at), t(lang, page.note()), Role::TextDim);
    keys(canvas, body, &[(Action::Confirm, "short.confirm"), (Action::Back, "short.back")]);
}
