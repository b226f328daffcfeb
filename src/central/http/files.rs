//! `/v1/uploads` and `/v1/files`: files of cases, by their hash. They leave as something to be stored, never to be shown.

use std::sync::Arc;

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::stream;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    answer::{UPLOAD_OFFSET, json},
    request::{Named, Token, header as text},
};
use crate::{
    central::{
        Centre,
        fault::Fault,
        files::{LARGEST_PIECE, Piece, Readable},
    },
    contract::{FileState, UploadView},
};

const UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
const UPLOAD_COMPLETE: HeaderName = HeaderName::from_static("upload-complete");

type File = Named<(Uuid, String)>;

pub(super) async fn state(
    State(centre): State<Centre>,
    token: Token,
    Named((case_id, sha256)): File,
) -> Result<Response, Fault> {
    let own = centre.clone();
    let view = centre.run(move || own.upload(&token.holder(&own)?, case_id, &sha256)).await?;
    Ok(told(&view))
}

pub(super) async fn take(
    State(centre): State<Centre>,
    token: Token,
    Named((case_id, sha256)): File,
    sent: SentPiece,
) -> Result<Response, Fault> {
    let own = centre.clone();
    let work = move || {
        let person = token.holder(&own)?;
        own.take_piece(&person, case_id, &sha256, &sent.read()?)
    };
    Ok(told(&centre.run(work).await?))
}

fn told(view: &UploadView) -> Response {
    let mut response = json(StatusCode::OK, view);
    let headers = response.headers_mut();
    headers.insert(UPLOAD_OFFSET, HeaderValue::from(view.offset));
    headers.insert(UPLOAD_LENGTH, HeaderValue::from(view.length));
    let complete = if view.state == FileState::Quarantine { "?0" } else { "?1" };
    headers.insert(UPLOAD_COMPLETE, HeaderValue::from_static(complete));
    response
}

/// A piece as it came. It is read only once it is known who sent it.
pub(super) struct SentPiece {
    headers: HeaderMap,
    bytes: Bytes,
}

impl<S: Sync> FromRequest<S> for SentPiece {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &S) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let bytes = to_bytes(body, LARGEST_PIECE).await.map_err(|_| Fault::new(413, "upload.piece_too_large"))?;
        Ok(Self { headers: parts.headers, bytes })
    }
}

impl SentPiece {
    fn read(&self) -> Result<Piece<'_>, Fault> {
        let kind = text(&self.headers, "content-type").unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/octet-stream") {
            return Err(Fault::new(415, "upload.not_bytes"));
        }
        let number = |name: &str| {
            let value = text(&self.headers, name).map(|value| value.trim().parse::<u64>());
            value.transpose().map_err(|_| Fault::new(400, "upload.header").arg(name))
        };
        let offset = number("upload-offset")?.ok_or_else(|| Fault::new(400, "upload.header").arg("Upload-Offset"))?;
        if !self.digest_holds() {
            return Err(Fault::new(400, "upload.piece_damaged").offset(offset));
        }
        Ok(Piece { offset, length: number("upload-length")?, bytes: &self.bytes })
    }

    /// RFC 9530: a piece may say its own hash, so that a bad byte is found with the piece and not with the file.
    fn digest_holds(&self) -> bool {
        let Some(stated) = text(&self.headers, "content-digest") else { return true };
        let stated = stated.split(',').find_map(|one| one.trim().strip_prefix("sha-256=:")?.strip_suffix(':'));
        stated.is_some_and(|stated| {
            STANDARD.decode(stated).is_ok_and(|hash| hash == Sha256::digest(&self.bytes).as_slice())
        })
    }
}

pub(super) async fn read(
    State(centre): State<Centre>,
    token: Token,
    Named((case_id, sha256)): File,
    headers: HeaderMap,
) -> Result<Response, Fault> {
    let (own, hash) = (centre.clone(), sha256.clone());
    let file = centre.run(move || own.open_file(&token.holder(&own)?, case_id, &hash)).await?;
    let asked = text(&headers, "range").and_then(|range| part(range, file.size));
    let Ok((start, end)) = asked.unwrap_or(Ok((0, file.size))) else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::RANGE_NOT_SATISFIABLE;
        let whole = format!("bytes */{}", file.size);
        insert(&mut response, header::CONTENT_RANGE, &whole);
        insert(&mut response, header::CONTENT_TYPE, "application/octet-stream");
        return Ok(response);
    };
    let (media, size) = (file.media, file.size);
    let name = format!("attachment; filename=\"{}.{}\"", sha256.get(..16).unwrap_or_default(), file.ending);
    let mut response = Response::new(pieces(centre, file, start, end));
    insert(&mut response, header::CONTENT_TYPE, media);
    insert(&mut response, header::CONTENT_DISPOSITION, &name);
    insert(&mut response, header::CONTENT_LENGTH, &end.saturating_sub(start).to_string());
    insert(&mut response, header::ACCEPT_RANGES, "bytes");
    insert(&mut response, header::ETAG, &format!("\"{sha256}\""));
    if asked.is_some() {
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        let last = end.saturating_sub(1);
        insert(&mut response, header::CONTENT_RANGE, &format!("bytes {start}-{last}/{size}"));
    }
    Ok(response)
}

fn insert(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The one part of a file that is asked for: first byte and end. `None` = another unit or several parts, and the whole is
/// as good an answer; an error = nothing lies there.
fn part(range: &str, size: u64) -> Option<Result<(u64, u64), ()>> {
    let (from, to) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let (start, end) = match (from.trim(), to.trim()) {
        ("", last) => (size.saturating_sub(last.parse().ok()?), size),
        (first, "") => (first.parse().ok()?, size),
        (first, last) => (first.parse().ok()?, last.parse::<u64>().ok()?.saturating_add(1).min(size)),
    };
    Some(if start < end { Ok((start, end)) } else { Err(()) })
}

/// The bytes, a piece at a time, so that a large file lies in nobody's memory as a whole.
fn pieces(centre: Centre, file: Readable, start: u64, end: u64) -> Body {
    let file = Arc::new(file);
    Body::from_stream(stream::unfold(Some(start), move |at| {
        let (centre, own, file) = (centre.clone(), centre.clone(), Arc::clone(&file));
        async move {
            let at = at.filter(|at| *at < end)?;
            match centre.run(move || own.read_file(&file, at, end)).await {
                Ok(bytes) => {
                    let next = at.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
                    Some((Ok(bytes), Some(next)))
                }
                // The answer breaks off, and its length says so.
                Err(_) => Some((Err(std::io::Error::other("file.damaged")), None)),
            }
        }
    }))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::part;

    #[test]
    fn parts_of_a_file_are_first_and_last_byte() {
        assert_eq!(part("bytes=0-3", 10), Some(Ok((0, 4))));
        assert_eq!(part("bytes=4-", 10), Some(Ok((4, 10))));
        assert_eq!(part("bytes=-3", 10), Some(Ok((7, 10))));
        assert_eq!(part("bytes=8-99", 10), Some(Ok((8, 10))));
        assert_eq!(part("bytes=10-", 10), Some(Err(())));
        assert_eq!(part("bytes=5-4", 10), Some(Err(())));
        assert_eq!(part("bytes=-0", 10), Some(Err(())));
        for other in ["bytes=0-1,3-4", "lines=1-2", "bytes=x-", "bytes=0"] {
            assert_eq!(part(other, 10), None, "{other}");
        }
    }
}
