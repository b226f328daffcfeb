//! Keys become actions. Contexts are asked innermost first; a text field takes what types a character unless that very
//! context binds it. Pure: no terminal library, no clock, no time-outs inside chords.
//!
//! Primary keys survive a Chinese input method (SCREENS 1): the compiled-in `default` map binds no bare letter at all.

mod chord;
mod fault;
pub mod listing;
mod source;

use std::collections::BTreeMap;

pub use chord::{Chord, Key, NoSuchKey};
pub use fault::{Diagnostic, Fault, Severity};

use crate::text::fold_code_char;

/// Whether a context takes text, and of what kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// No text: keys mean actions only.
    None,
    /// Text, kept as typed.
    Free,
    /// A coded field (number, date): full-width characters become those of the keyboard.
    Coded,
}

/// One context that keys are looked up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    /// Name of its table in keymap files.
    pub name: &'a str,
    /// Whether it takes text.
    pub typing: Typing,
}

impl<'a> Context<'a> {
    /// A context whose keys mean actions.
    pub const fn keys(name: &'a str) -> Self {
        Self { name, typing: Typing::None }
    }

    /// A text field's context.
    pub const fn field(name: &'a str, typing: Typing) -> Self {
        Self { name, typing }
    }
}

/// What a key is bound to: an action's id, and what it acts on if the binding says so (`"choice.take 3"`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Id of the action, for example `material.complete`.
    pub action: String,
    /// Its argument.
    pub arg: Option<String>,
}

/// What one more chord means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution<'k> {
    /// Do this.
    Run(&'k Command),
    /// Type this character into the focused field.
    Text(char),
    /// The beginning of a longer binding; [`Keymap::next_keys`] says what may follow.
    Pending,
    /// Esc gave up a longer binding.
    Cancelled,
    /// Nothing is bound to it here.
    Unbound,
}

type Bindings = BTreeMap<Vec<Chord>, Command>;

/// The bindings in force, by context.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keymap {
    name: String,
    contexts: BTreeMap<String, Bindings>,
}

/// The keymaps that are compiled in, by name.
pub const BUILT_IN: [(&str, &str); 3] = [
    ("default", include_str!("../../../keymaps/default.toml")),
    ("numpad", include_str!("../../../keymaps/numpad.toml")),
    ("vim", include_str!("../../../keymaps/vim.toml")),
];

impl Keymap {
    /// Loads the keymap `name` at the start. `file` gives the text of a person's own keymap file, if there is one of that
    /// name; it goes before a compiled-in one. There is always a usable map: a file that is no TOML leaves the compiled-in
    /// default, an entry that makes no sense is left out.
    pub fn load(name: &str, file: &dyn Fn(&str) -> Option<String>) -> (Self, Vec<Diagnostic>) {
        source::load(name, file).unwrap_or_else(|wrong| (Self::built_in(), wrong))
    }

    /// Loads a keymap while this one is in force: a file that is no TOML leaves this one, the last good one.
    pub fn reload(&self, name: &str, file: &dyn Fn(&str) -> Option<String>) -> (Self, Vec<Diagnostic>) {
        source::load(name, file).unwrap_or_else(|wrong| (self.clone(), wrong))
    }

    /// The compiled-in keymap.
    pub fn built_in() -> Self {
        source::load("default", &|_| None).map(|(map, _)| map).unwrap_or_default()
    }

