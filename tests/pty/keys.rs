//! The bytes that a terminal sends for a key.

/// `F2`, `Enter`, `C-s`, `1`, `text:…` as typed, `paste:…` as pasted.
pub(super) fn encode(key: &str) -> Vec<u8> {
    if let Some(text) = key.strip_prefix("text:") {
        return text.as_bytes().to_vec();
    }
    if let Some(text) = key.strip_prefix("paste:") {
        return format!("\x1b[200~{text}\x1b[201~").into_bytes();
    }
    if let Some(letter) = key.strip_prefix("C-") {
        return vec![letter.as_bytes()[0] & 0x1f];
    }
    let sequence: &str = match key {
        "Enter" => "\r",
        "Esc" => "\x1b",
        "Tab" => "\t",
        "BackTab" => "\x1b[Z",
        "Space" => " ",
        "Backspace" => "\x7f",
        "Up" => "\x1b[A",
        "Down" => "\x1b[B",
        "Right" => "\x1b[C",
        "Left" => "\x1b[D",
        "Home" => "\x1b[H",
        "End" => "\x1b[F",
        "PageUp" => "\x1b[5~",
        "PageDown" => "\x1b[6~",
        "F1" => "\x1bOP",
        "F2" => "\x1bOQ",
        "F3" => "\x1bOR",
        "F4" => "\x1bOS",
        "F5" => "\x1b[15~",
        "F6" => "\x1b[17~",
        "F7" => "\x1b[18~",
        "F8" => "\x1b[19~",
        "F9" => "\x1b[20~",
        "F10" => "\x1b[21~",
        "F11" => "\x1b[23~",
        "F12" => "\x1b[24~",
        other => other,
    };
    sequence.as_bytes().to_vec()
}
