//! `/v1/exports`: lists as files.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};

use super::request::{Sent, Token};
use crate::{
    central::{Centre, fault::Fault},
    contract::ExportRequest,
};

/// A table of cases.
pub(super) async fn cases(
    State(centre): State<Centre>,
    token: Token,
    sent: Sent<ExportRequest>,
) -> Result<Response, Fault> {
    let own = centre.clone();
    let table = centre
        .run(move || {
            let person = token.holder(&own)?;
            own.export_cases(&person, &sent.read()?)
        })
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"cases.csv\""),
    ];
    Ok((headers, table).into_response())
}
