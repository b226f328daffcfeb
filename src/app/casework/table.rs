//! Every act that a person does on a case screen, and what it asks: one row per command type of DECISIONS 4. The form
//! over the page and the payload on the wire are both made from this table, so a field has one name in both.

/// What an act asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Name of the payload's field.
    pub at: &'static str,
    /// Key of its label.
    pub label: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it must be there.
    pub need: Need,
}

/// Whether a part must be filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Always.
    Must,
    /// If there is something to say.
    May,
    /// Asked only with an agent on the case (R5.13).
    Agent,
    /// R3.11: asked only when a decision clock is red, and then it must be there.
    Late,
}

/// What a part holds and how it goes into the payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Words,
    /// A whole number.
    Count,
    /// Yuan, sent in fen.
    Yuan,
    /// A day.
    Day,
    /// A day and a time by the wall clock of the centre.
    Moment,
    /// Names, one after the other.
    Names,
    /// Yes or no.
    Tick,
    /// One of several, by digit.
    OneOf(Choices),
    /// A field for each of some materials.
    Each(Which, As),
    /// T7: which value, and what it shall be.
    Correction,
    /// Fields of the guide's form with the values they replace.
    FormFields,
    /// R5.12: an agent and the letter.
    Letter,
}

/// Where the choices of a part come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choices {
    /// Special procedures that the item lists or that were allowed.
    SpecialListed,
    /// Special procedures under way.
    SpecialRunning,
    /// Special procedures that the item does not list (R10.1).
    SpecialOther,
    /// Negatives before acceptance (R3.2).
    Negative,
    /// What the negative may be confirmed as.
    NegativeConfirmed,
    /// Negatives of a consultation (R3.6).
    NegativeAsked,
    /// The broken tolerance.
    NegativeBreach,
    /// For or against.
    Opinion,
    /// R1.35.
    Ending,
    /// R10.9.
    Fee,
    /// Documents of the case.
    Documents,
    /// T31.
    Return,
    /// R3.11.
    Overdue,
}

/// Which materials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of the guide.
    All,
    /// What keeps the application from being complete.
    Lacking,
    /// What the supplement notice names and is not met yet.
    Noticed,
    /// What is tolerated and still to come.
    Owed,
    /// What lies in the bag that was handed over.
    Sent,
    /// Originals that lie with the organ.
    Originals,
    /// What a commitment letter may replace.
    Replaceable,
    /// Results that the department sent to the issue window.
    Results,
}

/// What is said of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum As {
    /// It is among them.
    Codes,
    /// It is in: 齐, 不合格, or it is not.
    Checked,
    /// It stays as it was, or is recorded anew.
    Recorded,
    /// What is missing, in words (R0.2).
    Lacks,
    /// How many working days it may wait (R2.15).
    Waits,
}

/// A row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActRow {
    /// Command type.
    pub act: &'static str,
    /// What it asks, in order.
    pub parts: &'static [Part],
}

const fn must(at: &'static str, label: &'static str, kind: Kind) -> Part {
    Part { at, label, kind, need: Need::Must }
}

const fn may(at: &'static str, label: &'static str, kind: Kind) -> Part {
    Part { at, label, kind, need: Need::May }
}

const fn words(at: &'static str, label: &'static str) -> Part {
    must(at, label, Kind::Words)
}

const fn remark(at: &'static str, label: &'static str) -> Part {
    may(at, label, Kind::Words)
}

const fn row(act: &'static str, parts: &'static [Part]) -> ActRow {
    ActRow { act, parts }
}

use Choices::{
    Documents, Ending, Fee, Negative, NegativeAsked, NegativeBreach, NegativeConfirmed, Opinion, Overdue, Return,
    SpecialListed, SpecialOther, SpecialRunning,
};
use Kind::{Correction, Count, Day, Each, FormFields, Letter, Moment, Names, OneOf, Tick, Yuan};

const REASON: Part = words("reason", "part.reason");
const BASIS: Part = words("basis", "part.basis");
const FACTS: Part = words("facts", "part.facts");
const SIGNED: Part = must("signed", "part.signed", Tick);
const IN_PERSON: Part = Part { at: "signed_by_applicant", label: "part.in_person", kind: Tick, need: Need::Agent };
const REACHED: Part = may("reached_at", "part.reached_at", Moment);
const LATE: Part = Part { at: "overdue_reason", label: "part.overdue_reason", kind: Kind::Words, need: Need::Late };

