//! Files of cases: in pieces, with breaks, by their hash, and only for who sees the case (RELIABILITY 3.9, F39, T31, T32, S9).

use axum::http::Method;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chuangtai::{
    contract::{AuditPage, FileState, Person, Problem, UploadView, sha256_hex},
    domain::{
        exemption::SatisfyBy,
        lifecycle::{Act, act},
        role::{Limits, Role},
    },
    ports::{Entropy as _, ManualEntropy},
};
use jiff::SignedDuration;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    protocol::receive,
    sight::staff,
    world::{Answer, World, food, row},
};

/// A scan that is a scan by its bytes: a PDF of any length, told apart by `mark`.
pub fn scan(mark: &str, length: usize) -> Vec<u8> {
    let mut bytes = format!("%PDF-1.7\n% {mark}\n").into_bytes();
    let mut noise = vec![0; length.saturating_sub(bytes.len() + 7)];
    let seed = mark.bytes().fold(17u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
    ManualEntropy::seeded(seed).fill(&mut noise);
    bytes.extend(noise);
    bytes.extend(b"\n%%EOF\n");
    bytes
}

impl World {
    pub fn send_piece(&self, person: &Person, path: &str, offset: usize, length: usize, bytes: &[u8]) -> Answer {
        let headers = [
            ("content-type", "application/octet-stream".to_owned()),
            ("upload-offset", offset.to_string()),
            ("upload-length", length.to_string()),
            ("content-digest", format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(bytes)))),
        ];
        self.send(Method::PATCH, path, Some(&self.token(person)), &headers, bytes.to_vec())
    }

    /// Sends a file as a desk does: asks how much is there, and goes on from there.
    pub fn upload(&self, person: &Person, case: Uuid, bytes: &[u8]) -> String {
        let hash = sha256_hex(bytes);
        let path = upload_path(case, &hash);
        let there = self.send(Method::HEAD, &path, Some(&self.token(person)), &[], Vec::new());
        let mut offset = if there.status == 404 { 0 } else { header(&there, "upload-offset").parse().unwrap() };
        loop {
            let end = bytes.len().min(offset + 300_000);
            let view: UploadView = self.send_piece(person, &path, offset, bytes.len(), &bytes[offset..end]).json();
            offset = usize::try_from(view.offset).unwrap();
            if view.state != FileState::Quarantine {
                return hash;
            }
        }
    }

    /// A command that names a file at a material.
    pub fn record(&self, person: &Person, case: Uuid, version: u64, files: &[&str]) -> chuangtai::contract::Command {
        let mut material = row(2, SatisfyBy::Scan);
        material.blobs = files.iter().map(|hash| (*hash).to_owned()).collect();
        let act = Act::MaterialRecord(act::Checks { materials: vec![material], ..act::Checks::default() });
        let mut command = self.seal(person, case, version, None, &act);
        command.blobs = chuangtai::contract::Command::files_in(&command.payload).into_iter().collect();
        command
    }
}

pub fn upload_path(case: Uuid, hash: &str) -> String {
    format!("/v1/uploads/{case}/{hash}")
}

pub fn file_path(case: Uuid, hash: &str) -> String {
    format!("/v1/files/{case}/{hash}")
}

pub fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers[name].to_str().unwrap()
}

fn problem(answer: &Answer) -> (u16, String) {
    let problem: Problem = answer.problem();
    (problem.status, problem.code)
}

/// A received case, and a clerk who sees it.
pub fn opened(world: &World) -> (Person, Uuid) {
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(world));
    (clerk, case)
}

