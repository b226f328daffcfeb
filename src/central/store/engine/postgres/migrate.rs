//! Steps from one version of the tables to the next, on a server that others may be stepping on at the same time.

use super::{ServerError, session::Session};
use crate::central::store::StoreError;

/// Steps of the schema; a released step never changes. They are the twins of those of a file.
const SCHEMA: &[&str] = &[
    include_str!("../../schema/0001_centre.pg.sql"),
    include_str!("../../schema/0002_audit_and_places.pg.sql"),
    include_str!("../../schema/0003_keys.sql"),
    include_str!("../../schema/0004_sign_in.pg.sql"),
    include_str!("../../schema/0005_files_and_webhooks.pg.sql"),
    include_str!("../../schema/0006_office.pg.sql"),
    include_str!("../../schema/0007_department.pg.sql"),
    include_str!("../../schema/0008_backups.sql"),
    include_str!("../../schema/0009_sums_and_ends.pg.sql"),
    include_str!("../../schema/0010_counts.sql"),
    include_str!("../../schema/0011_recoveries_and_letters.pg.sql"),
    include_str!("../../schema/0012_proposals.pg.sql"),
    include_str!("../../schema/0013_readings.pg.sql"),
];

/// Tables that only ever grow.
const APPEND_ONLY: &str = "commands, personal_sealed, events, documents, changes, audit, checkpoints, guides, \
                           office_steps, law_settings, law_years";

/// Whoever steps holds this lock of the database; its number is `CTZX`, as in the head of a file.
const LOCK: &str = "SELECT pg_advisory_lock(1129601624)";
const UNLOCK: &str = "SELECT pg_advisory_unlock(1129601624)";

/// Brings the database to the newest version, each step in a transaction of its own, so that a crash leaves the old or
/// the new version and never one between (RELIABILITY F57).
pub(super) fn migrate(session: &Session) -> Result<(), StoreError> {
    alone(session, step_by_step)
}

/// While `work` runs no other instance changes the schema or its rights. A connection that is cut lets go of the lock.
pub(super) fn alone(
    session: &Session,
    work: impl FnOnce(&Session) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    session.say(LOCK)?;
    let done = work(session);
    if session.is_lost() {
        return done;
    }
    session.say(UNLOCK)?;
    done
}

fn step_by_step(session: &Session) -> Result<(), StoreError> {
    let known = i64::try_from(SCHEMA.len()).unwrap_or(i64::MAX);
    loop {
        let found = version(session)?;
        if found > known {
            return Err(ServerError::TooNew { found, known }.into());
        }
        let Some(step) = usize::try_from(found).ok().and_then(|index| SCHEMA.get(index)) else { return Ok(()) };
        session.begin("BEGIN")?;
        let stepped = take(session, found, step);
        if stepped.is_err() {
            session.roll_back();
        }
        stepped?;
    }
}

fn take(session: &Session, found: i64, step: &str) -> Result<(), StoreError> {
    if found == 0 {
        session.say("CREATE TABLE schema_version (version BIGINT NOT NULL); INSERT INTO schema_version VALUES (0)")?;
    }
    session.say(step)?;
    session.say(&format!("UPDATE schema_version SET version = {}", found + 1))?;
    session.commit()
}

/// The version of the tables; 0 = there are none.
fn version(session: &Session) -> Result<i64, StoreError> {
    if session.ask("SELECT to_regclass('schema_version')")?.is_some() {
        let version = session.ask("SELECT version FROM schema_version")?.and_then(|version| version.parse().ok());
        return version.ok_or_else(|| ServerError::HalfMade.into());
    }
    let tables = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1";
    if session.ask(tables)?.is_some() { Err(ServerError::HalfMade.into()) } else { Ok(0) }
}

/// Gives a role what serving needs, and nothing with which it could change what is append-only.
pub(super) fn let_serve(session: &Session, role: &str) -> Result<(), StoreError> {
    let role = format!("\"{}\"", role.replace('"', "\"\""));
    let schema = session.ask("SELECT quote_ident(current_schema())")?.unwrap_or_else(|| "public".to_owned());
    let rights = format!(
        "BEGIN;
         GRANT USAGE ON SCHEMA {schema} TO {role};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
         GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role};
         REVOKE UPDATE, DELETE ON {APPEND_ONLY} FROM {role};
         REVOKE INSERT, UPDATE, DELETE ON schema_version FROM {role};
         REVOKE DELETE ON centre FROM {role};
         COMMIT"
    );
    alone(session, |session| session.say(&rights))
}

/// Whether the role of this connection could change what is append-only: by its rights, or as the owner by giving itself
/// the rights or taking the fences down.
pub(super) fn may_rewrite(session: &Session) -> Result<bool, StoreError> {
    let mighty = session.ask(
        "SELECT bool_or(pg_has_role(c.relowner, 'MEMBER') OR has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE'))
         FROM pg_class AS c WHERE c.oid IN ('commands'::regclass, 'personal_sealed'::regclass, 'events'::regclass,
                                            'documents'::regclass, 'changes'::regclass, 'audit'::regclass)",
    )?;
    Ok(mighty.as_deref() != Some("f"))
}
