//! Frames: only when something changed, each inside a synchronised update together with the cursor (SCREENS 2).

use std::io::{self, BufWriter, Stdout, Write};

use crossterm::{
    queue,
    style::force_color_output,
    terminal::{BeginSynchronizedUpdate, EndSynchronizedUpdate, SetTitle},
};
use ratatui::{Terminal, backend::CrosstermBackend};

use crate::{
    theme::{Depth, Theme},
    ui::{self, ViewCache},
};

use super::{drive::Driver, terminal::Guard};

/// A screenful in one write.
const BUFFER: usize = 64 * 1024;

/// The terminal, taken.
pub(super) struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
    cache: ViewCache,
    theme: Theme,
    /// Given back last, after the buffers are empty.
    _guard: Guard,
}

impl Screen {
    /// Takes the terminal and puts its colours right: the terminal library would take bold and reverse away together
    /// with the colours, so the colours go out of the theme instead (TUI finding 4).
    pub(super) fn open(theme: Theme) -> io::Result<Self> {
        let guard = Guard::take()?;
        force_color_output(true);
        let backend = CrosstermBackend::new(BufWriter::with_capacity(BUFFER, io::stdout()));
        let terminal = Terminal::new(backend)?;
        Ok(Self { terminal, cache: ViewCache::default(), theme: theme.at_depth(depth()), _guard: guard })
    }

    /// Columns and rows.
    pub(super) fn size(&self) -> io::Result<(u16, u16)> {
        let size = self.terminal.size()?;
        Ok((size.width, size.height))
    }

    /// Draws what the model shows now; cells that did not change are not sent.
    pub(super) fn draw(&mut self, driver: &Driver) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        let (cache, theme) = (&mut self.cache, &self.theme);
        self.terminal.draw(|frame| ui::draw(&driver.model, cache, theme, &driver.keymap, frame))?;
        queue!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        self.terminal.backend_mut().flush()
    }

    /// Nothing is known of what the terminal shows: the next frame is drawn whole.
    pub(super) fn forget(&mut self) {
        // If the terminal is gone, the next frame says so.
        let _ = self.terminal.clear();
    }

    /// Sets the window title.
    pub(super) fn title(&mut self, title: &str) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), SetTitle(title))?;
        self.terminal.backend_mut().flush()
    }
}

/// What the terminal can show, by wish and by its own word.
fn depth() -> Depth {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    if set("NO_COLOR").is_some() {
        return Depth::None;
    }
    match set("COLORTERM").as_deref() {
        Some("truecolor" | "24bit") => Depth::True,
        _ => Depth::Indexed,
    }
}
