//! Systems of departments, and what is to be told to them. Rows of deliveries are written in the transaction of what they
//! tell of; whoever delivers takes them for a while first, so that several instances tell nothing at the same time.

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    Scope, StoreError, Tx, columns,
    engine::{Row, values},
};
use crate::contract::{DeliveryState, DeliveryView};

/// A system that is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRow {
    /// Id.
    pub id: Uuid,
    /// Where events go.
    pub url: String,
    /// Department.
    pub department: String,
    /// Region; empty = all.
    pub region: String,
    /// Kinds of events; none = all.
    pub kinds: Vec<String>,
    /// Its secret, encrypted.
    pub secret: Vec<u8>,
    /// Who made it.
    pub made_by: Uuid,
    /// When.
    pub made_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

/// An event to be told.
#[derive(Debug)]
pub struct NewDelivery<'a> {
    /// Id.
    pub id: Uuid,
    /// To whom.
    pub webhook_id: Uuid,
    /// Number in the change sequence.
    pub seq: u64,
    /// Case.
    pub case_id: Uuid,
    /// Kind of event.
    pub kind: &'a str,
    /// What is told.
    pub body: &'a str,
    /// When.
    pub at: Timestamp,
}

/// An event that was taken to be told, and to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Delivery.
    pub id: Uuid,
    /// To whom.
    pub webhook_id: Uuid,
    /// Of which case.
    pub case_id: Uuid,
    /// Where it goes.
    pub url: String,
    /// The receiver's secret, encrypted.
    pub secret: Vec<u8>,
    /// What is told.
    pub body: String,
    /// Tries, this one included, since it was made or put back.
    pub attempts: u32,
    /// Since when it waits: when it was made, or put back.
    pub since: Timestamp,
}

/// How a try ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// What becomes of the delivery.
    pub state: DeliveryState,
    /// When it is tried again.
    pub next_try: Timestamp,
    /// When the try ended.
    pub at: Timestamp,
    /// HTTP status.
    pub status: Option<u32>,
    /// Why there was none.
    pub error: Option<&'a str>,
}

/// How it stands with what is to be told to systems that are still told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Post {
    /// Events that wait.
    pub waiting: u64,
    /// Events that were put aside.
    pub dead: u64,
    /// Since when the oldest that waits has been waiting.
    pub oldest: Option<Timestamp>,
}

