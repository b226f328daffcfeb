//! Which centre a command works on, said as `chuangtai serve` is told it: by file, environment or flag, on either engine.

use std::{path::PathBuf, sync::Arc};

use clap::Args;

use crate::{
    central::{Centre, Config, KeyPlace, Location, realm_of},
    domain::settings::Profile,
    i18n::{Lang, t},
    runtime::{SystemClock, SystemEntropy, Threads},
};

use super::{
    Answer, Outcome,
    serve::{Plan, sources},
};

/// Which centre.
#[derive(Debug, Args)]
pub(super) struct Service {
    #[arg(long, value_name = "FILE", env = "CHUANGTAI_SERVE_CONFIG", help = t(Lang::Zh, "cli.serve.config"))]
    config: Option<PathBuf>,
    #[arg(long, value_name = "URL", help = t(Lang::Zh, "cli.serve.db"))]
    db: Option<String>,
    #[arg(long, value_name = "DIR", help = t(Lang::Zh, "cli.serve.keys"))]
    keys: Option<String>,
    #[arg(long, value_name = "DIR", help = t(Lang::Zh, "cli.serve.home"))]
    home: Option<String>,
}

/// Why its centre is not opened.
pub(super) enum NotOpened {
    /// There is no such file, and none is made.
    NoFile(String),
    /// The database does not open.
    Shut(String),
}

impl Service {
    /// What the service would be run by.
    pub(super) fn plan(&self) -> Result<Plan, Answer> {
        let flags = [("--db", "db", &self.db), ("--keys", "keys", &self.keys), ("--home", "home", &self.home)];
        let flags = flags
            .into_iter()
            .filter_map(|(flag, key, word)| word.as_ref().map(|word| (flag.to_owned(), key.to_owned(), word.clone())));
        let usage = |why: String| Answer::complaint(Outcome::Usage, why);
        let chosen = sources::read(self.config.as_deref(), &flags.collect::<Vec<_>>(), &sources::environment);
        Plan::of(&chosen.map_err(|wrong| usage(wrong.join("\n")))?).map_err(usage)
    }
}

/// A file must be there; a server says itself what it lacks.
pub(super) fn is_there(location: &Location) -> Result<(), String> {
    match location {
        Location::File(path) if !path.is_file() => Err(path.display().to_string()),
        _ => Ok(()),
    }
}

/// The centre of a database that is there, whatever it is for.
pub(super) fn open(plan: &Plan) -> Result<Centre, NotOpened> {
    is_there(&plan.location).map_err(NotOpened::NoFile)?;
    let realm = realm_of(&plan.location).map_err(|error| NotOpened::Shut(error.to_string()))?;
    Centre::open(Config {
        location: plan.location.clone(),
        keys: KeyPlace::Folder(plan.keys.clone()),
        realm,
        hall: String::new(),
        profile: Profile::default(),
        clock: Arc::new(SystemClock),
        entropy: Arc::new(SystemEntropy),
        spawn: Arc::new(Threads),
    })
    .map_err(|error| NotOpened::Shut(error.to_string()))
}
