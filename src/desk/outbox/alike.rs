//! What on this machine may be the same matter (RELIABILITY F44).

use jiff::Timestamp;
use uuid::Uuid;

/// A draft, or a sealed command, that names the same citizen and the same item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeHere {
    /// Its case.
    pub case_id: Uuid,
    /// Item and masked name.
    pub title: String,
    /// When it was last written, or sealed.
    pub at: Timestamp,
    /// It is sealed; otherwise a draft.
    pub sealed: bool,
}
