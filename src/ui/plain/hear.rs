//! What a typed line means: a number, a command, an answer, a code that a scanner typed. Pure: it says what to do, the
//! runtime does it.

use crate::{
    app::{
        Action, Context, Model, Place,
        accept::Step as Part,
        accept::Wait,
        casework::{Mode as Over, Pane},
        catalogue::Pane as Sheet,
        form::Field,
        keymap::{Chord, Key, Keymap, Resolution, Typing},
        request::Purpose,
    },
    i18n::{Lang, t, tf},
    text::fold_key,
};

use super::{
    Page, choose, commands,
    commands::{Found, is_typing},
    labels::{label_like, labels, take_label},
    listed, saved, status,
};

/// Longest number that means a row; longer ones are numbers of persons and cases.
const ROW_DIGITS: usize = 3;
/// Fewest characters of a code that a scanner reads.
const CODE: usize = 6;

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// An action of the registry.
    Do(Action),
    /// Puts a text into the focused field, in place of what is there.
    Type(String),
    /// Enter, if it still means something when it is its turn ([`enter`]).
    Enter,
    /// A code was read while no field had the focus.
    Scan(String),
    /// The rest of the line, heard anew when its turn comes.
    Then(String),
}

/// What a line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Do these, one after the other.
    Steps(Vec<Step>),
    /// Nothing is to be done; this is the answer.
    Say(Vec<String>),
    /// Read the page again.
    Again,
}

/// What the typed line means here.
pub fn hear(model: &Model, line: &str) -> Heard {
    let line = line.trim();
    if model.locked {
        return on_lock(model, line);
    }
    if let Some(answer) = in_secret(model, line) {
        return answer;
    }
    if line.is_empty() {
        return Heard::Steps(vec![Step::Enter]);
    }
    if let Some(text) = line.strip_prefix(['=', '\u{FF1D}']) {
        return typed(model, text.trim());
    }
    if let Some(word) = line.strip_prefix([':', '\u{FF1A}']) {
        return command(model, word.trim());
    }
    if let Some(answer) = own_word(model, line) {
        return answer;
    }
    if is_typing(model) { in_field(model, line) } else { on_page(model, line) }
}

/// On the locked page every line is the passphrase, but for the word that leaves.
fn on_lock(model: &Model, line: &str) -> Heard {
    match line {
        "?" | "\u{FF1F}" => Heard::Again,
        _ if commands::exactly(model, line) == Some(Action::Leave) => Heard::Steps(vec![Step::Do(Action::Leave)]),
        _ => Heard::Steps(vec![Step::Type(line.to_owned()), Step::Enter]),
    }
}

/// A secret may hold any sign and any word: only the names of what leads away from it are none.
fn in_secret(model: &Model, line: &str) -> Option<Heard> {
    let secret = model.overlays.last()?.editor()?.is_secret();
    if !secret || line.is_empty() || matches!(line, "?" | "\u{FF1F}") {
        return None;
    }
    let away = [Action::Back, Action::Leave, Action::Lock, Action::SignInByPhone];
    if let Some(action) = commands::exactly(model, line).filter(|action| away.contains(action)) {
        return Some(Heard::Steps(vec![Step::Do(action)]));
    }
    Some(Heard::Steps(vec![Step::Type(line.to_owned()), Step::Enter]))
}

/// The action that an empty line stands for; `None` = nothing is to be confirmed.
pub fn enter(model: &Model) -> Option<Action> {
    let contexts = model.contexts();
    let looked_up = |purpose: &Purpose| matches!(purpose, Purpose::Accept(Wait::Lookup));
    let finished = model.place == Place::Accept && model.accept.is_finished();
    let reading = model.place == Place::Case && model.casework.mode == Over::Reading;
    let papers = model.casework.pane == Pane::Papers;
    match model.overlays.last() {
        // Eighteen characters have asked who it is already.
        None if model.requests.is_waiting(looked_up) || finished => return None,
        // An act is begun by its number or name, never by an empty line.
        None if reading && !papers => return None,
        _ if contexts.contains(&Context::Viewer) => return Some(Action::Back),
        _ => {}
    }
    bound(model, Chord::new(Key::Enter))
}

