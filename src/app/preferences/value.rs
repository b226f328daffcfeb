//! What a setting takes, whether it comes as TOML or as a word of the environment.

use std::fmt;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Words.
    Text(String),
    /// A number.
    Whole(u32),
    /// Yes or no.
    Flag(bool),
}

/// As the environment and `chuangtai config` write it.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Whole(number) => number.fmt(f),
            Self::Flag(on) => on.fmt(f),
        }
    }
}

/// What a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The name of a file without folder and ending: letters, digits, `-`, `_`.
    Name,
    /// One of these.
    Choice(&'static [&'static str]),
    /// Yes or no.
    Flag,
    /// A whole number, both ends included.
    Whole {
        /// Least.
        least: u32,
        /// Most.
        most: u32,
    },
    /// Any words.
    Text,
}

/// Why a value is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Not one of these.
    Choice(&'static [&'static str]),
    /// Not a name.
    Name,
    /// Neither yes nor no.
    Flag,
    /// Not a whole number in this range.
    Range {
        /// Least.
        least: u32,
        /// Most.
        most: u32,
    },
    /// Not words.
    Text,
}

impl Wrong {
    /// Key of the sentence; [`Self::args`] are its arguments.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Choice(_) => "setting.wrong.choice",
            Self::Name => "setting.wrong.name",
            Self::Flag => "setting.wrong.flag",
            Self::Range { .. } => "setting.wrong.range",
            Self::Text => "setting.wrong.text",
        }
    }

    /// What it would have taken.
    pub fn args(&self) -> Vec<String> {
        match self {
            Self::Choice(choices) => vec![choices.join(" ")],
            Self::Range { least, most } => vec![least.to_string(), most.to_string()],
            Self::Name | Self::Flag | Self::Text => Vec::new(),
        }
    }
}

impl Kind {
    /// Reads a word.
    pub fn read(self, text: &str) -> Result<Value, Wrong> {
        let text = text.trim();
        match self {
            Self::Flag => match text {
                "true" | "1" | "yes" | "on" | "是" | "开" => Ok(Value::Flag(true)),
                "false" | "0" | "no" | "off" | "否" | "关" => Ok(Value::Flag(false)),
                _ => Err(Wrong::Flag),
            },
            Self::Whole { least, most } => text
                .parse()
                .map_err(|_| Wrong::Range { least, most })
                .and_then(|number| self.accept(Value::Whole(number))),
            Self::Name | Self::Choice(_) | Self::Text => self.accept(Value::Text(text.to_owned())),
        }
    }

    /// Whether a value will do.
    pub fn accept(self, value: Value) -> Result<Value, Wrong> {
        match (self, &value) {
            (Self::Text, Value::Text(_)) | (Self::Flag, Value::Flag(_)) => Ok(value),
            (Self::Name, Value::Text(text)) if is_name(text) => Ok(value),
            (Self::Choice(choices), Value::Text(text)) if choices.contains(&text.as_str()) => Ok(value),
            (Self::Whole { least, most }, Value::Whole(number)) if (least..=most).contains(number) => Ok(value),
            (Self::Text, _) => Err(Wrong::Text),
            (Self::Flag, _) => Err(Wrong::Flag),
            (Self::Name, _) => Err(Wrong::Name),
            (Self::Choice(choices), _) => Err(Wrong::Choice(choices)),
            (Self::Whole { least, most }, _) => Err(Wrong::Range { least, most }),
        }
    }
}

/// A name is no path.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_".contains(c))
}
