//! RELIABILITY 4.3: whoever trusts neither the service nor its database, with nothing but the program. On either engine.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use chuangtai::{contract::Receipt, domain::role::Role};

use super::{
    books,
    protocol::receive,
    sync::{Field, on_disk},
};

/// `chuangtai audit …` in a process of its own: exit code, answer, what was said beside it.
fn audit(home: &Path, words: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_chuangtai"))
        .arg("audit")
        .args(words)
        .env("CHUANGTAI_HOME", home)
        .env_remove("CHUANGTAI_DB")
        .env_remove("CHUANGTAI_SERVE_CONFIG")
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), text(stdout), text(stderr))
}

#[test]
fn r11_9_an_outsider_proves_a_record_and_a_receipt() {
    let (dir, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = on_disk(dir.path(), 0);
    let clerk = world.role(Role::Clerk);
    let act = receive(&world);
    let command = world.seal(&clerk, world.uuid(), 0, None, &act);
    let receipt: Receipt = world.post_command(&clerk, &command).json();
    let seen = world.open(&command, &receipt);
    let at = |name: &str| elsewhere.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("receipt"), serde_json::to_string_pretty(&receipt).unwrap()).unwrap();

    let (db, keys) = (books::words(&dir.path().join("centre.db")), dir.path().join("keys"));
    let place = ["--db", &db, "--keys", keys.to_str().unwrap()];
    let run = |words: &[&str]| audit(elsewhere.path(), words);
    let here = |words: &[&str]| run(&[words, &place].concat());
    let seq = seen.audit_seq.to_string();
    let (code, said, _) = here(&["prove", &seq]);
    assert!(code == 3 && said.starts_with("无法判断") && said.contains("checkpoint"), "{said}");
    let (code, said, _) = here(&["check-receipt", &at("receipt")]);
    assert!(code == 0 && said.starts_with("属实") && said.contains("尚无检查点"), "{said}");
    let (code, note, _) = here(&["checkpoint"]);
    assert!(code == 0 && note.starts_with("chuangtai/yangzhou/Demo\n"), "{note}");
    fs::create_dir(at("kept")).unwrap();
    fs::write(at("kept/monday"), &note).unwrap();

    let (code, said, _) = here(&["verify", "--checkpoints", &at("kept"), "--receipts", &at("receipt")]);
    assert!(code == 0 && said.starts_with("完整") && said.contains("与 1 个回执相符"), "{said}");
    world.lookup("A017");
    world.centre.checkpoint().unwrap().unwrap();
    let (code, said, _) = here(&["verify", "--from", &(seen.audit_seq + 1).to_string(), "--to", "9999"]);
    assert!(code == 3 && said.contains("记录只到第"), "{said}");
    let covered = note.lines().nth(1).unwrap().parse::<u64>().unwrap();
    let (code, said, _) = here(&["verify", "--from", &(covered + 1).to_string()]);
    assert!(code == 0 && said.starts_with(&format!("完整 第 {} 条至第 ", covered + 1)), "{said}");
    let (code, said, _) = here(&["verify", "--to", "1"]);
    assert!(code == 0 && said.contains(&format!("第 1 条至第 {covered} 条")), "{said}");

    // What leaves the centre is enough where there is no centre.
    let (code, _, told) = here(&["export", "--out", &at("trail")]);
    let key = told.trim().rsplit(' ').next().unwrap().to_owned();
    assert_eq!((code, key.starts_with("chuangtai/yangzhou/Demo+")), (0, true), "{told}");
    let (code, _, told) = here(&["prove", &seq, "--out", &at("proof")]);
    assert!(code == 0 && told.contains(&key), "{told}");
    let known = ["--key", &key, "--receipt-key", &world.keys[0].public_key];
    let alone = |words: &[&str]| run(&[words, &known].concat());
    let (code, said, _) = alone(&["check-receipt", &at("receipt"), "--proof", &at("proof")]);
    assert!(code == 0 && said.starts_with("属实") && said.contains(&format!("审计第 {seq} 条")), "{said}");
    for of in [["check-receipt", &at("receipt"), &at("trail")], ["prove", &seq, &at("trail")]] {
        let (code, said, why) = alone(&of);
        assert_eq!(code, 0, "{of:?}: {said}{why}");
    }
    assert_eq!(fs::read_to_string(at("proof")).unwrap().lines().next(), Some("c2sp.org/tlog-proof@v1"));
    let (code, said, _) = run(&["check-receipt", &at("receipt"), "--proof", &at("proof")]);
    assert!(code == 3 && said.contains("--receipt-key"), "no keys, no judgement: {said}");

    // A forged receipt, the proof of another record, a proof that was changed.
    let forged = Receipt { payload: receipt.payload.replacen('a', "b", 1), ..receipt.clone() };
    fs::write(at("forged"), serde_json::to_string(&forged).unwrap()).unwrap();
    let (code, said, _) = alone(&["check-receipt", &at("forged"), "--proof", &at("proof"), "--json"]);
    assert!(code == 1 && said.contains("\"verdict\":\"broken\""), "{said}");
    let (code, ..) = here(&["prove", "1", "--out", &at("first")]);
    assert_eq!(code, 0);
    let (code, said, _) = alone(&["check-receipt", &at("receipt"), "--proof", &at("first")]);
    assert!(code == 3 && said.contains("第 1 条"), "{said}");
    let text = fs::read_to_string(at("proof")).unwrap();
    let index = format!("index {}", seen.audit_seq - 1);
    assert!(text.contains(&index));
    fs::write(at("changed"), text.replace(&index, "index 0")).unwrap();
    let (code, said, _) = alone(&["check-receipt", &at("receipt"), "--proof", &at("changed")]);
    assert!(code == 1 && said.starts_with("被改动"), "{said}");

    // Whoever rules over the database is found, and proves nothing.
    let file = dir.path().join("centre.db");
    books::take_fence_down(&file, "audit");
    books::run(&file, &format!("UPDATE audit SET body = replace(body, 'done', 'none') WHERE seq = {seq}")).unwrap();
    let bad = format!("第 {seq} 条");
    for words in [&["verify"][..], &["prove", "1"], &["check-receipt", &at("receipt")]] {
        let (code, said, _) = here(words);
        assert!(code == 1 && said.starts_with("被改动") && said.contains(&bad), "{words:?}: {said}");
    }
}

