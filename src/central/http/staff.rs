//! `/v1/staff`.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    answer::ask_as,
    request::{Asked, Named, Sent, Token},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{ChangeStaff, NewStaff, RecoveryRequest, ResetPassword, rows},
};

/// Which part of the list.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Place {
    /// The last staff number of the page before.
    after: Option<String>,
    /// Rows, at most 200; 50 if nothing is said.
    #[serde(deserialize_with = "rows")]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

pub(super) async fn list(
    State(centre): State<Centre>,
    token: Token,
    Asked(place): Asked<Place>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.staff(person, place.after.as_deref(), place.limit)).await
}

pub(super) async fn add(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<NewStaff>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.add_staff(person, &request.read()?)).await
}

pub(super) async fn change(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    request: Sent<ChangeStaff>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.change_staff(person, id, &request.read()?)).await
}

pub(super) async fn password(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    request: Sent<ResetPassword>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.reset_password(person, id, request.read()?)).await
}

pub(super) async fn sign_out(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.force_sign_out(person, id)).await
}

pub(super) async fn disable(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.disable(person, id)).await
}

pub(super) async fn enable(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.enable(person, id)).await
}

pub(super) async fn recover(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    request: Sent<RecoveryRequest>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.give_recovery(person, id, &request.read()?)).await
}
