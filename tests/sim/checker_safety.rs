//! S1–S13: what must never be, whatever fails.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Finding, History, Id, Stand, Step, genesis, link_hash,
    promises::{s3_receipts_match_events, s3_what_a_restore_lost, s4_one_verdict},
};

pub(super) fn check(history: &History, found: &mut Finding) {
    s1_kept_until_a_receipt(history, found);
    s2_one_effect(history, found);
    s3_receipts_match_events(history, found);
    s3_what_a_restore_lost(history, found);
    s4_one_verdict(history, found);
    s5_versions_and_order(history, found);
    s6_exclusive(history, found);
    s7_time(history, found);
    s8_chain(history, found);
    s9_files(history, found);
    s10_scope(history, found);
    s11_realm(history, found);
    s12_tolerance(history, found);
    s13_scans(history, found);
}

/// Every sealed command is in its store, unfinished or with a stored receipt, until purge.
fn s1_kept_until_a_receipt(history: &History, found: &mut Finding) {
    let rolled: BTreeSet<usize> = history
        .log
        .iter()
        .filter_map(|step| match step {
            Step::DeskRolledBack { desk } => Some(*desk),
            _ => None,
        })
        .collect();
    let withdrawn: BTreeSet<Id> = history
        .log
        .iter()
        .filter_map(|step| match step {
            Step::Withdrawn { command, .. } => Some(*command),
            _ => None,
        })
        .collect();
    for sealed in history.sealed() {
        let Some(desk) = history.desks.get(sealed.desk) else {
            found.wrong("S1", format!("no store of desk {}", sealed.desk));
            continue;
        };
        match desk.parcels.iter().find(|parcel| parcel.command == sealed.command) {
            Some(parcel) if parcel.fingerprint != sealed.fingerprint => {
                found.wrong("S1", format!("command {:x} has other bytes than were sealed", sealed.command));
            }
            Some(_) => {}
            None if withdrawn.contains(&sealed.command) || desk.burnt.contains(&sealed.command) => {}
            None if desk.purged.contains(&sealed.command) && told(history, sealed.command) => {}
            None if rolled.contains(&sealed.desk) => {}
            None => found.wrong("S1", format!("command {:x} is gone from desk {}", sealed.command, sealed.desk)),
        }
    }
    let mut bytes: BTreeMap<Id, &str> = history.sealed().map(|s| (s.command, s.fingerprint.as_str())).collect();
    for step in &history.log {
        match step {
            Step::Withdrawn { desk, command } if may_have_arrived(history, *desk, *command) => {
                found.wrong("S1", format!("command {command:x} was taken back although it may have arrived"));
            }
            Step::Sent { command, desk, .. } | Step::Withdrawn { command, desk }
                if history.sealed().any(|sealed| sealed.command == *command && sealed.desk != *desk) =>
            {
                found.wrong("S1", format!("command {command:x} is in the hands of desk {desk}, which did not seal it"));
            }
            Step::Sent { command, fingerprint, .. } if *bytes.entry(*command).or_insert(fingerprint) != fingerprint => {
                found.wrong("S1", format!("command {command:x} was sent with other bytes"));
            }
            _ => {}
        }
    }
    for parcel in history.desks.iter().flat_map(|desk| &desk.parcels) {
        if let Stand::Finished(receipt) = &parcel.stand
            && (receipt.command != parcel.command || receipt.fingerprint != parcel.fingerprint)
        {
            found.wrong("S1", format!("command {:x} was finished by a receipt that is not its own", parcel.command));
        }
    }
}

fn told(history: &History, command: Id) -> bool {
    history.receipts().any(|receipt| receipt.command == command)
}

/// It was sent before it was taken back, or after it by a desk that still knew so: one that was put back does not.
fn may_have_arrived(history: &History, desk: usize, command: Id) -> bool {
    let mut knows = true;
    let mut back = false;
    history.log.iter().any(|step| match step {
        Step::Withdrawn { command: other, .. } if *other == command => {
            (knows, back) = (true, true);
            false
        }
        Step::DeskRolledBack { desk: other } if *other == desk && back => {
            knows = false;
            false
        }
        Step::Sent { command: other, .. } => *other == command && knows,
        _ => false,
    })
}

