//! The one rights predicate: which cases a person may see. Get, list, query, changes and documents all use it, and no
//! function that reads cases for a person exists without it.

use uuid::Uuid;

use super::engine::ToValue;
use crate::domain::{codes::region, role::Limits};

/// How far a role sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Every case of this centre.
    Hall,
    /// Cases of these departments, and own ones.
    Departments(Vec<String>),
    /// Only cases that this person opened or received.
    Own,
    /// No case at all.
    Nothing,
}

/// Whose eyes a read looks through. Made from a session by `rights`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The person.
    pub person: Uuid,
    /// How far they see.
    pub reach: Reach,
    /// What narrows it: region subtree, item set, windows. Own cases stay in sight.
    pub limits: Limits,
}

impl Scope {
    /// The centre's own eyes, for what time does.
    pub fn centre() -> Self {
        Self { person: Uuid::nil(), reach: Reach::Hall, limits: Limits::default() }
    }

    /// The condition on table `cases AS c`; its parameters are those of [`Self::bound`].
    pub(super) const CONDITION: &'static str =
        "(((:hall OR c.department IN (SELECT value FROM json_each(:departments)))
            AND (:regions = '[]' OR EXISTS (SELECT 1 FROM json_each(:regions) AS r
                                            WHERE substr(c.region, 1, length(r.value)) = r.value))
            AND (:items = '[]' OR EXISTS (SELECT 1 FROM json_each(:items) AS i
                                          WHERE substr(c.item_code, 1, length(i.value)) = i.value))
            AND (:windows = '[]' OR c.window_id IN (SELECT value FROM json_each(:windows))))
        OR (:own AND (c.opened_by = :person OR c.received_by = :person)))";

    pub(super) fn bound(&self) -> Bound {
        let departments = match &self.reach {
            Reach::Departments(codes) => list(codes.iter()),
            _ => list([""; 0]),
        };
        let limits = &self.limits;
        Bound {
            hall: self.reach == Reach::Hall,
            own: self.reach != Reach::Nothing,
            departments,
            regions: list(limits.regions.iter().map(|code| region::significant(code))),
            items: list(limits.items.iter()),
            windows: list(limits.windows.iter()),
            person: self.person.to_string(),
        }
    }
}

/// The predicate's parameters as columns take them.
pub(super) struct Bound {
    hall: bool,
    own: bool,
    departments: String,
    regions: String,
    items: String,
    windows: String,
    person: String,
}

/// Words as one parameter.
fn list(words: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    words.into_iter().map(|word| word.as_ref().to_owned()).collect::<serde_json::Value>().to_string()
}

impl Bound {
    /// The predicate's parameters and the statement's own.
    pub(super) fn with<'a>(&'a self, own: &[(&'a str, &'a dyn ToValue)]) -> Vec<(&'a str, &'a dyn ToValue)> {
        let mut all: Vec<(&str, &dyn ToValue)> = vec![
            (":hall", &self.hall),
            (":own", &self.own),
            (":departments", &self.departments),
            (":regions", &self.regions),
            (":items", &self.items),
            (":windows", &self.windows),
            (":person", &self.person),
        ];
        all.extend_from_slice(own);
        all
    }
}
