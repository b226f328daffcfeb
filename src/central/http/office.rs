//! `/v1/catalogue/office`, `/v1/settings`, `/v1/law`.

use axum::{extract::State, response::Response};
use serde::Deserialize;
use uuid::Uuid;

use super::{
    answer::{ask, ask_as},
    request::{Asked, Named, Sent, Token, Upload},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{OfficeAct, OfficeDraft, OfficeKind, OfficePublication, OfficeReview, OfficeRevision, Person, rows},
};

/// Which part of the list.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Listed {
    /// Those that are over as well.
    all: bool,
    /// `next` of the page before.
    cursor: Option<String>,
    /// Rows, at most 200; 50 if nothing is said.
    #[serde(deserialize_with = "rows")]
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// What is imported.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct What {
    /// Guides, tolerance lists, settings or a calendar.
    kind: OfficeKind,
}

pub(super) async fn settings(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, |centre, _| centre.region_settings()).await
}

pub(super) async fn law(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, |centre, _| centre.region_law()).await
}

pub(super) async fn drafts(
    State(centre): State<Centre>,
    token: Token,
    Asked(listed): Asked<Listed>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| {
        centre.office_drafts(person, !listed.all, listed.cursor.as_deref(), listed.limit)
    })
    .await
}

pub(super) async fn draft(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.office_draft(person, id)).await
}

pub(super) async fn difference(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.office_difference(person, id)).await
}

pub(super) async fn import(
    State(centre): State<Centre>,
    token: Token,
    Asked(what): Asked<What>,
    file: Upload,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.office_import(person, what.kind, file.kind, &file.bytes)).await
}

/// An act on one draft, with a body that is read once it is known who sent it.
async fn act<T: serde::de::DeserializeOwned + 'static>(
    centre: Centre,
    token: Token,
    id: Uuid,
    sent: Sent<T>,
    work: fn(&Centre, &Person, Uuid, &T) -> Result<OfficeDraft, Fault>,
) -> Result<Response, Fault> {
    ask(centre, move |centre| {
        let person = token.holder(centre)?;
        work(centre, &person, id, &sent.read()?)
    })
    .await
}

pub(super) async fn revise(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    sent: Sent<OfficeRevision>,
) -> Result<Response, Fault> {
    act(centre, token, id, sent, Centre::office_revise).await
}

pub(super) async fn submit(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    sent: Sent<OfficeAct>,
) -> Result<Response, Fault> {
    act(centre, token, id, sent, Centre::office_submit).await
}

pub(super) async fn review(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    sent: Sent<OfficeReview>,
) -> Result<Response, Fault> {
    act(centre, token, id, sent, Centre::office_review).await
}

pub(super) async fn publish(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    sent: Sent<OfficePublication>,
) -> Result<Response, Fault> {
    act(centre, token, id, sent, Centre::office_publish).await
}

pub(super) async fn withdraw(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
    sent: Sent<OfficeAct>,
) -> Result<Response, Fault> {
    act(centre, token, id, sent, Centre::office_withdraw).await
}
