//! RULES 12.1. A case: one state, and facets that are independent values.

mod acceptance;
mod application;
mod department;
mod facets;
mod papers;
mod state;

pub use acceptance::{
    Approval, Commitment, CommitmentState, DepartmentOpinion, HandedIn, Negative, SupplementLine, SupplementNotice,
    Tolerance, ToleranceState,
};
pub use application::{AgentOnCase, Application, Channel, Delivery, FieldSource, Party};
pub use department::{Lease, OverdueClock, OverdueCode, OverdueReason, ReturnCode, is_worked_on};
pub use facets::{
    Clocks, Decision, DecisionKind, DeliveryRecord, Extension, FeeState, HandOver, Involvement, Suspension, Task,
    TaskKind,
};
pub use papers::{DocumentKind, DocumentRef};
pub use state::State;

use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{
    agency::HeldOriginal,
    check::MaterialRow,
    exemption::SatisfyBy,
    guide::{Guide, GuideRef, SpecialKind},
    procedure::SpecialRun,
};

/// Two cases of one applicant and one item that came in within this time of each other may be one matter (RELIABILITY
/// F44): thirty natural days. A person decides.
pub const ALIKE_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// A case as the centre holds it. Only [`crate::domain::lifecycle::step`] changes one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "independent facts of a case, each with its rule")]
pub struct Case {
    /// Made by whoever wrote the first field; a version 4 UUID.
    pub id: Uuid,
    /// Counts applied commands from 1; every write names the version it saw (R12.1).
    pub version: u64,
    /// Main state.
    pub state: State,
    /// 办件编号 (R7.19), given by the centre at receiving.
    pub case_no: Option<String>,
    /// Short receipt number (R7.22), given at receiving.
    pub receipt_no: Option<String>,
    /// The guide version pinned on the case (R0.3).
    pub guide_version: GuideRef,
    /// The calendar version its dates were computed with.
    pub calendar_version: String,
    /// Item name at the time, for lists.
    pub item_name: String,
    /// Code of the deciding department.
    pub department: String,
    /// What the applicant applies for, with what.
    pub application: Application,
    /// Paper slip number of an outage or of a collected draft (R9.18, R5.4).
    pub slip_no: Option<String>,
    /// When an agent or another region's window took the papers (R5.4).
    pub collected_at: Option<Timestamp>,
    /// Originals that an agent took, each with its times (R5.16).
    #[serde(default)]
    pub originals: Vec<HeldOriginal>,
    /// When the organ received the materials (0.2).
    pub received_at: Option<Timestamp>,
    /// Window or device of receiving.
    pub received_where: Option<String>,
    /// The day from which the statutory clock runs.
    pub accepted_on: Option<Date>,
    /// R1.8: accepted by lapse of time.
    pub deemed: bool,
    /// All clocks.
    pub clocks: Clocks,
    /// The one supplement notice of the acceptance phase (R0.2).
    pub supplement: Option<SupplementNotice>,
    /// The negative before the chief representative, with the state it came from.
    pub negative: Option<Negative>,
    /// Tolerance facet.
    pub tolerance: Tolerance,
    /// Commitment facet.
    pub commitment: Commitment,
    /// Special procedures, past and present.
    pub special: Vec<SpecialRun>,
    /// The one extension.
    pub extension: Option<Extension>,
    /// The running suspension.
    pub suspension: Option<Suspension>,
    /// Fee facet.
    pub fee: FeeState,
    /// Hand-overs between window and department, newest last.
    pub hand_overs: Vec<HandOver>,
    /// The reviewer's opinion (T47).
    pub review: Option<Decision>,
    /// The decision (T49–T52).
    pub decision: Option<Decision>,
    /// Delivery of the result.
    pub delivery: Option<DeliveryRecord>,
    /// Open tasks that the case gave rise to.
    pub tasks: Vec<Task>,
    /// Who did which legal act: the separation rules of R12.4 read this.
    pub involved: Vec<Involvement>,
    /// Documents issued, in order.
    pub documents: Vec<DocumentRef>,
    /// The chief representative's decision for an immediate item (second person of T6).
    pub approval: Option<Approval>,
    /// The department's opinion on acceptance (T14).
    pub opinion: Option<DepartmentOpinion>,
    /// Procedures that the item does not list and the chief representative allowed (R10.1).
    pub special_allowed: Vec<SpecialKind>,
    /// The evaluation was invited (T60).
    pub invited_evaluation: bool,
    /// Grades given by the applicant, 5 to 1 (T61).
    pub evaluations: Vec<u8>,
    /// Papers of the applicant are back (T63).
    pub papers_returned: bool,
    /// The draft was thrown away (T3); nothing happens to it any more.
    pub discarded: bool,
    /// State in which the matter ended before it was closed (T62, T63).
    pub ended_as: Option<State>,
    /// Day on which it was closed; the archive term counts from here (R10.18).
    pub closed_on: Option<Date>,
    /// Who of the department works on it.
    #[serde(default)]
    pub lease: Option<Lease>,
    /// R3.11: reasons given for limits that were missed, newest last.
    #[serde(default)]
    pub overdue: Vec<OverdueReason>,
}

