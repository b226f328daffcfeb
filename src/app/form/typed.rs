//! What a person types for a value, in the ways people write it, and the shape in which applications keep it.

use jiff::civil::Date;

use crate::domain::{
    codes,
    guide::{FormFieldKind, MULTI_SEPARATOR},
};

/// Fen in a ten-thousand yuan.
const WAN: u64 = 1_000_000;

/// The value behind what was typed; `Err` = key of the sentence that says what is wrong.
pub fn value(kind: FormFieldKind, typed: &str, today: Date) -> Result<String, &'static str> {
    let text = typed.trim();
    match kind {
        _ if text.is_empty() => Ok(String::new()),
        FormFieldKind::Number => number(text).map(|number| number.to_string()),
        FormFieldKind::Money => fen(text).map(|fen| fen.to_string()),
        FormFieldKind::Date => day(text, today).map(|day| day.to_string()),
        FormFieldKind::CitizenId | FormFieldKind::CreditCode | FormFieldKind::Phone | FormFieldKind::BankAccount => {
            Ok(codes::normalise(text))
        }
        FormFieldKind::MultiChoice => Ok(chosen(text).collect::<Vec<_>>().join(&MULTI_SEPARATOR.to_string())),
        FormFieldKind::Choice => Ok(text.to_owned()),
        // Names and free text are kept as they were typed, blanks at their ends included.
        FormFieldKind::Text | FormFieldKind::LongText | FormFieldKind::Name | FormFieldKind::Address => {
            Ok(typed.to_owned())
        }
    }
}

/// A kept value as the field shows it.
pub fn shown(kind: FormFieldKind, value: &str) -> String {
    match (kind, value.parse::<u64>()) {
        (FormFieldKind::Money, Ok(fen)) => yuan(fen),
        _ => value.to_owned(),
    }
}

/// The options that a text of several names.
pub fn chosen(text: &str) -> impl Iterator<Item = &str> {
    text.split(MULTI_SEPARATOR).map(str::trim).filter(|one| !one.is_empty())
}

fn number(text: &str) -> Result<u64, &'static str> {
    if has_chinese_digit(text) {
        return Err("field.chinese_number");
    }
    digits(text).ok_or("reason.form.not_a_number")
}

/// Digits, in groups of three or without groups.
fn digits(text: &str) -> Option<u64> {
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let whole = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = whole(first)
        && rest.iter().all(|group| group.len() == 3 && whole(group))
        && (rest.is_empty() || first.len() <= 3);
    if fits { format!("{first}{}", rest.concat()).parse().ok() } else { None }
}

/// Yuan as typed (`1,234.5`, `1234.50元`, `12万`, `￥12`) in fen; at most two places behind the point.
fn fen(text: &str) -> Result<u64, &'static str> {
    if has_chinese_digit(text) {
        return Err("field.chinese_number");
    }
    let bare = text.trim_start_matches(['¥', '￥', '$']).trim_end_matches('整').trim_end_matches('元');
    let (bare, unit, places) = match bare.strip_suffix('万') {
        Some(bare) => (bare, WAN, 6),
        None => (bare, 100, 2),
    };
    let (whole, rest) = bare.trim().split_once('.').unwrap_or((bare.trim(), ""));
    let amount = || {
        if rest.len() > places || !rest.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part: u64 = format!("{rest:0<places$}").parse().ok()?;
        digits(whole)?.checked_mul(unit)?.checked_add(part)
    };
    amount().ok_or("reason.form.not_money")
}

/// Fen as yuan with thousand marks.
fn yuan(fen: u64) -> String {
    let whole = (fen / 100).to_string();
    let mut marked = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            marked.push(',');
        }
        marked.push(digit);
    }
    if fen.is_multiple_of(100) { marked } else { format!("{marked}.{:02}", fen % 100) }
}

/// A day as people write it: `20261121`, `2026-11-21`, `2026.11.21`, `2026/11/21`, `2026年11月21日`; `11.21` is this year's.
fn day(text: &str, today: Date) -> Result<Date, &'static str> {
    if text.contains("农历") || text.contains(['初', '廿', '腊', '闰', '旧', '阴']) || text.contains("正月") {
        return Err("field.lunar_day");
    }
    let wrong = "reason.form.not_a_day";
    if has_chinese_digit(text) {
        return Err("field.chinese_number");
    }
    let made = |year: &str, month: &str, day: &str| {
        let fits = year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
        let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
        (fits && date.year() > 0).then_some(date)
    };
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
        return made(part(0, 4), part(4, 6), part(6, 8)).ok_or(wrong);
    }
    let text = text.trim_end_matches(['日', '号']);
    let parts: Vec<&str> = text.split(['-', '.', '/', '年', '月']).map(str::trim).collect();
    let all_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let found = match parts.as_slice() {
        _ if !all_digits => None,
        [year, month, day] => made(year, month, day),
        [month, day] => made(&format!("{:04}", today.year()), month, day),
        _ => None,
    };
    found.ok_or(wrong)
}

fn has_chinese_digit(text: &str) -> bool {
    text.contains([
        '零', '〇', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '千', '壹', '贰', '叁', '肆',
        '伍', '陆', '柒', '捌', '玖', '拾', '佰', '仟',
    ])
}

/// An amount in the words of a cheque: `120050` fen is 壹仟贰佰元零伍角整. `None` = more than the words reach.
pub fn in_words(fen: u64) -> Option<String> {
    const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
    const PLACES: [&str; 4] = ["", "拾", "佰", "仟"];
    const GROUPS: [&str; 4] = ["", "万", "亿", "兆"];
    let name = |digit: u64| usize::try_from(digit).ok().and_then(|at| DIGITS.get(at)).copied();
    let (yuan, jiao, rest) = (fen / 100, fen / 10 % 10, fen % 10);
    let mut words = String::new();
    let mut gap = false;
    let digits: Vec<u64> = yuan.to_string().chars().filter_map(|c| c.to_digit(10)).map(u64::from).collect();
    let count = digits.len();
    let mut in_group = false;
    for (at, digit) in digits.into_iter().enumerate() {
        let place = count - at - 1;
        if digit == 0 {
            gap = true;
        } else {
            if gap && !words.is_empty() {
                words.push('零');
            }
            gap = false;
            in_group = true;
            words.push(name(digit)?);
            words.push_str(PLACES.get(place % 4)?);
        }
        if place.is_multiple_of(4) {
            if in_group {
                words.push_str(GROUPS.get(place / 4)?);
            }
            in_group = false;
        }
    }
    if yuan > 0 {
        words.push('元');
    }
    match (jiao, rest) {
        (0, 0) if yuan == 0 => words.push_str("零元整"),
        (0, 0) => words.push('整'),
        (0, rest) => {
            if yuan > 0 {
                words.push('零');
            }
            words.extend([name(rest)?, '分']);
        }
        (jiao, rest) => {
            if yuan > 0 && yuan.is_multiple_of(10) {
                words.push('零');
            }
            words.extend([name(jiao)?, '角']);
            if rest > 0 {
                words.extend([name(rest)?, '分']);
            } else {
                words.push('整');
            }
        }
    }
    Some(words)
}
