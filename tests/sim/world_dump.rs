//! What is found in the end: the centre's tables and the desks' stores, in the checker's words.

use std::{collections::BTreeSet, path::Path};

use chuangtai::{
    contract::{Command, ReceiptPayload, Verdict as Ruling, fingerprint},
    desk::{Delivered, Desk, outbox::ParcelState, store::Kept},
};
use rusqlite::Connection;
use uuid::Uuid;

use super::{
    checker::{
        Case, Centre, Change, Desk as Held, Effect, File, Healing, History, Link, Parcel, Receipt, Stand, Verdict,
    },
    world::World,
    world_clerk::AGENT,
    world_line::finish,
    world_template::template,
};

/// Transitions of RULES 12.2 that lead to 已受理.
const ACCEPTING: [u64; 9] = [5, 9, 10, 11, 13, 21, 22, 24, 26];

/// Acts that take effect on any later version.
const COMMUTING: [&str; 1] = ["note.add"];

/// Ends of a case.
const ENDS: [&str; 4] = ["Withdrawn", "NotAccepted", "Returned", "Terminated"];

pub fn receipt(payload: &ReceiptPayload) -> Receipt {
    Receipt {
        command: payload.command_id.as_u128(),
        fingerprint: payload.fingerprint.hex.clone(),
        applied: payload.verdict == Ruling::Applied,
        case: payload.case_id.unwrap_or_default().as_u128(),
        version: payload.version,
        accepts: payload.transitions.iter().any(|no| ACCEPTING.contains(&u64::from(*no))),
        number: payload.case_no.clone(),
        realm: word(&payload.realm),
        at: payload.server_time.as_millisecond(),
        audit: payload.audit_seq,
        audit_hash: payload.audit_hash.clone(),
    }
}

fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

/// Fingerprint of a command as the store keeps it.
pub async fn sealed_fingerprint(desk: &Desk, command: Uuid) -> Option<String> {
    let parcels = desk.parcels(10_000).await.ok()?;
    let kept = parcels.iter().find(|kept| kept.parcel.command_id == command)?;
    Some(fingerprint(&kept.sealing.bytes).hex)
}

/// Where a centre's chain ends.
pub fn chain_end(folder: &Path) -> u64 {
    let db = Connection::open(folder.join("centre.db")).unwrap();
    let end: i64 = db.query_row("SELECT audit_seq FROM centre", [], |row| row.get(0)).unwrap();
    end.cast_unsigned()
}

impl World {
    /// The whole history, for the checker.
    pub(super) fn history(&mut self) -> History {
        self.centre = None;
        let db = Connection::open(self.dir.path().join("centre/centre.db")).unwrap();
        let mut centre = centre(&db);
        self.tolerances(&db, &mut centre);
        let agent = template().people[AGENT].id.to_string();
        let own: BTreeSet<u128> =
            rows(&db, "SELECT id FROM cases WHERE opened_by = ?1 OR received_by = ?1", [agent], |row| id(row, 0))
                .into_iter()
                .collect();
        let all: BTreeSet<u128> = centre.cases.iter().map(|case| case.id).collect();
        let items = self.log.iter().filter(|step| matches!(step, super::checker::Step::Sealed(_))).count() as u64;
        let desks = (0..self.desks.len()).map(|index| {
            let see = if index == AGENT { own.clone() } else { all.clone() };
            self.held(index, see)
        });
        let desks = desks.collect();
        History {
            log: std::mem::take(&mut self.log),
            centre,
            desks,
            healing: Some(Healing {
                items,
                requests: self.posts,
                faults: self.faults,
                // Ten at every start of a program, and one every three seconds.
                budget: 10 * self.starts + 3 * self.now / 3_000,
                now: i64::MAX,
            }),
        }
    }

    fn held(&self, index: usize, may_see: BTreeSet<u128>) -> Held {
        let machine = &self.desks[index];
        let view = machine.view.iter().map(|(case, (version, _))| (case.as_u128(), *version)).collect();
        let Some(desk) = &machine.desk else { return Held { view, may_see, ..Held::default() } };
        let mut kept = finish(desk.parcels(100_000)).unwrap();
        kept.reverse();
        let stuck: BTreeSet<Option<Uuid>> = kept
            .iter()
            .filter(|kept| kept.parcel.state == ParcelState::Parked)
            .map(|kept| kept.parcel.case_id)
            .collect();
        let parcels = kept.iter().map(|kept| Parcel {
            command: kept.parcel.command_id.as_u128(),
            case: kept.parcel.case_id.unwrap_or_default().as_u128(),
            fingerprint: fingerprint(&kept.sealing.bytes).hex,
            stand: stand(desk, kept, stuck.contains(&kept.parcel.case_id)),
        });
        let differences = finish(desk.differences()).unwrap();
        let differences = differences.iter().map(|difference| difference.command_id.as_u128()).collect();
        let burnt = machine.taking_back.iter().copied().collect();
        let (realm, parcels) = (word(&desk.realm()), parcels.collect());
        Held { realm, parcels, burnt, differences, view, may_see, ..Held::default() }
    }
}

