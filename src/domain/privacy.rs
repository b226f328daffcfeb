//! RULES 11.3. Masking: what of a person's data may be seen at which level. This is the only place that masks.
//!
//! A mask keeps the length, one `*` per character (R11.5), and always hides something: a value too short for its rule is
//! hidden whole. The centre masks to level L before it answers; a clear value comes only by a V request (R11.6).

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Who may be looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// Public screen, queue, public progress; logs and crash files never show more (R11.6).
    P,
    /// Lists, receipts, papers for the applicant; the default.
    L,
    /// Verification: asked for one value, with a reason, for some seconds, and audited.
    V,
}

/// What of a person a value is: it decides how it is masked, wherever the value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonalKind {
    /// The number of an identity document.
    Number,
    /// A person's name.
    Name,
    /// A telephone number.
    Phone,
    /// An address.
    Address,
    /// An account at a bank or a fund.
    BankAccount,
}

impl PersonalKind {
    /// Whether a clerk's screen shows it masked while it is not being typed. Names are read out to the citizen and stand
    /// on every page; the centre masks them in lists.
    pub const fn is_hidden_at_desk(self) -> bool {
        !matches!(self, Self::Name)
    }
}

/// A value of this kind as the level may see it. `number_kind` tells what document a number is of; empty = unknown.
pub fn mask(kind: PersonalKind, number_kind: &str, value: &str, level: Level) -> String {
    match kind {
        _ if value.is_empty() => String::new(),
        PersonalKind::Number => mask_number(number_kind, value, level),
        PersonalKind::Name => mask_name(value, level),
        PersonalKind::Phone => mask_phone(value, level).unwrap_or_default(),
        PersonalKind::Address => mask_address(value, level),
        PersonalKind::BankAccount => mask_bank_account(value, level).unwrap_or_default(),
    }
}

/// The number of a document of this kind (as [`super::codes::DocumentKind`] is spelled); the code of an organisation is
/// public, an unknown kind is treated like a permit or, with 15 or 18 characters, like an identity number.
pub fn mask_number(kind: &str, number: &str, level: Level) -> String {
    let identity = matches!(number.chars().count(), 15 | 18);
    match (kind, level) {
        ("credit_code", _) | (_, Level::V) => number.to_owned(),
        (_, Level::P) => keep(number, 1, 1),
        (_, Level::L) if identity => keep(number, 3, 4),
        (_, Level::L) => keep(number, 2, 3),
    }
}

/// A person's name: at P the surname (王*, 欧阳**), at L the first and the last character (王*明).
pub fn mask_name(name: &str, level: Level) -> String {
    let length = name.chars().count();
    match level {
        Level::V => name.to_owned(),
        Level::P => keep(name, if length > 2 && has_compound_surname(name) { 2 } else { 1 }, 0),
        Level::L if length > 2 => keep(name, 1, 1),
        Level::L => keep(name, 1, 0),
    }
}

/// The name of an organisation is public, but that of an individual trader (code 92…) is a person's at P.
pub fn mask_organisation(name: &str, credit_code: &str, level: Level) -> String {
    if level == Level::P && credit_code.starts_with("92") { mask_name(name, level) } else { name.to_owned() }
}

/// A telephone number; at P it is not shown at all.
pub fn mask_phone(number: &str, level: Level) -> Option<String> {
    match level {
        Level::P => None,
        Level::L => Some(keep(number, 3, 4)),
        Level::V => Some(number.to_owned()),
    }
}

/// A bank account: at most the last four digits, at no level more.
pub fn mask_bank_account(number: &str, level: Level) -> Option<String> {
    (level != Level::P).then(|| keep(number, 0, 4))
}

