//! What lies over the page: help, palette, menus, questions, a document to read. A stack of data; the topmost one has
//! the keys.

mod keys;
mod listed;

pub use listed::{Entry, entries, help_entries, help_words, reads};

use crate::text::{LineEditor, Secrecy};

use super::{
    Model,
    actions::Action,
    casework::files::{self, SavePage},
    effect::{Ask, Effect},
    form,
    msg::Ctx,
    notice::Level,
    request::Purpose,
    scans::{self, ScanPage},
    secrets::{self, Secrets},
    session::{self, Wait},
    sign_in::{self, SignIn},
};

/// Most days that the demo's clock may be moved at once.
const MOST_DAYS: u32 = 366;

/// Reasons for revealing personal data, by digit (11.3).
pub const REVEAL_REASONS: [&str; 4] =
    ["reveal.check_identity", "reveal.contact", "reveal.fill_paper", "reveal.correct_error"];

/// One thing over the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// F1: every action of the contexts in force, with its keys.
    Help {
        /// What was typed to narrow it down.
        filter: LineEditor,
        /// First row shown.
        cursor: usize,
    },
    /// Ctrl-P: every action by name.
    Palette {
        /// What was typed.
        filter: LineEditor,
        /// Row of the cursor.
        cursor: usize,
    },
    /// F10: the actions that have no room on the place bar.
    More {
        /// Row of the cursor.
        cursor: usize,
    },
    /// What the message line said.
    Notices {
        /// First row shown.
        cursor: usize,
    },
    /// A grave message, until it is dismissed; it stands in the notices.
    Alarm,
    /// What the doctor found.
    Doctor {
        /// What was typed to try an input method.
        typed: LineEditor,
        /// First finding shown.
        cursor: usize,
    },
    /// Demo: who am I.
    Who {
        /// Row of the cursor.
        cursor: usize,
    },
    /// Demo: how many days ahead.
    Clock {
        /// Days.
        days: LineEditor,
    },
    /// Why personal data are to be shown.
    Reveal,
    /// Signing in, by password or telephone; a new password; the code that enrols this desk.
    SignIn(Box<SignIn>),
    /// The draft's guide is not in force any more: what the one in force asks otherwise.
    GuideChanged {
        /// First row shown.
        cursor: usize,
    },
    /// Scans of a material, and what lies in the scanner's folder.
    Scans(Box<ScanPage>),
    /// Where a scan lies.
    ScanPath {
        /// As typed.
        path: LineEditor,
    },
    /// Where an electronic file of a case shall go.
    SaveFile(Box<SavePage>),
    /// PIN or passphrase is changed.
    Secrets(Box<Secrets>),
    /// A text to read.
    Reader {
        /// Heading.
        title: String,
        /// Lines as they came; they are wrapped where they are drawn.
        text: String,
        /// First row shown.
        cursor: usize,
    },
}

impl Overlay {
    /// Help, from the top.
    pub fn help() -> Self {
        Self::Help { filter: LineEditor::new(40, Secrecy::Open), cursor: 0 }
    }

    /// The palette, empty.
    pub fn palette() -> Self {
        Self::Palette { filter: LineEditor::new(40, Secrecy::Open), cursor: 0 }
    }

    /// The line of text that has the focus.
    pub fn editor(&self) -> Option<&LineEditor> {
        match self {
            Self::Help { filter, .. } | Self::Palette { filter, .. } => Some(filter),
            Self::Clock { days } => Some(days),
            Self::ScanPath { path } => Some(path),
            Self::SignIn(page) => page.editor(),
            Self::SaveFile(page) => page.editor(),
            Self::Doctor { typed, .. } => Some(typed),
            Self::Secrets(form) => Some(&form.field),
            _ => None,
        }
    }

    fn editor_mut(&mut self) -> Option<&mut LineEditor> {
        match self {
            Self::Help { filter, .. } | Self::Palette { filter, .. } => Some(filter),
            Self::Clock { days } => Some(days),
            Self::ScanPath { path } => Some(path),
            Self::SignIn(page) => page.editor_mut(),
            Self::SaveFile(page) => page.editor_mut(),
            Self::Doctor { typed, .. } => Some(typed),
            Self::Secrets(form) => Some(&mut form.field),
            _ => None,
        }
    }

    fn cursor_mut(&mut self) -> Option<&mut usize> {
        match self {
            Self::Help { cursor, .. }
            | Self::Palette { cursor, .. }
            | Self::More { cursor }
            | Self::Notices { cursor }
            | Self::Doctor { cursor, .. }
            | Self::Who { cursor }
            | Self::GuideChanged { cursor }
            | Self::Reader { cursor, .. } => Some(cursor),
            Self::Scans(page) => Some(&mut page.cursor),
            Self::Alarm
            | Self::Clock { .. }
            | Self::ScanPath { .. }
            | Self::SaveFile(_)
            | Self::Reveal
            | Self::SignIn(_)
            | Self::Secrets(_) => None,
        }
    }
}

