//! What a plan refuses to contradict itself in.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

use super::{plan::Plan, sources};

fn plan(pairs: &[(&str, &str)]) -> Result<Plan, String> {
    let flags: Vec<_> =
        pairs.iter().map(|(key, word)| ("--set".to_owned(), (*key).to_owned(), (*word).to_owned())).collect();
    let home = |name: &str| (name == "CHUANGTAI_HOME").then(|| "home".to_owned());
    Plan::of(&sources::read(None, &flags, &home).unwrap())
}

#[test]
fn t02_nothing_is_served_in_clear_beyond_this_machine_unasked() {
    assert!(plan(&[]).unwrap().listen.ip().is_loopback());
    assert!(plan(&[("listen", "0.0.0.0:8087")]).is_err());
    assert!(plan(&[("listen", "0.0.0.0:8087"), ("behind_proxy", "true")]).is_ok());
    assert!(plan(&[("listen", "0.0.0.0:8087"), ("tls.certificate", "a.pem")]).is_err(), "half of it is none");
    assert!(plan(&[("listen", "0.0.0.0:8087"), ("tls.certificate", "a.pem"), ("tls.key", "b.pem")]).is_ok());
}

#[test]
fn figures_are_for_this_machine_or_for_whoever_has_the_token() {
    let dir = tempfile::tempdir().unwrap();
    let token = dir.path().join("token");
    std::fs::write(&token, "geheim\n").unwrap();
    assert!(plan(&[]).unwrap().watch.is_none());
    assert!(plan(&[("watch.listen", "127.0.0.1:9187")]).unwrap().watch.is_some());
    assert!(plan(&[("watch.listen", "0.0.0.0:9187")]).is_err());
    let plan = plan(&[("watch.listen", "0.0.0.0:9187"), ("watch.token_file", token.to_str().unwrap())]).unwrap();
    assert_eq!(plan.watch.unwrap().1.as_deref(), Some("geheim"));
}

#[test]
fn addresses_are_addresses() {
    for (key, word) in [("listen", "here"), ("trusted_proxies", "10.0.0.0/33"), ("watch.listen", "9")] {
        let refused = plan(&[(key, word)]);
        assert_eq!(refused.is_err(), key != "watch.listen", "{key}");
    }
    assert_eq!(plan(&[("listen", "9000")]).unwrap().listen.to_string(), "127.0.0.1:9000");
    let rules = plan(&[("trusted_proxies", "10.0.0.0/8, ::1"), ("limits.device_per_minute", "7")]).unwrap().rules;
    assert!(rules.proxies.include("10.3.4.5".parse().unwrap()) && rules.proxies.include("::1".parse().unwrap()));
    assert_eq!(rules.allowed.device.per_minute, 7);
}

fn example(name: &str) -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/deploy").join(name)
}

/// What the command line of an example asks for.
fn asked(line: &str) -> crate::cli::Cli {
    use clap::Parser as _;
    crate::cli::Cli::try_parse_from(line.split_whitespace()).unwrap()
}

#[test]
fn the_examples_are_ones_that_this_program_takes() {
    let chosen = sources::read(Some(&example("centre.toml")), &[], &|_| None).unwrap();
    let plan = Plan::of(&chosen).unwrap();
    assert!(plan.tls.is_some() && !plan.listen.ip().is_loopback());
    assert!(plan.watch.is_some_and(|(address, _)| address.ip().is_loopback()));

    let unit = std::fs::read_to_string(example("chuangtai.service")).unwrap();
    let lines: Vec<&str> = unit.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    for line in &lines {
        let section = line.starts_with('[') && line.ends_with(']');
        assert!(
            section || line.split_once('=').is_some_and(|(key, _)| key.chars().all(char::is_alphanumeric)),
            "{line}"
        );
    }
    let value = |key: &str| lines.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).unwrap();
    assert!(matches!(asked(value("ExecStart")).command, Some(crate::cli::Command::Serve(_))));
    assert!(value("TimeoutStopSec").parse::<u64>().unwrap() > plan.last.as_secs());
    for wall in ["NoNewPrivileges", "ProtectHome", "PrivateTmp", "MemoryDenyWriteExecute"] {
        assert_eq!(value(wall), "yes");
    }
    assert_eq!(value("Type"), "notify");

    let container = std::fs::read_to_string(example("Containerfile")).unwrap();
    let word = |key: &str| {
        let line = container.lines().find_map(|line| line.strip_prefix(key)).unwrap();
        line.replace(['[', ']', '"', ','], " ")
    };
    assert!(matches!(asked(&(word("ENTRYPOINT ") + &word("CMD "))).command, Some(crate::cli::Command::Serve(_))));
    assert!(container.contains("USER chuangtai") && container.contains("STOPSIGNAL SIGTERM"));
}
