//! Characters that a person does not see but a terminal, a comparison or a reader's eye obeys.

/// Why a character is not shown as itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hidden {
    /// C0, DEL or C1: a terminal takes it for a command.
    Control,
    /// Turns the direction of writing: what is read is not what is stored.
    Bidi,
    /// Takes no room or looks like a blank.
    Invisible,
    /// Never a character.
    Noncharacter,
}

/// Why `c` must not reach a screen as it is; `None` for every character that shows itself, or that only shapes its
/// neighbours (variation selectors of Han and Mongolian, combining marks).
pub(super) fn hidden(c: char) -> Option<Hidden> {
    match u32::from(c) {
        0x20..=0x7E => None,
        0x00..=0x1F | 0x7F..=0x9F => Some(Hidden::Control),
        0x061C | 0x200E | 0x200F | 0x202A..=0x202E | 0x2066..=0x2069 => Some(Hidden::Bidi),
        0x00AD
        | 0x034F
        | 0x115F
        | 0x1160
        | 0x17B4
        | 0x17B5
        | 0x180E
        | 0x200B..=0x200D
        | 0x2028
        | 0x2029
        | 0x2060..=0x2065
        | 0x206A..=0x206F
        | 0x3164
        | 0xFEFF
        | 0xFFA0
        | 0xFFF0..=0xFFFB
        | 0x13430..=0x1345F
        | 0x1BCA0..=0x1BCA3
        | 0x1D173..=0x1D17A
        | 0xE0000..=0xE00FF
        | 0xE01F0..=0xE0FFF => Some(Hidden::Invisible),
        0xFDD0..=0xFDEF => Some(Hidden::Noncharacter),
        code if code & 0xFFFE == 0xFFFE => Some(Hidden::Noncharacter),
        _ => None,
    }
}

/// The Mongolian vowel separator belongs to its script: between Mongolian letters it is spelling, elsewhere a trick.
pub(super) fn is_mongolian(c: char) -> bool {
    matches!(c, '\u{1810}'..='\u{18AA}')
}

/// Separates vowels in Mongolian words.
pub(super) const MONGOLIAN_VOWEL_SEPARATOR: char = '\u{180E}';
