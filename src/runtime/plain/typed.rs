//! Lines as they are typed, by a person or through a pipe. The terminal itself echoes and edits them; only for a secret
//! it is told not to.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use tokio::sync::mpsc;
use zeroize::{Zeroize as _, Zeroizing};

/// Longest line. No field holds more, and a memory that grows with what is pasted is nobody's wish (F23).
const LONGEST: usize = 64 * 1024;

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A line without its end.
    Line(Zeroizing<String>),
    /// A line that is no UTF-8 (F21).
    Unreadable,
    /// A line of more than so many bytes; nothing of it was taken.
    TooLong(usize),
    /// Nothing more will come: end of input, or Ctrl-C and Ctrl-D over a secret.
    End,
}

/// Reads lines on a thread of its own, one ahead.
pub(super) struct Typist {
    lines: mpsc::Receiver<Typed>,
    hidden: Arc<AtomicBool>,
}

impl Typist {
    /// Starts reading.
    pub(super) fn start() -> io::Result<Self> {
        let (tell, lines) = mpsc::channel(1);
        let hidden = Arc::new(AtomicBool::new(false));
        let raw = Arc::clone(&hidden);
        // Nobody joins it: it waits in a read for as long as the program lives.
        thread::Builder::new().name("lines".to_owned()).spawn(move || read(&mut io::stdin().lock(), &raw, &tell))?;
        Ok(Self { lines, hidden })
    }

    /// The next line.
    pub(super) async fn next(&mut self) -> Typed {
        let typed = self.lines.recv().await.unwrap_or(Typed::End);
        self.show();
        typed
    }

    /// The next line is not to be seen while it is typed, or is.
    pub(super) fn hide(&mut self, secret: bool) -> io::Result<()> {
        if secret && !self.hidden.swap(true, Ordering::SeqCst) {
            enable_raw_mode()?;
        }
        Ok(())
    }

    fn show(&mut self) {
        if self.hidden.swap(false, Ordering::SeqCst) {
            let _ = disable_raw_mode();
            // The Enter that ended the secret was not echoed either.
            println!();
        }
    }
}

impl Drop for Typist {
    fn drop(&mut self) {
        self.show();
    }
}

fn read(from: &mut impl io::BufRead, raw: &AtomicBool, tell: &mpsc::Sender<Typed>) {
    loop {
        let typed = line(from, raw).unwrap_or(Typed::End);
        let last = typed == Typed::End;
        if tell.blocking_send(typed).is_err() || last {
            return;
        }
    }
}

/// One line; of one that is too long nothing is kept.
fn line(from: &mut impl io::BufRead, raw: &AtomicBool) -> io::Result<Typed> {
    let mut bytes = Vec::with_capacity(256);
    let mut length = 0usize;
    loop {
        let Some(byte) = next_byte(from)? else {
            return Ok(if length == 0 { Typed::End } else { whole(bytes, length) });
        };
        match byte {
            b'\n' => return Ok(whole(bytes, length)),
            b'\r' if raw.load(Ordering::SeqCst) => return Ok(whole(bytes, length)),
            // Without the terminal's own editing these come as they are.
            3 | 4 if raw.load(Ordering::SeqCst) => return Ok(Typed::End),
            8 | 127 if raw.load(Ordering::SeqCst) => while bytes.pop().is_some_and(|byte| byte & 0xC0 == 0x80) {},
            byte => {
                length += 1;
                if length <= LONGEST {
                    bytes.push(byte);
                }
            }
        }
    }
}

fn next_byte(from: &mut impl io::BufRead) -> io::Result<Option<u8>> {
    loop {
        match from.fill_buf() {
            Ok(buffer) => {
                let byte = buffer.first().copied();
                from.consume(usize::from(byte.is_some()));
                return Ok(byte);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn whole(bytes: Vec<u8>, length: usize) -> Typed {
    if length > LONGEST {
        return Typed::TooLong(LONGEST);
    }
    match String::from_utf8(bytes) {
        Ok(mut line) => {
            let kept = line.trim_end_matches('\r').len();
            line.truncate(kept);
            Typed::Line(Zeroizing::new(line))
        }
        Err(error) => {
            error.into_bytes().zeroize();
            Typed::Unreadable
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], raw: bool) -> Vec<Typed> {
        let (tell, mut hear) = mpsc::channel(64);
        read(&mut io::Cursor::new(bytes.to_vec()), &AtomicBool::new(raw), &tell);
        std::iter::from_fn(|| hear.try_recv().ok()).collect()
    }

    fn typed(text: &str) -> Typed {
        Typed::Line(Zeroizing::new(text.to_owned()))
    }

    #[test]
    fn lines_come_without_their_end_and_the_last_needs_none() {
        assert_eq!(lines("齐\r\n\n5 容缺".as_bytes(), false), [typed("齐"), typed(""), typed("5 容缺"), Typed::End]);
    }

    #[test]
    fn f21_what_is_no_utf8_is_not_taken() {
        assert_eq!(lines(b"\xc6\xeb\n1\n", false), [Typed::Unreadable, typed("1"), Typed::End]);
    }

    #[test]
    fn f23_of_a_line_without_end_nothing_is_kept() {
        let mut bytes = vec![b'x'; 10_000_000];
        bytes.extend_from_slice(b"\n1\n");
        assert_eq!(lines(&bytes, false), [Typed::TooLong(LONGEST), typed("1"), Typed::End]);
    }

    #[test]
    fn a_secret_is_edited_without_the_terminal() {
        assert_eq!(lines("口令\u{7f}ab\u{8}\rx\u{3}y".as_bytes(), true), [typed("口a"), Typed::End]);
    }
}
