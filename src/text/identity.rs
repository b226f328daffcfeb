//! What may stand in the name of a person or an organisation (RELIABILITY C1–C9).
//!
//! A name is stored exactly as typed; what cannot be a name is refused with the character and its place, never
//! repaired in silence. Characters that only look alike are suggested, and a person decides.

use unicode_segmentation::UnicodeSegmentation;

use super::hidden::{Hidden, MONGOLIAN_VOWEL_SEPARATOR, hidden, is_mongolian};

/// Whose name it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A person: letters of the scripts in use, `·` between parts, single blanks.
    Person,
    /// An organisation: digits and the marks that registered names carry as well.
    Organisation,
}

/// Most characters of a name. The longest registered names of persons have 25 Han characters with their dots; foreign
/// ones are longer.
const LONGEST_PERSON: usize = 60;
/// Most characters of an organisation's name.
const LONGEST_ORGANISATION: usize = 200;

/// The dot between the parts of a name.
const NAME_DOT: char = '·';

/// What is wrong with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameKind {
    /// Nothing there.
    Empty,
    /// More characters than a name has.
    TooLong,
    /// A control character.
    Control,
    /// Turns the direction of writing.
    Bidi,
    /// Takes no room, or looks like a blank.
    Invisible,
    /// A picture.
    Emoji,
    /// A dot that is not the `·` of names.
    Dot,
    /// `·` at either end, or two in a row.
    DotPlace,
    /// A blank at either end, two in a row, or a blank that is not the common one.
    Blank,
    /// A radical that looks like a character.
    Radical,
    /// Any other character that no name has.
    NotInNames,
}

/// A refused name: what is wrong, where, and what was perhaps meant. Holds no more of the name than the one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?} at {position}")]
pub struct NameFault {
    /// What is wrong.
    pub kind: NameKind,
    /// Place of the character, counted from 1; 0 if it is the name as a whole.
    pub position: usize,
    /// The character, if it is one.
    pub found: Option<char>,
    /// What was perhaps meant.
    pub suggestion: Option<char>,
}

impl NameFault {
    /// Key of the sentence for a person, with [`Self::args`] as its arguments.
    pub const fn key(&self) -> &'static str {
        match (self.kind, self.suggestion) {
            (NameKind::Empty, _) => "text.name.empty",
            (NameKind::TooLong, _) => "text.name.too_long",
            (NameKind::Control, _) => "text.name.control",
            (NameKind::Bidi, _) => "text.name.bidi",
            (NameKind::Invisible, _) => "text.name.invisible",
            (NameKind::Emoji, _) => "text.name.emoji",
            (NameKind::Dot, _) => "text.name.dot",
            (NameKind::DotPlace, _) => "text.name.dot_place",
            (NameKind::Blank, _) => "text.name.blank",
            (NameKind::Radical, Some(_)) => "text.name.radical_meant",
            (NameKind::Radical, None) => "text.name.radical",
            (NameKind::NotInNames, Some(_)) => "text.name.not_in_names_meant",
            (NameKind::NotInNames, None) => "text.name.not_in_names",
        }
    }

    /// Place, character as it may be shown, its code point, and what was meant.
    pub fn args(&self) -> [String; 4] {
        let shown = match (self.kind, self.found) {
            (NameKind::Control | NameKind::Bidi | NameKind::Invisible | NameKind::Blank, _) | (_, None) => {
                String::new()
            }
            (_, Some(c)) => c.to_string(),
        };
        [
            self.position.to_string(),
            shown,
            self.found.map(|c| format!("U+{:04X}", u32::from(c))).unwrap_or_default(),
            self.suggestion.map(String::from).unwrap_or_default(),
        ]
    }
}

/// Checks a name as typed. The first fault is named with its place; a good name is left as it is.
pub fn check_name(name: &str, whose: Whose) -> Result<(), NameFault> {
    let longest = match whose {
        Whose::Person => LONGEST_PERSON,
        Whose::Organisation => LONGEST_ORGANISATION,
    };
    let entire = |kind| NameFault { kind, position: 0, found: None, suggestion: None };
    if name.is_empty() {
        return Err(entire(NameKind::Empty));
    }
    if name.graphemes(true).count() > longest {
        return Err(entire(NameKind::TooLong));
    }
    let mut before: Option<char> = None;
    let mut chars = name.chars().enumerate().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, next)| *next);
        if let Some((kind, suggestion)) = fault(c, before, after, whose) {
            return Err(NameFault { kind, position: at + 1, found: Some(c), suggestion });
        }
        before = Some(c);
    }
    Ok(())
}

