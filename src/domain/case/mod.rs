//! RULES 12.1. A case: one state, and facets that are independent values.

mod application;
mod facets;
mod state;

pub use application::{AgentOnCase, Application, Channel, Delivery, Party};
pub use facets::{
    Clocks, Commitment, CommitmentState, Decision, DecisionKind, DeliveryRecord, DocumentKind, DocumentRef, Extension,
    FeeState, HandOver, HandedIn, Involvement, Negative, SupplementLine, SupplementNotice, Suspension, Task, TaskKind,
    Tolerance, ToleranceState,
};
pub use state::State;

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::{guide::GuideRef, procedure::SpecialRun};

/// A case as the centre holds it. Only [`crate::domain::lifecycle::step`] changes one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Made by whoever wrote the first field; UUIDv4.
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
    /// Rung of the negative ladder that a referred-up proposal has reached, and other counters.
    pub invited_evaluation: bool,
    /// Papers of the applicant are back (T63).
    pub papers_returned: bool,
}
