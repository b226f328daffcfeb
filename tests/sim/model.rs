//! The submission protocol as a small machine with every order of events, searched to the last state.
//!
//! Two desks, four commands, one centre with any number of instances: create A, submit A and create B go through their
//! desks' outboxes; withdraw A excludes submit A. What a desk sends is decided by the real `outbox::plan`, what an
//! answer means by the real `outbox::classify` over real signatures, how a parcel goes on by the real
//! `outbox::after`. The network loses, doubles and reorders; desks and centre die; sessions end; something else answers;
//! a rule changes its mind; the centre is put back to a copy. Each is counted by a budget, so that the search ends.
//!
//! Every deliberate bug of RELIABILITY 3.12 is a switch, and a test shows that it is caught. `CHUANGTAI_MODEL=1` searches
//! with the larger budgets.

use std::collections::BTreeMap;

use chuangtai::desk::outbox::{ParcelState, Why};

use super::model_desk::{Heard, Outbox};

pub const CREATE_A: u8 = 0;
pub const SUBMIT_A: u8 = 1;
pub const WITHDRAW_A: u8 = 3;

/// What a command is, as sealed.
pub struct Sealed {
    pub desk: usize,
    pub case: usize,
    pub sees: usize,
    pub after: Option<u8>,
    pub creates: bool,
    /// It names a file.
    pub file: bool,
    /// A rule refuses it until a permission is given.
    pub ruled: bool,
}

pub const COMMANDS: [Sealed; 4] = [
    Sealed { desk: 0, case: 0, sees: 0, after: None, creates: true, file: false, ruled: false },
    Sealed { desk: 0, case: 0, sees: 1, after: Some(CREATE_A), creates: false, file: true, ruled: false },
    Sealed { desk: 1, case: 1, sees: 0, after: None, creates: true, file: false, ruled: true },
    Sealed { desk: 1, case: 0, sees: 1, after: None, creates: false, file: false, ruled: false },
];

/// The deliberate mistakes, one at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    CheckAndEffectApart,
    NewIdOnRetry,
    DroppedOnA4xx,
    AnySuccessTrusted,
    IdsExpireWithAnswers,
    AnswerBeforeSync,
    AnswerBeforeCommit,
    NoVersionCheck,
    OutboxInMemory,
    RejectionNotRecorded,
    RejectionPurged,
    FilesNotAskedFor,
    NoReconcile,
    NoPredecessorCheck,
    // Survivors: each is no danger by itself, and a test says why.
    NoClientLane,
    RejectionNotRecordedRulesFixed,
    SentNotRecorded,
}

