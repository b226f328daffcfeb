//! Histories that must be refused, by the invariant they break.

use super::{
    checker::{Change, Effect, File, Grant, Scan, Stand, Step},
    histories::{A, B, C, FACT, FIRST, Hand, How, accepts, bytes, ends, saw},
};

type Bad = (&'static str, &'static str, fn(&mut Hand));

const BAD: &[Bad] = &[
    ("S1", "a finished command is gone from its store", |m| m.h.desks[0].parcels.retain(|p| p.command != 1)),
    ("S1", "an unfinished command is gone", |m| {
        m.seals(0, 9, A);
        m.h.desks[0].parcels.pop();
    }),
    ("S1", "a store is gone as a whole", |m| m.h.desks.truncate(1)),
    ("S1", "a command was sealed over with other bytes", |m| m.parcel(2).fingerprint = "other".into()),
    ("S1", "a retry sent other bytes", |m| {
        m.h.log.push(Step::Sent { desk: 0, command: 1, fingerprint: "other".into() });
    }),
    ("S1", "a command was taken back after it had left", |m| m.h.log.push(Step::Withdrawn { desk: 0, command: 1 })),
    ("S1", "purged without a receipt", |m| {
        m.seals(1, 9, B);
        m.h.desks[1].parcels.pop();
        m.h.desks[1].purged.push(9);
    }),
    ("S1", "finished by the receipt of another command", |m| {
        let other = m.receipt_of(3);
        m.parcel(1).stand = Stand::Finished(other);
    }),
    ("S1", "sent by a desk that did not seal it", |m| m.sends(1, 1)),
    ("S2", "one command took effect twice", |m| {
        let again = Effect { version: 3, saw: Some(2), accepts: false, ..m.effect(2).clone() };
        m.h.centre.effects.push(again);
        m.case(A).version = 3;
    }),
    ("S2", "a case was accepted twice", |m| m.does(0, 9, A, accepts(2))),
    ("S2", "a case is accepted by no event", |m| m.case(B).accepted = true),
    ("S2", "an accepted case has no number", |m| m.case(A).number = None),
    ("S2", "two cases bear one number", |m| m.case(B).number = Some("Na".into())),
    ("S2", "other bytes took effect than were sealed", |m| m.verdict(3).fingerprint = "other".into()),
    ("S2", "a command took effect on another case than it was sealed for", |m| m.verdict(3).case = A),
    ("S2", "two receipts give one case two numbers", |m| m.receipts(2, |r| r.number = Some("Nz".into()))),
    ("S3", "confirmed and not at the centre", |m| {
        m.h.centre.effects.retain(|e| e.command != 3);
        m.h.centre.verdicts.retain(|v| v.command != 3);
        m.h.centre.cases.retain(|c| c.id != B);
        m.h.centre.feed.pop();
    }),
    ("S3", "the receipt names another version", |m| m.receipts(3, |r| r.version = Some(7))),
    ("S3", "the receipt says accepted where nothing was", |m| m.receipts(3, |r| r.accepts = true)),
    ("S3", "the receipt names another case", |m| m.receipts(3, |r| r.case = C)),
    ("S3", "the receipt names another number than the case bears", |m| m.case(B).number = Some("Nq".into())),
    ("S1", "taken back, then sent by the desk that took it back", |m| {
        m.seals(0, 9, C);
        m.h.log.push(Step::DeskRolledBack { desk: 0 });
        m.h.log.push(Step::Withdrawn { desk: 0, command: 9 });
        m.sends(0, 9);
        let receipt = m.applies(9, C, FIRST);
        m.tells(0, receipt);
        m.everybody_hears();
    }),
    ("S3", "lost by a restore, never offered again, told at another desk only", |m| {
        m.centre_forgets_from(4);
        m.differs(0, 4);
    }),
    ("S3", "lost by a restore, offered again and judged otherwise, and nobody is told", |m| {
        m.centre_forgets_from(4);
        let receipt = m.applies(4, A, FACT);
        m.tells(1, receipt);
        m.everybody_hears();
    }),
    ("L1", "a restore lost a predecessor, and its successor waits for ever", |m| {
        m.seals(0, 9, A);
        let end = m.h.centre.audit.len() as u64;
        m.h.log.push(Step::CentreRestored { audit: end });
    }),
    ("L4", "a restore lost a case, and a desk still shows it", |m| {
        m.centre_forgets_from(3);
        m.differs(1, 3);
        m.differs(1, 4);
    }),
    ("S3", "lost by a restore and never offered again", |m| {
        m.centre_forgets_from(3);
        m.h.desks[1].parcels.retain(|p| p.command != 4);
        m.h.log.retain(|s| !matches!(s, Step::Sealed(s) if s.command == 4));
        m.everybody_hears();
    }),
    ("S4", "told applied, then told rejected", |m| {
        let mut no = m.receipt_of(2);
        no.applied = false;
        m.h.log.push(Step::Told { receipt: no });
    }),
    ("S4", "told rejected, then applied", |m| {
        m.applies(4, A, FACT);
        m.h.centre.verdicts.pop();
        m.everybody_hears();
    }),
    ("S4", "two verdicts are kept", |m| {
        let mut other = m.verdict(2).clone();
        other.applied = false;
        m.h.centre.verdicts.push(other);
    }),
    ("S4", "applied without an effect", |m| {
        m.seals(1, 9, B);
        m.applies(9, B, saw(1));
        m.h.centre.effects.pop();
    }),
    ("S4", "an effect whose verdict is no", |m| m.verdict(3).applied = false),
    ("S4", "a rejection that was told is not kept", |m| m.h.centre.verdicts.retain(|v| v.command != 4)),
    ("S5", "a version is missing", |m| {
        m.does(0, 9, A, saw(2));
        m.effect(9).version = 4;
    }),
    ("S5", "versions begin at two", |m| m.effect(3).version = 2),
    ("S5", "the case stands beyond its events", |m| m.case(B).version = 2),
    ("S5", "the case stands before its events", |m| m.case(A).version = 1),
    ("S5", "a case without an event", |m| {
        let mut ghost = m.case(B).clone();
        (ghost.id, ghost.number) = (C, None);
        m.h.centre.cases.push(ghost);
    }),
    ("S5", "a successor took effect before its predecessor", |m| m.effect(1).after = Some(2)),
    ("S5", "a predecessor never had a verdict", |m| m.effect(3).after = Some(99)),
    ("S6", "two events of one version", |m| {
        m.seals(1, 9, A);
        let twin = Effect { command: 9, saw: Some(1), accepts: false, ..m.effect(2).clone() };
        m.h.centre.effects.push(twin);
    }),
    ("S6", "an exclusive act on a version it had not seen", |m| m.effect(2).saw = Some(0)),
    ("S6", "an exclusive act on a version from the future", |m| m.effect(2).saw = Some(5)),
    ("S6", "a case was ended twice", |m| {
        m.does(0, 9, A, ends(2));
        m.does(1, 10, A, ends(3));
    }),
    ("S7", "time goes back along the feed", |m| {
        let at = m.effect(1).at;
        m.effect(3).at = at - 5;
        m.h.centre.feed[2].at = at - 5;
    }),
    ("S7", "the feed has a hole", |m| m.h.centre.feed[2].seq = 4),
    ("S7", "the feed tells of an event that is not there", |m| {
        let at = m.h.centre.feed[2].at;
        m.h.centre.feed.push(Change { seq: 4, case: B, version: 2, at });
    }),
    ("S7", "one basis gives two deadlines", |m| {
        m.case(B).deadlines = vec![("promised 2026-09-14 5 g@1 c@1".into(), "2026-09-22".into())];
    }),
    ("S8", "a record was changed", |m| m.h.centre.audit[1].body = "verdict 1 false".into()),
    ("S8", "a record was taken out of the middle", |m| {
        m.h.centre.audit.remove(0);
    }),
    ("S8", "two records changed places", |m| m.h.centre.audit.swap(1, 2)),
    ("S8", "the tail was cut off", |m| {
        m.h.centre.audit.pop();
    }),
    ("S8", "a verdict without a record", |m| m.h.centre.audit[3].command = None),
    ("S8", "a verdict with two records", |m| m.h.centre.audit[0].command = Some(1)),
    ("S8", "a record of a verdict that is not there", |m| m.h.centre.audit[0].command = Some(77)),
    ("S8", "the chain was made anew after a receipt had left", |m| m.receipts(3, |r| r.audit_hash = "0".repeat(64))),
    ("S8", "another tenant's chain", |m| m.h.centre.tenant = "elsewhere/Live".into()),
    ("S9", "a file is missing", |m| m.h.centre.files.clear()),
    ("S9", "a file is not complete", |m| m.h.centre.files[0].complete = false),
    ("S9", "a file reads as something else", |m| m.h.centre.files[0].reads_as = Some("f2".into())),
    ("S9", "a file cannot be read", |m| m.h.centre.files[0].reads_as = None),
    ("S10", "a case outside the scope was given", |m| {
        m.h.log.push(Step::Gave { person: 8, cases: vec![A], may_see: vec![B] });
    }),
    ("S10", "one of several was outside", |m| {
        m.h.log.push(Step::Gave { person: 8, cases: vec![A, B], may_see: vec![A] });
    }),
    ("S10", "somebody without any scope was given something", |m| {
        m.h.log.push(Step::Gave { person: 8, cases: vec![B], may_see: vec![] });
    }),
    ("S11", "a demo case in a live centre", |m| m.case(B).realm = "demo".into()),
    ("S11", "a demo receipt at a live desk", |m| m.receipts(3, |r| r.realm = "demo".into())),
    ("S11", "a demo desk was answered by a live centre", |m| m.h.desks[1].realm = "demo".into()),
    ("S12", "one material was tolerated twice", |m| {
        let again = m.h.centre.grants[0].clone();
        m.h.centre.grants.push(Grant { command: 1, ..again });
    }),
    ("S12", "the last day moved by itself", |m| m.h.centre.grants[0].stands = "2026-09-28".into()),
    ("S12", "a tolerance that no event granted", |m| m.h.centre.grants[0].command = 99),
    ("S13", "the scan stayed after its time", |m| m.h.desks[0].scans[0].kept_until = Some(50_000)),
    ("S13", "only its key stayed", |m| {
        m.h.desks[0].scans[0] = Scan { command: 1, bytes: false, key: true, kept_until: Some(50_000) };
    }),
    ("S13", "it went before its receipt", |m| {
        m.h.desks[0].scans[0] = Scan { command: 1, bytes: false, key: true, kept_until: None };
    }),
    ("L1", "a command waits for ever", |m| m.seals(0, 9, A)),
    ("L1", "it waits although nothing is before a person", |m| {
        m.seals(1, 9, B);
        m.sends(1, 9);
    }),
    ("L1", "a lane waits behind its own stuck head and says nothing", |m| {
        m.seals(1, 9, B);
        m.parcel(9).stand = Stand::Person;
        m.seals(1, 10, B);
    }),
    ("L2", "a storm of retries", |m| m.healing().requests = 400),
    ("L2", "one more than fits", |m| m.healing().requests = 15),
    ("L2", "each fault cost two", |m| {
        m.healing().faults = 10;
        m.healing().requests = 30;
    }),
    ("L3", "a stuck case holds another up", |m| {
        m.seals(1, 9, B);
        m.parcel(9).stand = Stand::Person;
        m.seals(1, 10, A);
    }),
    ("L3", "a stuck case holds a new one up", |m| {
        m.seals(0, 9, A);
        m.parcel(9).stand = Stand::Person;
        m.seals(0, 10, C);
    }),
    ("L3", "two stuck cases hold a third up", |m| {
        m.seals(0, 9, A);
        m.parcel(9).stand = Stand::Person;
        m.seals(0, 10, B);
        m.parcel(10).stand = Stand::Person;
        m.seals(0, 11, C);
    }),
    ("L4", "a desk was never told of a case", |m| {
        m.h.desks[0].view.remove(&B);
    }),
    ("L4", "a desk was told of an older version last", |m| {
        m.h.desks[1].view.insert(A, 1);
    }),
    ("L4", "a desk was told of a version that does not exist", |m| {
        m.h.desks[1].view.insert(A, 9);
    }),
    ("L4", "a desk was told of a case that is not there", |m| {
        m.h.desks[1].view.insert(C, 1);
    }),
];

