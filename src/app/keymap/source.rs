//! Keymap files: `name`, `inherits`, and a table per context, whose entries are `"keys" = "action.id argument"`.
//!
//! `"none"` unbinds an inherited key. A file inherits `default` unless it says otherwise; `inherits = "none"` starts bare.

use std::collections::BTreeMap;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{BUILT_IN, Bindings, Chord, Command, Diagnostic, Fault, Keymap, chord::Reach, continuations, label};
use crate::{
    app::actions::{Action, Context},
    text::nearest,
};

/// Context whose bindings hold everywhere.
const GLOBAL: &str = "global";
/// Contexts of text fields have names that start like this; those of coded fields like the second.
const FIELD: &str = "field";
const CODED_FIELD: &str = "field.coded";

/// Reads `name` and what it inherits, and checks the outcome. An error means that nothing of it can be used.
pub(super) fn load(
    name: &str,
    file: &dyn Fn(&str) -> Option<String>,
) -> Result<(Keymap, Vec<Diagnostic>), Vec<Diagnostic>> {
    let mut reader = Reader { map: Keymap::default(), places: BTreeMap::new(), diagnostics: Vec::new() };
    reader.read(name, file, &mut Vec::new());
    if reader.diagnostics.iter().any(|found| found.fault.spoils_all()) {
        return Err(reader.diagnostics);
    }
    if reader.map.name.is_empty() {
        name.clone_into(&mut reader.map.name);
    }
    reader.check();
    reader.diagnostics.sort_by(|a, b| (&a.file, a.line, a.col).cmp(&(&b.file, b.line, b.col)));
    Ok((reader.map, reader.diagnostics))
}

/// Where a binding was written.
#[derive(Clone)]
struct Place {
    file: String,
    line: usize,
    col: usize,
}

impl Place {
    fn of(name: &str, text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let col = before.rsplit('\n').next().map_or(0, |start| start.chars().count()) + 1;
        Self { file: format!("{name}.toml"), line: before.split('\n').count(), col }
    }

    fn found(self, fault: Fault) -> Diagnostic {
        Diagnostic { file: self.file, line: self.line, col: self.col, fault }
    }
}

