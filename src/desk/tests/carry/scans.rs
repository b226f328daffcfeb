//! Scans in a parcel: they come in once, whole, with what names them; and a parcel of an older program has none.

use super::*;
use crate::{
    contract::sha256_hex,
    desk::outbox::PIECE,
    domain::{check::MaterialRow, lifecycle::act::Checks},
};

const CASE: Uuid = Uuid::from_u128(21);
const SMALL: &[u8] = b"%PDF-1.7\nx\n%%EOF\n";

/// A scan of two and a half pieces, told apart by `mark`.
fn scan(mark: u8) -> Vec<u8> {
    let length = usize::try_from(PIECE * 5 / 2).unwrap();
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.resize(length, mark);
    bytes.extend(b"\n%%EOF\n");
    bytes
}

impl Machine {
    /// Attaches a scan to a case, as the check list does.
    async fn attach(&self, case: Uuid, name: &str, bytes: &[u8]) -> String {
        let path = self.dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let kept = self.desk.add_scan(case, path.clone()).await.unwrap();
        std::fs::remove_file(path).unwrap();
        kept.sha256
    }

    async fn bytes(&self, case: Uuid, sha256: &str) -> Vec<u8> {
        let (mut whole, mut start) = (Vec::new(), 0);
        loop {
            let hash = sha256.to_owned();
            let piece = self.desk.store(move |store| store.scan_piece(case, &hash, start)).await.unwrap().unwrap();
            if piece.is_empty() {
                return whole;
            }
            start += u64::try_from(piece.len()).unwrap();
            whole.extend_from_slice(&piece);
        }
    }

    async fn scans(&self, case: Uuid) -> usize {
        self.desk.scans(case).await.unwrap().len()
    }
}

/// A laptop with a draft that has two scans, of which one of no more than a piece.
async fn with_scans(centre: &Arc<Centre>) -> (Machine, [String; 2]) {
    let laptop = machine(centre, 31).await;
    laptop.line.set_cut(true);
    assert!(laptop.desk.connect().await.is_err());
    let hashes = [laptop.attach(CASE, "平面图.pdf", &scan(1)).await, laptop.attach(CASE, "身份证.pdf", SMALL).await];
    let named: Vec<_> =
        hashes.iter().map(|hash| serde_json::json!({"sha256": hash, "size": 1, "name": "一.pdf"})).collect();
    let body = serde_json::json!({"scans": {"m1": named}}).to_string();
    let snapshot = serde_json::json!({"body": body}).to_string();
    laptop.desk.save_draft(CASE, "孙*花 津贴", snapshot, DraftState::Open).await.unwrap();
    (laptop, hashes)
}

#[tokio::test]
async fn b5_scans_come_in_once_and_whole_however_often_they_are_carried() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let (laptop, hashes) = with_scans(&centre).await;
    let window = machine(&centre, 32).await;
    let parcel = laptop.pack().await;
    assert_eq!((parcel.out.counts, parcel.out.missing), ([1, 0, 0, 0, 2], 0));
    let has = |needle: &[u8]| parcel.file.windows(needle.len()).any(|window| window == needle);
    assert!(!has(b"%PDF") && !has("平面图".as_bytes()) && !has(hashes[0].as_bytes()), "sealed");
    let brought = window.open(&parcel.file, &parcel.code).await.unwrap();
    let preview = window.desk.preview_carried(&brought).await.unwrap();
    assert_eq!((preview.scans, preview.lines[0].missing, window.scans(CASE).await), (2, 0, 0), "a look keeps nothing");
    for _ in 0..3 {
        window.desk.take_carried(&brought).await.unwrap();
        assert_eq!(window.scans(CASE).await, 2);
    }
    assert!(window.bytes(CASE, &hashes[0]).await == scan(1));
    assert_eq!(laptop.scans(CASE).await, 2, "nothing was taken away from the laptop");
    // What was done with long ago does not come back.
    window.desk.discard_draft(CASE).await.unwrap();
    assert_eq!(window.scans(CASE).await, 0);
    window.desk.take_carried(&brought).await.unwrap();
    assert_eq!((window.scans(CASE).await, window.desk.list_drafts().await.unwrap().len()), (0, 0));
}

#[tokio::test]
async fn b5_a_flipped_bit_or_a_cut_in_a_scan_is_refused_and_nothing_comes_in() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let (laptop, _) = with_scans(&centre).await;
    let window = machine(&centre, 32).await;
    let Parcel { file, code, .. } = laptop.pack().await;
    let length = file.len();
    for at in [length - 1, length - 40, length / 2, length / 3, length - usize::try_from(PIECE).unwrap()] {
        let mut flipped = file.clone();
        flipped[at] ^= 4;
        assert!(matches!(window.open(&flipped, &code).await, Err(CarryError::Damaged)), "byte {at}");
        assert!(matches!(window.open(&file[..at], &code).await, Err(CarryError::Damaged)), "cut at {at}");
    }
    let longer = [file.as_slice(), b"x"].concat();
    assert!(matches!(window.open(&longer, &code).await, Err(CarryError::Damaged)));
    // Two pieces in each other's place: each is sealed for its own.
    let piece = usize::try_from(PIECE).unwrap() + 16;
    let first = length - scan(1).len() - SMALL.len() - 4 * 16;
    let swapped = [
        &file[..first],
        &file[first + piece..first + 2 * piece],
        &file[first..first + piece],
        &file[first + 2 * piece..],
    ];
    assert!(matches!(window.open(&swapped.concat(), &code).await, Err(CarryError::Damaged)));
    assert_eq!((window.scans(CASE).await, window.desk.list_drafts().await.unwrap().len()), (0, 0));
}

