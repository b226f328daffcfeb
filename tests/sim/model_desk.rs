//! The model's desks: the real planner, the real reading of answers and the real change after one, asked once per
//! question and remembered.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use chuangtai::{
    contract::{KeyPair, Problem, PublicKey, Realm, Receipt, ReceiptPayload, Verdict, fingerprint},
    desk::outbox::{self, Answer, Conditions, Outcome, ParcelState, Sent, Wait, Why, after, classify, plan},
    ports::{Entropy as _, ManualEntropy},
};
use jiff::Timestamp;
use uuid::Uuid;

use super::model::{Bug, COMMANDS, Desk, Label, Message, Model, Parcel, State};

/// What can be heard after a command was posted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Heard {
    Applied,
    Rejected,
    SignIn,
    NotFound,
    Predecessor,
    Files,
    Page,
    Proxy403,
    OtherReceipt,
    Nothing,
}

/// What `classify` made of it.
#[derive(Debug, Clone)]
enum Meaning {
    Settled(ParcelState),
    Waits(Box<Wait>),
}

type Asked = (ParcelState, u8, Why);

/// The real outbox, remembered.
pub struct Outbox {
    meanings: HashMap<(u8, Heard), Meaning>,
    plans: RefCell<HashMap<Desk, Vec<u8>>>,
    changes: RefCell<HashMap<Asked, (ParcelState, Why, bool)>>,
    no_lane: bool,
}

fn id(kind: u128, index: usize) -> Uuid {
    Uuid::from_u128(kind << 64 | (index as u128 + 1))
}

fn now() -> Timestamp {
    "2026-09-14T01:30:00Z".parse().unwrap()
}

impl Outbox {
    pub fn new(no_lane: bool) -> Self {
        let centre = Signer::new();
        let mut meanings = HashMap::new();
        for command in 0..4u8 {
            for heard in ALL {
                meanings.insert((command, heard), centre.means(command, heard));
            }
        }
        Self { meanings, plans: RefCell::default(), changes: RefCell::default(), no_lane }
    }

    /// Commands that the real planner sends from this desk, whatever the time.
    fn planned(&self, desk: &Desk) -> Vec<u8> {
        if let Some(known) = self.plans.borrow().get(desk) {
            return known.clone();
        }
        let actor = id(9, 0);
        let parcels: Vec<outbox::Parcel> = desk.parcels.iter().map(|parcel| self.real(*parcel, actor)).collect();
        let under_way: BTreeSet<Uuid> = desk
            .parcels
            .iter()
            .filter(|parcel| desk.under_way & (1 << parcel.command) > 0)
            .map(|parcel| id(1, parcel.command as usize))
            .collect();
        let conditions = Conditions {
            now: now(),
            online: true,
            signed_in: desk.signed_in.then_some(actor),
            recovers: None,
            not_before: None,
            under_way: &under_way,
            retries: 10,
        };
        let sends = plan(&parcels, &conditions);
        let sends: Vec<u8> = sends.iter().map(|send| (send.command_id.as_u128() & 0xFF) as u8 - 1).collect();
        self.plans.borrow_mut().insert(desk.clone(), sends.clone());
        sends
    }

    fn real(&self, parcel: Parcel, actor: Uuid) -> outbox::Parcel {
        let command = parcel.command as usize;
        let lane = if self.no_lane { id(3, command) } else { id(2, COMMANDS[command].case) };
        outbox::Parcel {
            command_id: id(1, command),
            case_id: Some(lane),
            actor_id: actor,
            place: command as u64,
            state: parcel.state,
            attempts: u32::from(parcel.tries),
            sealed_at: now(),
            first_sent: (parcel.tries > 0).then(now),
            next_try: parcel.timed.then(now),
            why: parcel.why,
            files_left: 0,
        }
    }

    fn change(&self, parcel: Parcel, wait: &Wait) -> (ParcelState, Why, bool) {
        let asked = (parcel.state, parcel.tries, wait.why);
        *self.changes.borrow_mut().entry(asked).or_insert_with(|| {
            let change = after(&self.real(parcel, id(9, 0)), wait, now(), &ManualEntropy::seeded(1));
            (change.state, change.why, change.next_try.is_some())
        })
    }
}

