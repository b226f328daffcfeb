//! What a person may set. One table, [`Setting::ALL`]: the file, the environment, the flags, the settings page, the
//! schema and `chuangtai config` all come from it. Nothing in it loosens security: a lock may come earlier, never later.

mod file;
mod value;

pub use file::{Diagnostic, Fault, FileValues, read, with};
pub use value::{Kind, Value, Wrong};

/// One thing that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Setting {
    /// Look of the screen.
    Theme,
    /// Keys.
    Keymap,
    /// Language of the screen; papers are always Chinese.
    Language,
    /// How many columns characters of ambiguous width take in this terminal.
    Width,
    /// Whether the mouse is listened to.
    Mouse,
    /// Line mode, for a screen reader or a braille line.
    Plain,
    /// Minutes without a key until the screen locks.
    LockMinutes,
    /// The centre of this window.
    Centre,
    /// Where papers for the printer go.
    Papers,
    /// Longest pause between two characters of a scanner or card reader.
    ReaderGap,
    /// The folder into which the scanner writes.
    ScanInbox,
}

/// Where a value came from; later ones go before earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Nobody set it.
    Default,
    /// `config.toml`, on this line.
    File(usize),
    /// This variable of the environment.
    Environment(String),
    /// This flag of the command line.
    Flag(String),
}

impl Source {
    /// Key of the sentence that names it; its one argument is [`Self::subject`].
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Default => "setting.from.default",
            Self::File(_) => "setting.from.file",
            Self::Environment(_) => "setting.from.environment",
            Self::Flag(_) => "setting.from.flag",
        }
    }

    /// Line, variable or flag.
    pub fn subject(&self) -> String {
        match self {
            Self::Default => String::new(),
            Self::File(line) => line.to_string(),
            Self::Environment(name) | Self::Flag(name) => name.clone(),
        }
    }
}

impl Setting {
    /// In the order of the page and of the printed list.
    pub const ALL: [Self; 11] = [
        Self::Theme,
        Self::Keymap,
        Self::Language,
        Self::Width,
        Self::Mouse,
        Self::Plain,
        Self::LockMinutes,
        Self::Centre,
        Self::Papers,
        Self::ReaderGap,
        Self::ScanInbox,
    ];

    /// Its name in the file.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Theme => "theme",
            Self::Keymap => "keymap",
            Self::Language => "language",
            Self::Width => "width",
            Self::Mouse => "mouse",
            Self::Plain => "plain",
            Self::LockMinutes => "lock_minutes",
            Self::Centre => "centre",
            Self::Papers => "papers",
            Self::ReaderGap => "reader_gap_ms",
            Self::ScanInbox => "scan_inbox",
        }
    }

    /// The variable that goes before the file.
    pub fn variable(self) -> String {
        format!("CHUANGTAI_{}", self.key().to_ascii_uppercase())
    }

    /// The setting of this name.
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.key() == key)
    }

    /// Key of its name on the screen.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Theme => "setting.theme",
            Self::Keymap => "setting.keymap",
            Self::Language => "setting.language",
            Self::Width => "setting.width",
            Self::Mouse => "setting.mouse",
            Self::Plain => "setting.plain",
            Self::LockMinutes => "setting.lock_minutes",
            Self::Centre => "setting.centre",
            Self::Papers => "setting.papers",
            Self::ReaderGap => "setting.reader_gap",
            Self::ScanInbox => "setting.scan_inbox",
        }
    }

    /// Key of one sentence on what it is good for.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Theme => "setting.theme.help",
            Self::Keymap => "setting.keymap.help",
            Self::Language => "setting.language.help",
            Self::Width => "setting.width.help",
            Self::Mouse => "setting.mouse.help",
            Self::Plain => "setting.plain.help",
            Self::LockMinutes => "setting.lock_minutes.help",
            Self::Centre => "setting.centre.help",
            Self::Papers => "setting.papers.help",
            Self::ReaderGap => "setting.reader_gap.help",
            Self::ScanInbox => "setting.scan_inbox.help",
        }
    }

    /// Whether a new value holds from the next start only.
    pub const fn needs_restart(self) -> bool {
        matches!(self, Self::Plain | Self::Centre | Self::Papers | Self::ReaderGap | Self::ScanInbox)
    }

    /// What it takes.
    pub const fn kind(self) -> Kind {
        match self {
            Self::Theme | Self::Keymap => Kind::Name,
            Self::Language => Kind::Choice(&["zh", "en"]),
            Self::Width => Kind::Choice(&["auto", "narrow", "wide"]),
            Self::Mouse | Self::Plain => Kind::Flag,
            // Ten minutes in a hall is the longest that the rules allow (DECISIONS 5).
            Self::LockMinutes => Kind::Whole { least: 1, most: 10 },
            Self::Centre | Self::Papers | Self::ScanInbox => Kind::Text,
            Self::ReaderGap => Kind::Whole { least: 5, most: 100 },
        }
    }

    /// What holds when nobody set it.
    pub fn default_value(self) -> Value {
        match self {
            Self::Theme => Value::Text("dark".to_owned()),
            Self::Keymap => Value::Text("default".to_owned()),
            Self::Language => Value::Text("zh".to_owned()),
            Self::Width => Value::Text("auto".to_owned()),
            Self::Mouse => Value::Flag(true),
            Self::Plain => Value::Flag(false),
            Self::LockMinutes => Value::Whole(10),
            Self::Centre | Self::Papers | Self::ScanInbox => Value::Text(String::new()),
            Self::ReaderGap => Value::Whole(30),
        }
    }
}

