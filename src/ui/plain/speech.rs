//! Numbers and dates as a person reads them out: long numbers in groups, what is masked as a word and not as eleven
//! stars, days in words.

use jiff::{Timestamp, civil::Date};

use crate::{
    app::session::beijing,
    i18n::{Lang, t, tf},
};

/// Shorter numbers are read as they are.
const LEAST: usize = 8;
/// Fewer stars than these are read as stars: 张*兰.
const STARS: usize = 3;

/// A number in groups, its masked part as a word: `000 隐去11位 2265`.
pub fn number(lang: Lang, text: &str) -> String {
    let mut groups = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let stars = rest.chars().take_while(|c| *c == '*').count();
        let taken = if stars >= STARS {
            groups.push(tf(lang, "plain.hidden", &[&stars.to_string()]));
            stars
        } else {
            let end = rest.find("***").filter(|at| *at > 0).unwrap_or(rest.len());
            groups.extend(in_groups(rest.get(..end).unwrap_or(rest)));
            end
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    groups.join(" ")
}

/// Identity numbers by place, birth and order; mobile numbers as they are dictated; all else by fours.
fn in_groups(text: &str) -> Vec<String> {
    let length = text.chars().count();
    let code = text.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let sizes: &[usize] = match length {
        _ if !code || length < LEAST => return vec![text.to_owned()],
        11 if digits == 11 => &[3, 4, 4],
        18 if digits >= 17 => &[6, 8, 4],
        _ => &[4],
    };
    let mut chars = text.chars();
    let mut groups = Vec::new();
    let last = sizes.last().copied().unwrap_or(4);
    for at in 0.. {
        let group: String = chars.by_ref().take(sizes.get(at).copied().unwrap_or(last)).collect();
        if group.is_empty() {
            break;
        }
        groups.push(group);
    }
    groups
}

/// Every long number in a sentence, in groups: receipt and case numbers in a message of the program.
pub fn numbers_in(lang: Lang, text: &str) -> String {
    let mut said = String::with_capacity(text.len() + 16);
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || c.is_ascii_uppercase() || c == '*' {
            run.push(c);
            continue;
        }
        let hidden = run.chars().filter(|c| *c == '*').count() >= STARS;
        if hidden || (run.len() >= LEAST && run.chars().any(|c| c.is_ascii_digit())) {
            said.push_str(&number(lang, &run));
        } else {
            said.push_str(&run);
        }
        run.clear();
        said.push(c);
    }
    said.pop();
    said
}

/// `2026年12月4日`
pub fn day(lang: Lang, day: Date) -> String {
    let two = |number: i8| if lang == Lang::Zh { number.to_string() } else { format!("{number:02}") };
    tf(lang, "plain.day", &[&day.year().to_string(), &two(day.month()), &two(day.day())])
}

/// `2026年12月4日 9时5分`
pub fn moment(lang: Lang, at: Timestamp) -> String {
    let at = beijing(at);
    let (hour, minute) = (at.hour().to_string(), format!("{:02}", at.minute()));
    tf(lang, "plain.moment", &[&day(lang, at.date()), &hour, &minute])
}

/// A line of a paper: its columns as parts of a sentence, its rules and blank lines not at all.
pub fn paper_line(lang: Lang, line: &str) -> Option<String> {
    let drawn = |c: char| c.is_whitespace() || matches!(c, '-' | '=' | '_');
    if line.chars().all(drawn) {
        return None;
    }
    let parts = line.split("  ").map(|part| part.trim_matches(['_', ' ']).to_owned()).collect::<Vec<_>>();
    Some(numbers_in(lang, &super::joined(lang, &parts)))
}

/// A tick as a word.
pub fn tick(lang: Lang, on: bool) -> &'static str {
    if on { t(lang, "plain.ticked") } else { t(lang, "plain.unticked") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_groups_and_masks_as_words() {
        for (text, said) in [
            ("26112300300018", "2611 2300 3000 18"),
            ("13800005566", "138 0000 5566"),
            ("000000196805122265", "000000 19680512 2265"),
            ("000***********2265", "000 隐去11位 2265"),
            ("138****5566", "138 隐去4位 5566"),
            ("张*兰", "张*兰"),
            ("91000000Q00000034K", "9100 0000 Q000 0003 4K"),
            ("********", "隐去8位"),
            ("A017", "A017"),
            ("扬市监受〔2026〕00001号", "扬市监受〔2026〕00001号"),
        ] {
            assert_eq!(number(Lang::Zh, text), said);
        }
    }

    #[test]
    fn long_numbers_in_a_sentence_are_read_in_groups() {
        assert_eq!(
            numbers_in(Lang::Zh, "中心已受理 26112300300018,材料 9 件"),
            "中心已受理 2611 2300 3000 18,材料 9 件"
        );
        assert_eq!(numbers_in(Lang::Zh, "请 A020 阿*********"), "请 A020 阿隐去9位");
        assert_eq!(numbers_in(Lang::En, "SUBMITTED 2026-12-04 A017"), "SUBMITTED 2026-12-04 A017");
    }

    #[test]
    fn a_paper_is_read_without_its_rules() {
        for (line, said) in [
            ("   申请材料接收凭证", Some("申请材料接收凭证")),
            ("------", None),
            ("", None),
            ("收件编号:26112200300017  查询码:12", Some("收件编号:2611 2200 3000 17,查询码:12")),
            ("签收人:____  日期:____", Some("签收人:,日期:")),
        ] {
            assert_eq!(paper_line(Lang::Zh, line).as_deref(), said);
        }
    }

    #[test]
    fn days_are_words() {
        let date = jiff::civil::date(2026, 12, 4);
        assert_eq!(day(Lang::Zh, date), "2026年12月4日");
        assert_eq!(day(Lang::En, date), "2026-12-04");
    }
}
