//! Systems of departments that are told of events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Realm;
use crate::domain::case::State;

/// `POST /v1/webhooks`: tells a department's system of what happens to the cases that the department may see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookRequest {
    /// `https://…`, or `http://` to the centre's own machine.
    pub url: String,
    /// Code of the department.
    pub department: String,
    /// Narrows it to the cases of a region and below.
    #[serde(default)]
    pub region: Option<String>,
    /// Kinds of events (`case.accepted`); none = all.
    #[serde(default)]
    pub kinds: Vec<String>,
}

/// `GET /v1/webhooks`: one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WebhookView {
    /// Its id.
    pub id: Uuid,
    /// Where events go.
    pub url: String,
    /// Department whose cases it is told of.
    pub department: String,
    /// Region, if it is narrowed to one.
    #[serde(default)]
    pub region: Option<String>,
    /// Kinds of events; none = all.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Since when.
    pub made_at: Timestamp,
    /// Until when; it is told nothing any more.
    #[serde(default)]
    pub ended_at: Option<Timestamp>,
    /// Events that wait to be told.
    pub waiting: u64,
    /// Events that could not be told in time; [`Redelivered`] tells how they come back.
    pub dead: u64,
}

/// The answer to [`WebhookRequest`]: the secret is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WebhookMade {
    /// The webhook.
    pub webhook: WebhookView,
    /// base64url. `Chuangtai-Signature: t=SECONDS,v1=HEX` is HMAC-SHA-256 over `SECONDS.BODY` under these characters.
    pub secret: String,
}

/// What became of telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Not told yet; it is tried again.
    Waiting,
    /// The receiver took it.
    Done,
    /// Not told in 48 hours. It stays until somebody has it told again.
    Dead,
}

/// `GET /v1/webhooks/{id}/deliveries`: one event. It names no case: who runs the hall's machines sees no cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DeliveryView {
    /// Its id, header `Chuangtai-Delivery`.
    pub id: Uuid,
    /// Number of the event in the change sequence; the `id` of the event.
    pub seq: u64,
    /// Kind of event.
    pub kind: String,
    /// What became of it.
    pub state: DeliveryState,
    /// When it happened.
    pub made_at: Timestamp,
    /// Tries so far.
    pub attempts: u32,
    /// The next try.
    #[serde(default)]
    pub next_try: Option<Timestamp>,
    /// The last try.
    #[serde(default)]
    pub last_at: Option<Timestamp>,
    /// HTTP status of the last answer.
    #[serde(default)]
    pub last_status: Option<u32>,
    /// Why there was no answer: `timeout`, `connect`, `address`, `other`.
    #[serde(default)]
    pub last_error: Option<String>,
}

/// `POST /v1/webhooks/{id}/redeliver`: what was dead is told again, with a new count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Redelivered {
    /// How many.
    pub events: u64,
}

/// What a receiver gets: `CloudEvents` 1.0, structured JSON. It comes at least once and in the order of the case's
/// versions; what could not be told for 48 hours may come later. What the case holds is asked of the centre.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CloudEvent {
    /// `1.0`.
    pub specversion: String,
    /// Number in the change sequence; with `source` it names the event for ever.
    pub id: String,
    /// The centre's database.
    pub source: String,
    /// `cn.gov.case.accepted.v1`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The case.
    pub subject: String,
    /// Centre time.
    pub time: Timestamp,
    /// `application/json`.
    pub datacontenttype: String,
    /// No personal data.
    pub data: CaseEvent,
}

/// What an event says of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CaseEvent {
    /// The case.
    pub case_id: Uuid,
    /// Version after the event.
    pub version: u64,
    /// State after the event.
    pub state: State,
    /// The item.
    pub item_code: String,
    /// Live, or 演示·无效.
    pub realm: Realm,
}