/// Every setting with its value and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// In the order of [`Setting::ALL`].
    values: Vec<(Value, Source)>,
}

impl Default for Preferences {
    fn default() -> Self {
        Self { values: Setting::ALL.map(|setting| (setting.default_value(), Source::Default)).to_vec() }
    }
}

impl Preferences {
    /// Sets one; a value from a weaker source than the one in force changes nothing.
    pub fn set(&mut self, setting: Setting, value: Value, source: Source) {
        let index = Setting::ALL.iter().position(|other| *other == setting);
        if let Some(held) = index.and_then(|index| self.values.get_mut(index))
            && rank(&source) >= rank(&held.1)
        {
            *held = (value, source);
        }
    }

    /// Puts a value in force without a source of its own: it is tried, and not kept.
    pub fn force(&mut self, setting: Setting, value: Value) {
        let index = Setting::ALL.iter().position(|other| *other == setting);
        if let Some(held) = index.and_then(|index| self.values.get_mut(index)) {
            held.0 = value;
        }
    }

    /// Its value.
    pub fn value(&self, setting: Setting) -> Value {
        self.held(setting).map_or_else(|| setting.default_value(), |(value, _)| value.clone())
    }

    /// Where it came from.
    pub fn source(&self, setting: Setting) -> Source {
        self.held(setting).map_or(Source::Default, |(_, source)| source.clone())
    }

    /// As text; empty for what is no text.
    pub fn text(&self, setting: Setting) -> String {
        match self.value(setting) {
            Value::Text(text) => text,
            _ => String::new(),
        }
    }

    /// As a switch.
    pub fn is_on(&self, setting: Setting) -> bool {
        self.value(setting) == Value::Flag(true)
    }

    /// As a whole number.
    pub fn whole(&self, setting: Setting) -> u32 {
        match self.value(setting) {
            Value::Whole(number) => number,
            _ => 0,
        }
    }

    fn held(&self, setting: Setting) -> Option<&(Value, Source)> {
        Setting::ALL.iter().position(|other| *other == setting).and_then(|index| self.values.get(index))
    }
}

const fn rank(source: &Source) -> u8 {
    match source {
        Source::Default => 0,
        Source::File(_) => 1,
        Source::Environment(_) => 2,
        Source::Flag(_) => 3,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_takes_its_own_default_and_has_words() {
        for setting in Setting::ALL {
            assert_eq!(setting.kind().accept(setting.default_value()), Ok(setting.default_value()), "{setting:?}");
            assert_eq!(Setting::named(setting.key()), Some(setting));
            for key in [setting.label(), setting.help()] {
                assert!(crate::i18n::is_known(key), "{key}");
            }
        }
    }

    #[test]
    fn flags_go_before_the_environment_and_that_before_the_file() {
        let mut set = Preferences::default();
        let text = |text: &str| Value::Text(text.to_owned());
        set.set(Setting::Theme, text("light"), Source::Flag("--theme".into()));
        set.set(Setting::Theme, text("mono"), Source::File(3));
        set.set(Setting::Theme, text("dark"), Source::Environment("CHUANGTAI_THEME".into()));
        assert_eq!(set.text(Setting::Theme), "light");
        set.set(Setting::Mouse, Value::Flag(false), Source::File(1));
        set.set(Setting::Mouse, Value::Flag(true), Source::File(1));
        assert!(set.is_on(Setting::Mouse), "the page changes the file");
        assert_eq!(set.source(Setting::Keymap), Source::Default);
    }

    #[test]
    fn no_setting_makes_a_lock_later_than_the_rules_allow() {
        let kind = Setting::LockMinutes.kind();
        assert_eq!(kind.read("11"), Err(Wrong::Range { least: 1, most: 10 }));
        assert_eq!(kind.read("0"), Err(Wrong::Range { least: 1, most: 10 }));
        assert_eq!(kind.read("5"), Ok(Value::Whole(5)));
    }
}
