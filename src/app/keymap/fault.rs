//! What is wrong with a keymap, where, and how bad it is.

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// May not work everywhere.
    Warning,
    /// Left out.
    Error,
}

/// Something wrong in a keymap, and where.
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

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not TOML; what the reader of TOML says.
    Syntax(String),
    /// No keymap of that name.
    Keymap(String),
    /// Keymaps that inherit from each other in a circle.
    Circle(String),
    /// No such entry, or not the kind of value that belongs there.
    Entry(String),
    /// Not a key.
    Key(String),
    /// No such action; the nearest that exists.
    Action(String, Option<String>),
    /// The action takes no such argument.
    Argument(String, String),
    /// No such context; the nearest that exists.
    Context(String, Option<String>),
    /// The same key twice in one context; the line of the first.
    Twice(String, usize),
    /// One binding is the beginning of another, so the longer one can never be reached.
    Beginning(String, String),
    /// The key never arrives, or arrives as another.
    Never(String),
    /// Some terminals or input methods keep the key for themselves.
    Sometimes(String),
    /// Hides what the key does everywhere else.
    Hides(String, String),
    /// A character bound in a text field cannot be typed there any more.
    Typed(String),
    /// With a Chinese input method on, no key of this action arrives.
    OnlyLetters(String),
}

impl Severity {
    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Note => "keymap.severity.note",
            Self::Warning => "keymap.severity.warning",
            Self::Error => "keymap.severity.error",
        }
    }
}

impl Fault {
    /// Nothing of the file can be used: what was in force before stays.
    pub const fn spoils_all(&self) -> bool {
        matches!(self, Self::Syntax(_) | Self::Keymap(_) | Self::Circle(_))
    }

    /// How bad it is.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::Hides(..) => Severity::Note,
            Self::Sometimes(_) | Self::Typed(_) | Self::OnlyLetters(_) | Self::Never(_) => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// Key of the sentence; [`Self::args`] are its arguments.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "keymap.fault.syntax",
            Self::Keymap(_) => "keymap.fault.keymap",
            Self::Circle(_) => "keymap.fault.circle",
            Self::Entry(_) => "keymap.fault.entry",
            Self::Key(_) => "keymap.fault.key",
            Self::Action(_, Some(_)) => "keymap.fault.action_near",
            Self::Action(_, None) => "keymap.fault.action",
            Self::Argument(..) => "keymap.fault.argument",
            Self::Context(_, Some(_)) => "keymap.fault.context_near",
            Self::Context(_, None) => "keymap.fault.context",
            Self::Twice(..) => "keymap.fault.twice",
            Self::Beginning(..) => "keymap.fault.beginning",
            Self::Never(_) => "keymap.fault.never",
            Self::Sometimes(_) => "keymap.fault.sometimes",
            Self::Hides(..) => "keymap.fault.hides",
            Self::Typed(_) => "keymap.fault.typed",
            Self::OnlyLetters(_) => "keymap.fault.only_letters",
        }
    }

    /// What it is about.
    pub fn args(&self) -> Vec<String> {
        match self {
            Self::Syntax(a)
            | Self::Keymap(a)
            | Self::Circle(a)
            | Self::Entry(a)
            | Self::Key(a)
            | Self::Action(a, None)
            | Self::Context(a, None)
            | Self::Never(a)
            | Self::Sometimes(a)
            | Self::Typed(a)
            | Self::OnlyLetters(a) => vec![a.clone()],
            Self::Action(a, Some(b))
            | Self::Context(a, Some(b))
            | Self::Argument(a, b)
            | Self::Beginning(a, b)
            | Self::Hides(a, b) => vec![a.clone(), b.clone()],
            Self::Twice(a, line) => vec![a.clone(), line.to_string()],
        }
    }
}
