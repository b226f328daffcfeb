//! The checker: a history of what was said, seen and kept, held against the invariants S1–S13 and L1–L4 of the
//! protocol. It is written from those sentences and knows nothing of the program: a history may come from the
//! simulation, from real processes, or be made by hand.
//!
//! A history is split by case and by command; an answer that never came is resolved by the command's id, so the work
//! grows with the length of the history and not with its possible orders.

#[path = "checker_liveness.rs"]
mod liveness;
#[path = "checker_promises.rs"]
mod promises;
#[path = "checker_safety.rs"]
mod safety;

use std::collections::{BTreeMap, BTreeSet};

/// A command, a case, a person.
pub type Id = u128;

/// What happened, in order, and what was found in the end.
#[derive(Debug, Clone, Default)]
pub struct History {
    pub log: Vec<Step>,
    pub centre: Centre,
    pub desks: Vec<Desk>,
    /// Present once the faults have stopped and the desks had their time to drain.
    pub healing: Option<Healing>,
}

/// One thing that somebody said or saw.
#[derive(Debug, Clone)]
pub enum Step {
    /// The desk said 已存本机 of a sealed command.
    Sealed(Sealed),
    /// It took one back that had never been sent; its id is burnt.
    Withdrawn { desk: usize, command: Id },
    /// It let the bytes of one go.
    Sent { desk: usize, command: Id, fingerprint: String },
    /// It showed a verdict.
    Told { receipt: Receipt },
    /// The centre gave a person ids of cases; `may_see` are all that their scope held then.
    Gave { person: Id, cases: Vec<Id>, may_see: Vec<Id> },
    /// The centre was put back to a copy that ended at this place of its audit chain.
    CentreRestored { audit: u64 },
    /// A desk's folder was put back to an older copy, by hand: what was sealed since is gone.
    DeskRolledBack { desk: usize },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    pub desk: usize,
    pub command: Id,
    pub case: Id,
    pub fingerprint: String,
}

/// A signed verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    pub command: Id,
    pub fingerprint: String,
    pub applied: bool,
    pub case: Id,
    /// Version of the case after it, if it was applied.
    pub version: Option<u64>,
    /// It says that the case is accepted by it.
    pub accepts: bool,
    pub number: Option<String>,
    pub realm: String,
    pub at: i64,
    pub audit: u64,
    pub audit_hash: String,
}

/// Everything the centre holds.
#[derive(Debug, Clone, Default)]
pub struct Centre {
    pub realm: String,
    /// What its chain is bound to.
    pub tenant: String,
    pub verdicts: Vec<Verdict>,
    pub effects: Vec<Effect>,
    pub cases: Vec<Case>,
    pub feed: Vec<Change>,
    pub audit: Vec<Link>,
    pub grants: Vec<Grant>,
    pub files: Vec<File>,
}

#[derive(Debug, Clone)]
pub struct Verdict {
    pub command: Id,
    pub fingerprint: String,
    pub applied: bool,
    pub case: Id,
}

