//! L1–L4: what must come about once the faults have stopped.

use std::collections::BTreeSet;

use super::{Desk, Finding, Healing, History, Id, Stand};

pub(super) fn check(history: &History, healing: &Healing, found: &mut Finding) {
    l2_requests(healing, found);
    for (index, desk) in history.desks.iter().enumerate() {
        l1_l3_lanes(index, desk, found);
        l4_views(history, index, desk, found);
    }
}

/// Every lane reaches a verdict or a person (L1); one that stands before a person holds up no other (L3).
fn l1_l3_lanes(index: usize, desk: &Desk, found: &mut Finding) {
    let lanes = |stand: Stand| -> BTreeSet<Id> {
        desk.parcels.iter().filter(|parcel| parcel.stand == stand).map(|parcel| parcel.case).collect()
    };
    let stuck = lanes(Stand::Person);
    for case in lanes(Stand::Waits) {
        if stuck.is_empty() || stuck.contains(&case) {
            found.wrong("L1", format!("case {case:x} still waits at desk {index}"));
        } else {
            found.wrong("L3", format!("case {case:x} waits at desk {index} behind another that is stuck"));
        }
    }
}

/// No retry storm: posts are bounded by what was sealed, what failed, and the budget.
fn l2_requests(healing: &Healing, found: &mut Finding) {
    let Healing { items, requests, faults, budget, .. } = *healing;
    let most = items + faults + budget;
    if requests > most {
        found.wrong("L2", format!("{requests} posts for {items} commands, {faults} faults and a budget of {budget}"));
    }
}

/// Every desk was told of the newest version of every case that its people may see, and of no newer one.
fn l4_views(history: &History, index: usize, desk: &Desk, found: &mut Finding) {
    for case in history.centre.cases.iter().filter(|case| desk.may_see.contains(&case.id)) {
        let told = desk.view.get(&case.id).copied();
        if told != Some(case.version) {
            found.wrong(
                "L4",
                format!("desk {index} was told {told:?} of case {:x}, which stands at {}", case.id, case.version),
            );
        }
    }
    for case in desk.view.keys().filter(|id| !history.centre.cases.iter().any(|case| case.id == **id)) {
        found.wrong("L4", format!("desk {index} was told of case {case:x}, which is not there"));
    }
}
