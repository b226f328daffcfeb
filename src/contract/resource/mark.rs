//! How a desk notices that a centre was put back to an older backup.

use serde::{Deserialize, Serialize};

use super::Meta;

/// A place of the centre's audit chain and the hash there. Whoever learned something from the centre keeps one: as long
/// as the chain still runs through it, nothing of what was learned is lost; a centre put back to an older backup has
/// another hash there or none, however far it has grown since (F62).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChainMark {
    /// Place in the chain.
    pub seq: u64,
    /// Hash of the link at that place.
    pub hash: String,
}

/// `GET /v1/meta?at=4,7`: the centre, and the hashes of its chain at the places asked for, as far as it has them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MarkedMeta {
    /// The centre.
    #[serde(flatten)]
    pub meta: Meta,
    /// Where its chain ends.
    pub head: ChainMark,
    /// A mark for every place asked for that the chain has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at: Vec<ChainMark>,
}
