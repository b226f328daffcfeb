//! One act being carried out: the case as it changes, the transitions and papers so far.

use jiff::{Timestamp, civil::Date};

use super::{Context, DocumentDraft, Refusal, Step, department, due, table};
use crate::domain::{
    calendar::{Moment, date_in_beijing},
    case::{Case, DocumentKind, Involvement, State, Task, TaskKind},
    reason::Reason,
    role::Role,
};

/// The case under an act's hands.
pub(super) struct Work<'a> {
    /// As it stands now.
    pub case: Case,
    /// What the rules may look at.
    pub ctx: &'a Context<'a>,
    transitions: Vec<u8>,
    documents: Vec<DocumentDraft>,
}

impl<'a> Work<'a> {
    /// Begins an act on a case.
    pub fn new(case: Case, ctx: &'a Context<'a>) -> Self {
        Self { case, ctx, transitions: Vec::new(), documents: Vec::new() }
    }

    /// Today in Beijing.
    pub fn today(&self) -> Date {
        date_in_beijing(self.ctx.now)
    }

    /// Takes a transition of the table. Whatever the table does not hold is refused, also if a guard forgot it.
    pub fn go(&mut self, no: u8, to: State, papers: &[DocumentKind]) -> Result<(), Refusal> {
        let from = self.case.state;
        let previous = self.case.negative.as_ref().map(|negative| negative.previous);
        let known = self.case.version > 0;
        let row = table::transition(no)
            .filter(|row| row.from.contains(&from) || (row.from.is_empty() && !known))
            .filter(|row| row.who.contains(&self.ctx.actor.role))
            .filter(|row| row.from.is_empty() || row.may_end_in(Some(from), previous, to))
            .ok_or_else(|| Refusal::from(Reason::new("reason.life.state.not_allowed", "R12.2")))?;
        self.transitions.push(row.no);
        self.involve(row.no);
        self.documents.extend(papers.iter().map(|kind| DocumentDraft { kind: *kind, corrects: None, remark: None }));
        if from != to {
            self.case.state = to;
            self.case.tasks.retain(|task| task.kind.outlives(from, to));
        }
        Ok(())
    }

    /// Puts a remark on the papers of this kind.
    pub fn remark(&mut self, kind: DocumentKind, remark: &Reason) {
        for draft in self.documents.iter_mut().filter(|draft| draft.kind == kind) {
            draft.remark = Some(remark.clone());
        }
    }

    /// A paper outside the transitions: a receipt, a correction.
    pub fn paper(&mut self, draft: DocumentDraft) {
        self.documents.push(draft);
    }

    /// Remembers who acted; 0 = an act without a transition.
    pub fn involve(&mut self, transition: u8) {
        let actor = self.ctx.actor;
        self.case.involved.push(Involvement { person: actor.id, role: actor.role, transition });
    }

    /// Opens a task; one of a kind is enough, the newer replaces the older.
    pub fn task(&mut self, kind: TaskKind, role: Role, due: Option<Timestamp>) {
        self.case.tasks.retain(|task| task.kind != kind);
        self.case.tasks.push(Task { kind, role, since: self.ctx.now, due, why: None });
    }

    /// Closes the tasks of a kind.
    pub fn done(&mut self, kind: TaskKind) {
        self.case.tasks.retain(|task| task.kind != kind);
    }

    /// Now, as deadlines see it.
    pub fn moment(&self) -> Moment {
        Moment::at(self.ctx.now, self.ctx.settings.closing_time())
    }

    /// The act is done.
    pub fn finish(mut self) -> Step {
        self.case.version += 1;
        department::settle(&mut self.case, !self.transitions.is_empty(), self.ctx);
        let due = due::of(&self.case, self.ctx);
        Step { case: self.case, transitions: self.transitions, documents: self.documents, due }
    }
}

impl TaskKind {
    /// Whether the task goes on when the case moves from one state to another.
    fn outlives(self, from: State, to: State) -> bool {
        match self {
            Self::ProposeReturn | Self::DepartmentOpinion | Self::NegativeLate | Self::SignForOverdue => false,
            Self::SpecialOverdue => to == State::SpecialProcedure,
            Self::ToleranceBreach => to.is_in_handling() || to == State::Granted,
            Self::ProposedTermination => from.is_in_handling() && to.is_in_handling(),
            Self::DeemedAcceptance
            | Self::NoticeOmission
            | Self::PushSupervision
            | Self::VerifyCommitment
            | Self::ConsiderRevocation => true,
        }
    }

    /// T62: a follow-up that does not keep the case from being closed.
    pub const fn is_follow_up(self) -> bool {
        matches!(
            self,
            Self::DeemedAcceptance
                | Self::NoticeOmission
                | Self::PushSupervision
                | Self::VerifyCommitment
                | Self::ConsiderRevocation
        )
    }
}
