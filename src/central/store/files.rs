//! Files of cases: what is there of them, and their encrypted pieces. Who may see a file is asked of its case, through the
//! one rights predicate; the functions here are for those who have asked.

use jiff::Timestamp;
use uuid::Uuid;

use crate::contract::CaseFile;

use super::{
    StoreError, Tx, columns,
    engine::{Row, values},
};

/// A file, whole or on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// This upload of it; one that is thrown away and begun anew has another.
    pub id: Uuid,
    /// Case.
    pub case_id: Uuid,
    /// SHA-256 of the whole, lower-case hex.
    pub sha256: String,
    /// Bytes of the whole.
    pub size: u64,
    /// Bytes that are there.
    pub received: u64,
    /// Its type, once hash and type were found right; until then it is in quarantine.
    pub kind: Option<String>,
    /// Who began to send it.
    pub by: Uuid,
    /// The command that named it first.
    pub linked_by: Option<Uuid>,
}

/// Where a piece lies in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PieceAt {
    /// First byte.
    pub start: u64,
    /// Bytes, in clear.
    pub size: u64,
}

/// A piece to be kept.
#[derive(Debug)]
pub struct NewPiece<'a> {
    /// Where.
    pub at: PieceAt,
    /// Nonce and ciphertext.
    pub sealed: &'a [u8],
}

impl Tx<'_> {
    /// A file of a case, whole or not.
    pub fn file(&self, case_id: Uuid, sha256: &str) -> Result<Option<FileRow>, StoreError> {
        self.one("SELECT * FROM files WHERE case_id = ?1 AND sha256 = ?2", values![case_id, sha256], read)
    }

    /// Begins a file.
    pub fn begin_file(&self, row: &FileRow, at: Timestamp) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO files (id, case_id, sha256, size, received, by_person, begun_at, touched_at)
             VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?6)",
            values![row.id, row.case_id, row.sha256, columns::stored(row.size), row.by, at],
        )
    }

    /// Keeps the next piece of a file. The caller has seen in this transaction that it begins where the file ends.
    pub fn add_piece(&self, file: Uuid, piece: &NewPiece<'_>, at: Timestamp) -> Result<(), StoreError> {
        let (start, size) = (columns::stored(piece.at.start), columns::stored(piece.at.size));
        self.execute(
            "INSERT INTO file_pieces (file_id, start, size, sealed) VALUES (?1, ?2, ?3, ?4)",
            values![file, start, size, piece.sealed],
        )?;
        self.execute(
            "UPDATE files SET received = received + ?2, touched_at = ?3 WHERE id = ?1",
            values![file, size, at],
        )
    }

    /// Where the pieces of a file lie, in order.
    pub fn pieces(&self, file: Uuid) -> Result<Vec<PieceAt>, StoreError> {
        self.all("SELECT start, size FROM file_pieces WHERE file_id = ?1 ORDER BY start", values![file], |row| {
            Ok(PieceAt { start: columns::count(row, "start")?, size: columns::count(row, "size")? })
        })
    }

    /// The ciphertext of one piece.
    pub fn piece(&self, file: Uuid, at: PieceAt) -> Result<Option<Vec<u8>>, StoreError> {
        let start = columns::stored(at.start);
        self.one("SELECT sealed FROM file_pieces WHERE file_id = ?1 AND start = ?2", values![file, start], |row| {
            columns::get(row, "sealed")
        })
    }

    /// The whole file is what its name says, and of a type that is taken.
    pub fn clear_file(&self, file: Uuid, kind: &str) -> Result<(), StoreError> {
        self.execute("UPDATE files SET kind = ?2 WHERE id = ?1", values![file, kind])
    }

    /// Throws a file away that no command names.
    pub fn drop_file(&self, file: Uuid) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM file_pieces WHERE file_id IN (SELECT id FROM files WHERE id = ?1 AND linked_by IS NULL)",
            values![file],
        )?;
        self.execute("DELETE FROM files WHERE id = ?1 AND linked_by IS NULL", values![file])
    }

    /// A command names these files of its case: from now on they stay.
    pub fn link_files(&self, case_id: Uuid, files: &[String], command: Uuid) -> Result<(), StoreError> {
        for sha256 in files {
            self.execute(
                "UPDATE files SET linked_by = ?3 WHERE case_id = ?1 AND sha256 = ?2 AND linked_by IS NULL",
                values![case_id, sha256, command],
            )?;
        }
        Ok(())
    }

    /// Files that belong to a case, in the order in which commands brought them.
    pub fn files_in_case(&self, case_id: Uuid) -> Result<Vec<CaseFile>, StoreError> {
        self.all(
            "SELECT files.sha256 AS sha256, files.kind AS kind, files.size AS size, commands.applied_at AS applied_at
             FROM files JOIN commands ON commands.command_id = files.linked_by
             WHERE files.case_id = ?1 AND files.kind IS NOT NULL
             ORDER BY commands.applied_at, files.begun_at, files.sha256",
            values![case_id],
            |row| {
                Ok(CaseFile {
                    sha256: columns::get(row, "sha256")?,
                    kind: columns::get(row, "kind")?,
                    size: columns::count(row, "size")?,
                    at: columns::instant(row, "applied_at")?,
                })
            },
        )
    }

    /// How many files a case has, and how many bytes they will be.
    pub fn files_of_case(&self, case_id: Uuid) -> Result<(u64, u64), StoreError> {
        self.tally("SELECT count(*) AS n, CAST(sum(size) AS BIGINT) AS bytes FROM files WHERE case_id = ?1", case_id)
    }

    /// The same of the files that a person has sent and no command has named yet.
    pub fn files_waiting_of(&self, person: Uuid) -> Result<(u64, u64), StoreError> {
        let sql = "SELECT count(*) AS n, CAST(sum(size) AS BIGINT) AS bytes FROM files WHERE by_person = ?1 AND linked_by IS NULL";
        self.tally(sql, person)
    }

    fn tally(&self, sql: &'static str, id: Uuid) -> Result<(u64, u64), StoreError> {
        let tally = self.one(sql, values![id], |row| {
            let bytes: Option<i64> = columns::get(row, "bytes")?;
            Ok((columns::count(row, "n")?, u64::try_from(bytes.unwrap_or_default()).unwrap_or_default()))
        })?;
        Ok(tally.unwrap_or_default())
    }

    /// Files that no command named and nothing was added to since an instant.
    pub fn files_left(&self, before: Timestamp, limit: u32) -> Result<Vec<FileRow>, StoreError> {
        self.all(
            "SELECT * FROM files WHERE linked_by IS NULL AND touched_at < ?1 ORDER BY touched_at, id LIMIT ?2",
            values![before, limit],
            read,
        )
    }
}

fn read(row: Row<'_>) -> Result<FileRow, StoreError> {
    Ok(FileRow {
        id: columns::id(row, "id")?,
        case_id: columns::id(row, "case_id")?,
        sha256: columns::get(row, "sha256")?,
        size: columns::count(row, "size")?,
        received: columns::count(row, "received")?,
        kind: columns::get(row, "kind")?,
        by: columns::id(row, "by_person")?,
        linked_by: columns::some_id(row, "linked_by")?,
    })
}
