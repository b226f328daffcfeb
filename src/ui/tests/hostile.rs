//! F25: whatever the centre says, no byte reaches the terminal that the renderer did not make.

use std::{cell::Cell, collections::BTreeSet, rc::Rc};

use ratatui::{Frame, Terminal, TerminalOptions, Viewport, backend::CrosstermBackend, buffer::Buffer, layout::Rect};

use super::{
    super::{Canvas, ViewCache, draw, plain},
    stages::STAGES,
};
use crate::{
    app::{
        Action, Model, Msg,
        keymap::Keymap,
        rehearsal::{
            Rehearsal,
            spoiler::{KINDS, Spoiler},
        },
    },
    text::{Cut, LineEditor, Measure, SafeText},
    theme::{Role, Theme},
};

/// What a terminal, a reader or a table could be led astray with (RELIABILITY C7, C8, C18).
const PIECES: &[&str] = &[
    "\u{1b}[31m",
    "\u{1b}[2J",
    "\u{1b}[H",
    "\u{1b}[5;5H",
    "\u{1b}[?1049l",
    "\u{1b}[?2004l",
    "\u{1b}[?25l",
    "\u{1b}[?1003h",
    "\u{1b}[6n",
    "\u{1b}[c",
    "\u{1b}[>c",
    "\u{1b}[21t",
    "\u{1b}[201~rm\r",
    "\u{1b}[?u",
    "\u{1b}]0;title\u{7}",
    "\u{1b}]2;title\u{1b}\\",
    "\u{1b}]4;1;?\u{7}",
    "\u{1b}]8;;http://example.invalid/\u{1b}\\link\u{1b}]8;;\u{1b}\\",
    "\u{1b}]9;4;1;50\u{7}",
    "\u{1b}]10;?\u{7}",
    "\u{1b}]52;c;cm0gLXJm\u{7}",
    "\u{1b}]133;A\u{7}",
    "\u{1b}]777;notify;a;b\u{7}",
    "\u{1b}]1337;File=:AA\u{7}",
    "\u{1b}P1$r q\u{1b}\\",
    "\u{1b}P+q544e\u{1b}\\",
    "\u{1b}_APC\u{1b}\\",
    "\u{1b}^PM\u{1b}\\",
    "\u{1b}XSOS\u{1b}\\",
    "\u{1b}c",
    "\u{1b}#8",
    "\u{1b}(0",
    "\u{1b}",
    "\u{1b}[",
    "\u{1b}]",
    "\u{1b}\u{1b}[31m",
    "\u{9b}31m",
    "\u{9d}0;t\u{9c}",
    "\u{90}q\u{9c}",
    "\u{85}",
    "\u{202e}",
    "\u{2066}\u{202d}",
    "\u{2069}",
    "\u{200f}",
    "\u{61c}",
    "\u{200b}",
    "\u{200d}",
    "\u{2060}",
    "\u{feff}",
    "\u{ad}",
    "\u{34f}",
    "\u{3164}",
    "\u{115f}",
    "\u{2028}",
    "\u{2029}",
    "\u{e0041}\u{e007f}",
    "\u{fffe}",
    "\u{fdd0}",
    "\u{e863}",
    "\u{f0000}",
    "\u{10fffd}",
    "\u{fe0f}",
    "葛\u{e0100}",
    "👨\u{200d}👩\u{200d}👧",
    "🇨🇳",
    "ก\u{e33}",
    "\r",
    "\u{8}",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{7f}",
    "\u{e}",
    "\u{f}",
    "𬭎𰻝",
    "阿卜杜热西提·麦麦提",
    "①■",
    "name",
    "张桂兰",
];

/// Texts by number; the same at every run.
struct Texts(u64);