/// What the built-in keymap makes of a key here.
fn bound(model: &Model, key: Chord) -> Option<Action> {
    match Keymap::built_in().resolve(&model.key_contexts(), &[], key) {
        Resolution::Run(command) => Action::named(&command.action, command.arg.as_deref()),
        _ => None,
    }
}

/// Words that are no actions: help, again, status, save, row, filter, command.
fn own_word(model: &Model, line: &str) -> Option<Heard> {
    let word = line.to_lowercase();
    let is =
        |key: &'static str| [Lang::Zh, Lang::En].iter().any(|lang| t(*lang, key).split(' ').any(|own| own == word));
    if matches!(line, "?" | "\u{FF1F}") || is("plain.word.again") {
        return Some(Heard::Again);
    }
    // A single letter may be an answer.
    let long = line.chars().nth(1).is_some() || !is_typing(model);
    if long && is("plain.word.help") {
        return Some(Heard::Say(help(model)));
    }
    if is("plain.word.status") {
        return Some(Heard::Say(status(model)));
    }
    if is("plain.word.save") {
        return Some(Heard::Say(vec![saved(model)]));
    }
    if let Some(number) =
        after(line, "plain.word.row").and_then(|rest| rest.trim_end_matches(['项', '行', '件']).trim().parse().ok())
    {
        return Some(take(model, number));
    }
    if let (Some(word), false) = (after(line, "plain.word.command"), is_typing(model)) {
        return Some(Heard::Say(look_up(model, word)));
    }
    let lists = matches!(model.place, Place::Lists(_)) && model.overlays.is_empty();
    after(line, "plain.word.filter").filter(|_| lists).map(|word| {
        // The filter is left at once, so that numbers and commands go on meaning what they mean.
        let turn = Step::Do(Action::Filter);
        let open = (!model.worklists.filtering).then(|| turn.clone());
        let text = if word.is_empty() { Step::Do(Action::TextClear) } else { Step::Type(word.to_owned()) };
        Heard::Steps(open.into_iter().chain([text, turn]).collect())
    })
}

/// What stands behind one of the words of a key; `None` = the line does not begin with one.
fn after<'a>(line: &'a str, key: &'static str) -> Option<&'a str> {
    let mut words = [Lang::Zh, Lang::En].into_iter().flat_map(|lang| t(lang, key).split(' '));
    words.find_map(|word| {
        let rest = line.strip_prefix(word)?;
        // An English word ends with a blank or the line.
        let ends = !word.is_ascii() || rest.is_empty() || rest.starts_with(' ');
        ends.then(|| rest.trim())
    })
}

/// In a text field only exact names are commands: everything else is the answer.
fn in_field(model: &Model, line: &str) -> Heard {
    let results = model.contexts().contains(&Context::Results);
    if results
        && let Some(number) = row_number(line)
        && let Ok(chosen) = choose::choose(model, number)
    {
        // Where nothing stands under it, it is what is looked for.
        return taken(chosen);
    }
    // A letter or two are an answer; a name is longer.
    let short = line.is_ascii() && line.len() < 4;
    if let Some(action) = commands::exactly(model, line).filter(|_| !short) {
        return Heard::Steps(vec![Step::Do(action)]);
    }
    let coded = model.key_contexts().first().is_some_and(|context| context.typing == Typing::Coded);
    if coded && !line.chars().any(|c| fold_key(c).is_ascii_digit()) && !line.is_ascii() {
        return command(model, line);
    }
    typed(model, line)
}

fn typed(model: &Model, text: &str) -> Heard {
    let contexts = model.contexts();
    if !contexts.contains(&Context::Field) {
        return Heard::Say(vec![t(model.lang, "notice.no_field").to_owned()]);
    }
    let mut steps = vec![Step::Type(text.to_owned())];
    if !contexts.contains(&Context::Results) {
        steps.push(Step::Enter);
    }
    Heard::Steps(steps)
}

