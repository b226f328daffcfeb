//! Backups: made while the centre works, proven, put back over what came after, and made good by what the desks hold
//! (F62, T28).

use std::{fs, path::Path, sync::Arc};

use chuangtai::{
    central::{
        Centre, Config, KeyPlace, Location,
        backup::{BackupError, Beside, Manifest, PutBack, put_back, take},
    },
    contract::{AuditLink, AuditPage},
    desk::{Delivered, Event},
    domain::{
        lifecycle::{Act, act},
        role::Role,
    },
    ports::{Clock as _, ManualEntropy},
};

use super::{
    books,
    sync::{Field, on_disk},
    world::{World, config},
};

const WORD: &str = "夜里的备份口令 2026";

fn beside(dir: &Path) -> Beside {
    Beside { keys: dir.join("keys"), files: dir.join("files") }
}

/// What is put back, where it was; a server lets go of the connections of a service that ended when it has seen that.
fn again(from: &Path, dir: &Path, world: &World) -> Result<PutBack, BackupError> {
    let place = books::owner(&dir.join("centre.db"));
    loop {
        match put_back(from, &place, &beside(dir), WORD, true, world.clock.now()) {
            Err(BackupError::Store(error)) if error.key() == "backup.in_use" => std::thread::yield_now(),
            done => return done,
        }
    }
}

fn open(dir: &Path, world: &World) -> Centre {
    books::let_serve(&dir.join("centre.db"));
    let location = Location::File(dir.join("centre.db"));
    let config = config(&world.clock, location, KeyPlace::Folder(dir.join("keys")));
    // A service that starts again draws other tokens than the one before it.
    Centre::open_demo_empty(Config { entropy: Arc::new(ManualEntropy::seeded(8)), ..config }).unwrap()
}

