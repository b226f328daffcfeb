//! `chuangtai serve`: the central service of a hall on one machine.
//!
//! Plain HTTP is spoken to this machine only; whoever serves a hall puts a TLS proxy in front. The first start of a
//! live database needs `--init`, which makes the first administrator.

use std::{
    fs,
    io::{BufRead, Write as _, stdin},
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::{Args, ValueEnum};
use zeroize::Zeroizing;

use crate::{
    central::{self, Centre, Config, KeyPlace, Location, auth::Cost},
    contract::{Person, Realm},
    domain::{
        audit::Algorithm,
        role::{Limits, Mandate, Role},
        settings::Profile,
    },
    i18n::{Lang, t, tf},
    ports::Entropy,
    runtime::{SystemClock, SystemEntropy, Threads},
};

use super::{Answer, Outcome, places::Places};

/// After the disk has failed, how long the windows are told so before the service ends.
const LAST_ANSWERS: Duration = Duration::from_secs(3);

/// Login of the first administrator.
const FIRST_ADMIN: &str = "admin";

/// The realm of a database that is made now; one that is older must be of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RealmArg {
    Live,
    Training,
    Demo,
}

impl From<RealmArg> for Realm {
    fn from(realm: RealmArg) -> Self {
        match realm {
            RealmArg::Live => Self::Live,
            RealmArg::Training => Self::Training,
            RealmArg::Demo => Self::Demo,
        }
    }
}

/// What the audit trail of a database that is made now is hashed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum HashArg {
    Sha256,
    Sm3,
}

impl From<HashArg> for Algorithm {
    fn from(hash: HashArg) -> Self {
        match hash {
            HashArg::Sha256 => Self::Sha256,
            HashArg::Sm3 => Self::Sm3,
        }
    }
}

/// Arguments of `chuangtai serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8087", help = t(Lang::Zh, "cli.serve.listen"))]
    listen: SocketAddr,
    #[arg(long, value_name = "URL", env = "CHUANGTAI_DB", hide_env_values = true, help = t(Lang::Zh, "cli.serve.db"))]
    db: Option<String>,
    #[arg(long, value_name = "DIR", help = t(Lang::Zh, "cli.serve.keys"))]
    keys: Option<PathBuf>,
    #[arg(long, value_name = "ROLE", requires = "db", conflicts_with = "init", help = t(Lang::Zh, "cli.serve.prepare"))]
    prepare: Option<String>,
    #[arg(long, value_enum, default_value = "live", help = t(Lang::Zh, "cli.serve.realm"))]
    realm: RealmArg,
    #[arg(long, value_name = "NAME", default_value = "政务服务中心", help = t(Lang::Zh, "cli.serve.hall"))]
    hall: String,
    #[arg(long, value_enum, default_value = "sha256", help = t(Lang::Zh, "cli.serve.audit_hash"))]
    audit_hash: HashArg,
    #[arg(long, value_name = "URL", env = "CHUANGTAI_PUBLIC_URL", help = t(Lang::Zh, "cli.serve.public_url"))]
    public_url: Option<String>,
    #[arg(long, help = t(Lang::Zh, "cli.serve.init"))]
    init: bool,
    #[arg(long, requires = "init", help = t(Lang::Zh, "cli.serve.password_stdin"))]
    password_stdin: bool,
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.serve.home"))]
    home: Option<PathBuf>,
}

/// Serves until it is told to stop.
pub(super) fn run(args: &ServeArgs) -> Answer {
    if !args.listen.ip().is_loopback() {
        return Answer::complaint(Outcome::Usage, t(Lang::Zh, "cli.serve.loopback").to_owned());
    }
    let done = match &args.prepare {
        Some(role) => prepare(args, role),
        None => start(args).map(|()| String::new()),
    };
    match done {
        Ok(said) => Answer::done(said),
        Err(why) => Answer::complaint(Outcome::Refused, why),
    }
}

