//! Who is in charge of whose account (RELIABILITY 5.3, rows 33–35): the administrator of everybody's but the auditors',
//! who look after each other; a hall's management of the people at its windows, whom it moves, signs out and stops, but
//! does not make. Nobody of their own.

use crate::{
    contract::{Person, Realm},
    domain::{codes::region, role::Role},
};

/// What is done to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    /// Seen in the list.
    See,
    /// Another window.
    Move,
    /// Signed out, stopped, let in again.
    Stop,
    /// Made, changed, given a new password.
    Make,
}

/// Whether somebody is in charge of another for this. `auditors` = there are auditors already: the first one is made by
/// the administrator.
pub(super) fn in_charge(who: &Person, of: &Person, deed: Deed, auditors: bool) -> bool {
    let own = who.id == of.id;
    let may = match (who.role, of.role) {
        (Role::Admin, Role::Auditor) => deed == Deed::See || (deed == Deed::Make && !auditors),
        (Role::Admin, _) | (Role::Auditor, Role::Auditor) => true,
        (Role::HallManager, Role::Admin | Role::Auditor) => false,
        (Role::HallManager, Role::HallManager) => deed == Deed::See,
        (Role::HallManager, _) => deed != Deed::Make,
        _ => false,
    };
    may && (!own || deed == Deed::See) && in_sight(who, of)
}

/// Departments, regions and windows narrow whom somebody sees as they narrow the cases.
fn in_sight(who: &Person, of: &Person) -> bool {
    let departments = who.departments.is_empty()
        || (!of.departments.is_empty() && of.departments.iter().all(|code| who.departments.contains(code)));
    let below = |code: &String| who.limits.regions.iter().any(|own| code.starts_with(region::significant(own)));
    let regions =
        who.limits.regions.is_empty() || (!of.limits.regions.is_empty() && of.limits.regions.iter().all(below));
    let windows = who.limits.windows.is_empty()
        || of.window_id.as_ref().is_some_and(|window| who.limits.windows.contains(window));
    who.id == of.id || (departments && regions && windows)
}

/// A role that somebody can have here. A trainer has an account of their own and none on a live centre; time and the
/// citizens have none at all.
pub(super) fn can_be_held(role: Role, realm: Realm) -> bool {
    match role {
        Role::System | Role::Applicant => false,
        Role::Trainer => realm != Realm::Live,
        _ => true,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::role::{Limits, Mandate};

    fn person(number: u128, role: Role) -> Person {
        Person {
            id: Uuid::from_u128(number),
            name: "某某".to_owned(),
            staff_no: number.to_string(),
            role,
            departments: Vec::new(),
            window_id: None,
            mandate: Mandate::default(),
            limits: Limits::default(),
        }
    }

    #[test]
    fn r11_2_who_is_in_charge_of_whom() {
        use Deed::{Make, Move, See, Stop};
        let table: &[(Role, Role, &[Deed])] = &[
            (Role::Admin, Role::Clerk, &[See, Move, Stop, Make]),
            (Role::Admin, Role::Admin, &[See, Move, Stop, Make]),
            (Role::Admin, Role::Auditor, &[See]),
            (Role::Auditor, Role::Auditor, &[See, Move, Stop, Make]),
            (Role::Auditor, Role::Admin, &[]),
            (Role::Auditor, Role::Clerk, &[]),
            (Role::HallManager, Role::Clerk, &[See, Move, Stop]),
            (Role::HallManager, Role::HallManager, &[See]),
            (Role::HallManager, Role::Admin, &[]),
            (Role::HallManager, Role::Auditor, &[]),
            (Role::Clerk, Role::Clerk, &[]),
            (Role::Lead, Role::Clerk, &[]),
        ];
        for (who, of, may) in table {
            for deed in [See, Move, Stop, Make] {
                let charge = in_charge(&person(1, *who), &person(2, *of), deed, true);
                assert_eq!(charge, may.contains(&deed), "{who:?} {deed:?} {of:?}");
            }
        }
        assert!(in_charge(&person(1, Role::Admin), &person(2, Role::Auditor), Make, false), "the first auditor");
        for deed in [Move, Stop, Make] {
            assert!(!in_charge(&person(1, Role::Admin), &person(1, Role::Admin), deed, true), "own: {deed:?}");
        }
    }

    #[test]
    fn what_narrows_the_cases_narrows_the_people() {
        let mut manager = person(1, Role::HallManager);
        let mut clerk = person(2, Role::Clerk);
        manager.departments = vec!["scjg".to_owned()];
        assert!(!in_charge(&manager, &clerk, Deed::Stop, true), "who acts for all is not of one department");
        clerk.departments = vec!["scjg".to_owned()];
        assert!(in_charge(&manager, &clerk, Deed::Stop, true));
        manager.limits.regions = vec!["321000".to_owned()];
        assert!(!in_charge(&manager, &clerk, Deed::Stop, true));
        clerk.limits.regions = vec!["321002".to_owned()];
        assert!(in_charge(&manager, &clerk, Deed::Stop, true));
        clerk.limits.regions = vec!["320102".to_owned()];
        assert!(!in_charge(&manager, &clerk, Deed::Stop, true));
        manager.limits = Limits { windows: vec!["03".to_owned()], ..Limits::default() };
        assert!(!in_charge(&manager, &clerk, Deed::See, true));
        clerk.window_id = Some("03".to_owned());
        assert!(in_charge(&manager, &clerk, Deed::See, true));
    }
}
