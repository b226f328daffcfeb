//! `/v1/staff`: the people of a centre and their accounts. Out of scope is not there (404).

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::role::{Limits, Mandate, Role};

use super::Person;

/// One line of `GET /v1/staff`, and what every change of it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[allow(clippy::struct_excessive_bools, reason = "marks of one account, each its own")]
pub struct StaffLine {
    /// The person as rights see them.
    pub person: Person,
    /// Grows with every change; [`ChangeStaff`] names the one it was made from.
    pub version: u64,
    /// Has an account to sign in with.
    pub account: bool,
    /// May not work here at present.
    pub disabled: bool,
    /// No sign-in before this instant: too many wrong tries.
    pub locked_until: Option<Timestamp>,
    /// The next sign-in asks for another password.
    pub must_change_password: bool,
    /// Has a second factor.
    pub second_factor: bool,
    /// Sessions that have not ended.
    pub sessions: u32,
}

/// `POST /v1/staff`: somebody new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    /// Name, as on documents.
    pub name: String,
    /// Staff number, by which they sign in; never changes. Taken: 409 `staff.number_taken`.
    pub staff_no: String,
    /// Role.
    pub role: Role,
    /// Department codes; empty = all.
    #[serde(default)]
    pub departments: Vec<String>,
    /// Window.
    #[serde(default)]
    pub window_id: Option<String>,
    /// Powers.
    #[serde(default)]
    pub mandate: Mandate,
    /// How far they see, where that is less than the role does.
    #[serde(default)]
    pub limits: Limits,
}

/// `POST /v1/staff/{id}`: all of it as it is to be from now on; who had another version of it in hand gets 412
/// `version.stale`. A hall's management changes the window alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeStaff {
    /// The version that was looked at.
    pub expected_version: u64,
    /// Name, as on documents.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Department codes; empty = all.
    pub departments: Vec<String>,
    /// Window.
    pub window_id: Option<String>,
    /// Powers.
    pub mandate: Mandate,
    /// How far they see.
    pub limits: Limits,
}

/// `POST /v1/staff/{id}/password`: a new one-time password. All sessions of the person end, and the lock is taken off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// Takes the second factor away too: the telephone was lost.
    #[serde(default)]
    pub second_factor: bool,
}

/// Answer of `POST /v1/staff` and `POST /v1/staff/{id}/password`: the password is shown once and kept nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct OneTimePassword {
    /// Whose.
    pub person_id: Uuid,
    /// The password of the next sign-in; it must be changed there.
    pub password: String,
}

impl fmt::Debug for OneTimePassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OneTimePassword").field("person_id", &self.person_id).finish_non_exhaustive()
    }
}
