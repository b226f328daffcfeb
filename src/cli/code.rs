//! `chuangtai code NUMBER`: what a number is, and whether it is right (RULES 7). The number itself is never repeated.

use std::io::BufRead;

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use super::{Answer, Outcome, words};
use crate::{
    domain::codes::{CodeKind, recognise},
    i18n::{Lang, t},
};

/// Command line of `code`.
#[derive(Debug, Args)]
pub(super) struct CodeArgs {
    #[arg(value_name = "NUMBER", allow_hyphen_values = true, help = t(Lang::Zh, "cli.code.number"))]
    number: String,
    #[arg(long, help = t(Lang::Zh, "cli.code.training"))]
    training: bool,
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    kind: CodeKind,
    valid: bool,
    why: Option<String>,
}

/// Answers 有效 or 无效, the kind, and why not (or what to look at). `-` reads the number from `input`, so that a
/// personal number need not stand on a command line, where other users of the machine can see it (11.2).
pub(super) fn run(args: &CodeArgs, today: Date, input: impl BufRead) -> Answer {
    let typed = if args.number == "-" { input.lines().next() } else { Some(Ok(args.number.clone())) };
    let Some(Ok(number)) = typed else {
        return Answer::complaint(Outcome::Usage, t(Lang::Zh, "cli.code.no_input").to_owned());
    };
    let found = recognise(&number, today, args.training);
    let why = found.why.iter().chain(&found.notes).map(words).collect::<Vec<_>>().join(";");
    let why = (!why.is_empty()).then_some(why);
    let outcome = if found.valid { Outcome::Done } else { Outcome::Refused };
    let answer = if args.json {
        Answer::json(&Report { kind: found.kind, valid: found.valid, why })
    } else {
        let verdict = t(Lang::Zh, if found.valid { "cli.code.valid" } else { "cli.code.invalid" });
        let kind = t(Lang::Zh, found.kind.key());
        Answer::done(why.map_or_else(|| format!("{verdict} {kind}"), |why| format!("{verdict} {kind} {why}")))
    };
    Answer { outcome, ..answer }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use clap::Parser;
    use jiff::civil::date;

    use super::*;
    use crate::cli::{Cli, Command};

    fn code(words: &[&str], input: &str) -> Answer {
        let cli = Cli::try_parse_from(["chuangtai", "code"].iter().chain(words)).unwrap();
        let Some(Command::Code(args)) = cli.command else { panic!("not code") };
        run(&args, date(2026, 11, 21), input.as_bytes())
    }

    #[test]
    fn r7_5_the_verdict_is_the_first_word() {
        assert_eq!(code(&["11010519491231002X"], ""), Answer::done("有效 公民身份号码".to_owned()));
        assert_eq!(code(&["９１350100M000100y43"], "").out, "有效 统一社会信用代码");
        let answer = code(&["110105194912310021"], "");
        assert_eq!(answer.outcome, Outcome::Refused);
        assert_eq!(answer.out, "无效 公民身份号码 校验码不符,有一位录错了,请对照证件逐位核对");
    }

    #[test]
    fn json_has_three_members() {
        assert_eq!(code(&["11010519491231002X", "--json"], "").out, r#"{"kind":"citizen_id","valid":true,"why":null}"#);
        let answer = code(&["--json", "110105491231002"], "");
        assert_eq!(answer.outcome, Outcome::Refused);
        let value: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!((value["kind"].as_str(), value["valid"].as_bool()), (Some("citizen_id"), Some(false)));
        assert!(value["why"].as_str().unwrap().contains("15位"));
    }

    #[test]
    fn r15_training_numbers_pass_only_when_told() {
        assert_eq!(code(&["000000199001010018"], "").outcome, Outcome::Refused);
        assert_eq!(code(&["--training", "000000199001010018"], "").outcome, Outcome::Done);
    }

    #[test]
    fn a_number_may_come_from_standard_input() {
        assert_eq!(code(&["-"], "11010519491231002X\n").out, "有效 公民身份号码");
        assert_eq!(code(&["-"], "").outcome, Outcome::Usage);
    }

    #[test]
    fn r0_10_the_number_is_never_repeated() {
        for number in ["110105194912310021", "91350100M000100Y44", "1381234567", "\u{1b}]0;x\u{7}"] {
            let answer = code(&[number], "");
            assert!(!answer.out.contains(number) && !answer.err.contains(number));
        }
    }
}
