//! The made-up desk: what it answers to everything that can be asked, from the demo hall's data.

use jiff::SignedDuration;
use uuid::Uuid;

use super::{PASSPHRASE, Rehearsal};
use crate::{
    app::{
        Answer, Ask, Failure,
        casework::fixtures as cases,
        catalogue::fixtures as catalogue,
        doctor::Finding,
        effect::{DraftLine, Fate, FoundItem, Sealing, SlipLine},
        lock,
        outbox::{clash_tests as clashes, tests as parcels},
        preferences::Source,
        scans::Scan,
        secrets::{Change, PinShown},
        settings::SettingsView,
        sign_in::{Credentials, Entered, FactorKey, Granted, Phone},
    },
    contract::{
        DocumentView, EvidenceAnswered, Fingerprint, IssuedDocument, ItemSummary, LookupAnswer, Me, Meta, Page, Person,
        Problem, QueueTicket, Realm, ReceiptPayload, RevealAnswer, Verdict, WorklistName, sha256_hex,
    },
    domain::{
        case::{DocumentKind, State},
        exemption::{Authorisation, Evidence, EvidenceAnswer, EvidenceKind},
        guide::GuideRef,
        lifecycle::Act,
        tolerance::{Credit, CreditFinding},
    },
};

/// The key of a second factor, and the digits that its telephone shows.
pub const FACTOR_KEY: &str = "JBSWY3DPEHPK3PXPGEZDGNBVGY3TQOJQ";
const FACTOR_CODE: &str = "246810";

fn factor_key() -> FactorKey {
    let issuer = "%E7%AA%97%E5%8F%B0";
    let otpauth = format!("otpauth://totp/{issuer}:W-003?secret={FACTOR_KEY}&issuer={issuer}");
    FactorKey::new(otpauth, FACTOR_KEY.to_owned())
}

