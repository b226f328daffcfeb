//! What the contract says of one route: a line or two beside its place on the board. What follows from the door, the
//! path and the body (sessions, roles, sizes, a database that fails) is not written again for each.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, schema::Schema},
};

use crate::{
    central::{
        auth::{waits_for_factor, waits_for_password},
        http::Route,
        rights::Door,
        serve::{is_counted, signs_in},
    },
    contract::Page,
};

/// Named schemas, as the types know them.
pub(super) type Schemas = Vec<(String, RefOr<Schema>)>;

/// What comes back when it went well.
#[derive(Debug, Clone)]
pub(super) enum Gives {
    /// JSON of this schema.
    Json(Value),
    /// Bytes.
    Bytes,
    /// A file of a case, in its own media type and perhaps a part of it.
    File,
    /// A page with a form, made anew for everybody.
    Form,
    /// Server-sent events.
    Events,
    /// A text of this media type.
    Text(&'static str),
}

/// One route in words.
#[derive(Clone)]
pub(super) struct Entry {
    pub method: &'static str,
    pub path: &'static str,
    /// What it is for, in one Chinese line.
    pub says: &'static str,
    /// Parameters of the query and of headers, as the document has them.
    pub asked: Vec<Value>,
    /// Name of the schema of the body.
    pub takes: Option<String>,
    /// Media types of the body, where it is no JSON.
    pub media: &'static [&'static str],
    /// How it says no in a form of its own, beside a problem: media type and schema.
    pub refuses: Option<(&'static str, Value)>,
    /// A body as the demo hall takes it.
    pub example: Value,
    pub gives: Gives,
    /// Status and code of what may go wrong beside what follows from the route itself.
    pub own: Vec<(u16, &'static str)>,
    /// Rules may refuse it: their codes are those of the rules.
    pub by_rule: bool,
    pub schemas: Schemas,
}

/// `GET`.
pub(super) fn get(path: &'static str, says: &'static str) -> Entry {
    Entry::new("GET", path, says)
}

/// `POST`.
pub(super) fn post(path: &'static str, says: &'static str) -> Entry {
    Entry::new("POST", path, says)
}

/// `PATCH`.
pub(super) fn patch(path: &'static str, says: &'static str) -> Entry {
    Entry::new("PATCH", path, says)
}

/// `DELETE`.
pub(super) fn delete(path: &'static str, says: &'static str) -> Entry {
    Entry::new("DELETE", path, says)
}

impl Entry {
    /// Any method.
    pub(super) fn new(method: &'static str, path: &'static str, says: &'static str) -> Self {
        Self {
            method,
            path,
            says,
            asked: Vec::new(),
            takes: None,
            media: &[],
            refuses: None,
            example: Value::Null,
            gives: Gives::Json(json!({"type": "null"})),
            own: Vec::new(),
            by_rule: false,
            schemas: Vec::new(),
        }
    }

    fn named<T: ToSchema>(&mut self) -> Value {
        named::<T>(&mut self.schemas)
    }

    /// The fields of a type are the query; a field left out narrows nothing.
    pub(super) fn asks<T: ToSchema>(mut self) -> Self {
        T::schemas(&mut self.schemas);
        let schema = serde_json::to_value(T::schema()).unwrap_or_default();
        for (name, field) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let mut field = field.clone();
            let says = field.as_object_mut().and_then(|field| field.remove("description"));
            let says = query_words(name).map_or_else(|| says.unwrap_or_default(), |words| json!(words));
            let mut asked = json!({
                "name": name, "in": "query", "required": false, "description": says, "schema": stated(field),
            });
            if name == "item" {
                set(&mut asked, "example", json!("食品"));
            }
            self.asked.push(asked);
        }
        self
    }

    /// A header beside those of every request.
    pub(super) fn header(mut self, name: &'static str, says: &'static str) -> Self {
        self.asked.push(json!({
            "name": name, "in": "header", "required": false, "description": says, "schema": {"type": "string"},
        }));
        self
    }

    /// The body.
    pub(super) fn takes<T: ToSchema>(mut self) -> Self {
        self.named::<T>();
        self.takes = Some(T::name().into_owned());
        self
    }

    /// A body as the demo hall takes it.
    pub(super) fn such_as(mut self, example: Value) -> Self {
        self.example = example;
        self
    }

    /// A form, as browsers and OAuth send it.
    pub(super) fn takes_form<T: ToSchema>(mut self) -> Self {
        self.media = &["application/x-www-form-urlencoded"];
        self.takes::<T>().no(415, &["body.not_a_form"]).no(413, &["body.form_too_large"])
    }

    /// Bytes of these media types.
    pub(super) fn takes_bytes(mut self, media: &'static [&'static str]) -> Self {
        self.media = media;
        self
    }