#[test]
fn every_bad_history_is_refused_by_the_name_of_what_it_breaks() {
    let mut wrong = Vec::new();
    for (invariant, name, spoil) in BAD {
        let mut hand = Hand::morning();
        spoil(&mut hand);
        let found = hand.h.check();
        if !found.iter().any(|violation| violation.invariant == *invariant) {
            wrong.push(format!("{invariant}: {name}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "passed or misnamed:\n{}", wrong.join("\n"));
}

#[test]
fn each_invariant_is_broken_by_three_histories_and_sixty_in_all() {
    assert!(BAD.len() >= 60);
    let names = (1..=13).map(|n| format!("S{n}")).chain((1..=4).map(|n| format!("L{n}")));
    for name in names {
        let count = BAD.iter().filter(|(invariant, ..)| *invariant == name).count();
        assert!(count >= 3, "{name} is broken by {count}");
    }
}

// What the tables above lean on, so that no closure needs more than it says.
#[test]
fn the_morning_itself_is_good() {
    assert_eq!(Hand::morning().h.check(), []);
    assert_eq!(bytes(1), "bytes of 1");
    let mut more = Hand::morning();
    more.does(1, 9, C, FIRST);
    more.does(1, 10, C, How { after: Some(9), ..ends(1) });
    more.h.centre.files.push(File { name: "unused".into(), complete: false, reads_as: None });
    assert_eq!(more.h.check(), []);
}
