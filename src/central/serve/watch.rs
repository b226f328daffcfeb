//! Figures for whoever keeps watch, as Prometheus reads them. Labels are words of ours: routes, methods, statuses, codes;
//! no person, no case, no address.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::get,
};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use tokio::net::TcpListener;

use super::{Front, Said, Stage, pulse::Pulse};
use crate::contract::sha256_hex;

/// Upper ends of the classes that answers are sorted into by how long they took, in seconds.
const CLASSES: &[f64] = &[0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

const REQUESTS: &str = "chuangtai_requests_total";
const DURATION: &str = "chuangtai_request_seconds";
const PROBLEMS: &str = "chuangtai_problems_total";
const COMMANDS: &str = "chuangtai_commands_total";
const CONNECTIONS: &str = "chuangtai_connections";
const TURNED_AWAY: &str = "chuangtai_connections_turned_away_total";
const WINDOWS: &str = "chuangtai_event_streams";

/// The figures of one service.
pub(super) struct Watch {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Watch {
    pub(super) fn new() -> Self {
        // Only an empty list of classes is refused.
        let builder = PrometheusBuilder::new().set_buckets(CLASSES).unwrap_or_default();
        let recorder = builder.build_recorder();
        let watch = Self { handle: recorder.handle(), recorder };
        watch.note(describe);
        watch
    }

    /// The figures are the service's own, not the process's: what is counted here is counted here.
    fn note(&self, count: impl FnOnce()) {
        metrics::with_local_recorder(&self.recorder, count);
    }

    pub(super) fn answered(&self, method: &'static str, route: &str, status: u16, took: Duration, said: Option<&Said>) {
        let (route, status) = (route.to_owned(), status.to_string());
        self.note(|| {
            counter!(REQUESTS, "method" => method, "route" => route.clone(), "status" => status).increment(1);
            // An event stream lasts as long as its window; the answer's head says nothing of that.
            histogram!(DURATION, "method" => method, "route" => route).record(took.as_secs_f64());
            if let Some(said) = said {
                match said.verdict {
                    Some(verdict) => counter!(COMMANDS, "verdict" => verdict).increment(1),
                    None => counter!(PROBLEMS, "code" => said.code.clone()).increment(1),
                }
            }
        });
    }

    pub(super) fn turned_away(&self) {
        self.note(|| counter!(TURNED_AWAY).increment(1));
    }

    pub(super) fn connected(self: &Arc<Self>) -> Open {
        Open::new(self, CONNECTIONS)
    }

    pub(super) fn window_opened(self: &Arc<Self>) -> Open {
        Open::new(self, WINDOWS)
    }

    /// What was counted is put together, whether anybody asks for it or not.
    pub(super) fn tidy(&self) {
        self.handle.run_upkeep();
    }

    fn sample(&self, pulse: &Pulse) {
        self.note(|| {
            let whole = |number| Duration::from_secs(number).as_secs_f64();
            gauge!("chuangtai_change_seq").set(whole(pulse.change_seq));
            gauge!("chuangtai_audit_seq").set(whole(pulse.audit_seq));
            gauge!("chuangtai_audit_unsigned").set(whole(pulse.unsigned));
            gauge!("chuangtai_webhook_events_waiting").set(whole(pulse.letters_waiting));
            gauge!("chuangtai_webhook_events_dead").set(whole(pulse.letters_dead));
            // Nothing that waits is no age: what waited before must not go on being told.
            gauge!("chuangtai_webhook_oldest_seconds").set(pulse.letter_age.unwrap_or_default().as_secs_f64());
            for (name, age) in [
                ("chuangtai_checkpoint_age_seconds", pulse.checkpoint_age),
                ("chuangtai_backup_age_seconds", pulse.backup_age),
                ("chuangtai_overdue_seconds", pulse.overdue),
            ] {
                if let Some(age) = age {
                    gauge!(name).set(age.as_secs_f64());
                }
            }
            if let Some(bytes) = pulse.disk_free {
                gauge!("chuangtai_disk_free_bytes").set(whole(bytes));
            }
        });
    }
}

fn describe() {
    describe_counter!(REQUESTS, "Answers by route, method and status");
    describe_histogram!(DURATION, Unit::Seconds, "Time from a request's head to its answer's head");
    describe_counter!(PROBLEMS, "Problems by code; storage.busy is a store that could not keep up");
    describe_counter!(COMMANDS, "The centre's last words on commands");
    describe_gauge!(CONNECTIONS, "Open connections");
    describe_counter!(TURNED_AWAY, "Connections for which there was no seat");
    describe_gauge!(WINDOWS, "Open event streams");
    describe_gauge!("chuangtai_up", "1 while the service serves, 0 while it starts or stops");
    describe_gauge!("chuangtai_ready", "1 while the centre could take a command");
    describe_gauge!("chuangtai_build_info", "Always 1; the version is a label");
    describe_gauge!("chuangtai_change_seq", "Last number of the change sequence");
    describe_gauge!("chuangtai_audit_seq", "Last number of the audit chain");
    describe_gauge!("chuangtai_audit_unsigned", "Audit records since the last checkpoint");
    describe_gauge!("chuangtai_checkpoint_age_seconds", "Age of the last checkpoint, if there is one");
    describe_gauge!("chuangtai_backup_age_seconds", "Age of the last backup, if there is one");
    describe_gauge!("chuangtai_overdue_seconds", "How long the oldest due instant has been waiting; 0 is none");
    describe_gauge!("chuangtai_webhook_events_waiting", "Events that departments' systems have still to be told");
    describe_gauge!("chuangtai_webhook_events_dead", "Events put aside after many tries");
    describe_gauge!("chuangtai_webhook_oldest_seconds", "How long the oldest event has been waiting; 0 is none");
    describe_gauge!("chuangtai_disk_free_bytes", "Free space where the database's file lies");
}

/// Something that is open and counts until it is dropped.
pub struct Open {
    watch: Arc<Watch>,
    name: &'static str,
}

impl Open {
    fn new(watch: &Arc<Watch>, name: &'static str) -> Self {
        watch.note(|| gauge!(name).increment(1.0));
        Self { watch: Arc::clone(watch), name }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        let name = self.name;
        self.watch.note(|| gauge!(name).decrement(1.0));
    }
}

impl Front {
    /// The figures as text.
    pub async fn figures(&self) -> String {
        let mut ready = false;
        if let Some(centre) = self.centre() {
            ready = super::is_ready(&centre).await.is_ok() && self.stage() == Stage::Up;
            let own = centre.clone();
            if let Ok(pulse) = centre.run(move || own.pulse()).await {
                self.watch.sample(&pulse);
            }
        }
        let up = self.stage() == Stage::Up;
        self.watch.note(|| {
            gauge!("chuangtai_up").set(if up { 1.0 } else { 0.0 });
            gauge!("chuangtai_ready").set(if ready { 1.0 } else { 0.0 });
            gauge!("chuangtai_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
        });
        self.watch.handle.render()
    }

    /// `/metrics` and nothing else. With a token, only for whoever brings it.
    pub fn watch_router(self: &Arc<Self>, token: Option<&str>) -> Router {
        let front = Arc::clone(self);
        // Hashes are compared, so that the time it takes tells nothing of the token.
        let wanted = token.map(|token| sha256_hex(format!("Bearer {token}").as_bytes()));
        Router::new().route(
            "/metrics",
            get(move |request: Request| async move {
                let brought = request.headers().get(header::AUTHORIZATION).map(|value| sha256_hex(value.as_bytes()));
                if wanted.is_some() && brought != wanted {
                    return ([(header::WWW_AUTHENTICATE, "Bearer")], StatusCode::UNAUTHORIZED).into_response();
                }
                figures(front.figures().await)
            }),
        )
    }

    /// Serves the figures on a port of their own until the process ends.
    pub async fn serve_watch(self: Arc<Self>, listener: TcpListener, token: Option<String>) {
        // It ends with the program.
        let _ = axum::serve(listener, self.watch_router(token.as_deref())).await;
    }
}

fn figures(text: String) -> Response {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response()
}
