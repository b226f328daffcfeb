//! F15, F27: no page breaks at any size, no character is cut in half, no box is left open, and no cursor leaves the screen.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

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

/// The looks with which a page is drawn, and where it is drawn.
struct Looks {
    theme: Theme,
    keymap: Keymap,
    buffer: Buffer,
}

impl Looks {
    fn new() -> Self {
        Self { theme: Theme::default(), keymap: Keymap::built_in(), buffer: Buffer::default() }
    }

    /// The page as it would be without a smallest size, or what has the keys alone. What is wrong with it.
    fn draw(&mut self, model: &mut Model, width: u16, height: u16, body: bool) -> Option<String> {
        model.size = Size { width, height };
        let area = Rect { x: 0, y: 0, width, height };
        self.buffer.resize(area);
        self.buffer.reset();
        let mut cache = ViewCache::default();
        let mut canvas = Canvas::new(&mut self.buffer, &self.theme, &self.keymap, &mut cache, model);
        if model.locked || body {
            draw_body(&mut canvas, model, area);
        } else {
            page(&mut canvas, model, area);
        }
        let cursor = canvas.cursor();
        if let Some(cursor) = cursor.filter(|cursor| !area.contains(*cursor)) {
            return Some(format!("the cursor stands at {cursor}"));
        }
        // Where they are wide, boxes are drawn with other signs.
        let boxes = || (model.measure == Measure::Narrow).then(|| open_box(&self.buffer)).flatten();
        halves(&self.buffer, model.measure).or_else(boxes)
    }
}

/// Every character stands whole in its row, and nothing else stands in the cells it covers.
fn halves(buffer: &Buffer, measure: Measure) -> Option<String> {
    let area = buffer.area;
    for (y, row) in (0..area.height).zip(buffer.content.chunks(usize::from(area.width))) {
        let mut x = 0;
        while let Some(cell) = row.get(x) {
            let symbol = cell.symbol();
            let width = if symbol.len() == 1 { 1 } else { measure.width(symbol).max(1) };
            let Some(covered) = row.get(x + 1..x + width) else {
                return Some(format!("{symbol:?} hangs over the edge at {x},{y}"));
            };
            if let Some(other) = covered.iter().find(|other| other.symbol() != " ") {
                return Some(format!("{:?} stands in the half of {symbol:?} at {x},{y}", other.symbol()));
            }
            x += width;
        }
    }
    None
}

/// Every box that begins has its four corners and its sides; the title stands in its top line. A whole box may lie over
/// another one.
fn open_box(buffer: &Buffer) -> Option<String> {
    let area = buffer.area;
    let at = |x: u16, y: u16| buffer.cell((x, y)).map_or("", |cell| cell.symbol());
    let corners =
        || (0..area.height).flat_map(|y| (0..area.width).map(move |x| (x, y))).filter(|(x, y)| at(*x, *y) == "┌");
    let sides = |x: u16, y: u16| {
        let right = (x + 1..area.width).find(|right| matches!(at(*right, y), "┐" | "┌"))?;
        let bottom = (y + 1..area.height).find(|bottom| at(x, *bottom) != "│")?;
        Some((right, bottom))
    };
    let is_whole = |x: u16, y: u16| {
        sides(x, y).filter(|(right, bottom)| {
            (at(*right, y), at(x, *bottom), at(*right, *bottom)) == ("┐", "└", "┘")
                && (y + 1..*bottom).all(|y| at(*right, y) == "│")
                && (x + 1..*right).all(|x| at(x, *bottom) == "─")
        })
    };
    let mut over = Vec::new();
    let mut broken = Vec::new();
    for (x, y) in corners() {
        match is_whole(x, y) {
            Some((right, bottom)) => over.push(Rect { x, y, width: right - x + 1, height: bottom - y + 1 }),
            None => broken.push((x, y)),
        }
    }
    // What lies over a broken box lies on one of the lines that begin at its corner, or right of it and below.
    let excused = |(x, y): &(u16, u16)| {
        over.iter().any(|over| {
            let row = over.top() <= *y && *y < over.bottom() && *x < over.left();
            let column = over.left() <= *x && *x < over.right() && *y < over.top();
            row || column || (*x < over.left() && *y < over.top())
        })
    };
    let (x, y) = broken.into_iter().find(|corner| !excused(corner))?;
    Some(format!("the box at {x},{y} is open"))
}

/// Draws a page, and says what is wrong with it.
fn wrong(looks: &mut Looks, name: &str, model: &mut Model, (width, height): (u16, u16), body: bool) -> Option<String> {
    let wrong = looks.draw(model, width, height, body)?;
    Some(format!("{name} at {width}x{height}: {wrong}\n{}", super::grid(&looks.buffer)))
}

