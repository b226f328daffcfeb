//! Full-width forms. A Chinese input method sends `?` as U+FF1F and `/` as `、`; a key binding and a coded field (identity
//! number, telephone, date) mean the ASCII character. Free text keeps what was typed: it never comes here.

/// The ASCII character that was meant by the key which typed `c`. For command keys.
pub fn fold_key(c: char) -> char {
    match c {
        '×' => '*',
        '…' => '^',
        '—' => '_',
        '、' => '/',
        '·' => '`',
        _ => fold_code_char(c),
    }
}

/// The character that a coded field keeps for `c`.
///
/// `×` and `、` stay: in an identity number or a date they may stand for more than one thing, so the field's own check
/// names them.
pub fn fold_code_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' => ' ',
        '。' => '.',
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        '【' | '「' => '[',
        '】' | '」' => ']',
        '《' => '<',
        '》' => '>',
        '\u{FFE5}' => '$',
        '—' | '–' | '\u{2212}' => '-',
        _ => c,
    }
}

/// A coded field's text with every full-width form folded.
pub fn fold_code(text: &str) -> String {
    text.chars().map(fold_code_char).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_an_input_method_sends_for_each_command_key() {
        for (sent, meant) in [
            ('\u{FF1F}', '?'),
            ('\u{FF1A}', ':'),
            ('\u{FF1B}', ';'),
            ('\u{FF0C}', ','),
            ('\u{FF01}', '!'),
            ('。', '.'),
            ('、', '/'),
            ('\u{FF0F}', '/'),
            ('×', '*'),
            ('\u{FF0A}', '*'),
            ('\u{FF0B}', '+'),
            ('\u{FF0D}', '-'),
            ('\u{2212}', '-'),
            ('\u{3000}', ' '),
            ('“', '"'),
            ('’', '\''),
            ('【', '['),
            ('》', '>'),
            ('\u{FFE5}', '$'),
            ('…', '^'),
            ('—', '_'),
            ('·', '`'),
            ('\u{FF15}', '5'),
        ] {
            assert_eq!(fold_key(sent), meant, "U+{:04X}", u32::from(sent));
        }
    }

    #[test]
    fn a_dash_in_a_code_is_a_hyphen_but_no_command() {
        assert_eq!(fold_code("2024—01–02"), "2024-01-02");
        assert_ne!(fold_key('—'), '-');
    }

    #[test]
    fn a_code_typed_full_width_is_the_code() {
        let typed: String =
            "32100219900101412X".chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c)).collect();
        assert_eq!(fold_code(&typed), "32100219900101412X");
        // C9: a look-alike of the check character is left for the check to name.
        assert_eq!(fold_code("412×"), "412×");
        assert_eq!(fold_code("张桂兰"), "张桂兰");
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(c in any::<char>()) {
            prop_assert_eq!(fold_key(fold_key(c)), fold_key(c));
            prop_assert_eq!(fold_code_char(fold_code_char(c)), fold_code_char(c));
        }
    }
}