impl Case {
    /// A draft: nothing of it has legal effect, and the centre may not know it yet (version 0).
    pub fn draft(id: Uuid, application: Application, guide: &Guide, calendar_version: &str) -> Self {
        Self {
            id,
            version: 0,
            state: State::Draft,
            case_no: None,
            receipt_no: None,
            guide_version: guide.id.clone(),
            calendar_version: calendar_version.to_owned(),
            item_name: guide.name.clone(),
            department: guide.department.code.clone(),
            application,
            slip_no: None,
            collected_at: None,
            originals: Vec::new(),
            received_at: None,
            received_where: None,
            accepted_on: None,
            deemed: false,
            clocks: Clocks::default(),
            supplement: None,
            negative: None,
            tolerance: Tolerance::default(),
            commitment: Commitment::default(),
            special: Vec::new(),
            extension: None,
            suspension: None,
            fee: FeeState::of(guide),
            hand_overs: Vec::new(),
            review: None,
            decision: None,
            delivery: None,
            tasks: Vec::new(),
            involved: Vec::new(),
            documents: Vec::new(),
            approval: None,
            opinion: None,
            special_allowed: Vec::new(),
            invited_evaluation: false,
            evaluations: Vec::new(),
            papers_returned: false,
            discarded: false,
            ended_as: None,
            closed_on: None,
            lease: None,
            overdue: Vec::new(),
        }
    }

    /// A draft takes over another version of its guide.
    pub fn pin(&mut self, guide: &Guide, calendar_version: &str) {
        self.guide_version = guide.id.clone();
        calendar_version.clone_into(&mut self.calendar_version);
        self.item_name.clone_from(&guide.name);
        self.department.clone_from(&guide.department.code);
        if matches!(self.fee, FeeState::None | FeeState::Due) {
            self.fee = FeeState::of(guide);
        }
    }

    /// The clerk's row for a material.
    pub fn row(&self, material_code: &str) -> Option<&MaterialRow> {
        self.application.materials.iter().find(|row| row.material_code == material_code)
    }

    /// Puts rows in the place of those of the same material; rows not named stay.
    pub fn merge_rows(&mut self, rows: &[MaterialRow]) {
        for row in rows {
            match self.application.materials.iter_mut().find(|old| old.material_code == row.material_code) {
                Some(old) => old.clone_from(row),
                None => self.application.materials.push(row.clone()),
            }
        }
    }

    /// A paper that an act demanded has its number: the case keeps it, and what it speaks of bears it.
    pub fn issue(&mut self, document: DocumentRef) {
        match document.kind {
            DocumentKind::Spn => {
                if let Some(run) = self.special.last_mut() {
                    run.notice_no = Some(document.no.clone());
                }
            }
            DocumentKind::Gra | DocumentKind::Ref => {
                if let Some(decision) = self.decision.as_mut() {
                    decision.result_no = Some(document.no.clone());
                }
            }
            _ => {}
        }
        self.documents.push(document);
    }

    /// The case ended with a grant (T65, T66).
    pub fn is_granted(&self) -> bool {
        self.decision.as_ref().is_some_and(|decision| decision.kind == DecisionKind::Grant)
    }

    /// An agent still has originals of the applicant in hand (R5.16).
    pub fn is_carried(&self) -> bool {
        self.originals.iter().any(HeldOriginal::is_held)
    }

    /// Originals of the applicant still lie with the organ (T3, T63).
    pub fn owes_papers(&self) -> bool {
        let kept = |row: &MaterialRow| row.by == Some(SatisfyBy::PaperOriginal) && row.originals > 0;
        !self.papers_returned && self.application.materials.iter().any(kept)
    }
}
