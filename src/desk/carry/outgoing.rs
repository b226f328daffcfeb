//! Out of the laptop: everything that the centre has not confirmed. Nothing is taken away from here.

use std::{collections::BTreeSet, fmt, io::Write};

use zeroize::Zeroizing;

use super::{CarriedScan, CarryError, Contents, file, named_by, scans};
use crate::{
    desk::{
        Desk, DeskError,
        outbox::PIECE,
        scans::ScanFault,
        store::{Carried, StoreError},
    },
    domain::{calendar::date_in_beijing, settings::FileSettings},
};

/// A parcel ready to be carried. `Debug` does not show the code.
pub struct CarriedOut {
    /// The code that opens it, as it is shown: once.
    pub code: Zeroizing<String>,
    /// How many drafts, sealed acts, slips, originals and scans it holds.
    pub counts: [usize; 5],
    /// Scans that are named in it and not kept here any more.
    pub missing: usize,
}

impl fmt::Debug for CarriedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CarriedOut").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl Desk {
    /// Makes the parcel and writes it to `to`, which is given back when all of it is written: its scans go one piece after
    /// the other.
    pub async fn carry_out<W: Write + Send + 'static>(&self, to: W) -> Result<(CarriedOut, W), CarryError> {
        let Carried { drafts, commands, slips, originals, scans } = self.store(|store| store.to_carry()).await?;
        // A locked desk signs nothing.
        let signer = self.signer().map_err(DeskError::from)?;
        let person = self.person();
        let (device_id, centre) = self.carrier();
        let contents = Contents {
            parcel_id: self.inner.entropy.uuid(),
            realm: self.realm(),
            device_id,
            public_key: signer.public_key(),
            person: person.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
            staff_no: person.map(|person| person.staff_no).unwrap_or_default(),
            made_at: self.centre_now(),
            drafts,
            commands,
            slips,
            originals,
            scans,
        };
        if contents.is_empty() {
            return Err(CarryError::Nothing);
        }
        scans::fits(&contents.scans, &self.file_limits().await?)?;
        let counts = [
            contents.drafts.len(),
            contents.commands.len(),
            contents.slips.len(),
            contents.originals.len(),
            contents.scans.len(),
        ];
        let missing = not_here(&contents);
        let home = file::Home { realm: self.realm(), centre: &centre };
        let (head, mut making, code) = file::seal(&contents, home, &signer, self.inner.entropy.as_ref())?;
        let mut to = self.put_out(to, head).await?;
        for scan in &contents.scans {
            let mut start = 0;
            while start < scan.size {
                let piece = self.carried_piece(scan, start).await?;
                start = start.saturating_add(PIECE);
                to = self.put_out(to, making.piece(&piece)?).await?;
            }
        }
        Ok((CarriedOut { code, counts, missing }, to))
    }

    async fn put_out<W: Write + Send + 'static>(&self, mut to: W, bytes: Vec<u8>) -> Result<W, CarryError> {
        let written = self.apart(move || to.write_all(&bytes).map(|()| to)).await?;
        written.map_err(|_| CarryError::Unwritten)
    }

    async fn carried_piece(&self, scan: &CarriedScan, start: u64) -> Result<Zeroizing<Vec<u8>>, CarryError> {
        let (case_id, sha256) = (scan.case_id, scan.sha256.clone());
        let piece = self.store(move |store| store.scan_piece(case_id, &sha256, start)).await?;
        let piece = piece.ok_or_else(|| DeskError::from(ScanFault::Gone))?;
        // Every piece but the last is full: so it is kept, and so it is read.
        let wanted = scan.size.saturating_sub(start).min(PIECE);
        if u64::try_from(piece.len()).is_ok_and(|length| length == wanted) {
            Ok(piece)
        } else {
            Err(DeskError::from(StoreError::Unreadable).into())
        }
    }

    /// What the region says of files, as far as this machine knows.
    pub(super) async fn file_limits(&self) -> Result<FileSettings, CarryError> {
        let law = self.law().await?;
        Ok(law.in_force.on(date_in_beijing(self.centre_now())).files.clone())
    }

    /// This device at the centre, and the names of the centre's keys.
    pub(in crate::desk) fn carrier(&self) -> (Option<uuid::Uuid>, Vec<String>) {
        let line = self.line();
        (line.device.device_id, line.device.keys.iter().map(|key| key.key_id.clone()).collect())
    }
}

/// Scans that drafts and first acts name, and of which no copy goes along.
fn not_here(contents: &Contents) -> usize {
    let here: BTreeSet<_> = contents.scans.iter().map(|scan| (scan.case_id, scan.sha256.as_str())).collect();
    let drafts = contents.drafts.iter().map(|draft| (Some(draft.case_id), named_by(&draft.snapshot)));
    let commands = contents.commands.iter().map(|command| (command.case_id, command.own_files()));
    let lacking = drafts.chain(commands).flat_map(|(case_id, named)| {
        let case_id = case_id.unwrap_or_default();
        let lacks: Vec<_> = named
            .into_iter()
            .filter(|hash| !here.contains(&(case_id, hash.as_str())))
            .map(|hash| (case_id, hash))
            .collect();
        lacks
    });
    lacking.collect::<BTreeSet<_>>().len()
}
