//! `/v1/sessions` and `/v1/devices`.

use axum::{extract::State, response::Response};

use super::{
    answer::{ask, ask_as},
    request::{Sent, Token},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{EnrolRequest, SignIn},
};

pub(super) async fn sign_in(State(centre): State<Centre>, request: Sent<SignIn>) -> Result<Response, Fault> {
    ask(centre, move |centre| centre.sign_in(&request.read()?)).await
}

pub(super) async fn sign_out(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    let own = token.text.clone();
    ask_as(centre, token, move |centre, person| centre.sign_out(&own, person)).await
}

pub(super) async fn enrol(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<EnrolRequest>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.enrol(person, &request.read()?)).await
}
