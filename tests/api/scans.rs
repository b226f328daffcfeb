//! Scans from a desk to the centre: the files go before the command that names them, through every break (RELIABILITY 3.9,
//! F39, F62, S9).

use std::{fs, path::PathBuf, sync::atomic::Ordering};

use chuangtai::{
    central::{Centre, Config, KeyPlace, Location},
    contract::sha256_hex,
    desk::{
        Delivered, Desk, DeskError, Event,
        outbox::{Files, ParcelLine, ParcelState, PersonAct, Why},
        scans::ScanFault,
        store::DraftState,
    },
    domain::{
        case::State,
        exemption::SatisfyBy,
        lifecycle::{Act, act},
        role::Role,
    },
    ports::ManualEntropy,
};
use jiff::SignedDuration;
use uuid::Uuid;

use super::{
    books,
    desk::{Joined, settled},
    files::{file_path, scan},
    sync::{Field, on_disk},
    world::{World, config, row},
};

/// Two and a half pieces.
const LONG: usize = (5 << 20) / 2;

/// Receiving 食品经营许可 with these scans of its own material.
fn receive(world: &World, scans: &[&str]) -> Act {
    let who = world.lookup("A017");
    let mut paper = row(5, SatisfyBy::PaperOriginal);
    paper.blobs = scans.iter().map(|hash| (*hash).to_owned()).collect();
    let application = world.food_application(&who, vec![row(1, SatisfyBy::EForm), paper]);
    Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }))
}

/// A file of the clerk's own.
struct Own {
    dir: tempfile::TempDir,
}

impl Own {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn file(&self, mark: &str, length: usize) -> (PathBuf, Vec<u8>) {
        let (path, bytes) = (self.dir.path().join(format!("{mark}.pdf")), scan(mark, length));
        fs::write(&path, &bytes).unwrap();
        (path, bytes)
    }
}

fn line(joined: &Joined, desk: &Desk, id: Uuid) -> ParcelLine {
    joined.wait(desk.outbox(100)).unwrap().into_iter().find(|line| line.command_id == id).unwrap()
}

fn waiting(delivered: &Delivered) -> (ParcelState, Option<Why>) {
    match delivered {
        Delivered::Waiting { state, why, .. } => (*state, *why),
        Delivered::Settled(settled) => panic!("{settled:?}"),
    }
}

/// The whole way: attached, sealed, sent in pieces, named, read back.
#[test]
fn f39_a_scan_goes_before_its_command_from_the_sealed_copy() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    let (path, bytes) = own.file("场所平面图", LONG);
    joined.wait(desk.save_draft(case, "食品", "{}".into(), DraftState::Open)).unwrap();
    let kept = joined.wait(desk.add_scan(case, path.clone())).unwrap();
    assert_eq!((kept.sha256.as_str(), kept.kind.as_str()), (sha256_hex(&bytes).as_str(), "pdf"));
    // The clerk's own file changes, and then it is gone.
    fs::write(&path, scan("另一份", 900)).unwrap();
    fs::remove_file(&path).unwrap();
    let delivered = joined.deliver(&desk, &receive(&joined.world, &[&kept.sha256]), case, 0);
    let received = settled(delivered);
    assert_eq!((received.state, received.payload.state), (ParcelState::Applied, Some(State::Received)));
    assert_eq!(*joined.lose.began.lock().unwrap(), [0, 1 << 20, 2 << 20], "a piece is 1 MiB");
    let heard = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let (hash, hear) = (kept.sha256.clone(), std::sync::Arc::clone(&heard));
    let told = move |bytes| hear.lock().unwrap().push(bytes);
    let back = joined.wait(desk.ask(|centre| async move { centre.file(case, &hash, told).await })).unwrap();
    assert!(*back == bytes, "what was scanned is what is read");
    assert_eq!(heard.lock().unwrap().last(), Some(&u64::try_from(LONG).unwrap()), "how far it is was told");
    // The case says which files it has, and its rows say of which material.
    let detail = joined.wait(desk.ask(|centre| async move { centre.case(case).await })).unwrap();
    let [file] = detail.files.as_slice() else { panic!("{:?}", detail.files) };
    assert_eq!((file.kind.as_str(), file.size), ("pdf", u64::try_from(LONG).unwrap()));
    assert!(detail.case.application.materials.iter().any(|row| row.blobs.contains(&file.sha256)));
    let line = line(&joined, &desk, received.command_id);
    assert_eq!((line.files, line.attempts), (Files { done: 1, of: 1, percent: 100 }, 1));
}

