//! The real binary in a pseudo-terminal, read through a second emulator.

#[path = "keys.rs"]
mod keys;

use std::{
    io::{Read, Write},
    num::NonZero,
    path::Path,
    sync::{
        Arc, Condvar, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use keys::encode;
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Longest wait for anything. A test that reaches it has failed; none waits this long when all is well.
const PATIENCE: Duration = Duration::from_mins(1);

struct Screen {
    parser: vt100::Parser<Title>,
    /// Everything that the program wrote.
    raw: Vec<u8>,
    closed: bool,
}

/// Says `AMBIGUOUS=wide` in the environment: a terminal that draws ambiguous characters two columns wide, as far as it
/// tells where its cursor is.
pub const WIDE: (&str, &str) = ("AMBIGUOUS", "wide");

/// The window title: with `CHUANGTAI_TEST_IDLE` the program says `idle N` in it when N keys came and nothing is left to
/// do.
#[derive(Default)]
struct Title {
    text: String,
    wide: bool,
    /// Answers to the program's question where the cursor is.
    answers: Vec<u8>,
}

impl vt100::Callbacks for Title {
    fn set_window_title(&mut self, _: &mut vt100::Screen, title: &[u8]) {
        self.text = String::from_utf8_lossy(title).into_owned();
    }

    fn unhandled_csi(
        &mut self,
        screen: &mut vt100::Screen,
        _: Option<u8>,
        _: Option<u8>,
        params: &[&[u16]],
        end: char,
    ) {
        if (params, end) == (&[&[6][..]][..], 'n') {
            let (row, column) = screen.cursor_position();
            let column = if self.wide { column * 2 } else { column };
            self.answers.extend(format!("\x1b[{};{}R", row + 1, column + 1).bytes());
        }
    }
}

/// A program in a terminal.
pub struct Terminal {
    screen: Arc<(Mutex<Screen>, Condvar)>,
    writer: Arc<Mutex<Box<dyn Write + Send>>>,
    /// `None` = hung up.
    master: Option<Box<dyn MasterPty + Send>>,
    child: Box<dyn Child + Send + Sync>,
    /// Nobody reads.
    unread: Arc<AtomicBool>,
    /// Nobody will read any more.
    hung_up: Arc<AtomicBool>,
    reader: thread::JoinHandle<()>,
    /// Keys that were pressed; each character of a text is one, a paste is one.
    keys: u64,
}

impl Terminal {
    /// Starts the program with `args` in a terminal of `columns` × `rows`, its home in `home`.
    pub fn start(args: &[&str], home: &Path, columns: u16, rows: u16, env: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_chuangtai"));
        command.args(args);
        Self::run(command, home, columns, rows, env)
    }

    /// Starts a line of the shell in which `$0` is the program.
    pub fn shell(line: &str, home: &Path, env: &[(&str, &str)]) -> Self {
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", line, env!("CARGO_BIN_EXE_chuangtai")]);
        Self::run(command, home, 80, 24, env)
    }

    fn run(mut command: CommandBuilder, home: &Path, columns: u16, rows: u16, env: &[(&str, &str)]) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        command.env("CHUANGTAI_HOME", home);
        command.env("CHUANGTAI_TEST_IDLE", "1");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "zh_CN.UTF-8");
        command.env_remove("NO_COLOR");
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = Arc::new(Mutex::new(pair.master.take_writer().unwrap()));
        let answers = Arc::clone(&writer);
        let title = Title { wide: env.contains(&WIDE), ..Title::default() };
        let screen = Arc::new((
            Mutex::new(Screen {
                parser: vt100::Parser::new_with_callbacks(cells(rows), cells(columns), 0, title),
                raw: Vec::new(),
                closed: false,
            }),
            Condvar::new(),
        ));
        let shared = Arc::clone(&screen);
        let unread = Arc::new(AtomicBool::new(false));
        let hung_up = Arc::new(AtomicBool::new(false));
        let (pausing, ending) = (Arc::clone(&unread), Arc::clone(&hung_up));
        let reading = thread::spawn(move || {
            let mut buffer = [0u8; 8192];
            loop {
                while pausing.load(Ordering::SeqCst) {
                    thread::park();
                }
                let read = reader.read(&mut buffer).unwrap_or(0);
                // A test that failed while it looked has poisoned the lock and waits for nothing more.
                let Ok(mut screen) = shared.0.lock() else { return };
                if ending.load(Ordering::SeqCst) {
                    return;
                }
                if read == 0 {
                    screen.closed = true;
                } else {
                    screen.parser.process(&buffer[..read]);
                    screen.raw.extend_from_slice(&buffer[..read]);
                }
                shared.1.notify_all();
                let answer = std::mem::take(&mut screen.parser.callbacks_mut().answers);
                drop(screen);
                if !answer.is_empty()
                    && let Ok(mut writer) = answers.lock()
                {
                    let _ = writer.write_all(&answer).and_then(|()| writer.flush());
                }
                if read == 0 {
                    return;
                }
            }
        });
        Self { screen, writer, master: Some(pair.master), child, unread, hung_up, reader: reading, keys: 0 }
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) {
        let mut writer = self.writer.lock().unwrap();
        writer.write_all(bytes).unwrap();
        writer.flush().unwrap();
    }

    /// Presses keys one by one, waiting for the program to be done with each: `F2 Enter C-s 1 + text:食品`.
    pub fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            // What was sent past this function counts too.
            self.keys = self.keys.max(self.announced());
            self.send(&encode(key));
            self.keys += key.strip_prefix("text:").map_or(1, |text| text.chars().count() as u64);
            self.wait_idle();
        }
    }

    /// A reader types a code in one go and ends it with `ending`; waits for the program to be done with it.
    pub fn scan(&mut self, code: &str, ending: &str) {
        self.keys = self.keys.max(self.announced());
        self.send(format!("{code}{ending}").as_bytes());
        self.keys += format!("{code}{ending}").chars().count() as u64;
        self.wait_idle();
    }

    fn announced(&self) -> u64 {
        idle_of(&self.screen.0.lock().unwrap().parser.callbacks().text).unwrap_or_default()
    }

    /// Waits until the program is done with every key that was pressed.
    pub fn wait_idle(&self) {
        self.wait(&format!("idle after {} keys", self.keys), |screen| {
            idle_of(&screen.parser.callbacks().text).filter(|keys| *keys >= self.keys).map(|_| ())
        });
    }

    /// Waits until the screen contains `text`.
    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("{text:?} on the screen"), |screen| contents(screen).contains(text).then_some(()));
    }

    /// Waits until the screen does not contain `text` any more.
    pub fn wait_gone(&self, text: &str) {
        self.wait(&format!("{text:?} to go"), |screen| (!contents(screen).contains(text)).then_some(()));
    }

    /// Number of the process.
    pub fn id(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// Waits until the program has ended; its exit code.
    pub fn wait_end(&mut self) -> u32 {
        self.wait("the end", |screen| screen.closed.then_some(()));
        self.child.wait().unwrap().exit_code()
    }

    fn wait<T>(&self, what: &str, found: impl Fn(&Screen) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        let mut screen = self.screen.0.lock().unwrap();
        loop {
            if let Some(value) = found(&screen) {
                return value;
            }
            let left = end.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}; the screen is\n{}", contents(&screen));
            assert!(!screen.closed, "ended before {what}; the screen is\n{}", contents(&screen));
            screen = self.screen.1.wait_timeout(screen, left).unwrap().0;
            if screen.closed
                && let Some(value) = found(&screen)
            {
                return value;
            }
        }
    }

    /// The screen as text.
    pub fn text(&self) -> String {
        contents(&self.screen.0.lock().unwrap())
    }

    /// Column and row of the hardware cursor, and whether it is shown.
    pub fn cursor(&self) -> (u16, u16, bool) {
        let screen = self.screen.0.lock().unwrap();
        let (row, column) = screen.parser.screen().cursor_position();
        (column, row, !screen.parser.screen().hide_cursor())
    }

    /// Alternate screen and bracketed paste: the modes that must be undone at the end.
    pub fn modes(&self) -> (bool, bool) {
        let screen = self.screen.0.lock().unwrap();
        (screen.parser.screen().alternate_screen(), screen.parser.screen().bracketed_paste())
    }

    /// Whether the program takes the mouse.
    pub fn has_mouse(&self) -> bool {
        let screen = self.screen.0.lock().unwrap();
        screen.parser.screen().mouse_protocol_mode() != vt100::MouseProtocolMode::None
    }

    /// Whether the terminal gathers lines and shows what is typed, as a shell wants it.
    pub fn is_cooked(&self) -> bool {
        let modes = format!("{:?}", self.master.as_ref().unwrap().get_termios().unwrap().local_flags);
        modes.contains("ICANON") && modes.contains("ECHO")
    }

    /// Does something while nobody reads what the program writes.
    pub fn unread(&mut self, work: impl FnOnce(&mut Self)) {
        self.unread.store(true, Ordering::SeqCst);
        work(self);
        self.unread.store(false, Ordering::SeqCst);
        self.reader.thread().unpark();
    }

    /// The terminal is closed under the program: its window, or the line to it.
    pub fn hang_up(&mut self) {
        self.hung_up.store(true, Ordering::SeqCst);
        let end = Instant::now() + PATIENCE;
        while !self.reader.is_finished() {
            assert!(Instant::now() < end, "waited in vain for the program to draw");
            // The program draws, and who reads it goes.
            self.send(b"\x0c");
            thread::park_timeout(Duration::from_millis(20));
        }
        self.writer = Arc::new(Mutex::new(Box::new(std::io::sink())));
        self.master = None;
    }

    /// Waits until the process is gone, whatever of its output is unread.
    pub fn wait_gone_process(&mut self) {
        self.child.wait().unwrap();
    }

    /// Most memory that the process ever had, in kilobytes, where the system tells.
    pub fn peak_memory_kb(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
        line.split_whitespace().nth(1)?.parse().ok()
    }

    /// Changes the size of the terminal.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.screen.0.lock().unwrap().parser.screen_mut().set_size(cells(rows), cells(columns));
        self.master.as_ref().unwrap().resize(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
    }

    /// Sends a signal by its name: `TERM`, `TSTP`, `CONT`.
    pub fn signal(&self, name: &str) {
        let id = self.child.process_id().unwrap().to_string();
        assert!(std::process::Command::new("kill").args([&format!("-{name}"), &id]).status().unwrap().success());
    }

    /// Waits until alternate screen and bracketed paste are both on, or both off.
    pub fn wait_modes(&self, on: bool) {
        self.wait("the modes", |screen| {
            let screen = screen.parser.screen();
            (screen.alternate_screen() == on && screen.bracketed_paste() == on).then_some(())
        });
    }

    /// Waits until the system has stopped the program.
    pub fn wait_stopped(&self) {
        let id = self.child.process_id().unwrap().to_string();
        let end = Instant::now() + PATIENCE;
        loop {
            let state = std::process::Command::new("ps").args(["-o", "stat=", "-p", &id]).output().unwrap().stdout;
            if state.first() == Some(&b'T') {
                return;
            }
            assert!(Instant::now() < end, "waited in vain for the stop");
        }
    }

    /// Everything that was written so far.
    pub fn written(&self) -> Vec<u8> {
        self.screen.0.lock().unwrap().raw.clone()
    }

    /// kill -9.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

/// The second emulator knows no terminal without rows or columns.
fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count.max(1)).unwrap()
}

fn contents(screen: &Screen) -> String {
    screen.parser.screen().contents()
}

fn idle_of(title: &str) -> Option<u64> {
    title.strip_prefix("idle ")?.parse().ok()
}
