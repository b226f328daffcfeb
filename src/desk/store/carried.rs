//! What goes into a parcel that is carried by hand, and what comes out of one: one durable commit, and once.

use std::collections::BTreeSet;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

use crate::desk::{
    carry::{CarriedCommand, CarriedDraft, CarriedOriginal, CarriedScan, Contents, named_by},
    outbox::{ParcelState, Slip},
};

use super::{
    DraftState, OriginalPaper, Store, StoreError,
    catalogue::keep_progress,
    count, millis,
    parcels::{UNFINISHED, lane_is_free},
    to_json,
    uploads::name_files,
};

/// Everything that the centre has not confirmed.
#[derive(Debug)]
pub struct Carried {
    /// Drafts.
    pub drafts: Vec<CarriedDraft>,
    /// Sealed commands without a receipt, in order.
    pub commands: Vec<CarriedCommand>,
    /// Slips.
    pub slips: Vec<Slip>,
    /// Originals in hand.
    pub originals: Vec<CarriedOriginal>,
    /// Scans of the cases of drafts and commands.
    pub scans: Vec<CarriedScan>,
}

/// What becomes of a carried thing here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CarriedFate {
    /// It is new here.
    New,
    /// A later state of a draft that was carried before and not touched here.
    Newer,
    /// It came before.
    Known,
    /// The draft was changed here meanwhile; what is here stays.
    Differs,
}

impl CarriedFate {
    /// Key of its word.
    pub const fn key(self) -> &'static str {
        match self {
            Self::New => "carry.fate.new",
            Self::Newer => "carry.fate.newer",
            Self::Known => "carry.fate.known",
            Self::Differs => "carry.fate.differs",
        }
    }
}

impl Store {
    /// Reads all that a parcel holds.
    pub fn to_carry(&self) -> Result<Carried, StoreError> {
        let drafts = self.drafts()?.into_iter();
        let drafts = drafts.map(|draft| CarriedDraft {
            case_id: draft.case_id,
            title: draft.title,
            snapshot: draft.snapshot,
            updated: draft.updated,
        });
        let mut commands = Vec::new();
        for parcel in self.unfinished()? {
            let Some(kept) = self.parcel(parcel.command_id)? else { continue };
            let (epoch, seq) = self.place_of(parcel.command_id)?;
            commands.push(CarriedCommand {
                command_id: parcel.command_id,
                case_id: parcel.case_id,
                kind: kept.kind,
                title: kept.title,
                actor_id: parcel.actor_id,
                epoch,
                seq,
                prev_command_id: kept.prev_command_id,
                body: String::from_utf8(kept.sealing.bytes).map_err(|_| StoreError::Unreadable)?,
                signature: URL_SAFE_NO_PAD.encode(&kept.sealing.signature),
                sealed_at: parcel.sealed_at,
            });
        }
        let originals = self.papers_here()?.into_iter();
        let originals = originals.map(|OriginalPaper { case_id, material_code, name, taken_at }| CarriedOriginal {
            case_id,
            material_code,
            name,
            taken_at,
        });
        let scans = self.scans_to_carry()?;
        Ok(Carried { drafts: drafts.collect(), commands, slips: self.slips()?, originals: originals.collect(), scans })
    }