    /// A page says no as a page.
    pub(super) fn refuses_by_page(mut self) -> Self {
        self.refuses = Some(("text/html", json!({})));
        self
    }

    /// A no has a form of its own.
    pub(super) fn refuses_by<T: ToSchema>(mut self) -> Self {
        self.refuses = Some(("application/json", named::<T>(&mut self.schemas)));
        self
    }

    /// The answer.
    pub(super) fn gives<T: ToSchema>(mut self) -> Self {
        self.gives = Gives::Json(self.named::<T>());
        self
    }

    /// The answer is one or none.
    pub(super) fn gives_one_or_none<T: ToSchema>(mut self) -> Self {
        let one = self.named::<T>();
        self.gives = Gives::Json(json!({"oneOf": [{"type": "null"}, one]}));
        self
    }

    /// The answer is all of them, in an array.
    pub(super) fn gives_all<T: ToSchema>(mut self) -> Self {
        let one = self.named::<T>();
        self.gives = Gives::Json(json!({"type": "array", "items": one}));
        self
    }

    /// The answer is a page by keyset cursor.
    pub(super) fn gives_page<T: ToSchema>(mut self) -> Self {
        self.named::<T>();
        let name = format!("PageOf{}", T::name());
        self.gives = Gives::Json(refer(&name));
        self.schemas.push((name, Page::<T>::schema()));
        self
    }

    /// The answer is no JSON.
    pub(super) fn gives_other(mut self, gives: Gives) -> Self {
        self.gives = gives;
        self
    }

    /// What else may go wrong: status and stable codes.
    pub(super) fn no(mut self, status: u16, codes: &[&'static str]) -> Self {
        self.own.extend(codes.iter().map(|code| (status, *code)));
        self
    }

    /// A rule may say no: 422 with the code, the rule and its basis.
    pub(super) fn by_rule(mut self) -> Self {
        self.by_rule = true;
        self
    }

    /// Whether the answer carries an `ETag`.
    pub(super) fn is_tagged(&self) -> bool {
        self.method == "GET" && !matches!(self.gives, Gives::Events | Gives::File | Gives::Form)
    }

    /// Names between braces in the path.
    pub(super) fn parts(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|part| part.split('}').next())
    }

