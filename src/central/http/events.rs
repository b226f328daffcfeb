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
use crate::central::{
    Centre,
    fault::Fault,
    serve::{Open, Seat},
};

/// A sign of life at least so often: a desk that hears nothing for longer takes the line for lost.
const HEARTBEAT: Duration = Duration::from_secs(8);

/// A hint is followed by the next one no sooner: a busy morning is told in a few breaths and not case by case.
const PAUSE: Duration = Duration::from_millis(100);

/// The number of the change sequence, when something moved that this person may see; at once if it did after what
/// `Last-Event-ID` says was heard. Changes of cases out of sight are not even hinted at. Whoever names a place that the
/// sequence has not come to is told to read anew (`reread`), and goes on from its end. The stream ends with the session that
/// opened it.
pub(super) async fn events(State(centre): State<Centre>, token: Token, headers: HeaderMap) -> Result<Response, Fault> {
    let said = header(&headers, "last-event-id").map_or(Some(0), |id| id.trim().parse::<u64>().ok());
    let (own, asked) = (centre.clone(), token.clone());
    let (person, last) = centre.run(move || Ok::<_, Fault>((asked.holder(&own)?, own.meta()?.change_seq))).await?;
    let seat = token.before.window(person.id)?;
    let known = said.filter(|heard| *heard <= last);
    let mut watch = centre.watch_changes();
    watch.mark_changed();
    let astray = known.is_none();
    let heard = known.unwrap_or(last);
    let ear = Ear { centre, token, watch, heard, astray, not_before: Instant::now(), _seat: seat };
    let news = stream::unfold(ear, |mut ear| async move {
        if Instant::now() < ear.not_before {
            tokio::time::sleep_until(ear.not_before).await;
        }
        let (name, seq) =
            if std::mem::take(&mut ear.astray) { ("reread", ear.heard) } else { ("changed", ear.next().await?) };
        ear.not_before = Instant::now() + PAUSE;
        let event = Event::default().event(name).id(seq.to_string()).data("{}");
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
    /// What they said they heard, no such sequence ever told.
    astray: bool,
    _seat: Option<(Seat, Open)>,
    /// When they may be told again.
    not_before: Instant,
}

impl Ear {
    /// The next number that matters to the listener, as long as the session is good for it and the service goes on.
    async fn next(&mut self) -> Option<u64> {
        loop {
            tokio::select! {
                changed = self.watch.changed() => changed.ok()?,
                () = self.token.before.stopping() => return None,
            }
            let now = *self.watch.borrow_and_update();
            let seen = self.centre.hears(self.token.clone(), self.heard, now).await.ok()?;
            self.heard = now;
            if seen {
                return Some(now);
            }
        }
    }
}
