//! `chuangtai check`: a case file against a guide, by the rules that the desk and the centre use (RULES 1.3).

mod case_file;

use std::{collections::BTreeMap, path::PathBuf};

use clap::Args;
use jiff::civil::Date;
use serde::Serialize;

use self::case_file::{Case, CaseFile};
use super::{Answer, Outcome, words};
use crate::{
    central::import::{self, Imported},
    domain::{
        acceptance::{Choice, Competence, Grounds, conclude},
        calendar::{Calendar, Due},
        check::{Finding, Proof, Sheet, State, Verdict},
        guide::{Guide, Limit, LimitUnit},
        reason::Reason,
        settings::{LimitSettings, ToleranceModes, ToleranceSettings},
        tolerance::{self, Offer, Refusal, Request, Wish},
    },
    i18n::{Lang, t, tf},
};

/// Command line of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "cli.check.guides"))]
    guides: PathBuf,
    #[arg(long, value_name = "FILE", help = t(Lang::Zh, "cli.check.case"))]
    case: PathBuf,
    #[arg(long, help = t(Lang::Zh, "cli.json"))]
    json: bool,
}

/// The answer, as scripts read it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Judged {
    outcome: &'static str,
    lines: Vec<Line>,
    tolerated: Vec<Tolerated>,
    deadlines: Deadlines,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Line {
    no: u32,
    state: State,
    why: String,
    rule: String,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct Tolerated {
    no: u32,
    due: Option<Date>,
}

/// Computed as if the case were accepted on the day it is received. `None` = the guide does not state the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct Deadlines {
    window: Date,
    promised: Option<Date>,
    statutory: Option<Date>,
    provisional: bool,
}

/// Reads both files and judges. Whatever the outcome, a case that could be judged is `Done`.
pub(super) fn run(args: &CheckArgs, calendar: &Calendar) -> Answer {
    let guides = match super::read_file(&args.guides) {
        Ok(text) => text,
        Err(complaint) => return complaint,
    };
    match super::read_file(&args.case) {
        Ok(case) => judge(&guides, &case, args.json, calendar),
        Err(complaint) => complaint,
    }
}

fn judge(guides: &str, case: &str, json: bool, calendar: &Calendar) -> Answer {
    let refused = |message| Answer::complaint(Outcome::Refused, message);
    let content = match import::read(guides) {
        Ok(content) => content,
        Err(error) => return refused(words(&error.reason())),
    };
    let case_file: CaseFile = match serde_json::from_str(case) {
        Ok(case) => case,
        Err(error) => return refused(case_file::not_a_case(&error)),
    };
    let read = find(content.guides, &case_file.item).and_then(|imported| case_file.fit(imported));
    let case = match read {
        Ok(case) => case,
        Err(message) => return refused(message),
    };
    let (deadlines, covered) = deadlines(&case.guide, case.received_on, calendar);
    if !covered {
        let (first, last) = calendar.range();
        let range = [first.to_string(), last.to_string()];
        return Answer::complaint(Outcome::Unknown, tf(Lang::Zh, "cli.check.range", &[&range[0], &range[1]]));
    }
    let (judged, heading, mut remarks) = weigh(&case, deadlines, calendar);
    remarks.extend(other_start(&case.guide));
    remarks.extend(case.remarks);
    let mut answer = if json { Answer::json(&judged) } else { Answer::done(plain(&judged, &heading)) };
    answer.err = remarks.join("\n");
    answer
}

fn find(guides: Vec<Imported>, item: &str) -> Result<Guide, String> {
    let named = |imported: &Imported| {
        imported.id == item || imported.guide.as_ref().is_some_and(|guide| guide.id.item_code == item)
    };
    let mut found = guides.into_iter().filter(named);
    let imported = found.next().ok_or_else(|| tf(Lang::Zh, "cli.check.no_item", &[item]))?;
    if found.next().is_some() {
        return Err(tf(Lang::Zh, "cli.check.item_twice", &[item]));
    }
    let refused: Vec<String> = imported.report.refused.iter().map(|note| words(&note.reason)).collect();
    imported.guide.ok_or_else(|| tf(Lang::Zh, "cli.check.guide_refused", &[item, &refused.join(";")]))
}

