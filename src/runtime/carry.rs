//! A parcel that is carried by hand: its file written beside the papers, or read from wherever it was brought.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::{
    app::{
        Answer, Failure,
        carry::{Line, Parcel, Written},
    },
    desk::{
        Desk,
        carry::{CarriedOut, CarryError, Preview},
    },
    i18n::{Lang, t},
};

use super::{execute::Result, export::Growing, office::failure};

/// Ending of the files.
pub const ENDING: &str = "ctcarry";

/// Writes a parcel.
pub(super) async fn out(desk: &Desk, folder: &Path, lang: Lang) -> Result<Answer> {
    let stamp = desk.centre_now().strftime("%Y%m%d-%H%M%S").to_string();
    let (carried, place) =
        write(desk, &folder.join(format!("carry-{stamp}.{ENDING}"))).await.map_err(|error| refused(&error, lang))?;
    let CarriedOut { code, counts, missing } = carried;
    Ok(Answer::CarriedOut(Written { place: place.display().to_string(), code: code.to_string(), counts, missing }))
}

/// Writes a parcel to this file, whole or not at all.
pub async fn write(desk: &Desk, path: &Path) -> std::result::Result<(CarriedOut, PathBuf), CarryError> {
    let growing = Growing::begin(path).map_err(|_| CarryError::Unwritten)?;
    let (carried, growing) = desk.carry_out(growing).await?;
    Ok((carried, growing.end().map_err(|_| CarryError::Unwritten)?))
}

/// Opens a parcel, and takes it in if that was asked for.
pub(super) async fn open(desk: &Desk, file: &str, code: &str, take: bool, lang: Lang) -> Result<Answer> {
    let path = Path::new(file);
    let opened = if path.is_file() { fs::File::open(path).ok() } else { None };
    let Some(file) = opened else { return Err(no("carry.unreadable", lang)) };
    let brought = desk.open_carried(file, code).await.map_err(|error| refused(&error, lang))?;
    let done = if take { desk.take_carried(&brought).await } else { desk.preview_carried(&brought).await };
    Ok(Answer::Carried(Box::new(parcel(done.map_err(|error| refused(&error, lang))?))))
}

fn parcel(preview: Preview) -> Parcel {
    let lines = preview.lines.into_iter();
    Parcel {
        person: preview.person,
        staff_no: preview.staff_no,
        made_at: preview.made_at,
        device: preview.device,
        lines: lines
            .map(|line| Line { title: line.title, kind: line.kind, fate: line.fate.key(), missing: line.missing })
            .collect(),
        scans: preview.scans,
        slips: preview.slips,
        originals: preview.originals,
    }
}

fn refused(error: &CarryError, lang: Lang) -> Failure {
    if let CarryError::Desk(error) = error {
        return failure(error, lang);
    }
    Failure { detail: error.advice().map(|key| t(lang, key).to_owned()), ..no(error.key(), lang) }
}

fn no(key: &'static str, lang: Lang) -> Failure {
    Failure { code: key.to_owned(), title: t(lang, key).to_owned(), ..Failure::default() }
}
