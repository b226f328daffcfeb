//! How requests are taken apart. Whatever cannot be read becomes a problem, never the framework's own text.

use std::{convert::Infallible, marker::PhantomData, sync::Arc};

use axum::{
    body::{Bytes, to_bytes},
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, Error as _},
};
use uuid::Uuid;

use super::Route;
use crate::{
    central::{
        Centre,
        fault::Fault,
        import::{office::FileKind, table::MAX_FILE},
        serve::{Front, Limits, Open, Seat, Stage},
    },
    contract::{Person, QueueFilter, rows},
};

/// Largest JSON body (DECISIONS 5).
const LARGEST: usize = 1024 * 1024;

/// The access token of the request and the route that it came in by. Whose it is, and whether the door opens for them,
/// is read when the work is done ([`Token::holder`]).
#[derive(Clone)]
pub(super) struct Token {
    /// As it came.
    pub text: String,
    /// What stands before the centre.
    pub before: Before,
    route: Route,
}

impl Token {
    /// Who holds it, as they are at this moment, if they have not asked for too much.
    pub(super) fn holder(&self, centre: &Centre) -> Result<Person, Fault> {
        let person = self.still_holder(centre)?;
        self.before.limits().map_or(Ok(()), |limits| limits.account(person.id))?;
        Ok(person)
    }

    /// The same for a request that was counted already.
    pub(super) fn still_holder(&self, centre: &Centre) -> Result<Person, Fault> {
        centre.admit(&self.text, &self.route)
    }

    /// The same person, if the door of this route still opens for them. Nothing is recorded: they came in by it before.
    pub(super) fn opens_for(&self, centre: &Centre, person: Person) -> Result<Person, Fault> {
        if self.route.door.admits(person.role, centre.realm()) { Ok(person) } else { Err(Fault::role()) }
    }
}

/// What stands before the centre when it is served on a network; nothing does when it is called in memory.
#[derive(Debug, Clone)]
pub(super) struct Before(Option<Arc<Front>>);

impl Before {
    /// The limits that want to know who asks.
    pub(super) fn limits(&self) -> Option<&Arc<Limits>> {
        self.0.as_deref().map(Front::limits)
    }

    /// The service is about to end.
    pub(super) fn is_stopping(&self) -> bool {
        self.0.as_ref().is_some_and(|front| front.stage() == Stage::Stopping)
    }

    /// Ends when the service is about to end.
    pub(super) async fn stopping(&self) {
        match &self.0 {
            Some(front) => front.stopping().await,
            None => std::future::pending().await,
        }
    }

    /// A seat for an event stream of this person, and the figure that counts it.
    pub(super) fn window(&self, person: Uuid) -> Result<Option<(Seat, Open)>, Fault> {
        let Some(front) = &self.0 else { return Ok(None) };
        Ok(Some((front.limits().window(person)?, front.window_opened())))
    }
}

impl<S: Sync> FromRequestParts<S> for Before {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(parts.extensions.get().cloned()))
    }
}

impl<S: Sync> FromRequestParts<S> for Token {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fault> {
        // A route that was not put up on the board has no door, and nobody comes in.
        let route = parts.extensions.get::<Route>().copied().ok_or_else(Fault::role)?;
        let before = Before(parts.extensions.get().cloned());
        parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.strip_prefix("Bearer "))
            .map(|token| Self { text: token.trim().to_owned(), before, route })
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

/// Where a list goes on.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct ListPlace {
    /// `next` of the page before.
    pub cursor: Option<String>,
    /// Rows, at most 200; 50 if nothing is said.
    #[serde(deserialize_with = "rows")]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// Part of a department's queue.
    pub filter: QueueFilter,
}

/// Where a sequence goes on.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct SequencePlace {
    /// The last number that is known already.
    #[serde(deserialize_with = "place")]
    pub after: u64,
    /// Rows, at most 200; 50 if nothing is said.
    #[serde(deserialize_with = "rows")]
    #[schema(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
}

/// A place in a sequence: a number that a database can have counted to.
pub(super) fn place<'de, D: Deserializer<'de>>(from: D) -> Result<u64, D::Error> {
    let place = u64::deserialize(from)?;
    i64::try_from(place).map(|_| place).map_err(D::Error::custom)
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

/// A file as the catalogue office takes it: what it is written in, and its bytes.
pub(super) struct Upload {
    pub kind: FileKind,
    pub bytes: Bytes,
}

impl<S: Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &S) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let kind = match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            "application/json" => FileKind::Json,
            "text/csv" => FileKind::Csv,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => FileKind::Xlsx,
            _ => return Err(Fault::new(415, "office.file_kind")),
        };
        let too_large = || Fault::new(413, "office.file_large").arg(&(MAX_FILE >> 20).to_string());
        let stated = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if stated.is_some_and(|length: usize| length > MAX_FILE) {
            return Err(too_large());
        }
        let bytes = to_bytes(body, MAX_FILE).await.map_err(|_| too_large())?;
        Ok(Self { kind, bytes })
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

const FORM: &str = "application/x-www-form-urlencoded";

/// Largest form.
const LARGEST_FORM: usize = 16 * 1024;

/// A form, byte for byte.
pub(super) struct Form {
    pub headers: HeaderMap,
    pub bytes: Bytes,
}

impl Form {
    /// The values; `None` = they cannot be read. A value that is not known is passed over, as OAuth wants it.
    pub(super) async fn read<T: DeserializeOwned>(&self) -> Option<T> {
        let request = Request::post("/").header(header::CONTENT_TYPE, FORM).body(self.bytes.clone().into()).ok()?;
        axum::Form::from_request(request, &()).await.ok().map(|axum::Form(value)| value)
    }
}

impl<S: Sync> FromRequest<S> for Form {
    type Rejection = Fault;

    async fn from_request(request: Request, _: &S) -> Result<Self, Fault> {
        let (parts, body) = request.into_parts();
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM) {
            return Err(Fault::new(415, "body.not_a_form"));
        }
        let bytes = to_bytes(body, LARGEST_FORM).await.map_err(|_| Fault::new(413, "body.form_too_large"))?;
        Ok(Self { headers: parts.headers, bytes })
    }
}

/// A header as text.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}
