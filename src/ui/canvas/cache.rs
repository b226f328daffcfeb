//! What one frame leaves to the next, and to a click.

use std::collections::BTreeMap;

use ratatui::layout::{Position, Rect};

use crate::app::Spot;

/// What drawing remembers between two frames. It may be thrown away at any time without changing what a key does.
#[derive(Debug, Default)]
pub struct ViewCache {
    offsets: BTreeMap<&'static str, usize>,
    /// What the areas of the last frame stand for; `None` = something lies over them. Later ones are on top.
    spots: Vec<(Rect, Option<Spot>)>,
}

impl ViewCache {
    /// What the cell at this column and row of the last frame stands for.
    pub fn spot(&self, column: u16, row: u16) -> Option<Spot> {
        let cell = Position { x: column, y: row };
        let (area, spot) = self.spots.iter().rev().find(|(area, _)| area.contains(cell))?;
        let inside = (usize::from(column - area.x), usize::from(row - area.y));
        spot.map(|spot| spot.moved(inside.0, inside.1))
    }

    /// A new frame begins.
    pub(super) fn forget_spots(&mut self) {
        self.spots.clear();
    }

    /// A click on this area means that.
    pub(super) fn hit(&mut self, area: Rect, spot: Spot) {
        self.spots.push((area, Some(spot)));
    }

    /// Something lies over this area.
    pub(super) fn cover(&mut self, area: Rect) {
        self.spots.push((area, None));
    }

    /// First row to show so that the cursor's row is among `height` of `count` rows; moves as little as it can.
    pub(super) fn offset(&mut self, list: &'static str, cursor: usize, height: usize, count: usize) -> usize {
        let offset = self.offsets.entry(list).or_default();
        let last_start = count.saturating_sub(height);
        let least = (cursor + 1).saturating_sub(height);
        *offset = (*offset).clamp(least, cursor.max(least)).min(last_start);
        *offset
    }
}
