//! What a person may see, all of it through the one scope of `rights`.

mod applicants;
mod cases;
mod desk;
mod evidence;
mod export;
mod facts;
mod law;
mod page;
mod reconcile;
mod similar;
mod snapshot;

pub(super) use page::limit as page_limit;
pub(super) use snapshot::Snapshot;
