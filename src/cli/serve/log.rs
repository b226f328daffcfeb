//! The log of a service: lines on standard error, which the service manager keeps. What stands in them is decided where
//! they are written; libraries write none, for they may know whom a request is about.

use std::panic;

use tracing_subscriber::{Layer as _, filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use super::sources::Chosen;

/// What is logged, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Log {
    level: tracing::Level,
    json: bool,
}

impl Log {
    pub(super) fn of(chosen: &Chosen) -> Self {
        let level = chosen.text("log.level").parse().unwrap_or(tracing::Level::WARN);
        Self { level, json: chosen.text("log.format") == "json" }
    }
}

/// Begins to log.
pub(super) fn begin(log: &Log) {
    let own = Targets::new().with_target("chuangtai", log.level);
    let lines = fmt::layer().with_writer(std::io::stderr).with_ansi(false);
    let lines = if log.json { lines.json().flatten_event(true).boxed() } else { lines.boxed() };
    // One that is there already is as good: there is one service in a process.
    let _ = tracing_subscriber::registry().with(lines.with_filter(own)).try_init();
    // What a panic says may hold what it tripped over; where it was is enough to find it.
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(target: "chuangtai::panic", place, "a request was given up");
    }));
}
