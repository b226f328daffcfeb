//! `/v1/sessions`, `/v1/devices` and what people do about their own sign-in.

use axum::{extract::State, response::Response};
use uuid::Uuid;

use super::{
    answer::{ask, ask_as},
    request::{Named, Sent, Token},
};
use crate::{
    central::{Centre, fault::Fault},
    contract::{ChangePassword, ConfirmTotp, EnrolRequest, EnrolTotp, RemoveTotp, SignIn},
};

pub(super) async fn sign_in(State(centre): State<Centre>, request: Sent<SignIn>) -> Result<Response, Fault> {
    ask(centre, move |centre| centre.sign_in(&request.read()?)).await
}

pub(super) async fn sign_out(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    let own = token.text.clone();
    ask_as(centre, token, move |centre, person| centre.sign_out(&own, person)).await
}

pub(super) async fn enrol(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<EnrolRequest>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.enrol(person, &request.read()?)).await
}

pub(super) async fn devices(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, |centre, _| centre.devices()).await
}

pub(super) async fn device_code(State(centre): State<Centre>, token: Token) -> Result<Response, Fault> {
    ask_as(centre, token, Centre::give_device_code).await
}

pub(super) async fn revoke_device(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.revoke_device(person, id)).await
}

pub(super) async fn recoveries(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, _| centre.recoveries(id)).await
}

pub(super) async fn revoke_recovery(
    State(centre): State<Centre>,
    token: Token,
    Named(id): Named<Uuid>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.revoke_recovery(person, id)).await
}

pub(super) async fn change_password(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<ChangePassword>,
) -> Result<Response, Fault> {
    let own = token.text.clone();
    ask_as(centre, token, move |centre, person| centre.change_password(&own, person, &request.read()?)).await
}

pub(super) async fn enrol_totp(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<EnrolTotp>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.enrol_totp(person, &request.read()?)).await
}

pub(super) async fn confirm_totp(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<ConfirmTotp>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.confirm_totp(person, &request.read()?)).await
}

pub(super) async fn remove_totp(
    State(centre): State<Centre>,
    token: Token,
    request: Sent<RemoveTotp>,
) -> Result<Response, Fault> {
    ask_as(centre, token, move |centre, person| centre.remove_totp(person, &request.read()?)).await
}