#[test]
fn f39_an_upload_that_was_cut_goes_on_where_the_centre_says() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    let (path, _) = own.file("营业执照", LONG);
    let kept = joined.wait(desk.add_scan(case, path)).unwrap();
    // The second piece arrives, its answer does not; then the line is cut and the program killed.
    joined.lose.lose_piece.store(2, Ordering::SeqCst);
    let delivered = joined.deliver(&desk, &receive(&joined.world, &[&kept.sha256]), case, 0);
    assert_eq!(waiting(&delivered), (ParcelState::Queued, Some(Why::NoAnswer)), "nothing of the command has left");
    let sealed = joined.wait(desk.outbox(100)).unwrap()[0].clone();
    assert!(!sealed.sent && sealed.files.are_missing());
    drop(desk);
    joined.lose.began.lock().unwrap().clear();
    joined.world.clock.advance(SignedDuration::from_secs(10));
    let desk = joined.desk("one", Role::Clerk);
    joined.wait(desk.tick()).unwrap();
    assert_eq!(*joined.lose.began.lock().unwrap(), [2 << 20], "only what the centre lacks");
    assert_eq!(line(&joined, &desk, sealed.command_id).state, ParcelState::Applied);
    assert_eq!(joined.world.get(&joined.world.role(Role::Clerk), &file_path(case, &kept.sha256)).body.len(), LONG);
}

/// Offline: what is sealed waits with its scans, can be taken back whole, and goes when the line is there.
#[test]
fn sealed_offline_the_scans_go_first_when_the_line_is_back() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    let files = [own.file("一", 40_000), own.file("二", 50_000)];
    joined.wait(desk.save_draft(case, "食品", "{}".into(), DraftState::Open)).unwrap();
    let kept = files.map(|(path, _)| joined.wait(desk.add_scan(case, path)).unwrap().sha256);
    joined.wire.set_cut(true);
    assert!(joined.wait(desk.tick()).is_err());
    let act = receive(&joined.world, &[&kept[0], &kept[1]]);
    assert_eq!(waiting(&joined.deliver(&desk, &act, case, 0)).0, ParcelState::Queued);
    let sealed = joined.wait(desk.outbox(100)).unwrap()[0].clone();
    assert_eq!(sealed.files, Files { done: 0, of: 2, percent: 0 });
    joined.wait(desk.move_parcel(sealed.command_id, PersonAct::Withdraw)).unwrap();
    assert_eq!(joined.wait(desk.scans(case)).unwrap().len(), 2, "the draft is back, and so are they");
    joined.deliver(&desk, &act, case, 0);
    joined.wire.set_cut(false);
    let mut hear = desk.events();
    joined.wait(desk.tick()).unwrap();
    let told: Vec<Event> = std::iter::from_fn(|| hear.try_recv().ok()).collect();
    let applied = |event: &Event| matches!(event, Event::ParcelChanged { state: ParcelState::Applied, .. });
    assert!(told.iter().any(applied), "{told:?}");
    assert_eq!(joined.lose.began.lock().unwrap().len(), 2);
}

/// The program dies between the last piece and the command: nothing is sent twice, and nothing is lost.
#[test]
fn f39_killed_between_upload_and_command() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    let (path, _) = own.file("健康证明", 70_000);
    let kept = joined.wait(desk.add_scan(case, path)).unwrap();
    joined.lose.no_commands.store(true, Ordering::SeqCst);
    let delivered = joined.deliver(&desk, &receive(&joined.world, &[&kept.sha256]), case, 0);
    assert_eq!(waiting(&delivered), (ParcelState::MaybeSent, Some(Why::NoAnswer)));
    drop(desk);
    joined.lose.no_commands.store(false, Ordering::SeqCst);
    joined.world.clock.advance(SignedDuration::from_secs(10));
    let desk = joined.desk("one", Role::Clerk);
    joined.wait(desk.tick()).unwrap();
    assert_eq!(joined.wait(desk.waiting_count()).unwrap(), 0);
    assert_eq!(joined.lose.began.lock().unwrap().len(), 1, "the file was there");
}

