//! S3 and S4: what a desk was told holds, also after a restore.

use std::collections::{BTreeMap, BTreeSet};

use super::{Desk, Finding, History, Id, Stand, Step};

/// Every acceptance that any desk was told of matches an event at the centre.
pub(super) fn s3_receipts_match_events(history: &History, found: &mut Finding) {
    let centre = &history.centre;
    for receipt in history.receipts().filter(|receipt| receipt.applied) {
        if history.is_of_a_lost_life(receipt) {
            continue;
        }
        let Some(effect) = centre.effects.iter().find(|effect| effect.command == receipt.command) else {
            found.wrong("S3", format!("command {:x} was confirmed and is not at the centre", receipt.command));
            continue;
        };
        let case = centre.cases.iter().find(|case| case.id == receipt.case);
        let number = case.and_then(|case| case.number.as_deref());
        if effect.case != receipt.case || Some(effect.version) != receipt.version || effect.accepts != receipt.accepts {
            found.wrong("S3", format!("the receipt of {:x} tells another event than happened", receipt.command));
        } else if receipt.number.is_some() && receipt.number.as_deref() != number {
            found.wrong("S3", format!("the receipt of {:x} names another number", receipt.command));
        }
    }
}

/// What a restored centre had promised and lost is there again as promised, offered by the desk that holds the receipt,
/// or a person is told at that desk.
pub(super) fn s3_what_a_restore_lost(history: &History, found: &mut Finding) {
    if history.healing.is_none() {
        return;
    }
    for receipt in history.receipts().filter(|receipt| history.is_of_a_lost_life(receipt)) {
        // Who lost it by being put back themselves cannot offer it; what has no receipt any more is a lane's matter.
        let put_back = |index: usize| {
            history.log.iter().any(|step| matches!(step, Step::DeskRolledBack { desk } if *desk == index))
        };
        let finished = |(index, desk): &(usize, &Desk)| {
            let mut own = desk.parcels.iter().filter(|parcel| parcel.command == receipt.command);
            // A desk that was put back and asked again holds what it was told then, and knows of no other promise.
            own.any(|parcel| matches!(&parcel.stand, Stand::Finished(kept) if kept == receipt || !put_back(*index)))
        };
        let Some((_, desk)) = history.desks.iter().enumerate().find(finished) else { continue };
        let verdict = history.centre.verdicts.iter().find(|verdict| verdict.command == receipt.command);
        let number =
            history.centre.cases.iter().find(|case| case.id == receipt.case).and_then(|case| case.number.as_ref());
        let again = verdict.is_some_and(|verdict| verdict.applied == receipt.applied)
            && (receipt.number.is_none() || receipt.number.as_ref() == number);
        if !again && !desk.differences.contains(&receipt.command) {
            let what = if verdict.is_some() { "stands there otherwise" } else { "is not there again" };
            found.wrong(
                "S3",
                format!(
                    "command {:x} was lost by a restore and {what}, and nobody is told: {receipt:?}, now {verdict:?}, {number:?}",
                    receipt.command
                ),
            );
        }
    }
}

/// No command has both verdicts; a rejected one never takes effect.
pub(super) fn s4_one_verdict(history: &History, found: &mut Finding) {
    let mut seen: BTreeMap<Id, bool> = BTreeMap::new();
    let lives = history.receipts().filter(|receipt| !history.is_of_a_lost_life(receipt));
    for (command, applied) in lives.map(|receipt| (receipt.command, receipt.applied)) {
        if *seen.entry(command).or_insert(applied) != applied {
            found.wrong("S4", format!("command {command:x} was told applied and rejected"));
        }
    }
    let effects: BTreeSet<Id> = history.centre.effects.iter().map(|effect| effect.command).collect();
    let mut kept: BTreeMap<Id, bool> = BTreeMap::new();
    for verdict in &history.centre.verdicts {
        if kept.insert(verdict.command, verdict.applied).is_some_and(|earlier| earlier != verdict.applied) {
            found.wrong("S4", format!("command {:x} has two verdicts", verdict.command));
        }
        if verdict.applied != effects.contains(&verdict.command) {
            found.wrong("S4", format!("the verdict on {:x} and its effect disagree", verdict.command));
        }
    }
    for (command, applied) in seen {
        if !applied && effects.contains(&command) {
            found.wrong("S4", format!("command {command:x} was told rejected and took effect"));
        }
        if !applied && kept.get(&command) != Some(&false) {
            found.wrong("S4", format!("the rejection of {command:x} is not kept"));
        }
    }
}
