//! Floor 3. Opening an SQLite file the safe way, for desk and centre alike: key, pragmas, migrations, integrity.
//!
//! Every file is in WAL mode with `synchronous=FULL`: what was committed survives a power cut. A file with a key is
//! SQLCipher from its first page on. Nothing here knows what the tables mean.

mod error;
mod file;
mod migrate;

pub use error::SqliteError;
pub use file::{Place, RawKey, integrity, is_ciphertext, open, open_reader};
pub use migrate::{Migration, Schema};

#[cfg(test)]
mod tests;
