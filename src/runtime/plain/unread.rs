//! What the program has said and nobody has heard yet. On a screen a message stands until the next one; here each is
//! read once, in the order in which it came.

use jiff::Timestamp;

use crate::{app::Model, ui::plain};

/// Messages that are looked at for new ones; nothing that happens makes more.
const RECENT: usize = 8;

/// Messages that were there before something happened.
pub(super) struct Known(Vec<(Timestamp, String)>);

impl Known {
    /// Those that are there now.
    pub(super) fn of(model: &Model) -> Self {
        let recent = model.notices.history().take(RECENT);
        Self(recent.map(|notice| (notice.at, notice.text.clone())).collect())
    }

    /// Those that came since, the oldest first, as sentences.
    pub(super) fn new_in(mut self, model: &Model) -> Vec<String> {
        let mut new = Vec::new();
        for notice in model.notices.history().take(RECENT) {
            let known = self.0.iter().position(|(at, text)| *at == notice.at && *text == notice.text);
            match known {
                Some(at) => drop(self.0.swap_remove(at)),
                None => new.push(plain::notice(model.lang, notice)),
            }
        }
        new.reverse();
        new
    }
}
