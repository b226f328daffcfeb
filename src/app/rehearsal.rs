//! A stage for tests: the program with a made-up desk behind it that answers at once from the demo hall's data. Time
//! stands still unless it is moved.

mod files;
mod in_hand;
mod made_up;
pub mod spoiler;

pub use files::Files;

#[cfg(test)]
use std::collections::{BTreeMap, VecDeque};

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    Action, Answer, Ask, Ctx, DeskEvent, Effect, Failure, Model, Msg, Size,
    effect::{DraftRecord, OriginalLine, Sealing},
    lock,
    outbox::{Difference, ParcelLine},
    preferences::Preferences,
    scans::{Inbox, InboxFile},
    sign_in::{Credentials, Entered, Granted},
    update,
};
use crate::{
    central::demo::{self, DemoHall},
    domain::{guide::FormFieldKind, role::Role},
    i18n::Lang,
};

#[cfg(test)]
pub use made_up::FACTOR_KEY;

/// 2026-11-23 09:00 in Beijing, a Monday.
pub const MORNING: &str = "2026-11-23T01:00:00Z";
/// 张桂兰, who opens a snack bar.
pub const ZHANG: &str = "000000196805122265";

/// Opens the stage's locked screen.
pub const PASSPHRASE: &str = "打开吧";

/// The stage.
pub struct Rehearsal {
    pub model: Model,
    pub now: Timestamp,
    pub hall: DemoHall,
    /// Everything that was asked, in order.
    pub asked: Vec<Ask>,
    /// Acts that were sealed, in order.
    pub sealed: Vec<Sealing>,
    pub drafts: BTreeMap<Uuid, DraftRecord>,
    /// Nothing is answered while this is set; `release` lets it go.
    pub hold: bool,
    held: Vec<Effect>,
    /// The centre cannot be reached.
    pub offline: bool,
    /// The scanner's folder.
    pub inbox: Inbox,
    /// What there is of electronic files.
    pub files: Files,
    /// Scans that everything in a carried parcel lacks.
    pub carried_short: usize,
    /// Originals in hand.
    pub originals: Vec<OriginalLine>,
    /// What was sealed at this desk earlier, and where desk and centre differ.
    pub outbox: (Vec<ParcelLine>, Vec<Difference>),
    /// Leave to send what others sealed here.
    pub recoveries: Vec<crate::contract::RecoveryLine>,
    /// Who sits here.
    pub role: Role,
    /// The answer to a wish to see something in clear.
    pub clear: String,
    /// Commands of this type are refused with this code.
    pub refuse: Option<(&'static str, &'static str)>,
    pub left: bool,
    /// What a wrong passphrase costs.
    pub miss: lock::Missed,
    /// What the file of settings holds, and what is on the screen.
    pub set: Preferences,
    pub worn: Preferences,
    /// What earlier forms of any applicant say.
    pub facts: Vec<crate::contract::KnownFact>,
    /// What may be the same matter: at the centre, and on this machine.
    pub similar: Vec<crate::contract::SimilarCase>,
    pub alike: Vec<crate::desk::outbox::AlikeHere>,
    /// A version of a guide that has come into force meanwhile.
    pub newer_guide: Option<crate::domain::guide::Guide>,
    /// What the palette keeps for the next start.
    pub kept_habits: String,
    /// What the centre says is written by somebody who means harm.
    pub spoiler: Option<spoiler::Spoiler>,
    /// What the centre says to the next who want to come in, and who tried.
    pub doors: VecDeque<Result<Entered, Failure>>,
    pub tried: Vec<Credentials>,
    /// How the next questions of a grant are answered; with nothing prepared nobody has agreed yet.
    pub granted: VecDeque<Granted>,
    ids: u128,
    keys: usize,
}

