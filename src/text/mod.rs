//! Floor 1. Everything about text that needs care: how wide it is, how it is cut and broken, what is safe to show,
//! how it is typed, how a Han character may be read.
//!
//! This is the only place that measures. `chars().count()`, `len()` and `{:width$}` say nothing about columns: 张三
//! is two characters, six bytes and four columns. Nothing here cuts without a mark that a person can see, and nothing
//! normalises: a name is kept code point by code point as it came (RELIABILITY C1–C9).

mod editor;
mod fit;
mod fold;
mod hidden;
mod identity;
mod near;
mod readings;
mod safe;
mod width;
mod wrap;

pub use editor::{Change, LINE, LineEditor, Rows, Secrecy, View};
pub use fit::{Align, CUT_AFTER, CUT_BEFORE, Cut, fit, pad};
pub use fold::{fold_code, fold_code_char, fold_key};
pub use identity::{NameFault, NameKind, Whose, check_name, needs_recoding};
pub use near::{letters_apart, nearest};
pub use readings::{each_reading, read_as, read_from_its_beginning, readings};
pub use safe::SafeText;
pub use width::{Measure, width};
pub use wrap::wrap;
