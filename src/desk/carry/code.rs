//! The code of a parcel: 22 random digits (73 bits) and two that check them, in six groups of four.

use zeroize::Zeroizing;

use crate::{ports::Entropy, text::fold_code_char};

/// Digits drawn.
const DRAWN: usize = 22;
/// Modulus of the check: catches every single wrong digit and every swap of neighbours.
const MODULUS: u32 = 97;

/// Draws a code, as it is shown: `1234 5678 …`.
pub fn draw(entropy: &dyn Entropy) -> Zeroizing<String> {
    let mut digits = Zeroizing::new(String::with_capacity(DRAWN + 2));
    while digits.len() < DRAWN {
        let mut bytes = [0u8; 32];
        entropy.fill(&mut bytes);
        // Only bytes below 250, so that every digit is equally likely.
        let fair = bytes.iter().filter(|byte| **byte < 250).map(|byte| char::from(b'0' + byte % 10));
        let room = DRAWN - digits.len();
        digits.extend(fair.take(room));
    }
    let check = MODULUS + 1 - remainder(&digits, 2) % MODULUS;
    let check = check % MODULUS;
    digits.extend([check / 10, check % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)));
    let mut shown = Zeroizing::new(String::with_capacity(30));
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at % 4 == 0 {
            shown.push(' ');
        }
        shown.push(digit);
    }
    shown
}

/// The digits of a typed code; blanks, hyphens and full-width forms do not matter. `None` = a digit is wrong or missing.
pub fn read(typed: &str) -> Option<Zeroizing<String>> {
    let mut digits = Zeroizing::new(String::with_capacity(DRAWN + 2));
    for c in typed.chars().map(fold_code_char) {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '\u{3000}' => {}
            _ => return None,
        }
    }
    (digits.len() == DRAWN + 2 && remainder(&digits, 0) == 1).then_some(digits)
}

/// The digits as one number, `zeros` noughts behind it, divided by the modulus: what is left.
fn remainder(digits: &str, zeros: usize) -> u32 {
    let behind = std::iter::repeat_n('0', zeros);
    digits.chars().chain(behind).filter_map(|c| c.to_digit(10)).fold(0, |left, digit| (left * 10 + digit) % MODULUS)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::ports::ManualEntropy;

    #[test]
    fn a_drawn_code_reads_and_a_misread_digit_or_a_swap_is_found() {
        let entropy = ManualEntropy::seeded(7);
        for _ in 0..200 {
            let code = draw(&entropy);
            assert_eq!(code.len(), 29, "{}", code.len());
            let digits = read(&code).unwrap();
            let typed: Vec<char> = digits.chars().collect();
            for at in 0..typed.len() {
                let mut wrong = typed.clone();
                wrong[at] = char::from_digit((wrong[at].to_digit(10).unwrap() + 3) % 10, 10).unwrap();
                assert!(read(&wrong.iter().collect::<String>()).is_none());
                if at > 0 && typed[at] != typed[at - 1] {
                    let mut swapped = typed.clone();
                    swapped.swap(at, at - 1);
                    assert!(read(&swapped.iter().collect::<String>()).is_none());
                }
            }
        }
    }

    #[test]
    fn full_width_digits_and_hyphens_are_the_same_code() {
        let code = draw(&ManualEntropy::seeded(1));
        let wide = |c: char| c.to_digit(10).and_then(|digit| char::from_u32(0xff10 + digit)).unwrap_or('-');
        let wide: String = code.chars().map(wide).collect();
        assert_eq!(read(&wide), read(&code));
        assert!(read("").is_none() && read("1234").is_none() && read("abcd").is_none());
    }
}