impl Texts {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn next(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..=self.below(5) {
            match self.below(12) {
                0 => text.push(char::from_u32(u32::try_from(self.below(32)).unwrap()).unwrap()),
                1 => text.push(char::from_u32(0x7f + u32::try_from(self.below(33)).unwrap()).unwrap()),
                2 => text.extend(std::iter::repeat_n(['\u{301}', '\u{e47}', '\u{20dd}', '\u{489}'][self.below(4)], 90)),
                3 => text.extend(char::from_u32(u32::try_from(self.below(0x11_0000)).unwrap())),
                _ => text.push_str(PIECES[self.below(PIECES.len())]),
            }
        }
        text
    }
}

/// Whether a terminal would show `c`, and nothing else.
fn shows_itself(c: char) -> bool {
    let ordinary = matches!(c, ' '..='~' | '\u{4e00}'..='\u{9fff}' | '\u{2500}'..='\u{257f}');
    // The one invisible character that may be spelling: the Mongolian vowel separator.
    ordinary || c == '\u{180e}' || !(c.is_control() || SafeText::new(c.encode_utf8(&mut [0; 4])).is_altered())
}

/// The first byte that is not the renderer's: it moves the cursor to a row and a column, sets a look, shows or hides the
/// cursor, and writes characters.
fn foreign(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c != '\u{1b}' {
            if !shows_itself(c) {
                return Some(format!("{c:?}"));
            }
            continue;
        }
        let mut sequence = String::new();
        for c in rest.by_ref() {
            sequence.push(c);
            if c.is_ascii_alphabetic() || sequence.len() > 40 {
                break;
            }
        }
        if !is_own(&sequence) {
            return Some(format!("ESC {sequence:?}"));
        }
    }
    None
}

fn is_own(sequence: &str) -> bool {
    let Some(parameters) = sequence.strip_prefix('[') else { return false };
    if ["?25l", "?25h"].contains(&parameters) {
        return true;
    }
    let numbers = |text: &str| text.split(';').all(|number| number.parse::<u16>().is_ok());
    match parameters.split_at(parameters.len().saturating_sub(1)) {
        (place, "H") => numbers(place) && place.matches(';').count() == 1,
        // Colours are written by number; the short forms are somebody else's.
        (look, "m") => numbers(look) && look.split(';').next() != Some("31"),
        _ => false,
    }
}

