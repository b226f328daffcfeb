//! RULES 11.4: the names of what is recorded.

use serde::{Deserialize, Serialize};

/// What happened. The list is that of RULES 11.4; commands without a name of their own there are `act`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuditEvent {
    /// Signed in.
    Login,
    /// Sign-in refused.
    LoginFail,
    /// Screen locked.
    Lock,
    /// Screen unlocked.
    Unlock,
    /// Signed out.
    Logout,
    /// Another role taken.
    RoleSwitch,
    /// A masked value shown in clear; the object is the field.
    Reveal,
    /// Searched; the object is the kind of search.
    Search,
    /// Case opened for reading.
    OpenCase,
    /// Case created.
    CreateCase,
    /// Material added.
    AddMaterial,
    /// Material replaced.
    ReplaceMaterial,
    /// Material removed.
    RemoveMaterial,
    /// Material checked.
    CheckMaterial,
    /// Certificate register asked.
    CallEcert,
    /// Shared data asked.
    CallShare,
    /// Credit register asked.
    CallCredit,
    /// Outcome at the window set.
    SetOutcome,
    /// Negative proposed.
    ProposeNegative,
    /// Negative confirmed, overruled or referred up.
    ConfirmNegative,
    /// Document issued.
    IssueDocument,
    /// Document printed.
    Print,
    /// Data exported.
    Export,
    /// Handed over to the department.
    Dispatch,
    /// Signed for.
    SignFor,
    /// Clock paused.
    Pause,
    /// Clock resumed.
    Resume,
    /// Limit extended.
    Extend,
    /// Decided.
    Decide,
    /// Result delivered.
    Deliver,
    /// Evaluation invited.
    EvaluateInvite,
    /// Letter of authorisation recorded.
    AgentLetter,
    /// A rule overridden; the object is the rule.
    Override,
    /// Settings, calendar, catalogue, account or device changed.
    ConfigChange,
    /// Draft synchronised.
    DraftSync,
    /// A desk's clock is off.
    TimeSkew,
    /// Training or demonstration began.
    TrainingOn,
    /// Training or demonstration ended.
    TrainingOff,
    /// Any other command; the object is its type.
    Act,
}
