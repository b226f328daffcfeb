//! F25 through the real binary: between the window and its centre sits somebody who means harm and writes into every text
//! of every answer. Pages are opened until ten thousand such texts have come; no byte of theirs reaches the terminal.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use serde_json::Value;

use crate::terminal::Terminal;

/// A citizen of the demo hall: 张桂兰.
const NUMBER: &str = "000000196805122265";
/// What nobody but the stranger writes.
const MARK: &str = "STRANGER";

/// What is added to a text, in turn: sequences that the program itself never writes, among them its own ends and clipboard.
const HARM: [&str; 12] = [
    "\u{1b}[31mSTRANGER",
    "\u{1b}]0;STRANGER\u{7}",
    "\u{1b}]52;c;STRANGER\u{7}",
    "\u{1b}P+qSTRANGER\u{1b}\\",
    "\u{1b}_STRANGER\u{1b}\\",
    "\u{1b}[?1049lSTRANGER",
    "\u{1b}[5n\u{1b}[cSTRANGER",
    "\u{1b}cSTRANGER",
    "\u{9b}31mSTRANGER\u{9d}0;x\u{9c}",
    "\u{202e}STRANGER\u{2066}",
    "\r\u{8}\u{8}STRANGER\u{7f}\u{e}",
    "\u{1b}]8;;http://x.invalid/\u{1b}\\STRANGER",
];

/// The demo centre in a process of its own.
struct Serving(Child);

impl Serving {
    fn start(home: &std::path::Path) -> (Self, SocketAddr) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chuangtai"))
            .args(["serve", "--realm", "demo", "--listen", "127.0.0.1:0"])
            .env("CHUANGTAI_HOME", home)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let port = said.split("127.0.0.1:").nth(1).unwrap();
        let port: String = port.chars().take_while(char::is_ascii_digit).collect();
        (Self(child), SocketAddr::from(([127, 0, 0, 1], port.parse().unwrap())))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sits on the line; where it listens, and how many texts it has written so far.
fn stranger(centre: SocketAddr) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (here, written) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let count = Arc::clone(&written);
    thread::spawn(move || {
        for window in listener.incoming().map_while(Result::ok) {
            let count = Arc::clone(&count);
            thread::spawn(move || relay(&window, centre, &count));
        }
    });
    (here, written)
}

/// Carries one request there and its answer back. `None` = somebody hung up.
fn relay(window: &TcpStream, centre: SocketAddr, count: &AtomicUsize) -> Option<()> {
    let mut from = BufReader::new(window.try_clone().ok()?);
    let (first, headers) = head(&mut from)?;
    let length = value(&headers, "content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    // The stream of hints has no end; without it the window asks by itself.
    if value(&headers, "accept") == Some("text/event-stream") {
        return answer(window, "HTTP/1.1 503 Service Unavailable", &[], b"");
    }
    let mut upstream = TcpStream::connect(centre).ok()?;
    let lines = lines(&headers, &["connection", "accept-encoding"]);
    upstream.write_all(format!("{first}\r\n{lines}connection: close\r\n\r\n").as_bytes()).ok()?;
    upstream.write_all(&body).ok()?;
    let mut back = BufReader::new(upstream);
    let (status, headers) = head(&mut back)?;
    let mut body = Vec::new();
    back.read_to_end(&mut body).ok()?;
    if value(&headers, "transfer-encoding") == Some("chunked") {
        body = whole(&body)?;
    }
    if value(&headers, "content-type").is_some_and(|kind| kind.contains("json"))
        && let Ok(mut json) = serde_json::from_slice(&body)
    {
        spoil(&mut json, count);
        body = serde_json::to_vec(&json).unwrap();
    }
    answer(window, &status, &headers, &body)
}

/// First line and headers, their names in small letters.
fn head(from: &mut impl std::io::BufRead) -> Option<(String, Vec<(String, String)>)> {
    let mut lines = from.lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let first = lines.next()?;
    let headers = lines.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    Some((first, headers.collect()))
}

/// The headers as they are sent, but for these.
fn lines(headers: &[(String, String)], but: &[&str]) -> String {
    let kept = headers.iter().filter(|(name, _)| !but.contains(&name.as_str()));
    kept.fold(String::new(), |lines, (name, value)| lines + name + ": " + value + "\r\n")
}

fn value<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// A body that came in chunks.
fn whole(mut chunks: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|bytes| bytes == b"\r\n")?;
        let length = usize::from_str_radix(std::str::from_utf8(&chunks[..end]).ok()?.trim(), 16).ok()?;
        if length == 0 {
            return Some(body);
        }
        body.extend_from_slice(chunks.get(end + 2..end + 2 + length)?);
        chunks = chunks.get(end + 4 + length..)?;
    }
}

