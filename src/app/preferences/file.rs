//! `config.toml`: read with the place of everything wrong in it, and changed without touching a person's own comments.

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{Setting, Value, Wrong};
use crate::text::nearest;

/// Something wrong in the file, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub col: usize,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong. The entry is left out; the others hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Not TOML; what the reader of TOML says.
    Syntax(String),
    /// No such setting; the nearest that exists.
    Unknown(String, Option<&'static str>),
    /// Not what this setting takes.
    Wrong(Setting, Wrong),
}

/// What the file sets: setting, value, line.
pub type FileValues = Vec<(Setting, Value, usize)>;

/// Reads the text of a file.
pub fn read(text: &str) -> (FileValues, Vec<Diagnostic>) {
    let (mut values, mut wrong) = (Vec::new(), Vec::new());
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let at = error.span().map_or(0, |span| span.start);
        wrong.push(found(text, at, Fault::Syntax(error.message().to_owned())));
    }
    for (key, value) in table.get_ref() {
        let name: &str = key.get_ref();
        let Some(setting) = Setting::named(name) else {
            let near = nearest(name, Setting::ALL.iter().map(|setting| setting.key()));
            wrong.push(found(text, key.span().start, Fault::Unknown(name.to_owned(), near)));
            continue;
        };
        match take(setting, value) {
            Ok(value) => values.push((setting, value, place(text, key.span().start).0)),
            Err(why) => wrong.push(found(text, value.span().start, Fault::Wrong(setting, why))),
        }
    }
    values.sort_by_key(|(.., line)| *line);
    wrong.sort_by_key(|found| (found.line, found.col));
    (values, wrong)
}

fn take(setting: Setting, value: &Spanned<DeValue<'_>>) -> Result<Value, Wrong> {
    let kind = setting.kind();
    match value.get_ref() {
        DeValue::String(text) => kind.accept(Value::Text(text.to_string())),
        DeValue::Boolean(on) => kind.accept(Value::Flag(*on)),
        // A number that is none of ours is refused like one out of range.
        DeValue::Integer(number) => kind.accept(Value::Whole(number.as_str().parse().unwrap_or(u32::MAX))),
        _ => kind.accept(Value::Text("\0".to_owned())).and(Err(Wrong::Text)),
    }
}

fn place(text: &str, at: usize) -> (usize, usize) {
    let before = text.get(..at).unwrap_or(text);
    (before.split('\n').count(), before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1)
}

fn found(text: &str, at: usize, fault: Fault) -> Diagnostic {
    let (line, col) = place(text, at);
    Diagnostic { line, col, fault }
}

/// The text of the file with one setting changed; everything else stays as it was written. `None` = the file cannot be
/// changed safely, because it is not TOML or writes this setting over several lines: a person has to do it.
pub fn with(text: &str, setting: Setting, value: &Value) -> Option<String> {
    let entry = format!("{} = {}", setting.key(), written(value));
    let is_ours = |line: &str| line.split('=').next().is_some_and(|key| key.trim() == setting.key());
    let is_table = |line: &str| line.trim_start().starts_with('[');
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let top = lines.iter().position(|line| is_table(line)).unwrap_or(lines.len());
    match lines.iter().take(top).position(|line| is_ours(line)).and_then(|index| lines.get_mut(index)) {
        Some(line) => *line = entry,
        None => lines.insert(top, entry),
    }
    let changed = lines.join("\n") + "\n";
    let (before, after) = (read(text), read(&changed));
    let others = |values: &FileValues| -> Vec<(Setting, Value)> {
        values.iter().filter(|(of, ..)| *of != setting).map(|(of, value, _)| (*of, value.clone())).collect()
    };
    let holds = after.0.iter().any(|(of, held, _)| *of == setting && held == value);
    (holds && others(&before.0) == others(&after.0) && after.1.len() <= before.1.len()).then_some(changed)
}

fn written(value: &Value) -> String {
    match value {
        Value::Text(text) => toml::Value::String(text.clone()).to_string(),
        Value::Whole(_) | Value::Flag(_) => value.to_string(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    const OWN: &str = "# 李晓云的窗口\ntheme = \"light\"   # 白天看得清\nlock_minutes = 5\n";

    #[test]
    fn a_file_is_read_and_everything_wrong_has_its_place() {
        let (values, wrong) = read(OWN);
        assert!(wrong.is_empty());
        assert_eq!(values[1], (Setting::LockMinutes, Value::Whole(5), 3));
        let (values, wrong) = read("theme = 3\nthemes = \"x\"\nlock_minutes = 60\nmouse = false\nwidth = \"宽\"\n");
        assert_eq!(values, [(Setting::Mouse, Value::Flag(false), 4)]);
        let at: Vec<(usize, usize)> = wrong.iter().map(|found| (found.line, found.col)).collect();
        assert_eq!(at, [(1, 9), (2, 1), (3, 16), (5, 9)]);
        assert!(wrong.iter().any(|found| found.fault == Fault::Unknown("themes".into(), Some("theme"))));
        let (_, wrong) = read("theme = \n");
        assert!(matches!(wrong[0].fault, Fault::Syntax(_)));
    }

    #[test]
    fn a_change_leaves_a_persons_own_words_alone() {
        let changed = with(OWN, Setting::LockMinutes, &Value::Whole(3)).unwrap();
        assert_eq!(changed, OWN.replace('5', "3"));
        let added = with(OWN, Setting::Mouse, &Value::Flag(false)).unwrap();
        assert_eq!(added, format!("{OWN}mouse = false\n"));
        let before_a_table = with("[later]\nx = 1\n", Setting::Centre, &Value::Text("https://a\"b".into())).unwrap();
        assert!(before_a_table.starts_with("centre = ") && before_a_table.contains("[later]"));
        assert_eq!(read(&before_a_table).0[0].1, Value::Text("https://a\"b".into()));
        assert_eq!(with("", Setting::Theme, &Value::Text("mono".into())).unwrap(), "theme = \"mono\"\n");
    }

    #[test]
    fn what_cannot_be_changed_safely_is_left_to_a_person() {
        assert_eq!(with("papers = \"\"\"\n/a\n\"\"\"\n", Setting::Papers, &Value::Text("/b".into())), None);
    }
}
