//! `chuangtai demo`: the whole product in one process. The centre is embedded, the desk calls it in memory, the people
//! are made up; everything seen is in a real database all the same.

use std::{fs, io, net::SocketAddr, path::Path, process::ExitCode, sync::Arc};

use clap::Args;
use jiff::SignedDuration;

use crate::{
    central::{Centre, Config, KeyPlace, Location},
    contract::Realm,
    desk::{
        self, Desk,
        api::{NoLine, Switchable, Transport},
        store::{self, Lock},
        vault::{MemorySafe, Unlock},
    },
    domain::settings::Profile,
    i18n::{Lang, t, tf},
    runtime::{SystemClock, SystemEntropy, Threads, drive::Arrival},
};

use super::{
    Answer, Outcome,
    in_memory::InMemory,
    looks::Looks,
    places::Places,
    window::{self, Ended, complaint},
};

/// The centre's database below its folder.
const DATABASE: &str = "centre.db";

/// Command line of `demo`.
#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    #[arg(long, help = t(Lang::Zh, "demo.fresh"))]
    fresh: bool,
    #[arg(long, value_name = "ADDR", help = t(Lang::Zh, "demo.listen"))]
    listen: Option<SocketAddr>,
    #[command(flatten)]
    looks: Looks,
}

/// Opens the demo hall and sits down at window 03.
pub(super) fn run(args: &DemoArgs) -> ExitCode {
    window::open(&args.looks, |places| begin(args, places))
}

async fn begin(args: &DemoArgs, places: Places) -> Result<(), Ended> {
    let lang = args.looks.lang();
    if let Some(desk) = take_turn(args, &places).await? {
        return window::show(&args.looks, &places, desk, Arrival::Demo, None).await;
    }
    let centre = open_centre(&places, lang)?;
    tokio::spawn(centre.clone().keep_time());
    if let Some(address) = args.listen {
        listen(&centre, address, lang).await?;
    }
    let transport = Arc::new(Switchable::new(InMemory::new(centre.router())));
    let line = Arc::clone(&transport);
    let desk =
        window::open_desk(desk_config(&places, transport), lang).await.map_err(|error| complaint(lang, error.key()))?;
    window::show(&args.looks, &places, desk, Arrival::Demo, Some(Arc::new(move |cut| line.set_cut(cut)))).await
}

fn desk_config(places: &Places, transport: Arc<dyn Transport>) -> desk::Config {
    desk::Config {
        dir: places.demo_desk(),
        realm: Realm::Demo,
        unlock: Unlock::Demo,
        safe: Arc::new(MemorySafe::default()),
        transport,
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
        reconnect_spread: SignedDuration::ZERO,
        reserve_bytes: 0,
    }
}

/// One demo per home; a fresh one forgets the last. Where its desk is in use or cannot be written there is no second
/// hall either: what lies at the desk can be read.
async fn take_turn(args: &DemoArgs, places: &Places) -> Result<Option<Desk>, Ended> {
    let lang = args.looks.lang();
    let _turn = match Lock::take(&places.demo_desk()) {
        Ok(turn) => turn,
        Err(error) if !args.fresh && store::exists(&places.demo_desk()) => {
            let looked = window::look(desk_config(places, Arc::new(NoLine)), &error).await;
            return looked.map(Some).map_err(|error| complaint(lang, error.key()));
        }
        Err(error) => return Err(complaint(lang, error.key())),
    };
    if args.fresh {
        for folder in [places.demo_centre(), places.demo_desk()] {
            empty(&folder).map_err(|_| complaint(lang, "demo.not_fresh"))?;
        }
    }
    Ok(None)
}

/// Empties a folder of the demo, if it is there.
fn empty(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// The demo's centre; its first start takes a moment, and says so.
fn open_centre(places: &Places, lang: Lang) -> Result<Centre, Ended> {
    let folder = places.demo_centre();
    if !folder.join(DATABASE).exists() {
        window::say(t(lang, "demo.preparing"));
    }
    fs::create_dir_all(&folder).map_err(|_| complaint(lang, "demo.no_folder"))?;
    let config = Config {
        location: Location::File(folder.join(DATABASE)),
        keys: KeyPlace::Folder(folder.join("keys")),
        realm: Realm::Demo,
        hall: String::new(),
        profile: Profile::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
    };
    Centre::open_demo(config)
        .map_err(|error| Answer::complaint(Outcome::Refused, tf(lang, error.key(), &[&error.to_string()])))
}

/// Opens a port as well, for a second window; this machine only.
async fn listen(centre: &Centre, address: SocketAddr, lang: Lang) -> Result<(), Ended> {
    if !address.ip().is_loopback() {
        return Err(complaint(lang, "demo.listen_elsewhere"));
    }
    let bound = tokio::net::TcpListener::bind(address).await;
    let listener = bound.map_err(|_| complaint(lang, "demo.listen_taken"))?;
    let address = listener.local_addr().map_err(|_| complaint(lang, "demo.listen_taken"))?;
    window::say(&tf(lang, "demo.listening", &[&address.to_string()]));
    let router = centre.router();
    tokio::spawn(async move {
        // It ends with the program.
        let _ = axum::serve(listener, router).await;
    });
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;

    #[test]
    fn a_hall_that_cannot_be_set_up_says_why() {
        let home = tempfile::tempdir().unwrap();
        let places = Places::find(Some(home.path().to_owned())).unwrap();
        fs::create_dir_all(places.demo_centre()).unwrap();
        fs::write(places.demo_centre().join(DATABASE), "no database").unwrap();
        let Err(answer) = open_centre(&places, Lang::Zh) else { panic!("it opened") };
        assert!(!answer.err.contains('{'), "{}", answer.err);
    }
}
