//! `/v1/staff`: the people of a centre and their accounts. Out of scope is not there (404).

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    contract::told::{Strange, Told, read_in_part},
    domain::role::{Limits, Mandate, Role},
};

use super::Person;

/// One line of `GET /v1/staff`, and what every change of it answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
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
    /// F41: values in it that this program does not know. Such a line is only read; what stands in the place of the role is
    /// asked for by [`Self::role`].
    #[serde(skip)]
    pub strange: Vec<Strange>,
}

const ROLE: &str = "/person/role";

/// What stands in the place of a role that this program does not know: one that nobody of the staff has.
const STAND_INS: &[(&str, &str)] = &[(ROLE, "Applicant")];

impl StaffLine {
    /// Role, as it was told.
    pub fn role(&self) -> Told<Role> {
        let strange = self.strange.iter().find(|strange| strange.place == ROLE);
        strange.map_or(Told::Known(self.person.role), |strange| Told::Unknown(strange.value.clone()))
    }
}

impl<'de> Deserialize<'de> for StaffLine {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[allow(clippy::struct_excessive_bools, reason = "marks of one account, each its own")]
        struct Wire {
            person: Person,
            version: u64,
            account: bool,
            disabled: bool,
            locked_until: Option<Timestamp>,
            must_change_password: bool,
            second_factor: bool,
            sessions: u32,
        }
        let (wire, strange) =
            read_in_part::<Wire>(Value::deserialize(from)?, STAND_INS).map_err(serde::de::Error::custom)?;
        Ok(Self {
            person: wire.person,
            version: wire.version,
            account: wire.account,
            disabled: wire.disabled,
            locked_until: wire.locked_until,
            must_change_password: wire.must_change_password,
            second_factor: wire.second_factor,
            sessions: wire.sessions,
            strange,
        })
    }
}

/// `POST /v1/staff`: somebody new, once a second person has confirmed it.
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
/// `version.stale`. A hall's management changes the window alone. What gives a right waits for a second person.
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

/// `POST /v1/staff/{id}/password`: a new one-time password, once a second person has confirmed it. Then all sessions of
/// the person end, and the lock is taken off.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// Takes the second factor away too: the telephone was lost.
    #[serde(default)]
    pub second_factor: bool,
}

/// Part of the answer of `POST /v1/proposals/{id}/confirm`: the password is shown once and kept nowhere.
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
