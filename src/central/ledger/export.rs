//! RELIABILITY 4.3. Writing the chain out as a file that stands alone. That it was written out is its last record.

use std::io;

use thiserror::Error;

use super::{Entry, PAGE, append, chain, checkpoints::audit_key, links_after};
use crate::{
    central::{Centre, centre::born, fault::Fault},
    domain::audit::{AuditEvent, AuditKey, ExportLine, Head},
};

/// Why there is no export.
#[derive(Debug, Error)]
pub enum ExportError {
    /// The centre did not do it.
    #[error("the centre refused")]
    Fault(Fault),
    /// The file cannot be written.
    #[error(transparent)]
    File(#[from] io::Error),
}

impl From<Fault> for ExportError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Centre {
    /// Hands the export to `write` line by line; answers where it ends and the key that it is judged by.
    pub fn export_audit(&self, mut write: impl FnMut(&str) -> io::Result<()>) -> Result<(Head, AuditKey), ExportError> {
        self.write(|tx, now| append(tx, &Entry::new(now, AuditEvent::Export).about("audit")))?;
        let until = self.last_checkpoint()?;
        let (chain, key) = self.read(|tx, _| {
            let chain = chain(tx, &born(tx)?)?;
            let key = audit_key(&chain, self.keys())?;
            Ok((chain, key))
        })?;
        let mut line = |line: &ExportLine| write(&line.write().ok_or(io::ErrorKind::InvalidData)?);
        line(&ExportLine::opening(&chain, &key, &until))?;
        let end = until.checkpoint.head;
        let mut seen = 0;
        while seen < end.seq {
            let (links, notes) = self.read(|tx, _| {
                let links: Vec<_> = links_after(tx, seen, PAGE)?.filter(|link| link.seq <= end.seq).collect();
                Ok((links, tx.checkpoints_after(seen, PAGE)?))
            })?;
            let mut notes = notes.into_iter().peekable();
            if links.is_empty() {
                return Err(Fault::new(500, "audit.diverged").into());
            }
            for link in links {
                seen = link.seq;
                line(&ExportLine::Link(link))?;
                while let Some(row) = notes.next_if(|row| row.size == seen) {
                    line(&ExportLine::Checkpoint(row.note))?;
                }
            }
        }
        Ok((end, key))
    }
}
