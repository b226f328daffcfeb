//! The one rights predicate: which cases a person may see. Get, list, query, changes and documents all use it, and no
//! function that reads cases for a person exists without it.

use rusqlite::ToSql;
use uuid::Uuid;

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
}

impl Scope {
    /// The centre's own eyes, for what time does.
    pub fn centre() -> Self {
        Self { person: Uuid::nil(), reach: Reach::Hall }
    }

    /// The condition on table `cases AS c`; its parameters are those of [`Self::bound`].
    pub(super) const CONDITION: &'static str = "(:hall
        OR c.department IN (SELECT value FROM json_each(:departments))
        OR (:own AND (c.opened_by = :person OR c.received_by = :person)))";

    pub(super) fn bound(&self) -> Bound {
        let departments = match &self.reach {
            Reach::Departments(codes) => serde_json::to_string(codes).unwrap_or_else(|_| "[]".to_owned()),
            _ => "[]".to_owned(),
        };
        Bound {
            hall: self.reach == Reach::Hall,
            own: matches!(self.reach, Reach::Own | Reach::Departments(_)),
            departments,
            person: self.person.to_string(),
        }
    }
}

/// The predicate's parameters as columns take them.
pub(super) struct Bound {
    hall: bool,
    own: bool,
    departments: String,
    person: String,
}

impl Bound {
    /// The predicate's parameters and the statement's own.
    pub(super) fn with<'a>(&'a self, own: &[(&'a str, &'a dyn ToSql)]) -> Vec<(&'a str, &'a dyn ToSql)> {
        let mut all: Vec<(&str, &dyn ToSql)> = vec![
            (":hall", &self.hall),
            (":own", &self.own),
            (":departments", &self.departments),
            (":person", &self.person),
        ];
        all.extend_from_slice(own);
        all
    }
}
