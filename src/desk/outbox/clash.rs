//! A refused command beside what changed meanwhile (R12.1): what a person needs to decide.

use std::fmt;

use uuid::Uuid;

use crate::{
    contract::{TimelineEntry, Told},
    domain::{
        case::State,
        conflict::Conflict,
        guide::{FormField, GuideRef, Material, Question},
    },
};

use super::ParcelLine;

/// Which conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Of this command.
    Command(Uuid),
    /// The oldest one of this case that nobody has decided.
    Case(Uuid),
}

/// A conflict, with the case as the centre holds it now. What it holds is personal and in clear: `Debug` shows none of it.
#[derive(Clone, PartialEq)]
pub struct Clash {
    /// The refused command.
    pub line: ParcelLine,
    /// Its act, its facts and those of the others.
    pub conflict: Conflict,
    /// What happened since the version that it was made for, the oldest first.
    pub since: Vec<TimelineEntry>,
    /// Version that the case has now.
    pub version: u64,
    /// State that it has now.
    pub state: Told<State>,
    /// The guide version that is pinned on it now.
    pub guide_version: GuideRef,
    /// Names of what the guide asks for.
    pub names: Names,
}

impl fmt::Debug for Clash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clash").field("line", &self.line).field("version", &self.version).finish_non_exhaustive()
    }
}

/// Names of what a guide asks for, by their codes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Names {
    /// Code and name of each material.
    pub materials: Vec<(String, String)>,
    /// Fields of the form.
    pub form: Vec<FormField>,
    /// Questions of the interview.
    pub questions: Vec<Question>,
}

impl Names {
    /// The names that these parts of a guide bear.
    pub fn of<'a>(
        materials: impl Iterator<Item = &'a Material>,
        form: impl Iterator<Item = &'a FormField>,
        questions: &[Question],
    ) -> Self {
        Self {
            materials: materials.map(|material| (material.code.clone(), material.name.clone())).collect(),
            form: form.cloned().collect(),
            questions: questions.to_vec(),
        }
    }
}