    fn scans_to_carry(&self) -> Result<Vec<CarriedScan>, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT case_id, sha256, size, kind, name FROM scan
             WHERE EXISTS (SELECT 1 FROM draft WHERE draft.case_id = scan.case_id)
                OR EXISTS (SELECT 1 FROM parcel WHERE parcel.case_id = scan.case_id AND {UNFINISHED}) ORDER BY rowid"
        ))?;
        let rows = statement.query_map([], |row| {
            let (case_id, sha256, size): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok((case_id, sha256, size, row.get(3)?, row.get(4)?))
        })?;
        rows.map(|row| {
            let (case_id, sha256, size, kind, name) = row?;
            Ok(CarriedScan { case_id: super::uuid(&case_id)?, sha256, size: count(size)?, kind, name })
        })
        .collect()
    }

    fn place_of(&self, command_id: Uuid) -> Result<(Uuid, u64), StoreError> {
        let (epoch, seq): (String, i64) = self
            .connection
            .prepare_cached("SELECT epoch, seq FROM parcel WHERE command_id = ?1")?
            .query_row([command_id.to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok((super::uuid(&epoch)?, u64::try_from(seq).map_err(|_| StoreError::Unreadable)?))
    }

    /// What [`Self::take_carried`] would do: drafts, then commands.
    pub fn would_take(&self, contents: &Contents) -> Result<Vec<CarriedFate>, StoreError> {
        fates(&self.connection, contents)
    }

    /// Which scans of a parcel have to come in: those that are not here, of cases that are being worked on here or will be
    /// when it is taken in. What was sent long ago does not come back with a second import.
    pub fn scans_wanted(&self, contents: &Contents) -> Result<BTreeSet<usize>, StoreError> {
        let fates = fates(&self.connection, contents)?;
        let drafts = contents.drafts.iter().map(|draft| Some(draft.case_id));
        let lines = drafts.chain(contents.commands.iter().map(|command| command.case_id));
        let comes = |fate: &CarriedFate| matches!(fate, CarriedFate::New | CarriedFate::Newer);
        let coming: BTreeSet<Uuid> =
            lines.zip(fates).filter(|(_, fate)| comes(fate)).filter_map(|(id, _)| id).collect();
        let mut wanted = BTreeSet::new();
        for (place, scan) in contents.scans.iter().enumerate() {
            if !self.has_scan(scan.case_id, &scan.sha256)?
                && (coming.contains(&scan.case_id) || self.is_open_here(scan.case_id)?)
            {
                wanted.insert(place);
            }
        }
        Ok(wanted)
    }

    /// Per draft and command of a parcel: how many scans it names that are neither in it nor here.
    pub fn lacking(&self, contents: &Contents) -> Result<Vec<usize>, StoreError> {
        let brought: BTreeSet<_> = contents.scans.iter().map(|scan| (scan.case_id, scan.sha256.as_str())).collect();
        let drafts = contents.drafts.iter().map(|draft| (Some(draft.case_id), named_by(&draft.snapshot)));
        let commands = contents.commands.iter().map(|command| (command.case_id, command.own_files()));
        let mut lacking = Vec::new();
        for (case_id, named) in drafts.chain(commands) {
            let case_id = case_id.unwrap_or_default();
            let mut lacks = 0;
            for hash in named.iter().filter(|hash| !brought.contains(&(case_id, hash.as_str()))) {
                lacks += usize::from(!self.has_scan(case_id, hash)?);
            }
            lacking.push(lacks);
        }
        Ok(lacking)
    }

    fn has_scan(&self, case_id: Uuid, sha256: &str) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT 1 FROM scan WHERE case_id = ?1 AND sha256 = ?2")?;
        Ok(statement.exists((case_id.to_string(), sha256))?)
    }

    /// A draft of the case is here, or something sealed in it waits.
    fn is_open_here(&self, case_id: Uuid) -> Result<bool, StoreError> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT 1 FROM draft WHERE case_id = ?1 UNION ALL SELECT 1 FROM parcel WHERE case_id = ?1 AND {UNFINISHED}"
        ))?;
        Ok(statement.exists([case_id.to_string()])?)
    }

    /// Takes a parcel in. `now` is the desk's clock.
    pub fn take_carried(&mut self, contents: &Contents, now: Timestamp) -> Result<Vec<CarriedFate>, StoreError> {
        self.write(|transaction| {
            let fates = fates(transaction, contents)?;
            let (of_drafts, of_commands) =
                fates.split_at_checked(contents.drafts.len()).ok_or(StoreError::Unreadable)?;
            for (draft, fate) in contents.drafts.iter().zip(of_drafts) {
                if matches!(fate, CarriedFate::New | CarriedFate::Newer) {
                    take_draft(transaction, draft)?;
                }
            }
            for (command, fate) in contents.commands.iter().zip(of_commands) {
                if *fate == CarriedFate::New {
                    take_command(transaction, command, now)?;
                }
            }
            // Which files go before which command; also for one that came before without them.
            for command in &contents.commands {
                let files = command.files();
                if !files.is_empty() && is_waiting(transaction, command.command_id)? {
                    let case_id = command.case_id.map(|id| id.to_string());
                    name_files(transaction, command.command_id, case_id.as_deref(), &files)?;
                }
            }
            for slip in &contents.slips {
                keep_progress(transaction, &format!("slip/{}", slip.no), &to_json(slip)?)?;
            }
            Ok(fates)
        })
    }
}

