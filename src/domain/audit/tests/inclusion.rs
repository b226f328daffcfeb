//! RELIABILITY 4.2, 4.3: one record is proven by about 20 hashes, and nothing but that record in that chain is.

use proptest::{prelude::*, sample::Index};

use super::{
    links, sha, sm3,
    tampering::{export, flip, holds, key, note},
    tries,
};
use crate::domain::audit::{AuditKey, Broken, Chain, Inclusion, Inquiry, Link, Note, Tree, Whole, inclusion::Branch};

/// The proof of a link by a checkpoint over these links.
fn prove(chain: &Chain, links: &[Link], seq: u64, note: &Note) -> Inclusion {
    let (mut tree, mut branch, mut head) = (Tree::new(chain.alg), Branch::of(seq), chain.genesis());
    for link in links {
        branch.grow(&mut tree, &head, link, chain).unwrap();
        head = link.head();
    }
    branch.proof(&tree, note).unwrap()
}

fn judged(text: &str, key: &AuditKey) -> Option<Inclusion> {
    Inclusion::read(text).filter(|proof| proof.check(key, &holds).is_ok())
}

/// Every record of every tree up to this size, and no longer a way than the tree is high.
#[test]
fn every_record_of_every_small_tree_is_proven() {
    for chain in [sha(), sm3()] {
        let (own, all) = (key(&chain, 1), links(&chain, 40));
        for size in 1..=all.len() {
            let signed = note(&chain, &own, &all[..size]);
            for seq in 1..=size {
                let text = prove(&chain, &all[..size], seq as u64, &signed).text().unwrap();
                let proof = judged(&text, &own).unwrap_or_else(|| panic!("{seq} of {size}"));
                assert_eq!((&proof.link, &proof.note), (&all[seq - 1], &signed));
                assert!(text.lines().count() <= 4 + 6 + 8, "{text}");
            }
        }
    }
}

#[test]
fn a_proof_comes_with_the_verification_of_an_export() {
    let (chain, all) = (sha(), links(&sha(), 24));
    let own = key(&chain, 1);
    let file = export(&chain, &own, &all);
    let asked = |prove| Inquiry { prove: Some(prove), ..Inquiry::default() };
    let found = |seq| super::super::verify_export(file.clone(), Some(&own), &asked(seq), &holds).unwrap().0.proof;
    let proof = found(9).unwrap();
    assert_eq!(
        (proof.link.clone(), proof.note.checkpoint.head.seq),
        (all[8].clone(), 24),
        "by the farthest checkpoint"
    );
    assert_eq!(proof, prove(&chain, &all, 9, &note(&chain, &own, &all)));
    assert_eq!((found(25), found(0)), (None, None));
}

/// Only as far as it matters is read, and what lies behind is another question.
#[test]
fn a_part_is_proven_up_to_the_first_checkpoint_that_covers_it() {
    let (chain, all) = (sha(), links(&sha(), 24));
    let own = key(&chain, 1);
    let mut file = export(&chain, &own, &all);
    let place = file.iter().position(|line| line.contains(&all[19].hash)).unwrap();
    file[place] = file[place].replace("open_case", "open_casa");
    let upto = |to| {
        let asked = Inquiry { to: Some(to), ..Inquiry::default() };
        super::super::verify_export(file.clone(), Some(&own), &asked, &holds).map(|(whole, _)| whole)
    };
    let Whole { first, head, covered, .. } = upto(10).unwrap();
    assert_eq!((first, head.seq, covered.unwrap().head.seq), (1, 14, 14));
    assert_eq!(upto(15).unwrap_err(), Broken::Hash(20));
}

/// The record of one place, the way of another; a genuine checkpoint over other links; a chain of another name.
#[test]
fn what_belongs_elsewhere_proves_nothing() {
    let (chain, all) = (sha(), links(&sha(), 24));
    let (own, forger) = (key(&chain, 1), key(&chain, 2));
    let (whole, early) = (note(&chain, &own, &all), note(&chain, &own, &all[..14]));
    let proof = prove(&chain, &all, 9, &whole);
    assert_eq!(proof.check(&own, &holds), Ok(()));
    assert_eq!(proof.check(&forger, &holds), Err(Broken::Forged(24)));
    let short = Inclusion { note: early.clone(), ..proof.clone() };
    assert_eq!(short.check(&own, &holds), Err(Broken::Apart(9)), "a smaller tree has another root");
    let moved = Inclusion { link: all[9].clone(), ..proof.clone() };
    assert_eq!(moved.check(&own, &holds), Err(Broken::Apart(10)));
    let signed = note(&chain, &forger, &all);
    assert_eq!(Inclusion { note: signed, ..proof.clone() }.check(&own, &holds), Err(Broken::Forged(24)));

    let foreign = Chain { tenant: "320100".to_owned(), ..chain };
    let theirs = links(&foreign, 24);
    let their_key = key(&foreign, 1);
    let their_proof = prove(&foreign, &theirs, 9, &note(&foreign, &their_key, &theirs));
    assert_eq!(their_proof.check(&their_key, &holds), Ok(()));
    assert_eq!(their_proof.check(&own, &holds), Err(Broken::Forged(24)), "the same bytes of a key, under another name");
}

proptest! {
    #![proptest_config(tries())]

    /// Entry, way, root, size, place, signature: whatever bit of the text is turned, nothing is proven any more.
    #[test]
    fn r11_9_any_bit_of_a_proof_that_is_changed_is_found(
        size in 1usize..70, place in any::<Index>(), at in any::<Index>(), commercial in any::<bool>(),
    ) {
        let chain = if commercial { sm3() } else { sha() };
        let (own, all) = (key(&chain, 1), links(&chain, i64::try_from(size).unwrap()));
        let seq = place.index(size) as u64 + 1;
        let whole = prove(&chain, &all, seq, &note(&chain, &own, &all)).text().unwrap();
        prop_assert_eq!(judged(&whole, &own).map(|proof| proof.link.seq), Some(seq));
        let mut changed = whole.clone();
        flip(&mut changed, at);
        prop_assert!(changed != whole && judged(&changed, &own).is_none(), "{} of {}:\n{}", seq, size, changed);
        // The same by parts: a line lost, doubled, or two in each other's place.
        let lines: Vec<&str> = whole.split('\n').collect();
        let line = at.index(lines.len());
        let without = [&lines[..line], &lines[line + 1..]].concat().join("\n");
        prop_assert!(judged(&without, &own).is_none(), "without line {}", line);
        let twice = [&lines[..=line], &lines[line..]].concat().join("\n");
        prop_assert!(judged(&twice, &own).is_none(), "line {} twice", line);
    }
}
