//! The content of a sealed command as lines that a person can read: every value by its path, personal ones masked at
//! level L (R11.5).

use serde_json::Value;

use crate::domain::privacy::{Level, mask_address, mask_bank_account, mask_name, mask_number, mask_phone};

/// Deepest that is looked into; what lies deeper is shown as its JSON kind.
const DEEPEST: usize = 8;
/// Most lines of one command.
const MOST: usize = 400;

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    /// Names from the outside in: `application.applicant.name`.
    pub path: String,
    /// Value, masked where it is personal.
    pub value: String,
}

/// The lines of a payload, in the order of its names. What is empty is left out.
pub fn readable(payload: &Value) -> Vec<Readable> {
    let mut lines = Vec::new();
    walk(payload, &mut Vec::new(), None, &mut lines);
    lines
}

fn walk<'a>(value: &'a Value, path: &mut Vec<&'a str>, number_kind: Option<&str>, lines: &mut Vec<Readable>) {
    if lines.len() >= MOST {
        return;
    }
    match value {
        Value::Null => {}
        Value::Object(fields) if path.len() < DEEPEST => {
            let kind = fields.get("number_kind").and_then(Value::as_str);
            for (name, field) in fields {
                path.push(name);
                walk(field, path, kind.or(number_kind), lines);
                path.pop();
            }
        }
        Value::Array(items) if items.iter().all(|item| !item.is_object() && !item.is_array()) => {
            let shown: Vec<String> = items.iter().map(|item| plain(item, path, number_kind)).collect();
            push(lines, path, shown.join("、"));
        }
        Value::Array(items) if path.len() < DEEPEST => items.iter().for_each(|item| {
            walk(item, path, number_kind, lines);
        }),
        Value::Object(_) | Value::Array(_) => push(lines, path, "…".to_owned()),
        other => push(lines, path, plain(other, path, number_kind)),
    }
}

fn push(lines: &mut Vec<Readable>, path: &[&str], value: String) {
    if !value.is_empty() {
        lines.push(Readable { path: path.join("."), value });
    }
}

/// A single value. Whatever stands in a form may be personal: words keep their ends, digits theirs.
fn plain(value: &Value, path: &[&str], number_kind: Option<&str>) -> String {
    let Value::String(text) = value else { return value.to_string() };
    let name = path.last().copied().unwrap_or_default();
    let in_form = path.len() > 1 && path.contains(&"form");
    if is_named(name, &["phone", "tel", "mobile"]) {
        return mask_phone(text, Level::L).unwrap_or_default();
    }
    if is_named(name, &["address"]) {
        return mask_address(text, Level::L);
    }
    if is_named(name, &["account", "card"]) {
        return mask_bank_account(text, Level::L).unwrap_or_default();
    }
    if name == "number" || is_named(name, &["_number", "id_no"]) {
        return mask_number(number_kind.unwrap_or_default(), text, Level::L);
    }
    if is_named(name, &["receiver", "representative", "agent_name", "signer", "contact"]) {
        return mask_name(text, Level::L);
    }
    if name == "name" && path.iter().any(|part| matches!(*part, "applicant" | "party" | "principal" | "agent")) {
        // An organisation's name is public; which of the two it is, its number says.
        return if number_kind == Some("credit_code") { text.clone() } else { mask_name(text, Level::L) };
    }
    if in_form {
        let digits = text.chars().filter(char::is_ascii_digit).count();
        return if digits >= 7 { mask_number("", text, Level::L) } else { mask_words(text) };
    }
    text.clone()
}

/// Words of a form: short ones as a name is masked, longer ones as an address.
fn mask_words(text: &str) -> String {
    match text.chars().count() {
        0..=4 => mask_name(text, Level::L),
        _ => format!("{}***", text.chars().take(2).collect::<String>()),
    }
}

fn is_named(name: &str, parts: &[&str]) -> bool {
    parts.iter().any(|part| name.ends_with(part) || name.starts_with(part))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn r11_5_a_payload_is_readable_and_nothing_personal_is_in_clear() {
        let payload = json!({"application": {
            "applicant": {"kind": "person", "name": "张桂兰", "number_kind": "citizen_id",
                "number": "11010519491231002X", "phone": "13812345566", "address": "江苏省扬州市广陵区汶河街道1号"},
            "form": {"shop": "老张面馆广陵店", "no": "321002198001011234"},
            "materials": [{"material_code": "m1", "verdict": "ok"}, {"material_code": "m2", "verdict": "absent"}],
            "answers": [{"question": "what", "choices": ["catering", "retail"]}],
        }, "signed": true, "reason": null});
        let lines = readable(&payload);
        let shown = lines.iter().map(|line| format!("{}={}", line.path, line.value)).collect::<Vec<_>>().join("\n");
        for personal in ["张桂兰", "11010519491231002X", "13812345566", "1号", "老张面馆广陵店", "321002198001011234"]
        {
            assert!(!shown.contains(personal), "{personal}: {shown}");
        }
        for kept in ["张*兰", "material_code=m2", "choices=catering、retail", "signed=true"] {
            assert!(shown.contains(kept), "{kept}: {shown}");
        }
        assert!(!shown.contains("reason"), "what is empty is left out");
    }

    #[test]
    fn a_payload_of_any_depth_ends() {
        let mut deep = json!("x");
        for _ in 0..200 {
            deep = json!({ "a": deep });
        }
        assert_eq!(readable(&deep).len(), 1);
    }
}