/// An address: at P to the county, at L to the street or town; the rest is `***` whatever its length, since the length
/// of an address tells the house.
pub fn mask_address(address: &str, level: Level) -> String {
    let county = end_of(address, 0, &["自治县", "县", "区", "旗"]).or_else(|| end_of(address, 0, &["市"]));
    let shown = match level {
        Level::V => return address.to_owned(),
        Level::P => county,
        Level::L => end_of(address, county.unwrap_or(0), &["街道", "镇", "乡", "苏木"]).or(county),
    };
    format!("{}***", address.get(..shown.unwrap_or(0)).unwrap_or_default())
}

/// A birth date: at P not shown, at L the year.
pub fn mask_birth_date(birth: Date, level: Level) -> Option<String> {
    match level {
        Level::P => None,
        Level::L => Some(birth.year().to_string()),
        Level::V => Some(birth.to_string()),
    }
}

/// Health, disability, data of children: at L a mark that there is something, without saying what. V is only for those
/// who have the task.
pub fn mask_sensitive(detail: &str, level: Level) -> Option<String> {
    match level {
        Level::P => None,
        Level::L => Some("***".to_owned()),
        Level::V => Some(detail.to_owned()),
    }
}

/// Text about a person that must not slip into a log, a panic or a debug print: `Debug` shows only its length.
/// It travels and is stored as it is.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Personal(String);

impl Personal {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The clear text; whoever calls this answers for where it goes.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Personal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&keep(&self.0, 0, 0))
    }
}

/// The first and last characters, `*` for each between; all `*` if the rule would show the whole.
fn keep(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    let (first, last) = if first + last >= length { (0, 0) } else { (first, last) };
    let masked = |(index, c)| if index < first || index >= length - last { c } else { '*' };
    text.chars().enumerate().map(masked).collect()
}

/// Two characters that are one surname (复姓), the usual ones.
fn has_compound_surname(name: &str) -> bool {
    const COMPOUND: &[&str] = &[
        "欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "司空",
        "端木", "东方", "独孤", "南宫", "西门", "东郭", "百里", "呼延", "轩辕", "钟离", "闻人", "澹台", "赫连", "太史",
        "申屠", "公冶", "宗政", "濮阳", "淳于", "单于", "仲孙", "鲜于", "闾丘", "亓官", "司寇", "拓跋", "第五",
    ];
    COMPOUND.iter().any(|surname| name.starts_with(surname))
}

