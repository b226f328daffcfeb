//! `GET /v1/events`: a hint that there is something new; what it is, `/v1/changes` says. Without it a desk that asks every
//! few seconds misses nothing.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use tokio::sync::watch;

use super::request::{Token, header};
use crate::central::{Centre, fault::Fault};

/// A sign of life at least so often: a desk that hears nothing for longer takes the line for lost.
const HEARTBEAT: Duration = Duration::from_secs(8);

/// The number of the change sequence, each time it moved; at once if it is past what `Last-Event-ID` says was heard. The
/// stream ends with the session that opened it.
pub(super) async fn events(State(centre): State<Centre>, token: Token, headers: HeaderMap) -> Result<Response, Fault> {
    let heard: Option<u64> = header(&headers, "last-event-id").and_then(|id| id.trim().parse().ok());
    let own = centre.clone();
    let token = token.0;
    let asked = token.clone();
    centre.run(move || own.person_of(&asked)).await?;
    let mut watch = centre.watch_changes();
    let missed = heard.is_none_or(|heard| heard != *watch.borrow());
    if missed {
        watch.mark_changed();
    }
    let news = stream::unfold((centre, token, watch), |(centre, token, mut watch)| async move {
        let seq = next(&centre, &token, &mut watch).await?;
        let event = Event::default().event("changed").id(seq.to_string()).data("{}");
        Some((Ok::<_, Infallible>(event), (centre, token, watch)))
    });
    Ok(Sse::new(news).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")).into_response())
}

/// The next number, as long as the session is good for it.
async fn next(centre: &Centre, token: &str, watch: &mut watch::Receiver<u64>) -> Option<u64> {
    watch.changed().await.ok()?;
    let (own, token) = (centre.clone(), token.to_owned());
    centre.run(move || own.person_of(&token)).await.ok()?;
    Some(*watch.borrow_and_update())
}
