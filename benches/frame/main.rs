//! From a key to the bytes of its frame, beside a bare ratatui program (input, table, status line) of the same size in the
//! same run.
//!
//! `cargo bench --bench frame` takes turns, one key here and one key there, and prints the ratio of the medians (aim: at
//! most 1.5). Step 4 of the workspace stands on a guide of the demo hall, the finder on a hundred thousand names.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

#[path = "../catalogue/mod.rs"]
mod catalogue;
mod floor;
mod program;

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use catalogue::Catalogue;
use chuangtai::{
    app::{Action, Effect, Msg, effect::FoundItem, keymap::Key, update},
    central::demo::{self, DemoHall},
    finder::Index,
};
use criterion::Criterion;
use floor::Floor;
use program::Program;

const SIZES: [(u16, u16); 2] = [(120, 36), (200, 60)];
const KEYS: usize = 1_000;
const RESULTS: usize = 50;

/// Medians and 99th percentiles of ours and of the floor, taken in turns; bytes of our frame.
struct Figures {
    ours: [Duration; 2],
    floor: [Duration; 2],
    bytes: usize,
}

/// `key` presses a key and gives what has to be carried out behind the frame.
fn figures(
    program: &mut Program<'_>,
    floor: &mut Floor,
    key: &mut dyn FnMut(&mut Program<'_>, usize) -> Vec<Effect>,
) -> Figures {
    let (mut ours, mut bare) = (Vec::with_capacity(KEYS), Vec::with_capacity(KEYS));
    program.sink.forget();
    for turn in 0..KEYS {
        let start = Instant::now();
        let effects = key(program, turn);
        program.draw();
        ours.push(start.elapsed());
        // A save or an answer comes later, and has a frame of its own.
        program.carry_out(effects);
        let start = Instant::now();
        floor.key();
        bare.push(start.elapsed());
    }
    let bytes = program.sink.bytes() / KEYS;
    Figures { ours: percentiles(ours), floor: percentiles(bare), bytes }
}

fn percentiles(mut times: Vec<Duration>) -> [Duration; 2] {
    times.sort_unstable();
    [times[times.len() / 2], times[times.len() * 99 / 100]]
}

fn report(name: &str, figures: &Figures) {
    let us = |time: Duration| time.as_secs_f64() * 1e6;
    let [ours, ours99] = figures.ours.map(us);
    let [floor, floor99] = figures.floor.map(us);
    println!(
        "{name:<44} p50 {ours:7.1} us  p99 {ours99:7.1}  floor p50 {floor:7.1}  p99 {floor99:7.1}  ratio p50 {:.2}  p99 {:.2}  {} bytes",
        ours / floor,
        ours99 / floor99,
        figures.bytes
    );
}

fn turns(hall: &DemoHall, catalogue: &Catalogue, index: &Index, size: (u16, u16)) {
    let mut floor = Floor::new(catalogue, size);
    let mut program = Program::new(hall, catalogue, index, size);
    let label = |name: &str| format!("{}x{} {name}", size.0, size.1);

    program.reach_finder();
    let typing = figures(&mut program, &mut floor, &mut |program, turn| {
        // Eight letters, then the field is emptied by a key of its own.
        const LETTERS: [char; 8] = ['s', 'p', 'j', 'y', 'x', 'k', 'b', 'g'];
        if turn % 9 == 8 {
            return update(&mut program.model, Msg::Action(Action::TextClear), &program.ctx);
        }
        program.press(Key::Char(LETTERS[turn % 9]))
    });
    report(&label("letter typed in the finder"), &typing);
    let answers: Vec<Vec<FoundItem>> =
        ["s", "sp", "spj", "spjy"].map(|query| program.found(query, RESULTS)).into_iter().collect();
    let results = figures(&mut program, &mut floor, &mut |program, turn| {
        let effects = program.model.accept.finder.ask();
        let Effect::Find { generation, .. } = effects else { panic!("the finder asks its worker") };
        let found = Msg::Found { generation, items: answers[turn % answers.len()].clone() };
        update(&mut program.model, found, &program.ctx)
    });
    report(&label("results come for a letter"), &results);

    let mut program = Program::new(hall, catalogue, index, size);
    program.reach_materials();
    let moves = figures(&mut program, &mut floor, &mut |program, turn| {
        program.press(if turn / 6 % 2 == 0 { Key::Down } else { Key::Up })
    });
    report(&label("selection moves one row"), &moves);
    let marks = figures(&mut program, &mut floor, &mut |program, turn| {
        program.press(if turn % 12 < 6 { Key::Char(' ') } else { Key::Char('-') })
    });
    report(&label("a row is marked"), &marks);
    let nothing = figures(&mut program, &mut floor, &mut |_, _| Vec::new());
    report(&label("nothing changed"), &nothing);
}

fn main() {
    let hall = demo::load().unwrap();
    let catalogue = catalogue::catalogue();
    let index = catalogue.index();
    for size in SIZES {
        turns(&hall, &catalogue, &index, size);
    }

    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let size = SIZES[0];
    let mut program = Program::new(&hall, &catalogue, &index, size);
    program.reach_materials();
    let mut turn = 0;
    criterion.bench_function("frame/selection moves one row", |b| {
        b.iter(|| {
            turn += 1;
            black_box(program.press(if turn / 6 % 2 == 0 { Key::Down } else { Key::Up }));
            program.draw();
        });
    });
    let mut floor = Floor::new(&catalogue, size);
    criterion.bench_function("frame/floor", |b| b.iter(|| floor.key()));
    criterion.final_summary();
}