fn stand(desk: &Desk, kept: &Kept, stuck: bool) -> Stand {
    if kept.parcel.state.is_finished() {
        let delivered = finish(desk.deliver(kept.parcel.command_id)).unwrap();
        let Delivered::Settled(settled) = delivered else { panic!("a finished parcel without a receipt") };
        return Stand::Finished(receipt(&settled.payload));
    }
    if stuck { Stand::Person } else { Stand::Waits }
}

fn centre(db: &Connection) -> Centre {
    let (realm, profile): (String, String) =
        db.query_row("SELECT realm, profile FROM centre", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    let named = format!("{}{}", realm[..1].to_uppercase(), &realm[1..]);
    let verdicts = rows(db, "SELECT command_id, fingerprint, verdict, case_id FROM commands", [], |row| Verdict {
        command: id(row, 0),
        fingerprint: text(row, 1),
        applied: text(row, 2) == "applied",
        case: id(row, 3),
    });
    let effects = rows(
        db,
        "SELECT e.case_id, e.version, e.command_id, e.at, e.transitions, e.state, e.act, s.body
         FROM events AS e JOIN personal_sealed AS s USING (command_id) ORDER BY e.case_id, e.version",
        [],
        effect,
    );
    let cases = rows(db, "SELECT id, version, case_no, body FROM cases", [], |row| {
        let body: serde_json::Value = serde_json::from_str(&text(row, 3)).unwrap();
        Case {
            id: id(row, 0),
            version: row.get::<_, i64>(1).unwrap().cast_unsigned(),
            accepted: body["accepted_on"].is_string(),
            number: row.get(2).unwrap(),
            realm: realm.clone(),
            deadlines: Vec::new(),
        }
    });
    let feed = rows(
        db,
        "SELECT c.seq, c.case_id, c.version, e.at FROM changes AS c
         JOIN events AS e ON e.case_id = c.case_id AND e.version = c.version ORDER BY c.seq",
        [],
        |row| Change {
            seq: row.get::<_, i64>(0).unwrap().cast_unsigned(),
            case: id(row, 1),
            version: row.get::<_, i64>(2).unwrap().cast_unsigned(),
            at: row.get(3).unwrap(),
        },
    );
    // What a command may rest on: all of it is there, it was found to be what it says, and it belongs to the case.
    let files =
        rows(db, "SELECT sha256, received = size, kind IS NOT NULL AND linked_by IS NOT NULL FROM files", [], |row| {
            let name = text(row, 0);
            File { complete: row.get(1).unwrap(), reads_as: row.get::<_, bool>(2).unwrap().then(|| name.clone()), name }
        });
    let audit = rows(db, "SELECT seq, body, hash FROM audit ORDER BY seq", [], |row| {
        let body = text(row, 1);
        Link {
            seq: row.get::<_, i64>(0).unwrap().cast_unsigned(),
            command: verdict_in(&body),
            hash: text(row, 2),
            body,
        }
    });
    let tenant = format!("{profile}/{named}");
    Centre { realm, tenant, verdicts, effects, cases, feed, audit, files, ..Centre::default() }
}

fn effect(row: &rusqlite::Row<'_>) -> Effect {
    let transitions: Vec<u64> = serde_json::from_str(&text(row, 4)).unwrap();
    let command: Option<Command> = serde_json::from_slice(&row.get::<_, Vec<u8>>(7).unwrap()).ok();
    let (act, state) = (text(row, 6), text(row, 5));
    let by_person = command.as_ref().filter(|_| act != "system.fire");
    let exact = by_person.filter(|_| !COMMUTING.contains(&act.as_str()));
    Effect {
        case: id(row, 0),
        version: row.get::<_, i64>(1).unwrap().cast_unsigned(),
        command: id(row, 2),
        after: by_person.and_then(|command| command.prev_command_id).map(|id| id.as_u128()),
        saw: exact.map(|command| command.expected_version),
        accepts: transitions.iter().any(|no| ACCEPTING.contains(no)),
        ends: ENDS.contains(&state.as_str()) && !COMMUTING.contains(&act.as_str()) && act != "system.fire",
        at: row.get(3).unwrap(),
        files: by_person.map(|command| command.blobs.clone()).unwrap_or_default(),
    }
}

/// The command whose verdict an audit record tells.
fn verdict_in(body: &str) -> Option<u128> {
    let record: serde_json::Value = serde_json::from_str(body).ok()?;
    let (_, command) = record["object"].as_str()?.split_once('/')?;
    command.parse::<Uuid>().ok().map(|id| id.as_u128())
}

fn rows<T>(db: &Connection, sql: &str, with: impl rusqlite::Params, read: impl Fn(&rusqlite::Row<'_>) -> T) -> Vec<T> {
    let mut statement = db.prepare(sql).unwrap();
    let mut rows = statement.query(with).unwrap();
    let mut found = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        found.push(read(row));
    }
    found
}

fn text(row: &rusqlite::Row<'_>, index: usize) -> String {
    row.get(index).unwrap()
}

fn id(row: &rusqlite::Row<'_>, index: usize) -> u128 {
    let text: Option<String> = row.get(index).unwrap();
    text.and_then(|text| text.parse::<Uuid>().ok()).unwrap_or_default().as_u128()
}
