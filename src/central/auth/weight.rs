//! Which changes of an account give somebody more than they have (RELIABILITY 5.3 row 33, ASVS 2.3.5). What gives waits for
//! a second person; what takes away, and what is no right at all, works at once by one.

use crate::{
    contract::Person,
    domain::{codes::region, role::Mandate},
};

/// Whether the person as they are to be may do or see anything that they may not as they are. Name, window and the number
/// of a letter are no rights.
pub(super) fn gives(old: &Person, new: &Person) -> bool {
    // An account has one role, and none holds all that another does: another one gives something in any case.
    new.role != old.role
        || widens(&old.departments, &new.departments, |own, code| code == own)
        || widens(&old.limits.regions, &new.limits.regions, |own, code| {
            region::significant(code).starts_with(region::significant(own))
        })
        || widens(&old.limits.items, &new.limits.items, |own, code| code.starts_with(own))
        || widens(&old.limits.windows, &new.limits.windows, |own, code| code == own)
        || ticks(&old.mandate).into_iter().zip(ticks(&new.mandate)).any(|((_, had), (_, has))| has && !had)
}

/// Whether a list lets through what the old one did not. An empty one narrows nothing.
fn widens(old: &[String], new: &[String], within: impl Fn(&str, &str) -> bool) -> bool {
    let held = |code: &String| old.iter().any(|own| within(own, code));
    !old.is_empty() && (new.is_empty() || !new.iter().all(held))
}

