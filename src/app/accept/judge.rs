//! What the law says of the workspace as it stands: a verdict per material, what could be tolerated, the one
//! conclusion. Computed after every message by `domain` alone, so that the last line of step 4 is always true.

use std::collections::BTreeMap;

use jiff::civil::Date;
use uuid::Uuid;

use crate::app::form::Field;
use crate::domain::{
    acceptance::{self, Choice, Competence, Conclusion, Grounds},
    calendar::{Calendar, Moment},
    case::FieldSource,
    check::{Proof, Sheet, State},
    clock::counted_from,
    codes,
    exemption::{Evidence, SatisfyBy},
    guide::{Guide, ToleranceMode},
    lifecycle,
    reason::Reason,
    role::Mandate,
    settings::Settings,
    tolerance::{self, Letters, Refusal, Request, Wish},
};

use super::{Accept, Materials, applicant::Applicant};

/// One material's verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgedLine {
    /// Which.
    pub code: String,
    /// Verdict.
    pub state: State,
    /// How it is satisfied.
    pub by: Option<SatisfyBy>,
    /// Why.
    pub why: Reason,
    /// It may be tolerated, or why not.
    pub tolerable: Result<(), Reason>,
    /// R6.8: what satisfies it will end before the promised day; worth a word to the applicant.
    pub ends_early: Option<Reason>,
}

/// One line of what could be tolerated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedLine {
    /// Which.
    pub code: String,
    /// Mode.
    pub mode: ToleranceMode,
    /// Working days.
    pub days: Option<u32>,
    /// Last day.
    pub due: Option<Date>,
    /// Running number on the published list.
    pub list_no: Option<u32>,
}

/// The whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// In the guide's order.
    pub lines: Vec<JudgedLine>,
    /// What tolerance would look like, with the letters to be signed; or why there is none.
    pub offer: Result<(Vec<OfferedLine>, Letters), Vec<Refusal>>,
    /// Table 1.3.
    pub conclusion: Conclusion,
    /// Materials that a commitment would replace.
    pub replaceable: Vec<String>,
    /// R5.10, R5.13: why the agent may not apply for this item at all.
    pub agent_bar: Option<Reason>,
    /// Outcomes that this clerk's letter does not give (R3.12, R5.4).
    pub beyond_the_letter: Vec<(Choice, Reason)>,
    /// Last day of the window's five days, the promised limit from today, both as shown in the conclusion.
    pub promised: Option<Date>,
}

impl Judged {
    /// How many lines are in one of these states.
    pub fn count(&self, states: &[State]) -> usize {
        self.lines.iter().filter(|line| states.contains(&line.state)).count()
    }

    /// The verdict on one material.
    pub fn line(&self, code: &str) -> Option<&JudgedLine> {
        self.lines.iter().find(|line| line.code == code)
    }

    /// What tolerance would mean for one material.
    pub fn offered(&self, code: &str) -> Option<&OfferedLine> {
        self.offer.as_ref().ok()?.0.iter().find(|line| line.code == code)
    }
}

/// What the rules need to know of this place and day.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    /// The region's settings.
    pub settings: &'a Settings,
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The centre's day.
    pub day: Date,
    /// The hall has closed on it.
    pub closed: bool,
    /// The letter of the clerk who works here; `None` = the rules ask no letter of this person.
    pub mandate: Option<&'a Mandate>,
}

impl Law<'_> {
    /// Last day of a limit that begins now.
    fn due(&self, days: u32) -> Date {
        let now = Moment { day: self.day, closed: self.closed };
        self.calendar.add_working_days(counted_from(now, days, self.calendar), days).on
    }
}

impl Accept {
    /// Form values by field id, as the application keeps them.
    pub fn form_values(&self) -> BTreeMap<String, String> {
        values(self.work.form.fields.iter().filter(|field| field.shown))
    }

    /// Where they came from, those aside that were typed.
    pub fn form_sources(&self) -> BTreeMap<String, FieldSource> {
        sources(self.work.form.fields.iter().filter(|field| field.shown))
    }

    /// Values of all fields, those included that are not asked now: another kind of applicant, another answer, and they
    /// are asked again.
    pub(super) fn kept_values(&self) -> BTreeMap<String, String> {
        values(self.work.form.fields.iter())
    }

    /// Where these came from.
    pub(super) fn kept_sources(&self) -> BTreeMap<String, FieldSource> {
        sources(self.work.form.fields.iter())
    }

