//! `/v1/proposals`: what would give somebody a right and waits for a second person (RELIABILITY 5.3 row 33, ASVS 2.3.5).

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::contract::told::{Told, readable};

use super::{OneTimePassword, StaffLine};

/// What is proposed about an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalKind {
    /// Somebody new.
    Create,
    /// Another role, a wider scope, more powers.
    Change,
    /// A disabled account works again.
    Enable,
    /// A new one-time password, and perhaps no second factor any more.
    Password,
}

impl ProposalKind {
    /// Key of its name in `i18n`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Create => "proposal.kind.create",
            Self::Change => "proposal.kind.change",
            Self::Enable => "proposal.kind.enable",
            Self::Password => "proposal.kind.password",
        }
    }
}

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalState {
    /// It waits for the second person.
    Open,
    /// A second person confirmed it, and it holds.
    Confirmed,
    /// A second person refused it.
    Refused,
    /// Whoever proposed it took it back.
    Withdrawn,
    /// Nobody confirmed it in time.
    Expired,
}

/// What the asker may do with an open proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProposalAct {
    /// `POST /v1/proposals/{id}/confirm`.
    Confirm,
    /// `POST /v1/proposals/{id}/refuse`.
    Refuse,
    /// `POST /v1/proposals/{id}/withdraw`.
    Withdraw,
}

/// One field that becomes otherwise, in codes: lists with commas between, ticks as `true` and `false`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProposedChange {
    /// Which: `role`, `departments`, `limits.regions`, `mandate.accept` …
    pub field: String,
    /// What holds now; null = nothing yet.
    pub before: Option<String>,
    /// What it is to be; empty = none, or all where a list narrows.
    pub after: String,
}

/// A line of `GET /v1/proposals`, and what every act on one answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Proposal {
    /// Id.
    pub id: Uuid,
    /// What is proposed.
    #[schema(value_type = ProposalKind)]
    pub kind: Told<ProposalKind>,
    /// Where it stands.
    #[schema(value_type = ProposalState)]
    pub state: Told<ProposalState>,
    /// Whose account; for somebody new the id that they will have.
    pub person_id: Uuid,
    /// Their name.
    pub name: String,
    /// Their staff number.
    pub staff_no: String,
    /// What becomes otherwise.
    pub changes: Vec<ProposedChange>,
    /// Name of whoever proposed it; no proposal is confirmed by them.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Void from then on, by the centre's time.
    pub expires_at: Timestamp,
    /// What the asker may do with it now.
    #[serde(deserialize_with = "readable")]
    pub acts: Vec<ProposalAct>,
    /// What to do where nobody else could confirm it at present, in words.
    pub advice: Option<String>,
}

/// Answer of `POST /v1/staff/{id}`. What takes rights away, and what is no right, holds at once; what gives one waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StaffChanged {
    /// The person as they are now.
    pub line: StaffLine,
    /// What waits for a second person; null = the change holds.
    pub proposal: Option<Proposal>,
}

/// Answer of `POST /v1/proposals/{id}/confirm`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProposalConfirmed {
    /// The proposal.
    pub proposal: Proposal,
    /// The person as they are from now on.
    pub line: StaffLine,
    /// Shown once, to whoever confirmed, where a new password was part of it.
    pub password: Option<OneTimePassword>,
}

impl fmt::Debug for ProposalConfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProposalConfirmed").field("proposal", &self.proposal.id).finish_non_exhaustive()
    }
}
