//! Whether letters can be told from their ground: the measure of WCAG 2.2.

use super::{Colour, Role, Style, Theme, colour::rgb_of};

/// Least contrast of text (AA).
const TEXT: f64 = 4.5;
/// Least contrast of lines and bars.
const LINE: f64 = 3.0;

impl Theme {
    /// The roles whose letters are too faint on their ground, with their contrast. Colours of the terminal's own table are
    /// a person's choice, and are not judged.
    pub fn faint(&self) -> Vec<(Role, f64)> {
        let all = Role::ALL.iter().filter_map(|role| Some((*role, contrast(self.style(*role))?)));
        all.filter(|(role, contrast)| *contrast < least(*role)).collect()
    }
}

/// What a role needs.
const fn least(role: Role) -> f64 {
    if matches!(role, Role::Border | Role::BorderFocus | Role::Bar) { LINE } else { TEXT }
}

/// (L1 + 0.05) / (L2 + 0.05) of the relative luminances; `None` where a colour is the terminal's own.
pub(super) fn contrast(style: Style) -> Option<f64> {
    let (a, b) = (luminance(style.fg)? + 0.05, luminance(style.bg)? + 0.05);
    Some(if a > b { a / b } else { b / a })
}

fn luminance(colour: Colour) -> Option<f64> {
    let [r, g, b] = linear(colour)?;
    Some(0.2126 * r + 0.7152 * g + 0.0722 * b)
}

/// Red, green and blue as light, 0 to 1.
pub(super) fn linear(colour: Colour) -> Option<[f64; 3]> {
    let part = |value: u8| {
        let s = f64::from(value) / 255.0;
        if s <= 0.04045 { s / 12.92 } else { ((s + 0.055) / 1.055).powf(2.4) }
    };
    Some(rgb_of(colour)?.map(part))
}
