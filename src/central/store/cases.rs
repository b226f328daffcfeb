//! Cases as they stand now: a projection of the events. The masked form lies in `cases`, the clear application and
//! delivery in `personal_case`, and only rules and reveals read the latter.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Scope, StoreError, Tx, columns, engine::values};
use crate::domain::case::{Application, Case, DeliveryRecord};

/// A case as rules need it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRow {
    /// The case with clear values.
    pub case: Case,
    /// Applicant.
    pub applicant_id: Uuid,
    /// Who told the centre of it first.
    pub opened_by: Uuid,
    /// Who received it.
    pub received_by: Option<Uuid>,
    /// Hash of the applicant's query code (R7.21).
    pub query_code: Option<String>,
}

/// A case to be saved.
#[derive(Debug)]
pub struct SavedCase<'a> {
    /// As rules need it.
    pub row: &'a CaseRow,
    /// The same at level L.
    pub masked: &'a Case,
    /// Open tolerance's latest due date, if the tolerance facet is open or overdue (R2.34).
    pub tolerance_due: Option<Date>,
    /// Something is owed.
    pub tolerance_open: bool,
    /// Centre time.
    pub at: Timestamp,
}

/// What stands in `personal_case`.
#[derive(Serialize, Deserialize)]
struct Personal {
    application: Application,
    delivery: Option<DeliveryRecord>,
}

impl Tx<'_> {
    /// A case that this person may see, with clear values: for rules and for reveals, never for an answer as it is.
    pub fn case(&self, id: Uuid, scope: &Scope) -> Result<Option<CaseRow>, StoreError> {
        let bound = scope.bound();
        let sql = format!(
            "SELECT c.body, c.applicant_id, c.opened_by, c.received_by, c.query_code, p.body AS personal
             FROM cases AS c JOIN personal_case AS p ON p.case_id = c.id WHERE c.id = :id AND {}",
            Scope::CONDITION
        );
        self.one(&sql, &bound.with(&[(":id", &id)]), |row| {
            let personal: Personal = columns::json(row, "personal")?;
            let mut case: Case = columns::json(row, "body")?;
            case.application = personal.application;
            case.delivery = personal.delivery;
            Ok(CaseRow {
                case,
                applicant_id: columns::id(row, "applicant_id")?,
                opened_by: columns::id(row, "opened_by")?,
                received_by: columns::some_id(row, "received_by")?,
                query_code: columns::get(row, "query_code")?,
            })
        })
    }

    /// A case that this person may see, at level L.
    pub fn masked_case(&self, id: Uuid, scope: &Scope) -> Result<Option<Case>, StoreError> {
        let bound = scope.bound();
        let sql = format!("SELECT c.body FROM cases AS c WHERE c.id = :id AND {}", Scope::CONDITION);
        self.one(&sql, &bound.with(&[(":id", &id)]), |row| columns::json(row, "body"))
    }

    /// When a case was received, whoever asks.
    pub fn received_at(&self, id: Uuid) -> Result<Option<Timestamp>, StoreError> {
        let at = self.one("SELECT received_at FROM cases WHERE id = ?1", values![id], |row| {
            columns::get::<Option<i64>>(row, "received_at")
        })?;
        let at = at.flatten().map(Timestamp::from_millisecond).transpose();
        at.map_err(|_| StoreError::Unreadable { what: "received_at" })
    }

    /// Whether the centre knows this case at all, whoever asks: an id may be used once only.
    pub fn case_exists(&self, id: Uuid) -> Result<bool, StoreError> {
        self.exists("SELECT 1 FROM cases WHERE id = ?1", values![id])
    }

    /// Saves a case in both its forms.
    pub fn save_case(&self, saved: &SavedCase<'_>) -> Result<(), StoreError> {
        let SavedCase { row, masked, .. } = saved;
        let case = &row.case;
        self.execute(
            "INSERT INTO cases (id, version, state, case_no, receipt_no, item_code, item_name, department,
                                applicant_id, opened_by, received_by, received_at, changed_at, tolerance_open,
                                tolerance_due, query_code, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
             ON CONFLICT (id) DO UPDATE SET
                 version = excluded.version, state = excluded.state, case_no = excluded.case_no,
                 receipt_no = excluded.receipt_no, department = excluded.department,
                 applicant_id = excluded.applicant_id, received_by = excluded.received_by,
                 received_at = excluded.received_at, changed_at = excluded.changed_at,
                 tolerance_open = excluded.tolerance_open, tolerance_due = excluded.tolerance_due,
                 query_code = excluded.query_code, body = excluded.body",
            values![
                case.id,
                columns::stored(case.version),
                columns::to_word(&case.state)?,
                case.case_no,
                case.receipt_no,
                case.guide_version.item_code,
                case.item_name,
                case.department,
                row.applicant_id,
                row.opened_by,
                row.received_by,
                case.received_at,
                saved.at,
                saved.tolerance_open,
                saved.tolerance_due,
                row.query_code,
                columns::to_json(masked)?,
            ],
        )?;
        let personal = Personal { application: case.application.clone(), delivery: case.delivery.clone() };
        self.execute(
            "INSERT INTO personal_case (case_id, body) VALUES (?1, ?2)
             ON CONFLICT (case_id) DO UPDATE SET body = excluded.body",
            values![case.id, columns::to_json(&personal)?],
        )?;
        Ok(())
    }

    /// Makes a case findable by the ends of its numbers, which it has from now on.
    pub fn keep_ends(&self, case: &Case) -> Result<(), StoreError> {
        for number in [&case.case_no, &case.receipt_no].into_iter().flatten() {
            self.execute(
                "INSERT INTO case_ends (tail, case_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
                values![columns::backwards(number), case.id],
            )?;
        }
        Ok(())
    }

    /// R2.34: whether this applicant owes an overdue tolerance in a case other than `except`.
    pub fn tolerance_overdue_elsewhere(&self, applicant: Uuid, except: Uuid, today: Date) -> Result<bool, StoreError> {
        self.exists(
            "SELECT 1 FROM cases WHERE applicant_id = ?1 AND id <> ?2 AND tolerance_open AND tolerance_due < ?3 LIMIT 1",
            values![applicant, except, today],
        )
    }

    /// R2.30: records a broken tolerance in the commitment register.
    pub fn add_breach(&self, case_id: Uuid, applicant: Uuid, barred_until: Date) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO breaches (case_id, applicant_id, barred_until) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            values![case_id, applicant, barred_until],
        )?;
        Ok(())
    }

    /// R2.30: the last day on which an earlier breach bars this applicant.
    pub fn barred_until(&self, applicant: Uuid) -> Result<Option<Date>, StoreError> {
        let until = self.one(
            "SELECT max(barred_until) AS until FROM breaches WHERE applicant_id = ?1",
            values![applicant],
            |row| columns::get::<Option<String>>(row, "until"),
        )?;
        until
            .flatten()
            .map(|text| text.parse().map_err(|_| StoreError::Unreadable { what: "barred_until" }))
            .transpose()
    }

    /// A submitted draft of this applicant that waits for the window.
    pub fn waiting_draft(&self, applicant: Uuid, scope: &Scope) -> Result<Option<Uuid>, StoreError> {
        let bound = scope.bound();
        let sql = format!(
            "SELECT c.id FROM cases AS c WHERE c.applicant_id = :applicant AND c.state = 'Draft' AND {}
             ORDER BY c.changed_at DESC, c.id LIMIT 1",
            Scope::CONDITION
        );
        self.one(&sql, &bound.with(&[(":applicant", &applicant)]), |row| columns::id(row, "id"))
    }
}
