//! One JSON object of a source, read field by field: whatever is not what it should be is reported, never guessed at.

use serde_json::{Map, Value};

use super::{clean, report::Report};
use crate::domain::reason::Reason;

/// An object being read, with the place it stands at.
pub struct Source<'a> {
    fields: &'a Map<String, Value>,
    at: String,
}

impl<'a> Source<'a> {
    pub fn new(fields: &'a Map<String, Value>, at: impl Into<String>) -> Self {
        Self { fields, at: at.into() }
    }

    /// The name of a field in reports.
    pub fn place(&self, key: &str) -> String {
        if self.at.is_empty() { key.to_owned() } else { format!("{}.{key}", self.at) }
    }

    /// The value, if it is stated at all.
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.fields.get(key).filter(|value| !value.is_null())
    }

    /// A text without markup; a number is taken as its digits.
    pub fn text(&self, key: &str, report: &mut Report) -> Option<String> {
        let value = self.value(key)?;
        let raw = match value {
            Value::String(raw) => raw.clone(),
            Value::Number(number) => number.to_string(),
            _ => {
                report.decide(self.place(key), Reason::new("import.not_text", "R7.23"));
                return None;
            }
        };
        if raw.chars().count() > clean::MAX_CHARS {
            let reason = Reason::new("import.too_long", "R7.23").arg(clean::MAX_CHARS);
            report.decide(self.place(key), reason);
            return None;
        }
        clean::text(&raw)
    }

    /// A whole number, also as text with full-width digits.
    pub fn number(&self, key: &str, report: &mut Report) -> Option<u32> {
        let value = self.value(key)?;
        let read = match value {
            Value::Number(number) => number.as_u64().and_then(|n| u32::try_from(n).ok()),
            Value::String(raw) => match clean::text(raw) {
                None if raw.trim() == "0" => Some(0),
                None => return None,
                Some(text) => clean::number(&text),
            },
            _ => None,
        };
        if read.is_none() {
            report.decide(self.place(key), Reason::new("import.not_number", "R7.24").arg(brief(value)));
        }
        read
    }

    /// Yes or no.
    pub fn flag(&self, key: &str, report: &mut Report) -> Option<bool> {
        match self.value(key)? {
            Value::Bool(flag) => Some(*flag),
            other => {
                report.decide(self.place(key), Reason::new("import.not_yes_no", "R7.23").arg(brief(other)));
                None
            }
        }
    }

    /// A list of texts; one text alone counts as a list of one.
    pub fn texts(&self, key: &str, report: &mut Report) -> Vec<String> {
        match self.value(key) {
            None => Vec::new(),
            Some(Value::String(raw)) => clean::text(raw).into_iter().collect(),
            Some(Value::Array(list)) => {
                let mut texts = Vec::new();
                for value in list {
                    match value {
                        Value::String(raw) => texts.extend(clean::text(raw)),
                        Value::Null => {}
                        other => {
                            let reason = Reason::new("import.not_text_in_list", "R7.23").arg(brief(other));
                            report.decide(self.place(key), reason);
                        }
                    }
                }
                texts
            }
            Some(other) => {
                report.decide(self.place(key), Reason::new("import.not_list", "R7.23").arg(brief(other)));
                Vec::new()
            }
        }
    }

    /// A list of objects.
    pub fn objects(&self, key: &str, report: &mut Report) -> Vec<&'a Map<String, Value>> {
        match self.value(key) {
            None => Vec::new(),
            Some(Value::Array(list)) => {
                let mut objects = Vec::new();
                for value in list {
                    match value {
                        Value::Object(fields) => objects.push(fields),
                        other => {
                            let reason = Reason::new("import.not_object_in_list", "R7.23").arg(brief(other));
                            report.decide(self.place(key), reason);
                        }
                    }
                }
                objects
            }
            Some(other) => {
                report.decide(self.place(key), Reason::new("import.not_list", "R7.23").arg(brief(other)));
                Vec::new()
            }
        }
    }

    /// An object inside.
    pub fn object(&self, key: &str, report: &mut Report) -> Option<Source<'a>> {
        match self.value(key)? {
            Value::Object(fields) => Some(Source::new(fields, self.place(key))),
            other => {
                report.decide(self.place(key), Reason::new("import.not_object", "R7.23").arg(brief(other)));
                None
            }
        }
    }

    /// Names of fields that are stated and that nobody here knows.
    pub fn strangers(&self, known: &[&str]) -> Vec<String> {
        let stated = self.fields.iter().filter(|(_, value)| !value.is_null());
        stated.map(|(key, _)| key).filter(|key| !known.contains(&key.as_str())).map(|key| self.place(key)).collect()
    }
}

/// The beginning of a value, to show in a report.
fn brief(value: &Value) -> String {
    let text = value.to_string();
    let short: String = text.chars().filter(|c| !c.is_control()).take(30).collect();
    if short.len() < text.len() { format!("{short}..") } else { short }
}
