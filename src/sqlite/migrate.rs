//! Numbered migrations, each in one transaction, so that a file is always at exactly one number.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::SqliteError;

/// One step of a schema. Once released its text never changes; a mistake is mended by the next one.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Short name, kept in the file.
    pub name: &'static str,
    /// Statements.
    pub sql: &'static str,
}

/// All that a program knows of its file.
#[derive(Debug, Clone, Copy)]
pub struct Schema {
    /// Marks the file as this program's own (`PRAGMA application_id`).
    pub application_id: i32,
    /// Migrations in order; the first has number 1.
    pub migrations: &'static [Migration],
}

/// Runs what is missing. Two programs that start at once take turns: each step looks again inside its transaction.
pub(super) fn bring_up(db: &mut Connection, schema: &Schema) -> Result<(), SqliteError> {
    let found: i32 = db.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    let fresh = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get::<_, i64>(0))? == 0;
    if found != schema.application_id && !(fresh && found == 0) {
        return Err(SqliteError::Foreign { found });
    }
    let known = u32::try_from(schema.migrations.len()).unwrap_or(u32::MAX);
    loop {
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = standing(&step, schema)?;
        if done > known {
            return Err(SqliteError::NewerSchema { found: done, known });
        }
        let Some(next) = usize::try_from(done).ok().and_then(|index| schema.migrations.get(index)) else {
            return Ok(());
        };
        if done == 0 {
            step.pragma_update(None, "application_id", schema.application_id)?;
            step.execute_batch("CREATE TABLE migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT")?;
        }
        step.execute_batch(next.sql)?;
        step.execute("INSERT INTO migrations (number, name) VALUES (?1, ?2)", (done + 1, next.name))?;
        step.pragma_update(None, "user_version", done + 1)?;
        step.commit()?;
    }
}

/// The number at which the file stands. The header and the table of migrations must say the same.
fn standing(db: &Connection, schema: &Schema) -> Result<u32, SqliteError> {
    let version: u32 = db.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let has_table = db
        .query_row("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'", [], |_| Ok(()))
        .optional()?
        .is_some();
    if !has_table {
        let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
        return if version == 0 && tables == 0 {
            Ok(0)
        } else {
            Err(SqliteError::HalfSchema("tables without a list of migrations".to_owned()))
        };
    }
    let mut names = db.prepare("SELECT number, name FROM migrations ORDER BY number")?;
    let rows = names.query_map([], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, String>(1)?)))?;
    let mut last = 0;
    for row in rows {
        let (number, name) = row?;
        let expected = usize::try_from(last).ok().and_then(|index| schema.migrations.get(index));
        if number != last + 1 || expected.is_some_and(|migration| migration.name != name) {
            return Err(SqliteError::HalfSchema(format!("migration {number} {name} out of order")));
        }
        last = number;
    }
    if last == version { Ok(version) } else { Err(SqliteError::HalfSchema(format!("{last} steps, version {version}"))) }
}
