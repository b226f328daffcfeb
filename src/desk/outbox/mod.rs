//! What becomes of a sealed command: pure planning and states (RELIABILITY 3.3–3.5). It sends and stores nothing
//! itself; the desk does what it says.
//!
//! ```text
//! draft ─seal─▶ queued ─attempt recorded─▶ maybe_sent ─receipt─▶ applied | rejected | conflict
//!                 ▲                          │   ▲
//!    blocked ─────┘ predecessor finished     ▼   │ cause removed, or its time has come
//!                                        held | parked
//! ```
//! A command that names files stays `queued` until the centre has all of them: no byte of it leaves before.
//! A parcel leaves this table only with a receipt that is signed by the centre for exactly its bytes.

mod age;
mod alike;
mod answer;
mod clash;
mod law;
mod listing;
mod pace;
mod plan;
mod readable;
mod slip;
mod state;
mod tally;
mod upload;

pub use age::{Age, is_intake};
pub use alike::AlikeHere;
pub use answer::{Answer, Heard, Outcome, ReceiptFault, Sent, Settlement, Wait, classify, verdict};
pub use clash::{Clash, Names, Which};
pub use law::LawHere;
pub use listing::{Decided, Difference, DifferenceKind, ParcelDetail, ParcelLine, PersonAct, VerdictBrief};
pub use pace::{Budget, backoff, reconnect_start, retry_after};
pub use plan::{Change, Conditions, IN_FLIGHT, Lane, Parcel, Send, UPLOADS, after, has_come, next_due, plan};
pub use readable::{Readable, readable};
pub use slip::Slip;
pub use state::{ParcelState, Why};
pub use tally::{Outage, Part, number_of, part, tally};
pub use upload::{Files, Moved, PIECE, Question, missing, moved};
