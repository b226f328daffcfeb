//! How what was found is told on the command line.

use serde::Serialize;

use crate::{
    cli::Outcome,
    i18n::{Lang, t, tf},
    text::width,
};

pub(super) use crate::app::doctor::{Finding, Level};

/// Everything that was found.
#[derive(Debug, Default, Serialize)]
pub(in crate::cli) struct Findings {
    findings: Vec<Finding>,
}

impl Findings {
    pub(super) fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    pub(super) fn extend(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
    }

    fn worst(&self) -> Level {
        self.findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Good)
    }

    /// For the page in the program.
    pub(in crate::cli) fn into_list(self) -> Vec<Finding> {
        self.findings
    }

    /// DECISIONS 8: 0 nothing is wrong, 1 something is, 3 the centre could not be asked.
    pub(super) fn outcome(&self) -> Outcome {
        match self.worst() {
            Level::Good | Level::Note => Outcome::Done,
            Level::Unknown => Outcome::Unknown,
            Level::Bad => Outcome::Refused,
        }
    }

    /// For a person: the worst first, as one word, then a line for each, with the advice below it.
    pub(super) fn page(&self, lang: Lang) -> String {
        let count = self.findings.iter().filter(|finding| finding.level != Level::Good).count();
        let summary = match count {
            0 => t(lang, "doctor.all_good").to_owned(),
            count => tf(lang, "doctor.some", &[&count.to_string()]),
        };
        let mut lines = vec![format!("{}  {summary}", t(lang, self.worst().key()))];
        let topics: Vec<String> =
            self.findings.iter().map(|finding| tf(lang, &format!("doctor.{}", finding.topic), &[])).collect();
        let widest = topics.iter().map(|topic| width(topic)).max().unwrap_or(0);
        for (finding, topic) in self.findings.iter().zip(&topics) {
            let blank = " ".repeat(widest.saturating_sub(width(topic)));
            lines.push(format!("{}  {topic}{blank}  {}", t(lang, finding.level.key()), finding.text));
            lines.extend(finding.advice.iter().map(|advice| format!("      {}{advice}", t(lang, "doctor.advice"))));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn findings(levels: &[Level]) -> Findings {
        let finding = |level: &Level| Finding { level: *level, ..Finding::note("terminal", "80x24", "放大窗口") };
        Findings { findings: levels.iter().map(finding).collect() }
    }

    #[test]
    fn the_worst_decides_the_exit_code_and_is_the_first_word() {
        use Level::{Bad, Good, Note, Unknown};
        for (levels, outcome, word) in [
            (&[Good][..], Outcome::Done, "正常"),
            (&[Good, Note], Outcome::Done, "注意"),
            (&[Note, Unknown, Good], Outcome::Unknown, "不明"),
            (&[Unknown, Bad, Note], Outcome::Refused, "异常"),
        ] {
            let found = findings(levels);
            assert_eq!(found.outcome(), outcome);
            assert!(found.page(Lang::Zh).starts_with(word), "{}", found.page(Lang::Zh));
        }
    }

    #[test]
    fn every_topic_has_words() {
        for topic in [
            "program",
            "terminal",
            "locale",
            "colours",
            "widths",
            "keys",
            "ime",
            "folders",
            "appearance",
            "store",
            "demo_centre",
            "centre",
            "clock",
            "keyring",
            "calendar",
        ] {
            assert!(crate::i18n::is_known(&format!("doctor.{topic}")), "{topic}");
        }
    }
}
