//! The contract as it is served holds for every answer that a hall of these tests gives: status, headers, codes, and the
//! shape of the body.

use std::sync::OnceLock;

use axum::http::Method;
use chuangtai::central::Centre;
use serde_json::Value;

use super::Answer;

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
    let Some(contents) = said["content"].as_object() else {
        assert!(answer.body.is_empty(), "{what}");
        return;
    };
    let sent = answer.headers["content-type"].to_str().unwrap();
    let same = |kind: &str| kind == "*/*" || sent.starts_with(kind);
    let Some((kind, content)) = contents.iter().find(|(kind, _)| same(kind)) else {
        panic!("{sent} is not {:?}: {what}", contents.keys());
    };
    if method == Method::HEAD || !kind.ends_with("json") {
        return;
    }
    let value: Value = answer.json();
    if let Err(why) = fits(document, &content["schema"], &value) {
        panic!("{why}: {what}");
    }
    if kind == "application/problem+json" && said["x-by-rule"] != true {
        assert!(said["x-problem-codes"].as_array().unwrap().contains(&value["code"]), "no such code: {what}");
    }
}

/// The route that a path is of: the one with the most words of its own.
pub fn route<'a>(document: &'a Value, path: &str) -> Option<&'a Value> {
    let parts: Vec<&str> = path.split('/').collect();
    let same = |template: &&String| {
        let own: Vec<&str> = template.split('/').collect();
        own.len() == parts.len() && own.iter().zip(&parts).all(|(own, part)| own.starts_with('{') || own == part)
    };
    let paths = document["paths"].as_object()?;
    paths.get(paths.keys().filter(same).min_by_key(|template| template.matches('{').count())?)
}

/// Whether a value is of a schema, as far as the contract's schemas go.
pub fn fits(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
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
