//! Floor 1. Every text that a person sees, zh-CN and en side by side, so that neither can be forgotten.
//!
//! A file per area of the program; an entry is `(key, zh, en)`. Arguments stand as `{0}` `{1}`.

mod cli;
mod codes;
mod registers;
mod storage;
mod text;

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
const AREAS: &[&[Entry]] = &[cli::TEXTS, codes::TEXTS, registers::TEXTS, storage::TEXTS, text::TEXTS];
#[rustfmt::skip]
const AREAS: &[&[Entry]] = &[cli::TEXTS, codes::TEXTS, registers::TEXTS, storage::TEXTS, text::TEXTS];

/// The text under `key`; the key itself if there is none, so that a gap is seen and not hidden.
pub fn t(lang: Lang, key: &'static str) -> &'static str {
    find(lang, key).unwrap_or(key)
}

/// The text under `key` with its arguments filled in.
pub fn tf(lang: Lang, key: &str, args: &[&str]) -> String {
    let mut text = find(lang, key).unwrap_or(key).to_owned();
    for (index, arg) in args.iter().enumerate() {
        text = text.replace(&format!("{{{index}}}"), arg);
    }
    text
}

fn find(lang: Lang, key: &str) -> Option<&'static str> {
    AREAS.iter().flat_map(|area| area.iter()).find(|entry| entry.0 == key).map(|(_, zh, en)| match lang {
        Lang::Zh => *zh,
        Lang::En => *en,
    })
}
