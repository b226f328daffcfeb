//! RELIABILITY 4.3, `audit_mutations`: whoever changes, drops, inserts, reorders or cuts off anything is found, and so is
//! whoever forges what the centre signs.

use jiff::Timestamp;
use proptest::{prelude::*, sample::Index};

use super::{links, record, sha, sm3, tries};
use crate::domain::audit::{
    AuditKey, Broken, Chain, Checkpoint, ExportLine, Head, Inquiry, Link, Note, Tree, verify_export,
};

const LINKS: i64 = 24;
/// A checkpoint after so many links, and one at the end.
const EVERY: usize = 7;

/// Stands in for Ed25519, which lives a floor above: what a key "signs" nobody without its secret byte can make.
fn sign(public: [u8; 32], text: &[u8]) -> Vec<u8> {
    let secret = public.map(|byte| byte ^ 0x5a);
    crate::domain::audit::hash::hex(&crate::domain::audit::Algorithm::Sha256.over(&[&secret, text])).into_bytes()
}

pub(super) fn holds(public: &[u8; 32], text: &[u8], signature: &[u8]) -> bool {
    sign(*public, text) == signature
}

pub(super) fn key(chain: &Chain, of: u8) -> AuditKey {
    AuditKey::new(chain, [of; 32])
}

pub(super) fn note(chain: &Chain, key: &AuditKey, links: &[Link]) -> Note {
    let mut tree = Tree::new(chain.alg);
    for link in links {
        tree.push(link).unwrap();
    }
    let head = links.last().map_or_else(|| chain.genesis(), Link::head);
    let checkpoint = Checkpoint::over(chain, &head, &tree, Timestamp::from_second(1_795_001_000).unwrap());
    let signature = sign(*key.public(), checkpoint.body().as_bytes());
    Note::new(checkpoint, key, &signature)
}

/// An export of these links as the centre writes it.
pub(super) fn export(chain: &Chain, key: &AuditKey, links: &[Link]) -> Vec<String> {
    let mut file = vec![ExportLine::opening(chain, key, &note(chain, key, links))];
    for (at, link) in links.iter().enumerate() {
        file.push(ExportLine::Link(link.clone()));
        if (at + 1).is_multiple_of(EVERY) || at + 1 == links.len() {
            file.push(ExportLine::Checkpoint(note(chain, key, &links[..=at]).text()));
        }
    }
    file.iter().map(|line| line.write().unwrap()).collect()
}

fn verify(lines: &[String], known: Option<&AuditKey>, outside: &[Note]) -> Result<Head, Broken> {
    let inquiry = Inquiry { notes: outside.to_vec(), ..Inquiry::default() };
    verify_export(lines.iter().cloned(), known, &inquiry, &holds).map(|(whole, _)| whole.head)
}

fn seen(receipt: &(u64, String)) -> Inquiry {
    Inquiry { receipts: vec![receipt.clone()], ..Inquiry::default() }
}

#[test]
fn an_untouched_export_is_whole() {
    for chain in [sha(), sm3()] {
        let (key, links) = (key(&chain, 1), links(&chain, LINKS));
        let file = export(&chain, &key, &links);
        let (whole, found) = verify_export(file, Some(&key), &Inquiry::default(), &holds).unwrap();
        assert_eq!((whole.head, found), (links[23].head(), key));
        assert_eq!(whole.checkpoints, 4, "the last one stands in the first line as well");
        assert_eq!(whole.covered.unwrap().head.seq, 24);
    }
}

/// The root was computed with another implementation, from the recursive definition of RFC 6962.
#[test]
fn the_tree_grows_as_it_is_kept() {
    let links = links(&sha(), LINKS);
    let mut grown = Tree::new(sha().alg);
    for (at, link) in links.iter().enumerate() {
        let kept = Tree::grown(sha().alg, u64::try_from(at).unwrap(), &grown.peaks()).unwrap();
        assert_eq!(kept, grown);
        grown.push(link).unwrap();
        assert!(Tree::grown(sha().alg, u64::try_from(at).unwrap() ^ 2, &grown.peaks()).is_none_or(|t| t != grown));
    }
    assert_eq!(
        crate::domain::audit::hash::hex(&grown.root()),
        "18c4afabf7a08dcb5d6a532698fddc525e6b3075c505a12b4b3b0bbf455aef15"
    );
}

