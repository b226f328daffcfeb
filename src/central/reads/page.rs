//! Keyset cursors: opaque to the desk, cheap for the database.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::central::{fault::Fault, store::Cursor};

/// Rows of a page when nothing is asked.
const USUAL: u32 = 50;

/// Most rows of a page.
const MOST: u32 = 200;

/// How many rows to give.
pub(in crate::central) fn limit(asked: Option<u32>) -> u32 {
    asked.unwrap_or(USUAL).clamp(1, MOST)
}

/// A cursor as it travels.
pub(super) fn encode(cursor: &Cursor) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}|{}", cursor.key, cursor.id))
}

/// A cursor as it came.
pub(super) fn decode(text: &str) -> Result<Cursor, Fault> {
    URL_SAFE_NO_PAD
        .decode(text)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.split_once('|').map(|(key, id)| Cursor { key: key.to_owned(), id: id.to_owned() }))
        .ok_or_else(|| Fault::new(400, "cursor.invalid"))
}
