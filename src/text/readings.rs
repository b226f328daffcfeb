//! How a Han character may be read: every reading, since a name says neither 重庆 = chongqing nor 银行 = yinhang by itself.
//!
//! The table is ib-matcher's. Its readings are lower-case ASCII without tones, `ü` written `v`.

use std::sync::OnceLock;

use ib_matcher::pinyin::{PinyinData, PinyinNotation};

fn table() -> &'static PinyinData {
    static TABLE: OnceLock<PinyinData> = OnceLock::new();
    TABLE.get_or_init(|| PinyinData::new(PinyinNotation::Ascii))
}

/// Calls `each` with every reading of `c` (`会`: `hui`, `kuai`, …). The same one may come twice, with different tones.
pub fn each_reading(c: char, mut each: impl FnMut(&str)) {
    if c.is_ascii() {
        return;
    }
    table().get_pinyins_and_for_each(c, |pinyin| {
        if let Some(reading) = pinyin.notation(PinyinNotation::Ascii) {
            each(reading);
        }
    });
}

/// Every reading of `c` once, the table's first one first; none for what is not a Han character.
pub fn readings(c: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    each_reading(c, |reading| {
        if !all.iter().any(|known| known == reading) {
            all.push(reading.to_owned());
        }
    });
    all
}

/// Whether `query` names `text`: as a part of it, or by full readings and initials in any mixture (`spjy`, `shipinjy`,
/// `食pin`), from any character on. Blanks in the query and the case of letters do not count; an empty query names all.
pub fn read_as(text: &str, query: &str) -> bool {
    let query = folded(query);
    let starts = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
    starts.into_iter().any(|at| text.get(at..).is_some_and(|rest| begins_as(rest, &query, &mut 0)))
}

/// The same from the first character on: what is offered first, since whoever types begins at the beginning.
pub fn read_from_its_beginning(text: &str, query: &str) -> bool {
    begins_as(text, &folded(query), &mut 0)
}

fn folded(query: &str) -> String {
    query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// Ways of reading that are tried for one text: a long query of one letter over a long text has no end otherwise.
const TRIES: usize = 2_000;

fn begins_as(text: &str, query: &str, tried: &mut usize) -> bool {
    *tried += 1;
    let Some(wanted) = query.chars().next() else { return true };
    let Some(c) = text.chars().next().filter(|_| *tried < TRIES) else { return false };
    let rest = text.get(c.len_utf8()..).unwrap_or_default();
    if c.to_lowercase().eq(wanted.to_lowercase()) {
        return begins_as(rest, query.get(wanted.len_utf8()..).unwrap_or_default(), tried);
    }
    readings(c).iter().any(|reading| {
        // The last syllable may still be under way; within the query a syllable is whole, or its initial alone.
        reading.starts_with(query)
            || query.strip_prefix(reading.as_str()).is_some_and(|after| begins_as(rest, after, tried))
            || (reading.starts_with(wanted)
                && begins_as(rest, query.get(wanted.len_utf8()..).unwrap_or_default(), tried))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reading_counts() {
        for (c, reading) in [
            ('重', "chong"),
            ('重', "zhong"),
            ('行', "hang"),
            ('行', "xing"),
            ('会', "kuai"),
            ('更', "geng"),
            ('旅', "lv"),
            ('女', "nv"),
        ] {
            assert!(readings(c).iter().any(|r| r == reading), "{c} {reading}: {:?}", readings(c));
        }
        assert!(!readings('位').iter().any(|r| r == "li"));
        assert!(readings('a').is_empty() && readings('。').is_empty());
        assert!(!readings('𬭸').is_empty());
    }

    #[test]
    fn a_name_is_found_by_its_parts_readings_and_initials() {
        for (text, query, named) in [
            ("食品经营许可", "spjy", true),
            ("食品经营许可", "shipin", true),
            ("食品经营许可", "ShiP", true),
            ("食品经营许可", "经营", true),
            ("食品经营许可", "jyxk", true),
            ("食品经营许可", "食pjing", true),
            ("食品经营许可", "sp y", false),
            ("银行", "yinhang", true),
            ("银行", "yx", true),
            ("重庆市", "cq", true),
            ("长沙市", "changsha", true),
            ("邗江区", "hjq", true),
            ("WIFI 服务", "wifi", true),
            ("是", "", true),
            ("", "", true),
            ("", "a", false),
            ("西安", "xian", true),
            ("先", "xia", true),
        ] {
            assert_eq!(read_as(text, query), named, "{text} {query}");
        }
        assert!(!read_as(&"石".repeat(500), &format!("{}x", "s".repeat(400))));
    }

    #[test]
    fn readings_are_plain_letters_and_come_once() {
        for code in 0x4E00..=0x9FFF_u32 {
            let Some(c) = char::from_u32(code) else { continue };
            let all = readings(c);
            for (at, reading) in all.iter().enumerate() {
                assert!(reading.bytes().all(|b| b.is_ascii_lowercase()), "{c} {reading}");
                assert!(!all.iter().skip(at + 1).any(|later| later == reading), "{c} {reading}");
            }
        }
    }
}
