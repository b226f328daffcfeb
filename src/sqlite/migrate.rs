//! Steps from one version of the tables to the next.

use rusqlite::{Connection, TransactionBehavior};

use super::SqliteError;

/// Brings the file to the newest version: `steps[n]` leads from version `n` to `n + 1`, each in a transaction of its
/// own, so that a crash leaves the old or the new version and never one between. Returns the version reached.
pub fn migrate(connection: &mut Connection, steps: &[&str]) -> Result<u32, SqliteError> {
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    loop {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: u32 = transaction.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if found > known {
            return Err(SqliteError::TooNew { found, known });
        }
        if found == 0 && transaction.prepare("SELECT 1 FROM sqlite_master")?.exists([])? {
            return Err(SqliteError::HalfMade);
        }
        let Some(step) = usize::try_from(found).ok().and_then(|index| steps.get(index)) else { return Ok(found) };
        transaction.execute_batch(step)?;
        transaction.pragma_update(None, "user_version", found + 1)?;
        transaction.commit()?;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::sqlite::open_in_memory;

    #[test]
    fn steps_run_once_in_order_and_a_newer_file_is_refused() {
        let mut connection = open_in_memory(1).unwrap();
        assert_eq!(migrate(&mut connection, &["CREATE TABLE a(x)"]).unwrap(), 1);
        assert_eq!(migrate(&mut connection, &["CREATE TABLE a(x)", "ALTER TABLE a ADD y"]).unwrap(), 2);
        assert!(connection.prepare("SELECT x, y FROM a").is_ok());
        let refused = migrate(&mut connection, &["CREATE TABLE a(x)"]);
        assert!(matches!(refused, Err(SqliteError::TooNew { found: 2, known: 1 })));
    }

    #[test]
    fn half_made_tables_are_not_served() {
        let mut connection = open_in_memory(1).unwrap();
        connection.execute_batch("CREATE TABLE a(x)").unwrap();
        assert!(matches!(migrate(&mut connection, &["CREATE TABLE b(x)"]), Err(SqliteError::HalfMade)));
    }

    #[test]
    fn a_step_that_fails_leaves_the_old_version() {
        let mut connection = open_in_memory(1).unwrap();
        assert!(migrate(&mut connection, &["CREATE TABLE a(x); CREATE TABLE a(x);"]).is_err());
        let version: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
        assert_eq!(version, 0);
        assert!(connection.prepare("SELECT x FROM a").is_err());
    }
}
