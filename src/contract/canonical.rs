//! Canonical JSON: one value, one sequence of bytes.

use serde::Serialize;
use serde_json::{Map, Value};
use thiserror::Error;

/// Why bytes are not canonical JSON.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotCanonical {
    /// Not JSON at all.
    #[error("not JSON")]
    Malformed,
    /// A fraction or an exponent: numbers on this wire are whole (DECISIONS 3).
    #[error("a number that is not whole")]
    Fraction,
    /// JSON, but keys are unsorted or doubled, or there are blanks or needless escapes.
    #[error("not in canonical form")]
    OtherForm,
}

/// The canonical bytes of a value.
pub fn canonical_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    in_order(serde_json::to_value(value).map_err(|_| NotCanonical::Malformed)?)
}

fn in_order(value: Value) -> Result<Vec<u8>, NotCanonical> {
    serde_json::to_vec(&canonical_value(value)?).map_err(|_| NotCanonical::Malformed)
}

/// The value with every object's keys sorted; refuses fractions.
pub fn canonical_value(value: Value) -> Result<Value, NotCanonical> {
    Ok(match value {
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            let mut sorted = Map::new();
            for (key, value) in entries {
                sorted.insert(key, canonical_value(value)?);
            }
            Value::Object(sorted)
        }
        Value::Array(items) => Value::Array(items.into_iter().map(canonical_value).collect::<Result<_, _>>()?),
        Value::Number(number) if !(number.is_i64() || number.is_u64()) => return Err(NotCanonical::Fraction),
        other => other,
    })
}

/// Whether bytes from outside are already canonical. A doubled key shows itself by coming out shorter.
pub fn check_canonical(bytes: &[u8]) -> Result<Value, NotCanonical> {
    let value: Value = serde_json::from_slice(bytes).map_err(|_| NotCanonical::Malformed)?;
    if in_order(value.clone())? == bytes { Ok(value) } else { Err(NotCanonical::OtherForm) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_at_every_depth_and_blanks_go() {
        let bytes = canonical_bytes(&json!({"b": {"d": 1, "c": [ {"z": 1, "a": 2} ]}, "a": "张三"})).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), r#"{"a":"张三","b":{"c":[{"a":2,"z":1}],"d":1}}"#);
    }

    #[test]
    fn f40_doubled_keys_blanks_and_fractions_are_refused() {
        assert_eq!(check_canonical(br#"{"a":1,"a":1}"#), Err(NotCanonical::OtherForm));
        assert_eq!(check_canonical(br#"{"a": 1}"#), Err(NotCanonical::OtherForm));
        assert_eq!(check_canonical(br#"{"b":1,"a":1}"#), Err(NotCanonical::OtherForm));
        assert_eq!(check_canonical(br#"{"a":1.5}"#), Err(NotCanonical::Fraction));
        assert_eq!(check_canonical(b"<html>"), Err(NotCanonical::Malformed));
        assert!(check_canonical(br#"{"a":1,"b":[]}"#).is_ok());
    }

    /// `serde_json`'s feature `preserve_order` feature, switched on by any crate in the tree, would unsort maps.
    #[test]
    fn serde_json_keeps_no_insertion_order() {
        let value: Value = serde_json::from_str(r#"{"b":1,"a":2}"#).unwrap();
        assert_eq!(value.to_string(), r#"{"a":2,"b":1}"#);
    }
}
