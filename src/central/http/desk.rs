//! `/healthz`, `/readyz`, `/v1/meta`, `/v1/me`, `/v1/queue`, `/v1/audit`.

use axum::{extract::State, http::StatusCode, response::Response};
use serde::Deserialize;

use super::{
    answer::{ask, ask_as, json as reply},
    request::{Asked, Before, SequencePlace, Token},
};
use crate::{
    central::{Centre, fault::Fault, serve::is_ready},
    contract::{Health, Ready},
};

/// Places of the chain whose hashes are asked for: `at=4,7`.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Marks {
    /// Places with commas between, at most 100.
    at: String,
}

/// The process is there. Whether it can do anything, [`ready`] says: a process that cannot is not started anew for that.
pub(super) async fn health(State(centre): State<Centre>) -> Response {
    reply(StatusCode::OK, &Health { ok: true, realm: centre.realm() })
}

/// A command sent now could take effect; otherwise the problem says why not.
pub(super) async fn ready(State(centre): State<Centre>, before: Before) -> Result<Response, Fault> {
    if before.is_stopping() {
        return Err(Fault::new(503, "service.stopping").after(5));
    }
    is_ready(&centre).await?;
    Ok(reply(StatusCode::OK, &Ready { ready: true, realm: centre.realm() }))
}

pub(super) async fn meta(State(centre): State<Centre>, Asked(marks): Asked<Marks>) -> Result<Response, Fault> {
    let places: Result<Vec<u64>, _> = marks.at.split(',').filter(|place| !place.is_empty()).map(str::parse).collect();
    let places = places.map_err(|_| Fault::new(400, "query.invalid"))?;
    ask(centre, move |centre| centre.meta_at(&places)).await
}

pub(super) async fn me(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, Centre::me).await
}

pub(super) async fn queue(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, Centre::queue).await
}

pub(super) async fn call_next(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, Centre::call_next).await
}

pub(super) async fn audit(
    State(centre): State<Centre>,
    token: Token,
    Asked(place): Asked<SequencePlace>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.audit(person, place.after, place.limit)).await
}
