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
