//! Scans of materials: what lies in the scanner's folder, and the sealed copies of what was attached.

use std::path::PathBuf;

use uuid::Uuid;

use crate::{
    app::{
        Answer,
        scans::{Inbox, InboxFile, Scan},
    },
    desk::scans::look_in,
    runtime::execute::Result,
};

use super::DeskOffice;

impl DeskOffice {
    pub(super) async fn scan_inbox(&self) -> Result<Answer> {
        let folder = self.0.folders.scans.clone();
        let shown = folder.display().to_string();
        let files = tokio::task::spawn_blocking(move || look_in(&folder)).await.map_err(|_| self.no("program.died"))?;
        let line = |file: crate::desk::scans::InboxFile| InboxFile { name: file.name, size: file.size, at: file.at };
        Ok(Answer::ScanInbox(Inbox { folder: shown, files: files.into_iter().map(line).collect() }))
    }

    /// A name in the scanner's folder, or a path; `~/` is the home of whoever sits here.
    pub(super) async fn add_scan(&self, case_id: Uuid, file: &str) -> Result<Answer> {
        let home = file.strip_prefix("~/").and_then(|rest| Some(std::env::home_dir()?.join(rest)));
        // An absolute path stays what it is.
        let path: PathBuf = home.unwrap_or_else(|| self.0.folders.scans.join(file));
        let scan = self.0.desk.add_scan(case_id, path).await.map_err(|error| self.fails(&error))?;
        Ok(Answer::Scan(Scan { sha256: scan.sha256, size: scan.size, kind: scan.kind, name: scan.name }))
    }

    pub(super) async fn drop_scan(&self, case_id: Uuid, sha256: &str) -> Result<Answer> {
        self.done(self.0.desk.drop_scan(case_id, sha256).await)
    }
}
