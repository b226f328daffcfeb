//! `/v1/webhooks`: which system of a department is told of what, and what became of the telling.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    answer::ask_as,
    request::{Asked, Named, Sent, Token},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{WebhookRequest, rows},
};

/// Which part of the list.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Place {
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, at most 200; 50 if nothing is said.
    #[serde(deserialize_with = "rows")]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

pub(super) async fn list(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, Centre::webhooks).await
}

pub(super) async fn make(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<WebhookRequest>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.make_webhook(person, &request.read()?)).await
}

pub(super) async fn end(State(centre): State<Centre>, token: Token, Named(id): Named<Uuid>) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.end_webhook(person, id)).await
}

pub(super) async fn deliveries(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    Asked(place): Asked<Place>,
) -> Result<Response, Fault> {
    let before = place.cursor.map(|cursor| cursor.parse::<u64>()).transpose();
    let before = before.map_err(|_| Fault::new(400, "cursor.invalid"))?;
    ask_as(centre, token, move |centre, person| centre.webhook_log(person, id, before, place.limit)).await
}

pub(super) async fn redeliver(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.redeliver(person, id)).await
}