/// The powers of a letter, by name.
pub(super) fn ticks(mandate: &Mandate) -> [(&'static str, bool); 6] {
    let Mandate { letter_no: _, receive, accept, collect, tolerate_adhoc, extend, export_clear } = mandate;
    [
        ("mandate.receive", *receive),
        ("mandate.accept", *accept),
        ("mandate.collect", *collect),
        ("mandate.tolerate_adhoc", *tolerate_adhoc),
        ("mandate.extend", *extend),
        ("mandate.export_clear", *export_clear),
    ]
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use proptest::{prelude::*, sample::subsequence};
    use uuid::Uuid;

    use super::*;
    use crate::domain::role::{Limits, Role};

    fn clerk() -> Person {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Person {
            id: Uuid::from_u128(1),
            name: "某某".to_owned(),
            staff_no: "c1".to_owned(),
            role: Role::Clerk,
            departments: words(&["scjg", "mzj"]),
            window_id: Some("03".to_owned()),
            mandate: Mandate { letter_no: Some("1".to_owned()), receive: true, ..Mandate::default() },
            limits: Limits { regions: words(&["321000"]), items: words(&["1100"]), windows: words(&["03", "04"]) },
        }
    }

    #[test]
    fn asvs_2_3_5_what_gives_and_what_takes() {
        type Edit = fn(&mut Person);
        let table: &[(&str, Edit, bool)] = &[
            ("nothing", |_| {}, false),
            ("name", |p| p.name = "别人".into(), false),
            ("window", |p| p.window_id = Some("09".into()), false),
            ("no window", |p| p.window_id = None, false),
            ("letter", |p| p.mandate.letter_no = Some("2".into()), false),
            ("another role", |p| p.role = Role::Lead, true),
            ("a smaller role", |p| p.role = Role::Archivist, true),
            ("fewer departments", |p| p.departments = vec!["mzj".into()], false),
            ("departments in another order", |p| p.departments.reverse(), false),
            ("another department", |p| p.departments = vec!["mzj".into(), "rsj".into()], true),
            ("all departments", |p| p.departments.clear(), true),
            ("a district", |p| p.limits.regions = vec!["321002".into()], false),
            ("two districts", |p| p.limits.regions = vec!["321003".into(), "321002".into()], false),
            ("another city", |p| p.limits.regions = vec!["320100".into()], true),
            ("the province", |p| p.limits.regions = vec!["320000".into()], true),
            ("everywhere", |p| p.limits.regions.clear(), true),
            ("a smaller item set", |p| p.limits.items = vec!["110001".into()], false),
            ("a larger item set", |p| p.limits.items = vec!["11".into()], true),
            ("every item", |p| p.limits.items.clear(), true),
            ("fewer windows", |p| p.limits.windows = vec!["04".into()], false),
            ("one window more", |p| p.limits.windows.push("05".into()), true),
            ("every window", |p| p.limits.windows.clear(), true),
            ("a power less", |p| p.mandate.receive = false, false),
            ("may accept", |p| p.mandate.accept = true, true),
            ("may collect", |p| p.mandate.collect = true, true),
            ("may tolerate", |p| p.mandate.tolerate_adhoc = true, true),
            ("may extend", |p| p.mandate.extend = true, true),
            ("may export", |p| p.mandate.export_clear = true, true),
            ("less here, more there", |p| (p.mandate.receive, p.mandate.accept) = (false, true), true),
        ];
        for (what, edit, expected) in table {
            let (old, mut new) = (clerk(), clerk());
            edit(&mut new);
            assert_eq!(gives(&old, &new), *expected, "{what}");
        }
    }

    /// Everything that a list of codes may stand before.
    const REGIONS: &[&str] = &["320000", "321000", "321002", "321003", "320100", "320102"];
    const ITEMS: &[&str] = &["11", "1100", "110001", "110002", "32", "3210"];
    const PLAIN: &[&str] = &["scjg", "mzj", "rsj"];

    fn some(words: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
        subsequence(words, 0..=words.len()).prop_map(|words| words.into_iter().map(ToOwned::to_owned).collect())
    }

    fn anybody() -> impl Strategy<Value = Person> {
        let flags = prop::array::uniform6(any::<bool>());
        (some(PLAIN), some(REGIONS), some(ITEMS), some(PLAIN), flags).prop_map(
            |(
                departments,
                regions,
                items,
                windows,
                [receive, accept, collect, tolerate_adhoc, extend, export_clear],
            )| {
                let mandate =
                    Mandate { letter_no: None, receive, accept, collect, tolerate_adhoc, extend, export_clear };
                Person { departments, limits: Limits { regions, items, windows }, mandate, ..clerk() }
            },
        )
    }

    /// What somebody may reach, spelled out: written from RELIABILITY 5.4, not from the code above.
    fn reach(person: &Person) -> Vec<String> {
        let plain = |list: &[String], what: &str| list.is_empty() || list.iter().any(|code| code == what);
        let below = |list: &[String], what: &str| {
            list.is_empty() || list.iter().any(|code| what.starts_with(code.trim_end_matches("00")))
        };
        let begins = |list: &[String], what: &str| list.is_empty() || list.iter().any(|code| what.starts_with(&**code));
        let limits = &person.limits;
        // Something beyond each list stands for all the rest of the world.
        let mut all = Vec::new();
        all.extend(PLAIN.iter().chain(&["else"]).filter(|d| plain(&person.departments, d)).map(|d| format!("d{d}")));
        all.extend(REGIONS.iter().chain(&["440100"]).filter(|r| below(&limits.regions, r)).map(|r| format!("r{r}")));
        all.extend(ITEMS.iter().chain(&["99"]).filter(|i| begins(&limits.items, i)).map(|i| format!("i{i}")));
        all.extend(PLAIN.iter().chain(&["else"]).filter(|w| plain(&limits.windows, w)).map(|w| format!("w{w}")));
        all.extend(ticks(&person.mandate).into_iter().filter(|(_, has)| *has).map(|(name, _)| name.to_owned()));
        all
    }

    proptest! {
        /// A change gives exactly if something is in reach afterwards that was not before.
        #[test]
        fn asvs_2_3_5_a_change_gives_exactly_what_it_lets_in(old in anybody(), new in anybody()) {
            let had = reach(&old);
            let more: Vec<_> = reach(&new).into_iter().filter(|one| !had.contains(one)).collect();
            prop_assert_eq!(gives(&old, &new), !more.is_empty(), "{:?}", more);
        }

        /// What one change does not give, several in a row do not give either.
        #[test]
        fn asvs_2_3_5_what_is_taken_step_by_step_gives_nothing(steps in prop::collection::vec(anybody(), 1..6)) {
            let first = steps[0].clone();
            let last = steps.into_iter().reduce(|held, next| if gives(&held, &next) { held } else { next }).unwrap();
            prop_assert!(!gives(&first, &last));
        }
    }
}