#[test]
fn what_is_broken_is_noticed() {
    let draw = |rows: [&str; 3]| {
        let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: 6, height: 3 });
        for (y, row) in (0..).zip(rows) {
            buffer.set_string(0, y, row, ratatui::style::Style::default());
        }
        buffer
    };
    assert_eq!(open_box(&draw(["┌ 张┐ ", "│   │ ", "└───┘ "])), None);
    for rows in [
        ["┌───  ", "│   │ ", "└───┘ "],
        ["┌───┐ ", "│     ", "└───┘ "],
        ["┌───┐ ", "│   │ ", "└──   "],
        ["┌───┐ ", "│   │ ", "│   │ "],
    ] {
        assert!(open_box(&draw(rows)).is_some(), "{rows:?}");
    }
    let mut buffer = draw(["张三", "", ""]);
    assert_eq!(halves(&buffer, Measure::Narrow), None);
    buffer[(1, 0)].set_symbol("x");
    assert!(halves(&buffer, Measure::Narrow).is_some());
    buffer[(5, 1)].set_symbol("张");
    buffer[(1, 0)].set_symbol(" ");
    assert!(halves(&buffer, Measure::Narrow).is_some());
}

/// What is shown below the smallest size: at each of them, in both languages.
#[test]
fn f15_the_plain_page_has_every_size() {
    let (looks, mut stage) = (Looks::new(), Rehearsal::new(80, 24));
    for language in 0..2 {
        for (width, height) in (1..=60).flat_map(|width| (1..=20).map(move |height| (width, height))) {
            stage.model.size = Size { width, height };
            assert!(stage.model.is_too_small());
            let area = Rect { x: 0, y: 0, width, height };
            let (mut buffer, mut cache) = (Buffer::empty(area), ViewCache::default());
            too_small(&mut Canvas::new(&mut buffer, &looks.theme, &looks.keymap, &mut cache, &stage.model), area);
            assert_eq!(halves(&buffer, Measure::Narrow), None, "{width}x{height} {language}");
        }
        stage.act(&[Action::Language]);
    }
}

/// Every page itself, as if there were no smallest size, at each size from 1x1 to 60x20. Each is drawn as it is; what has
/// the keys alone, and the page where ambiguous characters are wide, take turns with the sizes.
#[test]
fn f15_f27_every_page_at_every_size_is_whole() {
    let (next, broken) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from).min(4) {
            scope.spawn(|| {
                let mut looks = Looks::new();
                while let Some((name, way)) = STAGES.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut stage = stage(*way, 80, 24);
                    broken.lock().unwrap().extend(every_size(&mut looks, name, &mut stage.model));
                }
            });
        }
    });
    let broken = broken.into_inner().unwrap();
    assert!(broken.is_empty(), "{} pages are broken, the first of each:\n{}", broken.len(), broken.join("\n"));
}

/// What is wrong with a page at the first size at which something is.
fn every_size(looks: &mut Looks, name: &str, model: &mut Model) -> Option<String> {
    let sizes = (1..=60u16).flat_map(|width| (1..=20u16).map(move |height| (width, height)));
    sizes.chain([(80, 24), (81, 25)]).find_map(|size| {
        let (width, height) = size;
        model.measure = Measure::Narrow;
        wrong(looks, name, model, size, false).or_else(|| {
            let turn = width + height * 3;
            match turn % 4 {
                0 => {
                    model.measure = Measure::Wide;
                    wrong(looks, name, model, size, turn % 3 == 0)
                }
                2 => wrong(looks, name, model, size, true),
                _ => None,
            }
        })
    })
}

/// What one key leads to from a page: whatever actions there are, also those that no list here knows.
#[test]
fn f15_what_any_action_shows_has_every_size() {
    let mut looks = Looks::new();
    for from in ["home", "materials", "case", "settings"] {
        let mut stage = stage(super::stages::way(from), 80, 24);
        for (turn, action) in Action::ALL.iter().enumerate().filter(|(_, action)| **action != Action::Leave) {
            stage.act(&[*action]);
            for (width, height) in [(1, 1), (2, 2), (7, 3), (13, 20), (40, 10), (60, 20), (80, 24), (97, 31)] {
                stage.model.measure =
                    if (turn + usize::from(width)) % 2 == 0 { Measure::Narrow } else { Measure::Wide };
                assert_eq!(wrong(&mut looks, action.name(), &mut stage.model, (width, height), false), None);
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
