//! Texts of the command line.

use super::Entry;

pub(super) const TEXTS: &[Entry] =
    &[("cli.about", "窗台:政务服务综合窗口", "The desk of a comprehensive-window clerk")];
