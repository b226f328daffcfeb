//! Who stands on either side of the demo hall's counter: staff with fixed ids, and applicants with what the
//! government's registers know of them. All of them are invented; their numbers carry the region `000000` (RULES 15).

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    contract::Person,
    domain::{
        exemption::TrustGrade,
        guide::ServiceObject,
        role::{Actor, Role},
    },
};

/// An organ of the demo hall.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organ {
    /// Short code; guides, rights and worklists go by it.
    pub code: String,
    /// Full name.
    pub name: String,
    /// Name in document numbers.
    pub short_name: String,
    /// Sections that review.
    pub sections: Vec<String>,
    /// Demonstration credit code.
    pub credit_code: String,
    /// Telephone of inquiry.
    pub inquiry_phone: String,
    /// Telephone of complaint.
    pub complaint_phone: String,
}

/// A person of the staff: one account, one role (DECISIONS 2).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Staff {
    /// Who they are on the wire.
    #[serde(flatten)]
    pub person: Person,
    /// Section of the department, for reviewers.
    #[serde(default)]
    pub section: Option<String>,
    /// Village, street or grid, for grid agents.
    #[serde(default)]
    pub area: Option<String>,
    /// What a demonstrator should know.
    #[serde(default)]
    pub note: Option<String>,
}

impl Staff {
    /// The person as the law sees them when they act.
    pub fn actor(&self) -> Actor {
        let Person { id, name, staff_no, role, departments, window_id, mandate, .. } = self.person.clone();
        Actor { id, name, staff_no, role, departments, window_id, mandate }
    }

    /// Whether they act in this role.
    pub fn is(&self, role: Role) -> bool {
        self.person.role == role
    }
}

/// A register's yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YesNo {
    /// Confirmed.
    Yes,
    /// Denied.
    No,
}

/// A certificate in the register. Days count from the day on which the demo hall opened, so that the same hall shows
/// the same picture in any year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldCertificate {
    /// Type, as materials name it in `cert_type`.
    pub cert_type: String,
    /// Certificate id; never an identity number.
    pub number: String,
    /// Issuer.
    pub issuer: String,
    /// Day of issue.
    pub issued_offset_days: i32,
    /// Last day of validity; `None` = no end.
    #[serde(default)]
    pub ends_offset_days: Option<i32>,
    /// Revoked by its issuer.
    #[serde(default)]
    pub revoked: bool,
}

/// What a shared interface answers about somebody.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedAnswer {
    /// Interface, as materials name it in `share_interface`.
    pub interface: String,
    /// Yes or no.
    pub answer: YesNo,
    /// Field values that come with it.
    #[serde(default)]
    pub values: BTreeMap<String, String>,
}

/// What a department answers when it is asked, and how long it takes.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentAnswer {
    /// Code of the department.
    pub department: String,
    /// Yes or no.
    pub answer: YesNo,
    /// Its words.
    pub text: String,
    /// Minutes from the question to the answer.
    pub after_minutes: i64,
}

/// What stands in the credit register (R2.11, R2.30).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// No record.
    Clean,
    /// 失信
    Dishonest,
    /// An earlier false commitment.
    FalseCommitment,
    /// An earlier broken tolerance; bars for a time.
    BrokenTolerance,
}

/// A credit record.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreditRecord {
    /// What was recorded.
    pub standing: Standing,
    /// Last day on which a broken tolerance bars (R2.30); `None` = until repair.
    #[serde(default)]
    pub bars_until_offset_days: Option<i32>,
    /// Day of repair (信用修复); from then on it bars nothing.
    #[serde(default)]
    pub repaired_offset_days: Option<i32>,
    /// Reference number.
    #[serde(default)]
    pub reference: Option<String>,
}

/// A material of an earlier case (R6.5).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlierMaterial {
    /// Item it was handed in for.
    pub item_code: String,
    /// Its code there; `None` = the guide of that time is gone.
    #[serde(default)]
    pub material_code: Option<String>,
    /// Its name there.
    pub material_name: String,
    /// Certificate type, if it is a certificate: then it serves other items too.
    #[serde(default)]
    pub cert_type: Option<String>,
    /// The case.
    pub case_ref: String,
    /// Trust grade; only A and B may be reused without a new check.
    pub grade: TrustGrade,
    /// Day of the check.
    pub verified_offset_days: i32,
    /// Last day of validity; `None` = no end.
    #[serde(default)]
    pub ends_offset_days: Option<i32>,
}

/// How two persons belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// This person is the other's child.
    ChildOf,
    /// This person is the other's parent or guardian.
    ParentOf,
}

/// A relation that explains who acts for whom.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// How.
    pub kind: Tie,
    /// With whom, if an applicant of this hall.
    #[serde(default)]
    pub applicant: Option<Uuid>,
    /// With whom, if not (a minor).
    #[serde(default)]
    pub name: Option<String>,
}

/// Sex, as the number's 17th digit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// 男
    Male,
    /// 女
    Female,
}

/// Kind of organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrganisationKind {
    /// 企业
    Enterprise,
    /// 个体工商户
    SoleTrader,
    /// 农民专业合作社
    Cooperative,
    /// 事业单位
    Institution,
}

/// Somebody who comes to the demo hall. `Debug` shows no personal data.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applicant {
    /// Applicant id at the centre.
    pub id: Uuid,
    /// Person or organisation.
    pub kind: ServiceObject,
    /// Name.
    pub name: String,
    /// Identity number or credit code.
    pub number: String,
    /// Sex, for persons.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Kind, for organisations.
    #[serde(default)]
    pub organisation_kind: Option<OrganisationKind>,
    /// Telephone.
    pub phone: String,
    /// Address of service.
    pub address: String,
    /// Legal representative or owner: another applicant of this hall.
    #[serde(default)]
    pub legal_representative: Option<Uuid>,
    /// Credit record.
    pub credit: CreditRecord,
    /// Certificates.
    pub certificates: Vec<HeldCertificate>,
    /// Shared data.
    pub shared: Vec<SharedAnswer>,
    /// Answers of departments.
    #[serde(default)]
    pub verifications: Vec<DepartmentAnswer>,
    /// Materials of earlier cases.
    #[serde(default)]
    pub history: Vec<EarlierMaterial>,
    /// Who belongs to whom.
    #[serde(default)]
    pub relations: Vec<Relation>,
    /// What this applicant is here to show.
    #[serde(default)]
    pub note: Option<String>,
}

impl Applicant {
    /// Kind of the number, as applications name it.
    pub fn number_kind(&self) -> &'static str {
        match self.kind {
            ServiceObject::Person => "citizen_id",
            ServiceObject::Organisation => "credit_code",
        }
    }
}

impl fmt::Debug for Applicant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Applicant").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A day that is written as an offset from the day the hall opened.
pub(crate) fn day_from(opened_on: Date, offset_days: i32) -> Date {
    opened_on.saturating_add(jiff::Span::new().days(offset_days))
}
