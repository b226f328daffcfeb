//! A small hall in which cases are led through their life.

mod acceptance;
mod agency;
mod deciding;
mod handling;
mod invariants;
mod receiving;
mod refused;
mod samples;
mod supplement;
mod tolerance;
mod transitions;

use std::collections::BTreeMap;

use jiff::{
    Timestamp,
    civil::{Date, date, time},
};
use uuid::Uuid;

use super::{Act, AllowedAct, Context, Due, Refusal, Step, act, allowed, step};
use crate::domain::{
    calendar::{Calendar, instant_in_beijing},
    case::{Application, Case, Channel, Clocks, Delivery, DocumentRef, Party, State, SupplementLine, TaskKind},
    check::{MaterialRow, Verdict},
    exemption::{Evidence, SatisfyBy},
    guide::{Fee, Guide, HandlingKind, ServiceObject, SpecialKind, SpecialRule, fixtures},
    role::{Actor, Mandate, Role},
    settings::Settings,
    tolerance::{Credit, CreditFinding},
};

/// Tuesday; promise 10, law 20 working days.
pub const FIRST_DAY: Date = date(2026, 9, 1);

/// One case, the hall around it, and a clock that only moves when told.
#[derive(Clone)]
pub struct Journey {
    pub guide: Guide,
    pub settings: Settings,
    pub credit: CreditFinding,
    pub evidence: Vec<Evidence>,
    pub now: Timestamp,
    pub case: Option<Case>,
    pub due: Vec<Due>,
}

/// Somebody in a role: role and number make the person, so that the same number in two roles is two persons.
pub fn person(role: Role, number: u128) -> Actor {
    let place = Role::ALL.iter().position(|other| *other == role).unwrap() as u128;
    Actor {
        id: Uuid::from_u128(1000 * (place + 1) + number),
        name: format!("{role:?}{number}"),
        staff_no: format!("{place}-{number}"),
        role,
        departments: Vec::new(),
        window_id: Some("3".into()),
        mandate: Mandate {
            letter_no: Some("授2026-1".into()),
            receive: true,
            accept: true,
            collect: true,
            tolerate_adhoc: true,
            extend: true,
            export_clear: false,
        },
    }
}

pub fn ok_row(code: &str) -> MaterialRow {
    MaterialRow {
        material_code: code.into(),
        by: Some(SatisfyBy::CopyChecked),
        copies: 1,
        pages: 2,
        verdict: Verdict::Ok,
        ..MaterialRow::default()
    }
}

pub fn absent_row(code: &str) -> MaterialRow {
    MaterialRow { material_code: code.into(), verdict: Verdict::Absent, ..MaterialRow::default() }
}

pub fn line(code: &str) -> SupplementLine {
    SupplementLine {
        material_code: code.into(),
        lack: "未提交".into(),
        standard: "有效期内".into(),
        how: "窗口".into(),
        sample_given: false,
    }
}

impl Journey {
    /// A hall with the small guide: m1 main, m2 on the tolerance list, m3 the agent's letter, m4 ordinary.
    pub fn new() -> Self {
        let mut guide = fixtures::guide();
        guide.special = vec![
            SpecialRule {
                kind: SpecialKind::Expert,
                needed: false,
                when: None,
                max_days: Some(8),
                pause_basis: None,
                basis_is_law: false,
            },
            SpecialRule {
                kind: SpecialKind::Site,
                needed: false,
                when: None,
                max_days: None,
                pause_basis: None,
                basis_is_law: false,
            },
        ];
        guide.supervising_body = Some("扬州市市场监督管理局执法队".into());
        guide.flags.held_papers = true;
        guide.flags.commitment = true;
        guide.materials[3].commitment = true;
        Self {
            guide,
            settings: Settings::default(),
            credit: CreditFinding { credit: Credit::Clean, ..CreditFinding::default() },
            evidence: Vec::new(),
            now: instant_in_beijing(FIRST_DAY, time(10, 0, 0, 0)),
            case: None,
            due: Vec::new(),
        }
    }

    /// An application with these rows; the applicant comes in person.
    pub fn application(&self, rows: &[MaterialRow]) -> Application {
        Application {
            applicant: Party {
                kind: ServiceObject::Person,
                name: "张三".into(),
                number_kind: "citizen_id".into(),
                number: "000000199001010018".into(),
                phone: "13800000000".into(),
                address: "扬州市广陵区".into(),
                legal_representative: None,
            },
            agent: None,
            guide_version: self.guide.id.clone(),
            answers: vec![crate::domain::check::Answer { question: "who".into(), choices: vec!["self".into()] }],
            materials: rows.to_vec(),
            form: BTreeMap::from([("area".into(), "80".into())]),
            form_sources: BTreeMap::new(),
            channel: Channel::Window,
            delivery: Delivery::default(),
        }
    }

    pub fn receiving(&self, rows: &[MaterialRow]) -> act::Receiving {
        act::Receiving { application: self.application(rows), received_at: None, slip_no: None, outage: None }
    }

