//! A day at a desk, drawn by lot, over the real store: every call that returned is a promise, and what the store says
//! after it is what an image must say again.

use std::{
    fmt::Write as _,
    hash::{DefaultHasher, Hasher as _},
    path::Path,
    sync::Arc,
};

use chuangtai::{
    contract::{KeyPair, PublicKey, Realm, Receipt, ReceiptPayload, Verdict, fingerprint},
    desk::{
        outbox::{Change, ParcelState, Settlement, Why},
        store::{Draft, DraftState, Notice, OriginalPaper, Seal, Sealing, Store, StoreError},
    },
    domain::case::State,
    ports::ManualEntropy,
    sqlite::FileKey,
};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{
    cut_image::Dice,
    vfs::{self, Mounted},
    vfs_disk::Disk,
};

/// After so many calls of the disk the store said this.
#[derive(Clone)]
pub struct Mark {
    pub calls: usize,
    pub facts: String,
}

/// The day.
pub struct Session {
    pub store: Option<Store>,
    pub disk: Arc<Disk>,
    pub marks: Vec<Mark>,
    pub dice: Dice,
    large: bool,
    now: Timestamp,
    next: u128,
    cases: Vec<Uuid>,
    commands: Vec<Uuid>,
    _mounted: Mounted,
    _dir: TempDir,
}

pub fn open(dir: &Path, reserve_bytes: u64, seed: u64) -> Result<Store, StoreError> {
    Store::open(dir, &key(), reserve_bytes, &ManualEntropy::seeded(seed))
}

pub fn key() -> FileKey {
    FileKey::new(&mut [9; 32])
}

/// A disk of one's own, its reserve already there: filling one is not what is tested, and would wait for a real disk.
pub fn prepared() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("reserve"), b"").unwrap();
    dir
}

fn centre() -> KeyPair {
    KeyPair::from_seed(&[3; 32]).unwrap()
}

fn trusted() -> Vec<PublicKey> {
    vec![PublicKey { key_id: "k".into(), public_key: centre().public_key() }]
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    hasher.finish()
}

/// Everything that a person could miss, as the store tells it.
pub fn facts(store: &Store) -> Result<String, StoreError> {
    let device = store.device()?;
    let mut told = format!("{device:?} {:?}\n", store.settings()?);
    for draft in store.drafts()? {
        writeln!(told, "{draft:?} {} {:x}", draft.title, hash(draft.snapshot.as_bytes())).unwrap();
    }
    for kept in store.parcels(u32::MAX)? {
        let bytes = hash(&[&kept.sealing.bytes[..], &kept.sealing.signature].concat());
        write!(told, "{kept:?} {:?} {} {bytes:x}", kept.prev_command_id, kept.title).unwrap();
        let settled = store.settled(kept.parcel.command_id, &trusted())?;
        assert_eq!(settled.is_some(), kept.parcel.state.is_finished(), "a receipt and its state are one");
        writeln!(told, " {:?}", settled.map(|settled| (settled.state, settled.payload.audit_hash))).unwrap();
    }
    for name in ["cursor", "catalogue", "meta"] {
        write!(told, "{:?} ", store.progress(name)?).unwrap();
    }
    let packed = store.packed("names", 1)?.map(|bytes| hash(&bytes));
    write!(told, "\n{packed:?} {:?}\n{:?}\n{:?}", store.usage()?, store.papers_here()?, store.notices(u32::MAX)?)
        .unwrap();
    Ok(told)
}

impl Session {
    /// The first start of a desk, on the record.
    pub fn begin(seed: u64) -> Self {
        let dir = prepared();
        let disk = Disk::recording(dir.path());
        let mounted = vfs::mount(&disk);
        let mut session = Self {
            store: Some(open(dir.path(), 0, seed).unwrap()),
            disk,
            marks: Vec::new(),
            dice: Dice(seed),
            large: seed.is_multiple_of(5),
            now: "2026-11-20T01:00:00Z".parse().unwrap(),
            next: 0,
            cases: Vec::new(),
            commands: Vec::new(),
            _mounted: mounted,
            _dir: dir,
        };
        session.mark();
        session
    }

    /// What was returned up to here is promised.
    pub fn mark(&mut self) {
        let facts = facts(self.store.as_ref().unwrap()).unwrap();
        self.marks.push(Mark { calls: self.disk.len(), facts });
    }

    /// Closes the store and opens it again.
    pub fn reopen(&mut self) -> Result<(), StoreError> {
        self.store = None;
        self.store = Some(open(self.disk.root(), 0, self.dice.0)?);
        Ok(())
    }

    fn id(&mut self) -> Uuid {
        self.next += 1;
        uuid::Builder::from_random_bytes((self.next << 64 | u128::from(self.dice.next())).to_be_bytes()).into_uuid()
    }

    fn a_case(&mut self) -> Uuid {
        if self.cases.is_empty() || self.dice.percent(40) {
            let case = self.id();
            self.cases.push(case);
        }
        self.cases[self.dice.under(self.cases.len())]
    }