fn on_page(model: &Model, line: &str) -> Heard {
    if let Some(number) = row_number(line).filter(|number| *number > 0) {
        return take(model, number);
    }
    let pages = model.focused_field().is_some_and(Field::is_choice) && line == "0";
    if pages {
        return Heard::Steps(vec![Step::Type(line.to_owned())]);
    }
    if let Some(action) = symbol(model, line) {
        return Heard::Steps(vec![Step::Do(action)]);
    }
    if is_code(line) {
        return Heard::Steps(vec![Step::Scan(line.to_owned())]);
    }
    if let Some(steps) = number_first(model, line).or_else(|| turned(model, line)) {
        return Heard::Steps(steps);
    }
    if let Some(at) = labels(model).iter().position(|label| label == line) {
        return take_label(model, at);
    }
    if let Some((word, rest)) = line.split_once(char::is_whitespace)
        && let Some(action) = commands::exactly(model, word)
    {
        return Heard::Steps(vec![Step::Do(action), Step::Then(rest.trim().to_owned())]);
    }
    let at = if commands::exactly(model, line).is_some() { None } else { label_like(model, line) };
    at.map_or_else(|| command(model, line), |at| take_label(model, at))
}

/// A number of a row; a person's number is longer.
fn row_number(line: &str) -> Option<usize> {
    let folded: String = line.chars().map(fold_key).collect();
    let digits = folded.chars().all(|c| c.is_ascii_digit()) && folded.len() <= ROW_DIGITS;
    if digits { folded.parse().ok() } else { None }
}

pub(super) fn take(model: &Model, number: usize) -> Heard {
    match choose::choose(model, number) {
        Ok(chosen) => taken(chosen),
        Err(why) => Heard::Say(vec![why]),
    }
}

fn taken(chosen: choose::Chosen) -> Heard {
    let mut steps = chosen.walk;
    steps.extend(chosen.take.map(Step::Do));
    Heard::Steps(steps)
}

/// A sign that is a key on the screen: + - * / 0.
fn symbol(model: &Model, line: &str) -> Option<Action> {
    let mut chars = line.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else { return None };
    let c = fold_key(c);
    if c.is_alphabetic() { None } else { bound(model, Chord::new(Key::Char(c))) }
}

/// What a scanner or card reader types where no field has the focus.
fn is_code(line: &str) -> bool {
    line.len() >= CODE
        && line.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && line.bytes().filter(u8::is_ascii_digit).count() * 2 > line.len()
}

/// `5 齐`, `5齐`: the row first, then what to do with it. `1 3`: one answer after the other.
fn number_first(model: &Model, line: &str) -> Option<Vec<Step>> {
    let end = line.find(|c: char| !fold_key(c).is_ascii_digit())?;
    let (number, rest) = line.split_at(end);
    let rest = rest.trim_start_matches([' ', ',', '、', '\u{FF0C}', '\u{3000}']);
    let chosen = choose::choose(model, row_number(number).filter(|number| *number > 0)?).ok()?;
    let mut steps = chosen.walk;
    if rest.chars().next().is_some_and(|c| fold_key(c).is_ascii_digit()) {
        steps.extend(chosen.take.map(Step::Do));
    } else {
        let word = rest.split_whitespace().next()?;
        commands::exactly(model, word).or_else(|| symbol(model, word))?;
        // Only what leads to the row, not what opens it: a check list goes there by its digit.
        let goes = chosen.take.filter(|take| take.digit().is_some());
        steps.extend(goes.map(Step::Do));
    }
    steps.push(Step::Then(rest.to_owned()));
    Some(steps)
}

