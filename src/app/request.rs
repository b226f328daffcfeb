//! Requests under way. The one place where a late answer to a request that nobody waits for is dropped.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    accept, carry, casework, catalogue,
    effect::{Ask, Effect, ReqId},
    lock, originals, outbox, query, scans, settings, sign_in, worklist,
};

/// Whose request it is and what the answer is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// The frame: centre, person, people, drafts, queue.
    Session(super::session::Wait),
    /// The acceptance workspace.
    Accept(accept::Wait),
    /// Worklists.
    Lists(worklist::Wait),
    /// One case.
    Casework(casework::Wait),
    /// Looking for cases.
    Query(query::Wait),
    /// What a person may set.
    Settings(settings::Wait),
    /// The locked screen.
    Lock(lock::Wait),
    /// Originals in hand.
    Originals(originals::Wait),
    /// A parcel carried by hand.
    Carry(carry::Wait),
    /// What was sealed here.
    Outbox(outbox::Wait),
    /// Scans of a material.
    Scans(scans::Wait),
    /// The catalogue office.
    Catalogue(catalogue::Wait),
    /// People and their accounts.
    Staff(super::staff::Wait),
    /// Signing in and out.
    SignIn(sign_in::Wait),
    /// What the program stands on.
    Doctor,
}

impl Purpose {
    /// What the spinner says.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Session(wait) => wait.key(),
            Self::Accept(wait) => wait.key(),
            Self::Lists(wait) => wait.key(),
            Self::Casework(wait) => wait.key(),
            Self::Query(wait) => wait.key(),
            Self::Settings(wait) => wait.key(),
            Self::Lock(_) => "wait.lock",
            Self::Originals(wait) => wait.key(),
            Self::Carry(wait) => wait.key(),
            Self::Outbox(wait) => wait.key(),
            Self::Scans(wait) => wait.key(),
            Self::Catalogue(wait) => wait.key(),
            Self::Staff(wait) => wait.key(),
            Self::SignIn(_) => "wait.centre",
            Self::Doctor => "wait.doctor",
        }
    }

    /// Whether Esc may give it up: reads yes, what writes no.
    pub const fn can_be_given_up(&self) -> bool {
        match self {
            Self::Session(_) | Self::Lock(_) | Self::Originals(_) => false,
            // Opening a parcel changes nothing; what writes one or takes one in is one step and over soon.
            Self::Carry(wait) => matches!(wait, carry::Wait::Look),
            Self::Accept(wait) => wait.can_be_given_up(),
            // What the centre decides is heard of later, whoever waits for it.
            Self::Query(_) | Self::Doctor | Self::SignIn(_) => true,
            Self::Scans(wait) => wait.can_be_given_up(),
            Self::Lists(wait) => wait.can_be_given_up(),
            Self::Outbox(wait) => wait.can_be_given_up(),
            Self::Catalogue(wait) => wait.can_be_given_up(),
            Self::Staff(wait) => wait.can_be_given_up(),
            Self::Casework(wait) => wait.can_be_given_up(),
            Self::Settings(wait) => wait.can_be_given_up(),
        }
    }
}

/// One request under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// For what.
    pub purpose: Purpose,
    /// Since when.
    pub since: Timestamp,
}

/// All requests under way.
#[derive(Debug, Default, Clone)]
pub struct Requests {
    last: u64,
    open: BTreeMap<ReqId, Waiting>,
    dropped: u64,
}

impl Requests {
    /// Opens a request and says what to ask.
    pub fn ask(&mut self, purpose: Purpose, ask: Ask, now: Timestamp) -> Effect {
        self.last += 1;
        let req = ReqId(self.last);
        self.open.insert(req, Waiting { purpose, since: now });
        Effect::Ask { req, ask }
    }

    /// Closes a request at its answer; `None` = nobody waits for it any more, drop the answer.
    pub fn close(&mut self, req: ReqId) -> Option<Purpose> {
        let waiting = self.open.remove(&req);
        self.dropped += u64::from(waiting.is_none());
        waiting.map(|waiting| waiting.purpose)
    }

    /// Gives up every request that `which` names.
    pub fn give_up(&mut self, which: impl Fn(&Purpose) -> bool) -> Vec<Effect> {
        let ids: Vec<ReqId> =
            self.open.iter().filter(|(_, waiting)| which(&waiting.purpose)).map(|(id, _)| *id).collect();
        ids.into_iter()
            .map(|id| {
                self.open.remove(&id);
                Effect::Cancel(id)
            })
            .collect()
    }

    /// Whether something like this is under way.
    pub fn is_waiting(&self, which: impl Fn(&Purpose) -> bool) -> bool {
        self.open.values().any(|waiting| which(&waiting.purpose))
    }

    /// The oldest request under way that a person may notice, for the spinner.
    pub fn oldest(&self) -> Option<&Waiting> {
        self.open.values().next()
    }

    /// Nothing is under way.
    pub fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Answers that came too late.
    pub const fn dropped(&self) -> u64 {
        self.dropped
    }
}
