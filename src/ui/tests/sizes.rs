//! F15, F27: no page breaks at any size, and no character is cut in half anywhere.

use ratatui::{buffer::Buffer, layout::Rect};

use super::{
    super::{Canvas, ViewCache, draw_body, page, too_small},
    stages::{STAGES, stage},
};
use crate::{
    app::{Action, Model, Size, keymap::Keymap, rehearsal::Rehearsal},
    text::Measure,
    theme::Theme,
};

/// The looks with which a page is drawn.
struct Looks(Theme, Keymap);

impl Looks {
    /// The page as it would be without a smallest size, or what has the keys alone.
    fn page(&self, model: &mut Model, width: u16, height: u16, whole: bool) -> Buffer {
        model.size = Size { width, height };
        let area = Rect { x: 0, y: 0, width, height };
        let mut buffer = Buffer::empty(area);
        let mut cache = ViewCache::default();
        let mut canvas = Canvas::new(&mut buffer, &self.0, &self.1, &mut cache, model);
        if model.locked || !whole {
            draw_body(&mut canvas, model, area);
        } else {
            page(&mut canvas, model, area);
        }
        buffer
    }
}

fn looks() -> Looks {
    Looks(Theme::default(), Keymap::built_in())
}

/// Every character stands whole in its row, and nothing else stands in the cells it covers.
fn halves(buffer: &Buffer, measure: Measure) -> Option<String> {
    let area = buffer.area;
    for y in 0..area.height {
        let mut x = 0;
        while x < area.width {
            let symbol = buffer[(x, y)].symbol();
            let width = u16::try_from(measure.width(symbol)).unwrap().max(1);
            if x + width > area.width {
                return Some(format!("{symbol:?} hangs over the edge at {x},{y}"));
            }
            for covered in x + 1..x + width {
                let other = buffer[(covered, y)].symbol();
                if other != " " {
                    return Some(format!("{other:?} stands in the half of {symbol:?} at {covered},{y}"));
                }
            }
            x += width;
        }
    }
    None
}

fn whole(looks: &Looks, name: &str, model: &mut Model, width: u16, height: u16, body: bool) {
    let buffer = looks.page(model, width, height, !body);
    if let Some(half) = halves(&buffer, model.measure) {
        panic!("{name} at {width}x{height}: {half}");
    }
}

/// What is shown below the smallest size: at each of them, in both languages.
#[test]
fn f15_the_plain_page_has_every_size() {
    let (looks, mut stage) = (looks(), Rehearsal::new(80, 24));
    for language in 0..2 {
        for (width, height) in (1..=60).flat_map(|width| (1..=20).map(move |height| (width, height))) {
            stage.model.size = Size { width, height };
            assert!(stage.model.is_too_small());
            let area = Rect { x: 0, y: 0, width, height };
            let (mut buffer, mut cache) = (Buffer::empty(area), ViewCache::default());
            too_small(&mut Canvas::new(&mut buffer, &looks.0, &looks.1, &mut cache, &stage.model), area);
            assert_eq!(halves(&buffer, Measure::Narrow), None, "{width}x{height} {language}");
        }
        stage.act(&[Action::Language]);
    }
}

/// Every page itself, as if there were no smallest size: pages take turns, so that each size is drawn by several pages
/// in both measures, and each page at every width and every height.
#[test]
fn f15_f27_every_page_at_every_size_is_whole() {
    let looks = looks();
    for (turn, (name, way)) in STAGES.iter().enumerate() {
        let mut stage = stage(*way, 80, 24);
        for measure in [Measure::Narrow, Measure::Wide] {
            stage.model.measure = measure;
            whole(&looks, name, &mut stage.model, 80, 24, false);
            whole(&looks, name, &mut stage.model, 81, 25, true);
        }
        for (width, height) in (1..=60u16).flat_map(|width| (1..=20u16).map(move |height| (width, height))) {
            let mine = usize::from(width + height * 3) + turn;
            if mine % TAKES_TURNS == 0 {
                stage.model.measure = if mine % (2 * TAKES_TURNS) == 0 { Measure::Narrow } else { Measure::Wide };
                whole(&looks, name, &mut stage.model, width, height, mine % (3 * TAKES_TURNS) == 0);
            }
        }
    }
}

/// One size in so many is drawn by a page.
const TAKES_TURNS: usize = 8;

/// What one key leads to from a page: whatever actions there are, also those that no list here knows.
#[test]
fn f15_what_any_action_shows_has_every_size() {
    let looks = looks();
    for from in ["home", "materials", "case", "settings"] {
        let mut stage = stage(super::stages::way(from), 80, 24);
        for (turn, action) in Action::ALL.iter().enumerate().filter(|(_, action)| **action != Action::Leave) {
            stage.act(&[*action]);
            for (width, height) in [(1, 1), (2, 2), (7, 3), (13, 20), (40, 10), (60, 20), (80, 24), (97, 31)] {
                stage.model.measure =
                    if (turn + usize::from(width)) % 2 == 0 { Measure::Narrow } else { Measure::Wide };
                whole(&looks, action.name(), &mut stage.model, width, height, false);
            }
            stage.model.size = Size { width: 80, height: 24 };
            if stage.model.locked {
                stage.unlock();
            }
            stage.act(&[Action::Back; 4]);
            stage.act(&[match from {
                "case" => Action::PlaceTodo,
                "materials" => Action::PlaceAccept,
                "settings" => Action::PlaceSettings,
                _ => Action::PlaceHome,
            }]);
            if from == "case" {
                stage.act(&[Action::Open]);
            }
        }
    }
}
