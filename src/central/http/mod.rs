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
mod device_page;
mod events;
mod exports;
mod files;
mod hearing;
mod oauth;
mod office;
mod openapi;
mod people;
mod proposals;
mod request;
mod staff;
mod webhooks;

use axum::{Router, middleware};

use super::{
    Centre,
    fault::Fault,
    rights::{Ask, Door},
};
use crate::contract::Realm;
use board::Board;

pub(super) use answer::finished;
pub use board::Route;
pub(super) use hearing::Hearing;

impl Centre {
    /// Everything the centre answers to.
    pub fn router(&self) -> Router {
        Self::board(self.realm())
            .router()
            .fallback(|| async { Fault::not_found() })
            .method_not_allowed_fallback(|| async { Fault::new(405, "method.not_allowed") })
            .layer(middleware::from_fn_with_state(self.clone(), answer::finish))
            .with_state(self.clone())
    }

    /// Every route of the router, with who may come in by it.
    pub fn routes(&self) -> Vec<Route> {
        Self::board(self.realm()).routes().to_vec()
    }

    /// `/v1/demo/*` does not exist on a live database (DECISIONS 6).
    fn board(realm: Realm) -> Board {
        let board = Board::default()
            .get("/openapi.json", Door::Open, openapi::json)
            .get("/docs", Door::Open, openapi::docs)
            .get("/healthz", Door::Open, desk::health)
            .get("/readyz", Door::Open, desk::ready)
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
            .get("/v1/worklists/{name}/counts", Door::Cases, cases::queue_counts)
            .post("/v1/exports/cases", Door::Asks(Ask::Export), exports::cases)
            .get("/v1/documents/{no}", Door::Cases, cases::document)
            .get("/v1/stats/cases", Door::Cases, cases::counts)
            .get("/v1/changes", Door::Staff, cases::changes)
            .get("/v1/events", Door::Staff, events::events)
            .post("/v1/commands", Door::Staff, commands::apply)
            .post("/v1/reconcile", Door::Staff, commands::reconcile)
            .post("/v1/applicants/lookup", Door::Asks(Ask::Applicant), applicants::lookup)
            .post("/v1/evidence", Door::Asks(Ask::Applicant), applicants::evidence)
            .post("/v1/reveals", Door::Asks(Ask::Reveal), applicants::reveal)
            .get("/v1/uploads/{case_id}/{sha256}", Door::Asks(Ask::Upload), files::state)
            .patch("/v1/uploads/{case_id}/{sha256}", Door::Asks(Ask::Upload), files::take)
            .get("/v1/files/{case_id}/{sha256}", Door::Cases, files::read)
            .get("/v1/webhooks", Door::Asks(Ask::Webhooks), webhooks::list)
            .post("/v1/webhooks", Door::Asks(Ask::Webhooks), webhooks::make)
            .delete("/v1/webhooks/{id}", Door::Asks(Ask::Webhooks), webhooks::end)
            .get("/v1/webhooks/{id}/deliveries", Door::Asks(Ask::Webhooks), webhooks::deliveries)
            .post("/v1/webhooks/{id}/redeliver", Door::Asks(Ask::Webhooks), webhooks::redeliver)
            .get("/v1/queue", Door::Asks(Ask::Queue), desk::queue)
            .post("/v1/queue/calls", Door::Asks(Ask::Queue), desk::call_next)
            .get("/v1/audit", Door::Asks(Ask::Audit), desk::audit)
            .post("/v1/devices", Door::Staff, people::enrol)
            .get("/v1/devices", Door::Asks(Ask::Devices), people::devices)
            .post("/v1/devices/codes", Door::Asks(Ask::Devices), people::device_code)
            .post("/v1/devices/{id}/revoke", Door::Asks(Ask::Devices), people::revoke_device)
            .get("/v1/devices/{id}/recoveries", Door::Staff, people::recoveries)
            .post("/v1/recoveries/{id}/revoke", Door::Asks(Ask::Recover), people::revoke_recovery)
            .get("/v1/staff", Door::Asks(Ask::Staff), staff::list)
            .post("/v1/staff", Door::Asks(Ask::Accounts), staff::add)
            .post("/v1/staff/{id}", Door::Asks(Ask::Staff), staff::change)
            .post("/v1/staff/{id}/password", Door::Asks(Ask::Accounts), staff::password)
            .post("/v1/staff/{id}/sign-out", Door::Asks(Ask::Staff), staff::sign_out)
            .post("/v1/staff/{id}/disable", Door::Asks(Ask::Staff), staff::disable)
            .post("/v1/staff/{id}/enable", Door::Asks(Ask::Staff), staff::enable)
            .post("/v1/staff/{id}/recoveries", Door::Asks(Ask::Recover), staff::recover)
            .get("/v1/proposals", Door::Asks(Ask::Staff), proposals::list)
            .post("/v1/proposals/{id}/confirm", Door::Asks(Ask::Staff), proposals::confirm)
            .post("/v1/proposals/{id}/refuse", Door::Asks(Ask::Staff), proposals::refuse)
            .post("/v1/proposals/{id}/withdraw", Door::Asks(Ask::Staff), proposals::withdraw)
            .post("/v1/me/password", Door::Staff, people::change_password)
            .post("/v1/me/totp", Door::Staff, people::enrol_totp)
            .post("/v1/me/totp/confirm", Door::Staff, people::confirm_totp)
            .post("/v1/me/totp/remove", Door::Staff, people::remove_totp)
            .post("/oauth/device_authorization", Door::Open, oauth::device_authorization)
            .post("/oauth/token", Door::Open, oauth::token)
            .post("/oauth/revoke", Door::Open, oauth::revoke)
            .get("/device", Door::Open, device_page::show)
            .post("/device", Door::Open, device_page::sign_in)
            .post("/device/decision", Door::Open, device_page::decide)
            .post("/v1/sessions", Door::Open, people::sign_in)
            .delete("/v1/sessions/current", Door::Staff, people::sign_out)
            .get("/v1/settings", Door::Staff, office::settings)
            .get("/v1/law", Door::Staff, office::law)
            .get("/v1/catalogue/office/drafts", Door::Asks(Ask::Office), office::drafts)
            .get("/v1/catalogue/office/drafts/{id}", Door::Asks(Ask::Office), office::draft)
            .get("/v1/catalogue/office/drafts/{id}/difference", Door::Asks(Ask::Office), office::difference)
            .post("/v1/catalogue/office/imports", Door::Asks(Ask::OfficeEdit), office::import)
            .post("/v1/catalogue/office/drafts/{id}/revisions", Door::Asks(Ask::OfficeEdit), office::revise)
            .post("/v1/catalogue/office/drafts/{id}/submissions", Door::Asks(Ask::OfficeEdit), office::submit)
            .post("/v1/catalogue/office/drafts/{id}/reviews", Door::Asks(Ask::OfficePublish), office::review)
            .post("/v1/catalogue/office/drafts/{id}/publications", Door::Asks(Ask::OfficePublish), office::publish)
            .post("/v1/catalogue/office/drafts/{id}/withdrawals", Door::Asks(Ask::Office), office::withdraw);
        if realm == Realm::Live {
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
