//! One keystroke in the finder over 100,000 names, beside a plain substring scan of the same text in the same run.
//!
//! `cargo bench --bench finder` prints both and their ratio; a machine's own speed cancels out.

#![allow(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss
)]

mod catalogue;

use std::{collections::BTreeSet, hint::black_box, time::Instant};

use catalogue::{COUNT, Catalogue};
use chuangtai::text::readings;
use criterion::Criterion;
use memchr::memmem;

/// As many rows as a screen shows.
const ROWS: usize = 50;

fn initials(name: &str) -> String {
    name.chars().map(|c| readings(c).first().and_then(|r| r.chars().next()).unwrap_or(c)).collect()
}

/// Every beginning of what clerks type: initials (half of them), Chinese, full pinyin, mixtures, parts of codes.
fn keystrokes(catalogue: &Catalogue) -> Vec<String> {
    let mut typed: Vec<String> = Vec::new();
    for number in 0..120 {
        let at = number * 811 % COUNT;
        let name: Vec<char> = catalogue.names[at].chars().collect();
        let part = |from: usize, to: usize| name[from.min(name.len())..to.min(name.len())].iter().collect::<String>();
        let query = match number % 12 {
            0..=5 => initials(&part(0, 4 + number % 3)),
            6 | 7 => part(0, 2 + number % 3),
            8 => part(0, 4).chars().filter_map(|c| readings(c).into_iter().next()).collect(),
            9 => format!("{}{}", part(0, 2), initials(&part(2, 6))),
            10 => initials(&part(2, 7)),
            _ => catalogue.codes[at][8..14].to_owned(),
        };
        let letters: Vec<char> = query.chars().collect();
        typed.extend((1..=letters.len()).map(|end| letters[..end].iter().collect::<String>()));
    }
    typed
}

fn percentile(sorted: &[f64], share: f64) -> f64 {
    let last = sorted.len() - 1;
    sorted[((last as f64) * share).round() as usize]
}

/// Milliseconds per keystroke: the best of three rounds each, so that a neighbour on the machine counts less.
fn measure(queries: &[String], mut search: impl FnMut(&str) -> usize) -> Vec<f64> {
    let mut times: Vec<f64> = queries
        .iter()
        .map(|query| {
            let rounds = (0..3).map(|_| {
                let start = Instant::now();
                black_box(search(query));
                start.elapsed().as_secs_f64() * 1e3
            });
            rounds.fold(f64::MAX, f64::min)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times
}

fn report(label: &str, times: &[f64]) {
    let [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1.0].map(|share| percentile(times, share));
    println!("{label:<34} p50 {p50:.3}  p95 {p95:.3}  p99 {p99:.3}  max {max:.3} ms");
}

fn main() {
    let catalogue = catalogue::catalogue();
    assert_eq!(catalogue.names.iter().collect::<BTreeSet<_>>().len(), COUNT, "the names differ");
    let queries = keystrokes(&catalogue);

    let start = Instant::now();
    let index = catalogue.index();
    println!(
        "{COUNT} names, {} keystrokes, index built in {:.0} ms",
        queries.len(),
        start.elapsed().as_secs_f64() * 1e3
    );

    let joined = |parts: &mut dyn Iterator<Item = String>| parts.map(|part| part + "\n").collect::<String>();
    let names = joined(&mut catalogue.names.iter().cloned());
    let codes = joined(&mut catalogue.codes.iter().cloned());
    let initials = joined(&mut catalogue.names.iter().map(|name| initials(name)));
    let scan = measure(&queries, |query| {
        let text = if query.bytes().all(|b| b.is_ascii_digit()) {
            &codes
        } else if query.is_ascii() {
            &initials
        } else {
            &names
        };
        memmem::Finder::new(query).find_iter(text.as_bytes()).count()
    });
    let ours = measure(&queries, |query| index.search(query, ROWS, &[]).len());
    report("memmem over one field, all hits", &scan);
    report("finder, best 50", &ours);
    println!(
        "ratio ours / memmem                p50 {:.2}  p99 {:.2}",
        percentile(&ours, 0.5) / percentile(&scan, 0.5),
        percentile(&ours, 0.99) / percentile(&scan, 0.99)
    );

    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    for query in ["s", "spjy", "spjyxkbg", "食品经营", "企业yyzz", "000013"] {
        criterion.bench_function(&format!("finder/{query}"), |b| b.iter(|| index.search(black_box(query), ROWS, &[])));
    }
    criterion.bench_function("finder/near", |b| b.iter(|| index.near(black_box("食品京营许可"), 5)));
    criterion.final_summary();
}
