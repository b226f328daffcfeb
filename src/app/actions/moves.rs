//! Keys that move through a list, alike in every list (SCREENS 2).

use super::Action;

/// Rows that a page key moves by.
const PAGE: usize = 10;

impl Action {
    /// Where this key leads from one row of a list to another; `None` = it does not move.
    pub fn moves(self, at: usize, last: usize) -> Option<usize> {
        Some(match self {
            Self::Up => at.saturating_sub(1),
            Self::Down => (at + 1).min(last),
            Self::PageUp => at.saturating_sub(PAGE),
            Self::PageDown => (at + PAGE).min(last),
            Self::First => 0,
            Self::Last => last,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_left_at_neither_end() {
        let moves = |keys: &[Action]| keys.iter().try_fold(3, |at, key| key.moves(at, 12));
        assert_eq!(moves(&[Action::Up, Action::Up, Action::Up, Action::Up]), Some(0));
        assert_eq!(moves(&[Action::PageDown, Action::Down]), Some(12));
        assert_eq!(moves(&[Action::Last, Action::PageUp]), Some(2));
        assert_eq!(moves(&[Action::Down, Action::First]), Some(0));
        assert_eq!(Action::Open.moves(3, 12), None);
    }
}
