//! What the same work costs without the service: bare durable commits on the same disk, and an echo over the same kind of
//! socket.

use std::{
    hint::black_box,
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use chuangtai::sqlite::{self, FileKey};

use crate::{server::Server, times::median};

/// About as many bytes as a signed command has.
pub const COMMIT_BYTES: usize = 2_048;

/// A file to commit to.
pub struct Bare(rusqlite::Connection);

impl Bare {
    pub fn open(path: &Path, key: Option<&FileKey>) -> Self {
        let db = sqlite::open(path, key, 1).unwrap();
        db.execute_batch("CREATE TABLE t(id INTEGER PRIMARY KEY, a BLOB)").unwrap();
        Self(db)
    }

    /// One row, one transaction, on the disk when this returns.
    pub fn commit(&self) {
        let row = [black_box(vec![7_u8; COMMIT_BYTES])];
        self.0.prepare_cached("INSERT INTO t (a) VALUES (?1)").unwrap().execute(row).unwrap();
    }

    /// Commits a second, one after the other.
    pub fn rate(&self, rounds: usize) -> f64 {
        let times: Vec<Duration> = (0..rounds)
            .map(|_| {
                let start = Instant::now();
                self.commit();
                start.elapsed()
            })
            .collect();
        1.0 / median(times).as_secs_f64()
    }
}

/// `pgbench -N` on this server: transactions a second, and how long one takes.
pub fn pgbench(server: &Server, clients: u32, seconds: u32) -> (f64, Duration) {
    let database = format!("bench_{clients}");
    server.run("postgres", &format!("CREATE DATABASE {database}")).unwrap();
    let bench = |args: &[String]| {
        let mut command = Command::new(server.tool("pgbench"));
        command.arg("-h").arg(server.socket()).args(["-U", "postgres"]).args(args).arg(&database);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    bench(&words("-i -q -s 10"));
    let said = bench(&words(&format!("-n -N -c {clients} -j {} -T {seconds}", clients.min(2))));
    let line = said.lines().find_map(|line| line.strip_prefix("tps = ")).unwrap();
    let rate: f64 = line.split_whitespace().next().unwrap().parse().unwrap();
    server.run("postgres", &format!("DROP DATABASE {database}")).unwrap();
    (rate, Duration::from_secs_f64(f64::from(clients) / rate))
}
