//! A conversation with the line mode of the real binary: over pipes, or in a terminal that cannot draw.

use std::{
    io::{Read, Write},
    process::{Command, Stdio},
    sync::{Arc, Condvar, Mutex},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use tempfile::TempDir;

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_mins(2);

#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    closed: bool,
}

type Shared = Arc<(Mutex<Written>, Condvar)>;

/// A conversation with the program.
pub struct Talk {
    written: Shared,
    pub to: Option<Box<dyn Write + Send>>,
    /// How much was written when the last line was typed.
    mark: usize,
    end: Box<dyn FnMut() -> u32>,
    _home: TempDir,
}

fn listen(mut from: Box<dyn Read + Send>) -> Shared {
    let written = Shared::default();
    let shared = Arc::clone(&written);
    thread::spawn(move || {
        let mut buffer = [0u8; 8192];
        loop {
            let read = from.read(&mut buffer).unwrap_or(0);
            let Ok(mut written) = shared.0.lock() else { return };
            written.bytes.extend_from_slice(&buffer[..read]);
            written.closed = read == 0;
            shared.1.notify_all();
            if read == 0 {
                return;
            }
        }
    });
    written
}

impl Talk {
    /// Over pipes.
    pub fn over_pipe(args: &[&str]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_chuangtai"))
            .args(args)
            .env("CHUANGTAI_HOME", home.path())
            .env("CHUANGTAI_TEST_IDLE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let written = listen(Box::new(child.stdout.take().unwrap()));
        let to: Box<dyn Write + Send> = Box::new(child.stdin.take().unwrap());
        let end = Box::new(move || u32::try_from(child.wait().unwrap().code().unwrap()).unwrap());
        Self { written, to: Some(to), mark: 0, end, _home: home }
    }

    /// In a terminal that cannot draw.
    pub fn in_terminal(args: &[&str], env: &[(&str, &str)]) -> Self {
        let home = tempfile::tempdir().unwrap();
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_chuangtai"));
        command.args(args);
        command.env("CHUANGTAI_HOME", home.path());
        command.env("CHUANGTAI_TEST_IDLE", "1");
        command.env("LANG", "zh_CN.UTF-8");
        for (name, value) in env {
            command.env(name, value);
        }
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let written = listen(pair.master.try_clone_reader().unwrap());
        let to = pair.master.take_writer().unwrap();
        let master = pair.master;
        let end = Box::new(move || {
            let code = child.wait().unwrap().exit_code();
            let _ = &master;
            code
        });
        Self { written, to: Some(to), mark: 0, end, _home: home }
    }

    fn wait(&self, what: &str, found: impl Fn(&Written) -> bool) {
        let end = Instant::now() + PATIENCE;
        let mut written = self.written.0.lock().unwrap();
        while !found(&written) {
            let left = end.saturating_duration_since(Instant::now());
            let text = String::from_utf8_lossy(&written.bytes);
            assert!(!left.is_zero() && !written.closed, "waited in vain for {what}; it wrote\n{text}");
            written = self.written.1.wait_timeout(written, left).unwrap().0;
        }
    }

    /// Waits until the program asks for a line.
    pub fn asked(&self) {
        self.wait("a prompt", |written| written.bytes.len() > self.mark && written.bytes.ends_with(b"> "));
    }

    /// Waits until `text` was written since the last line was typed.
    pub fn hears(&self, text: &str) {
        self.wait(text, |written| {
            String::from_utf8_lossy(&written.bytes[self.mark..]).contains(text) && written.bytes.ends_with(b"> ")
        });
    }

    /// Types a line when the program asks for one.
    pub fn says(&mut self, line: &str) {
        self.asked();
        self.mark = self.written.0.lock().unwrap().bytes.len();
        let to = self.to.as_mut().unwrap();
        to.write_all(format!("{line}\n").as_bytes()).unwrap();
        to.flush().unwrap();
    }

    pub fn say_all(&mut self, lines: &str) {
        for line in lines.lines() {
            self.says(line);
        }
    }

    /// Closes the input, and waits for the end.
    pub fn ends(&mut self) -> u32 {
        self.to = None;
        self.wait_end()
    }

    pub fn wait_end(&mut self) -> u32 {
        let end = Instant::now() + PATIENCE;
        let mut written = self.written.0.lock().unwrap();
        while !written.closed {
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "it does not end; it wrote\n{}", String::from_utf8_lossy(&written.bytes));
            written = self.written.1.wait_timeout(written, left).unwrap().0;
        }
        drop(written);
        (self.end)()
    }

    /// What was written since the last line was typed.
    pub fn last(&self) -> String {
        let written = self.written.0.lock().unwrap();
        String::from_utf8_lossy(&written.bytes[self.mark..]).replace("\r\n", "\n")
    }

    pub fn text(&self) -> String {
        let bytes = self.written.0.lock().unwrap().bytes.clone();
        String::from_utf8(bytes).expect("what is written is UTF-8").replace("\r\n", "\n")
    }
}
