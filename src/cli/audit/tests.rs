#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Parser;
use jiff::SignedDuration;

use super::*;
use crate::{
    central::{Centre, Config, KeyPlace, Location},
    cli::{Cli, Command},
    contract::{Realm, SignIn},
    domain::{audit::Algorithm, settings::Profile},
    ports::{Inline, ManualClock, ManualEntropy},
};

/// A hall in a folder of its own, where somebody tried to sign in some times.
struct Hall {
    dir: tempfile::TempDir,
    centre: Centre,
    clock: Arc<ManualClock>,
}

impl Hall {
    fn new(alg: Algorithm) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::at("2026-09-14T09:30:00+08:00".parse().unwrap()));
        let config = Config {
            location: Location::File(dir.path().join("centre.db")),
            keys: KeyPlace::Folder(dir.path().join("keys")),
            realm: Realm::Live,
            hall: "政务服务中心".to_owned(),
            profile: Profile::Yangzhou,
            clock: clock.clone(),
            entropy: Arc::new(ManualEntropy::seeded(11)),
            spawn: Arc::new(Inline),
        };
        let centre = Centre::open_hashed(config, alg).unwrap();
        let hall = Self { dir, centre, clock };
        hall.tries(5);
        hall
    }

    /// Each leaves one record.
    fn tries(&self, count: usize) {
        for _ in 0..count {
            let tried = SignIn::new("nobody", "wrong");
            assert!(self.centre.sign_in(&tried).is_err());
        }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn tamper(&self, sql: &str) {
        rusqlite::Connection::open(self.at("centre.db")).unwrap().execute_batch(sql).unwrap();
    }
}

fn audit(words: &[&str]) -> Answer {
    let cli = Cli::try_parse_from(["chuangtai", "audit"].iter().chain(words)).unwrap();
    let Some(Command::Audit(args)) = cli.command else { panic!("not audit") };
    run(&args)
}

fn verify(path: &Path, more: &[&str]) -> Answer {
    audit(&[&["verify", path.to_str().unwrap()], more].concat())
}