/// How often each fault may still strike.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Budget {
    pub drops: u8,
    pub copies: u8,
    pub desk_deaths: u8,
    pub centre_deaths: u8,
    pub purges: u8,
    pub expiries: u8,
    pub strangers: u8,
    pub timeouts: u8,
    pub permissions: u8,
    pub restores: u8,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Parcel {
    pub command: u8,
    /// Another one than the command's own only by the bug that makes a new id.
    pub id: u8,
    pub state: ParcelState,
    /// Attempts, as far as they matter.
    pub tries: u8,
    pub why: Option<Why>,
    /// It has a time of its next try.
    pub timed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Desk {
    pub parcels: Vec<Parcel>,
    /// Commands being posted, in memory only.
    pub under_way: u8,
    pub signed_in: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Message {
    Request { desk: usize, command: u8, id: u8 },
    Answer { desk: usize, command: u8, heard: Heard },
}

impl Message {
    pub fn command(self) -> u8 {
        match self {
            Self::Request { command, .. } | Self::Answer { command, .. } => command,
        }
    }
}

/// What the centre keeps.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Centre {
    /// Ids that took effect, per case, in order of versions.
    pub events: [Vec<u8>; 2],
    pub verdicts: BTreeMap<u8, bool>,
    pub file: bool,
    pub sessions: [bool; 2],
    pub permission: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct State {
    pub desks: [Desk; 2],
    pub line: Vec<Message>,
    pub centre: Centre,
    /// What of it a power cut leaves.
    pub disk: Centre,
    /// Checked by one instance and not yet in effect, or answered and not yet committed (bugs only).
    pub half: Vec<Message>,
    pub left: Budget,
    /// What any desk was ever told of each command: bit 0 applied, bit 1 rejected.
    pub told: [u8; 4],
    pub copy: Option<Box<Centre>>,
    pub restored: bool,
    /// A command took effect without its file.
    pub without_file: bool,
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    Begin,
    Sends(u8),
    Arrives(u8),
    TakesEffect(u8),
    Hears(u8, Heard),
    GivesUp(u8),
    Dropped,
    Doubled,
    DeskDies(usize),
    PowerCut,
    Synced,
    Purged,
    SessionEnds(usize),
    SignsIn(usize),
    Stranger(u8, Heard),
    Uploads,
    Permission,
    Copied,
    Restored,
    OffersAgain(u8),
}

pub struct Model {
    pub bug: Option<Bug>,
    pub outbox: Outbox,
}

impl Model {
    pub fn new(bug: Option<Bug>) -> Self {
        Self { bug, outbox: Outbox::new(bug == Some(Bug::NoClientLane)) }
    }

    pub fn has(&self, bug: Bug) -> bool {
        self.bug == Some(bug)
    }

    pub fn begin(budget: Budget) -> State {
        let desk = |index: usize| Desk {
            parcels: (0..4u8).filter(|command| COMMANDS[*command as usize].desk == index).map(fresh).collect(),
            under_way: 0,
            signed_in: true,
        };
        let centre = Centre {
            events: [Vec::new(), Vec::new()],
            verdicts: BTreeMap::new(),
            file: false,
            sessions: [true, true],
            // Without a change of rules in the budget there is no rule.
            permission: budget.permissions == 0,
        };
        State {
            desks: [desk(0), desk(1)],
            line: Vec::new(),
            disk: centre.clone(),
            centre,
            half: Vec::new(),
            left: budget,
            told: [0; 4],
            copy: None,
            restored: false,
            without_file: false,
        }
    }

    /// Every step from a state.
    pub fn steps(&self, state: &State) -> Vec<(Label, State)> {
        let mut steps = Vec::new();
        self.desk_steps(state, &mut steps);
        self.line_steps(state, &mut steps);
        self.centre_steps(state, &mut steps);
        steps
    }

    fn line_steps(&self, state: &State, steps: &mut Vec<(Label, State)>) {
        for (index, message) in state.line.iter().enumerate() {
            if index > 0 && state.line[index - 1] == *message {
                continue;
            }
            let without = |state: &State| {
                let mut next = state.clone();
                next.line.remove(index);
                next
            };
            match *message {
                Message::Request { desk, command, id } => {
                    let mut next = without(state);
                    self.arrives(&mut next, desk, command, id);
                    steps.push((Label::Arrives(command), next));
                    if state.left.strangers > 0 {
                        for heard in [Heard::Page, Heard::Proxy403, Heard::OtherReceipt] {
                            let mut next = without(state);
                            next.left.strangers -= 1;
                            next.puts(Message::Answer { desk, command, heard });
                            steps.push((Label::Stranger(command, heard), next));
                        }
                    }
                }
                Message::Answer { desk, command, heard } => {
                    let mut next = without(state);
                    self.hears(&mut next, desk, command, heard);
                    steps.push((Label::Hears(command, heard), next));
                }
            }
            if state.left.drops > 0 {
                let mut next = without(state);
                next.left.drops -= 1;
                steps.push((Label::Dropped, next));
            }
            if state.left.copies > 0 {
                let mut next = state.clone();
                next.left.copies -= 1;
                next.puts(*message);
                steps.push((Label::Doubled, next));
            }
        }
    }

    /// What must hold in every state; the name of the invariant that does not.
    pub fn broken(state: &State) -> Option<&'static str> {
        let events = &state.centre.events;
        let effects = |command: u8| events.iter().flatten().filter(|id| *id % 4 == command).count();
        for command in 0..4u8 {
            let sealed = &COMMANDS[command as usize];
            if !state.desks[sealed.desk].parcels.iter().any(|parcel| parcel.command == command) {
                return Some("S1");
            }
            if effects(command) > 1 {
                return Some("S2");
            }
            let told = state.told[command as usize];
            if told & 1 > 0 && effects(command) == 0 && !state.restored {
                return Some("S3");
            }
            if (told == 3 || (told == 2 && effects(command) > 0)) && !state.restored {
                return Some("S4");
            }
        }
        let place = |command: u8| events[0].iter().position(|id| id % 4 == command);
        if place(SUBMIT_A).is_some() && place(CREATE_A) >= place(SUBMIT_A) {
            return Some("S5");
        }
        if place(SUBMIT_A).is_some() && place(WITHDRAW_A).is_some() {
            return Some("S6");
        }
        state.without_file.then_some("S9")
    }

    /// Lets everything run without faults; what does not come about in the end, if anything.
    pub fn drains(&self, state: &State) -> Option<&'static str> {
        let mut state = state.clone();
        state.left = Budget::default();
        // Everybody's turn comes: what was done least is done next, and messages do not wait.
        let mut done: Vec<Label> = Vec::new();
        for _ in 0..200 {
            let mut steps = self.steps(&state);
            steps.retain(|(label, next)| {
                let early = matches!(label, Label::GivesUp(_)) && !state.line.is_empty();
                !early && *next != state
            });
            let moves = |label: &Label| matches!(label, Label::Arrives(_) | Label::Hears(..) | Label::TakesEffect(_));
            let times = |label: &Label| done.iter().filter(|other| *other == label).count();
            let Some((label, next)) = steps.into_iter().min_by_key(|(label, _)| (!moves(label), times(label))) else {
                break;
            };
            done.push(label);
            state = next;
        }
        if let Some(broken) = Self::broken(&state) {
            return Some(broken);
        }
        let waits =
            |parcel: &Parcel| !parcel.state.is_finished() && (parcel.state != ParcelState::Parked || parcel.timed);
        if state.desks.iter().flat_map(|desk| &desk.parcels).any(waits) {
            return Some("L1");
        }
        let known = |command: u8| state.centre.verdicts.keys().any(|id| id % 4 == command);
        let lost = (0..4u8).any(|command| state.told[command as usize] & 1 > 0 && !known(command));
        lost.then_some("S3")
    }
}

pub fn fresh(command: u8) -> Parcel {
    Parcel { command, id: command, state: ParcelState::Queued, tries: 0, why: None, timed: false }
}

impl State {
    pub fn puts(&mut self, message: Message) {
        self.line.push(message);
        self.line.sort_unstable();
    }
}
