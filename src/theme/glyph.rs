//! Signs of states and chrome, and box lines. Only signs that are one column wide in every terminal: `△ ◇ ● · – … →` and
//! emoji are not, and shift columns in Chinese locales.

macro_rules! glyphs {
    ($($(#[$doc:meta])* $glyph:ident $name:literal $unicode:literal $ascii:literal;)*) => {
        /// A sign with a meaning. It always stands beside its word.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Glyph {
            $($(#[$doc])* $glyph,)*
        }

        impl Glyph {
            /// Every glyph.
            pub const ALL: &'static [Glyph] = &[$(Glyph::$glyph,)*];

            /// Name in theme files.
            pub const fn name(self) -> &'static str {
                match self { $(Glyph::$glyph => $name,)* }
            }

            /// The sign in a set.
            pub const fn sign(self, set: GlyphSet) -> char {
                match (self, set) {
                    $((Glyph::$glyph, GlyphSet::Unicode) => $unicode,
                      (Glyph::$glyph, GlyphSet::Ascii) => $ascii,)*
                }
            }
        }
    };
}

glyphs! {
    /// 齐, done, accepted.
    Complete "complete" '✓' 'v';
    /// 缺, refused.
    Missing "missing" '✗' 'x';
    /// 不合格.
    Defect "defect" '!' '!';
    /// 容缺.
    Tolerated "tolerated" '▴' '^';
    /// 免交.
    Exempt "exempt" '»' '>';
    /// 不适用.
    NotApplicable "not_applicable" '-' '-';
    /// Not looked at yet.
    Open "open" '▫' '.';
    /// The row or step one is at.
    Current "current" '▸' '>';
    /// A tick box that is ticked.
    Ticked "ticked" '☑' 'X';
    /// A tick box that is not.
    Unticked "unticked" '☐' '_';
    /// It stands on top for this window.
    Pinned "pinned" '▪' '*';
    /// There is more behind.
    More "more" '»' '>';
    /// There is more before; back.
    Back "back" '«' '<';
    /// There is more above.
    Above "above" '▴' '^';
    /// There is more below.
    Below "below" '▾' 'v';
    /// 在线.
    Online "online" '▪' '*';
    /// 离线.
    Offline "offline" '▫' 'o';
    /// Separates parts of a line.
    Separator "separator" '∙' '.';
    /// Green light.
    LightGreen "light_green" '▪' 'g';
    /// Yellow light.
    LightYellow "light_yellow" '▴' 'y';
    /// Red light.
    LightRed "light_red" '✗' 'r';
    /// Filled part of a bar.
    BarFull "bar_full" '▪' '#';
    /// Empty part of a bar.
    BarEmpty "bar_empty" '▫' '.';
    /// 必填.
    Required "required" '*' '*';
}

/// Which signs a terminal gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum GlyphSet {
    /// Signs of one column.
    #[default]
    Unicode,
    /// Plain ASCII: old consoles, and terminals that draw ambiguous characters wide.
    Ascii,
}

/// Signs that a theme may choose besides ASCII: measured to be one column in every terminal.
pub(super) const SAFE_SIGNS: &str = "✓✗▸▴▾▪▫☐☑»«›‹∙";

/// Lines of boxes. Those of Unicode are ambiguous: two columns where Chinese terminals are set so; hence the ASCII ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// `─`
    pub horizontal: char,
    /// `│`
    pub vertical: char,
    /// `┌`
    pub top_left: char,
    /// `┐`
    pub top_right: char,
    /// `└`
    pub bottom_left: char,
    /// `┘`
    pub bottom_right: char,
    /// `├`
    pub tee_right: char,
    /// `┤`
    pub tee_left: char,
    /// `┬`
    pub tee_down: char,
    /// `┴`
    pub tee_up: char,
    /// `┼`
    pub cross: char,
}

impl Lines {
    /// The lines of a set.
    pub const fn of(set: GlyphSet) -> Self {
        match set {
            GlyphSet::Unicode => Self {
                horizontal: '─',
                vertical: '│',
                top_left: '┌',
                top_right: '┐',
                bottom_left: '└',
                bottom_right: '┘',
                tee_right: '├',
                tee_left: '┤',
                tee_down: '┬',
                tee_up: '┴',
                cross: '┼',
            },
            GlyphSet::Ascii => Self {
                horizontal: '-',
                vertical: '|',
                top_left: '+',
                top_right: '+',
                bottom_left: '+',
                bottom_right: '+',
                tee_right: '+',
                tee_left: '+',
                tee_down: '+',
                tee_up: '+',
                cross: '+',
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthChar;

    use super::*;

    #[test]
    fn every_sign_is_one_column_in_every_terminal() {
        let ours = Glyph::ALL.iter().flat_map(|glyph| [glyph.sign(GlyphSet::Unicode), glyph.sign(GlyphSet::Ascii)]);
        for sign in ours.chain(SAFE_SIGNS.chars()) {
            assert_eq!((sign.width(), sign.width_cjk()), (Some(1), Some(1)), "{sign}");
        }
        for glyph in Glyph::ALL {
            assert!(glyph.sign(GlyphSet::Ascii).is_ascii());
        }
    }

    #[test]
    fn neighbouring_states_differ_without_colour() {
        let states = [
            Glyph::Complete,
            Glyph::Missing,
            Glyph::Defect,
            Glyph::Tolerated,
            Glyph::Exempt,
            Glyph::NotApplicable,
            Glyph::Open,
        ];
        let lights = [Glyph::LightGreen, Glyph::LightYellow, Glyph::LightRed];
        for set in [GlyphSet::Unicode, GlyphSet::Ascii] {
            for group in [&states[..], &lights[..], &[Glyph::Ticked, Glyph::Unticked], &[Glyph::Online, Glyph::Offline]]
            {
                let signs: std::collections::BTreeSet<char> = group.iter().map(|glyph| glyph.sign(set)).collect();
                assert_eq!(signs.len(), group.len());
            }
        }
    }
}