/// At most one effect per command; exactly one acceptance and one number per accepted case.
fn s2_one_effect(history: &History, found: &mut Finding) {
    let centre = &history.centre;
    let mut by_command: BTreeMap<Id, u32> = BTreeMap::new();
    let mut acceptances: BTreeMap<Id, u32> = BTreeMap::new();
    for effect in &centre.effects {
        *by_command.entry(effect.command).or_default() += 1;
        *acceptances.entry(effect.case).or_default() += u32::from(effect.accepts);
    }
    for (command, _) in by_command.iter().filter(|(_, times)| **times > 1) {
        found.wrong("S2", format!("command {command:x} took effect twice"));
    }
    let mut numbers: BTreeMap<&str, Id> = BTreeMap::new();
    for case in &centre.cases {
        let times = acceptances.get(&case.id).copied().unwrap_or(0);
        if times > 1 || (case.accepted && times == 0) {
            found.wrong("S2", format!("case {:x} has {times} acceptances", case.id));
        }
        match &case.number {
            None if times > 0 => found.wrong("S2", format!("case {:x} is accepted without a number", case.id)),
            Some(number) if numbers.insert(number, case.id).is_some() => {
                found.wrong("S2", format!("two cases bear the number {number}"));
            }
            _ => {}
        }
    }
    for verdict in &centre.verdicts {
        let Some(sealed) = history.sealed().find(|sealed| sealed.command == verdict.command) else { continue };
        if sealed.fingerprint != verdict.fingerprint || sealed.case != verdict.case {
            found.wrong("S2", format!("what took effect as {:x} is not what was sealed", verdict.command));
        }
    }
    let mut promised: BTreeMap<Id, &str> = BTreeMap::new();
    for receipt in history.receipts().filter(|receipt| !history.is_of_a_lost_life(receipt)) {
        let Some(number) = receipt.number.as_deref() else { continue };
        if *promised.entry(receipt.case).or_insert(number) != number {
            found.wrong("S2", format!("receipts give case {:x} two numbers", receipt.case));
        }
    }
}

/// Versions of a case are 1..n without holes; a predecessor comes before its successor.
fn s5_versions_and_order(history: &History, found: &mut Finding) {
    let centre = &history.centre;
    let mut versions: BTreeMap<Id, Vec<u64>> = BTreeMap::new();
    for effect in &centre.effects {
        versions.entry(effect.case).or_default().push(effect.version);
    }
    for (case, list) in &mut versions {
        list.sort_unstable();
        list.dedup();
        if list.iter().zip(1..).any(|(found, due)| *found != due) {
            found.wrong("S5", format!("versions of case {case:x} have holes: {list:?}"));
        }
        let stands = centre.cases.iter().find(|known| known.id == *case).map(|known| known.version);
        if stands != list.last().copied() {
            found.wrong("S5", format!("case {case:x} stands at {stands:?}, its events end at {:?}", list.last()));
        }
    }
    for case in centre.cases.iter().filter(|case| !versions.contains_key(&case.id)) {
        found.wrong("S5", format!("case {:x} has no event", case.id));
    }
    let verdicts: BTreeSet<Id> = centre.verdicts.iter().map(|verdict| verdict.command).collect();
    for effect in &centre.effects {
        let Some(before) = effect.after else { continue };
        let earlier = centre.effects.iter().find(|other| other.command == before);
        let late = earlier.is_some_and(|other| other.case == effect.case && other.version >= effect.version);
        if late || !verdicts.contains(&before) {
            found.wrong("S5", format!("command {:x} took effect before its predecessor {before:x}", effect.command));
        }
    }
}

/// One event per case and version; transitions that exclude each other exclude each other.
fn s6_exclusive(history: &History, found: &mut Finding) {
    let mut places = BTreeSet::new();
    let mut ended: BTreeMap<Id, Id> = BTreeMap::new();
    for effect in &history.centre.effects {
        if !places.insert((effect.case, effect.version)) {
            found.wrong("S6", format!("case {:x} has two events of version {}", effect.case, effect.version));
        }
        if effect.saw.is_some_and(|saw| saw + 1 != effect.version) {
            found.wrong("S6", format!("command {:x} took effect on a version it had not seen", effect.command));
        }
        if effect.ends && ended.insert(effect.case, effect.command).is_some() {
            found.wrong("S6", format!("case {:x} was ended twice", effect.case));
        }
    }
}

/// Time never goes back along the feed; a deadline follows from centre time, guide and calendar alone.
fn s7_time(history: &History, found: &mut Finding) {
    let feed = &history.centre.feed;
    for pair in feed.windows(2) {
        if pair[1].seq != pair[0].seq + 1 {
            found.wrong("S7", format!("the feed jumps from {} to {}", pair[0].seq, pair[1].seq));
        }
        if pair[1].at < pair[0].at {
            found.wrong("S7", format!("time goes back at {} of the feed", pair[1].seq));
        }
    }
    for change in feed {
        let effect = history.centre.effects.iter().find(|e| e.case == change.case && e.version == change.version);
        if effect.is_none_or(|effect| effect.at != change.at) {
            found.wrong("S7", format!("{} of the feed tells of an event at another time, or of none", change.seq));
        }
    }
    let mut days: BTreeMap<&str, &str> = BTreeMap::new();
    for (basis, day) in history.centre.cases.iter().flat_map(|case| &case.deadlines) {
        if *days.entry(basis).or_insert(day) != day {
            found.wrong("S7", format!("{basis} gives two deadlines"));
        }
    }
}