/// The table, in the order in which acts are offered.
#[rustfmt::skip]
pub const ACTS: &[ActRow] = &[
    // A missed limit is explained before anything else
    row("overdue.explain", &[must("code", "part.overdue_code", OneOf(Overdue)), words("text", "part.overdue_text")]),
    // A submitted draft
    row("draft.approve", &[words("reason", "part.opinion_words")]),
    row("draft.discard", &[REASON]),
    // The five outcomes
    row("case.accept", &[may("materials", "part.materials", Each(Which::Lacking, As::Checked))]),
    row("case.accept_with_tolerance", &[may("lines", "part.days", Each(Which::Lacking, As::Waits)), SIGNED, IN_PERSON]),
    row("case.accept_on_commitment", &[must("material_codes", "part.materials", Each(Which::Replaceable, As::Codes)), SIGNED, IN_PERSON]),
    row("case.notify_supplement", &[must("lines", "part.lack", Each(Which::Lacking, As::Lacks)), may("term_days", "part.term_days", Count), must("signed", "part.notice_signed", Tick)]),
    row("case.correct_on_spot", &[must("changes", "part.change", Correction), must("initials", "part.initials", Tick), Part { at: "initialled_by_applicant", label: "part.in_person", kind: Tick, need: Need::Agent }]),
    row("case.hold_papers", &[must("lines", "part.lack", Each(Which::Lacking, As::Lacks)), words("place", "part.place")]),
    row("case.ask_department", &[words("text", "part.question")]),
    row("department.answer", &[must("accept", "part.may_accept", Tick), words("text", "part.opinion_words")]),
    // Supplements
    row("supplement.check", &[must("materials", "part.materials", Each(Which::Noticed, As::Checked)), REACHED, may("commitment_signed", "part.commitment_signed", Tick), IN_PERSON]),
    row("supplement.hand_in", &[must("material_codes", "part.materials", Each(Which::Noticed, As::Codes)), REACHED]),
    // Negatives: the window proposes, others decide (R3.1)
    row("negative.confirm", &[must("kind", "part.negative", OneOf(NegativeConfirmed)), remark("competent_organ", "part.competent_organ"), REASON]),
    row("negative.overrule", &[words("reason", "part.instruction")]),
    row("negative.refer_up", &[REASON]),
    row("negative.propose", &[must("kind", "part.negative", OneOf(Negative)), FACTS, BASIS, remark("guidance", "part.guidance")]),
    row("negative.record", &[must("kind", "part.negative", OneOf(NegativeBreach)), FACTS, BASIS, remark("guidance", "part.guidance")]),
    // Hand-over
    row("case.hand_over", &[remark("bag_no", "part.bag_no"), remark("to", "part.to")]),
    row("case.sign_for", &[must("lines_checked", "part.materials", Each(Which::Sent, As::Codes))]),
    row("case.send_back", &[must("code", "part.return_code", OneOf(Return)), words("reason", "part.return_reason")]),
    row("case.rule_on_power", &[REASON]),
    // Tolerated papers
    row("tolerance.receive", &[must("materials", "part.materials", Each(Which::Owed, As::Checked)), REACHED, remark("wrong", "part.wrong")]),
    row("tolerance.extend", &[must("due", "part.due", Day), words("force_majeure", "part.force_majeure")]),
    row("tolerance.breach", &[words("reason", "part.facts")]),
    // Review
    row("review.finish", &[must("opinion", "part.opinion", OneOf(Opinion)), words("reasons", "part.reasons")]),
    row("special.start", &[must("kind", "part.special", OneOf(SpecialListed)), must("days", "part.days", Count), remark("reason", "part.reason"), BASIS, may("officers", "part.officers", Names), remark("place", "part.attend")]),
    row("special.end", &[must("kind", "part.special", OneOf(SpecialRunning)), words("result", "part.result")]),
    row("special.allow", &[must("kind", "part.special", OneOf(SpecialOther)), BASIS]),
    row("applicant.ask", &[words("text", "part.question")]),
    row("case.extend", &[must("days", "part.days", Count), REASON]),
    row("case.suspend", &[REASON, remark("basis", "part.basis"), may("requested_in_writing", "part.requested", Tick)]),
    row("case.resume", &[REASON]),
    // Decision
    row("decision.grant", &[words("content", "part.content"), may("valid_until", "part.valid_until", Day), LATE]),
    row("decision.refuse", &[FACTS, words("reasons", "part.reasons"), BASIS, LATE]),
    row("review.send_back", &[REASON]),
    row("case.terminate", &[must("fact", "part.ending", OneOf(Ending)), FACTS]),
    // Result
    row("result.hand_over", &[may("result_nos", "part.result_nos", Names), remark("bag_no", "part.bag_no")]),
    row("result.deliver", &[words("name", "part.receiver"), must("identity_checked", "part.identity_checked", Tick), Part { at: "is_agent", label: "part.is_agent", kind: Tick, need: Need::Agent }, must("signed", "part.delivery_signed", Tick)]),
    row("result.post", &[words("parcel_no", "part.parcel_no")]),
    row("result.sign_for", &[may("checked", "part.results_checked", Each(Which::Results, As::Codes))]),
    row("result.confirm_post", &[must("signed_at", "part.signed_at", Moment), words("by", "part.signed_by")]),
    row("result.post_failed", &[REASON]),
    // Ends and afterwards
    row("case.withdraw", &[SIGNED, IN_PERSON, remark("reason", "part.reason"), may("papers_returned", "part.papers_returned", Tick)]),
    row("termination.propose", &[words("reason", "part.facts"), remark("basis", "part.basis")]),
    row("case.archive", &[remark("reason", "part.archive")]),
    row("case.revoke", &[REASON, BASIS]),
    row("commitment.verify", &[must("kept", "part.kept", Tick), words("record", "part.record")]),
    // Who works on it
    row("task.claim", &[may("minutes", "part.claim_minutes", Count)]),
    row("task.release", &[remark("reason", "part.release_reason")]),
    row("supervision.sign_for", &[remark("reason", "part.acknowledged")]),
    // What is only recorded
    row("material.record", &[must("materials", "part.materials", Each(Which::All, As::Recorded))]),
    row("note.add", &[words("text", "part.note")]),
    row("fee.record", &[must("state", "part.fee", OneOf(Fee)), must("amount_fen", "part.amount", Yuan), remark("ticket_no", "part.ticket_no")]),
    row("paper.move", &[may("material_codes", "part.materials", Each(Which::Originals, As::Codes)), must("returned", "part.returned", Tick)]),
    row("document.print", &[must("document_no", "part.document", OneOf(Documents)), must("copies", "part.copies", Count), remark("reason", "part.reason")]),
    row("document.correct", &[must("document_no", "part.document", OneOf(Documents)), words("correction", "part.correction")]),
    row("form.record", &[must("fields", "part.fields", FormFields)]),
    row("agent_letter.record", &[must("letter", "part.letter", Letter)]),
    row("consult.record", &[words("question", "part.question"), words("answer", "part.answer"), may("negative", "part.negative", OneOf(NegativeAsked)), may("notice_given", "part.notice_given", Tick)]),
];

