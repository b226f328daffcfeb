//! RULES 3.1. The window has no veto: a clerk proposes a negative, the chief representative decides it.

use serde::{Deserialize, Serialize};

/// R3.2: kinds of negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NegativeKind {
    /// No licence is needed (O1).
    NotRequired,
    /// Not this organ's power (O2).
    NotCompetent,
    /// A condition is not met; art. 32 knows no non-acceptance for it.
    ConditionNotMet,
    /// The rules do not say (R3.5).
    GreyArea,
    /// The term of the supplement or of the store is over.
    ReturnOverdue,
    /// A tolerance was not kept; a task, without change of state.
    TerminateBreach,
    /// Tolerance was asked for and is not possible.
    RefuseTolerance,
}
