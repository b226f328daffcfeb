//! Electronic files of cases, fetched for somebody who asked for one. Nothing of them is kept here.

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Desk, DeskError, Event};

/// How far a file has come is told at every quarter of a MiB.
const STEP: u64 = 256 << 10;

impl Desk {
    /// A file of a case, whole, from the centre, which records that it was read.
    pub async fn case_file(&self, case_id: Uuid, sha256: &str) -> Result<Zeroizing<Vec<u8>>, DeskError> {
        let (desk, sha256, mut told) = (self.clone(), sha256.to_owned(), 0);
        let heard = move |bytes: u64| {
            if bytes / STEP > told {
                told = bytes / STEP;
                desk.tell(&Event::FileComing(bytes));
            }
        };
        self.ask(|centre| async move { centre.file(case_id, &sha256, heard).await }).await
    }
}
