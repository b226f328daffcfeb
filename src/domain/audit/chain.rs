//! RELIABILITY 4.1. The chain: a link hashes its record together with the link before it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Algorithm, AuditError, AuditRecord, hash::hex};

/// What one chain is bound to. Links of another tenant or algorithm do not fit into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Region profile and realm of the database: `yangzhou/Live`.
    pub tenant: String,
    /// What it is hashed with.
    pub alg: Algorithm,
}

/// The end of a chain: where the next link goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Place of the last link; 0 before the first.
    pub seq: u64,
    /// Its hash in lower-case hex.
    pub hash: String,
}

/// One link as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Canonical text of the record.
    pub body: String,
    /// Hash over tenant, place, the hash before and the body.
    pub hash: String,
    /// Place, from 1, without gaps.
    pub seq: u64,
}

/// The first thing that is wrong with a chain, and which of its witnesses says so.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Broken {
    /// The link at this place is missing, doubled or out of order.
    #[error("link {0} is missing or out of order")]
    Order(u64),
    /// This link's text or hash was changed.
    #[error("link {0} does not agree with its hash")]
    Hash(u64),
    /// What stands where this link should be cannot be read.
    #[error("link {0} cannot be read")]
    Unreadable(u64),
    /// The chain agrees with itself, but not with what left the centre earlier.
    #[error("link {0} differs from the one that a receipt saw")]
    Witness(u64),
    /// Links that a receipt or a checkpoint saw are no longer there.
    #[error("the chain ends before link {0}, which was seen")]
    CutOff(u64),
    /// The checkpoint over this many links was not signed by the centre's key.
    #[error("the checkpoint over {0} links is forged")]
    Forged(u64),
    /// The centre signed other links than these.
    #[error("the first {0} links are not those that the checkpoint signed")]
    Checkpoint(u64),
    /// A proof does not lead from this link to what the checkpoint signed.
    #[error("link {0} is not among those that the checkpoint signed")]
    Apart(u64),
}

impl Broken {
    /// The place of the first link that is wrong; of a checkpoint the last one that it covers.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Order(seq)
            | Self::Hash(seq)
            | Self::Unreadable(seq)
            | Self::Witness(seq)
            | Self::CutOff(seq)
            | Self::Forged(seq)
            | Self::Checkpoint(seq)
            | Self::Apart(seq) => *seq,
        }
    }

    /// Key of the sentence in `i18n` that says it; `{0}` is the place.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Order(_) => "audit.broken.order",
            Self::Hash(_) => "audit.broken.hash",
            Self::Unreadable(_) => "audit.broken.unreadable",
            Self::Witness(_) => "audit.broken.witness",
            Self::CutOff(_) => "audit.broken.cut_off",
            Self::Forged(_) => "audit.broken.forged",
            Self::Checkpoint(_) => "audit.broken.checkpoint",
            Self::Apart(_) => "audit.broken.apart",
        }
    }
}

impl Chain {
    /// Before the first link.
    pub fn genesis(&self) -> Head {
        Head { seq: 0, hash: hex(&self.alg.over(&[&[0], self.tenant.as_bytes()])) }
    }

    /// The link that follows `prev`.
    pub fn link(&self, prev: &Head, record: &AuditRecord) -> Result<Link, AuditError> {
        Ok(self.sealed(prev, record.canonical(self.alg)?))
    }

    /// The same from a record's text.
    pub(super) fn sealed(&self, prev: &Head, body: String) -> Link {
        let seq = prev.seq + 1;
        let hash = self.hash(seq, &prev.hash, &body);
        Link { body, hash, seq }
    }

    /// Proves links against each other from the first on, without any witness, and gives their end.
    pub fn prove(&self, links: impl IntoIterator<Item = Link>) -> Result<Head, Broken> {
        links.into_iter().try_fold(self.genesis(), |head, link| self.follows(&head, &link).map(|()| link.head()))
    }

    /// Whether a link follows `prev`.
    pub fn follows(&self, prev: &Head, link: &Link) -> Result<(), Broken> {
        let seq = prev.seq + 1;
        if link.seq != seq {
            return Err(Broken::Order(seq));
        }
        if link.hash == self.hash(seq, &prev.hash, &link.body) { Ok(()) } else { Err(Broken::Hash(seq)) }
    }

    fn hash(&self, seq: u64, prev: &str, body: &str) -> String {
        // Every part but the last has a known length, so no two chains of parts give the same bytes.
        let length = |text: &str| u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes();
        hex(&self.alg.over(&[
            &[1],
            &length(&self.tenant),
            self.tenant.as_bytes(),
            &seq.to_be_bytes(),
            &length(prev),
            prev.as_bytes(),
            body.as_bytes(),
        ]))
    }
}

impl Link {
    /// This link as the end of the chain, which is what a receipt carries.
    pub fn head(&self) -> Head {
        Head { seq: self.seq, hash: self.hash.clone() }
    }
}
