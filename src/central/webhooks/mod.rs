//! Systems of departments that are told what happens to their cases (CASEWORK 5.7). An administrator names the system;
//! it is told of what its department may see, through the one rights predicate, and gets no personal data: what a case
//! holds is asked of the centre. The event is written in the transaction that it tells of, so that neither exists without
//! the other; `tell` carries it out.

mod address;
mod tell;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::{
    contract::{
        CaseEvent, CloudEvent, DeliveryState, DeliveryView, Page, Person, Redelivered, WebhookMade, WebhookRequest,
        WebhookView,
    },
    domain::{
        audit::AuditEvent,
        case::{Case, State},
        role::Limits,
    },
};

use super::{
    Centre,
    centre::{born, identity},
    fault::Fault,
    ledger::{self, Entry},
    rights::Ask,
    store::{NewDelivery, Reach, Scope, Tx, WebhookRow},
};

/// Systems that are told at the same time, at most.
const MOST: usize = 100;

/// Rows of a page of the log, at most.
const PAGE: u32 = 200;

/// How long the log names what was told (days); longer than any department asks about an event.
const REMEMBERED_DAYS: i64 = 90;

/// Rows of the log that go at a time.
const FORGOTTEN: u32 = 500;

/// The kind of an event that changes no state.
const CHANGED: &str = "case.changed";

impl Centre {
    /// What was told long ago goes from the log. What waits or was put aside stays, however old it is.
    pub fn forget_told(&self) -> Result<(), Fault> {
        let kept = SignedDuration::from_hours(24 * REMEMBERED_DAYS);
        let before = |now: Timestamp| now.saturating_sub(kept).unwrap_or(Timestamp::MIN);
        if self.read(|tx, now| Ok(tx.has_old_letters(before(now))?))? {
            self.write(|tx, now| Ok(tx.forget_letters(before(now), FORGOTTEN)?))?;
        }
        Ok(())
    }

    /// `GET /v1/webhooks`.
    pub(super) fn webhooks(&self, person: &Person) -> Result<Vec<WebhookView>, Fault> {
        self.may(person, Ask::Webhooks)?;
        self.read(|tx, _| tx.webhooks()?.iter().map(|row| view(tx, row)).collect())
    }

    /// `POST /v1/webhooks`: the secret is in the answer and nowhere else in clear.
    pub(super) fn make_webhook(&self, person: &Person, request: &WebhookRequest) -> Result<WebhookMade, Fault> {
        self.may(person, Ask::Webhooks)?;
        let private = self.read(|tx, now| Ok(self.law(tx)?.at(now).webhooks.private_addresses))?;
        let url =
            address::parse(&request.url, private).map_err(|refused| Fault::new(422, refused.code()).at("/url"))?;
        if !is_code(&request.department) {
            return Err(Fault::new(422, "webhook.department").at("/department"));
        }
        let place = request.region.as_deref().unwrap_or_default();
        let digits = place.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !matches!(place.len(), 0 | 2..=12) {
            return Err(Fault::new(422, "webhook.region").at("/region"));
        }
        let known = |kind: &String| kind == CHANGED || State::ALL.iter().any(|state| *kind == kind_of(*state));
        if !request.kinds.iter().all(known) {
            return Err(Fault::new(422, "webhook.kind").at("/kinds"));
        }
        let mut bytes = Zeroizing::new([0u8; 32]);
        self.entropy().fill(bytes.as_mut());
        let secret = URL_SAFE_NO_PAD.encode(bytes.as_ref());
        let id = self.entropy().uuid();
        let sealed = self
            .keys()
            .safe
            .seal(secret.as_bytes(), &bound_to(id), self.entropy())
            .ok_or_else(|| Fault::new(500, "storage.failed"))?;
        let row = WebhookRow {
            id,
            url: url.to_string(),
            department: request.department.clone(),
            region: place.to_owned(),
            kinds: request.kinds.clone(),
            secret: sealed,
            made_by: person.id,
            made_at: self.machine_now(),
            ended_at: None,
        };
        let webhook = self.write(|tx, now| {
            if tx.open_webhooks()?.len() >= MOST {
                return Err(Fault::new(422, "webhook.too_many").arg(&MOST.to_string()));
            }
            tx.add_webhook(&row)?;
            ledger::append(tx, &entry(now, person, id).purpose("made"))?;
            view(tx, &row)
        })?;
        Ok(WebhookMade { webhook, secret })
    }

    /// `DELETE /v1/webhooks/{id}`: the system is told nothing any more. Its log stays.
    pub(super) fn end_webhook(&self, person: &Person, id: Uuid) -> Result<WebhookView, Fault> {
        self.may(person, Ask::Webhooks)?;
        let at = self.machine_now();
        self.write(|tx, now| {
            tx.webhook(id)?.ok_or_else(Fault::not_found)?;
            tx.end_webhook(id, at)?;
            ledger::append(tx, &entry(now, person, id).purpose("ended"))?;
            view(tx, &tx.webhook(id)?.ok_or_else(Fault::not_found)?)
        })
    }

