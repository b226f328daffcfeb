//! Files of cases: scans, photographs, electronic papers (RELIABILITY 3.9, T31, T32).
//!
//! A desk sends a file in pieces, each where the last one ended, and may go on after any break. The file stays in
//! quarantine until all of it is there, its hash is the one in its name and its type is one that is taken; else it is
//! thrown away. It belongs to the case only once a command names it at a material, and materials are those of the guide:
//! nothing else can be attached. Files of one case are unknown to every other, whoever knows their hash.

mod safe;

pub(super) use safe::Safe;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::{FileState, Person, UploadView, kind::Kind, sha256_hex},
    domain::audit::AuditEvent,
};

use super::{
    Centre,
    fault::Fault,
    ledger::{self, Entry},
    reading::Reading,
    rights::Ask,
    store::{FileRow, NewPiece, PieceAt, Scope, Tx},
};

/// Largest piece (RELIABILITY 3.9).
pub(super) const LARGEST_PIECE: usize = 1 << 20;

/// What the smallest file takes of what a person may have waiting: many small ones are a burden as well (T30).
const LEAST: u64 = 16 << 10;

/// Files that one sweep throws away at most, so that it holds no window up.
const SWEEP: u32 = 50;

/// The next piece of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    /// Where it begins.
    pub offset: u64,
    /// Bytes of the whole file; a file's first piece says it.
    pub length: Option<u64>,
    /// The bytes; none asks what became of a file that is all there.
    pub bytes: &'a [u8],
}

/// A file that may be read.
#[derive(Debug)]
pub(super) struct Readable {
    /// Media type.
    pub media: &'static str,
    /// Ending of its name.
    pub ending: &'static str,
    /// Bytes.
    pub size: u64,
    row: FileRow,
    pieces: Vec<PieceAt>,
}

impl Centre {
    /// `GET` and `HEAD /v1/uploads/{case_id}/{sha256}`: how much is there.
    pub(super) fn upload(&self, person: &Person, case_id: Uuid, sha256: &str) -> Result<UploadView, Fault> {
        self.may(person, Ask::Upload)?;
        self.may_add(person, case_id)?;
        self.read(|tx, _| tx.file(case_id, sha256)?.as_ref().map(view).ok_or_else(Fault::not_found))
    }

    /// `PATCH /v1/uploads/{case_id}/{sha256}`: takes the next piece; with the last one the file is judged.
    pub(super) fn take_piece(
        &self,
        person: &Person,
        case_id: Uuid,
        sha256: &str,
        piece: &Piece<'_>,
    ) -> Result<UploadView, Fault> {
        self.may(person, Ask::Upload)?;
        if !is_hash(sha256) {
            return Err(Fault::not_found());
        }
        self.may_add(person, case_id)?;
        let (eyes, at) = (self.eyes(person), self.machine_now());
        let row = self.write(|tx, now| {
            if !is_open(tx, case_id, &eyes)? {
                return Err(Fault::not_found());
            }
            let known = tx.file(case_id, sha256)?;
            let mut row = match known {
                Some(row) => row,
                None => self.begin_file(tx, person, (case_id, sha256), piece, (at, now))?,
            };
            fits(&row, piece)?;
            if !piece.bytes.is_empty() {
                self.keep(tx, &mut row, piece, at)?;
            }
            Ok(row)
        })?;
        if row.kind.is_some() || row.received < row.size { Ok(view(&row)) } else { self.judge_file(person, &row) }
    }

    /// Files go to a case that this person sees, or to one that the centre has not heard of: then its id, which nobody can
    /// guess, is all that is known of it. Another's case is not there, and that somebody asked is recorded (T32).
    fn may_add(&self, person: &Person, case_id: Uuid) -> Result<(), Fault> {
        let eyes = self.eyes(person);
        if self.read(|tx, _| is_open(tx, case_id, &eyes))? {
            Ok(())
        } else {
            Err(self.out_of_sight(person, AuditEvent::AddMaterial, case_id)?)
        }
    }

