//! Histories that must pass: whatever fails on the way, the promise was kept.

use super::{
    checker::{Desk, File, Grant, Parcel, Scan, Stand, Step},
    histories::{A, B, C, FACT, FIRST, Hand, How, accepts, bytes, ends, saw},
};

type Good = (&'static str, fn(&mut Hand));

/// Applied, and the answer is lost; sent again it gets the same receipt.
fn lost_answer(m: &mut Hand, desk: usize, command: u128, case: u128, how: How) {
    m.seals(desk, command, case);
    m.sends(desk, command);
    let receipt = m.applies(command, case, how);
    m.sends(desk, command);
    m.tells(desk, receipt);
    m.everybody_hears();
}

const GOOD: &[Good] = &[
    ("an ordinary morning", |_| {}),
    ("one more case", |m| m.does(0, 9, C, FIRST)),
    ("a case accepted on receipt", |m| m.does(1, 9, C, How { accepts: true, ..FIRST })),
    ("a case accepted after a while", |m| m.does(1, 9, B, accepts(1))),
    ("a case withdrawn", |m| m.does(1, 9, B, ends(1))),
    ("an accepted case withdrawn", |m| m.does(0, 9, A, ends(2))),
    ("a note", |m| m.does(1, 9, A, FACT)),
    ("three notes", |m| (9..12).for_each(|n| m.does(1, n, A, FACT))),
    ("a note by another desk between two acts", |m| {
        m.does(0, 9, A, FACT);
        m.does(1, 10, A, saw(3));
    }),
    ("a lane of three", |m| {
        m.does(0, 9, C, FIRST);
        m.does(0, 10, C, How { after: Some(9), ..accepts(1) });
        m.does(0, 11, C, How { after: Some(10), ..ends(2) });
    }),
    ("a predecessor that was refused", |m| {
        m.refused(0, 9, B);
        m.does(0, 10, B, How { after: Some(9), ..saw(1) });
    }),
    ("a predecessor on another case", |m| m.does(1, 9, A, How { after: Some(3), ..FACT })),
    ("a refusal", |m| m.refused(0, 9, B)),
    ("ten refusals", |m| (9..19).for_each(|n| m.refused(1, n, A))),
    ("a refusal told twice", |m| {
        let receipt = m.receipt_of(4);
        m.h.log.push(Step::Told { receipt });
    }),
    ("a receipt told three times", |m| {
        let receipt = m.receipt_of(2);
        (0..2).for_each(|_| m.h.log.push(Step::Told { receipt: receipt.clone() }));
    }),
    ("a lost answer", |m| lost_answer(m, 0, 9, C, FIRST)),
    ("a lost answer to an acceptance", |m| lost_answer(m, 1, 9, B, accepts(1))),
    ("a lost answer to a note", |m| lost_answer(m, 1, 9, A, FACT)),
    ("sent ten times, applied once", |m| {
        (0..9).for_each(|_| m.sends(0, 2));
        m.healing().faults = 9;
        m.healing().requests = 13;
    }),
    ("applied, and the desk never heard of it: it stands before a person", |m| {
        m.seals(0, 9, C);
        m.sends(0, 9);
        m.applies(9, C, FIRST);
        m.parcel(9).stand = Stand::Person;
        m.everybody_hears();
    }),
    ("refused, and the desk has not heard yet; it stands before a person", |m| {
        m.seals(0, 9, A);
        m.sends(0, 9);
        m.rejects(9, A);
        m.parcel(9).stand = Stand::Person;
    }),
    ("never arrived, before a person", |m| {
        m.seals(0, 9, A);
        m.sends(0, 9);
        m.parcel(9).stand = Stand::Person;
    }),
    ("two of one lane before a person", |m| {
        for n in 9..11 {
            m.seals(1, n, B);
            m.parcel(n).stand = Stand::Person;
        }
    }),
    ("a stuck case and another that went through", |m| {
        m.seals(1, 9, B);
        m.parcel(9).stand = Stand::Person;
        m.does(1, 10, C, FIRST);
    }),
    ("taken back before it was sent", |m| {
        m.seals(0, 9, C);
        m.h.desks[0].parcels.pop();
        m.h.log.push(Step::Withdrawn { desk: 0, command: 9 });
    }),
    ("burnt in the store, the word of it lost in a crash", |m| {
        m.seals(0, 9, C);
        m.h.desks[0].parcels.pop();
        m.h.desks[0].burnt.push(9);
    }),
    ("taken back and sealed anew under another id", |m| {
        m.seals(0, 9, C);
        m.h.desks[0].parcels.pop();
        m.h.log.push(Step::Withdrawn { desk: 0, command: 9 });
        m.does(0, 10, C, FIRST);
    }),
    ("purged after its receipt", |m| {
        m.h.desks[0].parcels.retain(|p| p.command != 1);
        m.h.desks[0].purged.push(1);
    }),
    ("a refusal purged after its receipt", |m| {
        m.h.desks[1].parcels.retain(|p| p.command != 4);
        m.h.desks[1].purged.push(4);
    }),
    ("sealed in a crash: in the store, never told", |m| {
        let parcel = Parcel { command: 9, case: C, fingerprint: bytes(9), stand: Stand::Waits };
        m.h.desks[0].parcels.push(parcel);
        m.sends(0, 9);
        let receipt = m.applies(9, C, FIRST);
        m.tells(0, receipt);
        m.everybody_hears();
    }),
    ("a receipt in the store that nobody was shown", |m| {
        m.h.log.retain(|step| !matches!(step, Step::Told { receipt } if receipt.command == 3));
    }),
    ("a desk rolled back by hand", |m| {
        m.seals(0, 9, C);
        m.h.desks[0].parcels.pop();
        m.h.log.push(Step::DeskRolledBack { desk: 0 });
    }),
    ("a desk rolled back to before it took a command back, which it then sends", |m| {
        m.seals(0, 9, C);
        m.h.log.push(Step::Withdrawn { desk: 0, command: 9 });
        m.h.log.push(Step::DeskRolledBack { desk: 0 });
        m.sends(0, 9);
        let receipt = m.applies(9, C, FIRST);
        m.tells(0, receipt);
        m.everybody_hears();
    }),
    ("a desk rolled back after its command took effect", |m| {
        m.does(1, 9, C, FIRST);
        m.h.desks[1].parcels.pop();
        m.h.log.push(Step::DeskRolledBack { desk: 1 });
    }),
    ("a restore that lost nothing", |m| {
        let end = m.h.centre.audit.len() as u64;
        m.h.log.push(Step::CentreRestored { audit: end });
    }),
    ("a restore that lost a refusal, which was offered and refused again", |m| {
        m.centre_forgets_from(4);
        let receipt = m.rejects(4, A);
        m.tells(1, receipt);
    }),
    ("a restore that lost a case, offered and applied again", |m| {
        m.centre_forgets_from(3);
        let receipt = m.applies(3, B, FIRST);
        m.tells(1, receipt);
        let receipt = m.rejects(4, A);
        m.tells(1, receipt);
        m.everybody_hears();
    }),
    ("a restore after which another verdict was given: a person decides", |m| {
        m.centre_forgets_from(4);
        let receipt = m.applies(4, A, FACT);
        m.tells(1, receipt);
        m.differs(1, 4);
        m.everybody_hears();
    }),
    ("a restore after which nothing could be offered again: a person decides", |m| {
        m.centre_forgets_from(3);
        m.differs(1, 3);
        m.differs(1, 4);
        m.everybody_hears();
    }),
    ("a restore that lost a refusal, at a desk that was rolled back and knows nothing of it", |m| {
        m.centre_forgets_from(4);
        m.h.desks[1].parcels.retain(|parcel| parcel.command != 4);
        m.h.log.push(Step::DeskRolledBack { desk: 1 });
    }),
    ("two restores", |m| {
        m.centre_forgets_from(4);
        let receipt = m.rejects(4, A);
        m.tells(1, receipt);
        m.centre_forgets_from(4);
        let receipt = m.rejects(4, A);
        m.tells(1, receipt);
    }),
    ("time acts on a case", |m| {
        m.applies(90, B, accepts(1));
        m.effect(90).saw = None;
        m.everybody_hears();
    }),
    ("time closes a case that a person ended", |m| {
        m.does(1, 9, B, ends(1));
        m.applies(90, B, FACT);
        m.everybody_hears();
    }),
    ("time stands still along the feed", |m| {
        let at = m.h.centre.feed[0].at;
        m.h.centre.feed.iter_mut().for_each(|change| change.at = at);
        m.h.centre.effects.iter_mut().for_each(|effect| effect.at = at);
    }),
    ("two cases with the same basis and the same last day", |m| {
        let same = m.case(A).deadlines.clone();
        m.case(B).deadlines = same;
    }),
    ("two bases, two last days", |m| {
        m.case(B).deadlines = vec![("promised 2026-09-15 5 g@1 c@1".into(), "2026-09-22".into())];
    }),
    ("the same day under another calendar", |m| {
        m.case(B).deadlines = vec![("promised 2026-09-14 5 g@1 c@2".into(), "2026-09-22".into())];
    }),
    ("a file that nobody refers to is not whole", |m| {
        m.h.centre.files.push(File { name: "f9".into(), complete: false, reads_as: None });
    }),
    ("two commands on one file", |m| m.effect(3).files = vec!["f1".into()]),
    ("two files on one command", |m| {
        m.h.centre.files.push(File { name: "f2".into(), complete: true, reads_as: Some("f2".into()) });
        m.effect(3).files = vec!["f1".into(), "f2".into()];
    }),
    ("somebody without scope is given nothing", |m| {
        m.h.log.push(Step::Gave { person: 8, cases: vec![], may_see: vec![] });
    }),
    ("all of one's scope is given", |m| m.h.log.push(Step::Gave { person: 8, cases: vec![A, B], may_see: vec![A, B] })),
    ("a desk that may see one case hears of one", |m| {
        m.h.desks[0].may_see.remove(&B);
        m.h.desks[0].view.remove(&B);
    }),
    ("a desk that was told of more than it may see now", |m| {
        m.h.desks[1].may_see.remove(&A);
        m.h.desks[1].view.insert(A, 1);
    }),
    ("a demo desk that was never answered", |m| {
        m.h.desks.push(Desk { realm: "demo".into(), ..Desk::default() });
    }),
    ("everything in a demo", |m| {
        m.h.centre.realm = "demo".into();
        m.h.centre.cases.iter_mut().for_each(|case| case.realm = "demo".into());
        m.h.desks.iter_mut().for_each(|desk| desk.realm = "demo".into());
        (1..5).for_each(|n| m.receipts(n, |receipt| receipt.realm = "demo".into()));
    }),
    ("two materials tolerated", |m| {
        let other = Grant { material: "m2".into(), ..m.h.centre.grants[0].clone() };
        m.h.centre.grants.push(other);
    }),
    ("the same material on two cases", |m| {
        m.does(1, 9, B, accepts(1));
        let other = Grant { case: B, command: 9, ..m.h.centre.grants[0].clone() };
        m.h.centre.grants.push(other);
    }),
    ("a last day extended by an act", |m| {
        m.h.centre.grants[0].stands = "2026-09-28".into();
        m.h.centre.grants[0].extended = true;
    }),
    ("scan and key gone after their time", |m| {
        m.h.desks[0].scans[0] = Scan { command: 1, bytes: false, key: false, kept_until: Some(50_000) };
    }),
    ("a scan whose command has no receipt yet", |m| {
        m.h.desks[0].scans[0] = Scan { command: 1, bytes: true, key: true, kept_until: None };
    }),
    ("as many posts as fit", |m| m.healing().requests = 14),
    ("a fault for each post more", |m| {
        m.healing().faults = 100;
        m.healing().requests = 114;
    }),
    ("the faults still go on: nothing is asked of what waits", |m| {
        m.seals(0, 9, A);
        m.h.healing = None;
    }),
    ("the faults still go on: a desk has not heard of a change", |m| {
        m.h.desks[0].view.remove(&B);
        m.h.healing = None;
    }),
];

#[test]
fn every_good_history_passes() {
    assert!(GOOD.len() >= 60, "{}", GOOD.len());
    let mut wrong = Vec::new();
    for (name, tell) in GOOD {
        let mut hand = Hand::morning();
        tell(&mut hand);
        let found = hand.h.check();
        if !found.is_empty() {
            wrong.push(format!("{name}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "refused:\n{}", wrong.join("\n"));
}
