//! Scans of the material under the cursor: taken out of the scanner's folder or from any path, looked at and sealed on this
//! machine at once, and sent before the command that names them. The list lies over the check list.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Model,
    accept::{self, Accept},
    actions::Action,
    effect::{Answer, Ask, Effect, Failure},
    msg::Ctx,
    notice::Level,
    overlay::Overlay,
    request::Purpose,
};
use crate::text::{LineEditor, Secrecy};

/// Longest path that is taken.
const LONGEST_PATH: usize = 1_000;

/// A scan of which this desk keeps a copy, or that the centre has already.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// SHA-256 of its bytes: how the command names it.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Ending for its type.
    pub kind: String,
    /// What the file was called here; empty = it came from elsewhere.
    pub name: String,
}

/// What lies in the folder into which the scanner writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inbox {
    /// The folder.
    pub folder: String,
    /// Its files, the newest first.
    pub files: Vec<InboxFile>,
}

/// A file in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InboxFile {
    /// Its name.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// When it was written last.
    pub at: Timestamp,
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// The scanner's folder.
    Inbox,
    /// A copy to be durable.
    Add {
        /// Case.
        case_id: Uuid,
        /// Material.
        code: String,
    },
    /// A copy to be gone.
    Drop,
}

impl Wait {
    /// What the spinner says.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Inbox => "wait.scan_inbox",
            Self::Add { .. } => "wait.scan",
            Self::Drop => "wait.save",
        }
    }

    /// What is being written may not be given up.
    pub const fn can_be_given_up(&self) -> bool {
        matches!(self, Self::Inbox)
    }
}

/// The list over the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanPage {
    /// Material.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The scanner's folder, once it was looked at.
    pub inbox: Option<Inbox>,
    /// Row of the cursor.
    pub cursor: usize,
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row<'a> {
    /// It is attached.
    Kept(&'a Scan),
    /// A path is to be typed.
    Path,
    /// It lies in the scanner's folder.
    File {
        /// Which.
        file: &'a InboxFile,
        /// A scan of this name and length is attached already.
        known: bool,
    },
}

/// The rows: what is attached, a path, what lies in the folder.
pub fn rows<'a>(accept: &'a Accept, page: &'a ScanPage) -> Vec<Row<'a>> {
    let kept = accept.work.materials.scans(&page.code);
    let known = |file: &InboxFile| kept.iter().any(|scan| (&scan.name, scan.size) == (&file.name, file.size));
    let files = page.inbox.iter().flat_map(|inbox| &inbox.files);
    let mut rows: Vec<Row<'a>> = kept.iter().map(Row::Kept).collect();
    rows.push(Row::Path);
    rows.extend(files.map(|file| Row::File { file, known: known(file) }));
    rows
}

/// A count of bytes as people say it.
pub fn size(bytes: u64) -> String {
    const KIB: u64 = 1 << 10;
    const MIB: u64 = 1 << 20;
    match bytes {
        0..KIB => format!("{bytes} B"),
        KIB..MIB => format!("{} KB", bytes / KIB),
        _ => format!("{}.{} MB", bytes / MIB, bytes % MIB * 10 / MIB),
    }
}

/// Opens the list for the material under the cursor.
pub(super) fn open(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(material) = model.accept.current_material() else { return Vec::new() };
    let (code, name) = (material.code.clone(), material.name.clone());
    let cursor = model.accept.work.materials.scans(&code).len();
    model.overlays.push(Overlay::Scans(Box::new(ScanPage { code, name, inbox: None, cursor })));
    vec![model.ask(Purpose::Scans(Wait::Inbox), Ask::ScanInbox, ctx)]
}

fn page(model: &Model) -> Option<&ScanPage> {
    model.overlays.iter().rev().find_map(|overlay| match overlay {
        Overlay::Scans(page) => Some(&**page),
        _ => None,
    })
}

fn page_mut(model: &mut Model) -> Option<&mut ScanPage> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Scans(page) => Some(&mut **page),
        _ => None,
    })
}

/// How many rows there are.
pub(super) fn count(model: &Model) -> usize {
    page(model).map_or(0, |page| rows(&model.accept, page).len())
}

