#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use super::*;

const ONE: Schema = Schema {
    application_id: 0x7465_7374,
    migrations: &[Migration { name: "first", sql: "CREATE TABLE a (x INTEGER) STRICT" }],
};
const TWO: Schema = Schema {
    application_id: 0x7465_7374,
    migrations: &[
        Migration { name: "first", sql: "CREATE TABLE a (x INTEGER) STRICT" },
        Migration { name: "second", sql: "CREATE TABLE b (y INTEGER) STRICT; INSERT INTO b VALUES (7);" },
    ],
};
const BROKEN: Schema = Schema {
    application_id: 0x7465_7374,
    migrations: &[
        Migration { name: "first", sql: "CREATE TABLE a (x INTEGER) STRICT" },
        Migration { name: "second", sql: "CREATE TABLE b (y INTEGER) STRICT; INSERT INTO nowhere VALUES (7);" },
    ],
};

#[test]
fn a_file_is_brought_up_step_by_step_and_never_down() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    open(Place::File(&path), None, &ONE).unwrap();
    let db = open(Place::File(&path), None, &TWO).unwrap();
    assert_eq!(db.query_row("SELECT y FROM b", [], |row| row.get::<_, i64>(0)).unwrap(), 7);
    drop(db);
    assert!(matches!(open(Place::File(&path), None, &ONE), Err(SqliteError::NewerSchema { found: 2, known: 1 })));
}

#[test]
fn a_migration_that_fails_leaves_the_step_before() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    assert!(open(Place::File(&path), None, &BROKEN).is_err());
    let db = open(Place::File(&path), None, &ONE).unwrap();
    assert!(db.query_row("SELECT count(*) FROM b", [], |row| row.get::<_, i64>(0)).is_err());
    drop(db);
    open(Place::File(&path), None, &TWO).unwrap();
}

#[test]
fn a_half_made_or_foreign_file_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let db = open(Place::File(&path), None, &ONE).unwrap();
    db.execute_batch("PRAGMA user_version = 2").unwrap();
    drop(db);
    assert!(matches!(open(Place::File(&path), None, &TWO), Err(SqliteError::HalfSchema(_))));

    let foreign = dir.path().join("b.db");
    rusqlite::Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE x (y)").unwrap();
    assert!(matches!(open(Place::File(&foreign), None, &ONE), Err(SqliteError::Foreign { found: 0 })));
}

#[test]
fn a_keyed_file_is_ciphertext_and_opens_only_with_its_key() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let key = RawKey::new([7; 32]);
    let db = open(Place::File(&path), Some(&key), &ONE).unwrap();
    db.execute("INSERT INTO a VALUES (42)", []).unwrap();
    drop(db);
    assert_eq!(is_ciphertext(&path).unwrap(), Some(true));
    assert!(matches!(open(Place::File(&path), None, &ONE), Err(SqliteError::WrongKey)));
    assert!(matches!(open(Place::File(&path), Some(&RawKey::new([8; 32])), &ONE), Err(SqliteError::WrongKey)));
    let db = open(Place::File(&path), Some(&key), &ONE).unwrap();
    assert_eq!(db.query_row("SELECT x FROM a", [], |row| row.get::<_, i64>(0)).unwrap(), 42);

    let plain = dir.path().join("b.db");
    open(Place::File(&plain), None, &ONE).unwrap();
    assert_eq!(is_ciphertext(&plain).unwrap(), Some(false));
}

#[test]
fn what_is_committed_is_durable_by_setting() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.db");
    let db = open(Place::File(&path), None, &ONE).unwrap();
    let mode: String = db.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
    let sync: i64 = db.query_row("PRAGMA synchronous", [], |row| row.get(0)).unwrap();
    assert_eq!((mode.as_str(), sync), ("wal", 2));
    integrity(&db).unwrap();
    let reader = open_reader(&path, None).unwrap();
    assert!(reader.execute("INSERT INTO a VALUES (1)", []).is_err(), "a reader cannot write");
}

#[test]
fn a_full_disk_is_its_own_error() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(Place::File(&dir.path().join("a.db")), None, &ONE).unwrap();
    db.pragma_update(None, "max_page_count", 8).unwrap();
    let error = (0..10_000)
        .find_map(|_| db.execute("INSERT INTO a SELECT value FROM json_each('[1,2,3,4,5,6,7,8]')", []).err())
        .map(SqliteError::from)
        .unwrap();
    assert!(matches!(error, SqliteError::DiskFull), "{error}");
    assert_eq!(error.key(), "storage.full");
}
