//! `chuangtai serve`: the central service of a hall, or one of several instances of a city's.
//!
//! What it is told stands in a file, in the environment or on the command line ([`settings`], [`sources`]), and becomes a
//! [`plan`]. [`open`] opens the database, [`first`] makes the first administrator and stands for the second where there is
//! none, [`run`](mod@run) serves until [`stop`] hears that it is over.

mod first;
mod log;
mod open;
mod plan;
mod run;
pub(super) mod settings;
pub(super) mod sources;
mod stop;

use std::path::PathBuf;

use clap::Args;
use uuid::Uuid;

use crate::i18n::{Lang, t, tf};

use super::{Answer, Outcome, proposals};
pub(super) use plan::Plan;
use sources::Flags;

/// Arguments of `chuangtai serve`.
#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    #[arg(long, value_name = "FILE", env = "CHUANGTAI_SERVE_CONFIG", help = t(Lang::Zh, "cli.serve.config"))]
    config: Option<PathBuf>,
    #[arg(long, help = t(Lang::Zh, "cli.serve.print_config"))]
    print_config: bool,
    #[arg(long = "set", value_name = "KEY=VALUE", help = t(Lang::Zh, "cli.serve.set"))]
    set: Vec<String>,
    #[arg(long, value_name = "ADDR", help = t(Lang::Zh, "cli.serve.listen"))]
    listen: Option<String>,
    #[arg(long, value_name = "URL", help = t(Lang::Zh, "cli.serve.db"))]
    db: Option<String>,
    #[arg(long, value_name = "DIR", help = t(Lang::Zh, "cli.serve.keys"))]
    keys: Option<String>,
    #[arg(long, value_name = "ROLE", conflicts_with = "init", help = t(Lang::Zh, "cli.serve.prepare"))]
    prepare: Option<String>,
    #[arg(long, value_parser = ["live", "training", "demo"], help = t(Lang::Zh, "cli.serve.realm"))]
    realm: Option<String>,
    #[arg(long, value_name = "NAME", help = t(Lang::Zh, "cli.serve.hall"))]
    hall: Option<String>,
    #[arg(long, value_name = "URL", help = t(Lang::Zh, "cli.serve.public_url"))]
    public_url: Option<String>,
    #[arg(long, value_parser = ["sha256", "sm3"], help = t(Lang::Zh, "cli.serve.audit_hash"))]
    audit_hash: Option<String>,
    #[arg(long, help = t(Lang::Zh, "cli.serve.init"))]
    init: bool,
    #[arg(long, value_name = "PROPOSAL", conflicts_with_all = ["init", "prepare"], help = t(Lang::Zh, "cli.serve.confirm"))]
    confirm: Option<Uuid>,
    #[arg(long, requires = "init", help = t(Lang::Zh, "cli.serve.password_stdin"))]
    password_stdin: bool,
    #[arg(long, value_name = "DIR", help = t(Lang::Zh, "cli.serve.home"))]
    home: Option<String>,
}

impl ServeArgs {
    /// Settings that stand on the command line.
    fn flags(&self) -> Flags {
        let named = [
            ("--listen", "listen", &self.listen),
            ("--db", "db", &self.db),
            ("--keys", "keys", &self.keys),
            ("--realm", "realm", &self.realm),
            ("--hall", "hall", &self.hall),
            ("--public-url", "public_url", &self.public_url),
            ("--audit-hash", "audit_hash", &self.audit_hash),
            ("--home", "home", &self.home),
        ];
        let named = named
            .into_iter()
            .filter_map(|(flag, key, word)| word.as_ref().map(|word| (flag.to_owned(), key.to_owned(), word.clone())));
        let set = self.set.iter().map(|pair| {
            let (key, word) = pair.split_once('=').unwrap_or((pair, ""));
            (format!("--set {}", key.trim()), key.trim().to_owned(), word.to_owned())
        });
        named.chain(set).collect()
    }
}

/// Serves until it is told to stop.
pub(super) fn run(args: &ServeArgs) -> Answer {
    let chosen = match sources::read(args.config.as_deref(), &args.flags(), &sources::environment) {
        Ok(chosen) => chosen,
        Err(wrong) => return Answer::complaint(Outcome::Usage, wrong.join("\n")),
    };
    if args.print_config {
        return Answer::done(chosen.listed());
    }
    let plan = match Plan::of(&chosen) {
        Ok(plan) => plan,
        Err(why) => return Answer::complaint(Outcome::Usage, why),
    };
    let done = match (&args.prepare, args.confirm) {
        (Some(role), _) => open::prepare(&plan, role),
        (None, Some(proposal)) => first::confirm(&plan, proposal),
        (None, None) => run::until_told(plan, args.init.then_some(args.password_stdin)).map(|()| String::new()),
    };
    match done {
        Ok(said) => Answer::done(said),
        Err(why) => Answer::complaint(Outcome::Refused, why),
    }
}

fn say(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn because<E: std::fmt::Display>(key: &'static str) -> impl Fn(E) -> String {
    move |error| tf(Lang::Zh, key, &[&error.to_string()])
}

#[cfg(test)]
mod tests;
