//! A parcel that is carried by hand: its file written beside the papers, or read from wherever it was brought.

use std::{fs, path::Path};

use crate::{
    app::{
        Answer, Failure,
        carry::{Line, Parcel, Written},
    },
    desk::{
        Desk,
        carry::{CarryError, Preview},
    },
    i18n::{Lang, t},
};

use super::{execute::Result, export, office::failure};

/// Ending of the files.
pub const ENDING: &str = "ctcarry";
/// No parcel is longer.
const LONGEST: u64 = 64 << 20;

/// Writes a parcel.
pub(super) async fn out(desk: &Desk, folder: &Path, lang: Lang) -> Result<Answer> {
    let carried = desk.carry_out().await.map_err(|error| refused(&error, lang))?;
    let stamp = desk.centre_now().strftime("%Y%m%d-%H%M%S").to_string();
    let written = export::write_bytes(folder, &format!("carry-{stamp}.{ENDING}"), &carried.file);
    let place = written.map_err(|_| no("program.not_exported", lang))?.display().to_string();
    Ok(Answer::CarriedOut(Written { place, code: carried.code.to_string(), counts: carried.counts }))
}

/// Opens a parcel, and takes it in if that was asked for.
pub(super) async fn open(desk: &Desk, file: &str, code: &str, take: bool, lang: Lang) -> Result<Answer> {
    let path = Path::new(file);
    let small = fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= LONGEST);
    let bytes = if small { fs::read(path).ok() } else { None };
    let Some(bytes) = bytes else { return Err(no("carry.unreadable", lang)) };
    let opened = desk.open_carried(&bytes, code).map_err(|error| refused(&error, lang))?;
    let done = if take { desk.take_carried(&opened).await } else { desk.preview_carried(&opened).await };
    Ok(Answer::Carried(Box::new(parcel(done.map_err(|error| refused(&error, lang))?))))
}

fn parcel(preview: Preview) -> Parcel {
    let lines = preview.lines.into_iter();
    Parcel {
        person: preview.person,
        staff_no: preview.staff_no,
        made_at: preview.made_at,
        device: preview.device,
        lines: lines.map(|line| Line { title: line.title, kind: line.kind, fate: line.fate.key() }).collect(),
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