const ALL: [Heard; 10] = [
    Heard::Applied,
    Heard::Rejected,
    Heard::SignIn,
    Heard::NotFound,
    Heard::Predecessor,
    Heard::Files,
    Heard::Page,
    Heard::Proxy403,
    Heard::OtherReceipt,
    Heard::Nothing,
];

/// The model's centre signs with a real key.
struct Signer {
    key: KeyPair,
    public: PublicKey,
}

impl Signer {
    fn new() -> Self {
        let mut seed = [0u8; 32];
        ManualEntropy::seeded(5).fill(&mut seed);
        let key = KeyPair::from_seed(&seed).unwrap();
        let public = PublicKey { key_id: "centre".to_owned(), public_key: key.public_key() };
        Self { key, public }
    }

    fn sent(command: u8) -> Sent {
        let command_id = id(1, command as usize);
        Sent { command_id, fingerprint: fingerprint(command_id.as_bytes()), realm: Realm::Demo }
    }

    fn receipt(&self, command: u8, verdict: Verdict) -> Receipt {
        let sent = Self::sent(command);
        let payload = ReceiptPayload {
            command_id: sent.command_id,
            fingerprint: sent.fingerprint,
            realm: Realm::Demo,
            verdict,
            transitions: Vec::new(),
            case_id: None,
            version: None,
            state: None,
            case_no: None,
            receipt_no: None,
            documents: Vec::new(),
            problem: None,
            server_time: now(),
            change_seq: 1,
            audit_seq: 1,
            audit_hash: String::new(),
        };
        Receipt::sign(&payload, "centre", &self.key).unwrap()
    }

    /// What the real desk makes of it.
    fn means(&self, command: u8, heard: Heard) -> Meaning {
        let json = |status, body: Vec<u8>| {
            let kind = "application/json".to_owned();
            outbox::Heard::Answer(Answer { status, content_type: kind, retry_after: None, body })
        };
        let problem =
            |status, code: &str| json(status, serde_json::to_vec(&Problem::new(status, code, "", "")).unwrap());
        let page = |status| {
            let kind = "text/html".to_owned();
            outbox::Heard::Answer(Answer { status, content_type: kind, retry_after: None, body: b"<html>".to_vec() })
        };
        let signed = |command, verdict| serde_json::to_vec(&self.receipt(command, verdict)).unwrap();
        let what = match heard {
            Heard::Applied => json(200, signed(command, Verdict::Applied)),
            Heard::Rejected => {
                let mut no = Problem::new(422, "state.not_allowed", "", "");
                no.receipt = Some(self.receipt(command, Verdict::Rejected));
                json(422, serde_json::to_vec(&no).unwrap())
            }
            Heard::SignIn => problem(401, "session.expired"),
            Heard::NotFound => problem(404, "not_found"),
            Heard::Predecessor => problem(425, "command.predecessor_missing"),
            Heard::Files => problem(424, "files.missing"),
            Heard::Page => page(200),
            Heard::Proxy403 => json(403, Vec::new()),
            Heard::OtherReceipt => json(200, signed((command + 1) % 4, Verdict::Applied)),
            Heard::Nothing => outbox::Heard::Nothing,
        };
        match classify(&what, std::slice::from_ref(&self.public), &Self::sent(command), None) {
            Outcome::Settled(settlement) => Meaning::Settled(settlement.state),
            Outcome::Waits(wait) => Meaning::Waits(wait),
        }
    }
}

impl Model {
    pub(super) fn desk_steps(&self, state: &State, steps: &mut Vec<(Label, State)>) {
        for (index, desk) in state.desks.iter().enumerate() {
            for command in self.outbox.planned(desk) {
                steps.push((Label::Sends(command), self.sends(state, index, command)));
            }
            for parcel in desk.parcels.iter().filter(|parcel| desk.under_way & (1 << parcel.command) > 0) {
                let on_its_way =
                    state.line.iter().any(|message| message.command() == parcel.command) || !state.half.is_empty();
                if !on_its_way || state.left.timeouts > 0 {
                    let mut next = state.clone();
                    next.left.timeouts -= u8::from(on_its_way);
                    self.hears(&mut next, index, parcel.command, Heard::Nothing);
                    steps.push((Label::GivesUp(parcel.command), next));
                }
            }
            if state.left.desk_deaths > 0 {
                let mut next = state.clone();
                next.left.desk_deaths -= 1;
                next.desks[index].under_way = 0;
                if self.has(Bug::OutboxInMemory) {
                    next.desks[index].parcels.clear();
                }
                steps.push((Label::DeskDies(index), next));
            }
            if state.restored && !self.has(Bug::NoReconcile) {
                Self::reconciles(state, index, steps);
            }
        }
    }

