//! The house stands as `src/lib.rs` draws it: every room uses only what its floor allows, and every crate that
//! belongs to one room stays in it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::as_conversions)]

#[path = "house/imports.rs"]
mod imports;
#[path = "house/supply.rs"]
mod supply;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use imports::{code_lines, crate_paths};

/// What each room may use of the other rooms. `cli` may use all.
const MAY_USE: &[(&str, &[&str])] = &[
    ("ports", &[]),
    ("domain", &[]),
    ("text", &[]),
    ("theme", &[]),
    ("i18n", &[]),
    ("contract", &["domain"]),
    ("finder", &["text"]),
    ("documents", &["domain", "contract", "text", "i18n"]),
    ("sqlite", &["ports"]),
    ("desk", &["ports", "domain", "contract", "finder", "documents", "sqlite", "text", "i18n"]),
    ("central", &["ports", "domain", "contract", "documents", "finder", "sqlite", "text", "i18n"]),
    ("app", &["domain", "contract", "finder", "documents", "text", "i18n", "desk::outbox"]),
    ("ui", &["app", "domain", "text", "theme", "i18n"]),
    (
        "runtime",
        &["ports", "domain", "text", "theme", "i18n", "contract", "finder", "documents", "sqlite", "desk", "app", "ui"],
    ),
];

/// What `desk::outbox` may use: it is pure planning and is simulated without the rest of the desk.
const OUTBOX_MAY_USE: &[&str] = &["domain", "contract", "ports"];

/// Inside `domain` a chapter may use only chapters of earlier rows.
const CHAPTERS: &[&[&str]] = &[
    &["reason"],
    &["codes", "calendar", "privacy", "audit", "role"],
    &["settings"],
    &["clock", "light", "guide"],
    &["exemption", "agency"],
    &["check", "tolerance", "procedure"],
    &["acceptance", "escalation"],
    &["case"],
    &["lifecycle"],
    &["conflict"],
];

/// Crates that only the named rooms may touch.
const CRATE_ROOMS: &[(&str, &[&str])] = &[
    ("unicode_width", &["text"]),
    ("ib_matcher", &["text"]),
    ("ring", &["contract"]),
    // The centre tells systems of departments over HTTPS (issue C); it calls nobody else.
    ("reqwest", &["desk", "central"]),
    ("serde_path_to_error", &["contract"]),
    ("utoipa", &["domain", "contract", "central"]),
    ("keyring", &["desk"]),
    ("axum", &["central", "cli"]),
    ("totp_rs", &["central"]),
    ("qrcode", &["ui"]),
    ("ratatui", &["ui", "runtime"]),
    ("crossterm", &["runtime"]),
    ("clap", &["cli"]),
    ("rusqlite", &["sqlite", "desk", "central"]),
    ("tokio_postgres", &["central"]),
    ("directories", &["cli"]),
    ("infer", &["contract"]),
    ("csv", &["central"]),
    ("calamine", &["central"]),
    ("zip", &["central"]),
    ("encoding_rs", &["central"]),
    ("hyper", &["central"]),
    ("hyper_util", &["central"]),
    ("tokio_rustls", &["central"]),
    ("governor", &["central"]),
    ("metrics", &["central"]),
    ("metrics_exporter_prometheus", &["central"]),
    ("tracing", &["central", "cli"]),
    ("tracing_subscriber", &["cli"]),
    ("rustix", &["central"]),
];

fn rust_files(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

fn source() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .filter(|path| !path.ends_with("tests.rs"))
        // Test modules in files of their own.
        .filter(|path| !path.components().any(|part| ["tests", "rehearsal"].iter().any(|own| part.as_os_str() == *own)))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(&root).unwrap().to_owned(), text)
        })
        .collect()
}

