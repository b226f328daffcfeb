//! How long what took, and what to say of it.

use std::{collections::BTreeMap, sync::Mutex, time::Duration};

/// What is asked for without changing anything.
pub const READS: [&str; 6] = ["list", "get", "search", "changes", "counts", "me"];

/// Durations by kind of request.
#[derive(Default)]
pub struct Times(Mutex<BTreeMap<&'static str, Vec<Duration>>>);

impl Times {
    pub fn add(&self, kind: &'static str, took: Duration) {
        self.0.lock().unwrap().entry(kind).or_default().push(took);
    }

    /// Of these kinds together; sorted.
    pub fn of(&self, kinds: &[&str]) -> Vec<Duration> {
        let all = self.0.lock().unwrap();
        let mut of: Vec<Duration> = kinds.iter().filter_map(|kind| all.get(kind)).flatten().copied().collect();
        of.sort_unstable();
        of
    }

    pub fn count(&self) -> usize {
        self.0.lock().unwrap().values().map(Vec::len).sum()
    }
}

/// The p-th percentile of what is sorted.
pub fn percentile(sorted: &[Duration], p: usize) -> Duration {
    let last = sorted.len().saturating_sub(1);
    sorted.get((sorted.len() * p / 100).min(last)).copied().unwrap_or_default()
}

pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    percentile(&times, 50)
}

pub fn ratio(of: Duration, to: Duration) -> f64 {
    of.as_secs_f64() / to.as_secs_f64()
}

/// Milliseconds with three places.
pub fn ms(time: Duration) -> String {
    format!("{:.3} ms", time.as_secs_f64() * 1e3)
}

/// The table at the end.
#[derive(Default)]
pub struct Table(Vec<[String; 5]>);

impl Table {
    /// What was measured, against what, and the aim, of which `holds` tells whether it is met.
    pub fn row(&mut self, what: &str, ours: String, floor: String, ratio: f64, aim: &str, holds: bool) {
        let verdict = format!("{aim} {}", if holds { "✓" } else { "✗" });
        println!("  {what}: {ours} | {floor} | {ratio:.3} | {verdict}");
        self.0.push([what.to_owned(), ours, floor, format!("{ratio:.3}"), verdict]);
    }

    pub fn print(&self, title: &str) {
        println!("\n## {title}\n\n| what | ours | floor | ratio | aim |\n|---|---|---|---|---|");
        for row in &self.0 {
            println!("| {} |", row.join(" | "));
        }
        println!();
    }
}