    /// Name shown in the settings.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What `chord` means after the chords of `pending`, in `contexts`, innermost first. Unless the answer is
    /// [`Resolution::Pending`], the caller forgets `pending`.
    pub fn resolve(&self, contexts: &[Context], pending: &[Chord], chord: Chord) -> Resolution<'_> {
        let folded = chord.fold();
        if !pending.is_empty() && folded == Chord::new(Key::Esc) {
            return Resolution::Cancelled;
        }
        let mut keys = pending.to_vec();
        keys.push(folded);
        for context in contexts {
            if let Some(bindings) = self.contexts.get(context.name) {
                if let Some(command) = bindings.get(&keys) {
                    return Resolution::Run(command);
                }
                if continuations(bindings, &keys).next().is_some() {
                    return Resolution::Pending;
                }
            }
            if let Some(c) = chord.typed().filter(|_| pending.is_empty()) {
                match context.typing {
                    Typing::None => {}
                    Typing::Free => return Resolution::Text(c),
                    Typing::Coded => return Resolution::Text(fold_code_char(c)),
                }
            }
        }
        Resolution::Unbound
    }

    /// The chords that may follow `pending`, with what each leads to if it ends there: shown at once, so that longer
    /// bindings teach themselves.
    pub fn next_keys(&self, contexts: &[Context], pending: &[Chord]) -> Vec<(Chord, Option<&Command>)> {
        let mut next: Vec<(Chord, Option<&Command>)> = Vec::new();
        for context in contexts {
            let Some(bindings) = self.contexts.get(context.name) else { continue };
            for (keys, command) in continuations(bindings, pending) {
                let Some(chord) = keys.get(pending.len()) else { continue };
                if !next.iter().any(|(known, _)| known == chord) {
                    next.push((*chord, (keys.len() == pending.len() + 1).then_some(command)));
                }
            }
        }
        next
    }

    /// The keys of `action` that work in `contexts`: function keys first, as a window's keyboard shows them, then keys that
    /// every terminal lets through, then the rest, plain ones before those with Ctrl or Alt; letters last. Feeds the bottom line, help, palette and buttons, so that no key is ever typed in by hand there.
    pub fn keys_of(&self, contexts: &[Context], action: &str, arg: Option<&str>) -> Vec<Vec<Chord>> {
        let mut found: Vec<Vec<Chord>> = Vec::new();
        for (depth, context) in contexts.iter().enumerate() {
            let means_it = |command: &Command| command.action == action && command.arg.as_deref() == arg;
            // What it means is asked first: every frame asks for a dozen keys, and who hides whom is the dear part.
            for (keys, _) in self.bindings(context.name).filter(|(_, command)| means_it(command)) {
                let inner = contexts.get(..depth).unwrap_or_default();
                let hidden = inner.iter().any(|inner| self.takes(inner, keys));
                let typed = context.typing != Typing::None
                    && keys.len() > 1
                    && keys.first().is_some_and(|k| k.typed().is_some());
                if !hidden && !typed {
                    found.push(keys.to_vec());
                }
            }
        }
        found.sort_by_key(|keys| {
            let letters = keys.iter().any(|chord| !chord.survives_input_method());
            let function = keys.iter().all(|chord| matches!(chord.key, Key::F(_)));
            let unsure = keys.iter().any(|chord| chord.reach() != chord::Reach::Sure);
            let plain = keys.iter().all(|chord| !chord.ctrl && !chord.alt);
            (letters, !function, unsure, !plain)
        });
        found
    }

    /// How the first key of `action` in `contexts` is shown, for example `Ctrl-S`.
    pub fn label_of(&self, contexts: &[Context], action: &str) -> Option<String> {
        self.keys_of(contexts, action, None).first().map(|keys| label(keys))
    }

    /// Everything bound in the context `name`, in the order of keys.
    pub fn bindings(&self, name: &str) -> impl Iterator<Item = (&[Chord], &Command)> {
        self.contexts.get(name).into_iter().flatten().map(|(keys, command)| (keys.as_slice(), command))
    }

    /// Names of all contexts that bind something.
    pub fn contexts(&self) -> impl Iterator<Item = &str> {
        self.contexts.keys().map(String::as_str)
    }

    /// Whether `context` keeps `keys` from the contexts around it.
    fn takes(&self, context: &Context, keys: &[Chord]) -> bool {
        let typed = context.typing != Typing::None && keys.first().is_some_and(|chord| chord.typed().is_some());
        let bound = self.contexts.get(context.name).is_some_and(|bindings| {
            (1..=keys.len()).any(|end| keys.get(..end).is_some_and(|part| bindings.contains_key(part)))
                || continuations(bindings, keys).next().is_some()
        });
        typed || bound
    }
}

/// How a sequence of chords is shown: `G G`, `Ctrl-S`.
pub fn label(keys: &[Chord]) -> String {
    keys.iter().map(|chord| chord.label()).collect::<Vec<_>>().join(" ")
}

/// Bindings that begin with `keys` and go on.
fn continuations<'b>(bindings: &'b Bindings, keys: &[Chord]) -> impl Iterator<Item = (&'b Vec<Chord>, &'b Command)> {
    let from = keys.to_vec();
    bindings.range(from.clone()..).take_while(move |(longer, _)| longer.starts_with(&from)).filter({
        let length = keys.len();
        move |(longer, _)| longer.len() > length
    })
}

#[cfg(test)]
mod tests;
