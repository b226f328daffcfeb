//! Histories made by hand, to test the checker itself: bad ones that it must refuse, each by the name of its invariant,
//! and good ones that it must pass. All begin with the same ordinary morning.

use super::checker::{
    Case, Centre, Change, Desk, Effect, File, Grant, Healing, History, Id, Link, Parcel, Receipt, Scan, Sealed, Stand,
    Step, Verdict, genesis, link_hash,
};

pub const A: Id = 0xA;
pub const B: Id = 0xB;
pub const C: Id = 0xC;

/// A history in the making.
pub struct Hand {
    pub h: History,
    now: i64,
}

/// How a command takes effect.
#[derive(Clone, Copy, Default)]
pub struct How {
    pub after: Option<Id>,
    pub saw: Option<u64>,
    pub accepts: bool,
    pub ends: bool,
}

pub const FIRST: How = How { after: None, saw: Some(0), accepts: false, ends: false };
pub const FACT: How = How { after: None, saw: None, accepts: false, ends: false };

pub fn saw(version: u64) -> How {
    How { saw: Some(version), ..FACT }
}

pub fn accepts(version: u64) -> How {
    How { accepts: true, ..saw(version) }
}

pub fn ends(version: u64) -> How {
    How { ends: true, ..saw(version) }
}

pub fn bytes(command: Id) -> String {
    format!("bytes of {command}")
}

impl Hand {
    /// Two desks, two cases: A received and accepted at desk 0, B received at desk 1, which was refused on A.
    pub fn morning() -> Self {
        let centre = Centre { realm: "live".to_owned(), tenant: "yangzhou/Live".to_owned(), ..Centre::default() };
        let mut h = History { centre, ..History::default() };
        h.desks = vec![Desk { realm: "live".to_owned(), ..Desk::default() }; 2];
        let mut hand = Self { h, now: 1_000 };
        hand.links("sign-in", None);
        hand.does(0, 1, A, FIRST);
        hand.does(0, 2, A, How { after: Some(1), ..accepts(1) });
        hand.does(1, 3, B, FIRST);
        hand.refused(1, 4, A);
        let centre = &mut hand.h.centre;
        centre.effects[0].files = vec!["f1".to_owned()];
        centre.files = vec![File { name: "f1".to_owned(), complete: true, reads_as: Some("f1".to_owned()) }];
        let day = "2026-09-21".to_owned();
        let grant = Grant {
            case: A,
            material: "m1".to_owned(),
            command: 2,
            due: day.clone(),
            stands: day.clone(),
            extended: false,
        };
        centre.grants = vec![grant];
        centre.cases[0].deadlines = vec![("promised 2026-09-14 5 g@1 c@1".to_owned(), day)];
        hand.h.desks[0].scans = vec![Scan { command: 1, bytes: true, key: true, kept_until: Some(9_000_000) }];
        hand.h.log.push(Step::Gave { person: 7, cases: vec![A], may_see: vec![A, B] });
        hand.h.healing = Some(Healing { items: 4, requests: 4, faults: 0, budget: 10, now: 100_000 });
        hand
    }

    pub fn healing(&mut self) -> &mut Healing {
        self.h.healing.as_mut().unwrap()
    }

    fn tick(&mut self) -> i64 {
        self.now += 10;
        self.now
    }

    /// Sealed, sent, applied, told: the ordinary way.
    pub fn does(&mut self, desk: usize, command: Id, case: Id, how: How) {
        self.seals(desk, command, case);
        self.sends(desk, command);
        let receipt = self.applies(command, case, how);
        self.tells(desk, receipt);
        self.everybody_hears();
    }

    /// Sealed, sent, refused, told.
    pub fn refused(&mut self, desk: usize, command: Id, case: Id) {
        self.seals(desk, command, case);
        self.sends(desk, command);
        let receipt = self.rejects(command, case);
        self.tells(desk, receipt);
    }

    pub fn seals(&mut self, desk: usize, command: Id, case: Id) {
        self.h.log.push(Step::Sealed(Sealed { desk, command, case, fingerprint: bytes(command) }));
        self.h.desks[desk].parcels.push(Parcel { command, case, fingerprint: bytes(command), stand: Stand::Waits });
    }

    pub fn sends(&mut self, desk: usize, command: Id) {
        self.h.log.push(Step::Sent { desk, command, fingerprint: bytes(command) });
    }

    fn links(&mut self, body: &str, command: Option<Id>) -> (u64, String) {
        let centre = &mut self.h.centre;
        let seq = centre.audit.len() as u64 + 1;
        let before = centre.audit.last().map_or_else(|| genesis(&centre.tenant), |link| link.hash.clone());
        let hash = link_hash(&centre.tenant, seq, &before, body);
        centre.audit.push(Link { seq, body: body.to_owned(), hash: hash.clone(), command });
        (seq, hash)
    }

