//! The wire: `/v1`, JSON, RFC 9457 problems, a file per resource. Handlers take requests apart and call the centre;
//! they decide nothing.

mod answer;
mod applicants;
mod cases;
mod catalogue;
mod commands;
mod demo;
mod desk;
mod events;
mod people;
mod request;

use axum::{
    Router, middleware,
    routing::{delete, get, post},
};

use super::{Centre, fault::Fault};
use crate::contract::Realm;

impl Centre {
    /// Everything the centre answers to. `/v1/demo/*` does not exist on a live database (DECISIONS 6).
    pub fn router(&self) -> Router {
        let mut router = Router::new()
            .route("/healthz", get(desk::health))
            .route("/v1/meta", get(desk::meta))
            .route("/v1/me", get(desk::me))
            .route("/v1/catalogue/snapshots/latest", get(catalogue::snapshot))
            .route("/v1/catalogue/snapshots/{sha256}/{piece}", get(catalogue::piece))
            .route("/v1/catalogue/changes", get(catalogue::changes))
            .route("/v1/items", get(catalogue::items))
            .route("/v1/items/{code}/versions/{version}", get(catalogue::item))
            .route("/v1/calendars/{year}", get(catalogue::calendar))
            .route("/v1/cases", get(cases::query))
            .route("/v1/cases/{id}", get(cases::case))
            .route("/v1/cases/{id}/timeline", get(cases::timeline))
            .route("/v1/cases/{id}/clock", get(cases::clock))
            .route("/v1/worklists/{name}", get(cases::worklist))
            .route("/v1/documents/{no}", get(cases::document))
            .route("/v1/changes", get(cases::changes))
            .route("/v1/events", get(events::events))
            .route("/v1/commands", post(commands::apply))
            .route("/v1/reconcile", post(commands::reconcile))
            .route("/v1/applicants/lookup", post(applicants::lookup))
            .route("/v1/evidence", post(applicants::evidence))
            .route("/v1/reveals", post(applicants::reveal))
            .route("/v1/queue", get(desk::queue))
            .route("/v1/queue/calls", post(desk::call_next))
            .route("/v1/audit", get(desk::audit))
            .route("/v1/devices", post(people::enrol))
            .route("/v1/sessions", post(people::sign_in))
            .route("/v1/sessions/current", delete(people::sign_out));
        if self.realm() != Realm::Live {
            router = router
                .route("/v1/demo/people", get(demo::people))
                .route("/v1/demo/session", post(demo::session))
                .route("/v1/demo/clock", post(demo::clock))
                .route("/v1/demo/registers", get(demo::registers).post(demo::switch));
        }
        router
            .fallback(|| async { Fault::not_found() })
            .method_not_allowed_fallback(|| async { Fault::new(405, "method.not_allowed") })
            .layer(middleware::from_fn_with_state(self.clone(), answer::finish))
            .with_state(self.clone())
    }
}