fn weigh(case: &Case, deadlines: Deadlines, calendar: &Calendar) -> (Judged, String, Vec<String>) {
    let form = BTreeMap::new();
    let sheet = Sheet {
        guide: &case.guide,
        answers: &case.answers,
        form: &form,
        applicant: None,
        birth: None,
        region: None,
        day: case.received_on,
        rows: &case.rows,
        proof: Proof::Stated,
    };
    let findings = sheet.findings();
    let lacking = findings.iter().filter(|finding| finding.state.lacks());
    let wishes: Vec<Wish<'_>> =
        lacking.map(|finding| Wish { material: finding.material, days: None, form: None }).collect();
    let request = Request {
        guide: &case.guide,
        wishes: &wishes,
        credit: &case.credit,
        commits: case.commits,
        agent: None,
        tolerated_before: false,
        chief_rep_signs: false,
        day: case.received_on,
    };
    // The case's list says which modes there are; the bound is that of the rulebook (R2.15).
    let settings = ToleranceSettings {
        modes: ToleranceModes { waive: true, defer_review: true, exempt_review: true },
        ..ToleranceSettings::default()
    };
    let due = |day, count| calendar.add_working_days(day, count).on;
    let offered = tolerance::offer(&request, &settings, &due);
    let refusals = offered.as_ref().err().map_or(&[][..], Vec::as_slice);
    let bar = tolerance::commitment_bar(&case.guide, &case.credit, case.commits, case.received_on);
    let concluded = conclude(&Grounds {
        guide: &case.guide,
        competence: Competence {
            needs_licence: Some(case.needs_licence),
            competent: Some(case.competent),
            in_person_ok: true,
        },
        findings: &findings,
        tolerance: refusals,
        commitment: bar.as_ref(),
        notified_before: false,
    });
    let ending = match concluded.choice {
        Choice::AcceptWithTolerance => offered.as_ref().map_or(Ending::Lacking(&[]), Ending::Tolerated),
        Choice::AcceptOnCommitment => Ending::Committed,
        _ => Ending::Lacking(refusals),
    };
    let offer = match ending {
        Ending::Tolerated(offer) => Some(offer),
        _ => None,
    };
    let judged = Judged {
        outcome: outcome(concluded.choice),
        lines: findings.iter().map(|finding| line(finding, ending)).collect(),
        tolerated: offer.map_or_else(Vec::new, tolerated),
        deadlines,
    };
    let mut remarks = Vec::new();
    if offer.is_some_and(|offer| offer.promise_unknown) {
        remarks.push(t(Lang::Zh, "cli.check.bound_unknown").to_owned());
    }
    if findings.is_empty() {
        remarks.push(t(Lang::Zh, "cli.check.no_materials").to_owned());
    }
    (judged, words(&concluded.reason), remarks)
}

fn outcome(choice: Choice) -> &'static str {
    match choice {
        Choice::Accept | Choice::AcceptOnCommitment => "accept",
        Choice::AcceptWithTolerance => "accept_with_tolerance",
        Choice::CorrectOnSpot => "correct_on_spot",
        Choice::NotifySupplement | Choice::HoldPapers => "supplement",
        Choice::ProposeNegative | Choice::ReceiveAndAsk => "propose_negative",
    }
}

fn tolerated(offer: &Offer<'_>) -> Vec<Tolerated> {
    offer.lines.iter().map(|line| Tolerated { no: line.material.no, due: line.due }).collect()
}

/// How the case ends, as far as it changes what is said of a material that lacks.
#[derive(Clone, Copy)]
enum Ending<'a> {
    /// It is tolerated.
    Tolerated(&'a Offer<'a>),
    /// A commitment letter replaces it.
    Committed,
    /// It stays lacking; these stood against tolerating it.
    Lacking(&'a [Refusal]),
}

fn line(finding: &Finding<'_>, ending: Ending<'_>) -> Line {
    let no = finding.material.no;
    let said = |state, reason: &Reason| Line { no, state, why: words(reason), rule: reason.rule.to_string() };
    if !finding.state.lacks() {
        return said(finding.state, &finding.reason);
    }
    match ending {
        Ending::Tolerated(offer) => {
            let due =
                offer.lines.iter().find(|line| line.material.code == finding.material.code).and_then(|line| line.due);
            said(
                State::Tolerated,
                &due.map_or_else(
                    || Reason::new("cli.check.tolerated", "R2.3"),
                    |due| Reason::new("cli.check.tolerated_until", "R2.3").arg(due),
                ),
            )
        }
        Ending::Committed => said(State::Exempt, &Reason::new("reason.check.exempt.commitment", "T11")),
        Ending::Lacking(refusals) => lacking(finding, refusals),
    }
}