    /// Everything that may go wrong, by status: what is said here and what follows from the route.
    pub(super) fn problems(&self, door: Door) -> BTreeMap<u16, Vec<&'static str>> {
        let mut all: BTreeMap<u16, Vec<&'static str>> = BTreeMap::new();
        let mut add = |(status, code): (u16, &'static str)| {
            let codes = all.entry(status).or_default();
            if !codes.contains(&code) {
                codes.push(code);
            }
        };
        self.own.iter().copied().for_each(&mut add);
        if self.path.starts_with("/v1/") || self.path == "/healthz" {
            EVERYWHERE.iter().copied().for_each(&mut add);
        }
        if is_counted(self.path) {
            add((429, "limit.address"));
        }
        if signs_in(self.method, self.path) {
            add((429, "limit.sign_in"));
        }
        if self.path != "/healthz" {
            add((503, "service.starting"));
        }
        if door != Door::Open {
            SIGNED_IN.iter().copied().for_each(&mut add);
            if waits_for_password(self.method, self.path) {
                add((403, "password.must_change"));
            }
            if waits_for_factor(self.method, self.path) {
                add((403, "totp.must_enrol"));
            }
        }
        if matches!(door, Door::Cases | Door::Asks(_)) {
            add((403, "role.not_allowed"));
        }
        if self.parts().next().is_some() {
            add((404, "not_found"));
        }
        let in_query =
            |name: &str| self.asked.iter().any(|one| one["in"] == "query" && (name.is_empty() || one["name"] == name));
        if in_query("") {
            add((400, "query.invalid"));
        }
        if in_query("cursor") {
            add((400, "cursor.invalid"));
        }
        if self.takes.is_some() || !self.media.is_empty() {
            add((408, "request.slow"));
        }
        if self.takes.is_some() && self.media.is_empty() {
            BODY.iter().copied().for_each(&mut add);
        }
        all
    }

    /// The same route on the board.
    pub(super) fn is(&self, route: &Route) -> bool {
        (self.method, self.path) == (route.method, route.path)
    }
}

/// What may go wrong wherever the database is asked.
const EVERYWHERE: &[(u16, &str)] =
    &[(500, "storage.failed"), (503, "storage.busy"), (503, "storage.broken"), (507, "storage.full")];

/// What may go wrong wherever somebody must be signed in.
const SIGNED_IN: &[(u16, &str)] =
    &[(401, "session.missing"), (401, "session.expired"), (403, "account.disabled"), (429, "limit.account")];

/// What may go wrong wherever a body is read.
const BODY: &[(u16, &str)] = &[(400, "body.malformed"), (413, "body.too_large"), (415, "body.not_json")];

/// Keeps the schema of a type under its name, and those it is made of; a reference to it.
pub(super) fn named<T: ToSchema>(schemas: &mut Schemas) -> Value {
    T::schemas(schemas);
    let name = T::name().into_owned();
    let reference = refer(&name);
    schemas.push((name, T::schema()));
    reference
}

/// Puts a member into an object.
pub(super) fn set(object: &mut Value, name: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(name.to_owned(), value);
    }
}

/// A reference to a named schema.
pub(super) fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// What a field of a query narrows; others say it by themselves.
fn query_words(name: &str) -> Option<&'static str> {
    Some(match name {
        "after" => "已知的最后一个序号",
        "applicant_id" => "申请人,由 /v1/applicants/lookup 得到",
        "at" => "留痕链的若干处,逗号分开,最多 100 处",
        "cursor" => "上一页的 next",
        "day" => "按哪一天的情形知道的",
        "from" => "从何时(版本或日期)起",
        "item" => "事项名称的一部分",
        "limit" => "多少行,1 至 200,不写为 50",
        "number" => "办件编号或受理单号,或其末尾",
        "state" => "状态",
        "to" => "到哪一天为止",
        _ => return None,
    })
}

/// A field of a query either stands there or does not: null is no value of it.
fn stated(mut schema: Value) -> Value {
    if schema.get("default").is_some_and(Value::is_null)
        && let Some(schema) = schema.as_object_mut()
    {
        schema.remove("default");
    }
    if let Some(kinds) = schema.get("type").and_then(Value::as_array) {
        let kinds: Vec<Value> = kinds.iter().filter(|kind| *kind != "null").cloned().collect();
        let kind = if let [one] = kinds.as_slice() { one.clone() } else { json!(kinds) };
        set(&mut schema, "type", kind);
    }
    if let Some(either) = schema.get("oneOf").and_then(Value::as_array) {
        let real: Vec<Value> = either.iter().filter(|one| one["type"] != "null").cloned().collect();
        if let [one] = real.as_slice() {
            return refer(one["$ref"].as_str().and_then(|path| path.rsplit('/').next()).unwrap_or_default());
        }
    }
    schema
}
