//! Theme files: `name`, `kind`, `inherits`, `[palette]`, `[roles]`, `[glyphs]`.

use std::collections::BTreeMap;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{BUILT_IN, Colour, Glyph, GlyphSet, Kind, Modifiers, Role, Style, Theme, glyph::SAFE_SIGNS};

/// Something wrong in a theme file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// File as the person knows it: `mine.toml`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub col: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong. The last three make the file useless as a theme; the others lose one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Neither a colour nor a name of the palette.
    Colour(String),
    /// No such modifier.
    Modifier(String),
    /// No such role.
    Role(String),
    /// No such glyph.
    Glyph(String),
    /// Not a sign that is one column wide in every terminal.
    Sign(String),
    /// No such entry, or not the kind of value that belongs there.
    Entry(String),
    /// Not TOML; what the reader of TOML says.
    Syntax(String),
    /// No theme of that name.
    Theme(String),
    /// Themes that inherit from each other in a circle.
    Circle(String),
}

impl Fault {
    /// Key of the sentence; its one argument is [`Self::subject`].
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Colour(_) => "theme.fault.colour",
            Self::Modifier(_) => "theme.fault.modifier",
            Self::Role(_) => "theme.fault.role",
            Self::Glyph(_) => "theme.fault.glyph",
            Self::Sign(_) => "theme.fault.sign",
            Self::Entry(_) => "theme.fault.entry",
            Self::Syntax(_) => "theme.fault.syntax",
            Self::Theme(_) => "theme.fault.theme",
            Self::Circle(_) => "theme.fault.circle",
        }
    }

    /// What it is about.
    pub fn subject(&self) -> &str {
        match self {
            Self::Colour(s)
            | Self::Modifier(s)
            | Self::Role(s)
            | Self::Glyph(s)
            | Self::Sign(s)
            | Self::Entry(s)
            | Self::Syntax(s)
            | Self::Theme(s)
            | Self::Circle(s) => s,
        }
    }

    pub(super) const fn is_fatal(&self) -> bool {
        matches!(self, Self::Syntax(_) | Self::Theme(_) | Self::Circle(_))
    }
}

/// The look of one role as a file says it; colours still by name, since a heir may change the palette.
#[derive(Debug, Clone, Default)]
struct Wish {
    fg: Option<Named>,
    bg: Option<Named>,
    modifiers: Option<Modifiers>,
}

#[derive(Debug, Clone)]
struct Named {
    text: String,
    file: String,
    line: usize,
    col: usize,
}

/// What the files of one chain of inheritance say together; later files win entry by entry.
#[derive(Default)]
struct Wishes {
    name: Option<String>,
    kind: Kind,
    palette: BTreeMap<String, Colour>,
    roles: BTreeMap<Role, Wish>,
    set: GlyphSet,
    signs: Vec<(Glyph, char)>,
    diagnostics: Vec<Diagnostic>,
}

/// One file while it is read.
struct File<'a> {
    name: String,
    text: &'a str,
}

/// Reads `name` and what it inherits. No theme if a fault is fatal.
pub(super) fn load(name: &str, file: &dyn Fn(&str) -> Option<String>) -> (Option<Theme>, Vec<Diagnostic>) {
    let mut wishes = Wishes::default();
    wishes.read(name, file, &mut Vec::new());
    let styles = wishes.styles();
    if wishes.diagnostics.iter().any(|found| found.fault.is_fatal()) {
        return (None, wishes.diagnostics);
    }
    let name = wishes.name.unwrap_or_else(|| name.to_owned());
    let theme = Theme { name, kind: wishes.kind, styles, set: wishes.set, signs: wishes.signs };
    (Some(theme), wishes.diagnostics)
}

impl File<'_> {
    fn found(&self, at: usize, fault: Fault) -> Diagnostic {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.split('\n').count();
        let col = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        Diagnostic { file: self.name.clone(), line, col, fault }
    }
}

type Value<'a> = Spanned<DeValue<'a>>;