struct Reader {
    map: Keymap,
    /// By context and keys.
    places: BTreeMap<(String, Vec<Chord>), Place>,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn read(&mut self, name: &str, file: &dyn Fn(&str) -> Option<String>, chain: &mut Vec<String>) {
        let again = chain.iter().any(|seen| seen == name);
        // A person's `default.toml` inherits the compiled-in `default`: the second time a name comes up, theirs is left out.
        let own = if again { None } else { file(name) };
        let built_in = BUILT_IN.iter().find(|(known, _)| *known == name).map(|(_, text)| *text);
        let Some(text) = own.as_deref().or(built_in) else {
            let fault = if again { Fault::Circle(name.to_owned()) } else { Fault::Keymap(name.to_owned()) };
            let from = chain.last().map_or(name, String::as_str);
            return self.diagnostics.push(Place::of(from, "", 0).found(fault));
        };
        chain.push(name.to_owned());
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            self.diagnostics.push(Place::of(name, text, at).found(Fault::Syntax(error.message().to_owned())));
        }
        let table = table.get_ref();
        let is_root = own.is_none() && name == "default";
        match table.get("inherits").and_then(|value| value.get_ref().as_str()) {
            Some("none") => {}
            Some(parent) => self.read(parent, file, chain),
            None if is_root => {}
            None => self.read("default", file, chain),
        }
        for (key, value) in table {
            let key_text: &str = key.get_ref();
            match (key_text, value.get_ref()) {
                ("inherits", _) => {}
                ("name", DeValue::String(text)) => text.as_ref().clone_into(&mut self.map.name),
                (context, DeValue::Table(entries)) => {
                    self.context(name, text, context, key.span().start, entries);
                }
                (other, _) => {
                    let fault = Fault::Entry(other.to_owned());
                    self.diagnostics.push(Place::of(name, text, key.span().start).found(fault));
                }
            }
        }
    }

    /// One table; tables inside it are contexts of their own, named `outer.inner`.
    fn context(&mut self, name: &str, text: &str, context: &str, at: usize, entries: &DeTable) {
        let known = Context::ALL.iter().any(|known| known.name() == context);
        if !known {
            let near = nearest(context, Context::ALL.map(Context::name));
            let fault = Fault::Context(context.to_owned(), near.map(str::to_owned));
            self.diagnostics.push(Place::of(name, text, at).found(fault));
        }
        let mut own: BTreeMap<Vec<Chord>, usize> = BTreeMap::new();
        // In the order of the file, so that “first” means what a person sees.
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let key_text: &str = key.get_ref();
            if let DeValue::Table(inner) = value.get_ref() {
                self.context(name, text, &format!("{context}.{key_text}"), key.span().start, inner);
                continue;
            }
            if !known {
                continue;
            }
            let place = Place::of(name, text, key.span().start);
            let line = place.line;
            match binding(key_text, value) {
                Err(fault) => self.diagnostics.push(place.found(fault)),
                Ok((keys, command)) => {
                    if let Some(first) = own.insert(keys.clone(), line) {
                        self.diagnostics.push(place.found(Fault::Twice(key_text.to_owned(), first)));
                        continue;
                    }
                    let bindings = self.map.contexts.entry(context.to_owned()).or_default();
                    match command {
                        Some(command) => {
                            bindings.insert(keys.clone(), command);
                            self.places.insert((context.to_owned(), keys), place);
                        }
                        None => {
                            bindings.remove(&keys);
                        }
                    }
                }
            }
        }
    }

    /// What can only be seen when all files are together.
    fn check(&mut self) {
        let empty = Bindings::new();
        let global = self.map.contexts.get(GLOBAL).unwrap_or(&empty);
        let mut found: Vec<(String, Vec<Chord>, Fault)> = Vec::new();
        let mut reachable: BTreeMap<&str, bool> = BTreeMap::new();
        let mut of_action: BTreeMap<&str, (&String, &Vec<Chord>)> = BTreeMap::new();
        for (context, bindings) in &self.map.contexts {
            for (keys, command) in bindings {
                let mut say = |fault| found.push((context.clone(), keys.clone(), fault));
                if let Some((longer, _)) = continuations(bindings, keys).next() {
                    say(Fault::Beginning(label(keys), label(longer)));
                }
                match keys.iter().map(|chord| chord.reach()).find(|reach| *reach != Reach::Sure) {
                    Some(Reach::Never) => say(Fault::Never(label(keys))),
                    Some(Reach::Sometimes) if !self.has_sure_key(&command.action) => say(Fault::Sometimes(label(keys))),
                    _ => {}
                }
                let in_field = context.starts_with(FIELD) && !context.starts_with(CODED_FIELD);
                if in_field && keys.first().is_some_and(|chord| chord.typed().is_some()) {
                    say(Fault::Typed(label(keys)));
                }
                if let Some(outer) = hidden(global, keys).filter(|outer| context != GLOBAL && *outer != command) {
                    say(Fault::Hides(label(keys), outer.action.clone()));
                }
                let arrives = keys.iter().all(|chord| chord.survives_input_method());
                *reachable.entry(&command.action).or_default() |= arrives;
                of_action.entry(&command.action).or_insert((context, keys));
            }
        }
        for (action, (context, keys)) in of_action {
            if reachable.get(action) == Some(&false) {
                found.push((context.clone(), keys.clone(), Fault::OnlyLetters(action.to_owned())));
            }
        }
        for (context, keys, fault) in found {
            if let Some(place) = self.places.get(&(context, keys)) {
                self.diagnostics.push(place.clone().found(fault));
            }
        }
    }

    fn has_sure_key(&self, action: &str) -> bool {
        let mut all = self.map.contexts.values().flatten();
        all.any(|(keys, command)| command.action == action && keys.iter().all(|chord| chord.reach() == Reach::Sure))
    }
}

/// What is bound to these keys, to their beginning, or to keys that begin with them.
fn hidden<'b>(outer: &'b Bindings, keys: &[Chord]) -> Option<&'b Command> {
    let mut beginnings = (1..=keys.len()).filter_map(|end| keys.get(..end));
    let shorter = beginnings.find_map(|part| outer.get(part));
    shorter.or_else(|| continuations(outer, keys).next().map(|(_, command)| command))
}

/// Keys and what they are bound to; `None` for `"none"`.
fn binding(keys: &str, value: &Spanned<DeValue>) -> Result<(Vec<Chord>, Option<Command>), Fault> {
    let chords: Result<Vec<Chord>, _> = keys.split(' ').map(str::parse).collect();
    let chords = chords.map_err(|_| Fault::Key(keys.to_owned()))?;
    let text = value.get_ref().as_str().ok_or_else(|| Fault::Entry(keys.to_owned()))?;
    if text == "none" {
        return Ok((chords, None));
    }
    let (action, arg) = match text.split_once(' ') {
        Some((action, arg)) => (action, Some(arg)),
        None => (text, None),
    };
    let names: Vec<&str> = Action::ALL.iter().map(|action| action.bound_as().0).collect();
    if !names.contains(&action) {
        return Err(Fault::Action(action.to_owned(), nearest(action, names).map(str::to_owned)));
    }
    if Action::named(action, arg).is_none() {
        return Err(Fault::Argument(action.to_owned(), arg.unwrap_or_default().to_owned()));
    }
    Ok((chords, Some(Command { action: action.to_owned(), arg: arg.map(str::to_owned) })))
}
