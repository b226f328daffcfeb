//! The program itself, with its screen, is killed in the middle of the main job. What the screen said was true: a draft
//! 已存本机 is in the store, a case that was handed over has every receipt, and the centre knows no command that the
//! desk does not.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use chuangtai::{
    desk::{
        Delivered, Desk,
        api::{Request, Sending, Transport, TransportError},
    },
    runtime::SystemClock,
};
use rusqlite::Connection;

use crate::{
    cut_image::Dice,
    kill::{desk_config, first_seed, kills},
    ledger::is_sound,
    terminal::Terminal,
};

/// A company of the demo hall.
const COMPANY: &str = "91000000Q00000034K";

/// From arrival to acceptance.
const KEYS: &[&str] = &[
    "F2",
    "scan",
    "text:spjy",
    "Enter",
    "1",
    "1",
    "Space",
    "Space",
    "Space",
    "+",
    "1",
    "Enter",
    "Space",
    "Enter",
    "1",
    "text:麦麦提餐厅",
    "Enter",
    "1",
    "text:热食类食品制售",
    "Enter",
    "text:60",
    "Enter",
    "text:3",
    "Enter",
    "text:李强",
    "Enter",
    "2",
    "Enter",
    // F44: another matter than the one of three days ago.
    "1",
    "1",
];

struct NoLine;

impl Transport for NoLine {
    fn send(&self, _: Request) -> Sending<'_> {
        Box::pin(std::future::ready(Err(TransportError::NotSent)))
    }
}

/// As a terminal sends it.
fn raw(key: &str) -> Vec<u8> {
    match key {
        "F2" => b"\x1bOQ".to_vec(),
        "scan" => format!("{COMPANY}\r").into_bytes(),
        "Enter" => b"\r".to_vec(),
        "Space" => b" ".to_vec(),
        other => other.strip_prefix("text:").unwrap_or(other).as_bytes().to_vec(),
    }
}

fn press(terminal: &mut Terminal, key: &str) {
    if key == "scan" {
        terminal.send(&raw(key));
        terminal.wait_for("查找");
    } else {
        terminal.press(key);
    }
}

/// Presses so many keys, then one more, and kills the program while it works on that. Answers the last screen.
fn live_and_die(home: &Path, keys: usize, delay: Duration) -> String {
    let mut terminal = Terminal::start(&["demo"], home, 120, 36, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    for key in &KEYS[..keys] {
        press(&mut terminal, key);
    }
    match KEYS.get(keys) {
        Some(key) => terminal.send(&raw(key)),
        None => terminal.wait_for("已转办"),
    }
    let end = Instant::now() + delay;
    while Instant::now() < end {
        std::hint::spin_loop();
    }
    terminal.kill();
    terminal.text()
}

fn compare(home: &Path, screen: &str) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = desk_config(home.join("data/demo/desk"), Arc::new(NoLine), Arc::new(SystemClock));
    let (drafts, parcels, finished) = runtime.block_on(async {
        let desk = Desk::open(config).await.unwrap();
        let parcels = desk.parcels(u32::MAX).await.unwrap();
        let mut finished = BTreeSet::new();
        for kept in &parcels {
            if let Delivered::Settled(settled) = desk.deliver(kept.parcel.command_id).await.unwrap() {
                finished.insert(settled.command_id.to_string());
            }
        }
        (desk.list_drafts().await.unwrap(), parcels, finished)
    });
    if screen.contains("已存本机") {
        assert!(!drafts.is_empty() || !parcels.is_empty(), "the screen said it was saved:\n{screen}");
    }
    if screen.contains("已转办") {
        assert!(parcels.len() >= 2 && finished.len() == parcels.len(), "the screen said it was handed over:\n{screen}");
    }
    let db = Connection::open(home.join("data/demo/centre/centre.db")).unwrap();
    is_sound(&db).unwrap();
    let sql = "SELECT 1 FROM commands WHERE command_id = ?1";
    for id in &finished {
        assert!(db.prepare(sql).unwrap().exists([id]).unwrap(), "a receipt that the centre does not know: {id}");
    }
    let known: BTreeSet<String> = parcels.iter().map(|kept| kept.parcel.command_id.to_string()).collect();
    let device: Option<String> = known.iter().find_map(|id| {
        db.query_row("SELECT device_id FROM commands WHERE command_id = ?1", [id], |row| row.get(0)).ok()
    });
    let mut statement = db.prepare("SELECT command_id FROM commands WHERE device_id = ?1").unwrap();
    let held = statement.query_map([device.unwrap_or_default()], |row| row.get::<_, String>(0)).unwrap();
    for id in held.map(Result::unwrap) {
        assert!(known.contains(&id), "the centre holds a command that the desk does not know: {id}");
    }
    parcels.len()
}

#[test]
fn f01_the_program_is_killed_in_the_main_job_and_the_screen_had_not_lied() {
    let rounds = (kills() / 33).max(2);
    for round in 0..rounds {
        let home = tempfile::tempdir().unwrap();
        let mut dice = Dice(first_seed() + round as u64);
        // One goes to the end; the others end anywhere, most of them where commands are sealed.
        let keys = match round {
            0 => KEYS.len(),
            _ if dice.percent(50) => KEYS.len() - 1 - dice.under(2),
            _ => dice.under(KEYS.len()),
        };
        let screen = live_and_die(home.path(), keys, Duration::from_micros(dice.under(200_000) as u64));
        let parcels = compare(home.path(), &screen);
        println!("round {round}: {keys} keys, {parcels} commands");
        let again = Terminal::start(&["demo"], home.path(), 120, 36, &[]);
        again.wait_for("李晓云");
        again.wait_for("A017");
    }
}