#[test]
fn f39_a_file_comes_in_pieces_and_is_read_by_parts_once_a_command_names_it() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    let bytes = scan("营业执照", 700_001);
    let hash = sha256_hex(&bytes);
    let (path, read) = (upload_path(case, &hash), file_path(case, &hash));
    assert_eq!(problem(&world.get(&clerk, &path)), (404, "not_found".into()), "nothing is there");

    let first = world.send_piece(&clerk, &path, 0, bytes.len(), &bytes[..400_000]);
    assert_eq!(first.json::<UploadView>().state, FileState::Quarantine);
    let there = world.send(Method::HEAD, &path, Some(&world.token(&clerk)), &[], Vec::new());
    assert_eq!((header(&there, "upload-offset"), header(&there, "upload-length")), ("400000", "700001"));
    assert_eq!(header(&there, "upload-complete"), "?0");
    // The answer was lost, and the desk sends the same piece again.
    let again = world.send_piece(&clerk, &path, 0, bytes.len(), &bytes[..400_000]);
    assert_eq!(header(&again, "upload-offset"), "400000");
    assert_eq!(problem(&again), (409, "upload.offset".into()));
    assert_eq!(problem(&world.get(&clerk, &read)), (404, "not_found".into()), "in quarantine nobody reads it");
    let early = world.post_command(&clerk, &world.record(&clerk, case, 1, &[&hash])).problem();
    assert_eq!((early.status, early.code.as_str()), (424, "material.missing"));
    assert_eq!(early.errors[0].pointer, format!("/blobs/{hash}"));
    assert!(early.receipt.is_none(), "no verdict: the parcel stays");

    let last: UploadView = world.send_piece(&clerk, &path, 400_000, bytes.len(), &bytes[400_000..]).json();
    assert_eq!((last.state, last.offset), (FileState::Whole, 700_001));
    assert_eq!(last.media_type.as_deref(), Some("application/pdf"));
    let done: UploadView = world.send_piece(&clerk, &path, bytes.len(), bytes.len(), &[]).json();
    assert_eq!(done, last, "whoever asks again is told the same");
    assert_eq!(problem(&world.get(&clerk, &read)), (404, "not_found".into()), "no command names it yet");

    let command = world.record(&clerk, case, 1, &[&hash]);
    world.receipt(&command, &world.post_command(&clerk, &command));
    assert_eq!(world.get(&clerk, &path).json::<UploadView>().state, FileState::Linked);
    let whole = world.get(&clerk, &read);
    assert_eq!((whole.status.as_u16(), whole.body == bytes), (200, true));
    assert_eq!(header(&whole, "content-type"), "application/pdf");
    assert_eq!(header(&whole, "content-disposition"), format!("attachment; filename=\"{}.pdf\"", &hash[..16]));
    assert_eq!(header(&whole, "x-content-type-options"), "nosniff");
    assert_eq!(header(&whole, "etag"), format!("\"{hash}\""));
    let part = |range: &str| {
        let headers = [("range", range.to_owned())];
        world.send(Method::GET, &read, Some(&world.token(&clerk)), &headers, Vec::new())
    };
    let middle = part("bytes=399990-400009");
    assert_eq!((middle.status.as_u16(), middle.body), (206, bytes[399_990..400_010].to_vec()));
    assert_eq!(middle.headers["content-range"], "bytes 399990-400009/700001");
    assert_eq!(part("bytes=-7").body, b"\n%%EOF\n");
    let beyond = part("bytes=700001-");
    assert_eq!((beyond.status.as_u16(), header(&beyond, "content-range")), (416, "bytes */700001"));
    assert!(beyond.body.is_empty());
}

#[test]
fn f39_a_wrong_file_is_thrown_away_and_told() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    let (good, mut bad) = (scan("a", 2000), scan("a", 2000));
    bad[1000] ^= 1;
    let path = upload_path(case, &sha256_hex(&good));
    assert_eq!(problem(&world.send_piece(&clerk, &path, 0, 2000, &bad)), (422, "upload.hash".into()));
    assert_eq!(world.get(&clerk, &path).status, 404, "nothing is left of it");
    world.upload(&clerk, case, &good);

    // T31: by its bytes, whatever it is called.
    for (bytes, code) in [
        (b"PK\x03\x04\x14\x00word/document.xml".to_vec(), "upload.type"),
        (b"<svg onload='x'/>".to_vec(), "upload.type"),
        (b"%PDF-1.7 /JavaScript (x) %%EOF".to_vec(), "upload.active"),
    ] {
        let path = upload_path(case, &sha256_hex(&bytes));
        assert_eq!(problem(&world.send_piece(&clerk, &path, 0, bytes.len(), &bytes)), (415, code.into()));
        assert_eq!(world.get(&clerk, &path).status, 404);
    }

    // A bad byte in a piece is found with the piece.
    let bytes = scan("b", 3000);
    let path = upload_path(case, &sha256_hex(&bytes));
    let headers = [
        ("content-type", "application/octet-stream".to_owned()),
        ("upload-offset", "0".to_owned()),
        ("upload-length", "3000".to_owned()),
        ("content-digest", format!("sha-256=:{}:", STANDARD.encode(Sha256::digest(b"other")))),
    ];
    let damaged = world.send(Method::PATCH, &path, Some(&world.token(&clerk)), &headers, bytes);
    assert_eq!(problem(&damaged), (400, "upload.piece_damaged".into()));
    assert_eq!(world.get(&clerk, &path).status, 404);
}

