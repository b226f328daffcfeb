//! R12.1: which acts must have seen the newest version of a case (DECISIONS 4, column v).

use crate::domain::{lifecycle::Refusal, reason::Reason};

/// Acts that commute with any other, or merge by field inside the rule itself.
const COMMUTING: [&str; 17] = [
    "consult.record",
    "department.answer",
    "negative.record",
    "evaluation.submit",
    "material.record",
    "note.add",
    "paper.move",
    "document.print",
    "fee.record",
    "form.record",
    "applicant.record",
    "agent_letter.record",
    "task.claim",
    "task.release",
    "overdue.explain",
    "result.sign_for",
    "supervision.sign_for",
];

/// Whether a command that saw `expected` may act on a case that is at `current`.
pub(super) fn check(kind: &str, expected: u64, current: u64) -> Result<(), Refusal> {
    if expected == current || (COMMUTING.contains(&kind) && expected < current) {
        return Ok(());
    }
    Err(Refusal {
        code: "version.stale",
        why: vec![Reason::new("reason.version.stale", "R12.1").arg(expected).arg(current)],
        pointer: Some("/expected_version".to_owned()),
        fields: Vec::new(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn r12_1_exclusive_acts_need_the_version_facts_do_not() {
        assert!(check("case.accept", 3, 3).is_ok());
        assert_eq!(check("case.accept", 2, 3).unwrap_err().code, "version.stale");
        assert!(check("note.add", 2, 3).is_ok());
        assert!(check("note.add", 4, 3).is_err(), "a version that does not exist yet was never seen");
    }
}