    /// The centre applies a command.
    pub fn applies(&mut self, command: Id, case: Id, how: How) -> Receipt {
        let at = self.tick();
        let version = self.h.centre.effects.iter().filter(|effect| effect.case == case).count() as u64 + 1;
        let How { after, saw, accepts, ends } = how;
        let files = Vec::new();
        self.h.centre.effects.push(Effect { case, version, command, after, saw, accepts, ends, at, files });
        let number = format!("N{case:x}");
        match self.h.centre.cases.iter_mut().find(|known| known.id == case) {
            Some(known) => {
                known.version = version;
                known.accepted |= accepts;
            }
            None => self.h.centre.cases.push(Case {
                id: case,
                version,
                accepted: accepts,
                number: Some(number.clone()),
                realm: "live".to_owned(),
                deadlines: Vec::new(),
            }),
        }
        let seq = self.h.centre.feed.len() as u64 + 1;
        self.h.centre.feed.push(Change { seq, case, version, at });
        self.decides(command, case, true, Some(version), accepts, Some(number), at)
    }

    /// The centre refuses one.
    pub fn rejects(&mut self, command: Id, case: Id) -> Receipt {
        let at = self.tick();
        self.decides(command, case, false, None, false, None, at)
    }

    #[allow(clippy::too_many_arguments)]
    fn decides(
        &mut self,
        command: Id,
        case: Id,
        applied: bool,
        version: Option<u64>,
        accepts: bool,
        number: Option<String>,
        at: i64,
    ) -> Receipt {
        let fingerprint = bytes(command);
        self.h.centre.verdicts.push(Verdict { command, fingerprint: fingerprint.clone(), applied, case });
        let (audit, audit_hash) = self.links(&format!("verdict {command} {applied}"), Some(command));
        let realm = "live".to_owned();
        Receipt { command, fingerprint, applied, case, version, accepts, number, realm, at, audit, audit_hash }
    }

    /// The desk stores a verdict and shows it.
    pub fn tells(&mut self, desk: usize, receipt: Receipt) {
        self.h.log.push(Step::Told { receipt: receipt.clone() });
        let command = receipt.command;
        if let Some(parcel) = self.h.desks[desk].parcels.iter_mut().find(|parcel| parcel.command == command) {
            parcel.stand = Stand::Finished(receipt);
        }
    }

    /// Every desk is told of every case.
    pub fn everybody_hears(&mut self) {
        for desk in &mut self.h.desks {
            desk.view = self.h.centre.cases.iter().map(|case| (case.id, case.version)).collect();
            desk.may_see = desk.view.keys().copied().collect();
        }
    }

    pub fn effect(&mut self, command: Id) -> &mut Effect {
        self.h.centre.effects.iter_mut().find(|effect| effect.command == command).unwrap()
    }

    pub fn verdict(&mut self, command: Id) -> &mut Verdict {
        self.h.centre.verdicts.iter_mut().find(|verdict| verdict.command == command).unwrap()
    }

    pub fn case(&mut self, id: Id) -> &mut Case {
        self.h.centre.cases.iter_mut().find(|case| case.id == id).unwrap()
    }

    pub fn parcel(&mut self, command: Id) -> &mut Parcel {
        let parcels = self.h.desks.iter_mut().flat_map(|desk| &mut desk.parcels);
        parcels.into_iter().find(|parcel| parcel.command == command).unwrap()
    }

    pub fn receipt_of(&mut self, command: Id) -> Receipt {
        match &self.parcel(command).stand {
            Stand::Finished(receipt) => receipt.clone(),
            other => panic!("{command} is {other:?}"),
        }
    }

    /// Changes the receipt of a command wherever it was told or kept.
    pub fn receipts(&mut self, command: Id, change: impl Fn(&mut Receipt)) {
        for step in &mut self.h.log {
            if let Step::Told { receipt } = step
                && receipt.command == command
            {
                change(receipt);
            }
        }
        if let Stand::Finished(receipt) = &mut self.parcel(command).stand {
            change(receipt);
        }
    }

    /// A desk tells a person that the centre now says something else of a command.
    pub fn differs(&mut self, desk: usize, command: Id) {
        self.h.desks[desk].differences.insert(command);
    }

    /// Takes a command's whole trace at the centre away, as a restore from an older copy does; the chain ends before it.
    pub fn centre_forgets_from(&mut self, command: Id) -> u64 {
        let centre = &mut self.h.centre;
        let end = centre.audit.iter().position(|link| link.command == Some(command)).unwrap();
        let gone: Vec<Id> = centre.audit.drain(end..).filter_map(|link| link.command).collect();
        centre.verdicts.retain(|verdict| !gone.contains(&verdict.command));
        centre.effects.retain(|effect| !gone.contains(&effect.command));
        centre.grants.retain(|grant| !gone.contains(&grant.command));
        let effects = &centre.effects;
        centre.feed.retain(|change| effects.iter().any(|e| e.case == change.case && e.version == change.version));
        centre.cases.retain(|case| effects.iter().any(|effect| effect.case == case.id));
        for case in &mut centre.cases {
            let own = effects.iter().filter(|effect| effect.case == case.id);
            case.version = own.clone().count() as u64;
            case.accepted = own.clone().any(|effect| effect.accepts);
        }
        self.h.log.push(Step::CentreRestored { audit: end as u64 });
        end as u64
    }
}