#[test]
fn t25_an_upload_has_its_limits() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    let path = |case, mark: &str| upload_path(case, &sha256_hex(mark.as_bytes()));
    let begin =
        |case, mark: &str, length: usize| problem(&world.send_piece(&clerk, &path(case, mark), 0, length, b"%"));
    assert_eq!(begin(case, "a", (30 << 20) + 1), (413, "upload.too_large".into()));
    assert_eq!(begin(case, "a", 0), (422, "upload.empty".into()));
    let long = world.send_piece(&clerk, &path(case, "a"), 0, 3 << 20, &vec![0; (1 << 20) + 1]);
    assert_eq!(problem(&long), (413, "upload.piece_too_large".into()));
    assert_eq!(problem(&world.send_piece(&clerk, &path(case, "a"), 5, 10, b"x")), (409, "upload.offset".into()));
    let full = 30 << 20;
    for number in 0..13 {
        let first = world.send_piece(&clerk, &path(case, &number.to_string()), 0, full, b"%");
        assert_eq!(first.status, 200, "{number}");
    }
    assert_eq!(begin(case, "one more", full), (413, "upload.case_full".into()), "400 MB a case");
    assert_eq!(begin(world.uuid(), "elsewhere", full), (422, "upload.waiting_full".into()), "400 MB a person");
    assert_eq!(problem(&world.send_piece(&clerk, &path(case, "0"), 1, 99, b"x")), (409, "upload.other_length".into()));

    let other = world.uuid();
    for number in 0..200 {
        let first = world.send_piece(&clerk, &path(other, &number.to_string()), 0, 10, b"%");
        assert_eq!(first.status, 200, "{number}");
    }
    assert_eq!(begin(other, "one more", 10), (422, "upload.too_many".into()));
    assert_eq!(problem(&world.send_piece(&clerk, &path(other, "0"), 1, 10, &[0; 10])), (400, "upload.beyond".into()));
    let odd = world.send_piece(&clerk, &format!("/v1/uploads/{other}/ABC"), 0, 10, b"x");
    assert_eq!(problem(&odd), (404, "not_found".into()));
}

/// T32: a hash that somebody knows attaches nobody's card, and says nothing.
#[test]
fn t32_hash_oracle() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    let hash = world.upload(&clerk, case, &scan("身份证", 1000));
    let command = world.record(&clerk, case, 1, &[&hash]);
    world.receipt(&command, &world.post_command(&clerk, &command));

    let own = world.uuid();
    world.act(&clerk, own, 0, &receive(&world));
    assert_eq!(world.get(&clerk, &upload_path(own, &hash)).status, 404, "files of one case are unknown to another");
    assert_eq!(world.get(&clerk, &file_path(own, &hash)).status, 404);
    let named = world.post_command(&clerk, &world.record(&clerk, own, 1, &[&hash])).problem();
    assert_eq!((named.status, named.code.as_str()), (424, "material.missing"));

    let stranger = staff(600, Role::Clerk, &[], Limits { windows: vec!["09".into()], ..Limits::default() });
    world.hire(&stranger);
    let (there, nowhere) = (
        world.get(&stranger, &file_path(case, &hash)).problem(),
        world.get(&stranger, &file_path(world.uuid(), &hash)).problem(),
    );
    assert_eq!((there.status, there.code, there.detail), (nowhere.status, nowhere.code, nowhere.detail));
    assert_eq!(world.get(&stranger, &upload_path(case, &hash)).status, 404);
    let more = scan("more", 1000);
    let sent = world.send_piece(&stranger, &upload_path(case, &sha256_hex(&more)), 0, more.len(), &more);
    assert_eq!(sent.status, 404, "nor does anybody add to a case that they do not see");
}

/// R0.3: what the guide does not ask for cannot be attached, and a file cannot come in past the materials.
#[test]
fn r0_3_no_file_outside_the_guides_materials() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    let hash = world.upload(&clerk, case, &scan("多余", 1000));
    let mut extra = world.record(&clerk, case, 1, &[&hash]);
    extra.payload["materials"][0]["material_code"] = Value::String(food(99));
    let problem = world.post_command(&clerk, &extra).problem();
    assert_eq!(problem.rule.as_deref(), Some("R0.3"));
    assert!(problem.receipt.is_some(), "a rule said no");

    let mut beside = world.seal(&clerk, case, 1, None, &Act::NoteAdd(act::Note { text: "x".into() }));
    beside.blobs = vec![hash.clone()];
    let problem = world.post_command(&clerk, &beside).problem();
    assert_eq!((problem.status, problem.code.as_str()), (400, "command.files"));
    let mut hidden = world.record(&clerk, case, 1, &[&hash]);
    hidden.blobs.clear();
    assert_eq!(world.post_command(&clerk, &hidden).problem().code, "command.files");
    assert_eq!(world.get(&clerk, &file_path(case, &hash)).status, 404);
}

