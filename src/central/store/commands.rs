//! Commands and their verdicts: append-only, rejections included (RELIABILITY 3.7, 3.8).

use jiff::Timestamp;
use uuid::Uuid;

use super::{StoreError, Tx, columns, engine::values};
use crate::contract::{Command, Problem, Receipt, Verdict};

/// What is stored of a command and its verdict.
#[derive(Debug)]
pub struct VerdictRow<'a> {
    /// The command.
    pub command: &'a Command,
    /// Hex of its fingerprint.
    pub fingerprint: &'a str,
    /// The bytes as received.
    pub body: &'a [u8],
    /// The device's signature, base64url; empty for what time does.
    pub signature: &'a str,
    /// Centre time.
    pub at: Timestamp,
    /// Verdict.
    pub verdict: Verdict,
    /// The signed answer.
    pub receipt: &'a Receipt,
    /// The problem that goes with a rejection.
    pub problem: Option<&'a Problem>,
}

/// A verdict found again.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredVerdict {
    /// Who sent the command.
    pub actor_id: Uuid,
    /// Hex of its fingerprint.
    pub fingerprint: String,
    /// Verdict.
    pub verdict: Verdict,
    /// The signed answer.
    pub receipt: Receipt,
    /// The problem of a rejection.
    pub problem: Option<Problem>,
}

impl Tx<'_> {
    /// The verdict on a command, if it was ever admitted.
    pub fn verdict(&self, command_id: Uuid) -> Result<Option<StoredVerdict>, StoreError> {
        self.one(
            "SELECT actor_id, fingerprint, verdict, receipt, problem FROM commands WHERE command_id = ?1",
            values![command_id],
            |row| {
                let problem: Option<String> = columns::get(row, "problem")?;
                Ok(StoredVerdict {
                    actor_id: columns::id(row, "actor_id")?,
                    fingerprint: columns::get(row, "fingerprint")?,
                    verdict: columns::word(row, "verdict")?,
                    receipt: columns::json(row, "receipt")?,
                    problem: problem
                        .map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Unreadable { what: "problem" }))
                        .transpose()?,
                })
            },
        )
    }

    /// Whether another command already bears this place in the device's sequence: a copied store shows itself here.
    pub fn seal_taken(&self, command: &Command) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM commands WHERE device_id = ?1 AND epoch = ?2 AND seq = ?3 AND command_id <> ?4",
            values![command.device_id, command.epoch, columns::stored(command.seq), command.command_id],
        )
    }

    /// Stores a command with its verdict, for ever.
    pub fn keep_verdict(&self, row: &VerdictRow<'_>) -> Result<(), StoreError> {
        let command = row.command;
        self.execute(
            "INSERT INTO commands (command_id, kind, case_id, actor_id, device_id, epoch, seq, fingerprint,
                                   applied_at, verdict, receipt, problem)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            values![
                command.command_id,
                command.kind,
                command.case_id,
                command.actor_id,
                command.device_id,
                command.epoch,
                columns::stored(command.seq),
                row.fingerprint,
                row.at,
                columns::to_word(&row.verdict)?,
                columns::to_json(row.receipt)?,
                row.problem.map(columns::to_json).transpose()?,
            ],
        )?;
        self.execute(
            "INSERT INTO personal_sealed (command_id, body, signature) VALUES (?1, ?2, ?3)",
            values![command.command_id, row.body, row.signature],
        )?;
        Ok(())
    }
}