/// The chain verifies; one entry per verdict; every receipt's place and hash are in it.
fn s8_chain(history: &History, found: &mut Finding) {
    let centre = &history.centre;
    let mut before = genesis(&centre.tenant);
    for (link, due) in centre.audit.iter().zip(1..) {
        if link.seq != due || link.hash != link_hash(&centre.tenant, link.seq, &before, &link.body) {
            found.wrong("S8", format!("link {due} of the chain does not fit"));
            break;
        }
        before.clone_from(&link.hash);
    }
    let mut entries: BTreeMap<Id, u32> = BTreeMap::new();
    for command in centre.audit.iter().filter_map(|link| link.command) {
        *entries.entry(command).or_default() += 1;
    }
    for verdict in &centre.verdicts {
        if entries.remove(&verdict.command) != Some(1) {
            found.wrong("S8", format!("the verdict on {:x} has not one entry", verdict.command));
        }
    }
    if let Some(command) = entries.keys().next() {
        found.wrong("S8", format!("an entry tells of a verdict on {command:x} that is not there"));
    }
    for receipt in history.receipts().filter(|receipt| !history.is_of_a_lost_life(receipt)) {
        let there = centre.audit.iter().any(|link| link.seq == receipt.audit && link.hash == receipt.audit_hash);
        if !there {
            found.wrong("S8", format!("the receipt of {:x} is not in the chain", receipt.command));
        }
    }
}

/// Every file of an applied command is complete, matches its hash and can be read.
fn s9_files(history: &History, found: &mut Finding) {
    for effect in &history.centre.effects {
        for name in &effect.files {
            let file = history.centre.files.iter().find(|file| file.name == *name);
            if !file.is_some_and(|file| file.complete && file.reads_as.as_deref() == Some(name)) {
                found.wrong("S9", format!("file {name} of command {:x} is not whole", effect.command));
            }
        }
    }
}

/// No answer contains an id outside the asker's scope.
fn s10_scope(history: &History, found: &mut Finding) {
    for step in &history.log {
        let Step::Gave { person, cases, may_see } = step else { continue };
        for case in cases.iter().filter(|case| !may_see.contains(case)) {
            found.wrong("S10", format!("person {person:x} was given case {case:x}"));
        }
    }
}

/// Nothing of one realm in another.
fn s11_realm(history: &History, found: &mut Finding) {
    let realm = &history.centre.realm;
    for case in history.centre.cases.iter().filter(|case| case.realm != *realm) {
        found.wrong("S11", format!("case {:x} is of realm {}", case.id, case.realm));
    }
    for (index, desk) in history.desks.iter().enumerate() {
        if desk.realm != *realm && desk.parcels.iter().any(|parcel| matches!(parcel.stand, Stand::Finished(_))) {
            found.wrong("S11", format!("desk {index} of realm {} was answered by {realm}", desk.realm));
        }
    }
    for receipt in history.receipts().filter(|receipt| receipt.realm != *realm) {
        found.wrong("S11", format!("the receipt of {:x} is of realm {}", receipt.command, receipt.realm));
    }
}

/// A tolerance is granted at most once per material; its last day never moves by itself.
fn s12_tolerance(history: &History, found: &mut Finding) {
    let mut granted = BTreeSet::new();
    for grant in &history.centre.grants {
        if !granted.insert((grant.case, &grant.material)) {
            found.wrong("S12", format!("{} of case {:x} was tolerated twice", grant.material, grant.case));
        }
        if grant.due != grant.stands && !grant.extended {
            found.wrong("S12", format!("the last day of {} of case {:x} moved", grant.material, grant.case));
        }
        if !history.centre.effects.iter().any(|effect| effect.command == grant.command && effect.case == grant.case) {
            found.wrong("S12", format!("{} of case {:x} was tolerated by no event", grant.material, grant.case));
        }
    }
}

/// After receipt and retention the laptop holds neither the scan nor its key; before a receipt it holds both.
fn s13_scans(history: &History, found: &mut Finding) {
    let Some(now) = history.healing.as_ref().map(|healing| healing.now) else { return };
    for scan in history.desks.iter().flat_map(|desk| &desk.scans) {
        match scan.kept_until {
            Some(until) if now > until && (scan.bytes || scan.key) => {
                found.wrong("S13", format!("a scan of {:x} is still here", scan.command));
            }
            None if !(scan.bytes && scan.key) => {
                found.wrong("S13", format!("a scan of {:x} went before its receipt", scan.command));
            }
            _ => {}
        }
    }
}