impl Overlay {
    /// A click on a row puts the cursor there; whether it stood there already. Texts have no rows to open.
    pub(super) fn click_row(&mut self, at: usize) -> bool {
        let opens = matches!(self, Self::Palette { .. } | Self::Who { .. } | Self::More { .. } | Self::Scans(_));
        self.cursor_mut().filter(|_| opens).is_some_and(|cursor| std::mem::replace(cursor, at) == at)
    }
}

/// A grave message lies over everything: only what dismisses it, and what shows or leaves the page as it is, goes past it.
pub(super) fn stops(model: &Model, action: Action) -> bool {
    let passes = matches!(
        action,
        Action::Back | Action::Lock | Action::Leave | Action::Redraw | Action::Language | Action::Mouse
    );
    matches!(model.overlays.last(), Some(Overlay::Alarm)) && !passes
}

/// The topmost goes. A grave message is dismissed with it, and the next one takes its place.
pub(super) fn close(model: &mut Model) -> bool {
    let Some(closed) = model.overlays.pop() else { return false };
    if closed == Overlay::Alarm && model.notices.dismiss() {
        model.overlays.push(Overlay::Alarm);
    }
    true
}

/// A grave message that nobody has dismissed lies on top, whatever was opened or left since.
pub(super) fn settle(model: &mut Model) {
    if model.notices.standing().is_some() && !model.locked && model.overlays.last() != Some(&Overlay::Alarm) {
        model.overlays.retain(|overlay| *overlay != Overlay::Alarm);
        model.overlays.push(Overlay::Alarm);
    }
}

/// A typed character or pasted text for the topmost overlay.
pub(super) fn text(model: &mut Model, text: &str) {
    let Some(overlay) = model.overlays.last_mut() else { return };
    if let Some(editor) = overlay.editor_mut() {
        editor.paste(text);
    }
    if let Some(cursor) = overlay.cursor_mut() {
        *cursor = 0;
    }
}

/// A key for the topmost overlay.
pub(super) fn action(model: &mut Model, action: Action, ctx: &Ctx) -> Vec<Effect> {
    let last = last_row(model);
    if matches!(model.overlays.last(), Some(Overlay::SignIn(_))) && sign_in::walk(model, action) {
        return Vec::new();
    }
    if action == Action::Confirm && matches!(model.overlays.last(), Some(Overlay::GuideChanged { .. })) {
        return super::accept::over_newer_guide(model, ctx);
    }
    let Some(overlay) = model.overlays.last_mut() else { return Vec::new() };
    if let Some(editor) = overlay.editor_mut() {
        let before = editor.text().to_owned();
        if form::edit(editor, action).is_some() {
            let changed = editor.text() != before;
            if let Some(cursor) = overlay.cursor_mut().filter(|_| changed) {
                *cursor = 0;
            }
            return Vec::new();
        }
    }
    if let Some(cursor) = overlay.cursor_mut() {
        match action {
            Action::Up => *cursor = cursor.saturating_sub(1),
            Action::Down => *cursor = (*cursor + 1).min(last),
            Action::PageUp => *cursor = cursor.saturating_sub(10),
            Action::PageDown => *cursor = (*cursor + 10).min(last),
            Action::First => *cursor = 0,
            Action::Last => *cursor = last,
            _ => {}
        }
    }
    match (action, action.digit()) {
        (Action::Confirm | Action::Open, _) => confirm(model, ctx),
        (Action::Pin, _) => pin(model),
        (Action::ScanRemove, _) => scans::remove(model, ctx),
        (_, Some(digit)) => choose(model, digit, ctx),
        _ => Vec::new(),
    }
}

/// Last row that the cursor may stand on.
fn last_row(model: &Model) -> usize {
    let rows = match model.overlays.last() {
        Some(Overlay::Help { filter, .. }) => help_entries(model, filter.text()).len(),
        Some(Overlay::Palette { filter, .. }) => entries(model, filter.text()).len(),
        Some(Overlay::More { .. }) => more_entries().len(),
        Some(Overlay::Notices { .. }) => model.notices.len(),
        Some(Overlay::Doctor { .. }) => model.findings.as_ref().map_or(0, Vec::len),
        Some(Overlay::Who { .. }) => model.session.people.len(),
        Some(Overlay::Scans(_)) => scans::count(model),
        Some(Overlay::GuideChanged { .. }) => {
            model.accept.newer.as_ref().map_or(0, |newer| newer.difference.changes.len())
        }
        Some(Overlay::Reader { text, .. }) => text.lines().count().saturating_mul(2),
        _ => 0,
    };
    rows.saturating_sub(1)
}