#[test]
fn keys_and_notes_have_one_form() {
    let key = key(&sha(), 3);
    assert_eq!(AuditKey::read(&key.text()), Some(key.clone()));
    assert_eq!(AuditKey::read(&key.text().replace("321000", "321001")), None, "the id is of name and key");
    let notes: Vec<Note> = (1..4).map(|upto| note(&sha(), &key, &links(&sha(), upto))).collect();
    let file: String = notes.iter().map(Note::text).collect();
    assert_eq!(Note::read_all(&file), Some(notes));
    assert_eq!(Note::read_all(&file.replace("\n2\n", "\n02\n")), None);
    assert_eq!(Note::read_all(""), Some(Vec::new()));
}

/// What a file alone cannot show: an older export of the same centre. What left the centre another way shows it.
#[test]
fn f_cut_tail_a_checkpoint_or_a_receipt_from_elsewhere_shows_it() {
    let (chain, links) = (sha(), links(&sha(), LINKS));
    let key = key(&chain, 1);
    let older = export(&chain, &key, &links[..14]);
    assert!(verify(&older, Some(&key), &[]).is_ok());
    assert_eq!(verify(&older, Some(&key), &[note(&chain, &key, &links[..21])]), Err(Broken::CutOff(21)));
    let receipt = (19, links[18].hash.clone());
    let found = verify_export(older, Some(&key), &seen(&receipt), &holds);
    assert_eq!(found.unwrap_err(), Broken::CutOff(19));
    let whole = export(&chain, &key, &links);
    assert!(verify_export(whole.clone(), Some(&key), &seen(&receipt), &holds).is_ok());
    let other = (19, links[17].hash.clone());
    assert_eq!(verify_export(whole, None, &seen(&other), &holds).unwrap_err(), Broken::Witness(19));
}

/// Whoever holds the database and makes a key of his own is found by whoever knows the centre's.
#[test]
fn a_chain_signed_anew_is_found_by_the_key() {
    let (chain, links) = (sha(), links(&sha(), LINKS));
    let (own, forger) = (key(&chain, 1), key(&chain, 2));
    let file = export(&chain, &forger, &links);
    assert!(verify(&file, None, &[]).is_ok(), "the file agrees with itself");
    assert_eq!(verify(&file, Some(&own), &[]), Err(Broken::Forged(24)));
    assert_eq!(verify(&file, None, &[note(&chain, &own, &links[..7])]), Err(Broken::Forged(7)));
}

/// Links from `place` on, hashed anew by somebody who changed that one.
fn rewritten(chain: &Chain, links: &[Link], place: usize, minute: i64) -> Vec<Link> {
    let mut head = if place == 0 { chain.genesis() } else { links[place - 1].head() };
    let mut new = links[..place].to_vec();
    for at in place..links.len() {
        let other = if at == place { minute } else { i64::try_from(at).unwrap() };
        let link = chain.link(&head, &record(other)).unwrap();
        head = link.head();
        new.push(link);
    }
    new
}

pub(super) fn flip(text: &mut String, index: Index) {
    let mut bytes = std::mem::take(text).into_bytes();
    let ascii: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii()).collect();
    bytes[ascii[index.index(ascii.len())]] ^= 1;
    *text = String::from_utf8(bytes).unwrap();
}