/// The hash that the contents name is signed: other bytes under it are no scan, whoever sealed them.
#[tokio::test]
async fn b5_other_bytes_than_the_contents_name_are_refused() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let (laptop, _) = with_scans(&centre).await;
    let window = machine(&centre, 32).await;
    let parcel = laptop.pack().await;
    let contents = window.open(&parcel.file, &parcel.code).await.unwrap().contents;
    let (_, keys) = window.desk.carrier();
    let home = file::Home { realm: Realm::Demo, centre: &keys };
    let forged = async |contents: &Contents, other: &[&[u8]]| {
        let signer = laptop.desk.signer().unwrap();
        let (mut file, mut making, code) = file::seal(contents, home, &signer, &ManualEntropy::seeded(6)).unwrap();
        for bytes in other {
            for piece in bytes.chunks(usize::try_from(PIECE).unwrap()) {
                file.extend(making.piece(piece).unwrap());
            }
        }
        window.open(&file, &code).await
    };
    assert!(forged(&contents, &[&scan(1), SMALL]).await.is_ok());
    assert!(matches!(forged(&contents, &[&scan(2), SMALL]).await, Err(CarryError::Damaged)));
    assert!(matches!(forged(&contents, &[&scan(1)]).await, Err(CarryError::Damaged)), "one lacks");
    // More than the region lets a case have is not even read.
    let mut large = contents.clone();
    large.scans[0].size = 31 << 20;
    assert!(matches!(forged(&large, &[]).await, Err(CarryError::TooLarge)));
    let mut many = contents.clone();
    many.scans = (0..201).map(|_| contents.scans[1].clone()).collect();
    assert!(matches!(forged(&many, &[]).await, Err(CarryError::TooLarge)));
}

#[tokio::test]
async fn b5_a_scan_that_is_not_there_is_told_when_packing_and_when_taking_in() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let (laptop, hashes) = with_scans(&centre).await;
    let window = machine(&centre, 32).await;
    assert!(laptop.desk.drop_scan(CASE, &hashes[0]).await.unwrap());
    let parcel = laptop.pack().await;
    assert_eq!((parcel.out.counts[4], parcel.out.missing), (1, 1));
    let brought = window.open(&parcel.file, &parcel.code).await.unwrap();
    assert_eq!(window.desk.preview_carried(&brought).await.unwrap().lines[0].missing, 1);
    assert_eq!(window.desk.take_carried(&brought).await.unwrap().lines[0].missing, 1);
    // It is attached anew and carried once more: now it is there, though the draft is the same.
    laptop.attach(CASE, "平面图.pdf", &scan(1)).await;
    let again = laptop.pack().await;
    let brought = window.open(&again.file, &again.code).await.unwrap();
    assert_eq!(window.desk.take_carried(&brought).await.unwrap().lines[0].missing, 0);
    assert_eq!((window.scans(CASE).await, window.bytes(CASE, &hashes[0]).await == scan(1)), (2, true));
}

/// What was sealed goes from the window, its scans before it, as soon as whoever sealed it sits there.
#[tokio::test]
async fn b5_a_sealed_act_has_its_scans_at_the_window() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let (laptop, hashes) = with_scans(&centre).await;
    let window = machine(&centre, 32).await;
    let row = MaterialRow { material_code: "m1".into(), blobs: vec![hashes[0].clone()], ..MaterialRow::default() };
    let act = Act::MaterialRecord(Checks { materials: vec![row], ..Checks::default() });
    laptop.desk.seal(&act, Some(CASE), 0, None).await.unwrap();
    let parcel = laptop.pack().await;
    assert_eq!(parcel.out.counts, [0, 1, 0, 0, 2], "the copies of its draft go along");
    let brought = window.open(&parcel.file, &parcel.code).await.unwrap();
    window.desk.take_carried(&brought).await.unwrap();
    let line = window.desk.outbox(10).await.unwrap()[0].clone();
    assert_eq!((line.files.of, line.files.done), (1, 0), "the file that it names goes first");
    window.desk.take_carried(&brought).await.unwrap();
    assert_eq!(window.desk.outbox(10).await.unwrap()[0].files.of, 1);
    assert_eq!(window.bytes(CASE, &sha256_hex(&scan(1))).await.len(), scan(1).len());
}

#[tokio::test]
async fn b5_a_parcel_of_an_older_program_still_comes_in() {
    let centre = Arc::new(Centre::new(Realm::Demo));
    let laptop = after_a_day(&centre).await;
    let window = machine(&centre, 32).await;
    let parcel = laptop.pack().await;
    let contents = window.open(&parcel.file, &parcel.code).await.unwrap().contents;
    let (_, keys) = window.desk.carrier();
    let home = file::Home { realm: Realm::Demo, centre: &keys };
    let signer = laptop.desk.signer().unwrap();
    let (old, code) = file::seal_without_scans(&contents, home, &signer, &ManualEntropy::seeded(7)).unwrap();
    assert_eq!(old[7], 1);
    let brought = window.open(&old, &code).await.unwrap();
    assert_eq!(brought.contents, contents);
    let taken = window.desk.take_carried(&brought).await.unwrap();
    assert!(taken.lines.iter().all(|line| line.fate == CarriedFate::New && line.missing == 0));
    for at in [8, 20, old.len() - 1] {
        let mut flipped = old.clone();
        flipped[at] ^= 1;
        assert!(window.open(&flipped, &code).await.is_err(), "byte {at}");
    }
    // A version is part of what is sealed: one does not pass for the other.
    let mut renamed = old.clone();
    renamed[7] = 2;
    assert!(window.open(&renamed, &code).await.is_err());
}
