//! Talking to the centre: a transport that carries bytes, and a client that believes only what the centre said.

mod client;
mod error;
mod files;
mod http;
mod office;
mod people;
mod reads;
mod signing;
mod token;
mod transport;

pub use client::Client;
pub use error::{ApiError, Unclear};
#[cfg(test)]
pub(in crate::desk) use http::Way;
pub use http::{CentreUrl, HttpTransport, Refused};
pub use office::office_media;
pub use signing::{NoTokens, Refusal};
pub(super) use token::{Renew, Renewing};
pub use transport::{
    Listening, Method, NoLine, Opening, Pieces, Request, Response, Sending, Switchable, Transport, TransportError,
};
