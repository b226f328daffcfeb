//! Files of cases: sent in pieces, each with its own hash, and read back whole.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures_util::StreamExt as _;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{contract::sha256_hex, desk::outbox::Heard};

use super::{
    ApiError, Client, Method, Response, TransportError, Unclear,
    client::{heard, request},
    reads::path,
};

/// No file of a case is larger, whatever a region allows.
const LARGEST_FILE: usize = 256 << 20;

/// What was heard about a file under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::desk) struct HeardOfFile {
    /// The answer.
    pub heard: Heard,
    /// Where the next piece begins, as its header says.
    pub offset: Option<u64>,
}

impl HeardOfFile {
    fn of(response: Result<Response, TransportError>) -> Self {
        let offset = response.as_ref().ok().and_then(|response| response.header("upload-offset")?.trim().parse().ok());
        Self { heard: heard(response), offset }
    }
}

impl Client {
    /// Asks how much of a file of a case is there.
    pub(in crate::desk) async fn ask_upload(&self, case_id: Uuid, sha256: &str) -> HeardOfFile {
        let path = path(&["uploads", &case_id.to_string(), sha256], &[]);
        HeardOfFile::of(self.send(request(Method::Get, path, Vec::new())).await)
    }

    /// Sends the piece of a file of `length` bytes that begins at `start`.
    pub(in crate::desk) async fn send_piece(
        &self,
        (case_id, sha256): (Uuid, &str),
        start: u64,
        length: u64,
        bytes: Vec<u8>,
    ) -> HeardOfFile {
        let digest = format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(&bytes)));
        let path = path(&["uploads", &case_id.to_string(), sha256], &[]);
        let mut request = request(Method::Patch, path, bytes);
        request.headers.push(("content-type", "application/octet-stream".to_owned()));
        request.headers.push(("upload-offset", start.to_string()));
        request.headers.push(("upload-length", length.to_string()));
        request.headers.push(("content-digest", digest));
        HeardOfFile::of(self.send(request).await)
    }

    /// A file of a case, whole: what does not bear out its name is not it. `heard` is told how many bytes are here.
    pub async fn file(
        &self,
        case_id: Uuid,
        sha256: &str,
        mut heard: impl FnMut(u64),
    ) -> Result<Zeroizing<Vec<u8>>, ApiError> {
        let path = path(&["files", &case_id.to_string(), sha256], &[]);
        // A page of a portal is no file, and a file of a case is never one.
        let is_file = |kind: &str| !kind.is_empty() && kind != "text/html";
        let mut pieces = self.in_pieces(&request(Method::Get, path, Vec::new()), is_file).await?;
        let mut whole = Zeroizing::new(Vec::new());
        while let Some(piece) = pieces.next().await {
            let piece = Zeroizing::new(piece?);
            if whole.len().saturating_add(piece.len()) > LARGEST_FILE {
                return Err(TransportError::TooLarge.into());
            }
            whole.extend_from_slice(&piece);
            heard(u64::try_from(whole.len()).unwrap_or(u64::MAX));
        }
        if sha256_hex(&whole) == sha256 { Ok(whole) } else { Err(Unclear::Garbled.into()) }
    }
}
