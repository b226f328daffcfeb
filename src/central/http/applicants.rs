//! `POST /v1/applicants/lookup`, `/v1/evidence`, `/v1/reveals`: personal numbers travel in bodies only.

use axum::{extract::State, response::Response};

use super::{
    answer::ask_as,
    request::{Sent, Token},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{EvidenceRequest, LookupRequest, RevealRequest},
};

pub(super) async fn lookup(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<LookupRequest>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.lookup(person, &request.read()?)).await
}

pub(super) async fn evidence(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<EvidenceRequest>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.ask_registers(person, &request.read()?)).await
}

pub(super) async fn reveal(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<RevealRequest>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.reveal(person, &request.read()?)).await
}
