//! How a server's database is set up: its schema by its owner, once; then served by a role that cannot rewrite what is
//! append-only, and by instances of the same keys (RELIABILITY 3.7, F57).

use std::thread;

use chuangtai::{
    central::{Centre, Config, OpenError, StoreError, prepare},
    contract::Realm,
    domain::role::Role,
};

use crate::{
    postgres::{
        protocol::receive,
        world::{MORNING, World, clock_at},
    },
    server::shared,
    windows::{Hall, instance},
};

#[test]
fn instances_with_other_keys_are_refused() {
    let Some(hall) = Hall::new() else { return };
    drop(hall.open(1));
    let foreign = tempfile::tempdir().unwrap();
    let config = instance(hall.server.serve(&hall.database), foreign.path(), &hall.clock, 2);
    assert!(matches!(Centre::open_demo_empty(config), Err(OpenError::OtherKeys)));
    drop(hall.open(3));
}

/// RELIABILITY 3.7: the role that serves cannot rewrite, and a live hall is not served by one that can.
#[test]
fn the_role_that_serves_cannot_rewrite_what_is_append_only() {
    let Some(hall) = Hall::new() else { return };
    let world = World::around(hall.open(1), hall.clock.clone());
    world.act(&world.role(Role::Clerk), world.uuid(), 0, &receive(&world));
    for table in ["commands", "personal_sealed", "events", "documents", "changes", "audit"] {
        for sql in [format!("DELETE FROM {table}"), format!("TRUNCATE {table}"), format!("DROP TABLE {table}")] {
            let refused = hall.server.run_as_service(&hall.database, &sql).unwrap_err();
            assert!(refused.contains("42501"), "{sql}: {refused}");
        }
        let fence = hall.server.run(&hall.database, &format!("TRUNCATE {table} CASCADE")).unwrap_err();
        assert!(fence.contains("append-only"), "{fence}");
    }
    let update = hall.server.run_as_service(&hall.database, "UPDATE audit SET body = ''").unwrap_err();
    assert!(update.contains("42501"), "{update}");

    let database = hall.server.new_database();
    let live = |location| Config { realm: Realm::Live, ..instance(location, hall.keys.path(), &hall.clock, 2) };
    assert!(matches!(Centre::open(live(hall.server.own(&database))), Err(OpenError::MayRewrite)));
    Centre::open(live(hall.server.serve(&database))).unwrap();
}

#[test]
fn f57_two_migrate_at_once_and_half_or_newer_schemas_are_refused() {
    let Some(server) = shared() else { return };
    let database = server.bare_database();
    assert!(
        matches!(
            Centre::open(instance(server.serve(&database), tempfile::tempdir().unwrap().path(), &clock_at(MORNING), 1)),
            Err(OpenError::Store(StoreError::Server(_)))
        ),
        "the role that serves makes no schema"
    );
    let migrating: Vec<_> = (0..4)
        .map(|_| {
            let location = server.own(&database);
            thread::spawn(move || prepare(&location, "hall"))
        })
        .collect();
    let failed = migrating.into_iter().map(|one| one.join().unwrap()).filter(Result::is_err).count();
    assert_eq!(failed, 0);
    let version = server.run(&database, "SELECT version FROM schema_version").unwrap();
    assert_eq!(version.len(), 1);
    server.run(&database, "UPDATE schema_version SET version = version + 1").unwrap();
    let key = |result: Result<(), StoreError>| result.unwrap_err().key();
    assert_eq!(key(prepare(&server.own(&database), "hall")), "storage.newer_schema");
    server.run(&database, "DROP TABLE schema_version").unwrap();
    assert_eq!(key(prepare(&server.own(&database), "hall")), "storage.half_schema");
    // A step that was cut short leaves nothing of itself.
    let database = server.bare_database();
    server.run(&database, "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN END $$").unwrap();
    assert!(prepare(&server.own(&database), "hall").is_err());
    assert!(server.run(&database, "SELECT * FROM centre").is_err());
    server.run(&database, "DROP FUNCTION refuse").unwrap();
    prepare(&server.own(&database), "hall").unwrap();
    // A server that answers before the disk does is not trusted.
    server.run("postgres", &format!("ALTER DATABASE {database} SET synchronous_commit = off")).unwrap();
    assert_eq!(key(prepare(&server.own(&database), "hall")), "storage.not_durable");
}