/// A mark of a draft that came in once.
fn mark(draft: &CarriedDraft) -> String {
    format!("carried/{}/{}", draft.case_id, draft.hash())
}

fn marked(connection: &Connection, name: &str) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM progress WHERE name = ?1")?.exists([name])?)
}

fn is_waiting(connection: &Connection, command_id: Uuid) -> Result<bool, StoreError> {
    let sql = format!("SELECT 1 FROM parcel WHERE command_id = ?1 AND {UNFINISHED}");
    Ok(connection.prepare_cached(&sql)?.exists([command_id.to_string()])?)
}

fn fates(connection: &Connection, contents: &Contents) -> Result<Vec<CarriedFate>, StoreError> {
    let mut fates = Vec::with_capacity(contents.drafts.len() + contents.commands.len());
    for draft in &contents.drafts {
        fates.push(fate_of_draft(connection, draft)?);
    }
    for command in &contents.commands {
        let known = connection
            .prepare_cached("SELECT 1 FROM parcel WHERE command_id = ?1")?
            .exists([command.command_id.to_string()])?;
        fates.push(if known { CarriedFate::Known } else { CarriedFate::New });
    }
    Ok(fates)
}

fn fate_of_draft(connection: &Connection, draft: &CarriedDraft) -> Result<CarriedFate, StoreError> {
    if marked(connection, &mark(draft))? {
        return Ok(CarriedFate::Known);
    }
    let here: Option<String> = connection
        .prepare_cached("SELECT snapshot FROM draft WHERE case_id = ?1")?
        .query_row([draft.case_id.to_string()], |row| row.get(0))
        .optional()?;
    let Some(snapshot) = here else { return Ok(CarriedFate::New) };
    if snapshot == draft.snapshot {
        return Ok(CarriedFate::Known);
    }
    let untouched = marked(connection, &mark(&CarriedDraft { snapshot, ..draft.clone() }))?;
    Ok(if untouched { CarriedFate::Newer } else { CarriedFate::Differs })
}

fn take_draft(connection: &Connection, draft: &CarriedDraft) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO draft(case_id, title, snapshot, state, updated) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT(case_id) DO UPDATE SET title = ?2, snapshot = ?3, state = ?4, updated = ?5",
        )?
        .execute((
            draft.case_id.to_string(),
            &draft.title,
            &draft.snapshot,
            DraftState::SetAside.code(),
            millis(draft.updated),
        ))?;
    keep_progress(connection, &mark(draft), "1")
}

/// It goes when its own person signs in here. Somebody else has a copy, so that it may have been sent already: it can
/// not be taken back into a draft at this window.
fn take_command(
    transaction: &rusqlite::Transaction<'_>,
    command: &CarriedCommand,
    now: Timestamp,
) -> Result<(), StoreError> {
    let case_id = command.case_id.map(|id| id.to_string());
    let state = if lane_is_free(transaction, case_id.as_deref())? { ParcelState::Queued } else { ParcelState::Blocked };
    let signature = URL_SAFE_NO_PAD.decode(&command.signature).map_err(|_| StoreError::Unreadable)?;
    transaction
        .prepare_cached(
            "INSERT INTO parcel(command_id, case_id, kind, title, actor_id, epoch, seq, prev_command_id, bytes,
                 signature, state, sealed_at, first_sent)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(rusqlite::params![
            command.command_id.to_string(),
            case_id,
            command.kind,
            command.title,
            command.actor_id.to_string(),
            command.epoch.to_string(),
            i64::try_from(command.seq).map_err(|_| StoreError::Unreadable)?,
            command.prev_command_id.map(|id| id.to_string()),
            command.body.as_bytes(),
            signature,
            state.code(),
            millis(command.sealed_at),
            millis(now),
        ])?;
    Ok(())
}
