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
use tokio::{sync::watch, time::Instant};

use super::request::{Token, header};
use crate::central::{Centre, fault::Fault};

/// A sign of life at least so often: a desk that hears nothing for longer takes the line for lost.
const HEARTBEAT: Duration = Duration::from_secs(8);

/// A hint is followed by the next one no sooner: a busy morning is told in a few breaths and not case by case.
const PAUSE: Duration = Duration::from_millis(100);

/// The number of the change sequence, when something moved that this person may see; at once if it did after what
/// `Last-Event-ID` says was heard. Changes of cases out of sight are not even hinted at. The stream ends with the session
/// that opened it.
pub(super) async fn events(State(centre): State<Centre>, token: Token, headers: HeaderMap) -> Result<Response, Fault> {
    let heard = header(&headers, "last-event-id").and_then(|id| id.trim().parse().ok()).unwrap_or_default();
    let (own, asked) = (centre.clone(), token.clone());
    centre.run(move || asked.holder(&own)).await?;
    let mut watch = centre.watch_changes();
    watch.mark_changed();
    let ear = Ear { centre, token, watch, heard, not_before: Instant::now() };
    let news = stream::unfold(ear, |mut ear| async move {
        if Instant::now() < ear.not_before {
            tokio::time::sleep_until(ear.not_before).await;
        }
        let seq = ear.next().await?;
        ear.not_before = Instant::now() + PAUSE;
        let event = Event::default().event("changed").id(seq.to_string()).data("{}");
        Some((Ok::<_, Infallible>(event), ear))
    });
    Ok(Sse::new(news).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("heartbeat")).into_response())
}

/// One who listens, and how far they heard.
struct Ear {
    centre: Centre,
    token: Token,
    watch: watch::Receiver<u64>,
    heard: u64,
    /// When they may be told again.
    not_before: Instant,
}

impl Ear {
    /// The next number that matters to the listener, as long as the session is good for it.
    async fn next(&mut self) -> Option<u64> {
        loop {
            self.watch.changed().await.ok()?;
            let now = *self.watch.borrow_and_update();
            let seen = self.centre.hears(self.token.clone(), self.heard, now).await.ok()?;
            self.heard = now;
            if seen {
                return Some(now);
            }
        }
    }
}
