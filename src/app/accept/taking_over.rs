//! A draft that an agent handed in is received at the window (T4, T70): the whole of it comes in clear, once and
//! recorded, and the clerk looks at every paper anew.

use uuid::Uuid;

use crate::{
    app::{
        Model, Place,
        effect::{Ask, Effect},
        msg::Ctx,
        notice::Level,
        request::Purpose,
    },
    contract::RevealRequest,
    domain::case::{Application, Case},
};

use super::{
    Accept, Wait, draft,
    flow::{ask_guide, identify, put_aside},
};

/// Opens a handed-in draft in the workspace.
pub fn take_over(model: &mut Model, case: &Case, ctx: &Ctx) -> Vec<Effect> {
    let (case_id, version) = (case.id, case.version);
    let mut effects = put_aside(model, ctx);
    model.place = Place::Accept;
    let request = RevealRequest { case_id, field: "application".to_owned(), reason: "reveal.take_over".to_owned() };
    effects.push(model.ask(Purpose::Accept(Wait::TakeOver { case_id, version }), Ask::Reveal(request), ctx));
    effects
}

/// The application is here.
pub(super) fn came(model: &mut Model, case_id: Uuid, version: u64, value: &str, ctx: &Ctx) -> Vec<Effect> {
    let Ok(application) = serde_json::from_str::<Application>(value) else {
        model.say(Level::Bad, "notice.draft_unreadable", &[], ctx);
        return Vec::new();
    };
    let body = draft::Body::of_handed_in(&application, version);
    let finder = model.accept.finder.emptied();
    let mut accept = Accept { case_id: Some(case_id), finder, ..Accept::default() };
    body.restore_applicant(&mut accept);
    accept.restoring = Some(body);
    model.accept = accept;
    model.say(Level::Note, "notice.taken_over", &[], ctx);
    let mut effects = vec![model.accept.finder.ask()];
    effects.extend(identify(model, ctx));
    effects.extend(ask_guide(model, application.guide_version, ctx));
    effects
}