/// 424: the centre threw an unused file away while the command could not be sent. It goes again from the copy.
#[test]
fn f39_a_file_that_the_centre_has_not_any_more_goes_again() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    let (path, bytes) = own.file("授权委托书", 70_000);
    let kept = joined.wait(desk.add_scan(case, path)).unwrap();
    joined.lose.no_commands.store(true, Ordering::SeqCst);
    joined.deliver(&desk, &receive(&joined.world, &[&kept.sha256]), case, 0);
    joined.world.clock.advance(SignedDuration::from_hours(8 * 24));
    assert_eq!(joined.world.centre.sweep_files().unwrap(), 1);
    joined.lose.no_commands.store(false, Ordering::SeqCst);
    joined.world.sign_in_again();
    let clerk = joined.world.role(Role::Clerk);
    for _ in 0..3 {
        joined.world.clock.advance(SignedDuration::from_secs(400));
        joined.wait(desk.connect()).unwrap();
        joined.wait(desk.sign_in_demo(clerk.id)).unwrap();
        joined.wait(desk.round()).unwrap();
    }
    assert_eq!(joined.wait(desk.waiting_count()).unwrap(), 0);
    assert_eq!(joined.lose.began.lock().unwrap().len(), 2);
    joined.world.sign_in_again();
    assert!(joined.world.get(&clerk, &file_path(case, &kept.sha256)).body == bytes);
}

/// T31: what the centre does not take holds the command for a person, with the centre's words; then the scan is changed.
#[test]
fn t31_a_scan_that_the_centre_refuses_is_a_persons_matter() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    let (path, _) = own.file("户口簿", 70_000);
    joined.wait(desk.save_draft(case, "食品", "{}".into(), DraftState::Open)).unwrap();
    let kept = joined.wait(desk.add_scan(case, path)).unwrap();
    let (act, without) = (receive(&joined.world, &[&kept.sha256]), receive(&joined.world, &[]));
    joined.lose.refuse_type.store(true, Ordering::SeqCst);
    let delivered = joined.deliver(&desk, &act, case, 0);
    assert_eq!(waiting(&delivered), (ParcelState::Parked, Some(Why::FileRefused)));
    joined.lose.refuse_type.store(false, Ordering::SeqCst);
    let sealed = joined.wait(desk.outbox(100)).unwrap()[0].clone();
    assert!(sealed.needs_a_person() && !sealed.sent);
    let detail = joined.wait(desk.parcel_detail(sealed.command_id)).unwrap().unwrap();
    assert_eq!(detail.problem.unwrap().code, "upload.type");
    joined.world.clock.advance(SignedDuration::from_hours(1));
    joined.wait(desk.sign_in_demo(joined.world.role(Role::Clerk).id)).unwrap();
    joined.wait(desk.flush()).unwrap();
    assert_eq!(joined.lose.began.lock().unwrap().len(), 1, "the same file is not offered again and again");
    joined.wait(desk.move_parcel(sealed.command_id, PersonAct::Withdraw)).unwrap();
    assert!(joined.wait(desk.drop_scan(case, &kept.sha256)).unwrap());
    let gone = joined.wait(desk.seal(&act, Some(case), 0, None));
    assert!(matches!(gone, Err(DeskError::Scan(ScanFault::Gone))), "a scan without a copy is told at once");
    settled(joined.deliver(&desk, &without, case, 0));
}

/// S13: the copies go a day after the receipt, by the centre's time.
#[test]
fn s13_a_day_after_the_receipt_the_desk_has_no_scan() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    let kept = joined.wait(desk.add_scan(case, own.file("身份证", 70_000).0)).unwrap();
    settled(joined.deliver(&desk, &receive(&joined.world, &[&kept.sha256]), case, 0));
    let clerk = joined.world.role(Role::Clerk);
    for (hours, left) in [(23, 1), (2, 0)] {
        joined.world.clock.advance(SignedDuration::from_hours(hours));
        joined.wait(desk.connect()).unwrap();
        joined.wait(desk.sign_in_demo(clerk.id)).unwrap();
        joined.wait(desk.round()).unwrap();
        assert_eq!(joined.wait(desk.scans(case)).unwrap().len(), left, "{hours}");
    }
}

/// A paper that came later: its scan goes before the act that takes it in, and the ones before stay.
#[test]
fn a_scan_of_a_later_act_goes_before_it_as_well() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let desk = joined.desk("one", Role::Clerk);
    let first = joined.wait(desk.add_scan(case, own.file("租赁合同", 70_000).0)).unwrap();
    settled(joined.deliver(&desk, &receive(&joined.world, &[&first.sha256]), case, 0));
    let (path, bytes) = own.file("补交的健康证明", LONG);
    let second = joined.wait(desk.add_scan(case, path)).unwrap();
    let mut paper = row(5, SatisfyBy::PaperOriginal);
    paper.blobs = vec![first.sha256.clone(), second.sha256.clone()];
    let act = Act::MaterialRecord(act::Checks { materials: vec![paper], ..act::Checks::default() });
    joined.world.clock.advance(SignedDuration::from_mins(1));
    settled(joined.deliver(&desk, &act, case, 1));
    let detail = joined.wait(desk.ask(|centre| async move { centre.case(case).await })).unwrap();
    let hashes: Vec<&str> = detail.files.iter().map(|file| file.sha256.as_str()).collect();
    assert_eq!(hashes, [&first.sha256, &second.sha256], "in the order in which they came");
    let clerk = joined.world.role(Role::Clerk);
    assert!(joined.world.get(&clerk, &file_path(case, &second.sha256)).body == bytes);
}

