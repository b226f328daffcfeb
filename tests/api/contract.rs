//! The contract as it is served holds for every answer that any test of the suite gets: status, headers, codes, and the
//! shape of the body. What is looked at by hand here are the reads that need not be done twice, and feeds that were lost.

use std::sync::OnceLock;

use axum::http::Method;
use chuangtai::{central::Centre, contract::Changes, domain::role::Role};
use serde_json::Value;

use super::{
    protocol::receive,
    world::{Answer, World},
};

/// Fails if the contract does not know this answer.
pub fn holds(centre: &Centre, method: &Method, path: &str, answer: &Answer) {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    let document = DOCUMENT.get_or_init(|| centre.openapi());
    let read = if method == Method::HEAD { "get".to_owned() } else { method.as_str().to_ascii_lowercase() };
    let Some(operation) = route(document, path).and_then(|methods| methods.get(&read)) else { return };
    let what = format!("{method} {path} {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    let said = operation["responses"].get(answer.status.as_str()).unwrap_or_else(|| panic!("no such status: {what}"));
    for name in said["headers"].as_object().into_iter().flat_map(|headers| headers.keys()) {
        assert!(answer.headers.contains_key(name.as_str()), "no {name}: {what}");
    }
    let Some((kind, content)) = said["content"].as_object().and_then(|content| content.iter().next()) else {
        assert!(answer.body.is_empty(), "{what}");
        return;
    };
    assert!(answer.headers["content-type"].to_str().unwrap().starts_with(kind.as_str()), "{what}");
    if method == Method::HEAD || !kind.ends_with("json") {
        return;
    }
    let value: Value = answer.json();
    if let Err(why) = fits(document, &content["schema"], &value) {
        panic!("{why}: {what}");
    }
    if answer.status.as_u16() >= 400 && said["x-by-rule"] != true {
        assert!(said["x-problem-codes"].as_array().unwrap().contains(&value["code"]), "no such code: {what}");
    }
}

/// The route that a path is of: the one with the most words of its own.
fn route<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    let parts: Vec<&str> = path.split('/').collect();
    let same = |template: &&String| {
        let own: Vec<&str> = template.split('/').collect();
        own.len() == parts.len() && own.iter().zip(&parts).all(|(own, part)| own.starts_with('{') || own == part)
    };
    let paths = document["paths"].as_object()?;
    paths.get(paths.keys().filter(same).min_by_key(|template| template.matches('{').count())?)
}

/// Whether a value is of a schema, as far as the contract's schemas go.
fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    if let Some(name) = schema["$ref"].as_str() {
        let inner = document.pointer(&name[1..]).ok_or_else(|| format!("{name} is nowhere"))?;
        return fits(document, inner, value).map_err(|why| format!("{name}: {why}"));
    }
    for one in schema["allOf"].as_array().into_iter().flatten() {
        fits(document, one, value)?;
    }
    if let Some(either) = schema["oneOf"].as_array() {
        let tried: Vec<_> = either.iter().map(|one| fits(document, one, value)).collect();
        let right = tried.iter().filter(|one| one.is_ok()).count();
        if right != 1 {
            return Err(format!("{right} of {} fit {value}: {tried:?}", either.len()));
        }
    }
    if let Some(any) = schema["anyOf"].as_array()
        && !any.iter().any(|one| fits(document, one, value).is_ok())
    {
        return Err(format!("nothing of {any:?} fits {value}"));
    }
    let kinds = match &schema["type"] {
        Value::Null => Vec::new(),
        Value::Array(kinds) => kinds.clone(),
        one => vec![one.clone()],
    };
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    if !kinds.is_empty() && !kinds.iter().any(|one| one == kind) {
        return Err(format!("{value} is not {kinds:?}"));
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        return Err(format!("{value} is no word of {}", schema["enum"]));
    }
    if value.as_i64().zip(schema["minimum"].as_i64()).is_some_and(|(value, least)| value < least) {
        return Err(format!("{value} is too small"));
    }
    if let (Some(format), Some(text)) = (schema["format"].as_str(), value.as_str()) {
        let right = match format {
            "uuid" => text.parse::<uuid::Uuid>().is_ok(),
            "date" => text.parse::<jiff::civil::Date>().is_ok(),
            "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
            _ => true,
        };
        if !right {
            return Err(format!("{text} is no {format}"));
        }
    }
    match value {
        Value::Object(fields) => {
            for must in schema["required"].as_array().into_iter().flatten() {
                if !fields.contains_key(must.as_str().unwrap()) {
                    return Err(format!("{must} is missing"));
                }
            }
            for (name, field) in fields {
                let own = schema["properties"].get(name);
                let other = &schema["additionalProperties"];
                match own.or_else(|| other.is_object().then_some(other)) {
                    Some(inner) => fits(document, inner, field).map_err(|why| format!("{name}: {why}"))?,
                    None if *other == false => return Err(format!("{name} is unknown")),
                    None => {}
                }
            }
        }
        Value::Array(items) => {
            let bound = |name: &str| schema[name].as_u64().map(|bound| usize::try_from(bound).unwrap());
            if bound("minItems").is_some_and(|least| items.len() < least)
                || bound("maxItems").is_some_and(|most| items.len() > most)
            {
                return Err(format!("{} parts", items.len()));
            }
            for (at, item) in items.iter().enumerate() {
                fits(document, &schema["items"], item).map_err(|why| format!("{at}: {why}"))?;
            }
        }
        _ => {}
    }
    Ok(())
}

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
fn f62_a_cursor_from_nowhere_is_told_to_read_anew() {
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
