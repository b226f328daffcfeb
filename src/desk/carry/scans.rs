//! Scans in a parcel: which of them a draft or an act names, which are lacking, and how much a case may have.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;

use super::{CarriedCommand, CarriedScan, CarryError};
use crate::{contract::Command, domain::settings::FileSettings};

/// Deepest text within a text that a draft is looked through.
const DEEPEST: usize = 3;

/// Scans whose bytes nobody but the laptop has: those that a draft names, by its own words for a file of this machine.
pub(in crate::desk) fn named_by(snapshot: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    if let Ok(value) = serde_json::from_str(snapshot) {
        look(&value, DEEPEST, &mut named);
    }
    named
}

/// A scan has a hash, a length and the name of its file; one without a name came from the centre.
fn look(value: &Value, deeper: usize, named: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            let own = text("name").is_some_and(|name| !name.is_empty()) && fields.get("size").is_some();
            named.extend(text("sha256").filter(|_| own).map(str::to_owned));
            fields.values().for_each(|value| look(value, deeper, named));
        }
        Value::Array(values) => values.iter().for_each(|value| look(value, deeper, named)),
        // A draft lies in its record as text.
        Value::String(text) if deeper > 0 && text.starts_with('{') => {
            if let Ok(value) = serde_json::from_str(text) {
                look(&value, deeper - 1, named);
            }
        }
        _ => {}
    }
}

impl CarriedCommand {
    /// Files that the command names.
    pub(in crate::desk) fn files(&self) -> Vec<String> {
        let command = serde_json::from_str::<Command>(&self.body).ok();
        command.map(|command| command.blobs).unwrap_or_default()
    }

    /// Those of them that only the laptop can have: the centre has not heard of the case.
    pub(in crate::desk) fn own_files(&self) -> BTreeSet<String> {
        let command = serde_json::from_str::<Command>(&self.body).ok().filter(|command| command.expected_version == 0);
        command.map(|command| command.blobs.into_iter().collect()).unwrap_or_default()
    }
}

/// How much the scans of a case may be is what the region says of its files.
pub(super) fn fits(scans: &[CarriedScan], limits: &FileSettings) -> Result<(), CarryError> {
    let mib = |count: u32| u64::from(count) << 20;
    let mut cases: BTreeMap<Uuid, (u32, u64)> = BTreeMap::new();
    for scan in scans {
        let (count, bytes) = cases.entry(scan.case_id).or_default();
        *count = count.saturating_add(1);
        *bytes = bytes.saturating_add(scan.size);
        let whole = *count <= limits.case_files && *bytes <= mib(limits.case_mib);
        if scan.size > mib(limits.largest_mib) || !whole {
            return Err(CarryError::TooLarge);
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_names_its_scans_in_its_own_words() {
        let body = r#"{"scans":{"m1":[{"sha256":"aa","size":1,"kind":"pdf","name":"一.pdf"},
            {"sha256":"bb","size":1,"kind":"","name":""}]},"other":{"sha256":"cc"}}"#;
        let record = serde_json::json!({"case_id": Uuid::nil(), "body": body}).to_string();
        assert_eq!(named_by(&record).into_iter().collect::<Vec<_>>(), ["aa"], "what the centre has is not lacking");
        assert!(named_by("no json").is_empty());
    }

    #[test]
    fn the_settings_say_how_much_a_case_may_have() {
        let limits = FileSettings { largest_mib: 2, case_files: 3, case_mib: 4, ..FileSettings::default() };
        let scan = |case: u128, size: u64| CarriedScan {
            case_id: Uuid::from_u128(case),
            sha256: String::new(),
            size,
            kind: "pdf".into(),
            name: String::new(),
        };
        let mib = 1u64 << 20;
        assert!(fits(&[scan(1, 2 * mib), scan(1, 2 * mib), scan(2, 2 * mib)], &limits).is_ok());
        for too_large in [
            vec![scan(1, 2 * mib + 1)],
            vec![scan(1, 2 * mib), scan(1, 2 * mib), scan(1, 1)],
            vec![scan(1, 1), scan(1, 1), scan(1, 1), scan(1, 1)],
            vec![scan(1, u64::MAX)],
        ] {
            assert!(matches!(fits(&too_large, &limits), Err(CarryError::TooLarge)));
        }
    }
}
