//! The case's electronic files: which of them are of which material, and one of them into a folder of this machine. The
//! centre is asked for each by itself and records that it was read; no copy is kept here but the one that was asked for.

use uuid::Uuid;

use crate::{
    app::{
        Model, Place,
        actions::{Action, Context},
        availability::Why,
        effect::{Answer, Ask, Effect, Failure},
        msg::Ctx,
        notice::Level,
        overlay::Overlay,
        request::Purpose,
    },
    contract::CaseFile,
    text::LineEditor,
};

use super::{Mode, Pane, Wait};

/// Longest path that is taken.
const LONGEST_PATH: usize = 1_000;
/// Longest part of a material's name in the name of a file.
const LONGEST_NAME: usize = 30;
/// Code of the failure that says that a file of that name lies there, and is another one.
pub const THERE: &str = "files.there";

/// A file of the case as one of a material.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileLine<'a> {
    /// Material; `None` = no row names it any more.
    pub material: Option<&'a str>,
    /// Which of that material's, from 1.
    pub ordinal: usize,
    /// The file.
    pub file: &'a CaseFile,
}

/// What is done where a file of the same name lies already.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IfThere {
    /// Nothing: somebody is asked.
    #[default]
    Ask,
    /// This one gets another name.
    Beside,
    /// It goes.
    Replace,
}

/// A file to be fetched and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saving {
    /// Case.
    pub case_id: Uuid,
    /// Its hash.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Name without ending and folder: numbers and the material's name, nothing about a person.
    pub stem: String,
    /// Ending for its type.
    pub kind: String,
    /// Where to; empty = where files go by default.
    pub folder: String,
    /// Where one of the name lies.
    pub if_there: IfThere,
}

/// Where to, over the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavePage {
    /// What.
    pub saving: Saving,
    /// Folder, as typed.
    pub folder: LineEditor,
    /// A file of the name lies there: what shall become of it?
    pub there: bool,
}

impl SavePage {
    /// Contexts in force, innermost first.
    pub fn contexts(&self) -> Vec<Context> {
        if self.there { vec![Context::Choice] } else { vec![Context::Field, Context::Choice] }
    }

    /// Keys that matter.
    pub fn hints(&self) -> Vec<Action> {
        let first = if self.there { Action::Choose1 } else { Action::Confirm };
        vec![first, Action::Back]
    }

    /// The line of text that has the focus.
    pub fn editor(&self) -> Option<&LineEditor> {
        Some(&self.folder).filter(|_| !self.there)
    }

    /// The same, to change it.
    pub fn editor_mut(&mut self) -> Option<&mut LineEditor> {
        Some(&mut self.folder).filter(|_| !self.there)
    }
}

/// How far a file has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coming {
    /// Its hash.
    pub sha256: String,
    /// Bytes that are here.
    pub done: u64,
    /// Bytes of the whole.
    pub of: u64,
}

impl Coming {
    /// Of a hundred.
    pub fn percent(&self) -> u64 {
        self.done.saturating_mul(100).checked_div(self.of).unwrap_or_default().min(100)
    }
}

impl Model {
    /// Files of the case, material by material in the order of its rows; then those that no row names any more.
    pub fn case_files(&self) -> Vec<FileLine<'_>> {
        let Some(detail) = &self.casework.detail else { return Vec::new() };
        let name = |code: &str| {
            let material = self.casework.guide.as_ref().and_then(|guide| guide.material(code));
            material.map(|material| material.name.as_str())
        };
        let mut lines = Vec::new();
        for row in &detail.case.application.materials {
            let named = row.blobs.iter().filter_map(|hash| detail.files.iter().find(|file| file.sha256 == *hash));
            let material = name(&row.material_code).or(Some(row.material_code.as_str()));
            lines.extend(named.enumerate().map(|(at, file)| FileLine { material, ordinal: at + 1, file }));
        }
        let named = |file: &&CaseFile| !lines.iter().any(|line: &FileLine<'_>| line.file.sha256 == file.sha256);
        let others: Vec<&CaseFile> = detail.files.iter().filter(named).collect();
        let others = others.into_iter().enumerate();
        lines.extend(others.map(|(at, file)| FileLine { material: None, ordinal: at + 1, file }));
        lines
    }

    /// The file that is being fetched, and how far it has come.
    pub fn file_coming(&self) -> Option<&Coming> {
        let waits = |purpose: &Purpose| matches!(purpose, Purpose::Casework(Wait::Save(_)));
        self.casework.coming.as_ref().filter(|_| self.requests.is_waiting(waits))
    }

    /// Whether the keys of electronic files mean something on the case as it stands.
    pub(in crate::app) fn files_availability(&self, action: Action) -> Result<(), Why> {
        match (&self.casework.mode, action) {
            (Mode::Form(_), Action::MaterialScans)
                if self.casework.form().is_some_and(|act| act.scanned().is_some()) =>
            {
                Ok(())
            }
            (Mode::Reading, _) if self.case_files().is_empty() => Err(Why::new("files.none")),
            (Mode::Reading, _) => Ok(()),
            _ => Err(Why::new("why.not_here")),
        }
    }
}

