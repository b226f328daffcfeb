//! Frames: drawn into memory, and written in one piece between the marks that make the terminal show it whole.

use std::{
    cell::RefCell,
    io::{self, Write},
    rc::Rc,
};

use crossterm::{queue, terminal::SetTitle};
use ratatui::{Frame, Terminal, backend::CrosstermBackend, layout::Rect};

use super::{crash, guard};

/// Collects what the terminal library writes; its flushes, which are many, mean nothing.
#[derive(Debug, Clone, Default)]
struct Sheet(Rc<RefCell<Vec<u8>>>);

impl Write for Sheet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The terminal as something to draw on.
#[derive(Debug)]
pub struct Screen<O> {
    terminal: Terminal<CrosstermBackend<Sheet>>,
    sheet: Sheet,
    out: O,
}

impl<O: Write> Screen<O> {
    /// A screen that writes its frames to `out`.
    pub fn new(out: O) -> io::Result<Self> {
        let sheet = Sheet::default();
        let terminal = Terminal::new(CrosstermBackend::new(sheet.clone()))?;
        Ok(Self { terminal, sheet, out })
    }

    /// Columns and rows of the terminal now.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    /// Draws a frame: what changed since the last, and the cursor.
    pub fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(|frame| {
            draw(frame);
            crash::point("frame");
        })?;
        self.send()
    }

    /// The next frame paints every cell: somebody else wrote on the terminal.
    pub fn forget(&mut self) -> io::Result<()> {
        crash::point("forget");
        let size = self.terminal.size()?;
        self.terminal.resize(Rect::new(0, 0, size.width, size.height))
    }

    /// Says in the window's title that nothing is left to do after so many keys, for tests that must not sleep.
    pub fn announce_idle(&mut self, keys: u64) -> io::Result<()> {
        crash::point("idle");
        queue!(self.sheet, SetTitle(format!("idle {keys}")))?;
        self.send()
    }

    fn send(&mut self) -> io::Result<()> {
        let frame = self.sheet.0.take();
        if frame.is_empty() {
            return Ok(());
        }
        crash::point("send");
        self.out.write_all(&guard::whole_frame(&frame)?)?;
        crash::point("sent");
        self.out.flush()
    }
}
