use std::{collections::BTreeSet, fs, path::Path};

use super::*;

fn demo() -> Value {
    document(Centre::board(Realm::Demo).routes(), Realm::Demo)
}

/// The board and its description name the same routes, each once.
#[test]
fn every_route_is_described_and_nothing_else() {
    let routes: Vec<(&str, &str)> =
        Centre::board(Realm::Demo).routes().iter().map(|route| (route.method, route.path)).collect();
    let entries: Vec<Entry> = chapters().into_iter().flat_map(|chapter| chapter.entries).collect();
    let described: Vec<(&str, &str)> = entries.iter().map(|entry| (entry.method, entry.path)).collect();
    let bare: Vec<_> = routes.iter().filter(|route| !described.contains(route)).collect();
    let gone: Vec<_> = described.iter().filter(|entry| !routes.contains(entry)).collect();
    assert!(bare.is_empty(), "routes without a line in entries.rs: {bare:?}");
    assert!(gone.is_empty(), "lines in entries.rs without a route: {gone:?}");
    assert_eq!(described.iter().collect::<BTreeSet<_>>().len(), described.len(), "a route is described twice");
    let ids: BTreeSet<String> = entries.iter().map(operation_id).collect();
    assert_eq!(ids.len(), entries.len(), "operation ids are unique");
}

/// Every code of a problem has its words, and every part of a path says what it is.
#[test]
fn codes_and_parts_have_words() {
    for entry in chapters().into_iter().flat_map(|chapter| chapter.entries) {
        for part in entry.parts() {
            assert!(!path_part(part).0.is_empty(), "{part} of {}", entry.path);
        }
        for code in entry.problems(Door::Cases).into_values().flatten() {
            assert!(!title_of(code).is_empty(), "{code} of {}", entry.path);
        }
    }
}

/// Two types of one name would hide each other; a reference must lead somewhere.
#[test]
fn names_of_schemas_are_clear() {
    let mut all = Schemas::new();
    Act::schemas(&mut all);
    named::<Problem>(&mut all);
    for entry in chapters().into_iter().flat_map(|chapter| chapter.entries) {
        all.extend(entry.schemas);
    }
    let mut seen: BTreeMap<String, Value> = BTreeMap::new();
    let mut double = BTreeSet::new();
    for (name, schema) in all {
        let schema = serde_json::to_value(schema).unwrap();
        let first = seen.entry(name.clone()).or_insert_with(|| schema.clone());
        if *first != schema {
            double.insert(name);
        }
    }
    assert!(double.is_empty(), "two types share a name, give one #[schema(as = …)]: {double:?}");
    let document = demo();
    let text = document.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name} is nowhere");
    }
}

/// The document that is checked in is the one that is served. `UPDATE=1` writes it anew.
#[test]
fn the_document_is_checked_in() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/central/http/openapi/openapi.json");
    let now = serde_json::to_string_pretty(&demo()).unwrap() + "\n";
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    let differs = kept.lines().zip(now.lines()).position(|(kept, now)| kept != now);
    assert!(kept == now, "the contract changed at line {differs:?}: look at it, then run this test with UPDATE=1");
}

/// Whoever asks too much is told so on every route that is counted, and when to come again.
#[test]
fn f63_every_route_may_ask_to_come_again_later() {
    let document = demo();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let refused = &operation["responses"]["429"];
            let watched = ["/healthz", "/readyz"].contains(&path.as_str());
            assert_eq!(refused["headers"]["Retry-After"].is_object(), !watched, "{method} {path}");
            let codes = refused["x-problem-codes"].as_array().map_or(&[][..], Vec::as_slice);
            let signed_in = operation["security"] != json!([]);
            assert_eq!(codes.contains(&json!("limit.account")), signed_in, "{method} {path}");
        }
    }
}

/// A payload stands beside its type for every act.
#[test]
fn every_act_has_its_line() {
    let document = demo();
    let lines = document["components"]["schemas"]["Command"]["oneOf"].as_array().unwrap();
    let acts = include_str!("../../../domain/lifecycle/act/mod.rs").matches("    #[serde(rename = \"").count();
    assert_eq!(lines.len(), acts);
    assert!(lines.iter().all(|line| line["title"].as_str().is_some_and(|kind| kind.contains('.'))));
}

/// The page loads nothing, and shows text as text.
#[test]
fn the_page_is_still_and_complete() {
    let document = demo();
    let html = page::draw(&document);
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(html.contains(&format!(" {path}</code></h3>")), "{path}");
    }
    let loads = ["<script", " style=", " src=", "href=\"http", "url(", "@import"];
    assert!(loads.iter().all(|way| !html.contains(way)));
    assert!(page::policy().starts_with("default-src 'none'; style-src 'sha256-"));
    let mut hostile = document;
    hostile["info"]["title"] = json!("<img src=x onerror=\"1\">&");
    assert!(page::draw(&hostile).contains("&lt;img src=x onerror=&quot;1&quot;&gt;&amp;"));
}
