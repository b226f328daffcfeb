//! The real `chuangtai serve`: what it writes down, and how it ends.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    thread::{self, JoinHandle},
};

use serde_json::{Value, json};

use crate::sqlite::world::segment;

/// A centre in a process of its own, with its log.
struct Process {
    child: Child,
    address: String,
    _out: BufReader<ChildStdout>,
    log: Option<JoinHandle<String>>,
}

impl Process {
    fn start(home: &Path, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chuangtai"))
            .args(["serve", "--realm", "demo", "--listen", "127.0.0.1:0"])
            .args(more)
            .env("CHUANGTAI_HOME", home)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = child.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut text = String::new();
            log.read_to_string(&mut text).unwrap();
            text
        });
        let (mut out, mut line) = (BufReader::new(child.stdout.take().unwrap()), String::new());
        out.read_line(&mut line).unwrap();
        let address = line.split(['/', ' ']).nth(2).unwrap().to_owned();
        Self { child, address, _out: out, log: Some(log) }
    }

    fn ask(&self, method: &str, path: &str, headers: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut heard = String::new();
        stream.read_to_string(&mut heard).unwrap();
        let body = heard.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let status = heard.split(' ').nth(1).unwrap_or_default().parse().unwrap_or_default();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    #[cfg(unix)]
    fn signal(&self, name: &str) {
        assert!(Command::new("kill").arg(name).arg(self.child.id().to_string()).status().unwrap().success());
    }

    /// Ends it as the service manager does; its exit code and its log.
    fn end(mut self) -> (Option<i32>, String) {
        #[cfg(unix)]
        self.signal("-TERM");
        #[cfg(not(unix))]
        self.child.kill().unwrap();
        (self.child.wait().unwrap().code(), self.log.take().unwrap().join().unwrap())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// ASVS 16.2.5, RELIABILITY T24, T40: whatever is sent, and wherever it stands, the log knows none of it.
#[test]
fn log_redaction_what_is_sent_is_not_written_down() {
    const SECRETS: &[&str] = &["321002199003071234", "张桂兰", "13812345678", "geheimes-wort", "文昌中路"];
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("centre.toml");
    std::fs::write(&config, "[log]\nlevel = \"debug\"\nformat = \"json\"\n").unwrap();
    let process = Process::start(home.path(), &["--config", config.to_str().unwrap()]);
    let (_, people) = process.ask("GET", "/v1/demo/people", "", "");
    let clerk = people.as_array().unwrap().iter().find(|person| person["role"] == "Clerk").unwrap();
    let (_, session) = process.ask("POST", "/v1/demo/session", "", &json!({"person": clerk["id"]}).to_string());
    let token = session["token"].as_str().unwrap().to_owned();
    let bearer = format!("authorization: Bearer {token}\r\n");
    let mut traces = Vec::new();
    for secret in SECRETS {
        let coded = segment(secret);
        let header = format!(
            "{bearer}x-applicant: {coded}\r\ncookie: who={coded}\r\nuser-agent: {coded}\r\nreferer: /{coded}\r\n"
        );
        for (method, path, body) in [
            ("GET", format!("/v1/cases?name={coded}"), String::new()),
            ("GET", format!("/v1/cases/{coded}"), String::new()),
            ("GET", format!("/v1/documents/{coded}"), String::new()),
            ("GET", format!("/{coded}/{coded}?{coded}={coded}"), String::new()),
            ("POST", "/v1/sessions".to_owned(), json!({"staff_no": secret, "password": secret}).to_string()),
            (
                "POST",
                "/v1/applicants/lookup".to_owned(),
                json!({"number_kind": "citizen_id", "number": secret, "purpose": "receive"}).to_string(),
            ),
            ("POST", "/v1/applicants/lookup".to_owned(), format!("{{\"{secret}\": ")),
            ("POST", "/v1/commands".to_owned(), json!({"payload": secret, "device_id": secret}).to_string()),
            ("POST", "/v1/reveals".to_owned(), format!("\"{secret}\"")),
            (secret.get(..3).filter(|part| part.is_ascii()).unwrap_or("BREW"), "/v1/me".to_owned(), String::new()),
        ] {
            let (status, answer) = process.ask(method, &path, &header, &body);
            if let Some(trace) = answer["trace_id"].as_str().filter(|_| status >= 400) {
                traces.push((trace.to_owned(), answer["code"].as_str().unwrap().to_owned()));
            }
        }
    }
    assert!(traces.len() >= SECRETS.len() * 6, "{}", traces.len());
    let (code, log) = process.end();
    assert_eq!(code, Some(0), "{log}");
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (trace, code) in &traces {
        let line = lines.iter().find(|line| line["trace_id"] == trace.as_str());
        let line = line.unwrap_or_else(|| panic!("{trace} is quoted and not in the log"));
        assert_eq!(line["code"], code.as_str());
        assert!(line["route"] == "unmatched" || line["route"].as_str().unwrap().starts_with("/v1/"), "{line}");
    }
    for secret in SECRETS.iter().chain([&token.as_str()]) {
        let coded = segment(secret);
        assert!(!log.contains(*secret) && !log.to_uppercase().contains(&coded), "{secret} is in the log");
    }
    assert!(!log.contains("127.0.0.1"), "nobody's address either");
    assert!(log.contains("\"route\":\"/v1/cases/{id}\""));
}

/// RELIABILITY 4.2: an orderly stop leaves nothing unsigned.
#[cfg(unix)]
#[test]
fn a_service_that_is_told_to_stop_signs_what_there_is_and_ends_in_order() {
    let home = tempfile::tempdir().unwrap();
    let process = Process::start(home.path(), &["--set", "log.level=info"]);
    let (status, ready) = process.ask("GET", "/readyz", "", "");
    assert_eq!((status, &ready["ready"]), (200, &json!(true)));
    // Without a certificate there is nothing to read anew, and no reason to end.
    process.signal("-HUP");
    assert_eq!(process.ask("GET", "/healthz", "", "").0, 200);
    let db = home.path().join("data/centre/centre.db");
    let (code, log) = process.end();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("stopping") && log.contains("stopped"), "{log}");
    let db = chuangtai::sqlite::open(&db, None, 0x4354_5A58).unwrap();
    let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(number("SELECT max(size) FROM checkpoints"), number("SELECT max(seq) FROM audit"));
}

#[test]
fn a_service_that_is_told_nonsense_says_where() {
    let home = tempfile::tempdir().unwrap();
    let config = home.path().join("centre.toml");
    std::fs::write(&config, "listn = \"127.0.0.1:0\"\n").unwrap();
    let run = |more: &[&str]| {
        let mut serve = Command::new(env!("CARGO_BIN_EXE_chuangtai"));
        serve.args(["serve", "--config"]).arg(&config).args(more).env("CHUANGTAI_HOME", home.path());
        let done = serve.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (done.status.code(), text(done.stdout), text(done.stderr))
    };
    let (code, _, said) = run(&[]);
    assert!(code == Some(2) && said.contains("centre.toml:1:1 ") && said.contains("“listen”"), "{said}");
    std::fs::write(&config, "hall = \"甲\"\n[limits]\nheaders = 20\n").unwrap();
    let (code, listed, _) = run(&["--print-config", "--listen", "127.0.0.1:9"]);
    assert_eq!(code, Some(0));
    for line in
        ["listen = 127.0.0.1:9\t命令行 --listen", "limits.headers = 20\t配置文件第 3 行", "log.level = warn\t默认"]
    {
        assert!(listed.contains(line), "{listed}");
    }
}

/// From the command line: a backup beside the running service, and a second machine that goes on with it.
#[test]
fn f62_a_backup_is_made_beside_the_service_and_another_machine_goes_on_with_it() {
    let (first, second, out) =
        (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let run = |home: &Path, args: &[&str], word: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chuangtai"));
        command.args(args).env("CHUANGTAI_HOME", home);
        if let Some(word) = word {
            command.env("CHUANGTAI_BACKUP_PASSPHRASE", word);
        }
        let done = command.output().unwrap();
        (done.status.code(), String::from_utf8(done.stdout).unwrap() + &String::from_utf8(done.stderr).unwrap())
    };
    let night = out.path().join("night");
    let night = night.to_str().unwrap();
    assert_eq!(run(first.path(), &["backup", "--to", night], Some("geheim")).0, Some(1), "there is nothing yet");
    let process = Process::start(first.path(), &[]);
    assert_eq!(run(first.path(), &["backup", "--to", night], None).0, Some(2), "not without a passphrase");
    let (code, said) = run(first.path(), &["backup", "--to", night], Some("geheim"));
    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("备份完成"), "{said}");
    assert_eq!(process.ask("GET", "/readyz", "", "").0, 200, "the service goes on");
    let (code, said) = run(first.path(), &["restore", "--from", night, "--replace"], Some("geheim"));
    assert!(code == Some(1) && said.contains("正在使用"), "{said}");
    let (code, said) = run(second.path(), &["restore", "--from", night], Some("falsch"));
    assert!(code == Some(1) && said.contains("口令不对"), "{said}");
    let (code, said) = run(second.path(), &["restore", "--from", night], Some("geheim"));
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(second.path(), &["audit", "verify"], None);
    assert!(code == Some(0) && said.starts_with("完整"), "{said}");
    let process = Process::start(second.path(), &[]);
    assert_eq!(process.ask("GET", "/readyz", "", "").0, 200);
}

