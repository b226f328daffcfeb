//! Which actions palette and help list, and how a query finds one: by Chinese name, pinyin, initials or English.

use crate::{
    app::{
        Model,
        actions::Action,
        availability::{Why, availability},
    },
    i18n::{Lang, t},
    text::each_reading,
};

/// A row of the palette.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it does.
    pub action: Action,
    /// Why it cannot be done now.
    pub blocked: Option<Why>,
}

/// The palette's rows for a query: what can be done first.
pub fn entries(model: &Model, query: &str) -> Vec<Entry> {
    // What was over the page when the palette opened is the palette itself; ask for the page below it.
    let mut found: Vec<Entry> = Action::ALL
        .iter()
        .copied()
        .filter(|action| action.is_listed() && *action != Action::Palette && finds(query, *action))
        .map(|action| Entry { action, blocked: availability_below(model, action).err() })
        .collect();
    found.sort_by_key(|entry| entry.blocked.is_some());
    found
}

/// Help's rows for a query: everything that means something on the page below, grouped as the table has them.
pub fn help_entries(model: &Model, query: &str) -> Vec<Action> {
    let contexts = model.page_contexts();
    Action::ALL
        .iter()
        .copied()
        .filter(|action| action.contexts().iter().any(|context| contexts.contains(context)))
        .filter(|action| finds(query, *action))
        .collect()
}

fn availability_below(model: &Model, action: Action) -> Result<(), Why> {
    let contexts = model.page_contexts();
    match availability(model, action) {
        Err(why) if why.key == "why.not_here" && action.contexts().iter().any(|c| contexts.contains(c)) => {
            if model.place == crate::app::Place::Accept { model.accept.availability(action) } else { Ok(()) }
        }
        other => other,
    }
}

fn finds(query: &str, action: Action) -> bool {
    let query: String = query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    query.is_empty()
        || action.name().contains(&query)
        || t(Lang::En, action.key()).to_lowercase().replace(' ', "").contains(&query)
        || reads(t(Lang::Zh, action.key()), &query)
}

/// Whether some part of a name can be written as `query`: each character by itself, its pinyin, or the initial of it.
pub fn reads(name: &str, query: &str) -> bool {
    name.char_indices().any(|(at, _)| name.get(at..).is_some_and(|rest| reads_from(rest, query)))
}

fn reads_from(name: &str, query: &str) -> bool {
    if query.is_empty() {
        return true;
    }
    let mut chars = name.chars();
    let Some(first) = chars.next() else { return false };
    let rest = chars.as_str();
    if query.strip_prefix(first).is_some_and(|query| reads_from(rest, query)) {
        return true;
    }
    let mut found = false;
    each_reading(first, |reading| {
        let initial = reading.get(..1).and_then(|initial| query.strip_prefix(initial));
        found = found
            || reading.starts_with(query)
            || query.strip_prefix(reading).is_some_and(|query| reads_from(rest, query))
            || initial.is_some_and(|query| reads_from(rest, query));
    });
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_han_pinyin_initials_and_english() {
        for query in ["挂起", "guaqi", "gq", "guaq", "park", "Park"] {
            assert!(finds(query, Action::Park), "{query}");
        }
        assert!(!finds("shouli", Action::Park));
    }
}
