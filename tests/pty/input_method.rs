//! An input method that is switched on, between the hand and the terminal (DECISIONS 8): bare letters open its candidate
//! window and never arrive, what it commits arrives as a paste, signs are full-width.

/// What it offers first for these letters.
const WORDS: [(&str, &str); 9] = [
    ("spjy", "食品经营"),
    ("zhangguilan", "张桂兰"),
    ("guilanxcd", "桂兰小吃店"),
    ("rslspzs", "热食类食品制售"),
    ("liqiang", "李强"),
    ("clqq", "材料齐全"),
    ("fhtj", "符合条件"),
    ("aiya", "哎呀"),
    ("jl", "经理"),
];

/// The signs of its Chinese punctuation.
const SIGNS: [(&str, &str); 9] = [
    (",", "\u{ff0c}"),
    (".", "\u{3002}"),
    ("?", "\u{ff1f}"),
    ("/", "\u{3001}"),
    ("+", "\u{ff0b}"),
    ("-", "\u{ff0d}"),
    ("*", "\u{d7}"),
    (":", "\u{ff1a}"),
    ("(", "\u{ff08}"),
];

/// The keys that write a text with an input method: the letters of each word and Space for its first candidate; digits
/// and signs as they are; a code with letters as letters, and Enter to take them as they stand.
pub fn keys_for(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((letters, word)) = WORDS.iter().find(|(_, word)| rest.starts_with(word)) {
            keys.extend(letters.chars().map(String::from));
            keys.push("Space".to_owned());
            rest = &rest[word.len()..];
        } else if let Some((sign, full)) = SIGNS.iter().find(|(_, full)| rest.starts_with(full)) {
            keys.push((*sign).to_owned());
            rest = &rest[full.len()..];
        } else if c.is_ascii_digit() {
            keys.push(c.to_string());
            rest = &rest[1..];
        } else {
            assert!(c.is_ascii_uppercase(), "the input method does not know {rest}");
            let code: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            keys.extend(code.chars().map(String::from));
            keys.push("Enter".to_owned());
            rest = &rest[code.len()..];
        }
    }
    keys
}

/// The input method.
#[derive(Default)]
pub struct InputMethod {
    /// Letters in the candidate window.
    composing: String,
}

impl InputMethod {
    /// What the program gets to see of a key, in the notation of `Terminal::press`; `None` = nothing.
    pub fn key(&mut self, key: &str) -> Option<String> {
        let letter = key.len() == 1 && key.chars().all(|c| c.is_ascii_alphabetic());
        // A capital begins a code, and digits belong to it.
        let code = self.composing.chars().next().is_some_and(|c| c.is_ascii_uppercase());
        let digit = key.len() == 1 && key.chars().all(|c| c.is_ascii_digit());
        if letter || (code && digit) {
            self.composing.push_str(key);
            return None;
        }
        if self.composing.is_empty() {
            let full = SIGNS.iter().find(|(sign, _)| *sign == key).map(|(_, full)| format!("text:{full}"));
            return Some(full.unwrap_or_else(|| key.to_owned()));
        }
        let letters = std::mem::take(&mut self.composing);
        match key {
            "Esc" => None,
            "Enter" => Some(format!("paste:{letters}")),
            "Space" | "1" => {
                let (_, word) =
                    WORDS.iter().find(|(known, _)| *known == letters).unwrap_or_else(|| panic!("{letters}"));
                Some(format!("paste:{word}"))
            }
            _ => panic!("{key} while the candidates of {letters} are shown"),
        }
    }
}

#[test]
fn d8_letters_never_arrive_commits_are_pastes_and_signs_are_full_width() {
    let mut method = InputMethod::default();
    let mut sent = |keys: &str| -> Vec<String> { keys.split_whitespace().filter_map(|key| method.key(key)).collect() };
    assert!(sent("a i y a Esc").is_empty());
    assert_eq!(sent("s p j y Space"), ["paste:食品经营"]);
    assert_eq!(sent("9 2 Q 0 T Enter"), ["9", "2", "paste:Q0T"]);
    assert_eq!(sent("+ 1 Enter C-s Space /"), ["text:\u{ff0b}", "1", "Enter", "C-s", "Space", "text:\u{3001}"]);
    assert_eq!(keys_for("材料齐全\u{ff0c}符合条件").concat(), "clqqSpace,fhtjSpace");
}