/// Told once it waits for what runs; told again it ends where it stands, and whoever was being served sends again.
#[cfg(unix)]
#[test]
fn a_second_word_to_stop_ends_the_service_where_it_stands() {
    for word in ["-TERM", "-INT"] {
        let home = tempfile::tempdir().unwrap();
        let config = home.path().join("centre.toml");
        std::fs::write(&config, "[log]\nlevel = \"info\"\n").unwrap();
        let mut process = Process::start(home.path(), &["--config", config.to_str().unwrap()]);
        let mut stalled = TcpStream::connect(&process.address).unwrap();
        let head = "POST /v1/demo/session HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
                    content-length: 100\r\nexpect: 100-continue\r\n\r\n";
        stalled.write_all(head.as_bytes()).unwrap();
        // The service waits for the body from now on.
        let mut answer = [0; 25];
        stalled.read_exact(&mut answer).unwrap();
        assert!(answer.starts_with(b"HTTP/1.1 100 Continue"), "{}", String::from_utf8_lossy(&answer));
        process.signal(word);
        let status = loop {
            // The word may come while the first is being heard; then it is said once more.
            process.signal(word);
            if let Some(status) = process.child.try_wait().unwrap() {
                break status;
            }
        };
        let log = process.log.take().unwrap().join().unwrap();
        assert_eq!(status.code(), Some(0), "{word}: {log}");
        assert!(log.contains("stopping") && log.contains("stopped") && !log.contains("cut short"), "{word}: {log}");
        let mut answer = Vec::new();
        // Closed or broken off, but not answered: nobody waited for it.
        let _ = stalled.read_to_end(&mut answer);
        assert!(answer.is_empty(), "{word}: {}", String::from_utf8_lossy(&answer));
    }
}
