//! The centre over its wire: the router is called in memory, as the demo's desk calls it. The whole suite stands twice,
//! over each of the two engines; where no `PostgreSQL` is installed the second half says so.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
// Once per engine.
#![allow(clippy::duplicate_mod)]

#[path = "api/suite.rs"]
mod sqlite;

#[cfg(feature = "postgres")]
#[path = "api/failover.rs"]
mod failover;
#[cfg(feature = "postgres")]
#[path = "api/instances.rs"]
mod instances;
#[cfg(feature = "postgres")]
#[path = "api/suite.rs"]
mod postgres;
#[cfg(feature = "postgres")]
#[path = "api/proxy.rs"]
mod proxy;
#[cfg(feature = "postgres")]
#[path = "api/secure.rs"]
mod secure;
#[cfg(feature = "postgres")]
#[path = "api/server.rs"]
mod server;
#[path = "api/serving.rs"]
mod serving;
#[cfg(feature = "postgres")]
#[path = "api/setup.rs"]
mod setup;
#[path = "api/told.rs"]
mod told;
#[cfg(feature = "postgres")]
#[path = "api/windows.rs"]
mod windows;