/// The name of a list, of a part of the case or of a step leads there.
fn turned(model: &Model, line: &str) -> Option<Vec<Step>> {
    if !model.overlays.is_empty() {
        return None;
    }
    let named =
        |key: &'static str| [Lang::Zh, Lang::En].iter().any(|lang| t(*lang, key).to_lowercase() == line.to_lowercase());
    let turn = |here: usize, there: usize, count: usize| {
        vec![Step::Do(Action::NextPane); (there + count).saturating_sub(here) % count.max(1)]
    };
    match model.place {
        Place::Lists(desk) => {
            let tabs = model.tabs(desk);
            let there = tabs.iter().position(|tab| named(tab.key()))?;
            let here = tabs.iter().position(|tab| Some(*tab) == model.tab(desk))?;
            Some(turn(here, there, tabs.len()))
        }
        Place::Case if model.casework.mode == Over::Reading => {
            let panes = model.casework.panes();
            let there = panes.iter().position(|pane| named(pane.key()))?;
            let here = panes.iter().position(|pane| *pane == model.casework.pane)?;
            Some(turn(here, there, panes.len()))
        }
        Place::Catalogue if model.catalogue.open.is_some() && model.catalogue.form.is_none() => {
            let there = Sheet::ALL.iter().position(|pane| named(pane.key()))?;
            let here = Sheet::ALL.iter().position(|pane| *pane == model.catalogue.pane)?;
            Some(turn(here, there, Sheet::ALL.len()))
        }
        Place::Accept if !model.accept.is_finished() => {
            let there = Part::ALL.iter().position(|step| named(step.key()))?;
            let here = Part::ALL.iter().position(|step| *step == model.accept.step)?;
            let step = if there > here { Action::StepNext } else { Action::StepPrevious };
            Some(vec![Step::Do(step); here.abs_diff(there)])
        }
        _ => None,
    }
}

/// A command by its name; what is none is answered with what is near it.
fn command(model: &Model, word: &str) -> Heard {
    let lang = model.lang;
    let shown: String = word.chars().take(20).collect();
    let names = |actions: &[Action]| {
        let names: Vec<String> = actions.iter().map(|action| commands::name(*action, lang)).collect();
        listed(lang, &names)
    };
    match commands::find(model, word) {
        Found::One(action) => Heard::Steps(vec![Step::Do(action)]),
        Found::Several(actions) => Heard::Say(vec![tf(lang, "plain.several", &[&shown, &names(&actions)])]),
        // Where something is to be chosen, it is read again: that is what was meant.
        Found::Near(actions) if actions.is_empty() && !labels(model).is_empty() => {
            let ask = super::page(model).ask;
            Heard::Say(std::iter::once(tf(lang, "plain.unknown", &[&shown])).chain(ask).collect())
        }
        Found::Near(actions) if actions.is_empty() => {
            Heard::Say(vec![tf(lang, "plain.unknown", &[&shown]), t(lang, "plain.try_help").to_owned()])
        }
        Found::Near(actions) => {
            Heard::Say(vec![tf(lang, "plain.unknown", &[&shown]), tf(lang, "plain.near", &[&names(&actions)])])
        }
    }
}

/// How this mode works, and what can be said here.
fn help(model: &Model) -> Vec<String> {
    let lang = model.lang;
    let mut help =
        ["plain.help.how", "plain.help.words", "plain.help.field"].map(|key| t(lang, key).to_owned()).to_vec();
    let page: Page = super::page(model);
    help.extend(page.how);
    help.push(t(lang, "plain.help.here").to_owned());
    for (group, names) in commands::said_here(model) {
        help.push(tf(lang, "plain.help.group", &[t(lang, group.key()), &listed(lang, &names)]));
    }
    help
}

fn look_up(model: &Model, word: &str) -> Vec<String> {
    let lang = model.lang;
    let found = commands::look_up(model, word);
    if found.is_empty() {
        return vec![t(lang, "plain.help.none").to_owned()];
    }
    let line = |(name, why): (String, Option<String>)| match why {
        Some(why) => tf(lang, "plain.help.blocked", &[&name, &why]),
        None => name,
    };
    found.into_iter().map(line).collect()
}
