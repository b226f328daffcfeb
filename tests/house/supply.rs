//! ASVS 15.1.2, 15.2.1, RELIABILITY T41: what the program is built from comes from one place, is what it was, and may be
//! passed on. Nothing is asked over a network.

use std::{
    collections::BTreeSet,
    fs,
    path::Path,
    process::{Command, Stdio},
};

use serde_json::Value;

/// Licences under which a crate may be built in; each of them lets the program be given on as it is.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "WTFPL",
    "Zlib",
    "blessing",
];

#[test]
fn t41_every_crate_comes_from_one_registry_and_is_what_it_was() {
    let lock = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let lock: toml::Table = lock.parse().unwrap();
    let packages = lock["package"].as_array().unwrap();
    let (mut sources, mut own) = (BTreeSet::new(), Vec::new());
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let Some(source) = package.get("source").and_then(|source| source.as_str()) else {
            own.push(name);
            continue;
        };
        sources.insert(source);
        let checksum = package.get("checksum").and_then(|sum| sum.as_str()).unwrap_or_default();
        let whole = checksum.len() == 64 && checksum.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(whole, "{name} could be replaced unseen");
    }
    assert_eq!(own, ["chuangtai"], "a crate from a folder is in nobody's list of faults");
    assert!(sources.len() == 1 && sources.iter().all(|source| source.starts_with("registry+https://")), "{sources:?}");
}

/// The crates of this machine's build, where cargo has them all at hand; elsewhere nothing can be told without a network.
fn at_hand() -> Option<Value> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into());
    let said = Command::new("rustc").arg("-vV").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "))?;
    let told = Command::new(cargo)
        .args(["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", host])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stderr(Stdio::null())
        .output()
        .ok()?;
    serde_json::from_slice(&told.stdout).ok()
}

#[test]
fn t41_every_licence_lets_the_program_be_given_on() {
    let Some(built) = at_hand() else {
        eprintln!("cargo has not all crates at hand: their licences are not looked at");
        return;
    };
    let packages = built["packages"].as_array().unwrap();
    let refused: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(|terms| allowed(terms, LICENCES)))
        .map(|package| format!("{}: {}", package["name"], package["license"]))
        .collect();
    assert!(packages.len() > 100 && refused.is_empty(), "{refused:?}");
}

/// Whether an SPDX expression leaves a way that is allowed. `/` is how `OR` was written once.
fn allowed(terms: &str, list: &[&str]) -> bool {
    let spaced = terms.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ").replace(" WITH ", "\u{1}");
    let words: Vec<String> = spaced.split_whitespace().map(|word| word.replace('\u{1}', " WITH ")).collect();
    let mut rest = words.as_slice();
    any_of(&mut rest, list) == Some(true) && rest.is_empty()
}

fn any_of(rest: &mut &[String], list: &[&str]) -> Option<bool> {
    let mut any = all_of(rest, list)?;
    while take(rest, "OR") {
        any |= all_of(rest, list)?;
    }
    Some(any)
}

fn all_of(rest: &mut &[String], list: &[&str]) -> Option<bool> {
    let mut all = one(rest, list)?;
    while take(rest, "AND") {
        all &= one(rest, list)?;
    }
    Some(all)
}

fn one(rest: &mut &[String], list: &[&str]) -> Option<bool> {
    if take(rest, "(") {
        return any_of(rest, list).filter(|_| take(rest, ")"));
    }
    let (word, left) = rest.split_first()?;
    *rest = left;
    Some(list.contains(&word.as_str()))
}

fn take(rest: &mut &[String], word: &str) -> bool {
    match rest.split_first() {
        Some((first, left)) if first == word => {
            *rest = left;
            true
        }
        _ => false,
    }
}

#[test]
fn a_licence_is_read_as_it_is_meant() {
    let list = &["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
    for good in
        ["MIT", "GPL-3.0 OR MIT", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND Apache-2.0", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(allowed(good, list), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "MIT AND (GPL-3.0 OR AGPL-3.0)",
        "MIT OR",
        "MIT MIT",
        "(MIT",
        "GPL-3.0 WITH LLVM-exception",
    ] {
        assert!(!allowed(bad, list), "{bad}");
    }
}