/// Command types that are not done here, and why: key of the sentence that the screen shows for an offered one.
pub const ELSEWHERE: &[(&str, &str)] = &[
    // The whole application goes with them in clear; a case screen has it masked only.
    ("draft.submit", "why.in_workspace"),
    ("draft.collect", "why.in_workspace"),
    ("case.receive_and_accept", "why.in_workspace"),
    ("case.receive_and_decide", "why.in_workspace"),
    // R8.4: never by staff.
    ("evaluation.submit", "why.own_device"),
    // Only time does it.
    ("system.fire", "why.time"),
];

/// Done in the workspace, which takes the handed-in draft over (T4, T70).
pub const TAKE_OVER: &str = "case.receive";

/// The row of a command type.
pub fn act_row(act: &str) -> Option<&'static ActRow> {
    ACTS.iter().find(|row| row.act == act)
}

/// Place in the order of offering.
pub fn rank(act: &str) -> usize {
    // What a handed-in draft waits for stands first.
    let place = ACTS.iter().position(|row| row.act == act).unwrap_or(ACTS.len());
    if act == TAKE_OVER { 0 } else { place + 1 }
}

/// Why an act is not done on a case screen.
pub fn elsewhere(act: &str) -> Option<&'static str> {
    ELSEWHERE.iter().find(|(other, _)| *other == act).map(|(_, why)| *why)
}
