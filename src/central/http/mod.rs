//! The wire: `/v1`, JSON, RFC 9457 problems, a file per resource. Handlers take requests apart and call the centre;
//! they decide nothing.

mod answer;
mod applicants;
mod board;
mod cases;
mod catalogue;
mod commands;
mod demo;
mod desk;
mod events;
mod hearing;
mod people;
mod request;

use axum::{Router, middleware};

use super::{
    Centre,
    fault::Fault,
    rights::{Ask, Door},
};
use crate::contract::Realm;
use board::Board;

pub use board::Route;
pub(super) use hearing::Hearing;

impl Centre {
    /// Everything the centre answers to.
    pub fn router(&self) -> Router {
        self.board()
            .router()
            .fallback(|| async { Fault::not_found() })
            .method_not_allowed_fallback(|| async { Fault::new(405, "method.not_allowed") })
            .layer(middleware::from_fn_with_state(self.clone(), answer::finish))
            .with_state(self.clone())
    }

    /// Every route of the router, with who may come in by it.
    pub fn routes(&self) -> Vec<Route> {
        self.board().routes().to_vec()
    }

    /// `/v1/demo/*` does not exist on a live database (DECISIONS 6).
    fn board(&self) -> Board {
        let board = Board::default()
            .get("/healthz", Door::Open, desk::health)
            .get("/v1/meta", Door::Open, desk::meta)
            .get("/v1/me", Door::Staff, desk::me)
            .get("/v1/catalogue/snapshots/latest", Door::Staff, catalogue::snapshot)
            .get("/v1/catalogue/snapshots/{sha256}/{piece}", Door::Staff, catalogue::piece)
            .get("/v1/catalogue/changes", Door::Staff, catalogue::changes)
            .get("/v1/items", Door::Staff, catalogue::items)
            .get("/v1/items/{code}/versions/{version}", Door::Staff, catalogue::item)
            .get("/v1/calendars/{year}", Door::Staff, catalogue::calendar)
            .get("/v1/cases", Door::Cases, cases::query)
            .get("/v1/cases/{id}", Door::Cases, cases::case)
            .get("/v1/cases/{id}/timeline", Door::Cases, cases::timeline)
            .get("/v1/cases/{id}/clock", Door::Cases, cases::clock)
            .get("/v1/worklists/{name}", Door::Cases, cases::worklist)
            .get("/v1/documents/{no}", Door::Cases, cases::document)
            .get("/v1/stats/cases", Door::Cases, cases::counts)
            .get("/v1/changes", Door::Staff, cases::changes)
            .get("/v1/events", Door::Staff, events::events)
            .post("/v1/commands", Door::Staff, commands::apply)
            .post("/v1/reconcile", Door::Staff, commands::reconcile)
            .post("/v1/applicants/lookup", Door::Asks(Ask::Applicant), applicants::lookup)
            .post("/v1/evidence", Door::Asks(Ask::Applicant), applicants::evidence)
            .post("/v1/reveals", Door::Asks(Ask::Reveal), applicants::reveal)
            .get("/v1/queue", Door::Asks(Ask::Queue), desk::queue)
            .post("/v1/queue/calls", Door::Asks(Ask::Queue), desk::call_next)
            .get("/v1/audit", Door::Asks(Ask::Audit), desk::audit)
            .post("/v1/devices", Door::Asks(Ask::Enrol), people::enrol)
            .post("/v1/sessions", Door::Open, people::sign_in)
            .delete("/v1/sessions/current", Door::Staff, people::sign_out);
        if self.realm() == Realm::Live {
            return board;
        }
        board
            .get("/v1/demo/people", Door::Open, demo::people)
            .post("/v1/demo/session", Door::Open, demo::session)
            .post("/v1/demo/clock", Door::Staff, demo::clock)
            .get("/v1/demo/registers", Door::Staff, demo::registers)
            .post("/v1/demo/registers", Door::Staff, demo::switch)
    }
}
