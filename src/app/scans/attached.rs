//! Scans by material, as a draft or an act that is being filled in has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Scan;
use crate::domain::check::MaterialRow;

/// Scans of each material, in the order in which they came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attached(BTreeMap<String, Vec<Scan>>);

impl Attached {
    /// Scans of a material.
    pub fn of(&self, code: &str) -> &[Scan] {
        self.0.get(code).map(Vec::as_slice).unwrap_or_default()
    }

    /// Materials that have some.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A scan of a material came in; `false` = it was there already.
    pub fn add(&mut self, code: &str, scan: Scan) -> bool {
        let scans = self.0.entry(code.to_owned()).or_default();
        let new = !scans.iter().any(|other| other.sha256 == scan.sha256);
        if new {
            scans.push(scan);
        }
        new
    }

    /// A scan of a material is none.
    pub fn take_off(&mut self, code: &str, sha256: &str) {
        if let Some(scans) = self.0.get_mut(code) {
            scans.retain(|scan| scan.sha256 != sha256);
        }
        self.0.retain(|_, scans| !scans.is_empty());
    }

    /// Whether any material has this scan.
    pub fn has(&self, sha256: &str) -> bool {
        self.0.values().flatten().any(|scan| scan.sha256 == sha256)
    }

    /// The row as it is sent: with the scans of its material.
    pub fn onto(&self, row: MaterialRow) -> MaterialRow {
        let mut blobs = row.blobs.clone();
        let scans = self.of(&row.material_code).iter().map(|scan| scan.sha256.clone());
        blobs.extend(scans.filter(|hash| !row.blobs.contains(hash)));
        MaterialRow { blobs, ..row }
    }
}

impl FromIterator<(String, Vec<Scan>)> for Attached {
    fn from_iter<I: IntoIterator<Item = (String, Vec<Scan>)>>(scans: I) -> Self {
        Self(scans.into_iter().collect())
    }
}
