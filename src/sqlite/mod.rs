//! Floor 3. One SQLite file, opened so that a commit that returned is on the disk: WAL, `synchronous=FULL`, foreign
//! keys on, nothing temporary outside memory. With a key the file is SQLCipher, and proven to be ciphertext.
//!
//! It knows no case: tables and their steps come from whoever opens the file.

mod ciphertext;
mod error;
mod integrity;
mod migrate;
mod open;

pub use ciphertext::looks_random;
pub use error::SqliteError;
pub use integrity::{check, copy_into};
pub use migrate::migrate;
pub use open::{FileKey, HEADER, is_plain, open, open_in_memory, open_reader, open_to_look};
