//! The only form in which text from outside (the centre, a file, a scanner, a paste) reaches a screen, a log, a printer
//! or a table: everything that a terminal could obey is replaced by something that a person can see.

use std::{borrow::Cow, fmt};

use super::hidden::{Hidden, MONGOLIAN_VOWEL_SEPARATOR, hidden, is_mongolian};

/// One line of text that is safe to show.
///
/// Control characters become their pictures (`␛[31m`), direction overrides and invisible characters their code point
/// (`‹U+202E›`). All else is untouched and never normalised, so what is stored and what is shown differ only there.
/// Storing and sending use the text as received, never this.
#[derive(Clone, PartialEq, Eq)]
pub struct SafeText<'a>(Cow<'a, str>);

impl<'a> SafeText<'a> {
    /// `text` on one line; line breaks and tabs become visible pictures too.
    pub fn new(text: &'a str) -> Self {
        if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) || !text.chars().any(|c| hidden(c).is_some()) {
            return Self(Cow::Borrowed(text));
        }
        let mut shown = String::with_capacity(text.len() + 16);
        let mut before = None;
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let spells = c == MONGOLIAN_VOWEL_SEPARATOR
                && before.is_some_and(is_mongolian)
                && chars.peek().is_some_and(|next| is_mongolian(*next));
            match hidden(c) {
                None => shown.push(c),
                Some(_) if spells => shown.push(c),
                Some(Hidden::Control) => push_control(&mut shown, c),
                Some(_) => push_code_point(&mut shown, c),
            }
            before = Some(c);
        }
        Self(if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) })
    }

    /// The lines of `text`, each safe: for remarks and texts that may have line breaks of their own.
    pub fn lines(text: &'a str) -> impl Iterator<Item = SafeText<'a>> {
        text.split('\n').map(|line| Self::new(line.strip_suffix('\r').unwrap_or(line)))
    }

    /// The safe text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The safe text, owned.
    pub fn into_string(self) -> String {
        self.0.into_owned()
    }

    /// Whether something had to be replaced. Worth a mark beside a field: the sender wrote what no keyboard does.
    pub fn is_altered(&self) -> bool {
        matches!(self.0, Cow::Owned(_))
    }
}

fn push_control(into: &mut String, c: char) {
    match u32::from(c) {
        0x7F => into.push('␡'),
        code @ 0..=0x1F => into.push(char::from_u32(0x2400 + code).unwrap_or('␀')),
        _ => push_code_point(into, c),
    }
}

fn push_code_point(into: &mut String, c: char) {
    into.push_str(&code_point(c));
}

/// `‹U+202E›`, in brackets that are one column wide everywhere.
pub(super) fn code_point(c: char) -> String {
    format!("‹U+{:04X}›", u32::from(c))
}

impl fmt::Display for SafeText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// As the text, so that a snapshot or an assertion reads well. It is safe, not masked.
impl fmt::Debug for SafeText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl AsRef<str> for SafeText<'_> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        SafeText::new(text).into_string()
    }

    #[test]
    fn c18_terminal_sequences_lose_their_power_and_stay_visible() {
        for (text, expect) in [
            ("\u{1b}[31m红\u{1b}[0m", "␛[31m红␛[0m"),
            ("\u{1b}]0;title\u{7}", "␛]0;title␇"),
            ("\u{1b}]52;c;cm0gLXJm\u{1b}\\", "␛]52;c;cm0gLXJm␛\\"),
            ("\u{1b}P1$r q\u{1b}\\", "␛P1$r q␛\\"),
            ("\u{1b}[201~x", "␛[201~x"),
            ("\u{9b}31m", "‹U+009B›31m"),
            ("\u{9d}0;t\u{9c}", "‹U+009D›0;t‹U+009C›"),
            ("合格\r不", "合格␍不"),
            ("合\u{8}不", "合␈不"),
            ("a\tb\u{7f}\0", "a␉b␡␀"),
        ] {
            assert_eq!(shown(text), expect);
        }
    }

    #[test]
    fn c7_c8_what_cannot_be_seen_is_named() {
        assert_eq!(shown("张\u{200B}三"), "张‹U+200B›三");
        assert_eq!(shown("张\u{202E}三"), "张‹U+202E›三");
        assert_eq!(shown("\u{FEFF}张"), "‹U+FEFF›张");
        assert_eq!(shown("张\u{3164}"), "张‹U+3164›");
        assert_eq!(shown("a\u{E0041}"), "a‹U+E0041›");
    }

    #[test]
    fn c2_c4_c6_names_stay_code_point_by_code_point() {
        for name in [
            "张桂兰",
            "𬭸𬭎𰻝㛃㼆𫍯𣲗",
            "\u{FA19}\u{F9E8}",
            "葛\u{E0100}",
            "阿卜杜拉·买买提",
            "ᠮᠣᠩᠭᠣᠯ\u{180B}",
            "ᠰᠠᠢ\u{180E}ᠠ",
            "བོད་སྐད",
            "\u{E863}\u{E815}",
            "e\u{301}\u{FE0F}",
        ] {
            assert_eq!(shown(name), name);
            assert!(!SafeText::new(name).is_altered());
        }
        // The vowel separator outside Mongolian only hides.
        assert_eq!(shown("张\u{180E}三"), "张‹U+180E›三");
    }

    #[test]
    fn lines_keep_their_breaks_and_nothing_else() {
        let lines: Vec<String> = SafeText::lines("一\r\n二\u{1b}\n").map(SafeText::into_string).collect();
        assert_eq!(lines, ["一", "二␛", ""]);
    }

    proptest! {
        #[test]
        fn safe_text_never_holds_what_a_terminal_obeys(text in any::<String>(), tail in "[\0-\u{9f}\u{200b}\u{202e}张]{0,8}") {
            let text = format!("{text}{tail}");
            let safe = SafeText::new(&text);
            prop_assert!(!safe.as_str().chars().any(|c| hidden(c).is_some() && c != MONGOLIAN_VOWEL_SEPARATOR));
            prop_assert!(!safe.as_str().chars().any(char::is_control));
            // Safe text is safe already, and what needed no care is the very same string.
            let again = SafeText::new(safe.as_str()).into_string();
            prop_assert_eq!(again.as_str(), safe.as_str());
            prop_assert_eq!(safe.is_altered(), safe.as_str() != text);
        }
    }
}