    fn a_command(&mut self) -> Uuid {
        // The last ones, so that most steps find one that is open.
        let recent = self.commands.len().min(6);
        let at = self.commands.len() - recent + self.dice.under(recent);
        self.commands.get(at).copied().unwrap_or(Uuid::nil())
    }

    fn text(&mut self, most: usize) -> String {
        let length = if self.dice.percent(15) { most } else { 200 };
        let mut text = String::with_capacity(length);
        while text.len() < length {
            write!(text, "{:016x}材料", self.dice.next()).unwrap();
        }
        text
    }

    /// One thing that happens at a desk. What the state of a parcel does not allow changes nothing and is no error.
    pub fn step(&mut self) -> Result<(), StoreError> {
        self.now += SignedDuration::from_secs(1);
        match self.take_step() {
            Err(StoreError::NotAllowed) => Ok(()),
            done => done,
        }
    }

    fn take_step(&mut self) -> Result<(), StoreError> {
        let now = self.now;
        match self.dice.under(100) {
            0..30 => {
                let draft = self.draft(60_000);
                self.store().save_draft(&draft)
            }
            30..34 => {
                let case = self.a_case();
                self.store().discard_draft(case).map(|_| ())
            }
            34..54 => self.seal(),
            54..61 => {
                let command = self.a_command();
                self.store().attempt(command, now)
            }
            61..74 => self.settle(),
            74..78 => {
                let command = self.a_command();
                let change =
                    Change { state: ParcelState::Held, next_try: Some(now), why: Why::CentreBusy, line_until: None };
                self.store().wait(command, &change, None, now)
            }
            78..82 => {
                let command = self.a_command();
                self.store().withdraw(command, now)
            }
            82..85 => {
                let value = self.text(1000);
                self.store().set_progress("cursor", &value)
            }
            85..87 => {
                let value = self.text(2000);
                self.store().set_setting("theme", &value)
            }
            87..89 => {
                let case_id = self.a_case();
                let paper =
                    OriginalPaper { case_id, material_code: "m".into(), name: "营业执照".into(), taken_at: now };
                self.store().take_paper(&paper)
            }
            89..91 => {
                let case = self.a_case();
                self.store().return_papers(case, None, now)
            }
            91..93 => {
                let text = self.text(300);
                self.store().add_notice(&Notice { at: now, kind: "info".into(), text })
            }
            93..95 => {
                // In some sessions large enough that old pages are brought home in the middle of the work.
                let bytes = vec![self.dice.next().to_le_bytes()[0]; if self.large { 2_200_000 } else { 20_000 }];
                self.store().keep_packed("names", 1, &bytes)
            }
            95..97 => self.store().purge(now).map(|_| ()),
            _ => self.reopen(),
        }
    }

    fn store(&mut self) -> &mut Store {
        self.store.as_mut().unwrap()
    }

    /// A draft of some case.
    pub fn draft(&mut self, most: usize) -> Draft {
        let (case_id, updated) = (self.a_case(), self.now);
        Draft { case_id, title: self.text(60), snapshot: self.text(most), state: DraftState::Open, updated }
    }

    /// Seals a command of some case.
    pub fn seal(&mut self) -> Result<(), StoreError> {
        let (command_id, case) = (self.id(), self.a_case());
        let bytes = format!("{{\"expected_version\":1,\"text\":\"{}\"}}", self.text(8_000)).into_bytes();
        let seal = Seal {
            command_id,
            case_id: Some(case),
            kind: "case.receive".into(),
            actor_id: Uuid::from_u128(1),
            now: self.now,
            line_up: self.dice.percent(60),
        };
        self.store().seal(&seal, |_| Ok(Sealing { bytes, signature: vec![1, 2] }))?;
        self.commands.push(command_id);
        Ok(())
    }

    /// The centre's last word on some command.
    pub fn settle(&mut self) -> Result<(), StoreError> {
        let command_id = self.a_command();
        let Some(kept) = self.store().parcel(command_id)? else { return Ok(()) };
        let applied = self.dice.percent(70);
        let payload = ReceiptPayload {
            command_id,
            fingerprint: fingerprint(&kept.sealing.bytes),
            realm: Realm::Live,
            verdict: if applied { Verdict::Applied } else { Verdict::Rejected },
            transitions: vec![],
            case_id: kept.parcel.case_id,
            version: Some(1),
            state: Some(State::Received),
            case_no: None,
            receipt_no: None,
            documents: vec![],
            problem: None,
            server_time: self.now,
            change_seq: 1,
            audit_seq: 1,
            audit_hash: format!("{:x}", self.dice.next()),
        };
        let receipt = Receipt::sign(&payload, "k", &centre()).unwrap();
        let state = if applied { ParcelState::Applied } else { ParcelState::Rejected };
        let now = self.now;
        self.store().settle(&Settlement { state, receipt, payload, problem: None }, now).map(|_| ())
    }
}
