//! What the demo hall's files must hold, checked file by file.

mod catalogue;
mod counter;
mod personal;

use super::{DemoHall, load};
use crate::domain::{codes, guide::ServiceObject};

fn hall() -> DemoHall {
    load().unwrap()
}

/// R7.2, written down again so that the data are not checked by what made them.
fn mod_11_2(body: &str) -> char {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap() * weight).sum();
    "10X98765432".chars().nth(usize::try_from(sum % 11).unwrap()).unwrap()
}

/// R7.6–R7.8.
fn is_credit_code(code: &str) -> bool {
    const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |c: char| ALPHABET.find(c);
    let Some(places) = code.chars().map(value).collect::<Option<Vec<usize>>>() else {
        return false;
    };
    let sum: usize = places
        .iter()
        .take(17)
        .zip([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
        .map(|(place, weight)| place * weight)
        .sum();
    let organisation: u32 =
        code[8..16].chars().zip([3, 7, 9, 10, 5, 8, 4, 2]).map(|(c, weight)| c.to_digit(36).unwrap() * weight).sum();
    let ninth = match 11 - organisation % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap(),
    };
    places.len() == 18 && places[17] == (31 - sum % 31) % 31 && code.chars().nth(16) == Some(ninth)
}

#[test]
fn r7_2_the_checks_of_this_test_know_the_vectors_of_the_rulebook() {
    assert_eq!(mod_11_2("00000019900101001"), '8');
    assert_eq!(mod_11_2("11010519491231002"), 'X');
    assert!(is_credit_code("91350100M000100Y43") && is_credit_code("12441500196720244T"));
    assert!(!is_credit_code("91350100M000100Y44") && !is_credit_code("91350100M000100I43"));
}

#[test]
fn r7_1_r7_17_the_products_own_readers_take_every_number() {
    let hall = hall();
    let today = jiff::civil::date(2026, 11, 20);
    for applicant in &hall.applicants {
        let number = applicant.number.as_str();
        let read = match applicant.kind {
            ServiceObject::Person => codes::citizen::read(number, today, true).map(|_| ()),
            ServiceObject::Organisation => codes::credit::read(number).map(|_| ()),
        };
        assert_eq!(read, Ok(()), "{}", applicant.name);
        assert!(codes::phone::read(&applicant.phone).is_some(), "{}", applicant.name);
    }
    for guide in &hall.guides {
        let code = codes::item::read(&guide.id.item_code).unwrap();
        assert!(code.notes.is_empty(), "{}", guide.name);
    }
}