fn answer(mut window: &TcpStream, status: &str, headers: &[(String, String)], body: &[u8]) -> Option<()> {
    let lines = lines(headers, &["connection", "content-length", "transfer-encoding", "etag"]);
    let length = body.len();
    let head = format!("{status}\r\n{lines}content-length: {length}\r\nconnection: close\r\n\r\n");
    window.write_all(head.as_bytes()).ok()?;
    window.write_all(body).ok()
}

/// Writes behind every text that people read: one that holds a character beyond ASCII. Codes stay, or nothing would be shown.
fn spoil(json: &mut Value, count: &AtomicUsize) {
    match json {
        Value::String(text) if !text.is_ascii() => {
            text.push_str(HARM[count.fetch_add(1, Ordering::SeqCst) % HARM.len()]);
        }
        Value::Array(values) => values.iter_mut().for_each(|value| spoil(value, count)),
        Value::Object(values) => values.values_mut().for_each(|value| spoil(value, count)),
        _ => {}
    }
}

/// The first sequence in what was written that the program does not write by itself.
fn foreign(written: &str) -> Option<String> {
    let mut rest = written;
    while let Some(at) =
        rest.find(|c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
    {
        rest = &rest[at..];
        let known = own(rest);
        if known == 0 {
            return Some(rest.chars().take(40).collect());
        }
        rest = &rest[known..];
    }
    None
}

/// Length of what the program writes by itself: places, looks, modes, its question for the cursor, its title.
fn own(text: &str) -> usize {
    if let Some(title) = text.strip_prefix("\u{1b}]0;") {
        let end = title.find('\u{7}').unwrap_or(0);
        return if title[..end].contains(MARK) || end == 0 { 0 } else { end + 5 };
    }
    let Some(parameters) = text.strip_prefix("\u{1b}[") else { return 0 };
    let end = parameters.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(0);
    let (numbers, letter) = parameters[..=end].split_at(end);
    let plain = numbers.chars().all(|c| c.is_ascii_digit() || c == ';');
    let fits = match letter {
        "H" => plain && numbers.contains(';'),
        "m" => plain && numbers.split(';').next() != Some("31"),
        "J" => numbers == "2",
        "n" => numbers == "6",
        "h" => numbers.starts_with('?'),
        "l" => numbers.starts_with('?') && numbers != "?1049",
        _ => false,
    };
    if fits { end + 3 } else { 0 }
}

#[test]
fn what_is_foreign_is_noticed_and_what_is_not_is_not() {
    for harm in HARM {
        assert!(foreign(&format!("\u{1b}[1;1H张{harm} ")).is_some(), "{harm:?}");
    }
    let own = "\u{1b}[?1049h\u{1b}]0;idle 3\u{7}\u{1b}[3;4H\u{1b}[38;5;7;48;5;0m张␛[31mSTRANGER\u{1b}[?25l\u{1b}[6n";
    assert_eq!(foreign(own), None);
}

#[test]
fn f25_whatever_stands_in_the_answers_no_byte_of_it_reaches_the_terminal() {
    let (hall, desk) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (_centre, address) = Serving::start(hall.path());
    let (line, written) = stranger(address);
    let mut terminal = Terminal::start(&["--centre", &format!("http://{line}")], desk.path(), 120, 36, &[]);
    terminal.wait_for("李晓云");
    terminal.wait_for("A017");
    // The main job as far as the papers, then whatever the centre knows of a case.
    terminal.scan(NUMBER, "\r");
    terminal.wait_for("信用 良好");
    terminal.press("text:食品经营");
    terminal.wait_for("食品经营许可(新办)");
    terminal.press("Enter 1 1 Tab Esc Right Left C-e");
    terminal.press("F8");
    let mut rounds = 0;
    while written.load(Ordering::SeqCst) < 10_000 {
        terminal.press("F3 Enter Tab Tab Tab Tab Enter Esc Tab F4 Enter Esc F5 Enter Esc");
        rounds += 1;
        assert!(rounds < 200, "{} texts after {rounds} rounds", written.load(Ordering::SeqCst));
    }
    assert!(terminal.modes().0, "the page was left");
    let text = String::from_utf8(terminal.written()).expect("what is written is UTF-8");
    // At the start the program itself asks how wide an ambiguous character is.
    let rest = text.split_once("\u{1b}[2K").map_or(text.as_str(), |(_, rest)| rest);
    assert_eq!(foreign(rest), None);
    // What they wrote was shown, as text.
    assert!(text.matches(MARK).count() > 100, "{} of them are on the screen", text.matches(MARK).count());
}
