//! Which keys are in force while an overlay lies on top, and which of them matter most.

use super::Overlay;
use crate::app::{
    actions::{Action, Context},
    scans,
};

impl Overlay {
    /// Contexts in force while it is the topmost.
    pub fn contexts(&self) -> Vec<Context> {
        match self {
            Self::Help { .. } | Self::Palette { .. } => vec![Context::Finder, Context::Field, Context::Results],
            // A password may hold any sign: only what is no text is a key there.
            Self::Doctor { .. } | Self::Secrets(_) => vec![Context::Field, Context::Results],
            Self::SignIn(page) if page.editor().is_none() => vec![Context::Choice],
            Self::Clock { .. } | Self::ScanPath { .. } | Self::SignIn(_) => vec![Context::Field, Context::Choice],
            Self::SaveFile(page) => page.contexts(),
            Self::Scans(_) => vec![Context::Scans, Context::Choice, Context::Viewer],
            Self::More { .. } | Self::Who { .. } | Self::Reveal | Self::GuideChanged { .. } => vec![Context::Choice],
            Self::Alarm | Self::Notices { .. } | Self::Reader { .. } => vec![Context::Viewer],
        }
    }

    /// Keys that matter while it is the topmost.
    pub fn hints(&self) -> Vec<Action> {
        match self {
            Self::Help { .. } | Self::Notices { .. } | Self::Reader { .. } => {
                vec![Action::Back, Action::Down, Action::PageDown]
            }
            Self::Doctor { .. } => vec![Action::Back, Action::Down, Action::PageDown, Action::Doctor],
            Self::Alarm => vec![Action::Back],
            Self::Palette { .. } => vec![Action::Open, Action::Down, Action::Pin, Action::Back],
            Self::GuideChanged { .. } => vec![Action::Confirm, Action::Down, Action::Back],
            Self::Secrets(_) => vec![Action::Open, Action::Back],
            Self::SignIn(page) if page.offers_phone() => vec![Action::Confirm, Action::SignInByPhone, Action::Back],
            Self::SignIn(_) | Self::Clock { .. } | Self::ScanPath { .. } => vec![Action::Confirm, Action::Back],
            Self::SaveFile(page) => page.hints(),
            Self::Scans(_) => scans::hints(),
            Self::More { .. } | Self::Who { .. } | Self::Reveal => {
                vec![Action::Choose1, Action::Confirm, Action::Back]
            }
        }
    }
}
