//! What the contract says beyond single answers, which `held` looks at one by one: reads that need not be done twice, feeds
//! that were lost, questions that are read strictly.

use axum::http::Method;
use chuangtai::{contract::Changes, domain::role::Role};

use super::{
    protocol::receive,
    world::{
        World,
        held::{fits, route},
    },
};

/// The checker itself can fail.
#[test]
fn a_value_of_another_shape_is_seen() {
    let document = World::new().centre.openapi();
    let page = serde_json::json!({"$ref": "#/components/schemas/PageOfCaseSummary"});
    for (value, right) in [
        (serde_json::json!({"items": [], "next": null}), true),
        (serde_json::json!({"next": null}), false),
        (serde_json::json!({"items": [{}]}), false),
        (serde_json::json!({"items": 1}), false),
        (serde_json::json!([]), false),
    ] {
        assert_eq!(fits(&document, &page, &value).is_ok(), right, "{value}");
    }
    assert!(route(&document, "/v1/cases/x").unwrap()["get"]["operationId"] == "get_v1_cases_id");
    assert!(route(&document, "/v1/nothing").is_none());
}

/// `If-None-Match`: whoever has it already gets nothing, until something changed; every instance says the same tag.
#[test]
fn a_read_that_would_say_the_same_is_a_304() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    let case = world.uuid();
    world.act(&clerk, case, 0, &receive(&world));
    let token = world.token(&clerk);
    let read = |path: &str, tag: &str| {
        world.send(Method::GET, path, Some(&token), &[("if-none-match", tag.to_owned())], Vec::new())
    };
    let paths = [
        format!("/v1/cases/{case}"),
        format!("/v1/cases/{case}/timeline"),
        "/v1/items".to_owned(),
        "/v1/calendars/2026".to_owned(),
        "/v1/catalogue/snapshots/latest".to_owned(),
        "/v1/worklists/todo".to_owned(),
        "/openapi.json".to_owned(),
        "/docs".to_owned(),
    ];
    for path in &paths {
        let first = world.get(&clerk, path);
        let tag = first.headers["etag"].to_str().unwrap().to_owned();
        assert!(tag.starts_with('"'), "strong: {tag}");
        for has in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
            let again = read(path, &has);
            assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path} {has}");
            assert_eq!(again.headers["etag"].to_str().unwrap(), tag);
            assert_eq!(again.headers["cache-control"], "no-store");
        }
        assert_eq!(read(path, "\"other\"").status, 200);
    }
    let tag = world.get(&clerk, &paths[0]).headers["etag"].to_str().unwrap().to_owned();
    let note = chuangtai::domain::lifecycle::act::Note { text: "已电话告知".into() };
    world.act(&clerk, case, 1, &chuangtai::domain::lifecycle::Act::NoteAdd(note));
    assert_eq!(read(&paths[0], &tag).status, 200, "it changed");
    // A tag says nothing to somebody who may not read.
    let foreign = world.of(Role::Reviewer, "mzj");
    let token = world.token(&foreign);
    let answer = world.send(Method::GET, &paths[0], Some(&token), &[("if-none-match", "*".to_owned())], Vec::new());
    assert_eq!(answer.problem().code, "not_found");
}

/// A place that no centre gave: the asker must begin anew, on the feed and on the stream of hints.
#[test]
fn f53_f62_a_cursor_from_nowhere_is_told_to_read_anew() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    world.act(&clerk, world.uuid(), 0, &receive(&world));
    let all: Changes = world.get(&clerk, "/v1/changes").json();
    assert_eq!(world.get(&clerk, &format!("/v1/changes?after={}", all.cursor)).status, 200);
    for after in [all.cursor + 1, 1 << 62] {
        let problem = world.get(&clerk, &format!("/v1/changes?after={after}")).problem();
        assert_eq!((problem.status, problem.code.as_str()), (410, "cursor.not_given"));
    }
    for astray in ["99", "x", "-1", "18446744073709551616"] {
        let text = world.first_words(&clerk, astray);
        assert!(text.contains("event: reread") && text.contains(&format!("id: {}", all.cursor)), "{astray}: {text}");
    }
    assert!(world.first_words(&clerk, "0").contains("event: changed"));
}

/// A field that is not known must not widen a question, and numbers have bounds.
#[test]
fn queries_are_read_strictly() {
    let world = World::new();
    let clerk = world.role(Role::Clerk);
    for path in [
        "/v1/cases?item=x&aplicant_id=1",
        "/v1/cases?item=x&limit=0",
        "/v1/cases?item=x&limit=201",
        "/v1/worklists/todo?limit=-1",
        "/v1/worklists/todo?page=2",
        "/v1/changes?after=-1",
        "/v1/changes?after=18446744073709551615",
        "/v1/changes?after=1&after=2",
        "/v1/catalogue/changes?from=x",
        "/v1/meta?at=x",
    ] {
        assert_eq!(world.get(&clerk, path).problem().code, "query.invalid", "{path}");
    }
    for cursor in ["x", "%2F", "eHh4", ""] {
        let problem = world.get(&clerk, &format!("/v1/worklists/todo?cursor={cursor}")).problem();
        assert_eq!(problem.code, "cursor.invalid", "{cursor}");
    }
}

/// RFC 9110: what else can be done there, and how to come in.
#[test]
fn a_no_says_what_to_do() {
    let world = World::new();
    let answer = world.send(Method::PUT, "/v1/demo/registers", None, &[], Vec::new());
    assert_eq!(answer.problem().code, "method.not_allowed");
    let allowed = answer.headers["allow"].to_str().unwrap();
    assert!(["GET", "HEAD", "POST"].iter().all(|method| allowed.contains(method)), "{allowed}");
    let nobody = world.send(Method::GET, "/v1/me", None, &[], Vec::new());
    assert_eq!(nobody.headers["www-authenticate"], "Bearer realm=\"chuangtai\"");
    let stranger = world.send(Method::GET, "/v1/me", Some("stolen"), &[], Vec::new());
    assert_eq!(stranger.headers["www-authenticate"], "Bearer realm=\"chuangtai\", error=\"invalid_token\"");
}
