//! How values of the domain lie in columns: ids and days as text, instants as milliseconds, structures as JSON.

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use super::{
    StoreError,
    engine::{Cell, FromCell, Row},
};

/// A column as it is.
pub(super) fn get<T: FromCell>(row: Row<'_>, name: &'static str) -> Result<T, StoreError> {
    T::from_cell(row.cell(name)?).ok_or(StoreError::Unreadable { what: name })
}

fn text<'a>(row: Row<'a>, name: &'static str) -> Result<&'a str, StoreError> {
    if let Cell::Text(text) = row.cell(name)? { Ok(text) } else { Err(StoreError::Unreadable { what: name }) }
}

/// An id.
pub(super) fn id(row: Row<'_>, name: &'static str) -> Result<Uuid, StoreError> {
    text(row, name)?.parse().map_err(|_| StoreError::Unreadable { what: name })
}

/// An id that may be missing.
pub(super) fn some_id(row: Row<'_>, name: &'static str) -> Result<Option<Uuid>, StoreError> {
    if row.cell(name)? == Cell::None { Ok(None) } else { id(row, name).map(Some) }
}

/// An instant.
pub(super) fn instant(row: Row<'_>, name: &'static str) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(get(row, name)?).map_err(|_| StoreError::Unreadable { what: name })
}

/// An instant that may be missing.
pub(super) fn some_instant(row: Row<'_>, name: &'static str) -> Result<Option<Timestamp>, StoreError> {
    if row.cell(name)? == Cell::None { Ok(None) } else { instant(row, name).map(Some) }
}

/// A count, never negative.
pub(super) fn count(row: Row<'_>, name: &'static str) -> Result<u64, StoreError> {
    u64::try_from(get::<i64>(row, name)?).map_err(|_| StoreError::Unreadable { what: name })
}

/// A structure.
pub(super) fn json<T: DeserializeOwned>(row: Row<'_>, name: &'static str) -> Result<T, StoreError> {
    serde_json::from_str(text(row, name)?).map_err(|_| StoreError::Unreadable { what: name })
}

/// A value whose JSON form is a string (`Accepted`, `demo`), stored without quotes.
pub(super) fn word<T: DeserializeOwned>(row: Row<'_>, name: &'static str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::String(get(row, name)?))
        .map_err(|_| StoreError::Unreadable { what: name })
}

/// The other way of [`json`].
pub(super) fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable { what: "value" })
}

/// The other way of [`word`].
pub(super) fn to_word<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Ok(word),
        _ => Err(StoreError::Unreadable { what: "word" }),
    }
}

/// A count as a column takes it.
pub(super) fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A number as it is found by its end: in small letters, from the last to the first.
pub(super) fn backwards(number: &str) -> String {
    number.to_ascii_lowercase().chars().rev().collect()
}