/// Enter or a digit on a row: a file of the folder is attached, a path is asked for.
pub(super) fn choose(model: &mut Model, row: usize, ctx: &Ctx) -> Vec<Effect> {
    let Some(page) = page(model) else { return Vec::new() };
    let file = match rows(&model.accept, page).get(row) {
        Some(Row::File { file, .. }) => file.name.clone(),
        Some(Row::Path) => {
            model.overlays.push(Overlay::ScanPath { path: LineEditor::new(LONGEST_PATH, Secrecy::Open) });
            return Vec::new();
        }
        Some(Row::Kept(_)) => {
            model.say(Level::Note, "notice.scan_attached", &[], ctx);
            return Vec::new();
        }
        None => return Vec::new(),
    };
    if let Some(page) = page_mut(model) {
        page.cursor = row;
    }
    add(model, file, ctx)
}

/// Enter under a path.
pub(super) fn take_path(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(Overlay::ScanPath { path }) = model.overlays.last() else { return Vec::new() };
    // A terminal into which a file is dragged puts it in quotation marks.
    let path = path.text().trim().trim_matches(['"', '\'']).to_owned();
    if path.is_empty() {
        return Vec::new();
    }
    model.overlays.pop();
    add(model, path, ctx)
}

fn add(model: &mut Model, file: String, ctx: &Ctx) -> Vec<Effect> {
    let (Some(page), Some(case_id)) = (page(model), model.accept.case_id) else { return Vec::new() };
    let wait = Wait::Add { case_id, code: page.code.clone() };
    vec![model.ask(Purpose::Scans(wait), Ask::AddScan { case_id, file }, ctx)]
}

/// Takes the scan under the cursor away. Its copy goes once the draft without it is on the disk, unless another material
/// has it too.
pub(super) fn remove(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(page) = page(model) else { return Vec::new() };
    let row = rows(&model.accept, page).get(page.cursor).copied();
    let (Some(Row::Kept(scan)), code) = (row, page.code.clone()) else {
        model.say(Level::Note, "notice.scan_not_kept", &[], ctx);
        return Vec::new();
    };
    let scan = scan.clone();
    let materials = &mut model.accept.work.materials;
    materials.take_scan_off(&code, &scan.sha256);
    let elsewhere = materials.has_scan(&scan.sha256);
    model.say(Level::Good, "notice.scan_removed", &[&scan.name], ctx);
    accept::notice_change(model, false, ctx);
    // What is kept on this machine is done in order: first the draft, then the copy.
    let mut effects: Vec<Effect> = accept::save_now(model, ctx).into_iter().collect();
    if let Some(case_id) = model.accept.case_id.filter(|_| !elsewhere) {
        let ask = Ask::DropScan { case_id, sha256: scan.sha256 };
        effects.push(model.ask(Purpose::Scans(Wait::Drop), ask, ctx));
    }
    effects
}

/// An answer for the list.
pub(super) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Inbox, Ok(Answer::ScanInbox(inbox))) => {
            if let Some(page) = page_mut(model) {
                // The newest scan is most likely the one that was just made.
                page.cursor += usize::from(!inbox.files.is_empty());
                page.inbox = Some(inbox);
            }
        }
        (Wait::Add { case_id, code }, Ok(Answer::Scan(scan))) => added(model, case_id, &code, scan, ctx),
        (_, Err(failure)) => model.say_failure(&failure, ctx),
        (_, Ok(_)) => {}
    }
    Vec::new()
}

fn added(model: &mut Model, case_id: Uuid, code: &str, scan: Scan, ctx: &Ctx) {
    if model.accept.case_id != Some(case_id) {
        // Another citizen sits there by now; the copy goes with the draft that it was for.
        return;
    }
    let name = scan.name.clone();
    if !model.accept.work.materials.add_scan(code, scan) {
        model.say(Level::Note, "notice.scan_twice", &[&name], ctx);
        return;
    }
    // The cursor stays on the file that it stood on.
    if let Some(page) = page_mut(model).filter(|page| page.code == code) {
        page.cursor += 1;
    }
    model.say(Level::Good, "notice.scan_added", &[&name], ctx);
    accept::notice_change(model, false, ctx);
}

/// Keys that matter while the list has them.
pub(super) fn hints() -> Vec<Action> {
    vec![Action::Confirm, Action::Down, Action::ScanRemove, Action::Back]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