proptest! {
    #![proptest_config(tries())]

    /// Any one tampering with a file is found; with a link of it at its very place.
    #[test]
    fn r11_9_any_tampering_with_an_export_is_found(
        kind in 0u8..14, place in 0usize..23, other in any::<Index>(), byte in any::<Index>(), commercial in any::<bool>(),
    ) {
        let chain = if commercial { sm3() } else { sha() };
        let whole = links(&chain, LINKS);
        let own = key(&chain, 1);
        let mut changed = whole.clone();
        let bad = place as u64 + 1;
        // A place where only the links lie has its own number; elsewhere it is enough that it is found.
        let mut exact = Some(bad);
        let lines = export(&chain, &own, &whole);
        let place_of = |lines: &[String], at: usize| {
            lines.iter().position(|l| l.starts_with("{\"link\"") && l.contains(&whole[at].hash)).unwrap()
        };
        let written = |changed: &[Link]| {
            // The forger has no key: the checkpoints stay as they were.
            let mut links = changed.iter().map(|link| ExportLine::Link(link.clone()).write().unwrap());
            let mut new: Vec<String> = Vec::new();
            for line in &lines {
                if line.starts_with("{\"link\"") { new.extend(links.next()); } else { new.push(line.clone()); }
            }
            new.extend(links);
            new
        };
        let tampered = match kind {
            0 => { flip(&mut changed[place].body, byte); exact = None; written(&changed) }
            1 => { flip(&mut changed[place].hash, byte); exact = None; written(&changed) }
            2 => { changed[place].seq += 1; written(&changed) }
            // Removed from the middle, inserted twice, swapped.
            3 => { let mut l = lines.clone(); l.remove(place_of(&l, place)); l }
            4 => { let mut l = lines.clone(); let at = place_of(&l, place); l.insert(at, l[at].clone()); exact = Some(bad + 1); l }
            5 => {
                let mut l = lines.clone();
                let (a, b) = (place_of(&l, place), place_of(&l, place + 1));
                l.swap(a, b);
                l
            }
            // One that was never written, with the right hash, and everything after it as it was.
            6 => {
                let head = if place == 0 { chain.genesis() } else { whole[place - 1].head() };
                changed[place] = chain.link(&head, &record(99)).unwrap();
                exact = None;
                written(&changed)
            }
            // Rewritten to the end: only what was signed shows it.
            7 => { exact = None; written(&rewritten(&chain, &whole, place, 99)) }
            // The tail is gone, with or without the checkpoints of it.
            8 => { exact = None; let mut l = lines.clone(); l.truncate(place_of(&l, place)); l }
            9 => { exact = None; lines.iter().filter(|l| !l.starts_with("{\"link\"")
                       || whole[..place].iter().any(|k| l.contains(&k.hash))).cloned().collect() }
            // Links appended after the last one that was signed.
            10 => {
                exact = Some(25);
                let more = rewritten(&chain, &links(&chain, LINKS + 1), 24, 77);
                let mut l = lines.clone();
                l.push(ExportLine::Link(more[24].clone()).write().unwrap());
                l
            }
            // A checkpoint signed by another key, over rewritten links, under the centre's name.
            11 => {
                exact = None;
                let new = rewritten(&chain, &whole, place, 99);
                let mut l = export(&chain, &key(&chain, 2), &new);
                l[0] = ExportLine::opening(&chain, &own, &note(&chain, &key(&chain, 2), &new)).write().unwrap();
                l
            }
            // Links of another tenant in the place of these.
            12 => {
                exact = Some(1);
                let foreign = Chain { tenant: "320100".to_owned(), ..chain.clone() };
                written(&links(&foreign, LINKS))
            }
            // Any one bit of the file, wherever it lies.
            _ => { exact = None; let mut l = lines.clone(); let at = other.index(l.len()); flip(&mut l[at], byte); l }
        };
        prop_assert_ne!(&tampered, &lines);
        for known in [Some(&own), None] {
            let found = verify(&tampered, known, &[]);
            prop_assert!(found.is_err(), "kind {} at {} is not found", kind, place);
            if let Some(place) = exact {
                prop_assert_eq!(found.unwrap_err().seq(), place, "kind {}", kind);
            }
        }
    }
}
