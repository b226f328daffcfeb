//! Frames: drawn into memory, and written in one piece between the marks that make the terminal show it whole.
//!
//! A thread of its own writes: a terminal that takes nothing (Ctrl-S, a slow line) holds up the writing and nothing
//! else. While it writes no frame is drawn, so none queues up; the next one shows how things are then.

use std::{
    cell::RefCell,
    io::{self, Write},
    rc::Rc,
    sync::mpsc as orders,
    thread,
};

use crossterm::{queue, terminal::SetTitle};
use ratatui::{Frame, Terminal, backend::CrosstermBackend, layout::Rect};
use tokio::sync::mpsc;

use super::{RunError, crash, guard};

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

/// What became of a frame.
pub type Written = Result<(), RunError>;

/// The terminal as something to draw on.
#[derive(Debug)]
pub struct Screen {
    terminal: Terminal<CrosstermBackend<Sheet>>,
    sheet: Sheet,
    pen: orders::Sender<Vec<u8>>,
    writing: bool,
}

impl Screen {
    /// A screen that writes its frames to `out`, and what comes of each.
    pub fn start(out: impl Write + Send + 'static) -> io::Result<(Self, mpsc::UnboundedReceiver<Written>)> {
        let sheet = Sheet::default();
        let terminal = Terminal::new(CrosstermBackend::new(sheet.clone()))?;
        let (pen, frames) = orders::channel();
        let (tell, written) = mpsc::unbounded_channel();
        // Nobody joins it: a terminal that takes nothing may hold it for ever.
        thread::Builder::new().name("screen".to_owned()).spawn(move || write(out, &frames, &tell))?;
        Ok((Self { terminal, sheet, pen, writing: false }, written))
    }

    /// Columns and rows of the terminal now.
    pub fn size(&self) -> io::Result<(u16, u16)> {
        self.terminal.size().map(|size| (size.width, size.height))
    }

    /// A frame is on its way: until it is written nothing is drawn.
    pub const fn is_writing(&self) -> bool {
        self.writing
    }

    /// The frame on its way was written.
    pub const fn written(&mut self) {
        self.writing = false;
    }

    /// What goes to the terminal before the next frame: modes that are switched.
    pub fn aside(&mut self) -> &mut impl Write {
        &mut self.sheet
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
        self.writing = true;
        self.pen.send(guard::whole_frame(&frame)?).map_err(|_| io::ErrorKind::BrokenPipe)?;
        crash::point("sent");
        Ok(())
    }
}

/// However the writing ends, the program hears of it: its screen would stand still, and nobody would know.
struct LastWord<'a>(&'a mpsc::UnboundedSender<Written>);

impl Drop for LastWord<'_> {
    fn drop(&mut self) {
        let gone = || RunError::Terminal(io::ErrorKind::BrokenPipe.into());
        let _ = self.0.send(Err(if thread::panicking() { RunError::Died } else { gone() }));
    }
}

fn write(mut out: impl Write, frames: &orders::Receiver<Vec<u8>>, tell: &mpsc::UnboundedSender<Written>) {
    let _last = LastWord(tell);
    while let Ok(frame) = frames.recv() {
        crash::point("write");
        // Behind the modes a frame would be written over what the shell shows.
        let written = if guard::is_given_back() { Ok(()) } else { out.write_all(&frame).and_then(|()| out.flush()) };
        if tell.send(written.map_err(RunError::Terminal)).is_err() {
            return;
        }
    }
}