fn start(args: &ServeArgs) -> Result<(), String> {
    let tokio =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(because("cli.serve.failed"))?;
    let _inside = tokio.enter();
    let centre = open(args)?;
    if let Some(address) = &args.public_url {
        centre.set_public_address(address);
    }
    if args.init {
        init(&centre, args.password_stdin)?;
    }
    tokio.block_on(async {
        let listener = tokio::net::TcpListener::bind(args.listen).await.map_err(because("cli.serve.port"))?;
        let address = listener.local_addr().map_err(because("cli.serve.port"))?;
        say(&tf(Lang::Zh, "cli.serve.listening", &[&address.to_string(), centre.hall()]));
        let clock = tokio::spawn(centre.clone().keep_time());
        let serving = axum::serve(listener, centre.router()).with_graceful_shutdown(told_to_stop());
        let failing = async {
            centre.stopped().await;
            tokio::time::sleep(LAST_ANSWERS).await;
        };
        let served = tokio::select! {
            served = serving.into_future() => served.map_err(because("cli.serve.failed")),
            // Started again, the file is opened anew: what was committed is there, what was not is gone.
            () = failing => Err(t(Lang::Zh, "cli.serve.disk_failed").to_owned()),
        };
        clock.abort();
        // RELIABILITY 4.2: an orderly stop leaves nothing unsigned. What cannot be signed now is signed at the next start.
        let _ = centre.checkpoint();
        served
    })
}

/// The owner's part: the schema, and a role that may serve without being able to rewrite what is append-only.
fn prepare(args: &ServeArgs, role: &str) -> Result<String, String> {
    central::prepare(&location(args)?, role).map_err(|error| t(Lang::Zh, error.key()).to_owned())?;
    Ok(tf(Lang::Zh, "cli.serve.prepared", &[role]))
}

/// The centre's folder, where no other is named.
fn folder(args: &ServeArgs) -> Result<PathBuf, String> {
    let places = Places::find(args.home.clone()).ok_or_else(|| t(Lang::Zh, "cli.serve.no_home").to_owned())?;
    Ok(places.data.join("centre"))
}

fn location(args: &ServeArgs) -> Result<Location, String> {
    match &args.db {
        Some(url) => url.parse().map_err(because("cli.serve.db_unknown")),
        None => Ok(Location::File(folder(args)?.join("centre.db"))),
    }
}

fn open(args: &ServeArgs) -> Result<Centre, String> {
    let location = location(args)?;
    let folder = match &location {
        Location::File(db) => {
            db.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned()
        }
        Location::Memory | Location::Server(_) => folder(args)?,
    };
    fs::create_dir_all(&folder).map_err(because("cli.serve.files"))?;
    let config = Config {
        location,
        keys: KeyPlace::Folder(args.keys.clone().unwrap_or_else(|| folder.join("keys"))),
        realm: args.realm.into(),
        hall: args.hall.clone(),
        profile: Profile::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
    };
    let opened = match args.realm {
        RealmArg::Live => Centre::open_hashed(config, args.audit_hash.into()),
        RealmArg::Training | RealmArg::Demo => Centre::open_demo(config),
    };
    opened.map_err(|error| tf(Lang::Zh, error.key(), &[&error.to_string()]))
}

/// Makes the first administrator. A password that is not given is drawn and shown once.
fn init(centre: &Centre, from_stdin: bool) -> Result<(), String> {
    if centre.realm() != Realm::Live {
        return Err(t(Lang::Zh, "cli.serve.init_live").to_owned());
    }
    if centre.has_accounts().map_err(|fault| fault.problem("").title)? {
        return Err(t(Lang::Zh, "cli.serve.init_done").to_owned());
    }
    let mut password = Zeroizing::new(String::new());
    if from_stdin {
        stdin().lock().read_line(&mut password).map_err(because("cli.serve.files"))?;
    } else {
        let mut bytes = Zeroizing::new([0u8; 15]);
        SystemEntropy.fill(bytes.as_mut());
        // Three classes of characters, whatever was drawn.
        password.push_str("Ct-1");
        password.push_str(&URL_SAFE_NO_PAD.encode(bytes.as_ref()));
    }
    let admin = Person {
        id: SystemEntropy.uuid(),
        name: t(Lang::Zh, "cli.serve.admin").to_owned(),
        staff_no: FIRST_ADMIN.to_owned(),
        role: Role::Admin,
        departments: Vec::new(),
        window_id: None,
        mandate: Mandate::default(),
        limits: Limits::default(),
    };
    centre
        .set_password(&admin, password.trim_end_matches(['\r', '\n']), Cost::Real)
        .map_err(|error| tf(Lang::Zh, error.key(), &[]))?;
    if !from_stdin {
        say(&tf(Lang::Zh, "cli.serve.first_admin", &[FIRST_ADMIN, &password]));
    }
    Ok(())
}

/// Ctrl-C, or the machine's service manager.
async fn told_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn because<E: std::fmt::Display>(key: &'static str) -> impl Fn(E) -> String {
    move |error| tf(Lang::Zh, key, &[&error.to_string()])
}
