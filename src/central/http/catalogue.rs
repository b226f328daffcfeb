//! `/v1/catalogue`, `/v1/items`, `/v1/calendars`.

use axum::{extract::State, response::Response};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    answer::{Written, ask_as},
    request::{Asked, Named, Token, place},
};
use crate::{
    central::{Centre, fault::Fault},
    domain::guide::GuideRef,
};

/// What the asker has already.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Since {
    /// Version of the catalogue.
    #[serde(deserialize_with = "place")]
    from: u64,
    /// The day as it was known on.
    day: Option<Date>,
}

pub(super) async fn snapshot(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, |centre, _| centre.snapshot_head()).await
}

/// One piece, as bytes.
pub(super) async fn piece(
    State(centre): State<Centre>,
    token: Token,
    Named((sha256, piece)): Named<(String, u32)>,
) -> Result<Response, Fault> {
    let own = centre.clone();
    let bytes = centre
        .run(move || {
            token.holder(&own)?;
            own.snapshot_piece(&sha256, piece.into())
        })
        .await?;
    Ok(Written::response("application/octet-stream", bytes))
}

pub(super) async fn changes(
    State(centre): State<Centre>,
    token: Token,
    Asked(since): Asked<Since>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, _| centre.catalogue_changes(since.from, since.day)).await
}

pub(super) async fn items(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, |centre, _| centre.items()).await
}

pub(super) async fn item(
    State(centre): State<Centre>,
    token: Token,
    Named((item_code, version)): Named<(String, u32)>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, _| centre.item(&GuideRef { item_code, version })).await
}

pub(super) async fn calendar(
    State(centre): State<Centre>,
    token: Token,
    Named(year): Named<i16>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, _| centre.calendar_year(year)).await
}
