//! `POST /v1/commands` and `POST /v1/reconcile`.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode},
    response::Response,
};

use super::{
    answer::{REPLAYED, ask_as, json, problem},
    request::{Raw, Sent, Token, header},
};
use crate::{
    central::{Answer, Centre, Sealed, fault::Fault, serve::Said},
    contract::ReconcileRequest,
};

pub(super) async fn apply(State(centre): State<Centre>, token: Token, raw: Raw) -> Result<Response, Fault> {
    let own = centre.clone();
    let answer = centre
        .run(move || {
            let person = token.holder(&own)?;
            token.before.limits().map_or(Ok(()), |limits| limits.device(&raw.bytes))?;
            own.fresh_for_command(&token.text, &person, &raw.bytes)?;
            let sealed = Sealed {
                bytes: &raw.bytes,
                signature: header(&raw.headers, "device-signature"),
                key: header(&raw.headers, "idempotency-key"),
                recovery: header(&raw.headers, "recovery-grant"),
            };
            own.apply(&sealed, &person)
        })
        .await?;
    let (mut response, replayed, said) = match answer {
        Answer::Applied { receipt, replayed } => {
            let said = Said { code: String::new(), trace: None, verdict: Some("applied") };
            (json(StatusCode::OK, &receipt), replayed, said)
        }
        Answer::Rejected { problem: why, replayed } => {
            let (code, trace) = (why.code.clone(), Some(why.trace_id.clone()));
            (problem(&why), replayed, Said { code, trace, verdict: Some("rejected") })
        }
    };
    let verdict = if replayed { Some("replayed") } else { said.verdict };
    response.extensions_mut().insert(Said { verdict, ..said });
    if replayed {
        response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
    }
    Ok(response)
}

pub(super) async fn reconcile(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<ReconcileRequest>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.reconcile(person, &request.read()?)).await
}