/// Where the first of these endings ends at or after byte `from`.
fn end_of(address: &str, from: usize, endings: &[&str]) -> Option<usize> {
    let rest = address.get(from..)?;
    let ends = endings.iter().filter_map(|ending| rest.find(ending).map(|at| from + at + ending.len()));
    ends.min()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn r11_5_the_table_row_by_row() {
        let id = "32100219800101123X";
        assert_eq!(mask_number("citizen_id", id, Level::P), "3****************X");
        assert_eq!(mask_number("citizen_id", id, Level::L), "321***********123X");
        assert_eq!(mask_number("citizen_id", id, Level::V), id);
        assert_eq!(mask_number("chinese_passport", "E12345678", Level::P), "E*******8");
        assert_eq!(mask_number("chinese_passport", "E12345678", Level::L), "E1****678");
        assert_eq!(mask_number("hm_travel_permit", "H1234567801", Level::L), "H1******801");
        assert_eq!(mask_number("credit_code", "91350100M000100Y43", Level::P), "91350100M000100Y43");
        assert_eq!(mask_name("张伟", Level::P), "张*");
        assert_eq!(mask_name("欧阳娜娜", Level::P), "欧阳**");
        assert_eq!(mask_name("张桂兰", Level::P), "张**");
        assert_eq!(mask_name("张伟", Level::L), "张*");
        assert_eq!(mask_name("王小明", Level::L), "王*明");
        assert_eq!(mask_name("欧阳娜娜", Level::L), "欧**娜");
        assert_eq!(mask_name("王小明", Level::V), "王小明");
        assert_eq!(mask_phone("13812345678", Level::P), None);
        assert_eq!(mask_phone("13812345678", Level::L).unwrap(), "138****5678");
        assert_eq!(mask_phone("13812345678", Level::V).unwrap(), "13812345678");
        assert_eq!(mask_bank_account("6222020012345678901", Level::P), None);
        assert_eq!(mask_bank_account("6222020012345678901", Level::L).unwrap(), "***************8901");
        assert_eq!(mask_bank_account("6222020012345678901", Level::V).unwrap(), "***************8901");
        assert_eq!(mask_birth_date(date(1980, 1, 1), Level::P), None);
        assert_eq!(mask_birth_date(date(1980, 1, 1), Level::L).unwrap(), "1980");
        assert_eq!(mask_birth_date(date(1980, 1, 1), Level::V).unwrap(), "1980-01-01");
        assert_eq!(mask_sensitive("听力残疾", Level::P), None);
        assert_eq!(mask_sensitive("听力残疾", Level::L).unwrap(), "***");
        assert_eq!(mask_organisation("张伟小吃店", "92321002MA1234567X", Level::P), "张****");
        assert_eq!(mask_organisation("张伟小吃店", "92321002MA1234567X", Level::L), "张伟小吃店");
        assert_eq!(mask_organisation("扬州某公司", "91321002MA1234567X", Level::P), "扬州某公司");
    }

    #[test]
    fn r11_5_addresses_end_at_the_county_or_the_town() {
        let address = "江苏省扬州市广陵区汶河街道文昌中路1号2幢301室";
        assert_eq!(mask_address(address, Level::P), "江苏省扬州市广陵区***");
        assert_eq!(mask_address(address, Level::L), "江苏省扬州市广陵区汶河街道***");
        assert_eq!(mask_address(address, Level::V), address);
        assert_eq!(mask_address("江苏省仪征市真州镇胥浦路8号", Level::P), "江苏省仪征市***");
        assert_eq!(mask_address("江苏省仪征市真州镇胥浦路8号", Level::L), "江苏省仪征市真州镇***");
        assert_eq!(mask_address("文昌中路1号", Level::L), "***", "nothing is known to be harmless");
    }

    #[test]
    fn r11_5_short_values_are_hidden_whole() {
        assert_eq!(mask_name("张", Level::L), "*");
        assert_eq!(mask_number("foreign_passport", "AB123", Level::L), "*****");
        assert_eq!(mask_phone("1234567", Level::L).unwrap(), "*******");
        assert_eq!(mask_number("citizen_id", "", Level::L), "");
    }

    #[test]
    fn r0_10_debug_shows_no_personal_text() {
        let number = Personal::new("32100219800101123X");
        assert_eq!(format!("{number:?}"), "******************");
        assert_eq!(number.reveal(), "32100219800101123X");
        assert_eq!(serde_json::to_string(&number).unwrap(), "\"32100219800101123X\"");
    }

    proptest! {
        #[test]
        fn r11_5_masks_keep_the_length_and_hide(text in "[0-9A-Z张王李欧阳]{1,30}", level in 0..2) {
            let level = if level == 0 { Level::P } else { Level::L };
            let kinds = ["citizen_id", "chinese_passport", "foreign_passport", "whatever"];
            let mut masks: Vec<String> = kinds.iter().map(|kind| mask_number(kind, &text, level)).collect();
            masks.push(mask_name(&text, level));
            masks.extend(mask_phone(&text, level));
            masks.extend(mask_bank_account(&text, level));
            for mask in masks {
                prop_assert_eq!(mask.chars().count(), text.chars().count());
                prop_assert!(mask.contains('*'));
                let shown = mask.chars().zip(text.chars()).all(|(m, c)| m == '*' || m == c);
                prop_assert!(shown);
            }
        }

        #[test]
        fn r11_5_level_l_never_shows_the_birth_date(sequence in 0u32..10_000) {
            let mask = mask_number("citizen_id", &format!("32100219800101{sequence:04}"), Level::L);
            prop_assert!(mask[6..14].chars().all(|c| c == '*'));
        }
    }
}