impl Tx<'_> {
    /// Counts what waits and what was put aside.
    pub fn post(&self) -> Result<Post, StoreError> {
        let waiting = self.one(
            "SELECT count(*) AS n, min(since) AS oldest FROM webhook_deliveries WHERE state = 'waiting'",
            values![],
            |row| Ok((columns::count(row, "n")?, columns::some_instant(row, "oldest")?)),
        )?;
        let dead = self.one(
            "SELECT count(*) AS n FROM webhook_deliveries AS d JOIN webhooks AS w ON w.id = d.webhook_id
             WHERE d.state = 'dead' AND w.ended_at IS NULL",
            values![],
            |row| columns::count(row, "n"),
        )?;
        let (waiting, oldest) = waiting.unwrap_or_default();
        Ok(Post { waiting, dead: dead.unwrap_or_default(), oldest })
    }

    /// Whether something that is done was made before this instant.
    pub fn has_old_letters(&self, before: Timestamp) -> Result<bool, StoreError> {
        self.exists("SELECT 1 FROM webhook_deliveries WHERE state = 'done' AND made_at < ?1", values![before])
    }

    /// Forgets some of what is done and was made before this instant, the oldest first.
    pub fn forget_letters(&self, before: Timestamp, limit: u32) -> Result<(), StoreError> {
        self.execute(
            "DELETE FROM webhook_deliveries WHERE id IN (
                 SELECT id FROM webhook_deliveries WHERE state = 'done' AND made_at < ?1 ORDER BY made_at LIMIT ?2)",
            values![before, limit],
        )
    }

    /// Adds a system.
    pub fn add_webhook(&self, row: &WebhookRow) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO webhooks (id, url, department, region, kinds, secret, made_by, made_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            values![
                row.id,
                row.url,
                row.department,
                row.region,
                columns::to_json(&row.kinds)?,
                row.secret.as_slice(),
                row.made_by,
                row.made_at,
            ],
        )
    }

    /// All systems, the ended ones too, in the order in which they were made.
    pub fn webhooks(&self) -> Result<Vec<WebhookRow>, StoreError> {
        self.all("SELECT * FROM webhooks ORDER BY made_at, id", values![], webhook)
    }

    /// Those that are told.
    pub fn open_webhooks(&self) -> Result<Vec<WebhookRow>, StoreError> {
        self.all("SELECT * FROM webhooks WHERE ended_at IS NULL ORDER BY made_at, id", values![], webhook)
    }

    /// One of them.
    pub fn webhook(&self, id: Uuid) -> Result<Option<WebhookRow>, StoreError> {
        self.one("SELECT * FROM webhooks WHERE id = ?1", values![id], webhook)
    }

    /// Tells a system nothing any more, also what waits.
    pub fn end_webhook(&self, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
        self.execute("UPDATE webhooks SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL", values![id, at])?;
        self.execute(
            "UPDATE webhook_deliveries SET state = 'dead' WHERE webhook_id = ?1 AND state = 'waiting'",
            values![id],
        )
    }

    /// Whether these eyes see a case.
    pub fn in_sight(&self, case_id: Uuid, scope: &Scope) -> Result<bool, StoreError> {
        let bound = scope.bound();
        let sql = format!("SELECT 1 FROM cases AS c WHERE c.id = :id AND {}", Scope::CONDITION);
        self.exists(&sql, &bound.with(&[(":id", &case_id)]))
    }

    /// Adds an event to be told: at once, or after those of its case that wait already.
    pub fn add_delivery(&self, new: &NewDelivery<'_>) -> Result<(), StoreError> {
        self.execute(
            "INSERT INTO webhook_deliveries (id, webhook_id, seq, case_id, kind, body, state, made_at, since, next_try)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', ?7, ?7, CASE WHEN EXISTS (
                 SELECT 1 FROM webhook_deliveries WHERE webhook_id = ?2 AND case_id = ?4 AND state = 'waiting')
                 THEN NULL ELSE ?7 END)",
            values![new.id, new.webhook_id, columns::stored(new.seq), new.case_id, new.kind, new.body, new.at],
        )
    }

    /// How many events of a system stand so.
    pub fn count_deliveries(&self, webhook: Uuid, state: DeliveryState) -> Result<u64, StoreError> {
        let counted = self.one(
            "SELECT count(*) AS n FROM webhook_deliveries WHERE webhook_id = ?1 AND state = ?2",
            values![webhook, columns::to_word(&state)?],
            |row| columns::count(row, "n"),
        )?;
        Ok(counted.unwrap_or_default())
    }

    /// Events of a system before a number, the latest first.
    pub fn deliveries(&self, webhook: Uuid, before: u64, limit: u32) -> Result<Vec<DeliveryView>, StoreError> {
        self.all(
            "SELECT * FROM webhook_deliveries WHERE webhook_id = ?1 AND seq < ?2 ORDER BY seq DESC LIMIT ?3",
            values![webhook, columns::stored(before), limit],
            |row| {
                let state: DeliveryState = columns::word(row, "state")?;
                let instant = |name| {
                    let at: Option<i64> = columns::get(row, name)?;
                    at.map(Timestamp::from_millisecond).transpose().map_err(|_| StoreError::Unreadable { what: name })
                };
                Ok(DeliveryView {
                    id: columns::id(row, "id")?,
                    seq: columns::count(row, "seq")?,
                    kind: columns::get(row, "kind")?,
                    state,
                    made_at: columns::instant(row, "made_at")?,
                    attempts: columns::get(row, "attempts")?,
                    next_try: instant("next_try")?.filter(|_| state == DeliveryState::Waiting),
                    last_at: instant("last_at")?,
                    last_status: columns::get(row, "last_status")?,
                    last_error: columns::get(row, "last_error")?,
                })
            },
        )
    }

    /// The instant of the next try of all.
    pub fn next_letter(&self) -> Result<Option<Timestamp>, StoreError> {
        let next = self.one(
            "SELECT min(next_try) AS next_try FROM webhook_deliveries WHERE state = 'waiting'",
            values![],
            |row| columns::get::<Option<i64>>(row, "next_try"),
        )?;
        next.flatten()
            .map(|at| Timestamp::from_millisecond(at).map_err(|_| StoreError::Unreadable { what: "next_try" }))
            .transpose()
    }

    /// Takes what is due to be told, the first of every case and system, until `until`: whoever holds the lease tells it,
    /// and when they fall silent it is due again.
    pub fn take_letters(
        &self,
        now: Timestamp,
        until: Timestamp,
        lease: Uuid,
        limit: u32,
    ) -> Result<Vec<Letter>, StoreError> {
        let letters = self.all(
            "SELECT d.id, d.webhook_id, d.case_id, d.body, d.attempts, d.since, w.url, w.secret
             FROM webhook_deliveries AS d JOIN webhooks AS w ON w.id = d.webhook_id
             WHERE d.state = 'waiting' AND d.next_try <= ?1 AND NOT EXISTS (
                 SELECT 1 FROM webhook_deliveries AS e
                 WHERE e.webhook_id = d.webhook_id AND e.case_id = d.case_id AND e.seq < d.seq AND e.state = 'waiting')
             ORDER BY d.next_try, d.seq, d.id LIMIT ?2",
            values![now, limit],
            |row| {
                let before: u32 = columns::get(row, "attempts")?;
                Ok(Letter {
                    id: columns::id(row, "id")?,
                    webhook_id: columns::id(row, "webhook_id")?,
                    case_id: columns::id(row, "case_id")?,
                    url: columns::get(row, "url")?,
                    secret: columns::get(row, "secret")?,
                    body: columns::get(row, "body")?,
                    attempts: before.saturating_add(1),
                    since: columns::instant(row, "since")?,
                })
            },
        )?;
        for letter in &letters {
            self.execute(
                "UPDATE webhook_deliveries SET attempts = ?2, next_try = ?3, lease = ?4 WHERE id = ?1",
                values![letter.id, letter.attempts, until, lease],
            )?;
        }
        Ok(letters)
    }

    /// Writes down how a try ended, if the letter is still this holder's. What stands behind it has its turn when it waits
    /// no more.
    pub fn settle_letter(&self, letter: &Letter, lease: Uuid, outcome: &Outcome<'_>) -> Result<(), StoreError> {
        self.execute(
            "UPDATE webhook_deliveries
             SET state = ?3, next_try = ?4, lease = NULL, last_at = ?5, last_status = ?6, last_error = ?7
             WHERE id = ?1 AND lease = ?2 AND state = 'waiting'",
            values![
                letter.id,
                lease,
                columns::to_word(&outcome.state)?,
                outcome.next_try,
                outcome.at,
                outcome.status,
                outcome.error,
            ],
        )?;
        self.execute(
            "UPDATE webhook_deliveries SET next_try = ?3
             WHERE webhook_id = ?1 AND case_id = ?2 AND state = 'waiting' AND next_try IS NULL AND seq = (
                 SELECT min(e.seq) FROM webhook_deliveries AS e
                 WHERE e.webhook_id = ?1 AND e.case_id = ?2 AND e.state = 'waiting')",
            values![letter.webhook_id, letter.case_id, outcome.at],
        )
    }

    /// Puts what is dead back, in its order and with a new count. Answers how many.
    pub fn revive_letters(&self, webhook: Uuid, at: Timestamp) -> Result<u64, StoreError> {
        let dead = self.count_deliveries(webhook, DeliveryState::Dead)?;
        self.execute(
            "UPDATE webhook_deliveries SET state = 'waiting', attempts = 0, since = ?2, lease = NULL
             WHERE webhook_id = ?1 AND state = 'dead'",
            values![webhook, at],
        )?;
        // Who is on the way now stays on the way; of the others the first of every case has its turn.
        self.execute(
            "UPDATE webhook_deliveries SET next_try = CASE WHEN EXISTS (
                 SELECT 1 FROM webhook_deliveries AS e
                 WHERE e.webhook_id = webhook_deliveries.webhook_id AND e.case_id = webhook_deliveries.case_id
                     AND e.seq < webhook_deliveries.seq AND e.state = 'waiting') THEN NULL ELSE ?2 END
             WHERE webhook_id = ?1 AND state = 'waiting' AND lease IS NULL",
            values![webhook, at],
        )?;
        Ok(dead)
    }
}

fn webhook(row: Row<'_>) -> Result<WebhookRow, StoreError> {
    let ended: Option<i64> = columns::get(row, "ended_at")?;
    Ok(WebhookRow {
        id: columns::id(row, "id")?,
        url: columns::get(row, "url")?,
        department: columns::get(row, "department")?,
        region: columns::get(row, "region")?,
        kinds: columns::json(row, "kinds")?,
        secret: columns::get(row, "secret")?,
        made_by: columns::id(row, "made_by")?,
        made_at: columns::instant(row, "made_at")?,
        ended_at: ended
            .map(Timestamp::from_millisecond)
            .transpose()
            .map_err(|_| StoreError::Unreadable { what: "ended_at" })?,
    })
}