    fn sends(&self, state: &State, index: usize, command: u8) -> State {
        let mut next = state.clone();
        let desk = &mut next.desks[index];
        desk.under_way |= 1 << command;
        let parcel = desk.parcels.iter_mut().find(|parcel| parcel.command == command).unwrap();
        if self.has(Bug::NewIdOnRetry) && parcel.tries > 0 && parcel.id < 8 {
            parcel.id += 4;
        }
        if !self.has(Bug::SentNotRecorded) {
            assert!(parcel.state == ParcelState::MaybeSent || parcel.state.may_become(ParcelState::MaybeSent));
            parcel.state = ParcelState::MaybeSent;
            parcel.tries = (parcel.tries + 1).min(2);
        }
        (parcel.why, parcel.timed) = (None, false);
        let id = parcel.id;
        next.puts(Message::Request { desk: index, command, id });
        next
    }

    /// After a restore: what has a receipt here and no verdict there is offered again, with the same bytes.
    fn reconciles(state: &State, index: usize, steps: &mut Vec<(Label, State)>) {
        for parcel in state.desks[index].parcels.iter().filter(|parcel| parcel.state.is_finished()) {
            let request = Message::Request { desk: index, command: parcel.command, id: parcel.id };
            let on_its_way = state.line.iter().any(|message| message.command() == parcel.command);
            let before = COMMANDS[parcel.command as usize].after;
            let can = before.is_none_or(|before| state.centre.verdicts.contains_key(&before));
            if can && !state.centre.verdicts.contains_key(&parcel.id) && !on_its_way {
                let mut next = state.clone();
                next.puts(request);
                steps.push((Label::OffersAgain(parcel.command), next));
            }
        }
    }

    /// A desk hears something about a command, or nothing in time.
    pub(super) fn hears(&self, state: &mut State, index: usize, command: u8, heard: Heard) {
        let desk = &mut state.desks[index];
        let waiting = desk.under_way & (1 << command) > 0;
        let Some(parcel) = desk.parcels.iter_mut().find(|parcel| parcel.command == command) else { return };
        // Who does not wait any more hears nothing.
        if !waiting || parcel.state.is_finished() {
            return;
        }
        desk.under_way &= !(1 << command);
        let status_4xx =
            matches!(heard, Heard::SignIn | Heard::NotFound | Heard::Predecessor | Heard::Files | Heard::Proxy403);
        if self.has(Bug::DroppedOnA4xx) && status_4xx {
            desk.parcels.retain(|parcel| parcel.command != command);
            return;
        }
        let mut meaning = self.outbox.meanings[&(command, heard)].clone();
        if self.has(Bug::AnySuccessTrusted) && matches!(heard, Heard::Page | Heard::OtherReceipt) {
            meaning = Meaning::Settled(ParcelState::Applied);
        }
        match meaning {
            Meaning::Settled(to) => {
                assert!(parcel.state.may_become(to) || self.has(Bug::SentNotRecorded));
                *parcel = Parcel { state: to, why: None, timed: false, ..*parcel };
                state.told[command as usize] |= if to == ParcelState::Applied { 1 } else { 2 };
            }
            Meaning::Waits(wait) => {
                let (to, why, timed) = self.outbox.change(*parcel, &wait);
                assert!(parcel.state == to || parcel.state.may_become(to) || self.has(Bug::SentNotRecorded));
                *parcel = Parcel { state: to, why: Some(why), timed, ..*parcel };
                if why == Why::SignIn {
                    desk.signed_in = false;
                }
            }
        }
    }
}
