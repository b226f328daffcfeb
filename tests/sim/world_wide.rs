//! What only some seeds live through: tolerance with its days, days that pass, a new version of the guide. It draws no
//! dice in the other seeds, so that those stay what they were.

use std::fmt::Write as _;

use chuangtai::{
    contract::{EvidenceRequest, LookupRequest, ReceiptPayload},
    desk::{Desk, DeskError},
    domain::{
        case::{Application, State},
        check::{MaterialRow, Verdict},
        guide::ToleranceMode,
        lifecycle::{Act, act},
    },
};
use rusqlite::Connection;
use uuid::Uuid;

use super::{checker, faults::Moment, world::World, world_template::template};

const DAY: u64 = 86_400_000;

/// One seed in four is a wide one.
const WIDE: u64 = 4;

impl World {
    pub(super) fn is_wide(&self) -> bool {
        self.seed % WIDE == 1
    }

    /// The application that a clerk takes down: perhaps without the material that may come later, perhaps by the new
    /// guide.
    pub(super) fn takes_down(&mut self, case: Uuid, mut application: Application) -> Application {
        if !self.is_wide() {
            return application;
        }
        if self.published && self.dice.chance(600) {
            application.guide_version.version += 1;
        }
        if self.dice.chance(500) {
            if let Some(row) = application.materials.last_mut() {
                *row = MaterialRow { by: None, verdict: Verdict::Absent, originals: 0, pages: 0, ..row.clone() };
            }
            self.lacking.insert(case, application.clone());
        }
        application
    }

    /// What a clerk does next with a case that lacks a material, if it is time for it.
    pub(super) fn tolerates(&mut self, case: Uuid, state: Option<State>) -> Option<Act> {
        if !self.lacking.contains_key(&case) || !self.dice.chance(700) {
            return None;
        }
        let row = template().applications[0].materials.last()?.clone();
        match state? {
            State::Received => {
                let mode = ToleranceMode::SupplementLater;
                let line = act::ToleratedMaterial { material_code: row.material_code, mode, due_days: None };
                Some(Act::AcceptWithTolerance(act::ToleranceDemand {
                    lines: vec![line],
                    signed: true,
                    signed_by_applicant: true,
                    credit_evidence: None,
                    materials: Vec::new(),
                }))
            }
            State::Accepted | State::Dispatched => Some(Act::ToleranceReceive(act::ToleranceArrival {
                materials: vec![row],
                reached_at: None,
                wrong: String::new(),
            })),
            _ => None,
        }
    }

    /// Days pass over everybody: what is due falls due.
    pub(super) fn days_pass(&mut self) {
        if !self.is_wide() || !self.dice.chance(400) {
            return;
        }
        self.now += self.dice.between(1, 4) * DAY;
        self.note(|text| write!(text, "days passed"));
        self.set_clocks();
    }

    /// The next version of the guide comes into force, under whatever is being typed by the one before.
    pub(super) fn publishes(&mut self) {
        if !self.is_wide() || self.published || !self.dice.chance(400) {
            return;
        }
        self.published = true;
        let was_up = self.centre.take().is_some();
        {
            let db = Connection::open(self.dir.path().join("centre/centre.db")).unwrap();
            db.execute_batch(
                "UPDATE centre SET catalogue_version = catalogue_version + 1;
                 INSERT INTO guides (item_code, version, effective, catalogue, body)
                     SELECT item_code, version + 1, effective, (SELECT catalogue_version FROM centre),
                            json_set(body, '$.guide_version', item_code || '@' || (version + 1))
                     FROM guides ORDER BY version DESC LIMIT 1;",
            )
            .unwrap();
        }
        self.saw(Moment::GuidePublished);
        self.note(|text| write!(text, "guide published"));
        if was_up {
            self.start_centre();
        }
    }

    /// What a verdict tells of tolerance and of the guide.
    pub(super) fn saw_of_days_and_guides(&mut self, payload: &ReceiptPayload) {
        if payload.transitions.contains(&10) {
            self.saw(Moment::ToleranceGranted);
        }
        if payload.transitions.contains(&42) {
            self.saw(Moment::ToleranceFulfilled);
        }
        if payload.problem.as_deref() == Some("guide.superseded") {
            self.saw(Moment::GuideSuperseded);
        }
    }

    /// Grants of tolerance, and what the days of each depend on: for the checker, from the cases as they stand.
    pub(super) fn tolerances(&mut self, db: &Connection, centre: &mut checker::Centre) {
        let mut statement = db
            .prepare(
                "SELECT c.id, c.body, e.command_id, date((e.at + 28800000) / 1000, 'unixepoch')
                 FROM cases AS c JOIN events AS e ON e.case_id = c.id
                 WHERE EXISTS (SELECT 1 FROM json_each(e.transitions) WHERE value = 10)",
            )
            .unwrap();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let id = |index| row.get::<_, String>(index).unwrap().parse::<Uuid>().unwrap().as_u128();
            let body: serde_json::Value = serde_json::from_str(&row.get::<_, String>(1).unwrap()).unwrap();
            let granted_on: String = row.get(3).unwrap();
            for line in body["tolerance"]["lines"].as_array().unwrap() {
                let due = line["due"].to_string();
                let basis = format!("tolerated on {granted_on} for one working day");
                if let Some(case) = centre.cases.iter_mut().find(|case| case.id == id(0)) {
                    case.deadlines.push((basis, due.clone()));
                }
                centre.grants.push(checker::Grant {
                    case: id(0),
                    material: line["material_code"].to_string(),
                    command: id(2),
                    due: due.clone(),
                    stands: due,
                    extended: line["extensions"].as_u64().unwrap_or_default() > 0,
                });
            }
        }
        let fired = |no: u8| {
            db.prepare("SELECT 1 FROM events, json_each(events.transitions) WHERE value = ?1")
                .unwrap()
                .exists([no])
                .unwrap()
        };
        if fired(44) {
            self.saw(Moment::ToleranceDayPassed);
        }
        if fired(13) {
            self.saw(Moment::AcceptedByTime);
        }
    }
}

/// The window asks the credit register at the moment of the offer (R2.11).
pub async fn asks_credit(desk: &Desk, case: Uuid, application: &Application) -> Result<(), DeskError> {
    let lookup = LookupRequest {
        number_kind: application.applicant.number_kind.clone(),
        number: application.applicant.number.clone(),
        purpose: "receive".to_owned(),
    };
    let found = desk.ask(|centre| async move { centre.lookup(&lookup).await }).await?;
    let request = EvidenceRequest {
        applicant_id: found.applicant_id,
        guide_version: application.guide_version.clone(),
        // Not for what is lacking: a register that has it would make the tolerance needless.
        material_codes: application.materials.first().map(|row| row.material_code.clone()).into_iter().collect(),
        authorisation: None,
        case_id: case,
    };
    desk.ask(|centre| async move { centre.evidence(&request).await }).await.map(|_| ())
}