impl Rehearsal {
    pub(super) fn find(&self, query: &str, limit: usize) -> Vec<FoundItem> {
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
    pub(super) fn answer(&mut self, ask: Ask) -> Result<Answer, Failure> {
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
                | Ask::Alike { .. }
        );
        if self.offline && !local && !matches!(ask, Ask::Seal(_)) {
            return Err(Failure { code: "offline".to_owned(), offline: true, ..Failure::default() });
        }
        Ok(match ask {
            Ask::Meta | Ask::MoveClock { .. } => Answer::Meta(Box::new(Meta {
                law: None,
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
            Ask::ScanInbox => Answer::ScanInbox(self.inbox.clone()),
            Ask::AddScan { file, .. } => self.scanned(&file)?,
            Ask::Seal(sealing) => Answer::Fate(self.seal(*sealing)),
            Ask::Alike { .. } => Answer::Alike(self.alike.clone()),
            Ask::NextSlip
            | Ask::KeepSlip(_)
            | Ask::Originals
            | Ask::LetGo { .. }
            | Ask::CarryOut
            | Ask::CarryLook { .. }
            | Ask::CarryIn { .. } => return self.in_hand(ask),
            Ask::Outbox => Answer::Outbox { lines: self.outbox.0.clone(), differences: self.outbox.1.clone() },
            Ask::Parcel(id) => {
                let line = self.outbox.0.iter().find(|line| line.command_id == id).unwrap();
                Answer::Parcel(Box::new(parcels::detail(line.clone())))
            }
            Ask::Catalogue(asked) => {
                Answer::Catalogue(Box::new(catalogue::answer(*asked, self.role.publishes_catalogue())))
            }
            Ask::Staff(asked) => Answer::Staff(Box::new(crate::app::staff::fixtures::answer(asked))),
            Ask::Clash(_) => Answer::Clash(Some(Box::new(clashes::two_laptops()))),
            Ask::Slips => Answer::Slips(vec![SlipLine {
                no: "代收-261120-7F3A91-0001".to_owned(),
                case_id: Uuid::from_u128(6),
                at: self.now,
                title: "张*兰 食品经营许可".to_owned(),
            }]),
            Ask::Document(no) => Answer::Document(Box::new(DocumentView {
                no: no.clone(),
                kind: DocumentKind::Rcv,
                case_id: Uuid::from_u128(1),
                text: format!("{no}\n收件凭证"),
                sha256: String::new(),
                issued_at: self.now,
            })),
            Ask::Export { name, .. } => Answer::Exported(name),
            Ask::ExportCases(_) => Answer::Exported("cases.csv".into()),
            Ask::SignIn(credentials) => return self.let_in(&credentials),
            Ask::Recoveries => Answer::Recoveries(self.recoveries.clone()),
            Ask::BeginFactor(_) => Answer::Factor(Box::new(factor_key())),
            Ask::ConfirmFactor(code) if code != FACTOR_CODE => {
                return Err(Failure { code: "totp.wrong".to_owned(), ..Failure::default() });
            }
            Ask::BeginGrant => Answer::Grant(Box::new(self.grant())),
            Ask::PollGrant => Answer::Granted(self.granted.pop_front().unwrap_or(Granted::Pending)),
            Ask::Unlock(typed) if *typed.0 == PASSPHRASE => Answer::Unlocked(lock::Opened::Yes),
            Ask::Unlock(_) => Answer::Unlocked(lock::Opened::Wrong(self.miss)),
            Ask::ChangeSecret(Change::Pin { new, .. }) if new.0.is_empty() => Answer::Pin(PinShown::Unset),
            Ask::ChangeSecret(_) => Answer::Pin(PinShown::Set),
            Ask::Lock
            | Ask::DropScan { .. }
            | Ask::PinItem { .. }
            | Ask::MoveParcel { .. }
            | Ask::DifferenceSeen(_)
            | Ask::Recover(_)
            | Ask::SignOut
            | Ask::ChangePassword { .. }
            | Ask::ConfirmFactor(_)
            | Ask::DropGrant
            | Ask::Enrol(_)
            | Ask::BecomePerson(_)
            | Ask::CutLine(_)
            | Ask::HoldGuides(_)
            | Ask::Supersede(_)
            | Ask::CutRegisters(_) => Answer::Nothing,
            Ask::Worklist { .. } | Ask::Cases(_) => Answer::Cases(Page { items: cases::rows(), next: None }),
            Ask::QueueCounts(_) => Answer::QueueCounts(crate::contract::QueueCounts {
                counts: crate::contract::QueueFilter::ALL.into_iter().zip(1..).collect(),
            }),
            Ask::Case(id) => Answer::Case(Box::new(self.case(id))),
            Ask::FileFolder | Ask::SaveFile(_) => return self.file(ask),
            Ask::Timeline(_) => Answer::Timeline(cases::timeline()),
            Ask::Reveal(_) => Answer::Revealed(RevealAnswer { value: self.clear.clone() }),
        })
    }

    /// What the centre says to somebody who wants to come in; with nothing prepared whoever sits here does.
    #[allow(clippy::result_large_err, reason = "it is what the model takes")]
    fn let_in(&mut self, credentials: &Credentials) -> Result<Answer, Failure> {
        let entered = Entered { id: self.clerk().id, password_due: false, factor_due: false };
        self.tried.push(credentials.clone());
        self.doors.pop_front().unwrap_or(Ok(entered)).map(Answer::SignedIn)
    }

    fn grant(&self) -> Phone {
        let address = "https://zwfw.example.gov.cn/device".to_owned();
        let complete = format!("{address}?user_code=WDJB-MJHT");
        let until = self.now + SignedDuration::from_mins(10);
        Phone::new("WDJB-MJHT".to_owned(), address, complete, until, SignedDuration::from_secs(5))
    }

    /// A file of the scanner's folder, or any path that ends like one.
    #[allow(clippy::result_large_err, reason = "it is what the model takes")]
    fn scanned(&self, file: &str) -> Result<Answer, Failure> {
        let known = self.inbox.files.iter().find(|known| known.name == file);
        let size = known.map_or(48_200, |known| known.size);
        if std::path::Path::new(file).extension().is_some_and(|kind| kind.eq_ignore_ascii_case("docx")) {
            let code = "desk.fault.scan.type";
            let title = crate::i18n::t(crate::i18n::Lang::Zh, code).to_owned();
            return Err(Failure { code: code.to_owned(), title, ..Failure::default() });
        }
        let name = file.rsplit('/').next().unwrap_or_default().to_owned();
        Ok(Answer::Scan(Scan { sha256: sha256_hex(file.as_bytes()), size, kind: "pdf".to_owned(), name }))
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
            similar: self.similar.clone(),
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
                    code: code.into(),
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
