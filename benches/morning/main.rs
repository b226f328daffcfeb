//! A city morning against the real service over loopback sockets: five hundred windows that listen, sign-ins at their
//! real cost, and cases that go from the window to the applicant's hands, in the mix and at the rate of a prefecture
//! (CASEWORK 4.4); then as fast as it goes. Everything is put beside what the same work costs without the service,
//! measured in the same run; client and service share the machine.
//!
//! | variable | meaning | ordinary |
//! |---|---|---|
//! | `CHUANGTAI_ENGINE` | `sqlite`, `postgres`, or `both` | both |
//! | `CHUANGTAI_CASES` | cases in the store; reads are compared with a hundredth of them, at most 10,000 | 20000 |
//! | `CHUANGTAI_WINDOWS` | windows that listen | 500 |
//! | `CHUANGTAI_SECONDS` | length of the morning, and of the rush after it | 10 |
//! | `CHUANGTAI_RATE` | requests a second | 117 |
//! | `CHUANGTAI_SIGN_INS` | sign-ins a minute | 150 |
//! | `CHUANGTAI_ROUNDS` | commands one at a time; rounds of reads | 200 |
//! | `CHUANGTAI_SERVE_ARGS` | more arguments of `chuangtai serve` | |

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
// Served and server, received and receiver: the field's own words.
#![allow(clippy::similar_names)]

#[path = "../../tests/api/on_file.rs"]
mod books;
#[cfg(feature = "postgres")]
#[path = "../../tests/api/server.rs"]
#[allow(dead_code, reason = "the tests ask more of it")]
mod server;
#[path = "../../tests/api/world.rs"]
#[allow(dead_code, reason = "the hall of the API tests knows more than is timed here")]
mod world;

mod city;
#[path = "../desk/mod.rs"]
mod desk;
mod floor;
mod hall;
mod hints;
mod line;
mod measure;
mod play;
mod stock;
mod times;

/// Set in a process that is the floor of the event streams.
pub const BARE: &str = "CHUANGTAI_MORNING_BARE";

/// How much of everything.
#[derive(Clone, Copy)]
pub struct Figures {
    pub cases: usize,
    pub windows: usize,
    pub seconds: u64,
    pub rate: f64,
    pub sign_ins: f64,
    pub rounds: usize,
}

fn number<T: std::str::FromStr>(name: &str, ordinary: T) -> T {
    std::env::var(name).ok().map_or(ordinary, |text| text.parse().unwrap_or_else(|_| panic!("{name}: {text}")))
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    if std::env::var_os(BARE).is_some() {
        return runtime.block_on(hints::bare());
    }
    let figures = Figures {
        cases: number("CHUANGTAI_CASES", 20_000),
        windows: number("CHUANGTAI_WINDOWS", 500),
        seconds: number("CHUANGTAI_SECONDS", 10),
        rate: number("CHUANGTAI_RATE", 117.0),
        sign_ins: number("CHUANGTAI_SIGN_INS", 150.0),
        rounds: number("CHUANGTAI_ROUNDS", 200),
    };
    let engine: String = number("CHUANGTAI_ENGINE", "both".to_owned());
    if engine != "postgres" {
        measure::all(&runtime, figures, None).print("SQLite");
    }
    if engine != "sqlite" {
        match server::Server::durable() {
            // It lives as long as the run.
            Some(server) => measure::all(&runtime, figures, Some(Box::leak(Box::new(server)))).print("PostgreSQL"),
            None => println!("no PostgreSQL is installed: its half of the morning is left out"),
        }
    }
}
