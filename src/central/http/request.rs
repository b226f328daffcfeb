//! How requests are taken apart. Whatever cannot be read becomes a problem, never the framework's own text.

use std::marker::PhantomData;

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::de::DeserializeOwned;

use super::Route;
use crate::{
    central::{Centre, fault::Fault},
    contract::Person,
};

/// Largest JSON body (DECISIONS 5).
const LARGEST: usize = 1024 * 1024;

/// The access token of the request and the route that it came in by. Whose it is, and whether the door opens for them,
/// is read when the work is done ([`Token::holder`]).
#[derive(Clone)]
pub(super) struct Token {
    /// As it came.
    pub text: String,
    route: Route,
}

impl Token {
    /// Who holds it, as they are at this moment.
    pub(super) fn holder(&self, centre: &Centre) -> Result<Person, Fault> {
        centre.admit(&self.text, &self.route)
    }

    /// The same person, if the door of this route still opens for them. Nothing is recorded: they came in by it before.
    pub(super) fn opens_for(&self, centre: &Centre, person: Person) -> Result<Person, Fault> {
        if self.route.door.admits(person.role, centre.realm()) { Ok(person) } else { Err(Fault::role()) }
    }
}

impl<S: Sync> FromRequestParts<S> for Token {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        // A route that was not put up on the board has no door, and nobody comes in.
        let route = parts.extensions.get::<Route>().copied().ok_or_else(Fault::role)?;
        parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(|token| Self { text: token.trim().to_owned(), route })
            .ok_or_else(|| Fault::new(401, "session.missing"))
    }
}

/// A part of the path; what cannot be one names nothing.
pub(super) struct Named<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Path(value) = Path::from_request_parts(parts, state).await.map_err(|_| Fault::not_found())?;
        Ok(Self(value))
    }
}

/// The query behind the path.
pub(super) struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        let Query(value) = Query::try_from_uri(&parts.uri).map_err(|_| Fault::new(400, "query.invalid"))?;
        Ok(Self(value))
    }
}

/// A JSON body, byte for byte.
pub(super) struct Raw {
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl<S: Sync> FromRequest<S> for Raw {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &S) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        if !kind.eq_ignore_ascii_case("application/json") {
            return Err(Fault::new(415, "body.not_json"));
        }
        let stated = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if stated.is_some_and(|length: usize| length > LARGEST) {
            return Err(Fault::new(413, "body.too_large"));
        }
        let bytes = to_bytes(body, LARGEST).await.map_err(|_| Fault::new(413, "body.too_large"))?;
        Ok(Self { headers: parts.headers, bytes })
    }
}

/// A JSON body that is read only once it is known who sent it. Unknown fields are refused by the types themselves.
pub(super) struct Sent<T>(Bytes, PhantomData<fn() -> T>);

impl<T: DeserializeOwned> Sent<T> {
    /// The value.
    pub(super) fn read(&self) -> Result<T, Fault> {
        serde_json::from_slice(&self.0).map_err(|_| Fault::new(400, "body.malformed"))
    }
}

impl<T, S: Sync> FromRequest<S> for Sent<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let raw = Raw::from_request(request, state).await?;
        Ok(Self(raw.bytes, PhantomData))
    }
}

/// A header as text.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
