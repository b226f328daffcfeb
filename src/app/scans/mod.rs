//! Scans of the material under the cursor: taken out of the scanner's folder or from any path, looked at and sealed on this
//! machine at once, and sent before the command that names them. The list lies over the check list of a draft, and over the
//! form of an act that takes materials in.

mod attached;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Model, Place, accept,
    actions::Action,
    effect::{Answer, Ask, Effect, Failure},
    msg::Ctx,
    notice::Level,
    overlay::Overlay,
    request::Purpose,
};
use crate::text::{LineEditor, Secrecy};

pub use attached::Attached;

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

/// Whose the scans of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeper {
    /// The draft's in the workspace.
    Draft {
        /// Case that it will be.
        case_id: Uuid,
    },
    /// An act's that is being filled in.
    Act {
        /// Case.
        case_id: Uuid,
        /// Command type.
        act: &'static str,
    },
}

impl Keeper {
    /// The case to which the copies belong.
    const fn case_id(self) -> Uuid {
        match self {
            Self::Draft { case_id } | Self::Act { case_id, .. } => case_id,
        }
    }
}

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wait {
    /// The scanner's folder.
    Inbox,
    /// A copy to be durable.
    Add {
        /// Whose.
        keeper: Keeper,
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
    /// Whose they are.
    pub keeper: Keeper,
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
    /// It lies in the scanner's folder.
    File {
        /// Which.
        file: &'a InboxFile,
        /// A scan of this name and length is attached already.
        known: bool,
    },
    /// A path is to be typed.
    Path,
}

/// The rows: what is attached, what lies in the folder with the newest first, a path.
pub fn rows<'a>(model: &'a Model, page: &'a ScanPage) -> Vec<Row<'a>> {
    let kept = attached(model, page.keeper).map(|scans| scans.of(&page.code)).unwrap_or_default();
    let known = |file: &InboxFile| kept.iter().any(|scan| (&scan.name, scan.size) == (&file.name, file.size));
    let files = page.inbox.iter().flat_map(|inbox| &inbox.files);
    let mut rows: Vec<Row<'a>> = kept.iter().map(Row::Kept).collect();
    rows.extend(files.map(|file| Row::File { file, known: known(file) }));
    rows.push(Row::Path);
    rows
}

/// The scans of whoever has them; `None` = another citizen sits there by now, or the act is done.
fn attached(model: &Model, keeper: Keeper) -> Option<&Attached> {
    match keeper {
        Keeper::Draft { case_id } => {
            Some(&model.accept.work.materials.scans).filter(|_| model.accept.case_id == Some(case_id))
        }
        Keeper::Act { case_id, act } => model.casework.form_of(case_id, act).map(|form| &form.scans),
    }
}

/// Changes them.
fn change<T>(model: &mut Model, keeper: Keeper, code: &str, work: impl FnOnce(&mut Attached) -> T) -> Option<T> {
    match keeper {
        Keeper::Draft { case_id } => {
            let mine = model.accept.case_id == Some(case_id);
            mine.then(|| work(&mut model.accept.work.materials.scans))
        }
        Keeper::Act { case_id, act } => {
            let lang = model.lang;
            let form = model.casework.form_of_mut(case_id, act)?;
            let done = work(&mut form.scans);
            form.tell_scans(code, lang);
            Some(done)
        }
    }
}

/// The draft with them is kept; an act that is being filled in lives as long as the program.
fn keep(model: &mut Model, keeper: Keeper, ctx: &Ctx) {
    if matches!(keeper, Keeper::Draft { .. }) {
        accept::notice_change(model, false, ctx);
    }
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
    let Some((keeper, code, name)) = material(model) else { return Vec::new() };
    let cursor = attached(model, keeper).map_or(0, |scans| scans.of(&code).len());
    model.overlays.push(Overlay::Scans(Box::new(ScanPage { keeper, code, name, inbox: None, cursor })));
    vec![model.ask(Purpose::Scans(Wait::Inbox), Ask::ScanInbox, ctx)]
}

/// The material under the cursor, and whose scans of it are meant.
fn material(model: &Model) -> Option<(Keeper, String, String)> {
    if model.place == Place::Case {
        let (case_id, form) = (model.casework.case_id?, model.casework.form()?);
        let (code, name) = form.scanned()?;
        return Some((Keeper::Act { case_id, act: form.act.act }, code, name));
    }
    let material = model.accept.current_material()?;
    let keeper = Keeper::Draft { case_id: model.accept.case_id? };
    Some((keeper, material.code.clone(), material.name.clone()))
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
    page(model).map_or(0, |page| rows(model, page).len())
}

/// Enter or a digit on a row: a file of the folder is attached, a path is asked for.
pub(super) fn choose(model: &mut Model, row: usize, ctx: &Ctx) -> Vec<Effect> {
    let Some(page) = page(model) else { return Vec::new() };
    let file = match rows(model, page).get(row) {
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
    let Some(page) = page(model) else { return Vec::new() };
    let (keeper, code) = (page.keeper, page.code.clone());
    let ask = Ask::AddScan { case_id: keeper.case_id(), file };
    vec![model.ask(Purpose::Scans(Wait::Add { keeper, code }), ask, ctx)]
}

/// Takes the scan under the cursor away. Its copy goes once the draft without it is on the disk, unless another material
/// has it too.
pub(super) fn remove(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(page) = page(model) else { return Vec::new() };
    let row = rows(model, page).get(page.cursor).copied();
    let (Some(Row::Kept(scan)), keeper, code) = (row, page.keeper, page.code.clone()) else {
        model.say(Level::Note, "notice.scan_not_kept", &[], ctx);
        return Vec::new();
    };
    let scan = scan.clone();
    change(model, keeper, &code, |scans| scans.take_off(&code, &scan.sha256));
    let elsewhere = match keeper {
        Keeper::Draft { .. } => model.accept.work.materials.scans.has(&scan.sha256),
        Keeper::Act { case_id, .. } => model.casework.has_scan(case_id, &scan.sha256),
    };
    model.say(Level::Good, "notice.scan_removed", &[&scan.name], ctx);
    keep(model, keeper, ctx);
    // What is kept on this machine is done in order: first the draft, then the copy.
    let saved = if matches!(keeper, Keeper::Draft { .. }) { accept::save_now(model, ctx) } else { None };
    let mut effects: Vec<Effect> = saved.into_iter().collect();
    if !elsewhere {
        let ask = Ask::DropScan { case_id: keeper.case_id(), sha256: scan.sha256 };
        effects.push(model.ask(Purpose::Scans(Wait::Drop), ask, ctx));
    }
    effects
}

/// An answer for the list.
pub(super) fn done(model: &mut Model, wait: Wait, result: Result<Answer, Failure>, ctx: &Ctx) -> Vec<Effect> {
    match (wait, result) {
        (Wait::Inbox, Ok(Answer::ScanInbox(inbox))) => {
            // The cursor stands behind what is attached: on the newest scan, most likely the one that was just made.
            if let Some(page) = page_mut(model) {
                page.inbox = Some(inbox);
            }
        }
        (Wait::Add { keeper, code }, Ok(Answer::Scan(scan))) => added(model, keeper, &code, scan, ctx),
        (_, Err(failure)) => model.say_failure(&failure, ctx),
        (_, Ok(_)) => {}
    }
    Vec::new()
}

fn added(model: &mut Model, keeper: Keeper, code: &str, scan: Scan, ctx: &Ctx) {
    let name = scan.name.clone();
    // With another citizen there by now, the copy goes with the draft that it was for; an act's goes after a day.
    let Some(new) = change(model, keeper, code, |scans| scans.add(code, scan)) else { return };
    if !new {
        model.say(Level::Note, "notice.scan_twice", &[&name], ctx);
        return;
    }
    // The cursor stays on the file that it stood on.
    if let Some(page) = page_mut(model).filter(|page| page.code == code) {
        page.cursor += 1;
    }
    model.say(Level::Good, "notice.scan_added", &[&name], ctx);
    keep(model, keeper, ctx);
}

/// Keys that matter while the list has them.
pub(super) fn hints() -> Vec<Action> {
    vec![Action::Confirm, Action::Down, Action::ScanRemove, Action::Back]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
