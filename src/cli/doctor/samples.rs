//! What only a person's eyes can judge: a ruler for widths, and the theme's colours. Shown below the findings where they
//! go to a terminal.

use crate::{
    app::doctor::RULER,
    i18n::{Lang, t},
    text::Measure,
    theme::{Colour, Modifiers, Role, Style, Theme},
    ui::STATES,
};

/// The lines.
pub(super) fn lines(theme: &Theme, measure: Measure, lang: Lang) -> Vec<String> {
    let mut lines = vec![String::new(), t(lang, "doctor.sample.ruler").to_owned()];
    let [han, ambiguous] = RULER;
    let columns = measure.width(han);
    for text in [han.to_owned(), ambiguous.to_owned(), "-".repeat(columns)] {
        let rest = columns.saturating_sub(measure.width(&text));
        lines.push(format!("  |{text}{}|", "-".repeat(rest)));
    }
    lines.push(t(lang, "doctor.sample.colours").to_owned());
    let words = STATES
        .map(|(role, glyph, key)| painted(theme.style(role), &format!(" {} {} ", theme.glyph(glyph), t(lang, key))));
    lines.push(format!("  {}", words.concat()));
    lines.push(format!("  {}", painted(theme.style(Role::Selection), t(lang, "doctor.sample.selection"))));
    lines
}

/// Text in a look, and the terminal's own look behind it.
fn painted(style: Style, text: &str) -> String {
    let mut codes = vec!["0".to_owned()];
    let modifiers =
        [(Modifiers::BOLD, "1"), (Modifiers::DIM, "2"), (Modifiers::UNDERLINED, "4"), (Modifiers::REVERSED, "7")];
    let held = modifiers.into_iter().filter(|(modifier, _)| style.modifiers.contains(*modifier));
    codes.extend(held.map(|(_, code)| code.to_owned()));
    codes.extend(colour(38, style.fg));
    codes.extend(colour(48, style.bg));
    format!("\x1b[{}m{text}\x1b[0m", codes.join(";"))
}

fn colour(plane: u8, colour: Colour) -> Option<String> {
    match colour {
        Colour::Default => None,
        Colour::Indexed(index) => Some(format!("{plane};5;{index}")),
        Colour::Rgb(r, g, b) => Some(format!("{plane};2;{r};{g};{b}")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::theme::Depth;

    #[test]
    fn the_bars_of_the_ruler_stand_below_each_other_in_the_terminal_that_was_measured() {
        for measure in [Measure::Narrow, Measure::Wide] {
            let lines = lines(&Theme::default(), measure, Lang::Zh);
            let ruler: Vec<usize> =
                lines.iter().filter(|line| line.starts_with("  |")).map(|line| measure.width(line)).collect();
            assert_eq!((ruler.len(), ruler.iter().min()), (3, ruler.iter().max()));
        }
    }

    #[test]
    fn without_colours_the_samples_keep_weight_and_reverse() {
        let all = |depth| lines(&Theme::default().at_depth(depth), Measure::Narrow, Lang::Zh).join("\n");
        assert!(all(Depth::True).contains("38;2;") && all(Depth::Indexed).contains("38;5;"));
        let bare = all(Depth::None);
        assert!(!bare.contains("38;") && bare.contains("\x1b[0;1;7m"), "{bare:?}");
    }
}
