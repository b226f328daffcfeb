//! What the desk judges by, as the region decided it, and how old that is (B.3).

use jiff::Timestamp;

use crate::domain::settings::{InForce, Profile};

/// What the desk judges by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LawHere {
    /// Settings and calendar of each day.
    pub in_force: InForce,
    /// When the centre last said that this is what it decided, by its clock; `None` = it never did, and the profile stands
    /// in for it.
    pub confirmed_at: Option<Timestamp>,
    /// Keys and years that a newer centre told and this program does not know.
    pub left_out: Vec<String>,
}

impl LawHere {
    /// What stands in for a centre that tells nothing of its settings.
    pub fn of_profile(profile: &str) -> Self {
        Self { in_force: InForce::of_profile(Profile::named(profile).unwrap_or_default()), ..Self::default() }
    }
}
