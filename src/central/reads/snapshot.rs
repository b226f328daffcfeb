//! `/v1/catalogue`: the whole as a compressed file in pieces, made once per version and day, and what changed since.

use std::{
    collections::HashSet,
    io::Write as _,
    sync::{Arc, PoisonError},
};

use flate2::{Compression, write::GzEncoder};
use jiff::civil::Date;

use crate::{
    central::{Centre, centre::born, fault::Fault, store::Tx},
    contract::{CatalogueSnapshot, ItemSummary, SnapshotHead, SnapshotLine, sha256_hex},
    domain::calendar::date_in_beijing,
};

use super::desk::{catalogue_since, summary};

/// Length of a piece: a few seconds on a village's line, so that little is lost when it breaks.
const PIECE: usize = 256 * 1024;
/// With more changes than this the snapshot is the shorter way.
const MOST_CHANGES: u64 = 2_000;

/// The catalogue as one file.
#[derive(Debug)]
pub struct Snapshot {
    head: SnapshotHead,
    bytes: Vec<u8>,
}

impl Centre {
    /// `GET /v1/catalogue/snapshots/latest`.
    pub fn snapshot_head(&self) -> Result<SnapshotHead, Fault> {
        Ok(self.snapshot()?.head.clone())
    }

    /// `GET /v1/catalogue/snapshots/{sha256}/{piece}`. A file that is not the latest any more is gone: the desk begins
    /// anew with the one that is.
    pub fn snapshot_piece(&self, sha256: &str, piece: u64) -> Result<Vec<u8>, Fault> {
        let snapshot = self.snapshot()?;
        if snapshot.head.sha256 != sha256 {
            return Err(Fault::new(410, "catalogue.snapshot_gone"));
        }
        let at = usize::try_from(piece).ok().and_then(|piece| piece.checked_mul(PIECE)).ok_or_else(Fault::not_found)?;
        let rest = snapshot.bytes.get(at..).filter(|rest| !rest.is_empty()).ok_or_else(Fault::not_found)?;
        Ok(rest.get(..PIECE).unwrap_or(rest).to_vec())
    }

    /// `GET /v1/catalogue/changes?from=&day=`: refused when there are so many that the snapshot is shorter.
    pub fn catalogue_changes(&self, from: u64, day: Option<Date>) -> Result<CatalogueSnapshot, Fault> {
        self.read(|tx, now| {
            let version = born(tx)?.catalogue_version;
            if from > version || tx.published_after(from)? > MOST_CHANGES {
                return Err(Fault::new(410, "catalogue.take_snapshot"));
            }
            catalogue_since(tx, now, from, day)
        })
    }

    /// The latest snapshot; whoever asks first makes it, and the others wait for that one.
    fn snapshot(&self) -> Result<Arc<Snapshot>, Fault> {
        let mut kept = self.kept_snapshot().lock().unwrap_or_else(PoisonError::into_inner);
        let snapshot = self.read(|tx, now| {
            let (version, day) = (born(tx)?.catalogue_version, date_in_beijing(now));
            match kept.as_ref().filter(|kept| (kept.head.version, kept.head.day) == (version, day)) {
                Some(kept) => Ok(Arc::clone(kept)),
                None => Ok(Arc::new(make(tx, version, day)?)),
            }
        })?;
        *kept = Some(Arc::clone(&snapshot));
        Ok(snapshot)
    }
}

/// The file is the same on every instance of the service: it holds no time, and its order is the catalogue's.
fn make(tx: &Tx<'_>, version: u64, day: Date) -> Result<Snapshot, Fault> {
    let mut file = GzEncoder::new(Vec::new(), Compression::fast());
    let (mut lines, mut with_guide) = (0, HashSet::new());
    tx.each_guide_in_force(day, 0, None, |guide, body| {
        let item = summary(&guide);
        write_item(&mut file, &item)?;
        let (code, version) = (guide.id.item_code.as_str(), guide.id.version);
        write(&mut file, &SnapshotLine::Guide { code, version, guide: body })?;
        lines += 2;
        with_guide.insert(item.code);
        Ok::<_, Fault>(())
    })?;
    for item in tx.item_names(0)?.iter().filter(|item| !with_guide.contains(&item.code)) {
        write_item(&mut file, item)?;
        lines += 1;
    }
    let bytes = file.finish().map_err(|_| failed())?;
    let pieces = u64::try_from(bytes.len().div_ceil(PIECE)).map_err(|_| failed())?;
    let head = SnapshotHead {
        version,
        day,
        lines,
        bytes: u64::try_from(bytes.len()).map_err(|_| failed())?,
        sha256: sha256_hex(&bytes),
        piece_bytes: u64::try_from(PIECE).map_err(|_| failed())?,
        pieces,
    };
    Ok(Snapshot { head, bytes })
}

fn write_item(file: &mut GzEncoder<Vec<u8>>, item: &ItemSummary) -> Result<(), Fault> {
    let summary = serde_json::to_string(item).map_err(|_| failed())?;
    write(file, &SnapshotLine::Item { code: &item.code, summary: &summary })
}

fn write(file: &mut GzEncoder<Vec<u8>>, line: &SnapshotLine<'_>) -> Result<(), Fault> {
    file.write_all(line.write().as_bytes()).map_err(|_| failed())
}

fn failed() -> Fault {
    Fault::new(500, "storage.failed")
}