fn room_of(path: &Path) -> String {
    path.components().next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_only_go_down() {
    let rules: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    let mut wrong = Vec::new();
    for (path, text) in source() {
        let room = room_of(&path);
        if room == "main" || room == "lib" || room == "cli" {
            continue;
        }
        let allowed = rules.get(room.as_str()).unwrap_or_else(|| panic!("the house has no room {room}"));
        let in_outbox = path.starts_with("desk/outbox") || path == Path::new("desk/outbox.rs");
        for (line, used, inner) in crate_paths(&text) {
            if used == room && !in_outbox {
                continue;
            }
            let full = format!("{used}::{inner}");
            let fine = if in_outbox {
                OUTBOX_MAY_USE.contains(&used.as_str()) || full == "desk::outbox"
            } else {
                allowed.contains(&used.as_str()) || allowed.contains(&full.as_str())
            };
            if !fine {
                wrong.push(format!("src/{}:{line}: {room} may not use {full}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "imports that go up or sideways:\n{}", wrong.join("\n"));
}

#[test]
fn chapters_of_the_law_build_on_earlier_ones() {
    let row = |chapter: &str| CHAPTERS.iter().position(|row| row.contains(&chapter));
    let mut wrong = Vec::new();
    for (path, text) in source() {
        if room_of(&path) != "domain" {
            continue;
        }
        let mut parts = path.components().skip(1);
        let chapter = parts.next().unwrap().as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
        if chapter == "mod" {
            continue;
        }
        let Some(own) = row(&chapter) else {
            wrong.push(format!("src/{}: no chapter {chapter}", path.display()));
            continue;
        };
        for (line, room, inner) in crate_paths(&text) {
            if room == "domain" && inner != chapter && row(&inner).is_none_or(|used| used >= own) {
                wrong.push(format!("src/{}:{line}: {chapter} may not use {inner}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "chapters out of order:\n{}", wrong.join("\n"));
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (path, text) in source() {
        let room = room_of(&path);
        for (name, rooms) in CRATE_ROOMS {
            if rooms.contains(&room.as_str()) {
                continue;
            }
            for (line, code) in code_lines(&text) {
                let used = code
                    .match_indices(&format!("{name}::"))
                    .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'));
                if used {
                    wrong.push(format!("src/{}:{line}: {name} does not live in {room}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "crates out of their rooms:\n{}", wrong.join("\n"));
}

#[test]
fn no_room_is_called_after_nothing() {
    let vague: BTreeSet<&str> = ["utils", "util", "common", "helpers", "helper", "manager", "misc"].into();
    for (path, _) in source() {
        for part in path.components() {
            let name = part.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned();
            assert!(!vague.contains(name.as_str()), "{} says nothing about what lives there", path.display());
        }
    }
}

/// A file tells one story.
#[test]
fn no_file_is_longer_than_a_story() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for part in ["src", "tests", "benches", "examples"] {
        rust_files(&root.join(part), &mut files);
    }
    files.retain(|path| fs::read_to_string(path).unwrap().lines().count() > 400);
    assert!(files.is_empty(), "over 400 lines, split by story: {files:?}");
}

/// The string literal that starts at `text`, if one does.
fn literal(text: &str) -> Option<&str> {
    text.trim_start().strip_prefix('"').and_then(|rest| rest.split('"').next())
}

/// Keys that a fault or a reason carries as data start with one of these.
const CARRIED: &[&str] =
    &["reason.", "import.", "text.name.", "theme.fault.", "keymap.fault.", "desk.fault.", "outbox.", "vault."];

/// Keys of texts named in a piece of source: those carried as data, and what is handed to `t(…)` and `tf(…)` as a literal.
fn text_keys(code: &str) -> Vec<String> {
    let mut keys: Vec<String> = CARRIED
        .iter()
        .flat_map(|prefix| code.match_indices(&format!("\"{prefix}")).map(|(at, _)| at).collect::<Vec<_>>())
        .filter_map(|at| literal(&code[at..]))
        .map(str::to_owned)
        .collect();
    for call in ["t(", "tf("] {
        for (at, _) in code.match_indices(call) {
            let part_of_a_name = code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
            let key = code[at + call.len()..].split_once(',').and_then(|(_, rest)| literal(rest));
            if let Some(key) = key.filter(|key| !part_of_a_name && is_key(key)) {
                keys.push(key.to_owned());
            }
        }
    }
    keys
}

fn is_key(text: &str) -> bool {
    text.contains('.') && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '.')
}

#[test]
fn every_text_that_is_asked_for_exists() {
    assert_eq!(
        text_keys("t(lang, \"cli.about\") Reason::new(\"reason.a.b\", \"R1\") fit(a, \"x.y\")"),
        ["reason.a.b", "cli.about"]
    );
    let mut missing = Vec::new();
    for (path, text) in source() {
        if room_of(&path) == "i18n" {
            continue;
        }
        let code: String = code_lines(&text).flat_map(|(_, line)| [line, "\n"]).collect();
        for key in text_keys(&code) {
            if !chuangtai::i18n::is_known(&key) {
                missing.push(format!("src/{}: {key}", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "texts without words:\n{}", missing.join("\n"));
}

/// TUI 2.2: columns are counted by `text` alone. Characters, bytes and padded formats say nothing about them; a number
/// padded to two digits is the one exception.
#[test]
fn screens_measure_nothing_themselves() {
    const BANNED: &[&str] = &[
        ".chars().count()",
        "UnicodeWidth",
        "unicode_width",
        ".graphemes(",
        ".char_indices()",
        "{:<",
        "{:^",
        "$}",
        "text.len()",
        "label.len()",
        "name.len()",
        "title.len()",
        "line.len()",
        "words.len()",
        "as_str().len()",
        "set_string(",
        "Paragraph::new",
        "Line::from",
        "Span::",
        "Table::new",
        "List::new",
    ];
    let mut wrong = Vec::new();
    for (path, text) in source() {
        // The line mode draws nothing: it counts letters of what was typed, and leaves its lines to `text`.
        if room_of(&path) != "ui" || path.starts_with("ui/plain") {
            continue;
        }
        for (number, line) in code_lines(&text) {
            let padded = line.contains("{:>") && !line.contains("{:>2}");
            if padded || BANNED.iter().any(|word| line.contains(word)) {
                wrong.push(format!("src/{}:{number}: {}", path.display(), line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "only `text` measures:\n{}", wrong.join("\n"));
}
