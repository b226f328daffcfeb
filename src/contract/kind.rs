//! What a file is, by its own bytes and not by what it is called (RELIABILITY T31). Only what a window needs is taken:
//! papers and pictures. Nothing is unpacked or drawn here. The desk looks before it keeps a scan, the centre before it
//! takes one; both look here.

use memchr::memmem;

/// Most points of a picture: 50 million (T31).
const MOST_POINTS: u64 = 50_000_000;

/// A type that is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PDF without programs, other files or a password inside.
    Pdf,
    /// 版式文档 (GB/T 33190).
    Ofd,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// TIFF.
    Tiff,
    /// BMP.
    Bmp,
    /// Plain text, UTF-8.
    Text,
}

/// Why a file is not taken; the code of the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// None of the types, or a broken one.
    Type,
    /// Two things in one, or something that runs.
    Active,
    /// More points than a scan has.
    TooManyPoints,
}

impl Unfit {
    /// Stable code of the problem.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Type => "upload.type",
            Self::Active => "upload.active",
            Self::TooManyPoints => "upload.points",
        }
    }
}

impl Kind {
    const ALL: [Self; 7] = [Self::Pdf, Self::Ofd, Self::Jpeg, Self::Png, Self::Tiff, Self::Bmp, Self::Text];

    /// Media type.
    pub fn media(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Ofd => "application/ofd",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Bmp => "image/bmp",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Ending of a file's name, and the word for it in the database.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Ofd => "ofd",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Tiff => "tif",
            Self::Bmp => "bmp",
            Self::Text => "txt",
        }
    }

    /// The type with this ending.
    pub fn of_ending(ending: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.ending() == ending)
    }

    /// What these bytes are.
    pub fn of(bytes: &[u8]) -> Result<Self, Unfit> {
        match infer::get(bytes).map(|found| found.mime_type()) {
            Some("application/pdf") => pdf(bytes),
            Some("application/zip") => ofd(bytes),
            Some("image/jpeg") => picture(bytes, Self::Jpeg, jpeg_size(bytes)),
            Some("image/png") if bytes.ends_with(b"IEND\xaeB`\x82") => picture(bytes, Self::Png, png_size(bytes)),
            Some("image/tiff") => picture(bytes, Self::Tiff, tiff_size(bytes)),
            Some("image/bmp") => picture(bytes, Self::Bmp, bmp_size(bytes)),
            None if is_plain(bytes) => Ok(Self::Text),
            _ => Err(Unfit::Type),
        }
    }
}

/// What a PDF that is only read has no need of.
const ACTIVE: [&str; 5] = ["/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/Encrypt"];

fn pdf(bytes: &[u8]) -> Result<Kind, Unfit> {
    if !bytes.starts_with(b"%PDF-") || memmem::find(tail(bytes, 1024), b"%%EOF").is_none() {
        return Err(Unfit::Type);
    }
    let active = ACTIVE.iter().any(|word| memmem::find(bytes, word.as_bytes()).is_some());
    if active || hides_an_archive(bytes) { Err(Unfit::Active) } else { Ok(Kind::Pdf) }
}

/// A container with the one entry by which every reader of OFD begins. Other containers are not taken.
fn ofd(bytes: &[u8]) -> Result<Kind, Unfit> {
    let entry = bytes.starts_with(b"PK\x03\x04") && memmem::find(bytes, b"OFD.xml").is_some();
    if !entry {
        return Err(Unfit::Type);
    }
    let active = [".js", ".exe", "vbaProject"].iter().any(|word| memmem::find(bytes, word.as_bytes()).is_some());
    if active { Err(Unfit::Active) } else { Ok(Kind::Ofd) }
}

fn picture(bytes: &[u8], kind: Kind, size: Option<(u32, u32)>) -> Result<Kind, Unfit> {
    let (width, height) = size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(Unfit::Type)?;
    if u64::from(width) * u64::from(height) > MOST_POINTS {
        return Err(Unfit::TooManyPoints);
    }
    if hides_an_archive(bytes) { Err(Unfit::Active) } else { Ok(kind) }
}

/// The end of an archive stands at the end of the file: a picture or a PDF that is an archive as well.
fn hides_an_archive(bytes: &[u8]) -> bool {
    memmem::find(tail(bytes, 66_000), b"PK\x05\x06").is_some()
}

fn tail(bytes: &[u8], length: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(length)..).unwrap_or(bytes)
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    let two: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
    Some(u32::from(u16::from_be_bytes(two)))
}

fn four(bytes: &[u8], at: usize) -> Option<[u8; 4]> {
    bytes.get(at..at.checked_add(4)?)?.try_into().ok()
}

fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let head = bytes.get(12..16)? == b"IHDR";
    let side = |at| four(bytes, at).map(u32::from_be_bytes);
    if head { Some((side(16)?, side(20)?)) } else { None }
}

fn bmp_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let side = |at| four(bytes, at).map(|four| i32::from_le_bytes(four).unsigned_abs());
    Some((side(18)?, side(22)?))
}

/// Goes from marker to marker until the frame, which says the size.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2usize;
    loop {
        let [0xFF, marker] = *bytes.get(at..at.checked_add(2)?)? else { return None };
        match marker {
            0xFF => at = at.checked_add(1)?,
            0xC0..=0xCF if !matches!(marker, 0xC4 | 0xC8 | 0xCC) => {
                return Some((be16(bytes, at.checked_add(7)?)?, be16(bytes, at.checked_add(5)?)?));
            }
            0x01 | 0xD0..=0xD8 => at = at.checked_add(2)?,
            0xD9 | 0xDA => return None,
            _ => at = at.checked_add(2)?.checked_add(usize::try_from(be16(bytes, at.checked_add(2)?)?).ok()?)?,
        }
    }
}

/// Width and length of the first page.
fn tiff_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let little = bytes.starts_with(b"II");
    let two = |at: usize| -> Option<u32> {
        let two: [u8; 2] = bytes.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(u32::from(if little { u16::from_le_bytes(two) } else { u16::from_be_bytes(two) }))
    };
    let long = |at: usize| {
        four(bytes, at).map(|four| if little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) })
    };
    let page = usize::try_from(long(4)?).ok()?;
    let (mut width, mut height) = (None, None);
    for entry in 0..usize::try_from(two(page)?).ok()? {
        let at = page.checked_add(2)?.checked_add(entry.checked_mul(12)?)?;
        let value = if two(at.checked_add(2)?)? == 3 { two(at.checked_add(8)?) } else { long(at.checked_add(8)?) };
        match two(at)? {
            256 => width = value,
            257 => height = value,
            _ => {}
        }
    }
    Some((width?, height?))
}

/// Text that nothing takes for a page or a program: no markup at its beginning, no control characters.
fn is_plain(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let shown = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    !text.is_empty() && !text.starts_with(['<', '{']) && !text.starts_with("#!") && text.chars().all(shown)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
