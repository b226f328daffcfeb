//! The centre hints that something changed; what it is, `/v1/changes` says. Without hints the desk asks every few seconds.

use std::time::Duration;

use futures_util::StreamExt as _;

use crate::desk::{Desk, DeskError, api::Pieces, outbox::backoff};

impl Desk {
    /// Hears the centre's hints until the stream ends, and calls `hint` at each. Whoever calls it opens it anew, after a
    /// pause.
    pub async fn hear_hints(&self, mut hint: impl FnMut()) -> Result<(), DeskError> {
        if !self.is_signed_in() {
            return Err(DeskError::NobodySignedIn);
        }
        let after = self.place().await?.cursor;
        let mut pieces: Pieces = self.ask(|centre| async move { centre.events(after).await }).await?;
        let mut events = Events::default();
        while let Some(piece) = pieces.next().await {
            // A line that breaks is told by whoever asks next; a hint that was lost is in the next answer.
            let Ok(piece) = piece else { return Ok(()) };
            if events.take(&piece) {
                hint();
            }
        }
        Ok(())
    }

    /// How long to wait before the stream is opened again, after so many that did not last: back-off with jitter, so
    /// that all desks of a city do not come back in the same second.
    pub fn pause(&self, failed: u32) -> Duration {
        let pause = backoff(failed, self.inner.entropy.as_ref());
        Duration::try_from(pause).unwrap_or(Duration::from_secs(5))
    }
}

/// Longest line of a stream; no event of the centre is longer.
const LONGEST_LINE: usize = 4 << 10;

/// Reads `text/event-stream` as far as a hint needs it: an event is a block with a `data` line; a comment is a sign of
/// life.
#[derive(Debug, Default)]
struct Events {
    line: Vec<u8>,
    data: bool,
}

impl Events {
    /// Takes what came. True if an event ended in it.
    fn take(&mut self, piece: &[u8]) -> bool {
        let mut ended = false;
        for byte in piece {
            match byte {
                b'\n' => {
                    ended |= self.line.is_empty() && std::mem::take(&mut self.data);
                    self.data |= self.line.starts_with(b"data");
                    self.line.clear();
                }
                b'\r' => {}
                byte if self.line.len() < LONGEST_LINE => self.line.push(*byte),
                _ => {}
            }
        }
        ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_heard_however_it_is_cut_and_a_heartbeat_is_none() {
        let stream = b": heartbeat\n\nevent: changed\r\nid: 7\r\ndata: {}\r\n\r\n:\n\n";
        for cut in 1..stream.len() {
            let mut events = Events::default();
            let heard: usize = stream.chunks(cut).map(|piece| usize::from(events.take(piece))).sum();
            assert_eq!(heard, 1, "{cut}");
        }
        let mut events = Events::default();
        assert!(!events.take(&vec![b'x'; 1 << 20]) && events.line.len() <= LONGEST_LINE);
    }
}
