//! One line from the keyboard before the screen is there: an account, a password, a passphrase.

use std::io::{self, Write};

use crossterm::{
    event::{self, Event, KeyCode, KeyEventKind, KeyModifiers},
    terminal::{disable_raw_mode, enable_raw_mode},
};
use zeroize::Zeroizing;

/// Longest line.
const LONGEST: usize = 256;

/// Asks on stderr; a secret is not shown. `None` = given up (Esc, Ctrl-C).
pub fn ask(question: &str, secret: bool) -> io::Result<Option<Zeroizing<String>>> {
    let mut out = io::stderr();
    write!(out, "{question} ")?;
    out.flush()?;
    enable_raw_mode()?;
    let typed = read(&mut out, secret);
    disable_raw_mode()?;
    writeln!(out)?;
    typed
}

fn read(out: &mut impl Write, secret: bool) -> io::Result<Option<Zeroizing<String>>> {
    // Room from the beginning: a secret that grows would leave copies behind.
    let mut line = Zeroizing::new(String::with_capacity(LONGEST * 4));
    loop {
        match event::read()? {
            Event::Key(key) if key.kind == KeyEventKind::Release => {}
            Event::Key(key) => match key.code {
                KeyCode::Enter => return Ok(Some(line)),
                KeyCode::Esc => return Ok(None),
                KeyCode::Char('c' | 'd') if key.modifiers.contains(KeyModifiers::CONTROL) => return Ok(None),
                KeyCode::Backspace => {
                    if let Some(c) = line.pop()
                        && !secret
                    {
                        let columns = crate::text::width(c.encode_utf8(&mut [0; 4]));
                        let (back, blank) = ("\x08".repeat(columns), " ".repeat(columns));
                        write!(out, "{back}{blank}{back}")?;
                        out.flush()?;
                    }
                }
                KeyCode::Char(c) if !c.is_control() && line.chars().count() < LONGEST => {
                    line.push(c);
                    if !secret {
                        write!(out, "{c}")?;
                        out.flush()?;
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}