impl Rehearsal {
    /// A program that has just started at the first clerk's window, with everything answered.
    pub fn new(width: u16, height: u16) -> Self {
        let now: Timestamp = MORNING.parse().unwrap();
        let mut stage = Self {
            model: Model::new(Lang::Zh, Size { width, height }, now),
            now,
            hall: demo::load().unwrap(),
            asked: Vec::new(),
            sealed: Vec::new(),
            drafts: BTreeMap::new(),
            hold: false,
            held: Vec::new(),
            offline: false,
            inbox: scanned_this_morning(),
            files: Files::None,
            carried_short: 0,
            originals: Vec::new(),
            outbox: (Vec::new(), Vec::new()),
            recoveries: Vec::new(),
            role: Role::Clerk,
            clear: "13800001111".to_owned(),
            refuse: None,
            left: false,
            miss: lock::Missed {
                wait: SignedDuration::from_secs(4),
                left: None,
                taken: false,
                stake: lock::Stake::Time,
            },
            set: Preferences::default(),
            worn: Preferences::default(),
            facts: Vec::new(),
            similar: Vec::new(),
            alike: Vec::new(),
            newer_guide: None,
            kept_habits: String::new(),
            spoiler: None,
            doors: VecDeque::new(),
            tried: Vec::new(),
            granted: VecDeque::new(),
            ids: 0,
            keys: 0,
        };
        stage.send(Msg::Start);
        stage
    }

    /// One message, and everything that follows from it.
    pub fn send(&mut self, msg: Msg) {
        if matches!(msg, Msg::Action(_) | Msg::Text(_)) {
            self.keys += 1;
        }
        self.ids += 1;
        let ctx = Ctx { now: self.now, fresh: Uuid::from_u128(self.ids) };
        let effects = update(&mut self.model, msg, &ctx);
        for effect in effects {
            self.carry_out(effect);
        }
    }

    /// The desk has something to say by itself.
    pub fn tell(&mut self, event: DeskEvent) {
        let event = match &mut self.spoiler {
            Some(spoiler) => spoiler.event(event),
            None => event,
        };
        self.send(Msg::Desk(event));
    }

    /// Keys by their meaning.
    pub fn act(&mut self, actions: &[Action]) {
        for action in actions {
            self.send(Msg::Action(*action));
        }
    }

    /// Characters, one key each.
    pub fn type_in(&mut self, text: &str) {
        for c in text.chars() {
            self.send(Msg::Text(c));
        }
    }

    /// Types the passphrase on the locked page.
    pub fn unlock(&mut self) {
        self.send(Msg::Paste(PASSPHRASE.to_owned()));
        self.act(&[Action::Unlock]);
    }

    /// Keys pressed so far.
    pub fn keys(&self) -> usize {
        self.keys
    }

    /// Time passes.
    pub fn wait(&mut self, by: SignedDuration) {
        self.now = self.now.checked_add(by).unwrap();
        self.send(Msg::Tick);
    }

    /// The region decides something for every day.
    #[cfg(test)]
    pub fn decides(&mut self, key: &str, number: u32) {
        let values = [(key.to_owned(), crate::domain::settings::SettingValue::Number(number))].into();
        let left_out = self.model.session.region.in_force.change(jiff::civil::Date::MIN, &values);
        assert!(left_out.is_empty(), "{left_out:?}");
    }

    /// What was held back is answered.
    pub fn release(&mut self) {
        self.hold = false;
        for effect in std::mem::take(&mut self.held) {
            self.carry_out(effect);
        }
    }

    /// What was held back, to be answered otherwise.
    pub fn take_held(&mut self) -> Vec<Effect> {
        std::mem::take(&mut self.held)
    }

    /// The applicant is identified and the food licence chosen: at the interview.
    pub fn at_situation(width: u16, height: u16) -> Self {
        let mut stage = Self::new(width, height);
        stage.go_to_situation();
        stage
    }

    /// From the first page to the interview.
    pub fn go_to_situation(&mut self) {
        self.act(&[Action::PlaceAccept]);
        self.type_in(ZHANG);
        self.type_in("食品经营");
        self.act(&[Action::Open]);
    }

    /// At the check list: a snack bar, the owner in person.
    pub fn at_materials(width: u16, height: u16) -> Self {
        let mut stage = Self::new(width, height);
        stage.go_to_materials();
        stage
    }

    /// From the first page to the check list.
    pub fn go_to_materials(&mut self) {
        self.go_to_situation();
        self.act(&[Action::Choose1, Action::Choose1]);
    }

    /// At the conclusion: everything is there but the rules of the kitchen, which may come later.
    pub fn at_conclusion(width: u16, height: u16) -> Self {
        let mut stage = Self::new(width, height);
        stage.go_to_conclusion();
        stage
    }

    /// A grid agent in a kitchen: letter (with these keys among its ticks), item, materials, form; where the draft goes in.
    pub fn in_the_kitchen(ticks: &[Action]) -> Self {
        let mut stage = Self::new(80, 24);
        stage.go_to_the_kitchen(ticks);
        stage
    }

