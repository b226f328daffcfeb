//! What the people at the desks do: open cases, decide on each other's, change their minds.

use chuangtai::{
    contract::sha256_hex,
    domain::{
        case::{Application, State},
        lifecycle::{Act, act},
    },
};
use uuid::Uuid;

use super::{faults::Moment, world::World, world_template::template};

/// The grid agent's laptop.
pub const AGENT: usize = 2;

impl World {
    /// One act of the person at a desk, by what they know of the cases.
    pub(super) fn act(&mut self, index: usize) {
        if self.desks[index].desk.is_none() {
            return;
        }
        let deliver = self.dice.chance(800);
        let known = self.known_case(index);
        let Some(case) = known.filter(|_| self.dice.chance(650)) else {
            return self.opens_a_case(index, deliver);
        };
        let unsent = self.desks[index].open.get(&case).and_then(|list| list.last().copied());
        if let Some(command) = unsent
            && self.dice.chance(250)
        {
            return self.takes_back(index, command);
        }
        let pending = self.desks[index].open.get(&case).map_or(0, Vec::len) as u64;
        let told = self.desks[index].view.get(&case).copied();
        // Most people wait for what is pending to happen; some act on what is on the screen.
        let seen = told.map_or(0, |(version, _)| version) + if self.dice.chance(750) { pending } else { 0 };
        if seen == 0 {
            return;
        }
        let opener = self.cases.iter().find(|(id, _)| *id == case).map(|(_, desk)| *desk);
        if opener.is_some_and(|desk| desk != index) {
            self.saw(Moment::TwoDesksOneCase);
        }
        let state = told.map(|(_, state)| state);
        let tolerates = if index == AGENT { None } else { self.tolerates(case, state) };
        let act = tolerates.unwrap_or_else(|| self.chooses(index, state));
        self.seals(index, case, act, seen, deliver);
    }

    /// A case that this desk was told of, or opened itself; late ones more often.
    fn known_case(&mut self, index: usize) -> Option<Uuid> {
        let machine = &self.desks[index];
        let known: Vec<Uuid> = self
            .cases
            .iter()
            .map(|(id, _)| *id)
            .filter(|id| machine.view.contains_key(id) || machine.open.contains_key(id))
            .collect();
        if known.is_empty() {
            return None;
        }
        let back = self.dice.index(known.len().min(3));
        known.get(known.len() - 1 - back).copied()
    }

    fn opens_a_case(&mut self, index: usize, deliver: bool) {
        let case = Uuid::from_u128((u128::from(self.seed) << 64) | (self.cases.len() as u128 + 1) << 8 | index as u128);
        let application = self.dice.pick(&template().applications).clone();
        let application = if index == AGENT { application } else { self.takes_down(case, application) };
        let application = self.scans_papers(case, application);
        self.cases.push((case, index));
        let act = if index == AGENT {
            Act::DraftSubmit(Box::new(act::Draft {
                application,
                slip_no: None,
                collected_at: None,
                agreement: None,
                originals: Vec::new(),
            }))
        } else {
            let receiving = Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None });
            let accepts = self.dice.chance(400) && !self.lacking.contains_key(&case);
            if accepts { Act::ReceiveAndAccept(receiving) } else { Act::Receive(receiving) }
        };
        self.seals(index, case, act, 0, deliver);
    }

    /// Some come with papers that are scanned: one or two small files of their first material.
    fn scans_papers(&mut self, case: Uuid, mut application: Application) -> Application {
        let count = if self.dice.chance(300) { self.dice.between(1, 2) } else { 0 };
        let folder = self.dir.path().join("scans");
        std::fs::create_dir_all(&folder).unwrap();
        for number in 0..count {
            let bytes = format!("%PDF-1.7\n% {case} {number}\n%%EOF\n").into_bytes();
            let path = folder.join(format!("{}-{number}.pdf", case.simple()));
            std::fs::write(&path, &bytes).unwrap();
            if let Some(row) = application.materials.first_mut() {
                row.blobs.push(sha256_hex(&bytes));
                self.scans.entry(case).or_default().push(path);
            }
        }
        application
    }

    /// An act that may fit the state, or may not: a rule's no must be kept as well as its yes.
    fn chooses(&mut self, index: usize, state: Option<State>) -> Act {
        let note = Act::NoteAdd(act::Note { text: "已电话告知".to_owned() });
        if index == AGENT {
            return note;
        }
        let withdraw = Act::Withdraw(act::Withdrawal {
            signed: true,
            signed_by_applicant: true,
            reason: String::new(),
            papers_returned: true,
        });
        match (state, self.dice.below(10)) {
            (_, 0..2) => note,
            (Some(State::Draft), _) => {
                let application = self.dice.pick(&template().applications).clone();
                Act::Receive(Box::new(act::Receiving { application, received_at: None, slip_no: None, outage: None }))
            }
            (Some(State::Accepted), 2..6) => Act::HandOver(act::Transfer::default()),
            (_, 6..8) => withdraw,
            _ => Act::Accept(act::Checks::default()),
        }
    }
}
