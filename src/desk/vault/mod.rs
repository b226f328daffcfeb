//! The key of the store: 256 random bits that never lie anywhere in clear. `wrap.toml` beside the store holds it
//! wrapped twice, once by a key in the system's keyring and once by a passphrase, so that neither a changed desktop nor
//! a forgotten passphrase alone locks a clerk out of unsent work (RELIABILITY R8).

mod change;
mod door;
mod pin;
mod safe;
mod session;
mod strikes;
mod unlock;
mod wrap;

pub use change::{change_passphrase, pin_state, set_aside, set_pin};
pub use pin::PinState;
pub use safe::{KeySafe, MemorySafe, NoKeyring, OsKeyring, SafeError};
pub use session::{forget_session, keep_session, kept_session};
pub use strikes::{Miss, Stake, set_wipe_after_ten, stand, wipe_after_ten};
pub use unlock::{
    Asked, DEMO_PASSPHRASE, Opened, Question, Unlock, VaultError, close, is_closed, look, reopen_closed, unlock,
    unlock_closed, wait,
};
pub use wrap::{Cost, WRAP_FILE};

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests;