/// Place (from 1) of the first private-use character: an old system's own code, which another system reads as another
/// character or none. It is kept and marked 需换码, never converted in silence (C3).
pub fn needs_recoding(name: &str) -> Option<usize> {
    name.chars().position(is_private_use).map(|at| at + 1)
}

fn fault(c: char, before: Option<char>, after: Option<char>, whose: Whose) -> Option<(NameKind, Option<char>)> {
    match hidden(c) {
        Some(Hidden::Invisible) if c == MONGOLIAN_VOWEL_SEPARATOR => {
            let inside = before.is_some_and(is_mongolian) && after.is_some_and(is_mongolian);
            return (!inside).then_some((NameKind::Invisible, None));
        }
        Some(Hidden::Control) => return Some((NameKind::Control, None)),
        Some(Hidden::Bidi) => return Some((NameKind::Bidi, None)),
        Some(Hidden::Invisible) => return Some((NameKind::Invisible, None)),
        Some(Hidden::Noncharacter) => return Some((NameKind::NotInNames, None)),
        None => {}
    }
    if c == NAME_DOT {
        let lonely = before.is_none_or(|b| b == NAME_DOT || b == ' ') || after.is_none();
        return lonely.then_some((NameKind::DotPlace, None));
    }
    if c == ' ' {
        let misplaced = before.is_none_or(|b| b == ' ') || after.is_none();
        return misplaced.then_some((NameKind::Blank, None));
    }
    if c.is_whitespace() {
        return Some((NameKind::Blank, Some(' ')));
    }
    if is_dot_like(c) && !(whose == Whose::Organisation && c == '.') {
        return Some((NameKind::Dot, Some(NAME_DOT)));
    }
    if is_radical(c) {
        return Some((NameKind::Radical, radical_meant(c)));
    }
    if is_name_letter(c) || is_private_use(c) || (whose == Whose::Organisation && is_organisation_mark(c)) {
        return None;
    }
    if is_emoji(c) {
        return Some((NameKind::Emoji, None));
    }
    Some((NameKind::NotInNames, zero_meant(c, whose)))
}

/// Dots that keyboards and old systems put where a name has `·`.
fn is_dot_like(c: char) -> bool {
    matches!(
        c,
        '\u{2022}'
            | '\u{2027}'
            | '\u{30FB}'
            | '\u{FF65}'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{FF0E}'
            | '\u{25CF}'
            | '\u{2024}'
            | '.'
    )
}

/// `○` and the digit zero are typed for the Han zero of names like 张〇一.
fn zero_meant(c: char, whose: Whose) -> Option<char> {
    (whose == Whose::Person && matches!(c, '○' | '0' | '\u{FF10}' | '\u{25EF}')).then_some('〇')
}

/// Letters and marks of the scripts in which names are written here: Han in all its blocks, Latin, and those of the
/// minority languages.
fn is_name_letter(c: char) -> bool {
    matches!(
        u32::from(c),
        0x41..=0x5A | 0x61..=0x7A | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F | 0x1E00..=0x1EFF // Latin
        | 0x0300..=0x0345 // accents that stand by themselves
        | 0x0400..=0x052F // Cyrillic (Kazakh, Kyrgyz, Russian)
        | 0x0620..=0x065F | 0x066E..=0x06DC | 0x06DF..=0x06EF | 0x06FA..=0x06FF | 0x0750..=0x077F // Arabic (Uyghur)
        | 0x0F00..=0x0FDA // Tibetan
        | 0x1100..=0x115E | 0x1161..=0x11FF | 0xAC00..=0xD7A3 // Hangul
        | 0x1800..=0x180D | 0x180F | 0x1810..=0x18AA // Mongolian, Manchu, Xibe
        | 0x1950..=0x1974 | 0x1980..=0x19DF | 0x1A20..=0x1AAD // Dai
        | 0xA000..=0xA4CF | 0xA4D0..=0xA4FD // Yi, Lisu
        | 0x16F00..=0x16F9F // Miao
        | 0x3007 // 〇
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF // Han
        | 0x20000..=0x2FA1F | 0x30000..=0x3FFFD
        | 0xFE00..=0xFE0F | 0xE0100..=0xE01EF // variation selectors
    )
}

fn is_private_use(c: char) -> bool {
    matches!(u32::from(c), 0xE000..=0xF8FF | 0xF0000..=0xFFFFD | 0x0010_0000..=0x0010_FFFD)
}

