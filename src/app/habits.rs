//! What this window uses in the palette: pinned actions stand on top, recent ones behind them.

use super::actions::Action;

/// How many recent actions are remembered.
const RECENT: usize = 8;

/// Pinned and recent actions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Habits {
    /// In the order in which they were pinned.
    pinned: Vec<Action>,
    /// The latest first.
    recent: Vec<Action>,
}

impl Habits {
    /// Reads what [`Self::write`] wrote; a line that makes no sense is left out.
    pub fn read(text: &str) -> Self {
        let mut habits = Self::default();
        for line in text.lines() {
            let Some((list, name)) = line.split_once(' ') else { continue };
            let (name, arg) = name.split_once(' ').map_or((name, None), |(name, arg)| (name, Some(arg)));
            let Some(action) = Action::named(name, arg).filter(|action| action.is_listed()) else { continue };
            let list = match list {
                "pinned" => &mut habits.pinned,
                "recent" => &mut habits.recent,
                _ => continue,
            };
            if !list.contains(&action) {
                list.push(action);
            }
        }
        habits.recent.truncate(RECENT);
        habits
    }

    /// One line for each, for a small file.
    pub fn write(&self) -> String {
        let mut text = String::new();
        for (list, actions) in [("pinned", &self.pinned), ("recent", &self.recent)] {
            for action in actions {
                text.extend([list, " ", action.name(), "\n"]);
            }
        }
        text
    }

    /// Whether it stands on top.
    pub fn is_pinned(&self, action: Action) -> bool {
        self.pinned.contains(&action)
    }

    /// Pins it, or no longer.
    pub(super) fn pin(&mut self, action: Action) {
        match self.pinned.iter().position(|pinned| *pinned == action) {
            Some(at) => {
                self.pinned.remove(at);
            }
            None => self.pinned.push(action),
        }
    }

    /// It was used.
    pub(super) fn used(&mut self, action: Action) {
        self.recent.retain(|recent| *recent != action);
        self.recent.insert(0, action);
        self.recent.truncate(RECENT);
    }

    /// Place in the palette: pinned, recent, all others.
    pub(super) fn rank(&self, action: Action) -> usize {
        let place = |list: &[Action]| list.iter().position(|known| *known == action);
        let pinned = place(&self.pinned);
        let recent = place(&self.recent).map(|at| at + self.pinned.len());
        pinned.or(recent).unwrap_or(self.pinned.len() + self.recent.len())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn habits_are_read_as_they_were_written_and_nonsense_is_left_out() {
        let mut habits = Habits::default();
        habits.pin(Action::PlaceQuery);
        for action in Action::ALL.iter().filter(|action| action.is_listed()) {
            habits.used(*action);
        }
        assert_eq!(habits.recent.len(), RECENT);
        assert_eq!(Habits::read(&habits.write()), habits);
        let strange = "pinned no.such\nrecent list.up\npinned\n\npinned place.query\npinned place.query\n";
        assert_eq!(Habits::read(strange).write(), "pinned place.query\n");
        habits.pin(Action::PlaceQuery);
        assert!(!habits.is_pinned(Action::PlaceQuery));
    }
}
