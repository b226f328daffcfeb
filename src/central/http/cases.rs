//! `/v1/cases`, `/v1/worklists`, `/v1/documents`, `/v1/changes`.

use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{
    answer::ask_as,
    request::{Asked, ListPlace, Named, SequencePlace, Token},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{CaseQuery, WorklistName},
};

pub(super) async fn query(
    State(centre): State<Centre>,
    token: Token,
    Asked(query): Asked<CaseQuery>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.query(person, &query)).await
}

pub(super) async fn case(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.case(person, id)).await
}

pub(super) async fn timeline(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.timeline(person, id)).await
}

pub(super) async fn clock(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.clock_view(person, id)).await
}

pub(super) async fn worklist(
    State(centre): State<Centre>,
    token: Token,
    Named(name): Named<WorklistName>,
    Asked(place): Asked<ListPlace>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| {
        centre.worklist(person, name, place.filter, place.cursor.as_deref(), place.limit)
    })
    .await
}

pub(super) async fn queue_counts(
    State(centre): State<Centre>,
    token: Token,
    Named(name): Named<WorklistName>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.queue_counts(person, name)).await
}

pub(super) async fn document(
    State(centre): State<Centre>,
    token: Token,
    Named(no): Named<String>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.document(person, &no)).await
}

pub(super) async fn counts(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, Centre::case_counts).await
}

pub(super) async fn changes(
    State(centre): State<Centre>,
    token: Token,
    Asked(place): Asked<SequencePlace>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.changes(person, place.after, place.limit)).await
}
