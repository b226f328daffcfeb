//! `/v1/catalogue`, `/v1/items`, `/v1/calendars`.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use jiff::civil::Date;
use serde::Deserialize;

use super::{
    answer::ask_as,
    request::{Asked, Named, Token},
};
use crate::{
    central::{Centre, fault::Fault},
    domain::guide::GuideRef,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Since {
    from: u64,
    day: Option<Date>,
}

pub(super) async fn snapshot(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, |centre, _| centre.snapshot_head()).await
}

/// One piece, as bytes.
pub(super) async fn piece(
    State(centre): State<Centre>,
    token: Token,
    Named((sha256, piece)): Named<(String, u64)>,
) -> Result<Response, Fault> {
    let own = centre.clone();
    let bytes = centre
        .run(move || {
            token.holder(&own)?;
            own.snapshot_piece(&sha256, piece)
        })
        .await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
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
