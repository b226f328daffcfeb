//! A centre that was put back to an older backup (F62).

use std::sync::Arc;

use chuangtai::{
    central::{Centre, Config, KeyPlace, Location},
    desk::{Delivered, Event, outbox::DifferenceKind},
    domain::{case::State, role::Role},
    ports::ManualEntropy,
};

use super::{
    books,
    sync::{Field, on_disk},
    world::{World, config},
};

/// A service that starts again draws other tokens than the one before it.
fn anew(config: Config) -> Config {
    Config { entropy: Arc::new(ManualEntropy::seeded(8)), ..config }
}

/// A desk whose case the centre forgot: the backup was made before it. Whatever `meanwhile` does happens at the restored
/// centre before the desk hears of it.
fn forgotten(meanwhile: impl FnOnce(&Field, &World)) {
    let (dir, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = on_disk(dir.path(), 0);
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    field.wait(desk.tick()).unwrap();
    // The backup is made now; what follows is in no backup.
    books::copy(&dir.path().join("centre.db"), &backup.path().join("centre.db"));
    let case = world.uuid();
    let before = field.receive(&world, &desk, case);
    assert!(matches!(before, Delivered::Settled(_)));
    field.wait(desk.tick()).unwrap();

    let location = Location::File(backup.path().join("centre.db"));
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let restored = Centre::open_demo_empty(anew(config(&world.clock, location, keys))).unwrap();
    *field.router.lock().unwrap() = restored.router();
    meanwhile(&field, &world);
    let mut hear = desk.events();
    field.wait(desk.tick()).unwrap();
    let told: Vec<Event> = std::iter::from_fn(|| hear.try_recv().ok()).collect();
    assert!(told.contains(&Event::CentreRestored) && told.contains(&Event::Differences(1)), "{told:?}");
    let detail = field.wait(desk.ask(|centre| async move { centre.case(case).await })).unwrap();
    assert_eq!((detail.case.version, detail.case.state), (1, State::Received), "the same bytes, once");
    let differences = field.wait(desk.differences()).unwrap();
    assert_eq!(differences[0].case_id, Some(case));
    assert!(matches!(differences[0].kind, DifferenceKind::LostAtCentre | DifferenceKind::VerdictDiffers));
    assert!(differences[0].here.is_some() && differences[0].there.is_some());
    field.wait(desk.difference_seen(differences[0].command_id)).unwrap();
    // Asked again it is no news, and the restore is noticed once.
    field.wait(desk.reconcile()).unwrap();
    assert!(field.wait(desk.differences()).unwrap().is_empty());
    let mut hear = desk.events();
    field.wait(desk.tick()).unwrap();
    assert!(!std::iter::from_fn(|| hear.try_recv().ok()).any(|event| event == Event::CentreRestored));
}

#[test]
fn f62_after_an_older_backup_what_the_centre_forgot_is_sent_again_and_a_person_is_told() {
    forgotten(|_, _| {});
}

#[test]
fn f62_a_restored_centre_that_has_grown_past_all_that_it_lost_is_noticed() {
    forgotten(|field, world| {
        let other = field.desk(world, "other");
        for _ in 0..6 {
            assert!(matches!(field.receive(world, &other, world.uuid()), Delivered::Settled(_)));
        }
    });
}

#[test]
fn f62_what_a_colleague_was_promised_is_told_although_only_they_can_send_it_again() {
    let (dir, backup) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = on_disk(dir.path(), 0);
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    books::copy(&dir.path().join("centre.db"), &backup.path().join("centre.db"));
    let case = world.uuid();
    assert!(matches!(field.receive(&world, &desk, case), Delivered::Settled(_)));
    let keys = KeyPlace::Folder(dir.path().join("keys"));
    let location = Location::File(backup.path().join("centre.db"));
    let restored = Centre::open_demo_empty(anew(config(&world.clock, location, keys))).unwrap();
    *field.router.lock().unwrap() = restored.router();
    let (first, second) = (world.role(Role::Clerk).id, world.role(Role::Lead).id);
    let sits_down = |person| {
        field.wait(async {
            desk.sign_out().await.unwrap();
            desk.sign_in_demo(person).await.unwrap();
            desk.tick().await.unwrap();
        });
        field.wait(desk.differences()).unwrap()
    };
    let told = sits_down(second);
    assert_eq!((told[0].kind, told[0].there.is_some()), (DifferenceKind::LostAtCentre, false), "nothing could be sent");
    let told = sits_down(first);
    assert!(told[0].there.is_some(), "sent again by who may");
    let detail = field.wait(desk.ask(|centre| async move { centre.case(case).await })).unwrap();
    assert_eq!(detail.case.version, 1);
}
