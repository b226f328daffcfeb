//! What a service was told, understood: addresses are addresses, and nothing contradicts itself.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    path::PathBuf,
    time::Duration,
};

use super::{log::Log, sources::Chosen};
use crate::{
    central::{
        Location,
        serve::{Allowed, Network, Proxies, Rate, Rules},
    },
    cli::places::Places,
    contract::Realm,
    domain::audit::Algorithm,
    i18n::{Lang, t, tf},
};

/// What a service is run by.
pub(in crate::cli) struct Plan {
    /// Where windows connect.
    pub listen: SocketAddr,
    /// Certificate and key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Where figures are read, and the token that opens them.
    pub watch: Option<(SocketAddr, Option<String>)>,
    /// Limits and deadlines.
    pub rules: Rules,
    /// How long a sign-in is good where something weighty is asked (minutes).
    pub step_up_minutes: u32,
    /// How much one account may read, in hundredths of what is usual.
    pub reading_percent: u32,
    /// How long what runs may take when it is told to stop.
    pub last: Duration,
    /// What is logged, and how.
    pub(super) log: Log,
    /// Where the database lies.
    pub location: Location,
    /// Where everything else lies.
    pub folder: PathBuf,
    /// Where the keys lie.
    pub keys: PathBuf,
    /// What the database is for.
    pub realm: Realm,
    /// Hall as printed.
    pub hall: String,
    /// Address under which browsers find the centre; `None` = as the terminal itself found it.
    pub public_url: Option<String>,
    /// What the audit trail of a new database is hashed with.
    pub audit_hash: Algorithm,
}

impl Plan {
    /// Understands what was chosen, or says what does not fit.
    pub(in crate::cli) fn of(chosen: &Chosen) -> Result<Self, String> {
        let listen = address(chosen, "listen")?;
        let tls = match (chosen.named("tls.certificate"), chosen.named("tls.key")) {
            (Some(certificate), Some(key)) => Some((PathBuf::from(certificate), PathBuf::from(key))),
            (None, None) => None,
            _ => return Err(t(Lang::Zh, "serve.tls_half").to_owned()),
        };
        if tls.is_none() && !chosen.is_on("behind_proxy") && !listen.ip().is_loopback() {
            return Err(t(Lang::Zh, "cli.serve.loopback").to_owned());
        }
        let (location, folder) = place(chosen)?;
        let keys = chosen.named("keys").map_or_else(|| folder.join("keys"), PathBuf::from);
        Ok(Self {
            listen,
            tls,
            watch: watch(chosen)?,
            rules: rules(chosen)?,
            step_up_minutes: chosen.whole("step_up_minutes"),
            reading_percent: chosen.whole("limits.reading_percent"),
            last: seconds(chosen, "stop_seconds"),
            log: Log::of(chosen),
            location,
            folder,
            keys,
            realm: match chosen.text("realm") {
                "training" => Realm::Training,
                "demo" => Realm::Demo,
                _ => Realm::Live,
            },
            hall: chosen.text("hall").to_owned(),
            public_url: chosen.named("public_url").map(ToOwned::to_owned),
            audit_hash: if chosen.text("audit_hash") == "sm3" { Algorithm::Sm3 } else { Algorithm::Sha256 },
        })
    }
}

/// The database, and the folder for what lies beside it.
fn place(chosen: &Chosen) -> Result<(Location, PathBuf), String> {
    let home = || {
        let places = Places::find(chosen.named("home").map(PathBuf::from));
        places.map(|places| places.data.join("centre")).ok_or_else(|| t(Lang::Zh, "cli.serve.no_home").to_owned())
    };
    let location = match chosen.named("db") {
        Some(url) => url.parse().map_err(super::because("cli.serve.db_unknown"))?,
        None => Location::File(home()?.join("centre.db")),
    };
    let folder = match &location {
        Location::File(db) => match db.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) => parent.to_owned(),
            None => PathBuf::from("."),
        },
        Location::Memory | Location::Server(_) => home()?,
    };
    Ok((location, folder))
}

/// Figures tell how busy a hall is, not whom it serves; still they are for this machine, or for whoever has the token.
fn watch(chosen: &Chosen) -> Result<Option<(SocketAddr, Option<String>)>, String> {
    if chosen.named("watch.listen").is_none() {
        return Ok(None);
    }
    let listen = address(chosen, "watch.listen")?;
    let token = match chosen.named("watch.token_file") {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(super::because("cli.serve.files"))?;
            Some(text.trim().to_owned()).filter(|token| !token.is_empty())
        }
        None => None,
    };
    if token.is_none() && !listen.ip().is_loopback() {
        return Err(t(Lang::Zh, "serve.watch_open").to_owned());
    }
    Ok(Some((listen, token)))
}

fn rules(chosen: &Chosen) -> Result<Rules, String> {
    let rate = |name: &str| Rate {
        per_minute: chosen.whole(&format!("limits.{name}_per_minute")),
        burst: chosen.whole(&format!("limits.{name}_burst")),
    };
    let count = |key: &str| usize::try_from(chosen.whole(key)).unwrap_or(usize::MAX);
    let listed = chosen.text("trusted_proxies").split(',').map(str::trim).filter(|text| !text.is_empty());
    let listed: Result<Vec<Network>, String> =
        listed.map(|text| text.parse().map_err(|_| wrong("trusted_proxies", text))).collect();
    Ok(Rules {
        allowed: Allowed {
            address: rate("address"),
            account: rate("account"),
            device: rate("device"),
            sign_in: rate("sign_in"),
            windows: chosen.whole("limits.windows_per_account"),
        },
        proxies: Proxies::new(listed?),
        connections: count("limits.connections"),
        connections_per_address: count("limits.connections_per_address"),
        headers: count("limits.headers"),
        header_bytes: count("limits.header_bytes"),
        header_time: seconds(chosen, "limits.header_seconds"),
        body_time: seconds(chosen, "limits.body_seconds"),
        write_time: seconds(chosen, "limits.write_seconds"),
    })
}

fn seconds(chosen: &Chosen, key: &str) -> Duration {
    Duration::from_secs(chosen.whole(key).into())
}

/// `address:port`; a bare port is one of this machine.
fn address(chosen: &Chosen, key: &str) -> Result<SocketAddr, String> {
    let text = chosen.text(key);
    let port = text.parse().map(|port| SocketAddr::new(IpAddr::from([127, 0, 0, 1]), port)).ok();
    text.parse().ok().or(port).ok_or_else(|| wrong(key, text))
}

fn wrong(key: &str, text: &str) -> String {
    tf(Lang::Zh, "serve.no_address", &[key, text])
}
