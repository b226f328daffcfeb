//! A QR code in half blocks: two rows of modules to a row of cells, with the four modules of quiet around it that a
//! telephone wants. It is drawn dark on light in its own colours, whatever the theme; where a terminal has no colours, or
//! draws half blocks two columns wide, there is none, and words stand for it.

use qrcode::{EcLevel, QrCode, types::Color};

/// Modules of quiet on each side (ISO/IEC 18004).
const QUIET: usize = 4;
/// No code with more modules a side is read off a screen.
const LARGEST: usize = 57;

/// The rows of cells, all of one width; `None` = it cannot be written as one.
pub fn rows(text: &str) -> Option<Vec<String>> {
    // What is on a screen has no stains: the least correction makes the largest modules.
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let side = code.width();
    if side > LARGEST {
        return None;
    }
    let colours = code.to_colors();
    let whole = side + 2 * QUIET;
    let dark = |x: usize, y: usize| {
        let place = x.checked_sub(QUIET).zip(y.checked_sub(QUIET)).filter(|(x, y)| *x < side && *y < side);
        place.is_some_and(|(x, y)| colours.get(y * side + x) == Some(&Color::Dark))
    };
    let cell = |x: usize, y: usize| match (dark(x, y), dark(x, y + 1)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    Some((0..whole).step_by(2).map(|y| (0..whole).map(|x| cell(x, y)).collect()).collect())
}
