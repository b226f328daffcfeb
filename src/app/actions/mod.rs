//! The one registry of actions. Keymaps name them, the bottom line, F1, the palette and F10 list them; nothing else
//! in the program says what a key does.
//!
//! Whether an action can be done now, and if not why, is [`super::availability`]; its key is the keymap's business.

mod moves;
mod table;

pub use table::Action;

/// Where an action means something. A keymap has a table per context; the model says which ones are in force,
/// innermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Everywhere but on a locked screen.
    Global,
    /// Rows with a cursor; digits take the numbered row.
    List,
    /// Rows under a text field: digits belong to the text.
    Results,
    /// A text to read.
    Viewer,
    /// A field that searches the rows under it: asked before the field itself.
    Finder,
    /// A field for a number or a date: asked before the field itself, so that signs it never holds may be keys.
    Coded,
    /// A text of several lines: asked before the field itself, so that the arrows go from line to line.
    Lines,
    /// A field that takes text: an unmodified printable key is text here.
    Field,
    /// A group of fields.
    Form,
    /// A question answered by digit.
    Choice,
    /// Any step of the acceptance workspace.
    Workspace,
    /// Step 1.
    Applicant,
    /// Step 4.
    Materials,
    /// The review points of one material.
    Review,
    /// The scans of one material.
    Scans,
    /// Wherever papers are at hand.
    Papers,
    /// A case, whose electronic files are at hand; and an act that takes materials in.
    Files,
    /// A list of cases, whoever's.
    Queue,
    /// The department's desk.
    Department,
    /// The demo hall.
    Demo,
    /// The settings page.
    Settings,
    /// The list of the catalogue office.
    Catalogue,
    /// The locked screen: nothing else is in force.
    Locked,
}

impl Context {
    /// All, for tables and tests.
    pub const ALL: [Self; 23] = [
        Self::Global,
        Self::List,
        Self::Results,
        Self::Viewer,
        Self::Finder,
        Self::Coded,
        Self::Lines,
        Self::Field,
        Self::Form,
        Self::Choice,
        Self::Workspace,
        Self::Applicant,
        Self::Materials,
        Self::Review,
        Self::Scans,
        Self::Papers,
        Self::Files,
        Self::Queue,
        Self::Department,
        Self::Demo,
        Self::Settings,
        Self::Catalogue,
        Self::Locked,
    ];

    /// Name of its table in a keymap file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Global => "global",
            Self::List => "list",
            Self::Results => "results",
            Self::Viewer => "viewer",
            Self::Finder => "finder",
            Self::Coded => "field.coded",
            Self::Lines => "field.lines",
            Self::Field => "field",
            Self::Form => "form",
            Self::Choice => "choice",
            Self::Workspace => "workspace",
            Self::Applicant => "applicant",
            Self::Materials => "materials",
            Self::Review => "review",
            Self::Scans => "scans",
            Self::Papers => "papers",
            Self::Files => "files",
            Self::Queue => "queue",
            Self::Department => "department",
            Self::Demo => "demo",
            Self::Settings => "settings",
            Self::Catalogue => "catalogue",
            Self::Locked => "locked",
        }
    }

    /// Key of its name for people.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Global => "context.global",
            Self::List => "context.list",
            Self::Results => "context.results",
            Self::Viewer => "context.viewer",
            Self::Finder => "context.finder",
            Self::Coded => "context.coded",
            Self::Lines => "context.lines",
            Self::Field => "context.field",
            Self::Form => "context.form",
            Self::Choice => "context.choice",
            Self::Workspace => "context.workspace",
            Self::Applicant => "context.applicant",
            Self::Materials => "context.materials",
            Self::Review => "context.review",
            Self::Scans => "context.scans",
            Self::Papers => "context.papers",
            Self::Files => "context.files",
            Self::Queue => "context.queue",
            Self::Department => "context.department",
            Self::Demo => "context.demo",
            Self::Settings => "context.settings",
            Self::Catalogue => "context.catalogue",
            Self::Locked => "context.locked",
        }
    }
}

/// Headings under which help sorts the actions: what belongs to the page first, what is everywhere last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Materials.
    Materials,
    /// The acceptance workspace.
    Accept,
    /// Cases, departments, results.
    Case,
    /// Moving about.
    Moving,
    /// Typing.
    Typing,
    /// Places.
    Places,
    /// Help, palette, leaving.
    Program,
    /// The demo hall.
    Demo,
}

impl Group {
    /// Key of its name.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Program => "group.program",
            Self::Places => "group.places",
            Self::Moving => "group.moving",
            Self::Typing => "group.typing",
            Self::Accept => "group.accept",
            Self::Materials => "group.materials",
            Self::Case => "group.case",
            Self::Demo => "group.demo",
        }
    }
}

impl Action {
    /// The action that a keymap calls by this name and argument. Every kind of numbered row is taken by the same
    /// actions.
    pub fn named(name: &str, arg: Option<&str>) -> Option<Self> {
        let is = |action: &Self| action.bound_as() == (name, arg);
        Self::ALL.iter().copied().find(is)
    }

    /// Name and argument by which keymaps bind it.
    pub fn bound_as(self) -> (&'static str, Option<&'static str>) {
        self.name().split_once(' ').map_or((self.name(), None), |(name, arg)| (name, Some(arg)))
    }

    /// The choice that a digit takes.
    pub fn choice(digit: usize) -> Option<Self> {
        Self::ALL.iter().copied().find(|action| action.digit() == Some(digit))
    }

    /// The digit that a choice action stands for.
    pub const fn digit(self) -> Option<usize> {
        Some(match self {
            Self::Choose1 => 1,
            Self::Choose2 => 2,
            Self::Choose3 => 3,
            Self::Choose4 => 4,
            Self::Choose5 => 5,
            Self::Choose6 => 6,
            Self::Choose7 => 7,
            Self::Choose8 => 8,
            Self::Choose9 => 9,
            _ => return None,
        })
    }

    /// The keys of the department's desk (DECISIONS 7).
    pub const fn is_departments(self) -> bool {
        matches!(
            self,
            Self::DepartmentOpen
                | Self::Opinion
                | Self::Special
                | Self::Prolong
                | Self::AskCitizen
                | Self::SendBack
                | Self::Decide
                | Self::Claim
                | Self::Explain
        )
    }

    /// Whether the palette and F10 list it: not what only moves a cursor or types.
    pub fn is_listed(self) -> bool {
        !matches!(self.group(), Group::Moving | Group::Typing)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::i18n;

    #[test]
    fn names_stand_once_and_lead_back() {
        let mut seen = BTreeSet::new();
        for action in Action::ALL {
            assert!(seen.insert(action.name()), "{} stands twice", action.name());
            let (name, arg) = action.bound_as();
            assert_eq!(Action::named(name, arg), Some(*action));
            assert!(!action.contexts().is_empty(), "{} means nothing anywhere", action.name());
        }
    }

    #[test]
    fn every_action_group_and_context_has_words() {
        for action in Action::ALL {
            assert!(i18n::is_known(action.key()), "{} has no words", action.key());
            assert!(i18n::is_known(action.group().key()));
        }
        for context in Context::ALL {
            assert!(i18n::is_known(context.key()), "{}", context.key());
        }
    }
}
