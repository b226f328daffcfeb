//! `GET /openapi.json` and `GET /docs`: the contract, drawn from the board, from the types that cross the wire, and from
//! the line that `entries` has for each route. `openapi.json` beside this file is the same document, checked in so that a
//! change of the contract is seen as one.

mod entries;
mod entry;
mod page;
mod people;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests;

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use serde_json::{Map, Value, json};

use super::{Route, answer::Written};
use crate::{
    central::{Centre, fault::Fault, rights::Door},
    contract::{Problem, ReceiptPayload, WorklistName},
    domain::{lifecycle::Act, role::Role},
    i18n::{Lang, is_known, tf},
};
use entries::{Chapter, chapters};
use entry::{Entry, Gives, Schemas, named, refer, set};
use utoipa::{PartialSchema as _, ToSchema as _};

impl Centre {
    /// The contract of this centre as an `OpenAPI` 3.1 document.
    pub fn openapi(&self) -> Value {
        document(&self.routes(), self.realm())
    }
}

/// `GET /openapi.json`.
pub(super) async fn json(State(centre): State<Centre>) -> Result<Response, Fault> {
    let bytes = serde_json::to_vec(&centre.openapi()).map_err(|_| Fault::new(500, "storage.failed"))?;
    Ok(Written::response("application/json", bytes))
}

/// `GET /docs`.
pub(super) async fn docs(State(centre): State<Centre>) -> Response {
    let html = page::draw(&centre.openapi());
    let mut response = Written::response("text/html; charset=utf-8", html.into_bytes());
    if let Ok(policy) = HeaderValue::from_str(&page::policy()) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

type Realm = crate::contract::Realm;

fn document(routes: &[Route], realm: Realm) -> Value {
    let mut schemas = Schemas::new();
    named::<Problem>(&mut schemas);
    named::<ReceiptPayload>(&mut schemas);
    named::<WorklistName>(&mut schemas);
    Act::schemas(&mut schemas);
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut tags = Vec::new();
    for Chapter { title, entries } in chapters() {
        let mut any = false;
        for entry in entries {
            let Some(route) = routes.iter().find(|route| entry.is(route)) else { continue };
            any = true;
            let operation = operation(&entry, route, realm, title);
            paths.entry(entry.path).or_default().insert(entry.method.to_ascii_lowercase(), operation);
            schemas.extend(entry.schemas);
        }
        if any {
            tags.push(json!({"name": title}));
        }
    }
    let mut named: BTreeMap<String, Value> = BTreeMap::new();
    for (name, schema) in schemas {
        named.entry(name).or_insert_with(|| serde_json::to_value(schema).unwrap_or_default());
    }
    name_the_acts(&mut named);
    named.values_mut().for_each(plain_tuples);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "窗台 · 中心接口",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
            "description": ABOUT,
        },
        "servers": [{"url": "/"}],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": named,
            "securitySchemes": {"session": {
                "type": "http", "scheme": "bearer", "description": "登录后取得的令牌",
            }},
        },
    })
}

const ABOUT: &str = "政务服务综合窗口中心的接口。所有改变办件的操作只有一个入口 POST /v1/commands,回答是签名的回执;\
                     其余都是读取。出错时回答 application/problem+json(RFC 9457),code 稳定,rule 与 basis 指明条款。\
                     读取带 ETag,可用 If-None-Match;列表按键集翻页(cursor、limit 1 至 200)。未知字段:写入拒绝,读取请忽略。";

fn operation(entry: &Entry, route: &Route, realm: Realm, title: &str) -> Value {
    let mut parameters: Vec<Value> = entry
        .parts()
        .map(|part| {
            let (says, schema) = path_part(part);
            json!({"name": part, "in": "path", "required": true, "description": says, "schema": schema})
        })
        .collect();
    parameters.extend(entry.asked.iter().cloned());
    if entry.is_tagged() {
        parameters.push(json!({
            "name": "If-None-Match", "in": "header", "required": false, "schema": {"type": "string"},
            "description": "手里那一份的 ETag;没有变动时回答 304",
        }));
    }
    let mut operation = json!({
        "operationId": operation_id(entry),
        "tags": [title],
        "summary": entry.says,
        "description": format!("谁可以:{}", who(route.door, realm)),
        "parameters": parameters,
        "responses": responses(entry, route.door),
        "security": if route.door == Door::Open { json!([]) } else { json!([{"session": []}]) },
    });
    if let Some(name) = &entry.takes {
        let mut body = json!({"schema": refer(name)});
        if !entry.example.is_null() {
            set(&mut body, "examples", json!({"demo": {"value": entry.example}}));
        }
        let media = *entry.media.first().unwrap_or(&"application/json");
        set(&mut operation, "requestBody", json!({"required": true, "content": {media: body}}));
    } else if !entry.media.is_empty() {
        let content: Map<String, Value> = entry.media.iter().map(|media| ((*media).to_owned(), json!({}))).collect();
        set(&mut operation, "requestBody", json!({"required": true, "content": content}));
    }
    operation
}

/// `get_v1_cases_id`.
fn operation_id(entry: &Entry) -> String {
    let words = entry.path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(entry.method.to_ascii_lowercase(), |id, word| id + "_" + word)
}