/// What it lacks, and why tolerance does not help. Of a material on the list the latter is the telling rule.
fn lacking(finding: &Finding<'_>, refusals: &[Refusal]) -> Line {
    let no = finding.material.no;
    let (state, reason) = match finding.state {
        State::Tolerated if finding.row.is_some_and(|row| row.verdict == Verdict::Defect) => {
            (State::Defect, Reason::new("reason.check.defect", "O4"))
        }
        State::Tolerated => (State::Missing, Reason::new("reason.check.missing", "O4")),
        State::Defect => (State::Defect, finding.reason.clone()),
        _ => (State::Missing, finding.reason.clone()),
    };
    let why = words(&reason);
    let refusal = why_not_tolerated(finding, refusals).filter(|_| !finding.spot_fixable());
    let telling = refusal.as_ref().filter(|_| finding.material.tolerance.is_some()).unwrap_or(&reason);
    let rule = telling.rule.to_string();
    Line { no, state, why: refusal.map_or_else(|| why.clone(), |refusal| format!("{why};{}", words(&refusal))), rule }
}

/// What stands against tolerating it: its own reason, that of the whole case, or that another material bars the offer,
/// since one offer covers all that is lacking (R2.32).
fn why_not_tolerated(finding: &Finding<'_>, refusals: &[Refusal]) -> Option<Reason> {
    let of = |code: Option<&str>| refusals.iter().find(|refusal| refusal.material_code.as_deref() == code);
    let own = of(Some(&finding.material.code)).map(|refusal| refusal.reason.clone());
    if finding.material.tolerance.is_none() {
        return own;
    }
    let case = || of(None).map(|refusal| refusal.reason.clone());
    let other = || (!refusals.is_empty()).then(|| Reason::new("cli.check.other_bars", "R2.32"));
    own.or_else(case).or_else(other)
}

/// The three clocks, and whether the calendar knows every year they touch.
fn deadlines(guide: &Guide, received: Date, calendar: &Calendar) -> (Deadlines, bool) {
    let window = calendar.add_working_days(received, LimitSettings::default().window_wd);
    let promised = due(&guide.promised, received, calendar);
    let statutory = due(&guide.statutory, received, calendar);
    let all = [Some(window), promised, statutory];
    let covered = all.iter().flatten().all(|due| calendar.covers(due.on)) && calendar.covers(received);
    let deadlines = Deadlines {
        window: window.on,
        promised: promised.map(|due| due.on),
        statutory: statutory.map(|due| due.on),
        provisional: all.iter().flatten().any(|due| due.provisional),
    };
    (deadlines, covered)
}

/// Limits that the guide counts from another day than acceptance or receipt are counted from it all the same, and that
/// is said: the case file does not hold the other day.
fn other_start(guide: &Guide) -> impl Iterator<Item = String> {
    let limits = [(&guide.promised, "cli.check.start.promised"), (&guide.statutory, "cli.check.start.statutory")];
    limits.into_iter().filter_map(|(limit, key)| {
        let start = limit.start.as_deref()?;
        let ours = ["受理", "收到", "接收", "收件"].iter().any(|word| start.contains(word)) && !start.contains("终止");
        (!ours && limit.value.is_some()).then(|| tf(Lang::Zh, key, &[start]))
    })
}

/// R7.24: each unit by its own rule; hours and minutes end within a day that no date can name.
fn due(limit: &Limit, from: Date, calendar: &Calendar) -> Option<Due> {
    let value = limit.value;
    match limit.unit? {
        LimitUnit::WorkingDay => Some(calendar.add_working_days(from, value?)),
        LimitUnit::NaturalDay => Some(calendar.add_natural_days(from, value?)),
        LimitUnit::Month => Some(calendar.add_months(from, value?)),
        LimitUnit::OnTheSpot => Some(Due { on: from, provisional: calendar.is_provisional(from) }),
        LimitUnit::Hour | LimitUnit::Minute => None,
    }
}

fn plain(judged: &Judged, heading: &str) -> String {
    let date =
        |day: Option<Date>| day.map_or_else(|| t(Lang::Zh, "cli.check.not_stated").to_owned(), |d| d.to_string());
    let mut lines = vec![format!("{} {heading}", judged.outcome)];
    for line in &judged.lines {
        let state = t(
            Lang::Zh,
            match line.state {
                State::Ok => "cli.check.state.ok",
                State::Missing => "cli.check.state.missing",
                State::Defect => "cli.check.state.defect",
                State::Tolerated => "cli.check.state.tolerated",
                State::Exempt => "cli.check.state.exempt",
                State::NotApplicable => "cli.check.state.not_applicable",
                State::Unchecked => "cli.check.state.unchecked",
            },
        );
        lines.push(format!("{:>3} {state} {} ({})", line.no, line.why, line.rule));
    }
    let deadlines = judged.deadlines;
    let (window, promised, statutory) =
        (deadlines.window.to_string(), date(deadlines.promised), date(deadlines.statutory));
    lines.push(tf(Lang::Zh, "cli.check.deadlines", &[&window, &promised, &statutory]));
    if deadlines.provisional {
        lines.push(t(Lang::Zh, "cli.check.provisional").to_owned());
    }
    lines.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
