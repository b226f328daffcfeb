//! Floor 1. Every text that a person sees, zh-CN and en side by side, so that neither can be forgotten.
//!
//! A file per area of the program; an entry is `(key, zh, en)`. Arguments stand as `{0}` `{1}`. Tests here hold that keys
//! are unique and both languages say the same thing; `tests/house.rs` holds that every key named in the source exists.

use std::{collections::HashMap, sync::OnceLock};

mod accept;
mod accounts;
mod actions;
mod agency;
mod audit;
mod backup;
mod casework;
mod catalogue;
mod cli;
mod codes;
mod conflict;
mod department;
mod desk;
mod files;
mod find;
mod form;
mod health;
mod import;
mod keymap;
mod lifecycle;
mod lists;
mod lock;
mod office;
mod outbox;
mod outcomes;
mod plain;
mod problems;
mod program;
mod registers;
mod rules;
mod screens;
mod serve;
mod settings;
mod sign_in;
mod storage;
mod text;
mod theme;
mod worklists;

/// Language of the screen. Papers of the organ are always Chinese.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// 简体中文, the first language.
    #[default]
    Zh,
    /// English.
    En,
}

/// One text: key, Chinese, English.
pub(crate) type Entry = (&'static str, &'static str, &'static str);

/// All areas. Keys are unique over all of them.
#[rustfmt::skip]
const AREAS: &[&[Entry]] = &[
    accept::TEXTS,
    accounts::TEXTS,
    actions::TEXTS,
    agency::TEXTS,
    audit::TEXTS,
    backup::TEXTS,
    casework::TEXTS,
    catalogue::TEXTS,
    cli::TEXTS,
    codes::TEXTS,
    conflict::TEXTS,
    department::TEXTS,
    desk::TEXTS,
    files::TEXTS,
    find::TEXTS,
    form::TEXTS,
    health::TEXTS,
    import::TEXTS,
    keymap::TEXTS,
    lifecycle::TEXTS,
    lists::TEXTS,
    lock::TEXTS,
    office::TEXTS,
    outbox::TEXTS,
    outcomes::TEXTS,
    plain::TEXTS,
    problems::TEXTS,
    program::TEXTS,
    registers::TEXTS,
    rules::TEXTS,
    screens::TEXTS,
    serve::TEXTS,
    settings::TEXTS,
    sign_in::TEXTS,
    storage::TEXTS,
    text::TEXTS,
    theme::TEXTS,
    worklists::TEXTS,
];

/// The text under `key`; the key itself if there is none, so that a gap is seen and not hidden.
pub fn t(lang: Lang, key: &'static str) -> &'static str {
    find(lang, key).unwrap_or(key)
}

/// The text under `key` with its arguments filled in. An argument is never read for arguments of its own.
pub fn tf(lang: Lang, key: &str, args: &[&str]) -> String {
    fill(find(lang, key).unwrap_or(key), args)
}

/// Every text of a language.
#[cfg(test)]
pub(crate) fn every(lang: Lang) -> impl Iterator<Item = &'static str> {
    AREAS.iter().flat_map(|area| area.iter()).map(move |(_, zh, en)| if lang == Lang::Zh { *zh } else { *en })
}

/// Whether there is a text under `key`.
pub fn is_known(key: &str) -> bool {
    table().contains_key(key)
}

fn find(lang: Lang, key: &str) -> Option<&'static str> {
    table().get(key).map(|(zh, en)| match lang {
        Lang::Zh => *zh,
        Lang::En => *en,
    })
}

/// Built once, at the first text: a frame asks for dozens.
fn table() -> &'static HashMap<&'static str, (&'static str, &'static str)> {
    static TABLE: OnceLock<HashMap<&'static str, (&'static str, &'static str)>> = OnceLock::new();
    TABLE.get_or_init(|| AREAS.iter().flat_map(|area| area.iter()).map(|(key, zh, en)| (*key, (*zh, *en))).collect())
}

fn fill(text: &str, args: &[&str]) -> String {
    let mut filled = String::with_capacity(text.len() + args.iter().map(|arg| arg.len()).sum::<usize>());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let argument = after.split_once('}').and_then(|(number, behind)| {
            let argument = args.get(number.parse::<usize>().ok()?)?;
            Some((*argument, behind))
        });
        if let Some((argument, behind)) = argument {
            filled.push_str(argument);
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn arguments(text: &str) -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(number, _)| number.to_owned()).collect()
    }

    #[test]
    fn every_key_stands_once() {
        let mut seen = BTreeSet::new();
        for (key, ..) in AREAS.iter().flat_map(|area| area.iter()) {
            assert!(seen.insert(*key), "{key} stands twice");
        }
    }

    #[test]
    fn both_languages_are_complete_and_take_the_same_arguments() {
        for (key, zh, en) in AREAS.iter().flat_map(|area| area.iter()) {
            assert!(!zh.trim().is_empty() && !en.trim().is_empty(), "{key} lacks a language");
            assert_eq!(arguments(zh), arguments(en), "{key}: the arguments differ");
            for number in arguments(zh) {
                assert!(number.parse::<usize>().is_ok(), "{key}: {{{number}}} is no argument");
            }
        }
    }

    #[test]
    fn arguments_are_filled_once_and_in_place() {
        assert_eq!(fill("欠 {0} 件:{1}", &["1", "场所平面图"]), "欠 1 件:场所平面图");
        assert_eq!(fill("{1}{0}", &["{1}", "b"]), "b{1}");
        assert_eq!(fill("{0} {7} {", &["a"]), "a {7} {");
    }

    #[test]
    fn a_gap_shows_its_key() {
        assert_eq!(tf(Lang::Zh, "no.such.key", &[]), "no.such.key");
        assert!(is_known("cli.about") && !is_known("no.such.key"));
    }
}