/// RELIABILITY 4.2: each clerk's laptop is a witness. What it kept shows a trail that was put back, though everything at
/// the centre agrees with itself.
#[test]
fn r11_9_what_a_desk_kept_shows_a_trail_that_was_put_back() {
    let (dir, backup, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let world = on_disk(dir.path(), 0);
    let field = Field::around(&world);
    let desk = field.desk(&world, "desk");
    let kept = || {
        let (receipts, keys) = field.wait(desk.receipts()).unwrap();
        let lines: Vec<String> = receipts.iter().map(|one| serde_json::to_string(one).unwrap()).collect();
        (lines, keys)
    };
    field.receive(&world, &desk, world.uuid());
    world.centre.checkpoint().unwrap();
    books::copy(&dir.path().join("centre.db"), &backup.path().join("centre.db"));
    let (early, keys) = kept();
    field.receive(&world, &desk, world.uuid());
    let (late, _) = kept();
    assert_eq!((early.len(), late.len()), (1, 2));
    assert_eq!(early[0], late[0]);

    // Whoever put it back put the keys beside it, and no later checkpoint.
    let (file, keys_dir) = (out.path().join("receipts"), out.path().join("keys"));
    fs::create_dir(&keys_dir).unwrap();
    fs::copy(dir.path().join("keys/audit.key"), keys_dir.join("audit.key")).unwrap();
    let db = books::words(&backup.path().join("centre.db"));
    let check = |receipts: &[String]| {
        fs::write(&file, receipts.join("\n")).unwrap();
        let words = ["verify", "--db", &db, "--keys", keys_dir.to_str().unwrap(), "--receipts", file.to_str().unwrap()];
        audit(out.path(), &[&words[..], &["--receipt-key", &keys[0].public_key]].concat())
    };
    let (code, said, _) = check(&early);
    assert!(code == 0 && said.starts_with("完整"), "{said}");
    let (code, said, _) = check(&late);
    assert!(code == 1 && said.starts_with("被改动 末尾被截断"), "{said}");
}
