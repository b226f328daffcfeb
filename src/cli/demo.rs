//! `chuangtai demo`: a hall with its own centre in one process, nothing else needed (DECISIONS 6).

use std::{
    fmt::Display,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use jiff::SignedDuration;

use crate::{
    app::{Action, keymap::Keymap},
    central::{Centre, Config as CentreConfig, KeyPlace, Location},
    contract::Realm,
    desk::{Config as DeskConfig, Desk, DeskError, api::Switchable, vault::{NoKeyring, Unlock}},
    domain::{role::Role, settings::Profile},
    i18n::{Lang, t, tf},
    runtime::{self, SystemClock, SystemEntropy, Threads},
    theme::Theme,
};

use super::{Answer, Outcome, in_memory::InMemory, places::Places};

/// Name under which the demo's desk enrols.
const DESK_NAME: &str = "demo-desk";
/// Given up when the disk is full; a demo needs little.
const RESERVE: u64 = 1 << 20;

/// Arguments of `chuangtai demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    /// Set the hall up anew.
    #[arg(long, help = t(Lang::Zh, "cli.demo.fresh"))]
    fresh: bool,
    /// Also answer on a port of this machine.
    #[arg(long, value_name = "ADDR", help = t(Lang::Zh, "cli.demo.listen"))]
    listen: Option<SocketAddr>,
    /// Looks.
    #[arg(long, value_name = "NAME", default_value = "dark", help = t(Lang::Zh, "cli.demo.theme"))]
    theme: String,
    /// Keys.
    #[arg(long, value_name = "NAME", default_value = "default", help = t(Lang::Zh, "cli.demo.keymap"))]
    keymap: String,
    /// Folder for everything, in place of the platform's.
    #[arg(long, value_name = "DIR", env = "CHUANGTAI_HOME", help = t(Lang::Zh, "cli.demo.home"))]
    home: Option<PathBuf>,
    /// English screen.
    #[arg(long, help = t(Lang::Zh, "cli.demo.english"))]
    english: bool,
}

/// Runs the demo until the clerk leaves.
pub(super) fn run(args: DemoArgs) -> Answer {
    if !runtime::has_terminal() {
        return Answer::complaint(Outcome::Usage, t(Lang::Zh, "cli.demo.no_terminal").to_owned());
    }
    match start(args) {
        Ok(()) => Answer::done(String::new()),
        Err(why) => Answer::complaint(Outcome::Refused, why),
    }
}

fn start(args: DemoArgs) -> Result<(), String> {
    let places = Places::find(args.home).ok_or_else(|| t(Lang::Zh, "cli.demo.no_home").to_owned())?;
    let demo = places.data.join("demo");
    if args.fresh && demo.exists() {
        fs::remove_dir_all(&demo).map_err(because("cli.demo.files"))?;
    }
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(because("cli.demo.failed"))?;
    let _inside = tokio.enter();
    let centre = open_centre(&demo.join("centre"))?;
    tokio.spawn(centre.clone().keep_time());
    if let Some(address) = args.listen {
        let listener = tokio.block_on(tokio::net::TcpListener::bind(address)).map_err(because("cli.demo.port"))?;
        let router = centre.router();
        tokio.spawn(async move { axum::serve(listener, router).await });
    }
    let line = Arc::new(Switchable::new(InMemory::new(centre.router())));
    let desk = tokio.block_on(open_desk(&demo.join("desk"), line.clone()))?;
    let file = |folder: &'static str| {
        let folder = places.config.join(folder);
        move |name: &str| fs::read_to_string(folder.join(format!("{name}.toml"))).ok()
    };
    let (theme, _) = Theme::load(&args.theme, &file("themes"), &Theme::default());
    let names: Vec<&str> = Action::ALL.iter().map(|action| action.bound_as().0).collect();
    let (keymap, _) = Keymap::load(&args.keymap, &file("keymaps"), Some(&names));
    runtime::run(runtime::Setup {
        desk,
        line_switch: Some(Box::new(move |cut| line.set_cut(cut))),
        export: places.state.join("print"),
        crash: places.state.join("log"),
        theme,
        keymap,
        lang: if args.english { Lang::En } else { Lang::Zh },
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        tokio: tokio.handle().clone(),
    })
    .map_err(because("cli.demo.failed"))
}

/// The centre of the hall, furnished at its first start.
fn open_centre(folder: &Path) -> Result<Centre, String> {
    fs::create_dir_all(folder).map_err(because("cli.demo.files"))?;
    Centre::open_demo(CentreConfig {
        location: Location::File(folder.join("centre.db")),
        keys: KeyPlace::Folder(folder.join("keys")),
        realm: Realm::Demo,
        hall: String::new(),
        profile: Profile::Yangzhou,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
    })
    .map_err(because("cli.demo.failed"))
}

/// The hall's desk, enrolled, with whoever worked at it last, or the first clerk.
async fn open_desk(folder: &Path, line: Arc<Switchable<InMemory>>) -> Result<Desk, String> {
    fs::create_dir_all(folder).map_err(because("cli.demo.files"))?;
    let desk = Desk::open(DeskConfig {
        dir: folder.to_path_buf(),
        realm: Realm::Demo,
        unlock: Unlock::Demo,
        safe: Arc::new(NoKeyring),
        transport: line,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
        reconnect_spread: SignedDuration::ZERO,
        reserve_bytes: RESERVE,
    })
    .await
    .map_err(|error| t(Lang::Zh, error.key()).to_owned())?;
    settle_in(&desk).await.map_err(|error| t(Lang::Zh, error.key()).to_owned())?;
    Ok(desk)
}

async fn settle_in(desk: &Desk) -> Result<(), DeskError> {
    desk.connect().await?;
    let last = desk.person().map(|person| person.id);
    let people = desk.ask(|centre| async move { centre.demo_people().await }).await?;
    let known = people.iter().find(|person| Some(person.id) == last);
    let clerk = known.or_else(|| people.iter().find(|person| person.role == Role::Clerk)).or(people.first());
    if let Some(person) = clerk {
        desk.sign_in_demo(person.id).await?;
    }
    // A device is made known by somebody who works at it.
    desk.enrol(DESK_NAME).await?;
    desk.tick().await
}

fn because<E: Display>(key: &'static str) -> impl Fn(E) -> String {
    move |error| tf(Lang::Zh, key, &[&error.to_string()])
}
