//! Floor 4. The central service: the one that decides.
//!
//! `http` takes requests apart, `commands` applies the one kind of write, `reads` answers questions through one rights
//! predicate, `jobs` lets time act, `store` keeps it all. The law itself is `domain`; nothing here knows better.

pub mod auth;
pub mod backup;
pub mod demo;
pub mod import;
pub mod registers;
pub mod serve;
pub mod store;

mod centre;
mod clocks;
mod commands;
mod fault;
mod files;
mod http;
mod jobs;
mod keys;
mod law;
mod ledger;
mod masking;
mod office;
mod practice;
mod reading;
mod reads;
mod rights;
mod webhooks;
mod worklists;

pub use centre::{Centre, Config, OpenError, prepare, realm_of};
pub use commands::{Answer, Sealed};
pub use fault::Fault;
pub use http::Route;
pub use keys::{KeyPlace, KeysError, PublicKeys, receipt_key};
pub use ledger::{AuditProof, ExportError, ProofError, prove_database};
pub use rights::{Ask, Door};
pub use store::{Location, StoreError, UnknownScheme};