/// What the terminal gets for one frame, and the cells of it.
fn written(width: u16, height: u16, render: impl FnOnce(&mut Frame<'_>)) -> (Vec<u8>, Buffer) {
    let mut bytes = Vec::new();
    let viewport = Viewport::Fixed(Rect { x: 0, y: 0, width, height });
    let backend = CrosstermBackend::new(&mut bytes);
    let mut terminal = Terminal::with_options(backend, TerminalOptions { viewport }).unwrap();
    let buffer = terminal.draw(render).unwrap().buffer.clone();
    drop(terminal);
    (bytes, buffer)
}

fn check(name: &str, (bytes, buffer): &(Vec<u8>, Buffer)) {
    assert_eq!(foreign(bytes), None, "{name}");
    for cell in &buffer.content {
        assert!(cell.symbol().chars().all(shows_itself), "{name}: a cell holds {:?}", cell.symbol());
    }
}

#[test]
fn what_is_foreign_is_noticed() {
    for bytes in
        ["\u{1b}[31m", "\u{1b}[2J", "\u{1b}[H", "\u{1b}]0;t\u{7}", "\u{1b}c", "\u{1b}[?2004l", "a\u{9b}", "\u{202e}"]
    {
        assert!(foreign(bytes.as_bytes()).is_some(), "{bytes:?}");
    }
    assert_eq!(foreign("\u{1b}[1;1H\u{1b}[38;5;7;48;5;0m张␛[31m\u{1b}[?25l".as_bytes()), None);
}

/// Every way in which a text gets on the screen, ten thousand times.
#[test]
fn f25_no_foreign_byte_in_anything_that_can_be_drawn() {
    let (theme, keymap, mut texts) = (Theme::default(), Keymap::built_in(), Texts(25));
    let mut stage = Rehearsal::new(80, 24);
    let mut marked = 0;
    for number in 0..10_000 {
        let text = texts.next();
        let mut cache = ViewCache::default();
        stage.model.measure = if number % 2 == 0 { Measure::Narrow } else { Measure::Wide };
        // What was saved may hold what no editor would take.
        let editor = LineEditor::with_text(&text, 400);
        let frame = written(24, 9, |frame| {
            let row = |y, height| Rect { x: 1, y, width: 20, height };
            let mut canvas = Canvas::new(frame.buffer_mut(), &theme, &keymap, &mut cache, &stage.model);
            match number % 4 {
                0 => {
                    canvas.put(row(0, 1), &text, Role::Text);
                    canvas.put_cut(row(1, 1), &text, Role::Text, Cut::Middle);
                    canvas.put_right(row(2, 1), &text, Role::Text);
                    canvas.centred(row(3, 2), 1, &text, Role::Text);
                }
                1 => drop(canvas.paragraph(row(0, 9), &text, Role::Text)),
                2 => drop(canvas.boxed(row(0, 9), &text, true)),
                _ => {
                    canvas.field(row(0, 1), &editor, true);
                    canvas.text_area(row(2, 5), &editor);
                }
            }
        });
        check(&format!("{text:?}"), &frame);
        marked += usize::from(frame.1.content.iter().any(|cell| matches!(cell.symbol(), "␛" | "‹")));
    }
    assert!(marked > 1_000, "only {marked} texts left a mark that a person sees");
}

/// Ten thousand texts in every field that an answer has, on every page, on the screen and as lines.
#[test]
fn f25_no_foreign_byte_from_any_field_of_the_centre() {
    let (theme, keymap) = (Theme::default(), Keymap::built_in());
    let seed = Rc::new(Cell::new(0));
    let (mut texts, mut round, mut met) = (0, 0, BTreeSet::new());
    while texts < 10_000 || round < 2 * STAGES.len() {
        let (name, way) = STAGES[round % STAGES.len()];
        // With codes spoilt as well not everything leads as far.
        let codes = round >= STAGES.len();
        round += 1;
        let mut stage = Rehearsal::new(80, 24);
        let mut words = Texts(seed.get());
        seed.set(seed.get() + 1);
        stage.spoiler = Some(Spoiler::new(codes, move || words.next()));
        stage.send(Msg::Start);
        if codes && FILLS_THE_FORM.contains(&name) {
            stage.act(&[Action::PlaceAccept]);
        } else {
            way(&mut stage);
        }
        for (width, height, measure) in [(80, 24, Measure::Narrow), (120, 36, Measure::Wide)] {
            stage.send(Msg::Resize(width, height));
            stage.model.measure = measure;
            let mut cache = ViewCache::default();
            let frame = written(width, height, |frame| draw(&stage.model, &mut cache, &theme, &keymap, frame));
            check(name, &frame);
        }
        read_out(name, &stage.model);
        if let Some(spoiler) = stage.spoiler {
            texts += spoiler.texts;
            met.extend(spoiler.met.into_values());
        }
    }
    assert_eq!(met.len(), KINDS, "a kind of answer is given on no page; these are: {met:?}");
}

/// These need a form that can be filled in.
const FILLS_THE_FORM: [&str; 11] = [
    "conclusion",
    "signature",
    "negative",
    "receipt",
    "refused",
    "preview",
    "carry slip",
    "collected",
    "settled",
    "guide changed",
    "printed",
];

/// What the line mode would say.
fn read_out(name: &str, model: &Model) {
    let page = plain::page(model);
    let lines = page.lines.iter().map(|line| &line.text);
    for line in page.head.iter().chain(&page.about).chain(lines).chain(&page.how).chain(&page.ask).chain([&page.prompt])
    {
        for said in plain::written(line) {
            assert!(said.chars().all(shows_itself), "{name}: the line mode says {said:?}");
        }
    }
}
