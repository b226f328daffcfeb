//! From a key to the bytes of its frame, beside a bare ratatui program (input, table, status line) of the same size in the
//! same run.
//!
//! `cargo bench --bench frame` takes turns, one key here and one key there, and prints the ratio of the medians (aim: at
//! most 1.5). Step 4 of the workspace stands on a guide of the demo hall, the finder on a hundred thousand names.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod catalogue;

use std::{
    cell::Cell as Count,
    hint::black_box,
    io::{self, Write},
    rc::Rc,
    time::{Duration, Instant},
};

use catalogue::Catalogue;
use chuangtai::{
    app::{
        Action, Answer, Ask, Ctx, Effect, Model, Msg, Place, Size,
        accept::{Accept, Step},
        effect::FoundItem,
        keymap::{Chord, Key, Keymap, Resolution},
        update,
    },
    central::demo::{self, DemoHall},
    contract::{EvidenceAnswered, ItemSummary, LookupAnswer, Me, Meta, QueueTicket, Realm},
    domain::{
        guide::Guide,
        role::Role,
        tolerance::{Credit, CreditFinding},
    },
    finder::Index,
    i18n::Lang,
    theme::Theme,
    ui::{self, ViewCache},
};
use criterion::Criterion;
use jiff::Timestamp;
use ratatui::{
    Frame, Terminal, TerminalOptions, Viewport,
    backend::CrosstermBackend,
    layout::{Constraint, Layout, Rect},
    style::{Color, Style, Stylize},
    widgets::{Block, Cell, Paragraph, Row, Table},
};
use uuid::Uuid;

const SIZES: [(u16, u16); 2] = [(120, 36), (200, 60)];
const KEYS: usize = 1_000;
const RESULTS: usize = 50;

/// Counts the bytes that a terminal would get.
#[derive(Clone, Default)]
struct Sink(Rc<Count<usize>>);

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + black_box(bytes).len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Screen = Terminal<CrosstermBackend<Sink>>;

fn screen((width, height): (u16, u16), sink: Sink) -> Screen {
    let viewport = Viewport::Fixed(Rect::new(0, 0, width, height));
    Terminal::with_options(CrosstermBackend::new(sink), TerminalOptions { viewport }).unwrap()
}

/// The bare program.
struct Floor {
    screen: Screen,
    names: Vec<String>,
    input: String,
    row: usize,
}

impl Floor {
    fn new(catalogue: &Catalogue, size: (u16, u16)) -> Self {
        let names = catalogue.names.iter().take(2_000).cloned().collect();
        Self { screen: screen(size, Sink::default()), names, input: "食品经营".to_owned(), row: 0 }
    }

    fn draw(&mut self) {
        let Self { screen, names, input, row } = self;
        screen.draw(|frame| bare(frame, names, input, *row)).unwrap();
    }

    fn key(&mut self) {
        self.row = (self.row + 1) % 20;
        self.draw();
    }
}

fn bare(frame: &mut Frame<'_>, names: &[String], input: &str, chosen: usize) {
    let parts =
        Layout::vertical([Constraint::Length(3), Constraint::Min(1), Constraint::Length(1)]).split(frame.area());
    let field = Paragraph::new(format!("搜索: {input}")).block(Block::bordered().title("受理登记"));
    frame.render_widget(field, parts[0]);
    let height = usize::from(parts[1].height.saturating_sub(3));
    let rows = names.iter().enumerate().take(height).map(|(at, name)| {
        let look = if at == chosen { Style::new().reversed() } else { Style::new() };
        let kind = Cell::from("行政许可").fg(Color::Cyan);
        let number = Cell::from(format!("{:>6}", at + 1)).fg(Color::DarkGray);
        Row::new([number, Cell::from(name.as_str()), kind, Cell::from("法定20日 承诺5日")]).style(look)
    });
    let widths = [Constraint::Length(6), Constraint::Min(30), Constraint::Length(10), Constraint::Length(18)];
    let header = Row::new(["序号", "事项名称", "类型", "时限"]).bold();
    frame.render_widget(Table::new(rows, widths).header(header).block(Block::bordered().title("事项")), parts[1]);
    frame.render_widget(Paragraph::new(format!(" ↑↓ 选择  Enter 受理  Esc 返回  {chosen}")).reversed(), parts[2]);
}

/// The program without its terminal and its workers: effects are answered on the spot, as the desk would.
struct Program<'a> {
    model: Model,
    cache: ViewCache,
    theme: Theme,
    keymap: Keymap,
    screen: Screen,
    sink: Sink,
    hall: &'a DemoHall,
    catalogue: &'a Catalogue,
    index: &'a Index,
    ctx: Ctx,
}

impl<'a> Program<'a> {
    fn new(hall: &'a DemoHall, catalogue: &'a Catalogue, index: &'a Index, size: (u16, u16)) -> Self {
        let now: Timestamp = "2026-11-21T01:00:00Z".parse().unwrap();
        let sink = Sink::default();
        let mut program = Self {
            model: Model::new(Lang::Zh, Size { width: size.0, height: size.1 }, now),
            cache: ViewCache::default(),
            theme: Theme::default(),
            keymap: Keymap::built_in(),
            screen: screen(size, sink.clone()),
            sink,
            hall,
            catalogue,
            index,
            ctx: Ctx { now, fresh: Uuid::from_u128(1) },
        };
        program.tell(Msg::Start);
        program
    }

