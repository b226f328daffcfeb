//! What a service can be told: one table for the file, the environment, the flags, the list and the schema.

use crate::app::preferences::{Kind, Value, Wrong};

/// A setting of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) struct Setting {
    /// As the file writes it, tables with a dot: `tls.key`.
    pub key: &'static str,
    /// What it takes; a list takes texts of this kind.
    pub kind: Kind,
    /// May be written as a list.
    pub is_list: bool,
    /// Not shown: it may hold a password.
    pub is_secret: bool,
    /// Where nobody says otherwise.
    pub default: Default,
}

/// A default value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Default {
    /// Words; none = it is not set.
    Text(&'static str),
    /// A number.
    Whole(u32),
    /// No.
    Off,
}

const fn text(key: &'static str, default: &'static str) -> Setting {
    Setting { key, kind: Kind::Text, is_list: false, is_secret: false, default: Default::Text(default) }
}

const fn whole(key: &'static str, default: u32, least: u32, most: u32) -> Setting {
    let kind = Kind::Whole { least, most };
    Setting { key, kind, is_list: false, is_secret: false, default: Default::Whole(default) }
}

const fn choice(key: &'static str, choices: &'static [&'static str], default: &'static str) -> Setting {
    Setting { key, kind: Kind::Choice(choices), is_list: false, is_secret: false, default: Default::Text(default) }
}

/// More than any hall needs; a number with too many noughts is a slip of the hand.
const MOST: u32 = 10_000_000;

/// Every setting, in the order of the list.
pub(in crate::cli) const ALL: &[Setting] = &[
    text("listen", "127.0.0.1:8087"),
    Setting { kind: Kind::Flag, default: Default::Off, ..text("behind_proxy", "") },
    Setting { is_list: true, ..text("trusted_proxies", "") },
    Setting { is_secret: true, ..text("db", "") },
    text("keys", ""),
    text("home", ""),
    choice("realm", &["live", "training", "demo"], "live"),
    text("hall", "政务服务中心"),
    text("public_url", ""),
    choice("audit_hash", &["sha256", "sm3"], "sha256"),
    whole("step_up_minutes", 60, 5, 480),
    whole("stop_seconds", 20, 1, 600),
    text("tls.certificate", ""),
    text("tls.key", ""),
    text("watch.listen", ""),
    text("watch.token_file", ""),
    choice("log.level", &["error", "warn", "info", "debug"], "warn"),
    choice("log.format", &["text", "json"], "text"),
    whole("limits.connections", 4096, 0, 100_000),
    whole("limits.connections_per_address", 2048, 0, 100_000),
    whole("limits.windows_per_account", 16, 0, 10_000),
    whole("limits.address_per_minute", 60_000, 0, MOST),
    whole("limits.address_burst", 4_000, 1, MOST),
    whole("limits.account_per_minute", 18_000, 0, MOST),
    whole("limits.account_burst", 1_000, 1, MOST),
    whole("limits.device_per_minute", 18_000, 0, MOST),
    whole("limits.device_burst", 1_000, 1, MOST),
    whole("limits.sign_in_per_minute", 600, 0, MOST),
    whole("limits.sign_in_burst", 300, 1, MOST),
    whole("limits.reading_percent", 100, 0, 10_000),
    whole("limits.headers", 64, 16, 256),
    whole("limits.header_bytes", 32 << 10, 8 << 10, 1 << 20),
    whole("limits.header_seconds", 30, 1, 600),
    whole("limits.body_seconds", 60, 1, 3600),
    whole("limits.write_seconds", 30, 1, 600),
];

impl Setting {
    /// The one with this key.
    pub(in crate::cli) fn named(key: &str) -> Option<&'static Self> {
        ALL.iter().find(|setting| setting.key == key)
    }

    /// Its variable of the environment. Two are older than the file.
    pub(in crate::cli) fn variable(&self) -> String {
        match self.key {
            "db" => "CHUANGTAI_DB".to_owned(),
            "home" => "CHUANGTAI_HOME".to_owned(),
            key => format!("CHUANGTAI_SERVE_{}", key.to_ascii_uppercase().replace('.', "_")),
        }
    }

    /// Where nobody says otherwise.
    pub(in crate::cli) fn default_value(&self) -> Value {
        match self.default {
            Default::Text(text) => Value::Text(text.to_owned()),
            Default::Whole(number) => Value::Whole(number),
            Default::Off => Value::Flag(false),
        }
    }

    /// A word of the environment or of the command line.
    pub(in crate::cli) fn read(&self, word: &str) -> Result<Value, Wrong> {
        self.kind.read(word)
    }

    /// Key of the sentence that explains it.
    pub(in crate::cli) fn help(&self) -> String {
        format!("serve.set.{}", self.key)
    }
}

/// Keys and tables that may stand at a place of the file; the top has no name.
pub(in crate::cli) fn names_in(table: &str) -> Vec<&'static str> {
    let mut names: Vec<&str> = ALL
        .iter()
        .filter_map(|setting| match (table, setting.key.split_once('.')) {
            ("", None) => Some(setting.key),
            ("", Some((outer, _))) => Some(outer),
            (table, Some((outer, inner))) if outer == table => Some(inner),
            _ => None,
        })
        .collect();
    names.dedup();
    names
}
