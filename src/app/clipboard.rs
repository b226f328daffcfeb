//! What was copied. It stays inside the program: nothing of a citizen goes to a clipboard that other programs read. What
//! came from a personal field is wiped after half a minute (RULES 11.2), all of it when the screen locks and when the next
//! citizen comes.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use zeroize::Zeroizing;

use super::{
    Model, Place,
    accept::{Outcome, Step},
    msg::Ctx,
    notice::Level,
};
use crate::text::LineEditor;

/// How long a personal value is kept.
const PERSONAL_FOR: SignedDuration = SignedDuration::from_secs(30);

/// What was copied last. `Debug` does not show it.
#[derive(Default)]
pub struct Clipboard {
    text: Zeroizing<String>,
    /// When it is wiped; `None` = no time is set.
    pub(super) until: Option<Timestamp>,
}

impl fmt::Debug for Clipboard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clipboard").field("until", &self.until).finish_non_exhaustive()
    }
}

impl Clipboard {
    /// Wipes it.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Wipes it if its time has come.
    pub(super) fn expire(&mut self, now: Timestamp) {
        if self.until.is_some_and(|until| until <= now) {
            self.clear();
        }
    }
}

impl Model {
    /// The line or text that is being typed, and whether it is personal.
    fn focused_editor(&self) -> Option<(&LineEditor, bool)> {
        if let Some(overlay) = self.overlays.last() {
            return overlay.editor().map(|editor| (editor, false));
        }
        let field = match self.place {
            Place::Carry => self.carry.form.current(),
            _ => self.focused_field(),
        };
        if let Some(field) = field {
            return Some((&field.editor, field.personal.is_some()));
        }
        let editor = match (self.place, self.accept.step) {
            (Place::Lists(_), _) => Some(&self.worklists.filter),
            (Place::Accept, Step::Item) => Some(&self.accept.finder.editor),
            (Place::Accept, Step::Materials) => self.accept.work.materials.editor(),
            (Place::Accept, Step::Conclusion) => match &self.accept.conclusion.outcome {
                Outcome::Words { words, .. } => Some(words),
                _ => None,
            },
            _ => None,
        };
        editor.map(|editor| (editor, false))
    }
}

/// Takes what is selected; `false` = nothing is, or it is a secret.
pub(super) fn copy(model: &mut Model, ctx: &Ctx) -> bool {
    let found = model.focused_editor().filter(|(editor, _)| !editor.is_secret());
    let taken = found.map(|(editor, personal)| (Zeroizing::new(editor.selected().to_owned()), personal));
    let Some((text, personal)) = taken.filter(|(text, _)| !text.is_empty()) else {
        model.say(Level::Note, "notice.nothing_selected", &[], ctx);
        return false;
    };
    let until = personal.then(|| ctx.now.checked_add(PERSONAL_FOR).unwrap_or(ctx.now));
    model.clipboard = Clipboard { text, until };
    true
}

/// What was copied; `None` = nothing, or no more.
pub(super) fn taken(model: &mut Model, ctx: &Ctx) -> Option<Zeroizing<String>> {
    model.clipboard.expire(ctx.now);
    if model.clipboard.text.is_empty() {
        model.say(Level::Note, "notice.nothing_copied", &[], ctx);
        return None;
    }
    Some(model.clipboard.text.clone())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