    /// From the first page there.
    pub fn go_to_the_kitchen(&mut self, ticks: &[Action]) {
        self.role = Role::GridAgent;
        self.send(Msg::Start);
        self.act(&[Action::PlaceAccept]);
        self.type_in(ZHANG);
        self.type_in("街办代字18号");
        self.act(&[Action::FieldDone]);
        self.type_in("2026-12-31");
        self.act(&[Action::FieldDone]);
        self.act(ticks);
        self.act(&[Action::Confirm, Action::Confirm]);
        self.type_in("食品经营");
        self.act(&[Action::Open, Action::Choose1, Action::Choose1]);
        self.act(&[Action::AllOk, Action::NextOpen]);
        self.fill_form();
    }

    /// What a function of a screen asked for.
    pub fn carry_out_all(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.carry_out(effect);
        }
    }

    /// From the first page to the conclusion.
    pub fn go_to_conclusion(&mut self) {
        self.go_to_materials();
        self.act(&[Action::Choose6, Action::MaterialTolerate, Action::Choose1, Action::Confirm]);
        self.act(&[Action::AllOk, Action::NextOpen]);
        self.fill_form();
    }

    /// Every required field gets something that fits, then the step is finished.
    pub fn fill_form(&mut self) {
        for turn in 0..100 {
            if self.model.accept.step != super::accept::Step::Form {
                return;
            }
            let field = self.model.accept.work.form.current().unwrap();
            match field.kind {
                _ if !field.is_unfinished() => self.act(&[Action::FieldDone]),
                // Somebody who means harm calls an option nothing.
                FormFieldKind::Choice if turn > 60 => self.act(&[Action::Choose2]),
                FormFieldKind::Choice => self.act(&[Action::Choose1]),
                kind => {
                    self.type_in(match kind {
                        FormFieldKind::Number | FormFieldKind::Money => "60",
                        FormFieldKind::Date => "2026-12-01",
                        FormFieldKind::CitizenId => ZHANG,
                        FormFieldKind::CreditCode => "91310115591693856A",
                        FormFieldKind::Phone => "13800005566",
                        FormFieldKind::BankAccount => "6200 0000 0000 1234",
                        _ => "桂兰小吃店",
                    });
                    self.act(&[Action::FieldDone]);
                }
            }
        }
        panic!("the form does not come to an end");
    }

    /// What the made-up desk says to this, without anybody hearing it.
    pub fn answer_for_tests(&mut self, ask: Ask) -> Answer {
        self.answer(ask).unwrap()
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Ask { .. } if self.hold => self.held.push(effect),
            Effect::Ask { req, ask } => {
                self.asked.push(ask.clone());
                let mut result = self.answer(ask);
                if let Some(spoiler) = &mut self.spoiler {
                    result = spoiler.result(result);
                }
                self.send_answer(Msg::Done { req, result });
            }
            Effect::Find { generation, query, limit } => {
                let mut items = self.find(&query, limit);
                if let Some(spoiler) = &mut self.spoiler {
                    for found in &mut items {
                        found.item = spoiler.spoil(&found.item);
                    }
                }
                self.send_answer(Msg::Found { generation, items });
            }
            Effect::Leave | Effect::Fail(_) | Effect::Crash => self.left = true,
            Effect::Cancel(req) => {
                self.held.retain(|held| !matches!(held, Effect::Ask { req: other, .. } if *other == req));
            }
            Effect::Wear(worn) => self.worn = *worn,
            Effect::KeepHabits(text) => self.kept_habits = text,
            Effect::Redraw | Effect::Mouse(_) => {}
        }
    }

    fn send_answer(&mut self, msg: Msg) {
        let keys = self.keys;
        self.send(msg);
        self.keys = keys;
    }
}

/// What the scanner wrote before the hall opened.
fn scanned_this_morning() -> Inbox {
    let file = |name: &str, size, minute: &str| InboxFile {
        name: name.to_owned(),
        size,
        at: format!("2026-11-23T00:{minute}:00Z").parse().unwrap(),
    };
    Inbox {
        folder: "/home/window03/scans".to_owned(),
        files: vec![
            file("扫描_20261123_0855.pdf", 812_400, "55"),
            file("食品安全管理制度.pdf", 96_000, "42"),
            file("scan-0003.pdf", 3_500_000, "10"),
        ],
    }
}
