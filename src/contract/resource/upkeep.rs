//! What keeps desks and centre in step and accountable: calendars, reconciliation, the audit trail, demo registers.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ChainMark;
use crate::{
    contract::{Fingerprint, Problem, Receipt, told::readable},
    domain::calendar::Year,
};

/// `GET /v1/calendars/{year}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CalendarYear {
    /// Version of the calendar, as `/v1/meta` names it.
    pub version: String,
    /// Year.
    pub year: i16,
    /// The notice; `None` = not announced yet, every date in it is provisional (R9.4).
    pub notice: Option<Year>,
}

/// `POST /v1/reconcile`: everything a desk is unsure of (RELIABILITY 3.10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReconcileRequest {
    /// Commands, at most 500.
    pub items: Vec<ReconcileItem>,
}

/// One command that a desk asks about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReconcileItem {
    /// Command.
    pub command_id: Uuid,
    /// Fingerprint of the bytes the desk holds.
    pub fingerprint: Fingerprint,
}

/// Its answer, in the order of the question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReconcileAnswer {
    /// A line per command. One that this program cannot read says nothing about its command.
    #[serde(deserialize_with = "readable")]
    pub items: Vec<ReconcileLine>,
    /// Where the centre's chain ended when this was read.
    pub mark: ChainMark,
}

/// What has become of one command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ReconcileLine {
    /// Command.
    pub command_id: Uuid,
    /// What is known.
    #[serde(flatten)]
    pub state: ReconcileState,
}

/// What the centre knows of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ReconcileState {
    /// Never admitted. If the desk holds a receipt for it, the centre was restored from an older backup (F62).
    Unknown,
    /// It has its verdict, and belongs to another person than the one who asks: no more is said of it than whether that
    /// is what a desk heard.
    Known {
        /// [`ReceiptPayload::gist`](crate::contract::ReceiptPayload::gist) of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gist: Option<String>,
    },
    /// Known under this id with other bytes.
    OtherBytes,
    /// It has its verdict.
    Settled {
        /// The signed answer.
        receipt: Receipt,
        /// The reasons beside a rejection.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        problem: Option<Box<Problem>>,
    },
}

/// `GET /v1/audit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AuditPage {
    /// Links in order.
    pub links: Vec<AuditLink>,
    /// First place of the whole chain that does not fit; `None` = it holds.
    pub broken_at: Option<u64>,
}

/// One link of the audit chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AuditLink {
    /// Place.
    pub seq: u64,
    /// Canonical JSON of the record.
    pub body: String,
    /// Its hash.
    pub hash: String,
}

/// A line to a register of the demo hall, as `GET` and `POST /v1/demo/registers` say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RegisterLine {
    /// `certificates`, `shared_data`, `credit`, `departments`.
    pub register: String,
    /// It answers.
    pub on: bool,
}
