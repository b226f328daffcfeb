//! A stage for tests: the program with a made-up desk behind it that answers at once from the demo hall's data. Time
//! stands still unless it is moved.

pub mod spoiler;

#[cfg(test)]
use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{
    Action, Answer, Ask, Ctx, Effect, Failure, Model, Msg, Size,
    casework::fixtures as cases,
    doctor::Finding,
    effect::{DraftLine, DraftRecord, Fate, FoundItem, OriginalLine, Sealing},
    lock,
    preferences::{Preferences, Source},
    secrets::{Change, PinShown},
    settings::SettingsView,
    update,
};
use crate::{
    central::demo::{self, DemoHall},
    contract::{
        DocumentView, EvidenceAnswered, Fingerprint, IssuedDocument, ItemSummary, LookupAnswer, Me, Meta, Page, Person,
        Problem, QueueTicket, Realm, ReceiptPayload, RevealAnswer, Verdict, WorklistName,
    },
    domain::{
        case::{DocumentKind, State},
        exemption::{Authorisation, Evidence, EvidenceAnswer, EvidenceKind},
        guide::{FormFieldKind, GuideRef},
        lifecycle::Act,
        role::Role,
        tolerance::{Credit, CreditFinding},
    },
    i18n::Lang,
};

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
    /// Originals in hand.
    pub originals: Vec<OriginalLine>,
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
    /// A version of a guide that has come into force meanwhile.
    pub newer_guide: Option<crate::domain::guide::Guide>,
    /// What the palette keeps for the next start.
    pub kept_habits: String,
    /// What the centre says is written by somebody who means harm.
    pub spoiler: Option<spoiler::Spoiler>,
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
            originals: Vec::new(),
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
            newer_guide: None,
            kept_habits: String::new(),
            spoiler: None,
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

    /// What was held back is answered.
    pub fn release(&mut self) {
        self.hold = false;
        for effect in std::mem::take(&mut self.held) {
            self.carry_out(effect);
        }
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
        stage.role = Role::GridAgent;
        stage.send(Msg::Start);
        stage.act(&[Action::PlaceAccept]);
        stage.type_in(ZHANG);
        stage.type_in("街办代字18号");
        stage.act(&[Action::FieldDone]);
        stage.type_in("2026-12-31");
        stage.act(&[Action::FieldDone]);
        stage.act(ticks);
        stage.act(&[Action::Confirm, Action::Confirm]);
        stage.type_in("食品经营");
        stage.act(&[Action::Open, Action::Choose1, Action::Choose1]);
        stage.act(&[Action::AllOk, Action::NextOpen]);
        stage.fill_form();
        stage
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
        for _ in 0..100 {
            if self.model.accept.step != super::accept::Step::Form {
                return;
            }
            let field = self.model.accept.work.form.current().unwrap();
            match field.kind {
                _ if !field.is_unfinished() => self.act(&[Action::FieldDone]),
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

    fn find(&self, query: &str, limit: usize) -> Vec<FoundItem> {
        let fits = self.hall.guides.iter().filter(|guide| guide.name.contains(query));
        fits.take(limit)
            .map(|guide| FoundItem {
                item: ItemSummary {
                    guide_version: Some(guide.id.clone()),
                    code: guide.id.item_code.clone(),
                    name: guide.name.clone(),
                    department: guide.department.name.clone(),
                    plain_words: Vec::new(),
                    open: true,
                },
                used: 0,
                pinned: false,
            })
            .collect()
    }

    fn settings(&self) -> Answer {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Answer::Settings(Box::new(SettingsView {
            values: self.set.clone(),
            path: "/home/lixy/.config/chuangtai/config.toml".to_owned(),
            themes: names(&["dark", "light", "high-contrast", "colour-blind", "mono"]),
            keymaps: names(&["default", "vim"]),
            wrong: Vec::new(),
        }))
    }

    fn clerk(&self) -> Person {
        let staff = self.hall.staff.iter().find(|staff| staff.is(self.role)).unwrap();
        staff.person.clone()
    }

    #[allow(clippy::result_large_err, clippy::too_many_lines, reason = "it is what the model takes, ask by ask")]
    fn answer(&mut self, ask: Ask) -> Result<Answer, Failure> {
        let local = matches!(
            ask,
            Ask::Drafts
                | Ask::OpenDraft(_)
                | Ask::SaveDraft(_)
                | Ask::DropDraft(_)
                | Ask::Guide(_)
                | Ask::NewerGuide { .. }
                | Ask::NextSlip
                | Ask::KeepSlip(_)
                | Ask::Originals
                | Ask::LetGo { .. }
        );
        if self.offline && !local && !matches!(ask, Ask::Seal(_)) {
            return Err(Failure { code: "offline".to_owned(), offline: true, ..Failure::default() });
        }
        Ok(match ask {
            Ask::Meta | Ask::MoveClock { .. } => Answer::Meta(Box::new(Meta {
                version: "0.1.0".to_owned(),
                realm: Realm::Demo,
                now: self.now,
                hall: self.hall.house.hall.name.clone(),
                profile: self.hall.house.profile.clone(),
                catalogue_version: 1,
                calendar_version: "1".to_owned(),
                keys: Vec::new(),
                centre: String::new(),
                change_seq: 0,
            })),
            Ask::Doctor { .. } => Answer::Doctor(vec![
                Finding::good("program", "0.1.0"),
                Finding::note("keyring", "密钥环没有应答", "请先登录桌面"),
                Finding::bad("folders", "数据 /srv", "请检查权限"),
            ]),
            Ask::Settings => self.settings(),
            Ask::SaveSetting { setting, value } => {
                self.set.set(setting, value, Source::File(1));
                self.settings()
            }
            Ask::Me => Answer::Me(Box::new(Me {
                person: self.clerk(),
                today: 47,
                counts: vec![
                    (WorklistName::Todo, 6),
                    (WorklistName::Supplement, 2),
                    (WorklistName::Tolerance, 1),
                    (WorklistName::Issue, 2),
                ],
            })),
            Ask::Queue => Answer::Queue(self.queue()),
            Ask::Call => Answer::Called(self.queue().into_iter().next()),
            Ask::People => Answer::People(self.hall.staff.iter().map(|staff| staff.person.clone()).collect()),
            Ask::Guide(id) => Answer::Guide(Box::new(self.guide(&id))),
            Ask::NewerGuide { guide, .. } => {
                let newer = self.newer_guide.clone().filter(|newer| newer.id.version > guide.version);
                Answer::NewerGuide(newer.map(Box::new))
            }
            Ask::Lookup(request) => Answer::Lookup(Box::new(self.lookup(&request.number))),
            Ask::Evidence(request) => {
                let guide = self.guide(&request.guide_version);
                let holder = request.applicant_id;
                Answer::Evidence(Box::new(EvidenceAnswered {
                    evidence: self.certificates(holder, &guide),
                    credit: Self::credit(),
                }))
            }
            Ask::Drafts => Answer::Drafts(
                self.drafts
                    .values()
                    .map(|draft| DraftLine {
                        case_id: draft.case_id,
                        title: draft.title.clone(),
                        saved_at: draft.saved_at,
                        goes: None,
                    })
                    .collect(),
            ),
            Ask::OpenDraft(id) => Answer::Draft(Box::new(self.drafts[&id].clone())),
            Ask::SaveDraft(record) => {
                self.drafts.insert(record.case_id, *record);
                Answer::Nothing
            }
            Ask::DropDraft(id) => {
                self.drafts.remove(&id);
                Answer::Nothing
            }
            Ask::Seal(sealing) => Answer::Fate(self.seal(*sealing)),
            Ask::NextSlip
            | Ask::KeepSlip(_)
            | Ask::Originals
            | Ask::LetGo { .. }
            | Ask::CarryOut
            | Ask::CarryLook { .. }
            | Ask::CarryIn { .. } => return self.in_hand(ask),
            Ask::Outbox => Answer::Outbox { lines: Vec::new(), differences: Vec::new() },
            Ask::Document(no) => Answer::Document(Box::new(DocumentView {
                no: no.clone(),
                kind: DocumentKind::Rcv,
                case_id: Uuid::from_u128(1),
                text: format!("{no}\n收件凭证"),
                sha256: String::new(),
                issued_at: self.now,
            })),
            Ask::Export { name, .. } => Answer::Exported(name),
            Ask::Unlock(typed) if *typed.0 == PASSPHRASE => Answer::Unlocked(lock::Opened::Yes),
            Ask::Unlock(_) => Answer::Unlocked(lock::Opened::Wrong(self.miss)),
            Ask::ChangeSecret(Change::Pin { new, .. }) if new.0.is_empty() => Answer::Pin(PinShown::Unset),
            Ask::ChangeSecret(_) => Answer::Pin(PinShown::Set),
            Ask::Lock
            | Ask::PinItem { .. }
            | Ask::MoveParcel { .. }
            | Ask::Parcel(_)
            | Ask::Clash(_)
            | Ask::Slips
            | Ask::Supersede(_)
            | Ask::DifferenceSeen(_)
            | Ask::SignIn(_)
            | Ask::BecomePerson(_)
            | Ask::CutLine(_)
            | Ask::HoldGuides(_)
            | Ask::CutRegisters(_) => Answer::Nothing,
            Ask::Worklist { .. } | Ask::Cases(_) => Answer::Cases(Page { items: cases::rows(), next: None }),
            Ask::Case(id) => {
                let mut case = cases::case(State::Accepted);
                case.id = id;
                case.guide_version = self.hall.guides[0].id.clone();
                Answer::Case(Box::new(cases::detail(case, cases::clerk_acts())))
            }
            Ask::Timeline(_) => Answer::Timeline(cases::timeline()),
            Ask::Reveal(_) => Answer::Revealed(RevealAnswer { value: self.clear.clone() }),
        })
    }

    /// Slips and originals; nothing is carried on this stage.
    #[allow(clippy::result_large_err, reason = "it is what the model takes")]
    fn in_hand(&mut self, ask: Ask) -> Result<Answer, Failure> {
        Ok(match ask {
            Ask::NextSlip => Answer::SlipNo("代收-261123-7F3A91-0001".to_owned()),
            Ask::KeepSlip(record) => {
                let line = |(code, name): (String, String)| OriginalLine {
                    case_id: record.case_id,
                    material_code: code,
                    name,
                    taken_at: record.at,
                    title: record.title.clone(),
                    slip_no: record.no.clone(),
                };
                self.originals.extend(record.originals.clone().into_iter().map(line));
                Answer::Nothing
            }
            Ask::Originals => Answer::Originals(self.originals.clone()),
            Ask::LetGo { case_id, material_code } => {
                self.originals.retain(|line| (line.case_id, &line.material_code) != (case_id, &material_code));
                Answer::Nothing
            }
            _ => return Err(Failure::default()),
        })
    }

    fn queue(&self) -> Vec<QueueTicket> {
        let ticket = |no: &str, name: &str, minutes: i64, green, item: Option<&str>| QueueTicket {
            no: no.to_owned(),
            name: name.to_owned(),
            taken_at: self.now.checked_sub(SignedDuration::from_mins(minutes)).unwrap(),
            green,
            item_name: item.map(str::to_owned),
            called_by: None,
        };
        vec![
            ticket("A018", "陈**", 25, true, Some("80周岁以上老年人高龄津贴发放")),
            ticket("A017", "张**", 12, false, Some("食品经营许可(新办)")),
            ticket("A020", "阿*********", 4, false, None),
        ]
    }

    fn guide(&self, id: &GuideRef) -> crate::domain::guide::Guide {
        self.hall.guide(&id.item_code).unwrap_or(&self.hall.guides[0]).clone()
    }

    fn credit() -> CreditFinding {
        CreditFinding { credit: Credit::Clean, evidence_id: Some(Uuid::from_u128(7)), ..CreditFinding::default() }
    }

    fn lookup(&self, number: &str) -> LookupAnswer {
        let known = self.hall.applicant_with(number);
        LookupAnswer {
            applicant_id: known.map_or(Uuid::from_u128(99), |known| known.id),
            party: known.map(|known| self.hall.party(known)),
            credit: Self::credit(),
            evidence: Vec::new(),
            barred: false,
            open_cases: Vec::new(),
            submitted_draft: None,
            facts: self.facts.clone(),
        }
    }

    fn certificates(&self, holder: Uuid, guide: &crate::domain::guide::Guide) -> Vec<(String, Evidence)> {
        let Some(applicant) = self.hall.applicant(holder) else { return Vec::new() };
        let mut found = Vec::new();
        for (at, material) in guide.materials.iter().enumerate() {
            let held = applicant.certificates.iter().find(|held| Some(&held.cert_type) == material.cert_type.as_ref());
            if let Some(held) = held.filter(|held| held.cert_type == "citizen_card") {
                let evidence = Evidence {
                    id: Uuid::from_u128(1000 + at as u128),
                    kind: EvidenceKind::Certificate,
                    subject: held.cert_type.clone(),
                    holder,
                    answer: EvidenceAnswer::Yes,
                    source: "电子证照库".to_owned(),
                    asked_at: self.now,
                    request_no: None,
                    reference: Some(held.number.clone()),
                    issuer: Some(held.issuer.clone()),
                    valid_until: None,
                    revoked: false,
                    seal_valid: Some(true),
                    authorisation: Some(Authorisation::CodeShown { at: self.now }),
                    value_sha256: None,
                    grade: None,
                };
                found.push((material.code.clone(), evidence));
            }
        }
        found
    }

    fn seal(&mut self, sealing: Sealing) -> Fate {
        self.sealed.push(sealing.clone());
        let Sealing { case_id, expected_version, act, .. } = sealing;
        if self.offline {
            return Fate::Waiting { command_id: Uuid::from_u128(500 + self.sealed.len() as u128) };
        }
        let kind = serde_json::to_value(&act).unwrap()["type"].as_str().unwrap().to_owned();
        if let Some((_, code)) = self.refuse.filter(|(refused, _)| *refused == kind) {
            return Fate::Rejected(Box::new(Problem::new(422, code, "中心不同意", "T-1")));
        }
        let (state, papers) = match act {
            Act::Receive(_) => (State::Received, vec![DocumentKind::Rcv]),
            Act::ReceiveAndAccept(_) => (State::Accepted, vec![DocumentKind::Rcv, DocumentKind::Acc]),
            Act::Accept(_) => (State::Accepted, vec![DocumentKind::Acc]),
            Act::AcceptWithTolerance(_) => (State::Accepted, vec![DocumentKind::Tcm, DocumentKind::Tol]),
            Act::CorrectOnSpot(_) => (State::Received, Vec::new()),
            Act::NotifySupplement(_) => (State::AwaitingSupplement, vec![DocumentKind::Sup]),
            Act::NegativePropose(_) => (State::NegativeProposed, vec![DocumentKind::Frb]),
            Act::DraftSubmit(_) | Act::DraftCollect(_) | Act::PaperMove(_) => (State::Draft, Vec::new()),
            Act::HandOver(_) => (State::Dispatched, vec![DocumentKind::Trf]),
            // What is done to a case that was accepted long ago.
            _ => (State::Accepted, Vec::new()),
        };
        let number = self.sealed.len();
        Fate::Applied(Box::new(ReceiptPayload {
            command_id: Uuid::from_u128(number as u128),
            fingerprint: Fingerprint { alg: "sha256".to_owned(), hex: String::new() },
            realm: Realm::Demo,
            verdict: Verdict::Applied,
            transitions: Vec::new(),
            case_id: Some(case_id),
            version: Some(expected_version + 1),
            state: Some(state),
            case_no: Some("11321000014123456X400010100200001202611230001".to_owned()),
            receipt_no: Some("26112300300018".to_owned()),
            documents: papers
                .into_iter()
                .map(|code| IssuedDocument {
                    code,
                    no: format!("扬市监演〔2026〕{number:05}号"),
                    sha256: String::new(),
                })
                .collect(),
            problem: None,
            server_time: self.now,
            change_seq: number as u64,
            audit_seq: number as u64,
            audit_hash: String::new(),
        }))
    }
}