    fn guide(&self) -> &Guide {
        self.hall.guide_named("食品经营许可").unwrap()
    }

    /// What a key means, as the runtime asks.
    fn meaning(&self, chord: Chord) -> Msg {
        match self.keymap.resolve(&self.model.key_contexts(), &[], chord) {
            Resolution::Text(c) => Msg::Text(c),
            Resolution::Run(command) => Msg::Action(Action::named(&command.action, command.arg.as_deref()).unwrap()),
            other => panic!("{} means {other:?}", chord.label()),
        }
    }

    fn press(&mut self, key: Key) -> Vec<Effect> {
        let msg = self.meaning(Chord::new(key));
        update(&mut self.model, msg, &self.ctx)
    }

    fn draw(&mut self) {
        let Self { screen, model, cache, theme, keymap, .. } = self;
        screen.draw(|frame| ui::draw(model, cache, theme, keymap, frame)).unwrap();
    }

    fn tell(&mut self, msg: Msg) {
        let effects = update(&mut self.model, msg, &self.ctx);
        self.carry_out(effects);
    }

    fn key(&mut self, key: Key) {
        let effects = self.press(key);
        self.carry_out(effects);
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask { req, ask } => {
                    let answer = self.answer(&ask);
                    self.tell(Msg::Done { req, result: Ok(answer) });
                }
                Effect::Find { generation, query, limit } => {
                    let items = self.found(&query, limit);
                    self.tell(Msg::Found { generation, items });
                }
                Effect::Cancel(_)
                | Effect::Wear(_)
                | Effect::Redraw
                | Effect::Mouse(_)
                | Effect::KeepHabits(_)
                | Effect::Fail(_)
                | Effect::Crash
                | Effect::Leave => {}
            }
        }
    }

    fn found(&self, query: &str, limit: usize) -> Vec<FoundItem> {
        let hits = self.index.search(query, limit, &[]);
        let items = hits.iter().map(|hit| FoundItem {
            item: ItemSummary {
                guide_version: Some(self.guide().id.clone()),
                code: self.catalogue.codes[hit.index].clone(),
                name: self.catalogue.names[hit.index].clone(),
                department: self.catalogue.departments[hit.index].to_owned(),
                plain_words: Vec::new(),
                open: true,
            },
            used: 0,
            pinned: false,
        });
        items.collect()
    }

    fn answer(&self, ask: &Ask) -> Answer {
        let credit = CreditFinding { credit: Credit::Clean, ..CreditFinding::default() };
        match ask {
            Ask::Meta => Answer::Meta(Box::new(Meta {
                law: None,
                version: "0.1.0".into(),
                realm: Realm::Demo,
                now: self.ctx.now,
                hall: "扬州市政务服务中心(演示)".into(),
                profile: "yangzhou".into(),
                catalogue_version: 1,
                calendar_version: "1".into(),
                keys: Vec::new(),
                centre: String::new(),
                change_seq: 0,
            })),
            Ask::Me => {
                let clerk = self.hall.staff.iter().find(|member| member.is(Role::Clerk)).unwrap();
                Answer::Me(Box::new(Me { person: clerk.person.clone(), today: 47, counts: Vec::new() }))
            }
            Ask::Call => Answer::Called(Some(QueueTicket {
                no: "A017".into(),
                name: "张*兰".into(),
                taken_at: self.ctx.now,
                green: false,
                item_name: None,
                called_by: None,
            })),
            Ask::Lookup(asked) => {
                let applicant = self.hall.applicant_with(&asked.number).unwrap();
                Answer::Lookup(Box::new(LookupAnswer {
                    applicant_id: applicant.id,
                    party: Some(self.hall.party(applicant)),
                    credit,
                    evidence: Vec::new(),
                    barred: false,
                    open_cases: Vec::new(),
                    submitted_draft: None,
                    facts: Vec::new(),
                }))
            }
            Ask::Guide(_) => Answer::Guide(Box::new(self.guide().clone())),
            Ask::Evidence(_) => Answer::Evidence(Box::new(EvidenceAnswered { evidence: Vec::new(), credit })),
            Ask::Queue => Answer::Queue(Vec::new()),
            Ask::Drafts => Answer::Drafts(Vec::new()),
            Ask::People => Answer::People(Vec::new()),
            _ => Answer::Nothing,
        }
    }

    /// Serves a citizen up to the finder.
    fn reach_finder(&mut self) {
        self.tell(Msg::Action(Action::PlaceAccept));
        self.tell(Msg::Scan(self.hall.applicants_named("张桂兰").next().unwrap().number.clone()));
        assert_eq!((self.model.place, self.model.accept.step), (Place::Accept, Step::Item));
        self.draw();
    }

    /// … and up to the materials.
    fn reach_materials(&mut self) {
        self.reach_finder();
        self.tell(Msg::Text('食'));
        self.key(Key::Enter);
        while self.accept().step == Step::Situation {
            self.key(Key::Char('1'));
        }
        assert_eq!((self.accept().step, self.accept().judged.as_ref().unwrap().lines.len()), (Step::Materials, 9));
        self.draw();
    }

    fn accept(&self) -> &Accept {
        &self.model.accept
    }
}

