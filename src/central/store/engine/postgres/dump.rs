//! The server's own tools write a database out and read it back: they know what a later server will want.

use std::{path::Path, process::Command};

use tokio_postgres::{Config, config::Host};

use super::{
    Database, ServerError, migrate,
    secure::{self, Way},
    session::Session,
    wait::Driver,
};
use crate::central::store::{StoreError, Tx, engine::values};

/// The schema that everything lies in.
const SCHEMA: &str = "public";

impl Database {
    /// Writes what this transaction sees into a file.
    pub(in crate::central::store) fn dump(&self, tx: &Tx<'_>, path: &Path) -> Result<(), StoreError> {
        let read = |row: crate::central::store::engine::Row<'_>| crate::central::store::columns::get(row, "snapshot");
        let snapshot: Option<String> = tx.one("SELECT pg_export_snapshot() AS snapshot", values![], read)?;
        let snapshot = snapshot.ok_or(StoreError::Unreadable { what: "snapshot" })?;
        let mut tool = tool("pg_dump", &self.way);
        tool.args(["--format=custom", "--no-owner", "--no-privileges"]);
        tool.arg(format!("--schema={SCHEMA}")).arg(format!("--snapshot={snapshot}")).arg("--file").arg(path);
        run(tool, "pg_dump")
    }
}

/// A database on its way back.
pub(in crate::central::store) struct Loading {
    way: Way,
    session: Session,
    _driver: Driver,
    aside: Option<String>,
}

impl Loading {
    /// Makes room: tables that are there go aside, if they may.
    pub(in crate::central::store) fn begin(url: &str, aside: Option<&str>) -> Result<Self, StoreError> {
        let way = secure::way(url)?;
        let driver = Driver::start().map_err(|_| ServerError::Lost)?;
        let session = Session::connect(&way, driver.handle())?;
        if session.ask("SELECT current_schema()")?.as_deref() != Some(SCHEMA) {
            return Err(ServerError::NotPrepared.into());
        }
        let tables = format!("SELECT 1 FROM pg_tables WHERE schemaname = '{SCHEMA}' LIMIT 1");
        let there = session.ask(&tables)?.is_some();
        let aside = match (there, aside) {
            (false, _) => None,
            (true, None) => return Err(ServerError::InTheWay.into()),
            (true, Some(aside)) => Some(aside.to_owned()),
        };
        if let Some(aside) = &aside {
            let others = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
                          AND application_name = 'chuangtai' AND pid <> pg_backend_pid() LIMIT 1";
            if session.ask(others)?.is_some() {
                return Err(ServerError::InUse.into());
            }
            migrate::alone(&session, |session| {
                session.say(&format!("BEGIN; ALTER SCHEMA {SCHEMA} RENAME TO {aside}; CREATE SCHEMA {SCHEMA}; COMMIT"))
            })?;
        }
        Ok(Self { way, session, _driver: driver, aside })
    }

    /// Reads the file back, all of it or nothing.
    pub(in crate::central::store) fn load(&self, file: &Path) -> Result<(), StoreError> {
        let mut tool = tool("pg_restore", &self.way);
        tool.args(["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]);
        tool.arg(format!("--schema={SCHEMA}"));
        tool.arg("--dbname").arg(self.way.config.get_dbname().unwrap_or_default()).arg(file);
        run(tool, "pg_restore")
    }

    /// Whether something was put aside.
    pub(in crate::central::store) fn keeps(&self) -> bool {
        self.aside.is_some()
    }

    /// What was loaded goes, and what was there comes back.
    pub(in crate::central::store) fn undo(&self) -> Result<(), StoreError> {
        let back = self.aside.as_ref().map_or_else(
            || format!("CREATE SCHEMA {SCHEMA}"),
            |aside| format!("ALTER SCHEMA {aside} RENAME TO {SCHEMA}"),
        );
        self.session.say(&format!("BEGIN; DROP SCHEMA {SCHEMA} CASCADE; {back}; COMMIT"))
    }
}

/// A program of the server's. Where to connect stands in its environment, which only its own user can read: a password
/// would be seen by everybody on its command line.
fn tool(name: &str, way: &Way) -> Command {
    let config: &Config = &way.config;
    let mut tool = Command::new(name);
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            #[cfg(unix)]
            Host::Unix(path) => path.to_string_lossy().into_owned(),
        })
        .collect();
    let ports: Vec<String> = config.get_ports().iter().map(ToString::to_string).collect();
    for (name, value) in [
        ("PGHOST", Some(hosts.join(","))),
        ("PGPORT", Some(ports.join(",")).filter(|ports| !ports.is_empty())),
        ("PGUSER", config.get_user().map(str::to_owned)),
        ("PGPASSWORD", config.get_password().map(|word| String::from_utf8_lossy(word).into_owned())),
        ("PGDATABASE", config.get_dbname().map(str::to_owned)),
        ("PGSSLMODE", way.roots.as_ref().map(|_| "verify-full".to_owned())),
        ("PGSSLROOTCERT", way.roots.as_ref().map(|path| path.to_string_lossy().into_owned())),
    ] {
        if let Some(value) = value {
            tool.env(name, value);
        }
    }
    tool
}

fn run(mut tool: Command, name: &'static str) -> Result<(), StoreError> {
    // What it has to say may name rows; that it failed is enough, and is said.
    let done = tool.output().map_err(|_| ServerError::Tool(name))?;
    if done.status.success() { Ok(()) } else { Err(ServerError::Tool(name).into()) }
}
