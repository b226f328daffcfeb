//! The key of the store: 256 random bits that never lie anywhere in clear. `wrap.toml` beside the store holds it
//! wrapped twice, once by a key in the system's keyring and once by a passphrase, so that neither a changed desktop nor
//! a forgotten passphrase alone locks a clerk out of unsent work (RELIABILITY R8).

mod door;
mod safe;
mod unlock;
mod wrap;

pub use safe::{KeySafe, NoKeyring, OsKeyring, SafeError};
pub use unlock::{Asked, DEMO_PASSPHRASE, Opened, Question, Unlock, VaultError, close, reopen_closed, unlock, wait};
pub use wrap::{Cost, WRAP_FILE};