/// Who comes in by a door, in words.
fn who(door: Door, realm: Realm) -> String {
    match door {
        Door::Open => "不需登录".to_owned(),
        Door::Staff => "已登录的人员".to_owned(),
        _ => {
            let roles = Role::ALL.into_iter().filter(|role| door.admits(*role, realm));
            let names: Vec<String> = roles.map(|role| tf(Lang::Zh, &format!("role.{role:?}"), &[])).collect();
            names.join("、")
        }
    }
}

/// What a part of a path is.
fn path_part(name: &str) -> (&'static str, Value) {
    let number = |example: u32| json!({"type": "integer", "minimum": 0, "maximum": u32::MAX, "examples": [example]});
    match name {
        "id" => ("编号(UUID)", json!({"type": "string", "format": "uuid"})),
        "no" => ("文书编号", json!({"type": "string"})),
        "name" => ("清单", refer("WorklistName")),
        "year" => ("年份", number(2026)),
        "code" => ("事项编码", json!({"type": "string", "examples": ["11000000D00000013R300013102400001"]})),
        "version" => ("版本号", number(1)),
        "sha256" => ("内容的 SHA-256,小写十六进制", json!({"type": "string"})),
        "case_id" => ("办件(UUID)", json!({"type": "string", "format": "uuid"})),
        "piece" => ("第几段,从 0 起", number(0)),
        _ => ("", json!({"type": "string"})),
    }
}

fn responses(entry: &Entry, door: Door) -> Value {
    let mut all = Map::new();
    let mut good = json!({"description": "成功"});
    let (kind, schema) = match &entry.gives {
        Gives::Json(schema) => ("application/json", schema.clone()),
        Gives::Bytes => ("application/octet-stream", json!({})),
        Gives::File => ("*/*", json!({})),
        Gives::Form => ("text/html", json!({})),
        Gives::Events => ("text/event-stream", json!({"type": "string"})),
        Gives::Text(kind) => (*kind, json!({})),
    };
    set(&mut good, "content", json!({kind: {"schema": schema}}));
    if entry.is_tagged() {
        set(&mut good, "headers", json!({"ETag": header_of("内容的标识,强")}));
        all.insert("304".into(), json!({"description": "没有变动", "headers": {"ETag": header_of("内容的标识,强")}}));
    }
    if matches!(entry.gives, Gives::File) {
        let mut part = good.clone();
        set(&mut part, "description", json!("其中一段"));
        all.insert("206".into(), part);
        all.insert("416".into(), json!({"description": "没有这一段", "content": {"*/*": {"schema": {}}}}));
    }
    all.insert("200".into(), good);
    let mut problems = entry.problems(door);
    if entry.by_rule {
        problems.entry(422).or_default();
    }
    for (status, codes) in problems {
        let mut said: Vec<String> = codes.iter().map(|code| format!("{code}:{}", title_of(code))).collect();
        if entry.by_rule && status == 422 {
            said.push("其他:按规则不予办理,代码、条款、依据见 code、rule、basis".to_owned());
        }
        let mut response = json!({
            "description": said.join("\n"),
            "content": {"application/problem+json": {"schema": refer("Problem")}},
            "x-problem-codes": codes,
        });
        if entry.by_rule && status == 422 {
            set(&mut response, "x-by-rule", json!(true));
        }
        if let Some((media, schema)) = entry.refuses.as_ref().filter(|_| status < 500)
            && let Some(content) = response.get_mut("content")
        {
            set(content, media, json!({"schema": schema}));
        }
        match status {
            // A page is no realm of a browser.
            401 if entry.refuses.is_none() => {
                set(&mut response, "headers", json!({"WWW-Authenticate": header_of("Bearer")}));
            }
            408 | 429 | 503 => set(&mut response, "headers", json!({"Retry-After": header_of("多少秒后再试")})),
            _ => {}
        }
        all.insert(status.to_string(), response);
    }
    Value::Object(all)
}

fn header_of(says: &str) -> Value {
    json!({"description": says, "required": true, "schema": {"type": "string"}})
}

/// What a code says, with its gaps left open.
fn title_of(code: &str) -> String {
    let key = format!("problem.{code}");
    if is_known(&key) { tf(Lang::Zh, &key, &["…"]) } else { String::new() }
}

/// A tuple as an array of so many parts of these kinds: what every reader of a schema understands.
fn plain_tuples(schema: &mut Value) {
    if let Some(schema) = schema.as_object_mut()
        && let Some(Value::Array(parts)) = schema.remove("prefixItems")
    {
        schema.insert("minItems".into(), json!(parts.len()));
        schema.insert("maxItems".into(), json!(parts.len()));
        schema.insert("items".into(), json!({"anyOf": parts}));
    }
    match schema {
        Value::Array(parts) => parts.iter_mut().for_each(plain_tuples),
        Value::Object(fields) => fields.values_mut().for_each(plain_tuples),
        _ => {}
    }
}

/// A command's `type` and `payload` go together: one line per act, as `Act` has them.
fn name_the_acts(named: &mut BTreeMap<String, Value>) {
    let act = serde_json::to_value(Act::schema()).unwrap_or_default();
    let Some(acts) = act.get("oneOf").and_then(Value::as_array) else { return };
    let lines: Vec<Value> = acts
        .iter()
        .filter_map(|act| {
            let name = act.pointer("/properties/type/enum/0")?;
            Some(json!({"title": name, "properties": act.get("properties")?}))
        })
        .collect();
    if let Some(command) = named.get_mut("Command") {
        set(command, "oneOf", json!(lines));
    }
}
