//! Floor 5. The program without its terminal: what it knows ([`Model`]), what can happen ([`Msg`]), what it asks the
//! world for ([`Effect`]), and the one function that joins them ([`update`]).
//!
//! Nothing here reads a clock, draws a random number, touches a disk or a network. Time and a fresh id come in with
//! every message ([`Ctx`]); answers come back as [`Msg::Done`] under the id of the request that asked.
//!
//! A screen is a folder or file here (state and update) and a file of the same name in `ui` (drawing).

pub mod accept;
pub mod actions;
mod availability;
pub mod carry;
pub mod casework;
pub mod catalogue;
pub mod clipboard;
mod contexts;
pub mod doctor;
pub mod effect;
pub mod form;
pub mod habits;
mod hearing;
pub mod home;
pub mod keymap;
pub mod lock;
mod model;
pub mod msg;
pub mod notice;
pub mod originals;
pub mod outbox;
pub mod overlay;
pub mod pointer;
pub mod preferences;
pub mod query;
pub mod read_only;
pub mod request;
pub mod scans;
pub mod secrets;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod staff;
pub mod unknown;
mod update;
pub mod worklist;

pub use actions::{Action, Context, Group};
pub use availability::{availability, availability_on_page};
pub use effect::{Answer, Ask, Effect, Failure, ReqId};
pub use model::{Model, Place, SMALLEST, Size};
pub use msg::{Ctx, DeskEvent, Msg};
pub use pointer::Spot;
pub use update::update;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod proof;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
pub(crate) mod rehearsal;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
