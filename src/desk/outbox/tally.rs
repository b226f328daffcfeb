//! The reconciliation list after an outage: what was sealed while the line was down, and what has become of each. It is
//! read off the outbox every time, so that there is no second truth.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{ParcelLine, ParcelState};

/// A time without a line, by the desk's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// The line dropped.
    pub from: Timestamp,
    /// It came back; `None` = it is still down.
    pub to: Option<Timestamp>,
}

impl Outage {
    /// Whether a moment of the desk's clock lies in it.
    pub fn holds(&self, at: Timestamp) -> bool {
        at >= self.from && self.to.is_none_or(|to| at <= to)
    }
}

/// Part of the list, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A person has to do something.
    Person,
    /// It waits, and goes by itself.
    Waits,
    /// It is in.
    In,
}

/// Where a sealed command stands on the list; `None` = it is not on it. What is not finished is on it whenever it was
/// sealed: nothing that waits may be overlooked.
pub fn part(line: &ParcelLine, outage: &Outage) -> Option<Part> {
    match line.state {
        _ if line.needs_a_person() => Some(Part::Person),
        state if !state.is_finished() => Some(Part::Waits),
        _ if !outage.holds(line.sealed_at) => None,
        ParcelState::Applied => Some(Part::In),
        // A decided conflict has its successor on the list.
        ParcelState::Conflict => None,
        _ => Some(Part::Person),
    }
}

/// The list: what needs a person first, then what waits, then what is in; in each part in order of sealing.
pub fn tally<'a>(lines: &'a [ParcelLine], outage: &Outage) -> Vec<(Part, &'a ParcelLine)> {
    let mut list: Vec<(Part, &ParcelLine)> =
        lines.iter().filter_map(|line| part(line, outage).map(|part| (part, line))).collect();
    list.sort_by_key(|(part, line)| (*part, line.place));
    list
}

/// What has become of the case of a slip: its number, once the centre has it.
pub fn number_of(lines: &[ParcelLine], case_id: Uuid) -> Option<&str> {
    let mut of_case = lines.iter().filter(|line| line.case_id == Some(case_id));
    of_case.find_map(|line| line.verdict.as_ref()?.case_no.as_deref())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use crate::desk::outbox::{Decided, Files};

    fn line(n: u64, state: ParcelState, sealed_at: i64) -> ParcelLine {
        ParcelLine {
            command_id: Uuid::from_u128(n.into()),
            case_id: Some(Uuid::from_u128(9)),
            kind: "case.receive".into(),
            title: String::new(),
            place: n,
            state,
            since: Timestamp::UNIX_EPOCH,
            why: None,
            next_try: None,
            attempts: 1,
            sealed_at: Timestamp::from_second(sealed_at).unwrap(),
            sent: true,
            has_draft: false,
            actor_id: Uuid::nil(),
            verdict: None,
            decided: None,
            files: Files::default(),
        }
    }

    #[test]
    fn b6_what_was_sealed_without_a_line_stands_once_and_what_waits_is_never_left_out() {
        let second = |second| Timestamp::from_second(second).unwrap();
        let outage = Outage { from: second(100), to: Some(second(200)) };
        let mut decided = line(7, ParcelState::Conflict, 150);
        decided.decided = Some(Decided { superseded_by: None, at: second(300) });
        let lines = [
            line(1, ParcelState::Applied, 50),
            line(2, ParcelState::Queued, 50),
            line(3, ParcelState::Applied, 150),
            line(4, ParcelState::Rejected, 150),
            line(5, ParcelState::Conflict, 20),
            line(6, ParcelState::MaybeSent, 150),
            decided,
            line(8, ParcelState::Applied, 250),
        ];
        let list: Vec<(Part, u64)> =
            tally(&lines, &outage).into_iter().map(|(part, line)| (part, line.place)).collect();
        assert_eq!(list, [(Part::Person, 4), (Part::Person, 5), (Part::Waits, 2), (Part::Waits, 6), (Part::In, 3)]);
        let lasting = Outage { from: second(100), to: None };
        assert!(tally(&lines, &lasting).iter().any(|(part, line)| *part == Part::In && line.place == 8));
    }
}
