//! Out of the laptop: everything that the centre has not confirmed. Nothing is taken away from here.

use std::fmt;

use zeroize::Zeroizing;

use super::{CarryError, Contents, file};
use crate::desk::{Desk, DeskError, store::Carried};

/// A parcel ready to be carried. `Debug` does not show the code.
pub struct CarriedOut {
    /// The file.
    pub file: Vec<u8>,
    /// The code that opens it, as it is shown: once.
    pub code: Zeroizing<String>,
    /// How many drafts, sealed acts, slips and originals it holds.
    pub counts: [usize; 4],
}

impl fmt::Debug for CarriedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CarriedOut").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl Desk {
    /// Makes the parcel.
    pub async fn carry_out(&self) -> Result<CarriedOut, CarryError> {
        let Carried { drafts, commands, slips, originals } = self.store(|store| store.to_carry()).await?;
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
        };
        if contents.is_empty() {
            return Err(CarryError::Nothing);
        }
        let counts = [contents.drafts.len(), contents.commands.len(), contents.slips.len(), contents.originals.len()];
        let home = file::Home { realm: self.realm(), centre: &centre };
        let (file, code) = file::seal(&contents, home, &signer, self.inner.entropy.as_ref())?;
        Ok(CarriedOut { file, code, counts })
    }

    /// This device at the centre, and the names of the centre's keys.
    pub(in crate::desk) fn carrier(&self) -> (Option<uuid::Uuid>, Vec<String>) {
        let line = self.line();
        (line.device.device_id, line.device.keys.iter().map(|key| key.key_id.clone()).collect())
    }
}
