//! Texts and numbers as portals write them: HTML, double-encoded entities, placeholders for nothing, full-width digits.
//! What is kept is kept as written; no code point of a name is changed.

/// Longest text that is taken over, in characters. Real ones end at some thousands.
pub const MAX_CHARS: usize = 20_000;

/// Words that portals write where they have nothing to say (NOTES, "Text").
const NOTHING: &[&str] = &[
    "无",
    "暂无",
    "没有",
    "无要求",
    "xxx",
    "XXX",
    "×××",
    "符合以上条件",
    "材料齐全",
    "0",
    "-1",
    "/",
    "-",
    "—",
    "——",
    "null",
    "undefined",
    "javascript:void(0)",
    "javascript:void(0);",
];

/// Elements that end a line.
const BREAKS: &[&str] = &["br", "p", "div", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "hr"];

/// Elements that only dress a text up. Anything else in angle brackets is text: real guides write `<xxx>项目`.
const DRESS: &[&str] = &[
    "a",
    "b",
    "i",
    "u",
    "s",
    "em",
    "strong",
    "span",
    "font",
    "td",
    "th",
    "tbody",
    "thead",
    "img",
    "sup",
    "sub",
    "center",
    "blockquote",
    "pre",
    "code",
    "section",
    "input",
    "label",
    "o:p",
    "html",
    "body",
    "head",
    "meta",
    "link",
    "strike",
];

/// The text without markup, or `None` if it says nothing.
pub fn text(raw: &str) -> Option<String> {
    let plain = strip(&decode(raw));
    let lines: Vec<&str> = plain.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let whole = lines.join("\n");
    let said = whole.trim_matches(|c: char| c.is_whitespace() || matches!(c, '。' | '.' | '“' | '”' | '"'));
    if said.is_empty() || NOTHING.contains(&said) { None } else { Some(whole) }
}

/// A whole number written as text, full-width digits included; nothing else is read into it.
pub fn number(raw: &str) -> Option<u32> {
    let digits: String = raw
        .trim()
        .chars()
        .map(|c| match c {
            '０'..='９' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
            _ => c,
        })
        .collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Entities, up to three layers deep (`&amp;amp;`).
fn decode(raw: &str) -> String {
    let mut text = raw.to_owned();
    for _ in 0..3 {
        if !text.contains('&') {
            break;
        }
        let next = decode_once(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn decode_once(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match after.split_once(';').filter(|(name, _)| name.len() <= 8) {
            Some((name, tail)) if entity(name).is_some() => {
                out.extend(entity(name));
                rest = tail;
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" | "ldquo" | "rdquo" => Some('"'),
        "apos" => Some('\''),
        "nbsp" | "ensp" | "emsp" => Some(' '),
        "middot" => Some('·'),
        _ => {
            let code = name.strip_prefix('#')?;
            let code = match code.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => code.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

/// Takes markup out and control characters with it.
fn strip(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        push_plain(&mut out, before);
        match tag(after) {
            Some((name, tail)) if name == "script" || name == "style" => {
                let end = format!("</{name}");
                rest =
                    tail.split_once(end.as_str()).map_or("", |(_, tail)| tail.split_once('>').map_or("", |(_, t)| t));
            }
            Some((name, tail)) => {
                if BREAKS.contains(&name.as_str()) {
                    out.push('\n');
                }
                rest = tail;
            }
            None => {
                out.push('<');
                rest = after;
            }
        }
    }
    push_plain(&mut out, rest);
    out
}

/// The element that begins here, if it is one of HTML's, and what follows it.
fn tag(after: &str) -> Option<(String, &str)> {
    let (inside, tail) = after.split_once('>')?;
    let name: String = inside
        .trim_start_matches('/')
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == ':')
        .collect::<String>()
        .to_ascii_lowercase();
    let known =
        name == "script" || name == "style" || BREAKS.contains(&name.as_str()) || DRESS.contains(&name.as_str());
    (known && inside.len() < 1000).then_some((name, tail))
}

fn push_plain(out: &mut String, text: &str) {
    out.extend(text.chars().filter_map(|c| match c {
        '\n' | '\r' => Some('\n'),
        '\t' => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    }));
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markup_goes_and_words_stay() {
        let table = [
            ("第一条<br>第二条", Some("第一条\n第二条")),
            ("<b style='color:red'>办结</b>&nbsp;", Some("办结")),
            ("甲&amp;amp;乙", Some("甲&乙")),
            ("关于<xxx>项目的批复", Some("关于<xxx>项目的批复")),
            ("&lt;p&gt;内容&lt;/p&gt;", Some("内容")),
            ("a<script>alert(1)</script>b", Some("ab")),
            ("\u{3000}\u{3000}缩进\t文字\u{7}", Some("缩进 文字")),
            ("面积<200平方米", Some("面积<200平方米")),
            ("２:00-５:00", Some("２:00-５:00")),
        ];
        for (raw, clean) in table {
            assert_eq!(text(raw).as_deref(), clean, "{raw}");
        }
    }

    #[test]
    fn placeholders_say_nothing() {
        for raw in [
            "",
            "无",
            "暂无。",
            " xxx ",
            "“符合以上条件”",
            "材料齐全",
            "0",
            "-1",
            "javascript:void(0)",
            "<br/>",
            "&nbsp;",
        ] {
            assert_eq!(text(raw), None, "{raw}");
        }
        assert_eq!(text("无房证明").as_deref(), Some("无房证明"));
    }

    #[test]
    fn full_width_digits_are_digits_and_nothing_else_is_a_number() {
        assert_eq!(number("１０"), Some(10));
        assert_eq!(number(" 5 "), Some(5));
        for raw in ["", "1/8", "5天", "-1", "99999999999", "十"] {
            assert_eq!(number(raw), None, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_cleaned_and_clean_text_stays(raw in "(<|>|&|;|amp|br|/|\\PC|script|\n){0,40}") {
            if let Some(clean) = text(&raw) {
                prop_assert!(!clean.chars().any(|c| c.is_control() && c != '\n'));
            }
        }
    }
}