#[test]
fn f62_what_came_after_the_backup_is_made_good_by_the_desks_and_nothing_is_lost_or_doubled() {
    let (dir, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut world = on_disk(dir.path(), 0);
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    let other = field.desk(&world, "other");
    field.wait(desk.tick()).unwrap();
    let (kept, lost) = (world.uuid(), world.uuid());
    assert!(matches!(field.receive(&world, &desk, kept), Delivered::Settled(_)));
    fs::create_dir_all(dir.path().join("files/ab")).unwrap();
    fs::write(dir.path().join("files/ab/cdef"), b"scan").unwrap();

    let to = out.path().join("night");
    let manifest = take(&world.centre, &beside(dir.path()), &to, WORD).unwrap();
    assert_eq!(Manifest::check(&to).unwrap(), manifest);
    assert!(world.centre.pulse().unwrap().backup_age.is_some_and(|age| age.is_zero()));
    assert!(matches!(take(&world.centre, &beside(dir.path()), &to, WORD), Err(BackupError::Occupied)));

    // More work, at two desks, on an old case and on a new one.
    let note = Act::NoteAdd(act::Note { text: "备份之后".into() });
    for _ in 0..2 {
        let sealed = field.wait(desk.seal(&note, Some(kept), 1, None)).unwrap();
        assert!(matches!(field.wait(desk.deliver(sealed.command_id)).unwrap(), Delivered::Settled(_)));
    }
    assert!(matches!(field.receive(&world, &other, lost), Delivered::Settled(_)));
    field.wait(async { (desk.tick().await.unwrap(), other.tick().await.unwrap()) });
    world.centre.checkpoint().unwrap();

    // Not over what is there; not while it is open.
    let place = books::owner(&dir.path().join("centre.db"));
    let now = world.clock.now();
    let refused = put_back(&to, &place, &beside(dir.path()), WORD, false, now).unwrap_err();
    assert_eq!(refused.key(), "backup.in_the_way");
    let refused = put_back(&to, &place, &beside(dir.path()), WORD, true, now).unwrap_err();
    assert_eq!(refused.key(), "backup.in_use");
    assert_eq!(world.case(&world.role(Role::Clerk), lost).case.version, 1, "nothing was touched");

    // The service ends; the old backup is put back; the service begins.
    *field.router.lock().unwrap() = axum::Router::new();
    let (clock, people) = (world.clock.clone(), world.people.clone());
    fs::remove_dir_all(dir.path().join("files")).unwrap();
    let nothing = config(&clock, Location::Memory, KeyPlace::Memory);
    world.centre = Centre::open_demo_empty(nothing).unwrap();
    world.router = world.centre.router();
    let done = again(&to, dir.path(), &world).unwrap();
    assert!(done.aside.is_some() && done.manifest == manifest);
    assert_eq!(fs::read(dir.path().join("files/ab/cdef")).unwrap(), b"scan");
    let names: Vec<String> = fs::read_dir(dir.path().join("keys"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.iter().any(|name| name.starts_with("audit.checkpoint.before-")), "the witness is kept: {names:?}");
    let centre = open(dir.path(), &world);
    *field.router.lock().unwrap() = centre.router();

    // Whoever was signed in is not any more, and signs in anew.
    let clerk = people.iter().find(|person| person.role == Role::Clerk).unwrap().id;
    for (name, desk, differences) in [("desk", &desk, 2), ("other", &other, 1)] {
        assert!(field.wait(desk.ask(|centre| async move { centre.me().await })).is_err(), "{name}");
        field.wait(desk.sign_in_demo(clerk)).unwrap();
        let mut hear = desk.events();
        field.wait(desk.tick()).unwrap();
        let told: Vec<Event> = std::iter::from_fn(|| hear.try_recv().ok()).collect();
        assert!(told.contains(&Event::CentreRestored), "{name}: {told:?}");
        assert!(told.contains(&Event::Differences(differences)), "{name}: {told:?}");
        let mut hear = desk.events();
        field.wait(desk.tick()).unwrap();
        assert!(!std::iter::from_fn(|| hear.try_recv().ok()).any(|event| event == Event::CentreRestored), "{name}");
    }
    let versions: Vec<u64> = [kept, lost]
        .into_iter()
        .map(|case| field.wait(desk.ask(move |centre| async move { centre.case(case).await })).unwrap().case.version)
        .collect();
    assert_eq!(versions, [3, 1], "every act once: received and two notes, and received");
    let restored = World::around(centre, clock);
    let (auditor, mut links) = (restored.role(Role::Auditor), Vec::new());
    loop {
        let after = links.last().map_or(0, |link: &AuditLink| link.seq);
        let page: AuditPage = restored.get(&auditor, &format!("/v1/audit?limit=200&after={after}")).json();
        assert_eq!(page.broken_at, None);
        let whole = page.links.len() == 200;
        links.extend(page.links);
        if !whole {
            break;
        }
    }
    let told = links.iter().filter(|entry| format!("{entry:?}").contains("restore/")).count();
    assert_eq!(told, 1, "the chain says what happened");
    // What was signed over records that are gone does not keep the centre from signing.
    assert!(restored.centre.checkpoint().unwrap().is_some());
    assert!(restored.centre.prove_audit().unwrap().is_ok());
}

#[test]
fn t28_a_backup_that_was_touched_or_is_anothers_changes_nothing() {
    let (dir, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = on_disk(dir.path(), 0);
    let to = out.path().join("night");
    take(&world.centre, &beside(dir.path()), &to, WORD).unwrap();
    let sealed = fs::read(to.join("centre.sealed")).unwrap();
    for name in ["李晓云", "\"scjg\"", "SQLite format 3"] {
        // Long enough that chance does not write it.
        assert!(memchr::memmem::find(&sealed, name.as_bytes()).is_none(), "{name} can be read");
    }
    let empty = tempfile::tempdir().unwrap();
    let place = books::bare(&empty.path().join("centre.db"));
    let now = world.clock.now();
    let try_with = |word: &str| put_back(&to, &place, &beside(empty.path()), word, false, now);
    assert!(matches!(try_with("x"), Err(BackupError::Passphrase)));
    let mut altered = sealed.clone();
    altered[sealed.len() / 2] ^= 1;
    fs::write(to.join("centre.sealed"), &altered).unwrap();
    assert!(matches!(try_with(WORD), Err(BackupError::Altered)));
    fs::write(to.join("centre.sealed"), &sealed).unwrap();
    let manifest = fs::read_to_string(to.join("manifest.json")).unwrap();
    fs::write(to.join("manifest.json"), manifest.replace("\"audit_seq\": ", "\"audit_seq\": 1")).unwrap();
    assert!(matches!(try_with(WORD), Err(BackupError::Passphrase)), "the sealed file is bound to its manifest");
    fs::write(to.join("manifest.json"), &manifest).unwrap();
    // Other keys lie where it is to go.
    fs::create_dir_all(empty.path().join("keys")).unwrap();
    fs::write(empty.path().join("keys/lookup.key"), [7; 32]).unwrap();
    assert!(matches!(try_with(WORD), Err(BackupError::OtherCentre)));
    fs::remove_dir_all(empty.path().join("keys")).unwrap();
    assert!(!empty.path().join("centre.db").exists() && !empty.path().join("restore.part").exists());
    // A machine that has nothing gets everything.
    let done = try_with(WORD).unwrap();
    assert_eq!(done.aside, None);
    assert_eq!(
        fs::read(dir.path().join("keys/receipt.key")).unwrap(),
        fs::read(empty.path().join("keys/receipt.key")).unwrap()
    );
    let left = fs::read_dir(empty.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect::<Vec<_>>();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("part")), "nothing in clear stays: {left:?}");
}
