//! Which actions palette and help list, and how a query finds one: by Chinese name, pinyin, initials, English or id.

use crate::{
    app::{
        Model,
        actions::Action,
        availability::{Why, availability_on_page},
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
    /// It stands on top for this window.
    pub pinned: bool,
}

/// The palette's rows for a query: what fits only by the sound of its middle last, whatever it is; before that what can be
/// done, then what fits from its beginning, then what this window has pinned or used.
pub fn entries(model: &Model, query: &str) -> Vec<Entry> {
    let query = folded(query);
    let mut found: Vec<(Fit, Entry)> = Action::ALL
        .iter()
        .copied()
        .filter(|action| action.is_listed() && *action != Action::Palette)
        .filter_map(|action| {
            let entry = Entry {
                action,
                blocked: availability_on_page(model, action).err(),
                pinned: model.habits.is_pinned(action),
            };
            fit(&query, action.key(), action.name()).map(|fit| (fit, entry))
        })
        .collect();
    found.sort_by_key(|(fit, entry)| {
        (*fit == Fit::Inside, entry.blocked.is_some(), *fit, model.habits.rank(entry.action))
    });
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// Help's rows for a query: everything that means something on the page below, grouped as the table has them. The nine
/// digits are one row.
pub fn help_entries(model: &Model, query: &str) -> Vec<Action> {
    let contexts = model.page_contexts();
    let query = folded(query);
    let mut entries: Vec<Action> = Action::ALL
        .iter()
        .copied()
        .filter(|action| action.digit().is_none_or(|digit| digit == 1))
        .filter(|action| action.contexts().iter().any(|context| contexts.contains(context)))
        .filter(|action| fit(&query, help_words(*action), action.name()).is_some())
        .collect();
    // Headings stand once, whatever order the table has.
    entries.sort_by_key(|action| action.group());
    entries
}

/// Key of what help says an action does.
pub fn help_words(action: Action) -> &'static str {
    if action.digit().is_some() { "keymap.take" } else { action.key() }
}

fn folded(query: &str) -> String {
    query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// How well a query fits, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// From the beginning.
    Beginning,
    /// As it is written: in the Chinese name, or from the beginning of an English word or of a part of the id.
    Written,
    /// Somewhere inside, by readings or as a piece of a word.
    Inside,
}

/// How well a folded query fits; `None` = not at all.
fn fit(query: &str, key: &'static str, name: &str) -> Option<Fit> {
    let (zh, english) = (folded(t(Lang::Zh, key)), t(Lang::En, key).to_lowercase());
    let en = english.replace(' ', "");
    if query.is_empty() || reads_from(&zh, query) || en.starts_with(query) || name == query {
        return Some(Fit::Beginning);
    }
    let mut words = english.split_whitespace().chain(name.split(['.', '_']));
    if zh.contains(query) || words.any(|word| word.starts_with(query)) {
        return Some(Fit::Written);
    }
    (reads(&zh, query) || en.contains(query) || name.contains(query)).then_some(Fit::Inside)
}

/// Whether some part of a name can be written as `query`: each character by itself, one of its readings, or the initial of
/// one.
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
    use crate::app::rehearsal::Rehearsal;

    #[test]
    fn a_name_is_found_by_han_pinyin_initials_english_and_id() {
        let finds = |query: &str, action: Action| fit(&folded(query), action.key(), action.name()).is_some();
        for query in ["挂起", "guaqi", "gq", "guaq", "park", "Park", "draft.park"] {
            assert!(finds(query, Action::Park), "{query}");
        }
        assert!(!finds("shouli", Action::Park));
    }

    #[test]
    fn what_is_written_so_comes_before_what_only_sounds_so_inside() {
        let query = folded("PIN");
        assert_eq!(fit(&query, Action::SetPin.key(), Action::SetPin.name()), Some(Fit::Written));
        // 屏 is read "ping".
        assert_eq!(fit(&query, Action::Lock.key(), Action::Lock.name()), Some(Fit::Inside));
        let stage = Rehearsal::new(80, 24);
        let found: Vec<Action> = entries(&stage.model, "PIN").iter().map(|entry| entry.action).collect();
        let at = |action| found.iter().position(|found| *found == action).unwrap();
        assert!(at(Action::SetPin) < at(Action::Lock), "{found:?}");
    }

    #[test]
    fn characters_with_several_readings_are_found_by_each() {
        for (name, query) in [
            ("银行开户", "yinhang"),
            ("行政许可", "xingzheng"),
            ("重绘屏幕", "chonghui"),
            ("重要数据", "zhongyao"),
            ("时长", "shichang"),
            ("局长", "juzhang"),
            ("机动车", "jidongche"),
            ("车马", "juma"),
            ("会计", "kuaiji"),
            ("银行", "yh"),
            ("重绘", "ch"),
            ("行政", "xz"),
        ] {
            assert!(reads(name, query), "{name} {query}");
        }
    }

    #[test]
    fn pinned_then_recent_come_first_and_what_cannot_be_done_last() {
        let mut stage = Rehearsal::new(80, 24);
        let first = |stage: &Rehearsal| entries(&stage.model, "").iter().map(|e| e.action).collect::<Vec<_>>();
        stage.act(&[Action::Palette]);
        stage.type_in("chaxun");
        stage.act(&[Action::Open, Action::Palette]);
        assert_eq!(first(&stage)[0], Action::PlaceQuery);
        stage.type_in("tuichu");
        stage.act(&[Action::Pin, Action::TextClear]);
        assert_eq!(first(&stage)[..2], [Action::Leave, Action::PlaceQuery]);
        let all = entries(&stage.model, "");
        let blocked = all.iter().position(|entry| entry.blocked.is_some()).unwrap();
        assert!(all[blocked..].iter().all(|entry| entry.blocked.is_some()));
        assert!(stage.kept_habits.contains("pinned app.leave\n"), "{}", stage.kept_habits);
        // What begins with the query goes before what only has it inside.
        let found: Vec<Action> = entries(&stage.model, "待").iter().map(|entry| entry.action).collect();
        assert_eq!(found[0], Action::PlaceTodo);
    }
}
