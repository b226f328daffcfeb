//! `/v1/proposals`.

use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{
    answer::ask_as,
    request::{Named, Token},
};
use crate::central::{Centre, fault::Fault};

pub(super) async fn list(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, Centre::proposals).await
}

pub(super) async fn confirm(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.confirm_proposal(person, id)).await
}

pub(super) async fn refuse(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.refuse_proposal(person, id)).await
}

pub(super) async fn withdraw(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.withdraw_proposal(person, id)).await
}
