//! How the catalogue travels: whole as a compressed snapshot in pieces, then by what changed after a version of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::guide::Guide;

use super::ItemSummary;

/// `GET /v1/catalogue/changes?from=&day=`: what a desk lacks that knows version `from` as it was on `day`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CatalogueSnapshot {
    /// Version of the catalogue, as `/v1/meta` names it.
    pub version: u64,
    /// Items that are new or changed.
    pub items: Vec<ItemSummary>,
    /// Their guide versions in force.
    pub guides: Vec<Guide>,
}

/// The same as a desk takes it in: a guide is kept as it came, so that one that this program does not wholly understand is
/// there when a newer one asks for it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct CatalogueChanges {
    /// Version of the catalogue.
    pub version: u64,
    /// Items that are new or changed.
    pub items: Vec<ItemSummary>,
    /// Their guide versions in force.
    pub guides: Vec<Value>,
}

/// `GET /v1/catalogue/snapshots/latest`: the whole catalogue as one gzip file of [`SnapshotLine`]s. Its pieces are
/// fetched by number from `/v1/catalogue/snapshots/{sha256}/{piece}`, in any order and any number of times; the file
/// counts only once the hash over all of them is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SnapshotHead {
    /// Version of the catalogue.
    pub version: u64,
    /// The day for which the guides in force were taken.
    pub day: Date,
    /// Lines of the file.
    pub lines: u64,
    /// Length of the file in bytes.
    pub bytes: u64,
    /// SHA-256 of the file, lower-case hex: names it.
    pub sha256: String,
    /// Length of a piece in bytes; the last one may be shorter.
    pub piece_bytes: u64,
    /// How many pieces.
    pub pieces: u64,
}

/// One line of a snapshot: a letter, the key, and JSON without a line break, parted by tabs. A desk stores the JSON as it
/// came, so that a hundred thousand guides need not be read to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotLine<'a> {
    /// An item of the list.
    Item {
        /// Item code.
        code: &'a str,
        /// [`ItemSummary`] as JSON.
        summary: &'a str,
    },
    /// The guide version in force of the item before it.
    Guide {
        /// Item code.
        code: &'a str,
        /// Version.
        version: u32,
        /// [`Guide`] as JSON.
        guide: &'a str,
    },
}

impl<'a> SnapshotLine<'a> {
    /// The line with its line break.
    pub fn write(&self) -> String {
        match self {
            Self::Item { code, summary } => format!("I\t{code}\t{summary}\n"),
            Self::Guide { code, version, guide } => format!("G\t{code}\t{version}\t{guide}\n"),
        }
    }

    /// Reads a line; `None` = it is none.
    pub fn read(line: &'a str) -> Option<Self> {
        let (kind, rest) = line.trim_end_matches('\n').split_once('\t')?;
        let (code, rest) = rest.split_once('\t')?;
        match kind {
            "I" => Some(Self::Item { code, summary: rest }),
            "G" => {
                let (version, guide) = rest.split_once('\t')?;
                Some(Self::Guide { code, version: version.parse().ok()?, guide })
            }
            _ => None,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let lines = [
            SnapshotLine::Item { code: "a", summary: "{\"name\":\"食品\\t经营\"}" },
            SnapshotLine::Guide { code: "a", version: 3, guide: "{}" },
        ];
        for line in lines {
            assert_eq!(SnapshotLine::read(&line.write()), Some(line));
        }
        for none in ["", "I", "I\ta", "G\ta\tx\t{}", "X\ta\tb", "<html>"] {
            assert_eq!(SnapshotLine::read(none), None, "{none}");
        }
    }
}
