//! What the answer of a newer centre may hold that this program does not know (RELIABILITY F41, DECISIONS 3): a value of a
//! list that has grown since, a field that was added. A field is left aside; a value is kept as it came and shown as
//! 未知状态(代码), and nothing is judged by it. Only answers are read like this: requests and stored acts stay strict.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::DeserializeOwned};
use serde_json::Value;
use serde_path_to_error::Segment;

/// Most strange things of one answer that are worked around; one that holds more is none of this contract.
const MOST: usize = 200;

/// A value of a list that may have grown at the centre. It goes out as it came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told<T> {
    /// One that this program knows.
    Known(T),
    /// As it came.
    Unknown(Value),
}

impl<T> Told<T> {
    /// The value, if this program knows it.
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }

    /// The code of a value that it does not know. Text from outside: it is made safe where it is shown.
    pub fn strange(&self) -> Option<String> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(value) => Some(code(value)),
        }
    }
}

impl<T> From<T> for Told<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: PartialEq> PartialEq<T> for Told<T> {
    fn eq(&self, other: &T) -> bool {
        self.known() == Some(other)
    }
}

impl<T: Serialize> Serialize for Told<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Known(value) => value.serialize(to),
            Self::Unknown(value) => value.serialize(to),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Told<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(from)?;
        if value.is_null() {
            return Err(serde::de::Error::custom("nothing is told"));
        }
        Ok(T::deserialize(&value).map_or_else(|_| Self::Unknown(value), Self::Known))
    }
}

/// Something of an answer that this program does not know. It may be personal: `Debug` shows only where it stood.
#[derive(Clone, PartialEq, Eq)]
pub struct Strange {
    /// Where it stood: a JSON pointer.
    pub place: String,
    /// What stood there.
    pub value: Value,
}

impl Strange {
    /// What is shown of it.
    pub fn code(&self) -> String {
        code(&self.value)
    }
}

impl fmt::Debug for Strange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Strange").field("place", &self.place).finish_non_exhaustive()
    }
}

/// Why a text is not read as something whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotWhole {
    /// It is no JSON.
    Broken,
    /// It is, and holds what this program does not know: it was written for a newer one.
    Newer,
}

fn code(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        // A whole of its own has no code, and may hold anything.
        Value::Object(_) | Value::Array(_) => "…".to_owned(),
        other => other.to_string(),
    }
}

/// Reads an answer without the fields that this program does not know.
pub fn read_answer<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    serde_json::from_slice(bytes).or_else(|first| {
        let mut value: Value = serde_json::from_slice(bytes)?;
        for _ in 0..MOST {
            match serde_path_to_error::deserialize(&value) {
                Ok(read) => return Ok(read),
                Err(error) if is_unknown_field(error.inner()) => {
                    let place = pointer(&value, error.path());
                    if take(&mut value, &place).is_none() {
                        return Err(first);
                    }
                }
                Err(_) => return Err(first),
            }
        }
        Err(first)
    })
}

/// Reads an answer without what this program does not know, and says what that was. Where something must stand there, it
/// is the stand-in that is given for the place; whoever shows it asks first whether it is one.
pub(super) fn read_in_part<T: DeserializeOwned>(
    mut value: Value,
    stand_ins: &[(&str, &str)],
) -> Result<(T, Vec<Strange>), serde_json::Error> {
    let mut strange: Vec<Strange> = Vec::new();
    for _ in 0..MOST {
        let error = match serde_path_to_error::deserialize(&value) {
            Ok(read) => return Ok((read, strange)),
            Err(error) => error,
        };
        let place = pointer(&value, error.path());
        if is_unknown_field(error.inner()) {
            if take(&mut value, &place).is_none() {
                return Err(error.into_inner());
            }
            continue;
        }
        let stand_in = stand_ins.iter().find(|(at, _)| *at == place).map(|(_, stand_in)| *stand_in);
        let there = value.pointer_mut(&place).filter(|there| stand_in.is_some_and(|own| there.as_str() != Some(own)));
        let (found, known) = match (there, stand_in) {
            (Some(there), Some(stand_in)) => (Some(std::mem::replace(there, stand_in.into())), false),
            // What has lost a part that it cannot be without goes as well; that part was told already.
            _ => (take(&mut value, &place), strange.iter().any(|one| one.place.starts_with(&format!("{place}/")))),
        };
        let Some(found) = found else { return Err(error.into_inner()) };
        if !known {
            strange.push(Strange { place, value: found });
        }
    }
    Err(serde::de::Error::custom("too much of it is unknown"))
}

/// The elements of a list that can be read; of the others nothing is known here and nothing is done.
pub(super) fn readable<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    let all = Vec::<Value>::deserialize(from)?;
    Ok(all.iter().filter_map(|value| T::deserialize(value).ok()).collect())
}

/// Reads something that is judged by as a whole or not at all: a guide of which a part is not understood asks for more,
/// or for less, than this program would see.
pub fn read_whole<T: DeserializeOwned + Serialize>(text: &str) -> Result<T, NotWhole> {
    let told: Value = serde_json::from_str(text).map_err(|_| NotWhole::Broken)?;
    let read = T::deserialize(&told).map_err(|_| NotWhole::Newer)?;
    let understood = serde_json::to_value(&read).map_err(|_| NotWhole::Broken)?;
    if is_understood(&told, &understood) { Ok(read) } else { Err(NotWhole::Newer) }
}

/// Every field that says something was read. One that is empty says as much as one that is not there.
fn is_understood(told: &Value, read: &Value) -> bool {
    match (told, read) {
        (Value::Object(told), Value::Object(read)) => told.iter().all(|(name, value)| match read.get(name) {
            Some(read) => is_understood(value, read),
            None => says_nothing(value),
        }),
        (Value::Array(told), Value::Array(read)) => {
            told.len() == read.len() && told.iter().zip(read).all(|(told, read)| is_understood(told, read))
        }
        _ => true,
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) | Value::Number(_) => false,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(says_nothing),
    }
}

fn is_unknown_field(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("unknown field `")
}

/// The place of an error as a JSON pointer. The name of a variant is a step only where it is a key.
fn pointer(value: &Value, path: &serde_path_to_error::Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        let step = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { variant } if value.pointer(&pointer).is_some_and(|here| here.get(variant).is_some()) => {
                variant.replace('~', "~0").replace('/', "~1")
            }
            Segment::Enum { .. } | Segment::Unknown => continue,
        };
        pointer.push('/');
        pointer.push_str(&step);
    }
    pointer
}

/// Takes what stands there out of its object or list.
fn take(value: &mut Value, place: &str) -> Option<Value> {
    let (parent, step) = place.rsplit_once('/')?;
    match value.pointer_mut(parent)? {
        Value::Object(fields) => fields.remove(&step.replace("~1", "/").replace("~0", "~")),
        Value::Array(items) => {
            let at = step.parse().ok().filter(|at| *at < items.len())?;
            Some(items.remove(at))
        }
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
