//! Who may see and ask what: one predicate over cases, and one table over doors (RELIABILITY 5.3, DECISIONS 2). Every
//! route of `http` is opened with its door; a place may narrow what a person sees, never widen it.
//! What a role may *do* to a case stands in `domain::lifecycle`.

use crate::{
    contract::{Person, Realm, WorklistName},
    domain::role::{Actor, Role},
};

use super::store::{Reach, Scope};

/// The person as the law sees them when they act at a window.
pub fn actor(person: &Person, window: Option<&str>) -> Actor {
    Actor {
        id: person.id,
        name: person.name.clone(),
        staff_no: person.staff_no.clone(),
        role: person.role,
        departments: person.departments.clone(),
        window_id: window.map(ToOwned::to_owned).or_else(|| person.window_id.clone()),
        mandate: person.mandate.clone(),
    }
}

/// The eyes of a person: role × department × realm, narrowed to a region, items and windows.
pub fn scope(person: &Person, realm: Realm) -> Scope {
    let reach = match reach(person.role, realm) {
        Reach::Hall if !person.departments.is_empty() => Reach::Departments(person.departments.clone()),
        reach => reach,
    };
    Scope { person: person.id, reach, limits: person.limits.clone() }
}

/// How far a role sees at most.
fn reach(role: Role, realm: Realm) -> Reach {
    match role {
        Role::Clerk
        | Role::Lead
        | Role::ChiefRep
        | Role::IssueClerk
        | Role::Supervisor
        | Role::Archivist
        | Role::HallManager
        | Role::GovHead
        | Role::Reviewer
        | Role::Approver
        | Role::SupervisingBody
        | Role::Integration => Reach::Hall,
        Role::GridAgent => Reach::Own,
        // A trainer has no eyes in a live database; in a lesson they look over every shoulder.
        Role::Trainer if realm != Realm::Live => Reach::Hall,
        Role::Trainer
        | Role::System
        | Role::Applicant
        | Role::CatalogueEditor
        | Role::CataloguePublisher
        | Role::Auditor
        | Role::Admin => Reach::Nothing,
    }
}

/// The worklists of a role, in the order of the screen.
pub fn worklists(role: Role) -> &'static [WorklistName] {
    use WorklistName::{Deciding, Inbox, Issue, Negatives, Returned, Supplement, Todo, Tolerance};
    match role {
        Role::Clerk | Role::Lead => &[Todo, Supplement, Tolerance, Issue, Returned],
        Role::ChiefRep => &[Negatives, Todo, Supplement, Tolerance, Returned],
        Role::Reviewer => &[Inbox, Supplement, Tolerance],
        Role::Approver => &[Deciding, Inbox, Tolerance, Negatives],
        Role::GovHead => &[Deciding],
        Role::IssueClerk => &[Issue],
        Role::GridAgent => &[Todo, Supplement, Tolerance],
        Role::HallManager | Role::Supervisor => {
            &[Todo, Supplement, Tolerance, Issue, Inbox, Deciding, Negatives, Returned]
        }
        _ => &[],
    }
}

/// What stands before a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Nobody need be signed in.
    Open,
    /// Whoever is signed in; what they get is their own, or everybody's.
    Staff,
    /// Whoever sees cases at all; which, the scope says.
    Cases,
    /// Who may ask this.
    Asks(Ask),
}

impl Door {
    /// Whether it opens for somebody in this role.
    pub fn admits(self, role: Role, realm: Realm) -> bool {
        match self {
            Self::Open | Self::Staff => true,
            Self::Cases => reach(role, realm) != Reach::Nothing,
            Self::Asks(ask) => may(role, ask, realm),
        }
    }
}

/// What is asked beside cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// `POST /v1/applicants/lookup`, `POST /v1/evidence`.
    Applicant,
    /// `POST /v1/reveals`.
    Reveal,
    /// `GET /v1/queue`, `POST /v1/queue/calls`.
    Queue,
    /// `GET /v1/audit`.
    Audit,
    /// `POST /v1/devices` without a code.
    Enrol,
    /// `/v1/uploads`: files of materials.
    Upload,
    /// `/v1/webhooks`: systems of departments that are told of events.
    Webhooks,
    /// `POST /v1/exports/cases`.
    Export,
    /// `GET /v1/catalogue/office/…`, and withdrawing.
    Office,
    /// Importing, editing, submitting.
    OfficeEdit,
    /// Reviewing, publishing: the second person's.
    OfficePublish,
    /// `GET /v1/devices`, `POST /v1/devices/codes`, `POST /v1/devices/{id}/revoke`.
    Devices,
    /// `POST /v1/staff/{id}/recoveries`, `POST /v1/recoveries/{id}/revoke`; whom it reaches stands in `auth::charge`.
    Recover,
    /// `/v1/staff` and what is done to one of them, `/v1/proposals`; whom it reaches stands in `auth::charge`.
    Staff,
    /// `POST /v1/staff`, `POST /v1/staff/{id}/password`.
    Accounts,
}

/// Whether a role may ask this. In a demo or a lesson everybody's desk may enrol itself (DECISIONS 6).
pub fn may(role: Role, ask: Ask, realm: Realm) -> bool {
    match ask {
        Ask::Applicant => matches!(
            role,
            Role::Clerk | Role::Lead | Role::ChiefRep | Role::IssueClerk | Role::GridAgent | Role::Reviewer
        ),
        Ask::Reveal => matches!(
            role,
            Role::Clerk
                | Role::Lead
                | Role::ChiefRep
                | Role::IssueClerk
                | Role::GridAgent
                | Role::Reviewer
                | Role::Approver
        ),
        Ask::Queue => matches!(role, Role::Clerk | Role::Lead | Role::IssueClerk | Role::ChiefRep | Role::HallManager),
        Ask::Audit => role == Role::Auditor,
        // RELIABILITY 5.3, row 16: those whose commands carry materials, and a department's own system.
        Ask::Upload => {
            matches!(role, Role::Clerk | Role::Lead | Role::GridAgent | Role::Reviewer | Role::Integration)
        }
        Ask::Webhooks => role == Role::Admin,
        // DECISIONS 2: what RELIABILITY calls 主管 here is the hall's management.
        Ask::Export | Ask::Recover => role == Role::HallManager,
        Ask::Office => role.keeps_catalogue(),
        Ask::OfficeEdit => role.edits_catalogue(),
        Ask::OfficePublish => role.publishes_catalogue(),
        Ask::Enrol => realm != Realm::Live || matches!(role, Role::HallManager | Role::Admin),
        Ask::Devices => matches!(role, Role::HallManager | Role::Admin),
        Ask::Staff => role.keeps_staff(),
        Ask::Accounts => matches!(role, Role::Admin | Role::Auditor),
    }
}