/// Marks that registered names of organisations carry besides letters.
fn is_organisation_mark(c: char) -> bool {
    c.is_ascii_digit()
        || "()-&.,'\"+/、《》“”—".contains(c)
        || matches!(c, '\u{FF08}' | '\u{FF09}' | '\u{FF06}' | '\u{FF0D}' | '\u{FF0C}' | '\u{FF10}'..='\u{FF19}')
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x2300..=0x23FF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x1F000..=0x1FAFF)
}

fn is_radical(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x2EF3 | 0x2F00..=0x2FD5)
}

/// The characters that the 214 Kangxi radicals look like, in their order.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

fn radical_meant(c: char) -> Option<char> {
    let at = u32::from(c).checked_sub(0x2F00)?;
    KANGXI.chars().nth(usize::try_from(at).ok()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn fault_of(name: &str) -> (NameKind, usize, Option<char>) {
        let fault = check_name(name, Whose::Person).unwrap_err();
        (fault.kind, fault.position, fault.suggestion)
    }

    #[test]
    fn c1_c2_c4_c6_names_that_people_have_are_good() {
        for name in [
            "张桂兰",
            "欧阳修",
            "张〇一",
            "𬭸𬭎𰻝㛃㼆𫍯𣲗",
            "\u{FA19}",
            "葛\u{E0100}",
            "阿卜杜拉·买买提·江",
            "ئابدۇللا",
            "བསྟན་འཛིན",
            "ᠰᠠᠢ\u{180E}ᠠ",
            "ꆈꌠ",
            "Zoë Müller",
            "Nguyễn Văn A",
            "\u{E863}",
        ] {
            assert_eq!(check_name(name, Whose::Person), Ok(()), "{name}");
        }
        assert_eq!(check_name("扬州市邗江区第3小学(分校)", Whose::Organisation), Ok(()));
    }

    #[test]
    fn c5_c9_what_is_no_name_is_named_with_its_place() {
        for (name, kind, place, meant) in [
            ("张\u{1b}三", NameKind::Control, 2, None),
            ("张\u{200B}三", NameKind::Invisible, 2, None),
            ("张三\u{3164}", NameKind::Invisible, 3, None),
            ("\u{FEFF}张三", NameKind::Invisible, 1, None),
            ("张\u{202E}三", NameKind::Bidi, 2, None),
            ("张😀", NameKind::Emoji, 2, None),
            ("张☀", NameKind::Emoji, 2, None),
            ("阿卜杜拉•买买提", NameKind::Dot, 5, Some('·')),
            ("阿卜杜拉.买买提", NameKind::Dot, 5, Some('·')),
            ("阿卜杜拉\u{30FB}买买提", NameKind::Dot, 5, Some('·')),
            ("·买买提", NameKind::DotPlace, 1, None),
            ("买买提·", NameKind::DotPlace, 4, None),
            ("买··提", NameKind::DotPlace, 3, None),
            (" 张三", NameKind::Blank, 1, None),
            ("张\u{3000}三", NameKind::Blank, 2, Some(' ')),
            ("A  B", NameKind::Blank, 3, None),
            ("张\u{2F08}", NameKind::Radical, 2, Some('人')),
            ("张\u{2FD5}", NameKind::Radical, 2, Some('龠')),
            ("张\u{2E80}", NameKind::Radical, 2, None),
            ("张○一", NameKind::NotInNames, 2, Some('〇')),
            ("张3", NameKind::NotInNames, 2, None),
            ("张\u{180E}三", NameKind::Invisible, 2, None),
        ] {
            assert_eq!(fault_of(name), (kind, place, meant), "{name:?}");
        }
        assert_eq!(fault_of(""), (NameKind::Empty, 0, None));
        assert_eq!(fault_of(&"张".repeat(61)), (NameKind::TooLong, 0, None));
        assert_eq!(check_name("公司\u{7}", Whose::Organisation).unwrap_err().kind, NameKind::Control);
    }

    #[test]
    fn c3_private_use_is_kept_and_marked() {
        assert_eq!(needs_recoding("张\u{E863}"), Some(2));
        assert_eq!(needs_recoding("张䶮"), None);
    }

    #[test]
    fn a_fault_shows_no_character_that_cannot_be_seen() {
        let fault = check_name("张\u{1b}三", Whose::Person).unwrap_err();
        assert_eq!(fault.args(), ["2".to_owned(), String::new(), "U+001B".to_owned(), String::new()]);
        assert!(!format!("{fault} {fault:?}").contains("张"));
    }
}