/// B.5: sealed on a laptop without a line, carried by hand, sent from the window: the scan first, then the act, once.
#[test]
fn b5_scans_that_were_carried_by_hand_go_from_the_window() {
    let (joined, own) = (Joined::new(), Own::new());
    let case = joined.world.uuid();
    let laptop = joined.desk("one", Role::Clerk);
    let (path, bytes) = own.file("场所平面图", LONG);
    let kept = joined.wait(laptop.add_scan(case, path)).unwrap();
    joined.wire.set_cut(true);
    assert!(joined.wait(laptop.tick()).is_err());
    let act = receive(&joined.world, &[&kept.sha256]);
    assert_eq!(waiting(&joined.deliver(&laptop, &act, case, 0)).0, ParcelState::Queued);
    let (out, file) = joined.wait(laptop.carry_out(Vec::new())).unwrap();
    assert_eq!(out.counts, [0, 1, 0, 0, 1]);
    joined.wire.set_cut(false);
    let window = joined.desk("window", Role::Clerk);
    let brought = joined.wait(window.open_carried(std::io::Cursor::new(file), &out.code)).unwrap();
    for _ in 0..2 {
        joined.wait(window.take_carried(&brought)).unwrap();
    }
    joined.wait(window.tick()).unwrap();
    assert_eq!(joined.wait(window.waiting_count()).unwrap(), 0);
    assert_eq!(*joined.lose.began.lock().unwrap(), [0, 1 << 20, 2 << 20]);
    let clerk = joined.world.role(Role::Clerk);
    assert!(joined.world.get(&clerk, &file_path(case, &kept.sha256)).body == bytes);
    // The laptop finds its line again: it is answered with the same receipt, and sends no byte of the file.
    joined.world.clock.advance(SignedDuration::from_secs(30));
    joined.wait(laptop.connect()).unwrap();
    joined.wait(laptop.tick()).unwrap();
    assert_eq!(joined.wait(laptop.waiting_count()).unwrap(), 0);
    assert_eq!(joined.lose.began.lock().unwrap().len(), 3);
}

/// A service that starts again draws other tokens than the one before it.
fn anew(config: Config) -> Config {
    Config { entropy: std::sync::Arc::new(ManualEntropy::seeded(8)), ..config }
}

/// F62: a centre that was put back to an older backup gets the file again before the command that it forgot.
#[test]
fn f62_a_restored_centre_gets_the_scans_of_what_it_forgot() {
    let (dir, backup, own) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), Own::new());
    let world = on_disk(dir.path(), 0);
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    field.wait(desk.tick()).unwrap();
    books::copy(&dir.path().join("centre.db"), &backup.path().join("centre.db"));
    let case = world.uuid();
    let (path, bytes) = own.file("租赁合同", LONG);
    let kept = field.wait(desk.add_scan(case, path)).unwrap();
    let act = receive(&world, &[&kept.sha256]);
    let delivered = field.wait(async {
        let sealed = desk.seal(&act, Some(case), 0, None).await.unwrap();
        desk.deliver(sealed.command_id).await.unwrap()
    });
    settled(delivered);
    field.wait(desk.tick()).unwrap();

    let location = Location::File(backup.path().join("centre.db"));
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let restored = Centre::open_demo_empty(anew(config(&world.clock, location, keys))).unwrap();
    *field.router.lock().unwrap() = restored.router();
    field.wait(desk.tick()).unwrap();
    let detail = field.wait(desk.ask(|centre| async move { centre.case(case).await })).unwrap();
    assert_eq!((detail.case.version, detail.case.state), (1, State::Received));
    let back = field.wait(desk.ask(|centre| async move { centre.file(case, &kept.sha256, |_| ()).await })).unwrap();
    assert!(*back == bytes);
    assert_eq!(field.wait(desk.differences()).unwrap().len(), 1, "a person is told");
}