/// Medians and 99th percentiles of ours and of the floor, taken in turns; bytes of our frame.
struct Figures {
    ours: [Duration; 2],
    floor: [Duration; 2],
    bytes: usize,
}

/// `key` presses a key and gives what has to be carried out behind the frame.
fn figures(
    program: &mut Program<'_>,
    floor: &mut Floor,
    key: &mut dyn FnMut(&mut Program<'_>, usize) -> Vec<Effect>,
) -> Figures {
    let (mut ours, mut bare) = (Vec::with_capacity(KEYS), Vec::with_capacity(KEYS));
    program.sink.0.set(0);
    for turn in 0..KEYS {
        let start = Instant::now();
        let effects = key(program, turn);
        program.draw();
        ours.push(start.elapsed());
        // A save or an answer comes later, and has a frame of its own.
        program.carry_out(effects);
        let start = Instant::now();
        floor.key();
        bare.push(start.elapsed());
    }
    let bytes = program.sink.0.get() / KEYS;
    Figures { ours: percentiles(ours), floor: percentiles(bare), bytes }
}

fn percentiles(mut times: Vec<Duration>) -> [Duration; 2] {
    times.sort_unstable();
    [times[times.len() / 2], times[times.len() * 99 / 100]]
}

fn report(name: &str, figures: &Figures) {
    let us = |time: Duration| time.as_secs_f64() * 1e6;
    let [ours, ours99] = figures.ours.map(us);
    let [floor, floor99] = figures.floor.map(us);
    println!(
        "{name:<44} p50 {ours:7.1} us  p99 {ours99:7.1}  floor p50 {floor:7.1}  p99 {floor99:7.1}  ratio p50 {:.2}  p99 {:.2}  {} bytes",
        ours / floor,
        ours99 / floor99,
        figures.bytes
    );
}

fn turns(hall: &DemoHall, catalogue: &Catalogue, index: &Index, size: (u16, u16)) {
    let mut floor = Floor::new(catalogue, size);
    let mut program = Program::new(hall, catalogue, index, size);
    let label = |name: &str| format!("{}x{} {name}", size.0, size.1);

    program.reach_finder();
    let typing = figures(&mut program, &mut floor, &mut |program, turn| {
        // Eight letters, then the field is emptied by a key of its own.
        const LETTERS: [char; 8] = ['s', 'p', 'j', 'y', 'x', 'k', 'b', 'g'];
        if turn % 9 == 8 {
            return update(&mut program.model, Msg::Action(Action::TextClear), &program.ctx);
        }
        program.press(Key::Char(LETTERS[turn % 9]))
    });
    report(&label("letter typed in the finder"), &typing);
    let answers: Vec<Vec<FoundItem>> =
        ["s", "sp", "spj", "spjy"].map(|query| program.found(query, RESULTS)).into_iter().collect();
    let results = figures(&mut program, &mut floor, &mut |program, turn| {
        let effects = program.model.accept.finder.ask();
        let Effect::Find { generation, .. } = effects else { panic!("the finder asks its worker") };
        let found = Msg::Found { generation, items: answers[turn % answers.len()].clone() };
        update(&mut program.model, found, &program.ctx)
    });
    report(&label("results come for a letter"), &results);

    let mut program = Program::new(hall, catalogue, index, size);
    program.reach_materials();
    let moves = figures(&mut program, &mut floor, &mut |program, turn| {
        program.press(if turn / 6 % 2 == 0 { Key::Down } else { Key::Up })
    });
    report(&label("selection moves one row"), &moves);
    let marks = figures(&mut program, &mut floor, &mut |program, turn| {
        program.press(if turn % 12 < 6 { Key::Char(' ') } else { Key::Char('-') })
    });
    report(&label("a row is marked"), &marks);
    let nothing = figures(&mut program, &mut floor, &mut |_, _| Vec::new());
    report(&label("nothing changed"), &nothing);
}

fn main() {
    let hall = demo::load().unwrap();
    let catalogue = catalogue::catalogue();
    let index = catalogue.index();
    for size in SIZES {
        turns(&hall, &catalogue, &index, size);
    }

    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let size = SIZES[0];
    let mut program = Program::new(&hall, &catalogue, &index, size);
    program.reach_materials();
    let mut turn = 0;
    criterion.bench_function("frame/selection moves one row", |b| {
        b.iter(|| {
            turn += 1;
            black_box(program.press(if turn / 6 % 2 == 0 { Key::Down } else { Key::Up }));
            program.draw();
        });
    });
    let mut floor = Floor::new(&catalogue, size);
    criterion.bench_function("frame/floor", |b| b.iter(|| floor.key()));
    criterion.final_summary();
}
