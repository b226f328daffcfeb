//! How often something may die and be begun anew.

use std::{
    collections::VecDeque,
    time::{Duration, Instant},
};

/// What dies more often than this within [`WITHIN`] is not begun anew.
const OFTEN: usize = 3;
const WITHIN: Duration = Duration::from_mins(5);

/// Remembers when something died.
#[derive(Debug, Default)]
pub(super) struct Watch(VecDeque<Instant>);

impl Watch {
    /// It died; whether it is worth beginning anew.
    pub(super) fn died(&mut self, now: Instant) -> bool {
        self.0.retain(|died| now.saturating_duration_since(*died) < WITHIN);
        self.0.push_back(now);
        self.0.len() <= OFTEN
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn f26_what_dies_again_and_again_is_not_begun_anew() {
        let (mut watch, begun) = (Watch::default(), Instant::now());
        let mut died = |seconds| watch.died(begun + Duration::from_secs(seconds));
        assert!([0, 10, 20].into_iter().all(&mut died));
        assert!(!died(30));
        assert!(died(30 + WITHIN.as_secs()), "long ago is forgotten");
    }
}