/// A case that the centre has not heard of yet gets its files first; the command that opens it names them.
#[test]
fn files_come_before_the_case() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    let hash = world.upload(&clerk, case, &scan("first", 1000));
    let Act::Receive(mut receiving) = receive(&world) else { panic!() };
    receiving.application.materials[1].blobs = vec![hash.clone()];
    let mut command = world.seal(&clerk, case, 0, None, &Act::Receive(receiving));
    command.blobs = vec![hash.clone()];
    world.receipt(&command, &world.post_command(&clerk, &command));
    assert_eq!(world.get(&clerk, &file_path(case, &hash)).status, 200);
    let agent = world.role(Role::GridAgent);
    assert_eq!(world.get(&agent, &file_path(case, &hash)).status, 404, "not the agent's own case");
}

/// R11.9: who read a file stands in the trail, and so does who was not allowed to; what it held does not.
#[test]
fn r11_9_reading_a_file_is_recorded() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    let hash = world.upload(&clerk, case, &scan("x", 1000));
    let command = world.record(&clerk, case, 1, &[&hash]);
    world.receipt(&command, &world.post_command(&clerk, &command));
    world.get(&clerk, &file_path(case, &hash));
    world.get(&clerk, &file_path(case, &"0".repeat(64)));
    let auditor = staff(700, Role::Auditor, &[], Limits::default());
    world.hire(&auditor);
    let mut records = Vec::new();
    loop {
        let after = records.len();
        let page: AuditPage = world.get(&auditor, &format!("/v1/audit?after={after}&limit=200")).json();
        let read = page.links.len();
        records.extend(page.links.into_iter().map(|link| serde_json::from_str::<Value>(&link.body).unwrap()));
        if read < 200 {
            break;
        }
    }
    let of = |event: &str| -> Vec<&Value> {
        records.iter().filter(|r| r["event"] == event && r["case_id"] == case.to_string()).collect()
    };
    let reads = of("reveal");
    assert_eq!(reads.len(), 2);
    assert_eq!(
        (&reads[0]["object"], &reads[0]["result"]),
        (&Value::from(format!("file/{hash}")), &Value::from("done"))
    );
    assert_eq!((&reads[1]["result"], &reads[1]["fields"][0]), (&Value::from("refused"), &Value::from("file")));
    let added: Vec<_> = of("add_material").into_iter().filter_map(|r| r["purpose"].as_str()).collect();
    assert_eq!(added, ["begun", "whole"]);
}

/// Unused files go after seven days; what a command names never does (RELIABILITY 3.8, S9).
#[test]
fn s9_what_no_command_names_is_swept_and_nothing_else() {
    let world = World::new();
    let (clerk, case) = opened(&world);
    let (kept, left) = (scan("kept", 1000), scan("left", 400_000));
    let (kept, left_hash) = (world.upload(&clerk, case, &kept), world.upload(&clerk, case, &left));
    let command = world.record(&clerk, case, 1, &[&kept]);
    world.receipt(&command, &world.post_command(&clerk, &command));
    let half = scan("half", 5000);
    let half_path = upload_path(case, &sha256_hex(&half));
    world.send_piece(&clerk, &half_path, 0, half.len(), &half[..100]);
    world.clock.advance(SignedDuration::from_hours(6 * 24));
    assert_eq!(world.centre.sweep_files().unwrap(), 0);
    world.sign_in_again();
    world.send_piece(&clerk, &half_path, 100, half.len(), &half[100..200]);
    world.clock.advance(SignedDuration::from_hours(25));
    world.sign_in_again();
    assert_eq!(world.centre.sweep_files().unwrap(), 1, "only what nobody went on with");
    assert_eq!(world.get(&clerk, &upload_path(case, &left_hash)).status, 404);
    assert_eq!(world.get(&clerk, &half_path).json::<UploadView>().offset, 200);
    world.clock.advance(SignedDuration::from_hours(7 * 24 + 1));
    world.sign_in_again();
    assert_eq!(world.centre.sweep_files().unwrap(), 1);
    assert_eq!(world.centre.sweep_files().unwrap(), 0);
    assert_eq!(world.get(&clerk, &file_path(case, &kept)).status, 200);
}
