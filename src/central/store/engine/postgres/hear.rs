//! Hearing of what the other instances commit: a connection that only listens, and comes back when it was cut.

use std::{future::poll_fn, time::Duration};

use tokio_postgres::{AsyncMessage, SimpleQueryMessage};

use super::secure::Way;
use crate::central::store::Hear;

/// Between two tries to come back.
const PAUSE: Duration = Duration::from_secs(1);

/// A connection that is silent for longer is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(15);

/// Listens until the runtime ends. What was missed while the line was down is made up for by reading the number anew.
pub(super) async fn listen(way: Way, hear: Hear) {
    loop {
        // Why it ended does not matter: whatever it was, the next try shows whether it is over.
        let _ = once(&way, &hear).await;
        tokio::time::sleep(PAUSE).await;
    }
}

async fn once(way: &Way, hear: &Hear) -> Result<(), tokio_postgres::Error> {
    let (client, mut connection) = way.config.connect(way.tls.clone()).await?;
    let told = hear.clone();
    let mut driven = tokio::spawn(async move {
        while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
            if let AsyncMessage::Notification(note) = message
                && let Ok(seq) = note.payload().parse()
            {
                told(seq);
            }
        }
    });
    client.batch_execute("LISTEN chuangtai").await?;
    loop {
        for part in client.simple_query("SELECT change_seq FROM centre").await? {
            if let SimpleQueryMessage::Row(row) = part
                && let Some(seq) = row.get(0).and_then(|seq| seq.parse().ok())
            {
                hear(seq);
            }
        }
        if tokio::time::timeout(SILENCE, &mut driven).await.is_ok() {
            return Ok(());
        }
    }
}