    fn ctx<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        Context {
            guide: &self.guide,
            calendar: Calendar::built_in(),
            settings: &self.settings,
            evidence: &self.evidence,
            credit: &self.credit,
            now: self.now,
            actor,
        }
    }

    pub fn try_as(&self, actor: &Actor, act: &Act) -> Result<Step, Refusal> {
        step(self.case.as_ref(), act, &self.ctx(actor))
    }

    pub fn offers(&self, actor: &Actor) -> Vec<AllowedAct> {
        allowed(self.case.as_ref(), &self.ctx(actor))
    }

    #[allow(clippy::needless_pass_by_value, reason = "an act is written where it is done")]
    /// Does it as the first person of the role; the papers get their numbers as at the centre.
    pub fn does(&mut self, role: Role, act: Act) -> Step {
        self.does_as(&person(role, 1), &act)
    }

    pub fn does_as(&mut self, actor: &Actor, act: &Act) -> Step {
        let step = self.try_as(actor, act).unwrap_or_else(|why| panic!("{}: {why:?}", act.kind()));
        self.keep(&step);
        step
    }

    fn keep(&mut self, step: &Step) {
        let mut case = step.case.clone();
        for draft in &step.documents {
            let no = format!("{:?}{}", draft.kind, case.documents.len() + 1);
            let corrects = draft.corrects.clone();
            case.issue(DocumentRef { kind: draft.kind, no, sha256: String::new(), issued_at: self.now, corrects });
        }
        self.due.clone_from(&step.due);
        self.case = Some(case);
    }

    /// The code with which it is refused; the case stays as it was.
    pub fn refused(&self, role: Role, act: &Act) -> &'static str {
        self.refused_as(&person(role, 1), act)
    }

    pub fn refused_as(&self, actor: &Actor, act: &Act) -> &'static str {
        match self.try_as(actor, act) {
            Ok(step) => panic!("{} was done: {:?}", act.kind(), step.transitions),
            Err(refusal) => refusal.code,
        }
    }

    /// Lets time come to the due instant of a transition and fires it.
    pub fn fires(&mut self, no: u8) -> Step {
        let due = self.due.iter().find(|due| due.transition == no).cloned();
        let due = due.unwrap_or_else(|| panic!("T{no} is not due in {:?}: {:?}", self.state(), self.due));
        self.now = self.now.max(due.at);
        self.does(Role::System, Act::System(act::SystemFire { transition: no, due_at: due.at }))
    }

    /// Fires what comes from other cases of a bundle.
    pub fn fires_from_outside(&mut self, no: u8) -> Step {
        let fire = act::SystemFire { transition: no, due_at: self.now };
        self.does(Role::System, Act::System(fire))
    }

    pub fn at(&mut self, day: Date, hour: i8) {
        self.now = instant_in_beijing(day, time(hour, 0, 0, 0));
    }

    pub fn case(&self) -> &Case {
        self.case.as_ref().unwrap()
    }

    pub fn state(&self) -> Option<State> {
        self.case.as_ref().map(|case| case.state)
    }

    pub fn clocks(&self) -> &Clocks {
        &self.case().clocks
    }

    pub fn due_at(&self, no: u8) -> Option<Timestamp> {
        self.due.iter().find(|due| due.transition == no).map(|due| due.at)
    }

    pub fn has_task(&self, kind: TaskKind) -> bool {
        self.case().tasks.iter().any(|task| task.kind == kind)
    }

    // The stations that many tests start from.

    /// Received with these rows.
    pub fn received(rows: &[MaterialRow]) -> Self {
        let mut journey = Self::new();
        journey.does(Role::Clerk, Act::Receive(Box::new(journey.receiving(rows))));
        journey
    }

    pub fn complete() -> Self {
        Self::received(&[ok_row("m1"), ok_row("m2"), ok_row("m4")])
    }

    /// The tolerable m2 is absent.
    pub fn lacking_m2() -> Self {
        Self::received(&[ok_row("m1"), absent_row("m2"), ok_row("m4")])
    }

    /// The ordinary m4 is absent.
    pub fn lacking_m4() -> Self {
        Self::received(&[ok_row("m1"), ok_row("m2"), absent_row("m4")])
    }

    pub fn awaiting() -> Self {
        let mut journey = Self::lacking_m4();
        journey.does(Role::Clerk, samples::notify(&["m4"]));
        journey
    }

    pub fn held() -> Self {
        let mut journey = Self::lacking_m4();
        journey.does(Role::Clerk, samples::hold(&["m4"]));
        journey
    }

    pub fn accepted() -> Self {
        let mut journey = Self::complete();
        journey.does(Role::Clerk, Act::Accept(act::Checks::default()));
        journey
    }

    /// Accepted with m2 owed.
    pub fn tolerated() -> Self {
        let mut journey = Self::lacking_m2();
        journey.does(Role::Clerk, samples::tolerate(&["m2"]));
        journey
    }

    pub fn into_review(mut self) -> Self {
        self.does(Role::Clerk, Act::HandOver(act::Transfer::default()));
        self.does(Role::Reviewer, samples::sign_for());
        self
    }

    pub fn into_decision(mut self) -> Self {
        self = self.into_review();
        self.does(Role::Reviewer, samples::finish());
        self
    }

    pub fn into_grant(mut self) -> Self {
        self = self.into_decision();
        self.does(Role::Approver, samples::grant());
        self
    }

    pub fn into_result(mut self) -> Self {
        self = self.into_grant();
        self.does(Role::Reviewer, Act::ResultHandOver(act::Transfer::default()));
        self
    }

    pub fn immediate() -> Self {
        let mut journey = Self::new();
        journey.guide.handling = Some(HandlingKind::Immediate);
        journey.guide.flags.rule_decided = true;
        journey
    }

    pub fn with_fee(mut self, blocks_decision: bool) -> Self {
        self.guide.fee = Some(Fee {
            name: "工本费".into(),
            amount_fen: Some(500),
            standard: None,
            basis: "某法".into(),
            blocks_decision,
        });
        self
    }
}