    /// A case's file is begun, if it still has room.
    fn begin_file(
        &self,
        tx: &Tx<'_>,
        person: &Person,
        (case_id, sha256): (Uuid, &str),
        piece: &Piece<'_>,
        (at, now): (Timestamp, Timestamp),
    ) -> Result<FileRow, Fault> {
        if piece.offset > 0 {
            return Err(gone_on_elsewhere(0));
        }
        let size = piece.length.ok_or_else(|| Fault::new(400, "upload.length_missing"))?;
        let law = self.law(tx)?;
        let limits = &law.at(now).files;
        if size == 0 {
            return Err(Fault::new(422, "upload.empty"));
        }
        if size > mib(limits.largest_mib) {
            return Err(Fault::new(413, "upload.too_large").arg(&limits.largest_mib.to_string()));
        }
        let (files, bytes) = tx.files_of_case(case_id)?;
        if files >= u64::from(limits.case_files) {
            return Err(Fault::new(422, "upload.too_many").arg(&limits.case_files.to_string()));
        }
        if bytes.saturating_add(size) > mib(limits.case_mib) {
            return Err(Fault::new(413, "upload.case_full").arg(&limits.case_mib.to_string()));
        }
        let (files, bytes) = tx.files_waiting_of(person.id)?;
        if bytes.saturating_add(size).saturating_add(files.saturating_mul(LEAST)) > mib(limits.waiting_mib) {
            return Err(Fault::new(422, "upload.waiting_full").arg(&limits.waiting_mib.to_string()));
        }
        let row = FileRow {
            id: self.entropy().uuid(),
            case_id,
            sha256: sha256.to_owned(),
            size,
            received: 0,
            kind: None,
            by: person.id,
            linked_by: None,
        };
        tx.begin_file(&row, at)?;
        ledger::append(tx, &entry(now, AuditEvent::AddMaterial, &row).by(person).purpose("begun"))?;
        Ok(row)
    }

    fn keep(&self, tx: &Tx<'_>, row: &mut FileRow, piece: &Piece<'_>, at: Timestamp) -> Result<(), Fault> {
        let size = length_of(piece.bytes);
        let place = PieceAt { start: piece.offset, size };
        let safe = &self.keys().safe;
        let sealed = safe
            .seal(piece.bytes, &bound_to(row, piece.offset), self.entropy())
            .ok_or_else(|| Fault::new(500, "storage.failed"))?;
        tx.add_piece(row.id, &NewPiece { at: place, sealed: &sealed }, at)?;
        row.received = row.received.saturating_add(size);
        Ok(())
    }

    /// All of a file is there: it is what it says, or it is thrown away. The looking is done outside of any transaction,
    /// so that no window waits for it.
    fn judge_file(&self, person: &Person, row: &FileRow) -> Result<UploadView, Fault> {
        let whole = self.whole(row)?;
        let judged = if sha256_hex(&whole) == row.sha256 {
            Kind::of(&whole).map_err(|unfit| Fault::new(415, unfit.code()))
        } else {
            Err(Fault::new(422, "upload.hash"))
        };
        self.write(|tx, now| {
            // Another may have judged it in the meantime; then that holds.
            let Some(row) = tx.file(row.case_id, &row.sha256)?.filter(|now| now.id == row.id) else {
                return Ok(Err(judged.clone().err().unwrap_or_else(Fault::not_found)));
            };
            if row.kind.is_some() {
                return Ok(Ok(view(&row)));
            }
            let entry = entry(now, AuditEvent::AddMaterial, &row).by(person);
            match &judged {
                Ok(kind) => {
                    tx.clear_file(row.id, kind.ending())?;
                    ledger::append(tx, &entry.purpose("whole"))?;
                    Ok(Ok(view(&FileRow { kind: Some(kind.ending().to_owned()), ..row })))
                }
                Err(fault) => {
                    tx.drop_file(row.id)?;
                    ledger::append(tx, &entry.refused(fault.code()))?;
                    Ok(Err(fault.clone()))
                }
            }
        })?
    }