    /// `GET /v1/webhooks/{id}/deliveries`: the latest first.
    pub(super) fn webhook_log(
        &self,
        person: &Person,
        id: Uuid,
        before: Option<u64>,
        limit: Option<u32>,
    ) -> Result<Page<DeliveryView>, Fault> {
        self.may(person, Ask::Webhooks)?;
        let limit = limit.unwrap_or(PAGE).clamp(1, PAGE);
        self.read(|tx, _| {
            tx.webhook(id)?.ok_or_else(Fault::not_found)?;
            let items = tx.deliveries(id, before.unwrap_or(u64::MAX), limit)?;
            let full = u32::try_from(items.len()).is_ok_and(|count| count == limit);
            let next = items.last().filter(|_| full).map(|last| last.seq.to_string());
            Ok(Page { items, next })
        })
    }

    /// `POST /v1/webhooks/{id}/redeliver`: what was dead is told again, in its order, with a new count and new 48 hours.
    pub(super) fn redeliver(&self, person: &Person, id: Uuid) -> Result<Redelivered, Fault> {
        self.may(person, Ask::Webhooks)?;
        let at = self.machine_now();
        let events = self.write(|tx, now| {
            let row = tx.webhook(id)?.ok_or_else(Fault::not_found)?;
            if row.ended_at.is_some() {
                return Err(Fault::new(422, "webhook.ended"));
            }
            let events = tx.revive_letters(id, at)?;
            ledger::append(tx, &entry(now, person, id).purpose("redeliver"))?;
            Ok(events)
        })?;
        self.letters_due().notify_one();
        Ok(Redelivered { events })
    }
}

/// Writes down for every system what it is to be told of a case that a command has changed.
pub(super) fn note(
    centre: &Centre,
    tx: &Tx<'_>,
    case: &Case,
    was: State,
    (seq, now): (u64, Timestamp),
) -> Result<(), Fault> {
    let systems = tx.open_webhooks()?;
    if systems.is_empty() {
        return Ok(());
    }
    let kind = if case.state == was && case.version > 1 { CHANGED.to_owned() } else { kind_of(case.state) };
    let wanted = |row: &&WebhookRow| row.kinds.is_empty() || row.kinds.contains(&kind);
    let mut body = None;
    for system in systems.iter().filter(wanted) {
        if !tx.in_sight(case.id, &eyes(system))? {
            continue;
        }
        if body.is_none() {
            body = Some(letter(centre, tx, case, &kind, (seq, now))?);
        }
        tx.add_delivery(&NewDelivery {
            id: centre.entropy().uuid(),
            webhook_id: system.id,
            seq,
            case_id: case.id,
            kind: &kind,
            body: body.as_deref().unwrap_or_default(),
            at: centre.machine_now(),
        })?;
    }
    Ok(())
}

/// `CloudEvents` 1.0, structured mode.
fn letter(
    centre: &Centre,
    tx: &Tx<'_>,
    case: &Case,
    kind: &str,
    (seq, now): (u64, Timestamp),
) -> Result<String, Fault> {
    let event = CloudEvent {
        specversion: "1.0".to_owned(),
        id: seq.to_string(),
        source: format!("urn:chuangtai:centre:{}", identity(&centre.keys().public.key_id, born(tx)?.born_at)),
        kind: format!("cn.gov.{kind}.v1"),
        subject: case.id.to_string(),
        time: now,
        datacontenttype: "application/json".to_owned(),
        data: CaseEvent {
            case_id: case.id,
            version: case.version,
            state: case.state,
            item_code: case.guide_version.item_code.clone(),
            realm: centre.realm(),
        },
    };
    serde_json::to_string(&event).map_err(|_| Fault::new(500, "storage.failed"))
}

/// What a system sees: what its department may see, in its region.
fn eyes(row: &WebhookRow) -> Scope {
    let regions = if row.region.is_empty() { Vec::new() } else { vec![row.region.clone()] };
    Scope {
        person: Uuid::nil(),
        reach: Reach::Departments(vec![row.department.clone()]),
        limits: Limits { regions, ..Limits::default() },
    }
}

/// `case.awaiting_supplement` for `AwaitingSupplement`.
fn kind_of(state: State) -> String {
    let mut kind = "case.".to_owned();
    for (at, c) in format!("{state:?}").char_indices() {
        if c.is_ascii_uppercase() && at > 0 {
            kind.push('_');
        }
        kind.push(c.to_ascii_lowercase());
    }
    kind
}

fn view(tx: &Tx<'_>, row: &WebhookRow) -> Result<WebhookView, Fault> {
    Ok(WebhookView {
        id: row.id,
        url: row.url.clone(),
        department: row.department.clone(),
        region: Some(row.region.clone()).filter(|region| !region.is_empty()),
        kinds: row.kinds.clone(),
        made_at: row.made_at,
        ended_at: row.ended_at,
        waiting: tx.count_deliveries(row.id, DeliveryState::Waiting)?,
        dead: tx.count_deliveries(row.id, DeliveryState::Dead)?,
    })
}

fn entry(now: Timestamp, person: &Person, id: Uuid) -> Entry {
    Entry::new(now, AuditEvent::ConfigChange).by(person).about(format!("webhook/{id}"))
}

/// What a secret is bound to.
fn bound_to(id: Uuid) -> String {
    format!("webhook/{id}")
}

fn is_code(text: &str) -> bool {
    (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}