/// The keys of the case's files: first they are shown, then the one under the cursor is saved.
pub(super) fn key(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    if model.casework.pane == Pane::Files && action != Action::MaterialScans {
        return ask_where(model, ctx);
    }
    model.casework.pane = Pane::Files;
    Vec::new()
}

/// Asks where the file under the cursor shall go.
pub(super) fn ask_where(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    let Some(saving) = chosen(model) else { return Vec::new() };
    if model.file_coming().is_some() {
        model.say(Level::Note, "files.one_comes", &[], ctx);
        return Vec::new();
    }
    let known = model.casework.folder.clone();
    let folder = offered(&known);
    model.overlays.push(Overlay::SaveFile(Box::new(SavePage { saving, folder, there: false })));
    if known.is_empty() {
        return vec![model.ask(Purpose::Casework(Wait::Folder), Ask::FileFolder, ctx)];
    }
    Vec::new()
}

/// A folder that Enter takes, and any typing replaces.
fn offered(folder: &str) -> LineEditor {
    let mut editor = LineEditor::with_text(folder, LONGEST_PATH);
    editor.select_all();
    editor
}

/// The file under the cursor, with the name that it will have.
fn chosen(model: &Model) -> Option<Saving> {
    let case = &model.casework.detail.as_ref()?.case;
    let lines = model.case_files();
    let line = lines.get(model.casework.cursor(Pane::Files).min(lines.len().saturating_sub(1)))?;
    let number = case.case_no.as_ref().or(case.receipt_no.as_ref()).cloned();
    let number = number.unwrap_or_else(|| case.id.simple().to_string().chars().take(8).collect());
    let material: Option<String> = line.material.map(|name| name.chars().take(LONGEST_NAME).collect());
    let parts: Vec<String> = [Some(number), material, Some(line.ordinal.to_string())].into_iter().flatten().collect();
    Some(Saving {
        case_id: case.id,
        sha256: line.file.sha256.clone(),
        size: line.file.size,
        stem: parts.join("-"),
        kind: line.file.kind.clone(),
        folder: String::new(),
        if_there: IfThere::Ask,
    })
}

/// Enter under the folder, or on the question.
pub(in crate::app) fn confirm(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    choose(model, 1, ctx)
}

/// A digit: of the question, 1 keeps both and 2 replaces.
pub(in crate::app) fn choose(model: &mut Model, digit: usize, ctx: &Ctx) -> Vec<Effect> {
    let Some(Overlay::SaveFile(page)) = model.overlays.last() else { return Vec::new() };
    let if_there = match (page.there, digit) {
        (false, 1) => IfThere::Ask,
        (true, 1) => IfThere::Beside,
        (true, 2) => IfThere::Replace,
        _ => return Vec::new(),
    };
    // A terminal into which a folder is dragged puts it in quotation marks.
    let folder = page.folder.text().trim().trim_matches(['"', '\'']).to_owned();
    let saving = Saving { folder: folder.clone(), if_there, ..page.saving.clone() };
    model.overlays.pop();
    model.casework.folder = folder;
    model.casework.coming = Some(Coming { sha256: saving.sha256.clone(), done: 0, of: saving.size });
    vec![model.ask(Purpose::Casework(Wait::Save(Box::new(saving.clone()))), Ask::SaveFile(Box::new(saving)), ctx)]
}

/// Where files go by default, unless something was typed meanwhile.
pub(super) fn folder_came(model: &mut Model, folder: &str) {
    if let Some(Overlay::SaveFile(page)) = model.overlays.last_mut()
        && page.folder.is_empty()
    {
        page.folder = offered(folder);
    }
}

/// The file is written, or not.
pub(super) fn saved(model: &mut Model, saving: Saving, result: Result<Answer, Failure>, ctx: &Ctx) {
    model.casework.coming = None;
    match result {
        Ok(Answer::Exported(place)) => model.say(Level::Good, "files.saved", &[&place], ctx),
        Ok(_) => {}
        Err(failure) if failure.code == THERE => {
            let here = model.place == Place::Case && model.casework.mode == Mode::Reading && model.overlays.is_empty();
            if !here || model.casework.case_id != Some(saving.case_id) {
                model.say_failure(&failure, ctx);
                return;
            }
            let folder = LineEditor::with_text(&saving.folder, LONGEST_PATH);
            model.overlays.push(Overlay::SaveFile(Box::new(SavePage { saving, folder, there: true })));
        }
        Err(failure) => model.say_failure(&failure, ctx),
    }
}

/// So much of a file is here.
pub(in crate::app) fn hear_coming(model: &mut Model, bytes: u64) {
    if let Some(coming) = &mut model.casework.coming {
        coming.done = bytes;
    }
}
