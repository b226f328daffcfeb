//! Where each setting of a service comes from: a flag goes before the environment, that before the file. Anything wrong in
//! any of them keeps the service from starting: a limit that was meant and not taken would be none.

use std::{collections::BTreeMap, env, fs, path::Path};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::settings::{ALL, Setting, names_in};
use crate::{
    app::preferences::{Source, Value, Wrong},
    i18n::{Lang, tf},
    text::{SafeText, nearest},
};

/// Every setting with its value and where it came from.
#[derive(Debug)]
pub(in crate::cli) struct Chosen(BTreeMap<&'static str, (Value, Source)>);

impl Chosen {
    /// The defaults.
    pub(super) fn new() -> Self {
        Self(ALL.iter().map(|setting| (setting.key, (setting.default_value(), Source::Default))).collect())
    }

    fn set(&mut self, setting: &Setting, value: Value, source: Source) {
        // Later sources go before earlier ones, whatever order they are read in.
        if self.0.get(setting.key).is_none_or(|(_, held)| *held <= source) {
            self.0.insert(setting.key, (value, source));
        }
    }

    /// Words; none are no words.
    pub(super) fn text(&self, key: &str) -> &str {
        match self.0.get(key) {
            Some((Value::Text(text), _)) => text,
            _ => "",
        }
    }

    /// Words, if there are any.
    pub(super) fn named(&self, key: &str) -> Option<&str> {
        Some(self.text(key)).filter(|text| !text.is_empty())
    }

    /// A number.
    pub(super) fn whole(&self, key: &str) -> u32 {
        match self.0.get(key) {
            Some((Value::Whole(number), _)) => *number,
            _ => 0,
        }
    }

    /// Yes or no.
    pub(super) fn is_on(&self, key: &str) -> bool {
        matches!(self.0.get(key), Some((Value::Flag(true), _)))
    }

    /// The list that `--print-config` gives, a setting a line. A value that may hold a password is only said to be set.
    pub(super) fn listed(&self) -> String {
        let lines = ALL.iter().map(|setting| {
            let (value, source) =
                self.0.get(setting.key).cloned().unwrap_or((setting.default_value(), Source::Default));
            let shown = match &value {
                Value::Text(text) if setting.is_secret && !text.is_empty() => without_password(text),
                value => value.to_string(),
            };
            let from = tf(Lang::Zh, key_of(&source), &[&source.subject()]);
            format!("{} = {}\t{from}\t{}", setting.key, SafeText::new(&shown), tf(Lang::Zh, &setting.help(), &[]))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// The sentence that names a source. The file of a service has a name of its own.
fn key_of(source: &Source) -> &'static str {
    match source {
        Source::File(_) => "serve.from.file",
        other => other.key(),
    }
}

/// An address as it may be shown.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let (place, query) = rest.split_once('?').map_or((rest, ""), |(place, query)| (place, query));
    let place = match place.rsplit_once('@') {
        Some((who, host)) => format!("{}@{host}", who.split(':').next().unwrap_or_default()),
        None => place.to_owned(),
    };
    let query: Vec<&str> = query.split('&').filter(|part| !part.is_empty() && !part.starts_with("password=")).collect();
    let query = if query.is_empty() { String::new() } else { format!("?{}", query.join("&")) };
    format!("{scheme}://{place}{query}")
}

/// What the command line says: keys and words.
pub(in crate::cli) type Flags = Vec<(String, String, String)>;

/// Reads everything. What is wrong comes as sentences, each with its place.
pub(in crate::cli) fn read(
    file: Option<&Path>,
    flags: &[(String, String, String)],
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Chosen, Vec<String>> {
    let (mut chosen, mut wrong) = (Chosen::new(), Vec::new());
    if let Some(path) = file {
        match fs::read_to_string(path) {
            Ok(text) => from_file(&mut chosen, &mut wrong, &text, &path.display().to_string()),
            Err(error) => {
                wrong.push(tf(Lang::Zh, "serve.no_config", &[&path.display().to_string(), &error.to_string()]));
            }
        }
    }
    for setting in ALL {
        let name = setting.variable();
        let Some(word) = variable(&name).filter(|word| !word.trim().is_empty()) else { continue };
        match setting.read(&word) {
            Ok(value) => chosen.set(setting, value, Source::Environment(name)),
            Err(why) => wrong.push(refused(&name, &why)),
        }
    }
    for (flag, key, word) in flags {
        match Setting::named(key).map(|setting| (setting, setting.read(word))) {
            Some((setting, Ok(value))) => chosen.set(setting, value, Source::Flag(flag.clone())),
            Some((_, Err(why))) => wrong.push(refused(flag, &why)),
            None => wrong.push(format!("{flag} {}", unknown(key, ALL.iter().map(|setting| setting.key)))),
        }
    }
    if wrong.is_empty() { Ok(chosen) } else { Err(wrong) }
}

/// The environment of this process.
pub(in crate::cli) fn environment(name: &str) -> Option<String> {
    env::var(name).ok()
}

fn unknown(name: &str, known: impl IntoIterator<Item = &'static str>) -> String {
    match nearest(name, known) {
        Some(near) => tf(Lang::Zh, "setting.fault.unknown_near", &[name, near]),
        None => tf(Lang::Zh, "setting.fault.unknown", &[name]),
    }
}

/// A value that is not taken.
fn refused(name: &str, why: &Wrong) -> String {
    let args = why.args();
    let why = tf(Lang::Zh, why.key(), &args.iter().map(String::as_str).collect::<Vec<_>>());
    tf(Lang::Zh, "serve.fault.wrong", &[name, &why])
}

/// A text with its line and column.
struct Page<'a> {
    name: &'a str,
    text: &'a str,
}

impl Page<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.get(..at).unwrap_or(self.text).split('\n').count()
    }

    fn said(&self, at: usize, words: &str) -> String {
        let before = self.text.get(..at).unwrap_or(self.text);
        let column = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        SafeText::new(&format!("{}:{}:{column} {words}", self.name, self.line(at))).into_string()
    }
}

/// Faults with their places in the text.
type Faults = Vec<(usize, String)>;

fn from_file(chosen: &mut Chosen, wrong: &mut Vec<String>, text: &str, name: &str) {
    let page = Page { name, text };
    let mut faults = Faults::new();
    let (top, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        faults.push((at, tf(Lang::Zh, "setting.fault.syntax", &[error.message()])));
    }
    for (name, value) in top.get_ref() {
        match value.get_ref() {
            DeValue::Table(inner) if names_in("").contains(&name.get_ref().as_ref()) => {
                for (inner_name, value) in inner {
                    let key = format!("{}.{}", name.get_ref(), inner_name.get_ref());
                    take(chosen, &mut faults, &page, (&key, inner_name.span().start), value);
                }
            }
            _ => take(chosen, &mut faults, &page, (name.get_ref(), name.span().start), value),
        }
    }
    faults.sort();
    wrong.extend(faults.iter().map(|(at, words)| page.said(*at, words)));
}

fn take(
    chosen: &mut Chosen,
    faults: &mut Faults,
    page: &Page<'_>,
    (key, at): (&str, usize),
    value: &Spanned<DeValue<'_>>,
) {
    let Some(setting) = Setting::named(key) else {
        let (table, name) = key.rsplit_once('.').unwrap_or(("", key));
        faults.push((at, unknown(name, names_in(table))));
        return;
    };
    match accept(setting, value.get_ref()) {
        Ok(value) => chosen.set(setting, value, Source::File(page.line(at))),
        Err(why) => faults.push((value.span().start, refused(key, &why))),
    }
}

fn accept(setting: &Setting, value: &DeValue<'_>) -> Result<Value, Wrong> {
    let kind = setting.kind;
    match value {
        DeValue::String(text) => kind.accept(Value::Text(text.to_string())),
        DeValue::Boolean(on) => kind.accept(Value::Flag(*on)),
        // A number that is none of ours is refused like one out of range.
        DeValue::Integer(number) => {
            kind.accept(Value::Whole(number.as_str().replace('_', "").parse().unwrap_or(u32::MAX)))
        }
        DeValue::Array(parts) if setting.is_list => {
            let texts: Option<Vec<String>> = parts
                .iter()
                .map(|part| if let DeValue::String(text) = part.get_ref() { Some(text.to_string()) } else { None })
                .collect();
            texts.map(|texts| Value::Text(texts.join(","))).ok_or(Wrong::Text)
        }
        _ => Err(kind.accept(Value::Text("\0".to_owned())).err().unwrap_or(Wrong::Text)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        file
    }

    fn flag(name: &str, key: &str, word: &str) -> (String, String, String) {
        (name.to_owned(), key.to_owned(), word.to_owned())
    }

    #[test]
    fn a_flag_goes_before_the_environment_and_that_before_the_file() {
        let file = file(
            "hall = \"甲\"\nlisten = \"0.0.0.0:1\"\ntrusted_proxies = [\"10.0.0.1\", \"::1\"]\n[limits]\nconnections = 1_000\nheaders = 20\n",
        );
        let variable = |name: &str| match name {
            "CHUANGTAI_SERVE_LISTEN" => Some("0.0.0.0:2".to_owned()),
            "CHUANGTAI_SERVE_LIMITS_CONNECTIONS" => Some("2000".to_owned()),
            "CHUANGTAI_DB" => Some("postgres://hall:geheim@db/centre?password=geheim&sslmode=require".to_owned()),
            _ => None,
        };
        let flags = vec![flag("--listen", "listen", "0.0.0.0:3")];
        let chosen = read(Some(file.path()), &flags, &variable).unwrap();
        assert_eq!(
            (chosen.text("listen"), chosen.0["listen"].1.clone()),
            ("0.0.0.0:3", Source::Flag("--listen".into()))
        );
        assert_eq!(chosen.whole("limits.connections"), 2000);
        assert_eq!((chosen.whole("limits.headers"), chosen.0["limits.headers"].1.clone()), (20, Source::File(6)));
        assert_eq!((chosen.text("hall"), chosen.text("trusted_proxies")), ("甲", "10.0.0.1,::1"));
        assert_eq!(chosen.0["stop_seconds"].1.clone(), Source::Default);
        let listed = chosen.listed();
        assert_eq!(listed.lines().count(), ALL.len());
        assert!(listed.contains("listen = 0.0.0.0:3\t") && listed.contains("limits.headers = 20\t"), "{listed}");
        assert!(listed.contains("db = postgres://hall@db/centre?sslmode=require\t"), "{listed}");
        assert!(!listed.contains("geheim"));
    }

    #[test]
    fn everything_wrong_is_told_with_its_place_and_nothing_starts() {
        let file = file("hal = \"甲\"\nlisten = 3\n[limits]\nconections = 5\nheaders = 5\n[lmits]\nkey = \"x\"\n");
        let variable = |name: &str| (name == "CHUANGTAI_SERVE_REALM").then(|| "real".to_owned());
        let wrong = read(Some(file.path()), &[flag("--set", "stop_second", "3")], &variable).unwrap_err();
        let all = wrong.join("\n");
        for part in [
            ":1:1 ",
            "“hall”",
            ":2:10 ",
            ":4:1 ",
            "“connections”",
            ":5:11 ",
            ":6:",
            "“limits”",
            "CHUANGTAI_SERVE_REALM",
            "live training demo",
            "“stop_seconds”",
        ] {
            assert!(all.contains(part), "{part}: {all}");
        }
        assert_eq!(wrong.len(), 7, "{all}");
        let none = read(Some(Path::new("/nowhere/x.toml")), &[], &|_| None).unwrap_err();
        assert!(none[0].contains("/nowhere/x.toml"));
    }

    #[test]
    fn every_setting_has_words_and_a_default_that_fits() {
        for setting in ALL {
            assert!(crate::i18n::is_known(&setting.help()), "{}", setting.key);
            assert!(setting.kind.accept(setting.default_value()).is_ok(), "{}", setting.key);
        }
    }
}