    /// Every byte of a file, in clear.
    fn whole(&self, row: &FileRow) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let pieces = self.read(|tx, _| Ok(tx.pieces(row.id)?))?;
        let mut whole = Zeroizing::new(Vec::with_capacity(usize::try_from(row.size).unwrap_or_default()));
        for at in pieces {
            whole.extend_from_slice(&self.piece(row, at)?);
        }
        Ok(whole)
    }

    fn piece(&self, row: &FileRow, at: PieceAt) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let sealed = self.read(|tx, _| Ok(tx.piece(row.id, at)?))?;
        sealed
            .and_then(|sealed| self.keys().safe.open(&sealed, &bound_to(row, at.start)))
            .ok_or_else(|| Fault::new(500, "file.damaged"))
    }

    /// `GET /v1/files/{case_id}/{sha256}`: a file of a case that this person sees. Reading it is recorded, and so is a no.
    pub(super) fn open_file(&self, person: &Person, case_id: Uuid, sha256: &str) -> Result<Readable, Fault> {
        let eyes = self.eyes(person);
        self.write(|tx, now| {
            let found = if tx.in_sight(case_id, &eyes)? { tx.file(case_id, sha256)? } else { None };
            let found = found.filter(|row| row.linked_by.is_some());
            let read = Entry::new(now, AuditEvent::Reveal).by(person).on(case_id).field("file");
            let Some(row) = found else {
                let no = Fault::not_found();
                ledger::append(tx, &read.refused(no.code()))?;
                return Ok(Err(no));
            };
            let read = read.about(named(&row));
            if let Some(no) = self.too_much(tx, person, Reading::File, 1)? {
                ledger::append(tx, &read.refused(no.code()))?;
                return Ok(Err(no));
            }
            ledger::append(tx, &read)?;
            let kind = row.kind.as_deref().and_then(Kind::of_ending);
            let kind = kind.ok_or_else(|| Fault::new(500, "file.damaged"))?;
            let pieces = tx.pieces(row.id)?;
            Ok(Ok(Readable { media: kind.media(), ending: kind.ending(), size: row.size, row, pieces }))
        })?
    }

    /// Bytes of a file from `start` up to `end`, as far as the piece reaches in which `start` lies.
    pub(super) fn read_file(&self, file: &Readable, start: u64, end: u64) -> Result<Vec<u8>, Fault> {
        let damaged = || Fault::new(500, "file.damaged");
        let within = |at: &&PieceAt| at.start <= start && start < at.start.saturating_add(at.size);
        let at = *file.pieces.iter().find(within).ok_or_else(damaged)?;
        let plain = self.piece(&file.row, at)?;
        let from = usize::try_from(start.saturating_sub(at.start)).map_err(|_| damaged())?;
        let to = usize::try_from(end.saturating_sub(at.start)).map_err(|_| damaged())?.min(plain.len());
        plain.get(from..to).map(<[u8]>::to_vec).filter(|bytes| !bytes.is_empty()).ok_or_else(damaged)
    }

    /// Throws away what no command named for so long that none will (RELIABILITY 3.8). Answers how many files.
    pub fn sweep_files(&self) -> Result<usize, Fault> {
        let (before, none) = self.read(|tx, now| {
            let kept = SignedDuration::from_hours(24 * i64::from(self.law(tx)?.at(now).files.waiting_nd));
            let before = self.machine_now().saturating_sub(kept).unwrap_or(Timestamp::MIN);
            Ok((before, tx.files_left(before, 1)?.is_empty()))
        })?;
        if none {
            return Ok(0);
        }
        self.write(|tx, now| {
            let left = tx.files_left(before, SWEEP)?;
            for row in &left {
                tx.drop_file(row.id)?;
                ledger::append(tx, &entry(now, AuditEvent::RemoveMaterial, row).purpose("left"))?;
            }
            Ok(left.len())
        })
    }
}

/// The files that a command names are all there, and are its case's from now on.
pub(super) fn link(tx: &Tx<'_>, case_id: Uuid, files: &[String], command: Uuid) -> Result<(), Fault> {
    let mut missing = Vec::new();
    for sha256 in files {
        if tx.file(case_id, sha256)?.is_none_or(|row| row.kind.is_none()) {
            missing.push(sha256);
        }
    }
    if missing.is_empty() {
        return Ok(tx.link_files(case_id, files, command)?);
    }
    let first = Fault::new(424, "material.missing").arg(&missing.len().to_string());
    Err(missing.into_iter().fold(first, |fault, sha256| fault.at(&format!("/blobs/{sha256}"))))
}

/// Whether files may be added to a case, as far as these eyes go.
fn is_open(tx: &Tx<'_>, case_id: Uuid, eyes: &Scope) -> Result<bool, Fault> {
    Ok(tx.in_sight(case_id, eyes)? || !tx.case_exists(case_id)?)
}

/// Whether a piece is the next one of its file.
fn fits(row: &FileRow, piece: &Piece<'_>) -> Result<(), Fault> {
    if piece.length.is_some_and(|length| length != row.size) {
        return Err(Fault::new(409, "upload.other_length").arg(&row.size.to_string()).offset(row.received));
    }
    if piece.offset != row.received {
        return Err(gone_on_elsewhere(row.received));
    }
    if row.received.saturating_add(length_of(piece.bytes)) > row.size {
        return Err(Fault::new(400, "upload.beyond").offset(row.received));
    }
    Ok(())
}

fn gone_on_elsewhere(offset: u64) -> Fault {
    Fault::new(409, "upload.offset").arg(&offset.to_string()).offset(offset)
}

fn view(row: &FileRow) -> UploadView {
    let state = match (&row.kind, row.linked_by) {
        (None, _) => FileState::Quarantine,
        (Some(_), None) => FileState::Whole,
        (Some(_), Some(_)) => FileState::Linked,
    };
    let kind = row.kind.as_deref().and_then(Kind::of_ending);
    let media_type = kind.map(|kind| kind.media().to_owned());
    UploadView { state, offset: row.received, length: row.size, media_type }
}

/// The place of a piece, bound into its ciphertext.
fn bound_to(row: &FileRow, start: u64) -> String {
    format!("file/{}/{}/{}/{start}", row.case_id, row.sha256, row.id)
}

/// How the trail names a file.
fn named(row: &FileRow) -> String {
    format!("file/{}", row.sha256)
}

fn entry(now: Timestamp, event: AuditEvent, row: &FileRow) -> Entry {
    Entry::new(now, event).on(row.case_id).about(named(row))
}

/// A SHA-256 as it is written everywhere.
pub(super) fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn mib(count: u32) -> u64 {
    u64::from(count) << 20
}

fn length_of(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
