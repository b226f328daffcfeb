//! Files of a case, and files on their way to the centre.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How far a file has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// 隔离: bytes are missing, or hash and type were not found right yet. Nobody can read it and no command can name it.
    Quarantine,
    /// All of it is there, and it is what it says; no command names it yet. It is thrown away after a while.
    Whole,
    /// A command names it: it belongs to the case.
    Linked,
}

/// `GET`, `HEAD` and `PATCH /v1/uploads/{case_id}/{sha256}`. The same stands in the headers `Upload-Offset`,
/// `Upload-Length` and `Upload-Complete`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UploadView {
    /// How far it has come.
    pub state: FileState,
    /// Bytes that are there: where the next piece begins.
    pub offset: u64,
    /// Bytes of the whole.
    pub length: u64,
    /// Media type, once it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
}

/// A file that belongs to a case. Which materials it is of say the rows of the case, which name it by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseFile {
    /// SHA-256, lower-case hex: its name in `/v1/files/{case_id}/{sha256}`.
    pub sha256: String,
    /// Ending for its type: `pdf`.
    pub kind: String,
    /// Bytes.
    pub size: u64,
    /// When the command came in that named it first.
    pub at: Timestamp,
}