/// What F10 shows, numbered.
pub fn more_entries() -> Vec<Action> {
    vec![
        Action::Palette,
        Action::Notices,
        Action::Lock,
        Action::PlaceHome,
        Action::Mouse,
        Action::Language,
        Action::Leave,
        Action::PlaceOutbox,
        Action::SignIn,
        Action::WhoAmI,
        Action::ClockAhead,
        Action::CutLine,
        Action::CutRegisters,
        Action::PlaceOriginals,
        Action::PlaceCarry,
        Action::Doctor,
    ]
}

fn confirm(model: &mut Model, ctx: &Ctx) -> Vec<Effect> {
    match model.overlays.last() {
        Some(Overlay::Palette { filter, cursor }) => {
            let chosen = entries(model, filter.text()).get(*cursor).map(|entry| entry.action);
            let mut effects = run(model, chosen, ctx);
            if let Some(chosen) = chosen {
                model.habits.used(chosen);
                effects.push(Effect::KeepHabits(model.habits.write()));
            }
            effects
        }
        Some(Overlay::More { cursor }) => {
            let chosen = more_entries().get(*cursor).copied();
            run(model, chosen, ctx)
        }
        Some(Overlay::Who { cursor }) => {
            let cursor = *cursor;
            become_person(model, cursor, ctx)
        }
        Some(Overlay::Clock { days }) => {
            let days = days.text().trim().parse::<u32>().ok().filter(|days| (1..=MOST_DAYS).contains(days));
            let Some(days) = days else {
                model.say(Level::Bad, "notice.days_range", &[&MOST_DAYS.to_string()], ctx);
                return Vec::new();
            };
            model.overlays.pop();
            vec![model.ask(Purpose::Session(Wait::Clock), Ask::MoveClock { days }, ctx)]
        }
        Some(Overlay::SignIn(_)) => sign_in::confirm(model, ctx),
        Some(Overlay::Secrets(_)) => secrets::confirm(model, ctx),
        Some(Overlay::Scans(page)) => {
            let cursor = page.cursor;
            scans::choose(model, cursor, ctx)
        }
        Some(Overlay::ScanPath { .. }) => scans::take_path(model, ctx),
        Some(Overlay::SaveFile(_)) => files::confirm(model, ctx),
        Some(Overlay::Reveal) => choose(model, 1, ctx),
        // Enter ends what an input method composes: it must not close the page on which one is tried.
        Some(Overlay::Doctor { .. } | Overlay::Alarm) => Vec::new(),
        _ => {
            model.overlays.pop();
            Vec::new()
        }
    }
}

/// The palette's row of the cursor goes to the top for this window, or no longer.
fn pin(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Palette { filter, cursor }) = model.overlays.last() else { return Vec::new() };
    let Some(chosen) = entries(model, filter.text()).get(*cursor).map(|entry| entry.action) else {
        return Vec::new();
    };
    model.habits.pin(chosen);
    let now = entries(model, filter.text()).iter().position(|entry| entry.action == chosen);
    if let Some(cursor) = model.overlays.last_mut().and_then(Overlay::cursor_mut) {
        *cursor = now.unwrap_or_default();
    }
    vec![Effect::KeepHabits(model.habits.write())]
}

fn choose(model: &mut Model, digit: usize, ctx: &Ctx) -> Vec<Effect> {
    let row = digit.saturating_sub(1);
    match model.overlays.last() {
        Some(Overlay::More { .. }) => {
            let chosen = more_entries().get(row).copied();
            run(model, chosen, ctx)
        }
        Some(Overlay::Who { .. }) => become_person(model, row, ctx),
        Some(Overlay::Scans(_)) => scans::choose(model, row, ctx),
        Some(Overlay::SaveFile(page)) if page.there => files::choose(model, digit, ctx),
        Some(Overlay::Reveal) if row < REVEAL_REASONS.len() => {
            model.overlays.pop();
            model.revealed_until = model.session.revealed_until(ctx.now);
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn become_person(model: &mut Model, row: usize, ctx: &Ctx) -> Vec<Effect> {
    let Some(id) = model.session.people.get(row).map(|person| person.id) else { return Vec::new() };
    model.overlays.pop();
    session::become_person(model, id, ctx)
}

/// The overlay goes first: what it started must find the page.
fn run(model: &mut Model, chosen: Option<Action>, ctx: &Ctx) -> Vec<Effect> {
    let Some(chosen) = chosen else { return Vec::new() };
    model.overlays.pop();
    super::update::run(model, chosen, ctx)
}
