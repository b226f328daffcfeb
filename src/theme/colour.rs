//! Colours and modifiers as our own plain values; `ui` turns them into the terminal library's.

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// What the terminal uses by itself.
    Default,
    /// One of the 256 of the terminal's table; 0–15 follow the person's own terminal colours.
    Indexed(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

/// How many colours a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None, by wish (`NO_COLOR`) or by nature: modifiers and glyphs carry everything.
    None,
    /// The 256 of the table.
    Indexed,
    /// All.
    True,
}

/// Ways to set text apart without colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Modifiers(u8);

impl Modifiers {
    /// Heavier.
    pub const BOLD: Self = Self(1);
    /// Fainter.
    pub const DIM: Self = Self(2);
    /// Underlined.
    pub const UNDERLINED: Self = Self(4);
    /// Foreground and background exchanged.
    pub const REVERSED: Self = Self(8);

    const NAMES: [(&'static str, Self); 4] =
        [("bold", Self::BOLD), ("dim", Self::DIM), ("underlined", Self::UNDERLINED), ("reversed", Self::REVERSED)];

    /// Their names in theme files.
    pub fn names() -> impl Iterator<Item = &'static str> {
        Self::NAMES.into_iter().map(|(name, _)| name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, modifier)| *modifier)
    }

    /// Whether all of `other` is among these.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These and `other`.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// How a role looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Colour of the letters.
    pub fg: Colour,
    /// Colour behind them.
    pub bg: Colour,
    /// What holds without colour too.
    pub modifiers: Modifiers,
}

impl Default for Style {
    fn default() -> Self {
        Self { fg: Colour::Default, bg: Colour::Default, modifiers: Modifiers::default() }
    }
}

const NAMES: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "grey",
    "dark-grey",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "white",
];

impl Colour {
    /// What theme files may call a colour without writing it out.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.into_iter().chain(["default"])
    }

    /// `#rrggbb`, `default`, or one of the sixteen names.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "default" {
            return Some(Self::Default);
        }
        if let Some(hex) = text.strip_prefix('#') {
            let pair = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
            return (hex.len() == 6).then(|| Some(Self::Rgb(pair(0)?, pair(2)?, pair(4)?)))?;
        }
        let at = NAMES.iter().position(|name| *name == text)?;
        u8::try_from(at).ok().map(Self::Indexed)
    }

    /// The nearest colour that a terminal of this depth can show.
    #[must_use]
    pub fn at_depth(self, depth: Depth) -> Self {
        match (depth, self) {
            (Depth::None, _) => Self::Default,
            (Depth::Indexed, Self::Rgb(r, g, b)) => Self::Indexed(nearest_indexed([r, g, b])),
            _ => self,
        }
    }
}

/// Levels of the 6 × 6 × 6 cube at 16–231 of the table.
const LEVELS: [u8; 6] = [0, 95, 135, 175, 215, 255];

/// What a terminal shows for a colour; `None` = that depends on the person's own table.
pub(super) fn rgb_of(colour: Colour) -> Option<[u8; 3]> {
    match colour {
        Colour::Rgb(r, g, b) => Some([r, g, b]),
        Colour::Indexed(grey @ 232..) => Some([8 + 10 * (grey - 232); 3]),
        Colour::Indexed(index @ 16..) => {
            let [r, g, b] = [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6].map(usize::from);
            Some([*LEVELS.get(r)?, *LEVELS.get(g)?, *LEVELS.get(b)?])
        }
        Colour::Default | Colour::Indexed(_) => None,
    }
}

fn nearest_indexed(rgb: [u8; 3]) -> u8 {
    let off = |a: u8, b: u8| u32::from(a.abs_diff(b)).pow(2);
    let level = |value: u8| (0u8..).zip(LEVELS).min_by_key(|(_, level)| level.abs_diff(value)).unwrap_or_default();
    let [(ri, r), (gi, g), (bi, b)] = rgb.map(level);
    let [red, green, blue] = rgb;
    let cube = (off(r, red) + off(g, green) + off(b, blue), 16 + 36 * ri + 6 * gi + bi);
    let greys = (0u8..24).map(|step| {
        let grey = 8 + 10 * step;
        (off(grey, red) + off(grey, green) + off(grey, blue), 232 + step)
    });
    greys.chain([cube]).min().map_or(7, |(_, index)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_written() {
        for (text, colour) in [
            ("default", Some(Colour::Default)),
            ("#00ff7F", Some(Colour::Rgb(0, 255, 127))),
            ("bright-red", Some(Colour::Indexed(9))),
            ("#00ff7", None),
            ("#00ff7g", None),
            ("#张三", None),
            ("crimson", None),
        ] {
            assert_eq!(Colour::parse(text), colour, "{text}");
        }
    }

    #[test]
    fn fewer_colours_mean_the_nearest_one() {
        for (rgb, index) in
            [((0, 0, 0), 16), ((255, 255, 255), 231), ((255, 0, 0), 196), ((128, 128, 128), 244), ((95, 135, 175), 67)]
        {
            assert_eq!(Colour::Rgb(rgb.0, rgb.1, rgb.2).at_depth(Depth::Indexed), Colour::Indexed(index));
        }
        assert_eq!(Colour::Rgb(1, 2, 3).at_depth(Depth::None), Colour::Default);
        assert_eq!(Colour::Indexed(3).at_depth(Depth::Indexed), Colour::Indexed(3));
    }
}