impl Wishes {
    fn read(&mut self, name: &str, file: &dyn Fn(&str) -> Option<String>, chain: &mut Vec<String>) {
        // A person's `dark.toml` may inherit the compiled-in `dark`: the second time a name comes up, theirs is left out.
        let own = if chain.iter().any(|seen| seen == name) { None } else { file(name) };
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        let Some(text) = own.as_deref().or(built_in) else {
            let fault = if chain.iter().any(|seen| seen == name) {
                Fault::Circle(name.into())
            } else {
                Fault::Theme(name.into())
            };
            let from = chain.last().map_or(name, String::as_str);
            self.diagnostics.push(Diagnostic { file: format!("{from}.toml"), line: 1, col: 1, fault });
            return;
        };
        chain.push(name.to_owned());
        let place = File { name: format!("{name}.toml"), text };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            self.diagnostics.push(place.found(at, Fault::Syntax(error.message().to_owned())));
        }
        let table = table.get_ref();
        if let Some(parent) = table.get("inherits").and_then(|value| value.get_ref().as_str()) {
            self.read(parent, file, chain);
        }
        for (key, value) in table {
            let key_text: &str = key.get_ref();
            match key_text {
                "inherits" => {}
                "name" => self.name = value.get_ref().as_str().map(str::to_owned),
                "kind" => match value.get_ref().as_str() {
                    Some("dark") => self.kind = Kind::Dark,
                    Some("light") => self.kind = Kind::Light,
                    _ => self.entry(&place, value, key_text),
                },
                "palette" => self.each(&place, value, key_text, Self::palette),
                "roles" => self.each(&place, value, key_text, Self::role),
                "glyphs" => self.each(&place, value, key_text, Self::glyph),
                _ => self.diagnostics.push(place.found(key.span().start, Fault::Entry(key_text.to_owned()))),
            }
        }
    }

    fn entry(&mut self, place: &File, value: &Value, what: &str) {
        self.diagnostics.push(place.found(value.span().start, Fault::Entry(what.to_owned())));
    }

    fn each(&mut self, place: &File, table: &Value, what: &str, read: fn(&mut Self, &File, &str, usize, &Value)) {
        let Some(entries) = table.get_ref().as_table() else {
            return self.entry(place, table, what);
        };
        for (key, value) in entries {
            read(self, place, key.get_ref(), key.span().start, value);
        }
    }

    fn palette(&mut self, place: &File, key: &str, _: usize, value: &Value) {
        match value.get_ref().as_str().map(|text| (text, Colour::parse(text))) {
            Some((_, Some(colour))) => {
                self.palette.insert(key.to_owned(), colour);
            }
            Some((text, None)) => {
                self.diagnostics.push(place.found(value.span().start, Fault::Colour(text.to_owned())));
            }
            None => self.entry(place, value, key),
        }
    }

    /// `"state.missing" = "red"` for the letters alone, or a table of `fg`, `bg`, `mod`.
    fn role(&mut self, place: &File, key: &str, at: usize, value: &Value) {
        let Some(role) = Role::named(key) else {
            return self.diagnostics.push(place.found(at, Fault::Role(key.to_owned())));
        };
        let mut wish = Wish::default();
        if value.get_ref().is_str() {
            wish.fg = Some(named(place, value));
        } else if let Some(parts) = value.get_ref().as_table() {
            for (part, value) in parts {
                let part_text: &str = part.get_ref();
                match part_text {
                    "fg" => wish.fg = Some(named(place, value)),
                    "bg" => wish.bg = Some(named(place, value)),
                    "mod" => wish.modifiers = Some(self.modifiers(place, value)),
                    _ => self.diagnostics.push(place.found(part.span().start, Fault::Entry(part_text.to_owned()))),
                }
            }
        } else {
            self.entry(place, value, key);
        }
        self.roles.insert(role, wish);
    }

    fn modifiers(&mut self, place: &File, value: &Value) -> Modifiers {
        let mut all = Modifiers::default();
        let Some(names) = value.get_ref().as_array() else {
            self.entry(place, value, "mod");
            return all;
        };
        for name in names {
            match name.get_ref().as_str().map(|text| (text, Modifiers::named(text))) {
                Some((_, Some(modifier))) => all = all.with(modifier),
                Some((text, None)) => {
                    self.diagnostics.push(place.found(name.span().start, Fault::Modifier(text.to_owned())));
                }
                None => self.entry(place, name, "mod"),
            }
        }
        all
    }

    fn glyph(&mut self, place: &File, key: &str, at: usize, value: &Value) {
        let Some(text) = value.get_ref().as_str() else {
            return self.entry(place, value, key);
        };
        if key == "set" {
            match text {
                "unicode" => self.set = GlyphSet::Unicode,
                "ascii" => self.set = GlyphSet::Ascii,
                _ => self.entry(place, value, key),
            }
            return;
        }
        let Some(glyph) = Glyph::ALL.iter().copied().find(|glyph| glyph.name() == key) else {
            return self.diagnostics.push(place.found(at, Fault::Glyph(key.to_owned())));
        };
        let mut signs = text.chars();
        match (signs.next(), signs.next()) {
            (Some(sign), None) if sign.is_ascii_graphic() || SAFE_SIGNS.contains(sign) => {
                self.signs.retain(|(of, _)| *of != glyph);
                self.signs.push((glyph, sign));
            }
            _ => self.diagnostics.push(place.found(value.span().start, Fault::Sign(text.to_owned()))),
        }
    }

    /// The look of every role: its own wishes over the look of the role it falls back on.
    fn styles(&mut self) -> Vec<Style> {
        let mut styles: Vec<Style> = Vec::with_capacity(Role::ALL.len());
        for role in Role::ALL {
            let mut style = role.parent().and_then(|parent| styles.get(parent.index())).copied().unwrap_or_default();
            if let Some(wish) = self.roles.get(role).cloned() {
                style.fg = self.colour(wish.fg).unwrap_or(style.fg);
                style.bg = self.colour(wish.bg).unwrap_or(style.bg);
                style.modifiers = wish.modifiers.unwrap_or(style.modifiers);
            }
            styles.push(style);
        }
        styles
    }

    fn colour(&mut self, wish: Option<Named>) -> Option<Colour> {
        let wish = wish?;
        let colour = self.palette.get(&wish.text).copied().or_else(|| Colour::parse(&wish.text));
        if colour.is_none() {
            let Named { text, file, line, col } = wish;
            self.diagnostics.push(Diagnostic { file, line, col, fault: Fault::Colour(text) });
        }
        colour
    }
}

fn named(place: &File, value: &Value) -> Named {
    let text = value.get_ref().as_str().unwrap_or_default().to_owned();
    let Diagnostic { file, line, col, .. } = place.found(value.span().start, Fault::Colour(String::new()));
    Named { text, file, line, col }
}
