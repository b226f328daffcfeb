//! What a key costs in a bare ratatui program: input, table, status line.

use std::{
    cell::Cell as Count,
    hint::black_box,
    io::{self, Write},
    rc::Rc,
};

use ratatui::{
    Frame, Terminal, TerminalOptions, Viewport,
    backend::CrosstermBackend,
    layout::{Constraint, Layout, Rect},
    style::{Color, Style, Stylize},
    widgets::{Block, Cell, Paragraph, Row, Table},
};

use crate::catalogue::Catalogue;

/// Counts the bytes that a terminal would get.
#[derive(Clone, Default)]
pub struct Sink(Rc<Count<usize>>);

impl Sink {
    pub fn bytes(&self) -> usize {
        self.0.get()
    }

    pub fn forget(&self) {
        self.0.set(0);
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + black_box(bytes).len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub type Screen = Terminal<CrosstermBackend<Sink>>;

pub fn screen((width, height): (u16, u16), sink: Sink) -> Screen {
    let viewport = Viewport::Fixed(Rect::new(0, 0, width, height));
    Terminal::with_options(CrosstermBackend::new(sink), TerminalOptions { viewport }).unwrap()
}

/// The bare program.
pub struct Floor {
    screen: Screen,
    names: Vec<String>,
    input: String,
    row: usize,
}

impl Floor {
    pub fn new(catalogue: &Catalogue, size: (u16, u16)) -> Self {
        let names = catalogue.names.iter().take(2_000).cloned().collect();
        Self { screen: screen(size, Sink::default()), names, input: "食品经营".to_owned(), row: 0 }
    }

    fn draw(&mut self) {
        let Self { screen, names, input, row } = self;
        screen.draw(|frame| bare(frame, names, input, *row)).unwrap();
    }

    pub fn key(&mut self) {
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
