//! `chuangtai carry out FILE`, `chuangtai carry in FILE`: the same parcel as in the program, for a machine without a
//! screen or a script that packs every laptop before it leaves. `chuangtai carry receipts FILE` gives what the centre
//! signed to whoever checks its audit trail.

use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, Subcommand};
use jiff::SignedDuration;

use crate::{
    contract::Realm,
    desk::{
        Config, Desk,
        api::{CentreUrl, HttpTransport},
        carry::CarryError,
        store::CarriedFate,
        vault::{NoKeyring, Unlock},
    },
    i18n::{Lang, t, tf},
    runtime::{SystemClock, SystemEntropy, Threads},
};

use super::{Answer, Outcome, connect, in_memory::InMemory, places::Places};

/// Command line of `carry`.
#[derive(Debug, Args)]
pub(super) struct CarryArgs {
    #[arg(long, help = t(Lang::Zh, "carry.arg.demo"))]
    demo: bool,
    #[arg(long, value_name = "URL", env = "CHUANGTAI_CENTRE", help = t(Lang::Zh, "cli.centre"))]
    centre: Option<String>,
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.home"))]
    home: Option<PathBuf>,
    #[command(subcommand)]
    way: Way,
}

#[derive(Debug, Subcommand)]
enum Way {
    #[command(about = t(Lang::Zh, "carry.about.out"))]
    Out {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    #[command(about = t(Lang::Zh, "carry.about.in"))]
    In {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    #[command(about = t(Lang::Zh, "carry.about.receipts"))]
    Receipts {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// Carries a parcel out or in.
pub(super) fn run(args: &CarryArgs) -> Answer {
    let built = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let Ok(runtime) = built else { return refusal("demo.no_runtime") };
    let answer = runtime.block_on(carry(args));
    answer.unwrap_or_else(|ended| ended)
}

async fn carry(args: &CarryArgs) -> Result<Answer, Answer> {
    let desk = open(args).await?;
    match &args.way {
        Way::Out { file } => out(&desk, file).await,
        Way::In { file } => take(&desk, file).await,
        Way::Receipts { file } => receipts(&desk, file).await,
    }
}

/// The desk whose store it is. Its centre is not asked for anything.
async fn open(args: &CarryArgs) -> Result<Desk, Answer> {
    let places = Places::find(args.home.clone()).ok_or_else(|| refusal("demo.no_home"))?;
    if args.demo {
        let config = Config {
            dir: places.demo_desk(),
            realm: Realm::Demo,
            unlock: Unlock::Demo,
            safe: Arc::new(NoKeyring),
            transport: Arc::new(InMemory::new(axum::Router::new())),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            spawn: Arc::new(Threads),
            reconnect_spread: SignedDuration::ZERO,
            reserve_bytes: 0,
        };
        if !crate::desk::store::exists(&config.dir) {
            return Err(refusal("carry.no_store"));
        }
        return Desk::open(config).await.map_err(|error| refusal(error.key()));
    }
    let centre = connect::centre_of(args.centre.as_deref(), &places);
    let centre = centre.ok_or_else(|| Answer::complaint(Outcome::Usage, t(Lang::Zh, "carry.which_desk").to_owned()))?;
    let url = CentreUrl::parse(&centre).map_err(|refused| refusal(refused.key()))?;
    let transport =
        HttpTransport::new(url, &connect::authorities(&places)).map_err(|refused| refusal(refused.key()))?;
    let dir = places.desk_of(&centre);
    let realm = connect::stored_realm(&dir).ok_or_else(|| refusal("carry.no_store"))?;
    connect::unlock(dir, realm, Arc::new(transport), Lang::Zh).await
}

async fn out(desk: &Desk, file: &Path) -> Result<Answer, Answer> {
    let (carried, _) = crate::runtime::carry::write(desk, file).await.map_err(|error| refused(&error))?;
    let counts = carried.counts.map(|count| count.to_string());
    let mut lines = vec![
        tf(Lang::Zh, "carry.done_out", &[&file.display().to_string()]),
        tf(Lang::Zh, "carry.counts", &counts.each_ref().map(String::as_str)),
        format!("{} {}", t(Lang::Zh, "carry.code_is"), carried.code.as_str()),
        t(Lang::Zh, "carry.code_how").to_owned(),
    ];
    if carried.missing > 0 {
        lines.insert(2, tf(Lang::Zh, "carry.missing_out", &[&carried.missing.to_string()]));
    }
    Ok(Answer::done(lines.join("\n")))
}

async fn take(desk: &Desk, file: &Path) -> Result<Answer, Answer> {
    let file = fs::File::open(file).map_err(|_| refusal("carry.unreadable"))?;
    let code = connect::ask(t(Lang::Zh, "carry.ask_code"), false, Lang::Zh)?;
    let brought = desk.open_carried(file, &code).await.map_err(|error| refused(&error))?;
    let taken = desk.take_carried(&brought).await.map_err(|error| refused(&error))?;
    let new = taken.lines.iter().filter(|line| matches!(line.fate, CarriedFate::New | CarriedFate::Newer)).count();
    let made = crate::app::session::beijing(taken.made_at).strftime("%Y-%m-%d %H:%M").to_string();
    let mut lines = vec![
        tf(Lang::Zh, "carry.done_in", &[&new.to_string(), &(taken.lines.len() - new).to_string()]),
        tf(Lang::Zh, "carry.who", &[&taken.person, &taken.staff_no, &made, &taken.device]),
    ];
    if taken.scans > 0 {
        lines.push(tf(Lang::Zh, "carry.scans", &[&taken.scans.to_string()]));
    }
    for line in &taken.lines {
        lines.push(format!("{} {}", t(Lang::Zh, line.fate.key()), line.title));
        if line.missing > 0 {
            lines.push(tf(Lang::Zh, "carry.missing_in", &[&line.missing.to_string()]));
        }
    }
    Ok(Answer::done(lines.join("\n")))
}

/// A receipt a line; a file of that name is never written over. They name cases by number and nobody by name.
async fn receipts(desk: &Desk, file: &Path) -> Result<Answer, Answer> {
    let (receipts, keys) = desk.receipts().await.map_err(|error| refusal(error.key()))?;
    let lines: Result<Vec<String>, _> = receipts.iter().map(serde_json::to_string).collect();
    let text = lines.map_err(|_| refusal("cli.unwritable"))?.join("\n") + "\n";
    fs::File::create_new(file)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()))
        .map_err(|_| refusal("carry.unwritable"))?;
    let keys: Vec<&str> = keys.iter().map(|key| key.public_key.as_str()).collect();
    Ok(Answer {
        outcome: Outcome::Done,
        out: tf(Lang::Zh, "carry.receipts", &[&receipts.len().to_string(), &file.display().to_string()]),
        err: tf(Lang::Zh, "carry.receipt_key", &[&keys.join(" ")]),
    })
}

fn refusal(key: &'static str) -> Answer {
    Answer::complaint(Outcome::Refused, t(Lang::Zh, key).to_owned())
}

fn refused(error: &CarryError) -> Answer {
    let advice = error.advice().map(|key| format!("。{}", t(Lang::Zh, key))).unwrap_or_default();
    Answer::complaint(Outcome::Refused, format!("{}{advice}", t(Lang::Zh, error.key())))
}
