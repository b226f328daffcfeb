//! The guide beside the check list: what the material under the cursor must be, usual defects, words to read out.

use ratatui::layout::Rect;

use crate::{
    app::{Model, Spot, accept::Mode},
    domain::check::State,
    i18n::{t, tf},
    theme::{Glyph, Role},
};

use crate::ui::canvas::{Canvas, below};

/// Draws the pane.
pub fn draw(canvas: &mut Canvas<'_>, model: &Model, area: Rect) {
    let lang = canvas.lang();
    let accept = &model.accept;
    let Some(material) = accept.current_material() else { return };
    canvas.popup(area);
    canvas.cover(area);
    let focus = matches!(accept.work.materials.mode, Mode::Points { .. });
    let inner = canvas.boxed(area, &tf(lang, "guide.title", &[&material.name]), focus);
    let mut at = 0;
    let line = accept.judged.as_ref().and_then(|judged| judged.line(&material.code));
    if let Some(line) = line.filter(|line| line.state != State::Unchecked) {
        at += canvas.paragraph(below(inner, at), &model.words(&line.why), Role::TextStrong);
        let basis = line.why.basis.as_deref().unwrap_or_default();
        at += canvas.paragraph(below(inner, at), &format!("{} {basis}", line.why.rule), Role::TextBasis);
    }
    if !material.review_points.is_empty() {
        at += canvas.paragraph(below(inner, at), t(lang, "guide.points"), Role::Title);
    }
    for (place, point) in material.review_points.iter().enumerate() {
        let here = matches!(accept.work.materials.mode, Mode::Points { cursor } if cursor == place);
        let ticked = accept.work.materials.is_ticked(&material.code, place);
        let sign = canvas.sign(if ticked { Glyph::Ticked } else { Glyph::Unticked });
        let role = if here { Role::Selection } else { Role::Text };
        let top = at;
        at += canvas.paragraph(below(inner, at), &format!("{sign} {}", point.text), role);
        if let Some(words) = point.say.as_ref().filter(|_| here || !focus) {
            at += canvas.paragraph(below(inner, at), words, Role::FieldHint);
        }
        canvas.hit(Rect { height: at - top, ..below(inner, top) }, Spot::Point(place));
    }
    if !material.defects.is_empty() {
        at += canvas.paragraph(below(inner, at), t(lang, "guide.defects"), Role::Title);
    }
    for defect in &material.defects {
        let spot = if defect.spot_fixable { t(lang, "guide.spot") } else { "" };
        at += canvas.paragraph(
            below(inner, at),
            &format!("{} {}{spot}", canvas.sign(Glyph::Separator), defect.text),
            Role::Text,
        );
        if let Some(words) = &defect.say {
            at += canvas.paragraph(below(inner, at), words, Role::FieldHint);
        }
    }
    for (key, text) in [
        ("guide.note", &material.fill_note),
        ("guide.issuer", &material.issuer),
        ("guide.basis", &material.basis),
        ("guide.remark", &material.note),
    ] {
        if let Some(text) = text {
            at += canvas.paragraph(below(inner, at), &tf(lang, key, &[text]), Role::TextDim);
        }
    }
}