fn export(hall: &Hall, name: &str) -> (PathBuf, Answer) {
    let (db, out) = (hall.at("centre.db"), hall.at(name));
    let answer = audit(&["export", "--db", db.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert_eq!(answer.outcome, Outcome::Done, "{}", answer.err);
    (out, answer)
}

#[test]
fn r11_9_an_export_is_whole_and_stands_alone() {
    for alg in [Algorithm::Sha256, Algorithm::Sm3] {
        let hall = Hall::new(alg);
        let (file, told) = export(&hall, "trail");
        let key = told.err.rsplit(' ').next().unwrap().to_owned();
        drop(hall.centre);
        let elsewhere = tempfile::tempdir().unwrap();
        let copy = elsewhere.path().join("copy");
        fs::copy(&file, &copy).unwrap();
        let answer = verify(&copy, &["--key", &key]);
        assert_eq!(answer.outcome, Outcome::Done, "{}", answer.out);
        assert!(answer.out.starts_with("完整 共 6 条") && answer.out.contains("公钥相符"), "{}", answer.out);
        let unsure = verify(&copy, &[]);
        assert!(unsure.outcome == Outcome::Done && unsure.out.contains("--key"), "{}", unsure.out);
        let text = fs::read_to_string(&copy).unwrap();
        assert!(text.lines().nth(1).unwrap().contains(alg.word()));
        assert!(text.contains("export"), "that it was exported is its own last record");
    }
}

#[test]
fn r11_9_a_changed_export_is_broken_at_its_place() {
    let hall = Hall::new(Algorithm::Sha256);
    let (file, _) = export(&hall, "trail");
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let broken = |lines: Vec<&str>, what: &str| {
        let path = hall.at("changed");
        fs::write(&path, lines.join("\n") + "\n").unwrap();
        let answer = verify(&path, &[]);
        assert_eq!(answer.outcome, Outcome::Refused, "{}", answer.out);
        assert!(answer.out.starts_with("被改动 ") && answer.out.contains(what), "{}", answer.out);
    };
    let edited = lines[3].replace("login_fail", "login_good");
    let mut changed = lines.clone();
    changed[3] = &edited;
    broken(changed, "第 3 条与自身散列不符");
    broken([&lines[..2], &lines[3..]].concat(), "第 2 条缺失");
    broken(lines[..5].to_vec(), "截断");
    broken(vec!["nothing"], "第 0 条");
    let json = verify(&hall.at("changed"), &["--json"]);
    let value: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((value["verdict"].as_str(), value["first_bad"].as_u64()), (Some("broken"), Some(0)));
}

#[test]
fn r11_9_a_database_is_proven_without_the_service() {
    let hall = Hall::new(Algorithm::Sha256);
    let db = hall.at("centre.db");
    let before = verify(&db, &[]);
    assert_eq!(before.outcome, Outcome::Unknown, "no checkpoint yet: {}", before.out);
    hall.centre.checkpoint().unwrap().unwrap();
    hall.tries(2);
    let answer = verify(&db, &[]);
    assert!(answer.outcome == Outcome::Done && answer.out.contains("其后 2 条"), "{}", answer.out);

    hall.tamper("DROP TRIGGER audit_stay; UPDATE audit SET body = replace(body, 'login_fail', 'login') WHERE seq = 4");
    let broken = verify(&db, &[]);
    assert!(broken.outcome == Outcome::Refused && broken.out.contains("第 4 条"), "{}", broken.out);
    assert_eq!(verify(&hall.at("nothing"), &[]).outcome, Outcome::Unknown);
    fs::remove_dir_all(hall.at("keys")).unwrap();
    assert_eq!(verify(&db, &[]).outcome, Outcome::Unknown, "no key, no judgement");
}

/// Somebody with the database's password cuts off the tail and everything in the file that speaks of it.
#[test]
fn a_cut_tail_is_shown_by_the_checkpoint_outside() {
    let hall = Hall::new(Algorithm::Sha256);
    let db = hall.at("centre.db");
    let printed = audit(&["checkpoint", "--db", db.to_str().unwrap()]);
    assert!(printed.out.starts_with("chuangtai/yangzhou/Live\n5\n"), "{}", printed.out);
    fs::write(hall.at("kept"), printed.out + "\n").unwrap();
    hall.tamper(
        "DROP TRIGGER audit_keep; DROP TRIGGER checkpoints_keep; DELETE FROM audit WHERE seq > 3;
         DELETE FROM checkpoints;
         UPDATE centre SET audit_seq = 3, audit_hash = (SELECT hash FROM audit WHERE seq = 3)",
    );
    let answer = verify(&db, &[]);
    assert!(answer.outcome == Outcome::Refused && answer.out.contains("截断"), "{}", answer.out);
    let kept = hall.at("kept");
    fs::remove_file(hall.at("keys").join("audit.checkpoint")).unwrap();
    assert_eq!(verify(&db, &[]).outcome, Outcome::Unknown, "nothing speaks of the tail any more");
    let answer = verify(&db, &["--checkpoints", kept.to_str().unwrap()]);
    assert!(answer.outcome == Outcome::Refused && answer.out.contains("第 5 条"), "{}", answer.out);
}

#[test]
fn nothing_is_signed_over_a_trail_that_was_put_back() {
    let hall = Hall::new(Algorithm::Sha256);
    hall.centre.checkpoint().unwrap().unwrap();
    assert_eq!(hall.centre.checkpoint().unwrap(), None, "nothing happened since");
    hall.tamper(
        "DROP TRIGGER audit_keep; DROP TRIGGER checkpoints_keep; DELETE FROM audit WHERE seq > 3;
         DELETE FROM checkpoints;
         UPDATE centre SET audit_seq = 3, audit_hash = (SELECT hash FROM audit WHERE seq = 3)",
    );
    assert_eq!(hall.centre.checkpoint().unwrap_err().code(), "audit.diverged");
    hall.clock.advance(SignedDuration::from_mins(1));
    hall.tries(4);
    assert_eq!(hall.centre.checkpoint().unwrap_err().code(), "audit.diverged", "another history of the same length");
}

#[test]
fn checkpoints_come_by_number_and_by_time() {
    let hall = Hall::new(Algorithm::Sha256);
    assert!(hall.centre.checkpoint_if_due().unwrap().is_some(), "the first as soon as there is anything");
    hall.tries(1);
    assert!(hall.centre.checkpoint_if_due().unwrap().is_none());
    hall.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(hall.centre.checkpoint_if_due().unwrap().unwrap().checkpoint.head.seq, 6);
    hall.clock.advance(SignedDuration::from_mins(10));
    assert!(hall.centre.checkpoint_if_due().unwrap().is_none(), "nothing happened");
    let (file, _) = export(&hall, "trail");
    let answer = verify(&file, &[]);
    assert!(answer.out.contains("与 3 个检查点相符"), "{}", answer.out);
}

#[test]
fn what_is_no_key_is_a_wrong_command_line() {
    let hall = Hall::new(Algorithm::Sha256);
    let (file, _) = export(&hall, "trail");
    assert_eq!(verify(&file, &["--key", "nonsense"]).outcome, Outcome::Usage);
    assert_eq!(verify(&file, &["--checkpoints", file.to_str().unwrap()]).outcome, Outcome::Usage);
    let other = Hall::new(Algorithm::Sha256);
    other.centre.checkpoint().unwrap();
    assert_eq!(audit(&["export", "--db", hall.at("none").to_str().unwrap()]).outcome, Outcome::Unknown);
}
