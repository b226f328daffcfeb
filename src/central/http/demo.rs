//! `/v1/demo/*`: who I am, the movable clock, registers that can fall silent. Not routed on a live database.

use axum::{extract::State, response::Response};

use super::{
    answer::{ask, ask_as},
    request::{Sent, Token},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{ClockForward, DemoSignIn, RegisterLine},
};

pub(super) async fn people(State(centre): State<Centre>) -> Result<Response, Fault> {
    ask(centre, Centre::demo_people).await
}

pub(super) async fn session(State(centre): State<Centre>, request: Sent<DemoSignIn>) -> Result<Response, Fault> {
    ask(centre, move |centre| centre.demo_sign_in(request.read()?.person)).await
}

pub(super) async fn clock(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<ClockForward>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.move_clock(person, request.read()?.days)).await
}

pub(super) async fn registers(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, |centre, _| centre.register_lines()).await
}

pub(super) async fn switch(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<RegisterLine>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.switch_register(person, &request.read()?)).await
}
