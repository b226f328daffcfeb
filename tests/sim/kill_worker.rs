//! The desk that is killed: a process that works as fast as it can and says what it is about to do (`?`), and, after
//! the library has returned, what it was promised (`!`).

// Small numbers, on machines with 64 bits.
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]

use std::sync::Arc;

use chuangtai::{
    contract::Command,
    desk::{
        Delivered, Desk,
        api::{CentreUrl, HttpTransport, Switchable},
        outbox::ParcelState,
        store::DraftState,
    },
    domain::lifecycle::{Act, act},
    ports::{Entropy as _, ManualClock},
    runtime::SystemEntropy,
};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{
    cut_image::Dice,
    hall::MORNING,
    kill::{Order, at_work, desk_config, say},
    vfs,
    vfs_disk::{Disk, Plan},
};

/// What a draft holds; its length is of all sorts, so that a half one shows.
pub fn content(case: Uuid, number: u64) -> String {
    let length = [3, 40, 700][number as usize % 3];
    let line = format!("{case} {number} 张桂兰;");
    format!("{{\"number\":{number},\"text\":\"{}\"}}", line.repeat(length))
}

/// The number in a draft.
pub fn number_of(snapshot: &str) -> Option<u64> {
    snapshot.strip_prefix("{\"number\":")?.split(',').next()?.parse().ok()
}

/// Time at the desk in some cycle: every pause of the one before is over.
pub fn clock(seed: u64) -> ManualClock {
    let clock = ManualClock::at(MORNING.parse().unwrap());
    clock.advance(SignedDuration::from_hours(i64::try_from(seed).unwrap()));
    clock
}

#[test]
fn worker() {
    let Some(order) = Order::given() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(work(order));
}

struct Clerk {
    desk: Desk,
    line: Arc<Switchable<HttpTransport>>,
    dice: Dice,
    receive: Act,
    number: u64,
    /// Cases with a draft.
    drafts: Vec<Uuid>,
    /// Cases whose receiving is sealed.
    sent: Vec<Uuid>,
    /// Sealed, without a receipt.
    open: Vec<(Uuid, Uuid)>,
}

async fn work(order: Order) {
    let storage = Disk::plain(&order.dir);
    storage.plan(Plan { death: order.death, ..Plan::default() });
    let _mounted = vfs::mount(&storage);
    let http = HttpTransport::new(CentreUrl::parse(&order.centre).unwrap(), &[]).unwrap();
    let line = Arc::new(Switchable::new(http));
    let config = desk_config(storage.root().to_owned(), line.clone(), Arc::new(clock(order.seed)));
    let desk = at_work(config, order.person).await;
    let receive: Command = serde_json::from_str(&order.receive).unwrap();
    let mut clerk = Clerk {
        line,
        dice: Dice(order.seed),
        receive: receive.act().unwrap(),
        number: order.seed * 100_000,
        drafts: desk.list_drafts().await.unwrap().into_iter().map(|draft| draft.case_id).collect(),
        sent: Vec::new(),
        open: Vec::new(),
        desk,
    };
    for kept in clerk.desk.parcels(30).await.unwrap() {
        let case = kept.parcel.case_id.unwrap();
        clerk.sent.push(case);
        if !kept.parcel.state.is_finished() {
            clerk.open.push((case, kept.parcel.command_id));
        }
    }
    say("ready");
    loop {
        clerk.step().await;
    }
}

impl Clerk {
    async fn step(&mut self) {
        match self.dice.under(100) {
            0..30 => self.save().await,
            30..33 => self.discard().await,
            33..58 => self.seal().await,
            58..84 => self.deliver().await,
            84..89 => self.line.set_cut(!self.line.is_cut()),
            89..94 => self.withdraw().await,
            _ => {
                say("? tick");
                // Without a line there is nothing to send.
                let _ = self.desk.tick().await;
                say("! tick");
            }
        }
    }

    fn one_of(&mut self, cases: &[Uuid]) -> Option<Uuid> {
        cases.get(self.dice.under(cases.len())).copied()
    }

    async fn save(&mut self) {
        let drafts = self.drafts.clone();
        let known = if self.dice.percent(50) { self.one_of(&drafts) } else { None };
        let case = known.unwrap_or_else(|| SystemEntropy.uuid());
        self.number += 1;
        let number = self.number;
        say(&format!("? save {case} {number}"));
        self.desk.save_draft(case, "食品", content(case, number), DraftState::Open).await.unwrap();
        say(&format!("! save {case} {number}"));
        if known.is_none() {
            self.drafts.push(case);
        }
    }

    async fn discard(&mut self) {
        let drafts = self.drafts.clone();
        let Some(case) = self.one_of(&drafts) else { return };
        say(&format!("? discard {case}"));
        assert!(self.desk.discard_draft(case).await.unwrap());
        say(&format!("! discard {case}"));
        self.drafts.retain(|other| *other != case);
    }

    async fn seal(&mut self) {
        let note = self.dice.percent(40);
        let (from, act) = if note {
            (self.sent.clone(), Act::NoteAdd(act::Note { text: "申请人下午再来".into() }))
        } else {
            (self.drafts.clone(), self.receive.clone())
        };
        let Some(case) = self.one_of(&from) else { return };
        say(&format!("? seal {case}"));
        let sealed = self.desk.seal(&act, Some(case), u64::from(note), None).await.unwrap();
        say(&format!("! seal {case} {}", sealed.command_id));
        if !note {
            self.drafts.retain(|other| *other != case);
            self.sent.push(case);
        }
        self.open.push((case, sealed.command_id));
    }

    async fn deliver(&mut self) {
        let open = self.open.clone();
        let Some(&(case, command)) = open.get(self.dice.under(open.len())) else { return };
        say(&format!("? deliver {case} {command}"));
        match self.desk.deliver(command).await.unwrap() {
            Delivered::Settled(settled) => {
                assert_eq!(settled.state, ParcelState::Applied, "{:?}", settled.problem);
                self.open.retain(|(_, other)| *other != command);
                say(&format!("! deliver {case} {command} {}", settled.payload.audit_hash));
            }
            Delivered::Waiting { .. } => say(&format!("! wait {case} {command}")),
        }
    }

    async fn withdraw(&mut self) {
        let Some(&(case, command)) = self.open.last() else { return };
        say(&format!("? withdraw {case} {command}"));
        if self.desk.withdraw(command).await.is_err() {
            // It has been sent, or another builds on it.
            return say(&format!("! stay {case} {command}"));
        }
        self.open.pop();
        let back = self.desk.load_draft(case).await.unwrap().and_then(|draft| number_of(&draft.snapshot));
        say(&format!("! withdraw {case} {command} {}", back.map_or("-".to_owned(), |number| number.to_string())));
        if back.is_some() {
            self.drafts.push(case);
            self.sent.retain(|other| *other != case);
        }
    }
}