    /// Everything that `domain::check` looks at, handed to `look`; `None` = no item yet.
    pub fn with_sheet<R>(&self, law: &Law<'_>, look: impl FnOnce(&Sheet<'_>) -> R) -> Option<R> {
        let guide = self.guide.as_ref()?;
        let form = self.form_values();
        let holders: Vec<Uuid> = self.applicant.known.iter().map(|known| known.applicant_id).collect();
        let bar = tolerance::commitment_bar(guide, &self.credit, true, law.day);
        let known = self.applicant.recognised.as_ref();
        let region = known.and_then(|known| codes::region::of_number(known.number_kind(), &known.number));
        let sheet = Sheet {
            guide,
            answers: &self.work.interview.answers,
            form: &form,
            applicant: self.applicant.recognised.as_ref().map(super::applicant::Recognised::object),
            birth: self.applicant.recognised.as_ref().and_then(|known| known.person).map(|person| person.birth),
            region: region.as_deref(),
            day: law.day,
            rows: &self.work.materials.rows,
            proof: Proof::Registers {
                evidence: &self.evidence,
                holders: &holders,
                on: law.day,
                commitment: bar.as_ref(),
            },
        };
        Some(look(&sheet))
    }

    /// What the law says now; `None` = no item yet.
    pub fn judge(&self, law: &Law<'_>) -> Option<Judged> {
        let guide = self.guide.as_ref()?;
        let agent = self.applicant.agent_on_case();
        self.with_sheet(law, |sheet| {
            let findings = sheet.findings();
            let wishes: Vec<Wish<'_>> = findings
                .iter()
                .filter(|finding| finding.state.lacks() && finding.state != State::Unchecked)
                .map(|finding| Wish {
                    material: finding.material,
                    days: wished_days(&self.work.materials, &finding.material.code),
                    form: None,
                })
                .collect();
            let due = |from, days| law.calendar.add_working_days(from, days).on;
            let request = Request {
                guide,
                wishes: &wishes,
                credit: &self.credit,
                commits: true,
                agent: agent.as_ref().map(|agent| &agent.letter),
                tolerated_before: false,
                chief_rep_signs: false,
                day: law.day,
            };
            let offer = tolerance::offer(&request, &law.settings.tolerance, &due);
            let bar = tolerance::commitment_bar(guide, &self.credit, true, law.day);
            let refusals: &[Refusal] = offer.as_ref().err().map_or(&[], Vec::as_slice);
            let conclusion = acceptance::conclude(&Grounds {
                guide,
                competence: Competence::default(),
                findings: &findings,
                tolerance: refusals,
                commitment: bar.as_ref(),
                notified_before: false,
            });
            let promised = guide.promised.in_working_days().map(|days| law.due(days));
            let ends_early = |code: &str, way| self.evidence_for(code, way?)?.ends_before(promised?);
            let lines = findings
                .iter()
                .map(|finding| JudgedLine {
                    ends_early: ends_early(&finding.material.code, finding.by),
                    code: finding.material.code.clone(),
                    state: finding.state,
                    by: finding.by,
                    why: finding.reason.clone(),
                    tolerable: tolerance::tolerable(guide, finding.material, &law.settings.tolerance, false),
                })
                .collect();
            let lacking = findings.iter().filter(|finding| finding.state.lacks());
            let replaceable = lacking.filter(|f| f.material.commitment).map(|f| f.material.code.clone()).collect();
            let beyond = |choice| Some((choice, lifecycle::beyond_the_letter(law.mandate?, choice)?));
            let beyond_the_letter = conclusion.alternatives.iter().filter_map(|other| beyond(other.choice)).collect();
            Judged {
                lines,
                offer: offer.map(|offer| (offered(&offer), offer.letters)),
                conclusion,
                replaceable,
                agent_bar: self.agent_bar(&guide.flags, &guide.id.item_code, law),
                beyond_the_letter,
                promised,
            }
        })
    }

    /// The evidence that proves a way for a material, newest last.
    pub fn evidence_for(&self, code: &str, way: SatisfyBy) -> Option<&Evidence> {
        let material = self.guide.as_ref()?.material(code)?;
        self.evidence.iter().rev().find(|found| found.way_for(material) == Some(way))
    }

    /// The guide and what was found for the material under the cursor.
    pub fn current_material(&self) -> Option<&crate::domain::guide::Material> {
        self.guide.as_ref()?.materials.get(self.work.materials.cursor)
    }
}

fn wished_days(materials: &Materials, code: &str) -> Option<u32> {
    materials.days.get(code).copied().flatten()
}

fn offered(offer: &tolerance::Offer<'_>) -> Vec<OfferedLine> {
    offer
        .lines
        .iter()
        .map(|line| OfferedLine {
            code: line.material.code.clone(),
            mode: line.mode,
            days: line.days,
            due: line.due,
            list_no: line.list_no,
        })
        .collect()
}

/// Whether a guide takes applicants of this kind at all.
pub(super) fn takes_applicant(guide: &Guide, applicant: &Applicant) -> bool {
    let object = applicant.recognised.as_ref().map(super::applicant::Recognised::object);
    object.is_none_or(|object| guide.service_objects.is_empty() || guide.service_objects.contains(&object))
}

fn values<'a>(fields: impl Iterator<Item = &'a Field>) -> BTreeMap<String, String> {
    fields.filter(|field| !field.editor.is_empty()).map(|field| (field.id.clone(), field.value())).collect()
}

fn sources<'a>(fields: impl Iterator<Item = &'a Field>) -> BTreeMap<String, FieldSource> {
    let known = fields.filter(|field| !field.editor.is_empty() && field.filled != FieldSource::Typed);
    known.map(|field| (field.id.clone(), field.filled)).collect()
}
