//! Floor 1. Looks: roles with meanings, palettes, glyph sets. A theme is a TOML file; five are compiled in, a person may
//! add their own. No screen names a colour or a sign; it names a [`Role`] or a [`Glyph`].
//!
//! A bad file never takes the screen away: an entry that makes no sense is left out and named with file and line, and a
//! file that cannot be read as a theme leaves the last good one in force.

mod colour;
mod contrast;
mod glyph;
mod role;
mod source;

pub use colour::{Colour, Depth, Modifiers, Style};
pub use glyph::{Glyph, GlyphSet, Lines};
pub use role::Role;
pub use source::{Diagnostic, Fault};

/// Whether letters are light on dark ground or dark on light ground.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
}

/// A look for every role and a sign for every glyph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    name: String,
    kind: Kind,
    /// In the order of [`Role::ALL`].
    styles: Vec<Style>,
    set: GlyphSet,
    /// Signs that the theme chose instead of those of its set.
    signs: Vec<(Glyph, char)>,
}

/// The themes that are compiled in, by name.
pub const BUILT_IN: [(&str, &str); 5] = [
    ("dark", include_str!("../../themes/dark.toml")),
    ("light", include_str!("../../themes/light.toml")),
    ("high-contrast", include_str!("../../themes/high-contrast.toml")),
    ("colour-blind", include_str!("../../themes/colour-blind.toml")),
    ("mono", include_str!("../../themes/mono.toml")),
];

impl Theme {
    /// Loads the theme `name`. `file` gives the text of a person's own theme file, if there is one of that name; it
    /// goes before a compiled-in one. What is wrong in the files comes along; if it cannot be a theme at all, `last_good`
    /// stays.
    pub fn load(name: &str, file: &dyn Fn(&str) -> Option<String>, last_good: &Self) -> (Self, Vec<Diagnostic>) {
        let (theme, diagnostics) = source::load(name, file);
        (theme.unwrap_or_else(|| last_good.clone()), diagnostics)
    }

    /// Name shown in the settings.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Dark or light ground.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// How `role` looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role.index()).copied().unwrap_or_default()
    }

    /// The sign of `glyph`; one column wide.
    pub fn glyph(&self, glyph: Glyph) -> char {
        let chosen = self.signs.iter().find(|(of, _)| *of == glyph).map(|(_, sign)| *sign);
        chosen.unwrap_or_else(|| glyph.sign(self.set))
    }

    /// Box lines of the theme's glyph set.
    pub const fn lines(&self) -> Lines {
        Lines::of(self.set)
    }

    /// The same theme with plain ASCII signs and lines, for terminals that draw ambiguous characters wide.
    #[must_use]
    pub fn with_ascii(mut self) -> Self {
        self.set = GlyphSet::Ascii;
        self.signs.retain(|(_, sign)| sign.is_ascii());
        self
    }

    /// The same theme in the colours a terminal has. With [`Depth::None`] (`NO_COLOR`) modifiers and signs stay, so a
    /// selection is still seen; a look that would be lost with its colour turns into reverse.
    #[must_use]
    pub fn at_depth(mut self, depth: Depth) -> Self {
        let ground = self.style(Role::Text).bg;
        for style in &mut self.styles {
            if depth == Depth::None && style.bg != ground {
                style.modifiers = style.modifiers.with(Modifiers::REVERSED);
            }
            style.fg = style.fg.at_depth(depth);
            style.bg = style.bg.at_depth(depth);
        }
        self
    }
}

/// The dark theme.
impl Default for Theme {
    fn default() -> Self {
        let bare = Self {
            name: String::new(),
            kind: Kind::Dark,
            styles: Vec::new(),
            set: GlyphSet::Unicode,
            signs: Vec::new(),
        };
        source::load("dark", &|_| None).0.unwrap_or(bare)
    }
}

#[cfg(test)]
mod tests;
