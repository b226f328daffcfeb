//! What must hold in the centre's database whatever happened to it, written from RELIABILITY 3.11 and read with plain
//! SQL: no function of the centre is asked.

// Small numbers, on machines with 64 bits.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::fmt::Write as _;

use rusqlite::{Connection, types::ValueRef};

/// Tables that a command can change, and what tells their rows apart.
const TABLES: [&str; 18] = [
    "centre",
    "commands",
    "personal_sealed",
    "cases",
    "personal_case",
    "events",
    "worklists",
    "dues",
    "counters",
    "documents",
    "applicants",
    "personal_applicant",
    "evidence",
    "breaches",
    "tickets",
    "changes",
    "audit",
    "devices",
];

/// Statements that must find nothing, and what it means if they do.
const NEVER: [(&str, &str); 8] = [
    (
        "S2: an event without its command",
        "SELECT command_id FROM events WHERE command_id NOT IN
        (SELECT command_id FROM commands WHERE verdict = 'applied')",
    ),
    (
        "S1: an applied command of a case without its event",
        "SELECT command_id FROM commands
        WHERE verdict = 'applied' AND case_id IS NOT NULL AND command_id NOT IN (SELECT command_id FROM events)",
    ),
    (
        "a command without the bytes that were sealed",
        "SELECT command_id FROM commands WHERE command_id NOT IN
        (SELECT command_id FROM personal_sealed)",
    ),
    (
        "S5: a hole in the versions of a case",
        "SELECT id FROM cases AS c WHERE version <>
        (SELECT count(*) FROM events WHERE case_id = c.id) OR version <>
        (SELECT max(version) FROM events WHERE case_id = c.id)",
    ),
    (
        "a hole in the change sequence",
        "SELECT 1 WHERE (SELECT count(*) FROM changes) <>
        (SELECT change_seq FROM centre) OR (SELECT coalesce(max(seq), 0) FROM changes) <>
        (SELECT change_seq FROM centre)",
    ),
    (
        "S8: a hole in the audit chain",
        "SELECT 1 WHERE (SELECT count(*) FROM audit) <>
        (SELECT audit_seq FROM centre) OR (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1) <>
        (SELECT audit_hash FROM centre)",
    ),
    (
        "S8: a command without its audit record",
        "SELECT command_id FROM commands AS c WHERE NOT EXISTS
        (SELECT 1 FROM audit WHERE instr(body, c.command_id) > 0)",
    ),
    ("a document of a case that is not there", "SELECT no FROM documents WHERE case_id NOT IN (SELECT id FROM cases)"),
];

/// Every row of every table that matters, as text.
pub fn contents(db: &Connection) -> String {
    let mut told = String::new();
    for table in TABLES {
        writeln!(told, "[{table}]").unwrap();
        let mut statement = db.prepare(&format!("SELECT * FROM {table} ORDER BY 1, 2")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    ValueRef::Null => told.push('-'),
                    ValueRef::Integer(number) => write!(told, "{number}").unwrap(),
                    ValueRef::Real(number) => write!(told, "{number}").unwrap(),
                    ValueRef::Text(bytes) | ValueRef::Blob(bytes) => told.push_str(&String::from_utf8_lossy(bytes)),
                }
                told.push('|');
            }
            told.push('\n');
        }
    }
    told
}

/// The file is whole and no invariant is broken; or what is wrong.
pub fn is_sound(db: &Connection) -> Result<(), String> {
    let whole: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).map_err(|e| e.to_string())?;
    if whole != "ok" {
        return Err(format!("integrity: {whole}"));
    }
    if db.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap() {
        return Err("a row refers to nothing".to_owned());
    }
    for (what, sql) in NEVER {
        let found = db.prepare(sql).unwrap().exists([]).unwrap();
        if found {
            return Err(what.to_owned());
        }
    }
    chain(db)
}

/// The audit chain, link by link, with the definition of RELIABILITY 4.1 as the domain has it.
fn chain(db: &Connection) -> Result<(), String> {
    use chuangtai::domain::audit::{Algorithm, Chain, Link};
    let (profile, realm): (String, String) =
        db.query_row("SELECT profile, realm FROM centre", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let tenant = format!("{profile}/{}{}", realm[..1].to_uppercase(), &realm[1..]);
    let mut statement = db.prepare("SELECT seq, body, hash FROM audit ORDER BY seq").unwrap();
    let links = statement
        .query_map([], |row| Ok(Link { seq: row.get::<_, i64>(0)? as u64, body: row.get(1)?, hash: row.get(2)? }))
        .unwrap()
        .map(Result::unwrap);
    Chain { tenant, alg: Algorithm::Sha256 }
        .prove(links)
        .map(|_| ())
        .map_err(|broken| format!("S8: the chain is broken: {broken:?}"))
}
