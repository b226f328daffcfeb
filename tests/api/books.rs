//! The database behind the centre's back, of either engine. A test names a file; on a server a database of its own stands
//! for each file.

use std::path::Path;

use chuangtai::{central::Location, sqlite};
use rusqlite::types::ValueRef::{Blob, Text};

/// Whether this suite runs on the server. Without one it runs on SQLite again, which the server's module says.
#[cfg(feature = "postgres")]
fn server() -> Option<&'static crate::server::Server> {
    module_path!().contains("::postgres::").then(crate::server::shared).flatten()
}

/// Where a centre of this suite keeps its books.
pub fn place(location: Location) -> Location {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        return match location {
            Location::File(path) => server.serve(&server.database_of(&path)),
            Location::Memory => server.serve(&server.new_database()),
            place @ Location::Server(_) => place,
        };
    }
    location
}

/// Where these books are for their owner.
pub fn owner(path: &Path) -> Location {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        return server.own(&server.database_of(path));
    }
    Location::File(path.to_owned())
}

/// Where these books are, as a command line says it.
pub fn words(path: &Path) -> String {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        return server.url_of(&server.database_of(path));
    }
    path.to_str().unwrap().to_owned()
}

/// The same where there are no books yet.
pub fn bare(path: &Path) -> Location {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        return server.own(&server.bare_database());
    }
    Location::File(path.to_owned())
}

/// The owner lets the service in.
pub fn let_serve(path: &Path) {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        server.prepare(&server.database_of(path));
    }
    let _ = path;
}

/// Runs statements as the database's owner would.
pub fn run(path: &Path, sql: &str) -> Result<(), String> {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        return server.run(&server.database_of(path), sql).map(drop);
    }
    file(path).execute_batch(sql).map_err(|error| error.to_string())
}

/// Takes the fence of an append-only table down.
pub fn take_fence_down(path: &Path, table: &str) {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        server.run(&server.database_of(path), &format!("DROP TRIGGER {table}_stay ON {table}")).unwrap();
        return;
    }
    file(path).execute_batch(&format!("DROP TRIGGER {table}_stay")).unwrap();
}

/// Copies the books as they are into others.
pub fn copy(from: &Path, to: &Path) {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        server.copy(&server.database_of(from), &server.database_of(to));
        return;
    }
    file(from).execute("VACUUM INTO ?1", [to.to_str().unwrap()]).unwrap();
}

/// The tables in which these characters stand.
pub fn holding(path: &Path, characters: &str) -> Vec<String> {
    #[cfg(feature = "postgres")]
    if let Some(server) = server() {
        return server.holding(&server.database_of(path), characters);
    }
    let db = file(path);
    let mut tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").unwrap();
    let tables: Vec<String> = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let holds = |table: &String| {
        let mut rows = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        let mut found = false;
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                let (Text(bytes) | Blob(bytes)) = row.get_ref(column).unwrap() else { continue };
                found |= memchr::memmem::find(bytes, characters.as_bytes()).is_some();
            }
        }
        found
    };
    tables.into_iter().filter(holds).collect()
}

fn file(path: &Path) -> rusqlite::Connection {
    sqlite::open(path, None, 0x4354_5A58).unwrap()
}