/// An event of a case.
#[derive(Debug, Clone)]
pub struct Effect {
    pub case: Id,
    pub version: u64,
    pub command: Id,
    /// The command before it in its lane, as sealed.
    pub after: Option<Id>,
    /// The version it had seen; `None` = it commutes, or time did it.
    pub saw: Option<u64>,
    pub accepts: bool,
    /// It ends the case or takes it to another place: no two of these from one version.
    pub ends: bool,
    pub at: i64,
    /// Hashes of files it relies on.
    pub files: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Case {
    pub id: Id,
    pub version: u64,
    pub accepted: bool,
    pub number: Option<String>,
    pub realm: String,
    /// Last days, each with all that it may depend on: kind, start by the centre, limit, guide, calendar.
    pub deadlines: Vec<(String, String)>,
}

#[derive(Debug, Clone)]
pub struct Change {
    pub seq: u64,
    pub case: Id,
    pub version: u64,
    pub at: i64,
}

/// One link of the audit chain; `command` if it records a verdict.
#[derive(Debug, Clone)]
pub struct Link {
    pub seq: u64,
    pub body: String,
    pub hash: String,
    pub command: Option<Id>,
}

/// A tolerance that was granted, with its last day as granted and as it stands now; `extended` by a recorded act.
#[derive(Debug, Clone)]
pub struct Grant {
    pub case: Id,
    pub material: String,
    pub command: Id,
    pub due: String,
    pub stands: String,
    pub extended: bool,
}

/// A file at the centre and the hash of what can be read of it.
#[derive(Debug, Clone)]
pub struct File {
    pub name: String,
    pub complete: bool,
    pub reads_as: Option<String>,
}

/// What a desk's store holds in the end.
#[derive(Debug, Clone, Default)]
pub struct Desk {
    pub realm: String,
    pub parcels: Vec<Parcel>,
    /// Taken back before they were sent.
    pub burnt: Vec<Id>,
    /// Purged by age, after their receipts.
    pub purged: Vec<Id>,
    pub scans: Vec<Scan>,
    /// Commands on its list of differences: a person is told that the centre says something else than it once did.
    pub differences: BTreeSet<Id>,
    /// Cases that its people may see, and the newest version that it was told of each.
    pub view: BTreeMap<Id, u64>,
    pub may_see: BTreeSet<Id>,
}

#[derive(Debug, Clone)]
pub struct Parcel {
    pub command: Id,
    pub case: Id,
    pub fingerprint: String,
    pub stand: Stand,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stand {
    /// It waits and goes on by itself.
    Waits,
    /// It stands before a person, or behind one that does.
    Person,
    /// It has its receipt.
    Finished(Receipt),
}

/// A scan on the laptop; `kept_until` from the receipt of its command on.
#[derive(Debug, Clone)]
pub struct Scan {
    pub command: Id,
    pub bytes: bool,
    pub key: bool,
    pub kept_until: Option<i64>,
}

/// How the healing went.
#[derive(Debug, Clone)]
pub struct Healing {
    /// Commands sealed.
    pub items: u64,
    /// Posts of commands that left the desks, in all.
    pub requests: u64,
    /// Faults that made another post necessary.
    pub faults: u64,
    /// Posts beside those: the retry budget.
    pub budget: u64,
    /// Now, by the centre.
    pub now: i64,
}

/// A sentence that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// `S1` … `S13`, `L1` … `L4`.
    pub invariant: &'static str,
    pub what: String,
}

impl History {
    /// Everything that is wrong with it.
    pub fn check(&self) -> Vec<Violation> {
        let mut found = Finding::default();
        safety::check(self, &mut found);
        if let Some(healing) = &self.healing {
            liveness::check(self, healing, &mut found);
        }
        found.0
    }

    /// Every verdict that any desk was told or holds.
    fn receipts(&self) -> impl Iterator<Item = &Receipt> {
        let told = self.log.iter().filter_map(|step| match step {
            Step::Told { receipt } => Some(receipt),
            _ => None,
        });
        let kept = self.desks.iter().flat_map(|desk| &desk.parcels).filter_map(|parcel| match &parcel.stand {
            Stand::Finished(receipt) => Some(receipt),
            _ => None,
        });
        told.chain(kept)
    }

    fn sealed(&self) -> impl Iterator<Item = &Sealed> {
        self.log.iter().filter_map(|step| match step {
            Step::Sealed(sealed) => Some(sealed),
            _ => None,
        })
    }

    /// The chain up to here was never lost, however often the centre was put back; `None` = it never was.
    fn restored_to(&self) -> Option<u64> {
        self.log
            .iter()
            .filter_map(|step| match step {
                Step::CentreRestored { audit } => Some(*audit),
                _ => None,
            })
            .min()
    }

    /// A verdict that a restored centre had given in a life that it lost.
    fn is_of_a_lost_life(&self, receipt: &Receipt) -> bool {
        let lost = self.restored_to().is_some_and(|audit| receipt.audit > audit);
        lost && !self.centre.audit.iter().any(|link| link.seq == receipt.audit && link.hash == receipt.audit_hash)
    }
}

#[derive(Default)]
struct Finding(Vec<Violation>);

impl Finding {
    fn wrong(&mut self, invariant: &'static str, what: String) {
        self.0.push(Violation { invariant, what });
    }
}

/// Hash of a link: tenant, place, hash before, text, each with its length where it could be mistaken.
pub fn link_hash(tenant: &str, seq: u64, before: &str, body: &str) -> String {
    let mut bytes = vec![1u8];
    bytes.extend((tenant.len() as u64).to_be_bytes());
    bytes.extend(tenant.as_bytes());
    bytes.extend(seq.to_be_bytes());
    bytes.extend((before.len() as u64).to_be_bytes());
    bytes.extend(before.as_bytes());
    bytes.extend(body.as_bytes());
    sha256(&bytes)
}

/// Hash before the first link.
pub fn genesis(tenant: &str) -> String {
    let mut bytes = vec![0u8];
    bytes.extend(tenant.as_bytes());
    sha256(&bytes)
}

fn sha256(bytes: &[u8]) -> String {
    let hash = ring::digest::digest(&ring::digest::SHA256, bytes);
    hash.as_ref().iter().fold(String::with_capacity(64), |text, byte| text + &format!("{byte:02x}"))
}
