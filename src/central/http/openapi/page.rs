//! The page for people: the same document, without a script and without anything from elsewhere.

use std::fmt::Write as _;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

const STYLE: &str = "body{font:16px/1.6 sans-serif;max-width:64rem;margin:auto;padding:1rem;color:#222;background:#fff}\
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:2px solid #246}h3{margin:1.6rem 0 .2rem;font-size:1.05rem}\
code{font-family:monospace;background:#eef;padding:0 .2rem;overflow-wrap:anywhere}\
table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.2rem .5rem;text-align:left;vertical-align:top}\
td.p{white-space:pre-line}dl{margin:0}dt{float:left;clear:left;width:5rem;font-weight:bold}dd{margin-left:5rem}\
nav a{margin-right:1rem}";

/// What the page may load: its own style and nothing else.
pub(super) fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}

/// The whole page.
pub(super) fn draw(document: &Value) -> String {
    let mut html = String::new();
    let info = &document["info"];
    let _ = write!(
        html,
        "<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{0}</title><style>{STYLE}</style></head>\
         <body><h1>{0} {1}</h1><p>{2}</p><p>供程序读取:<a href=\"/openapi.json\">/openapi.json</a></p><nav>",
        safe(&info["title"]),
        safe(&info["version"]),
        safe(&info["description"]),
    );
    let tags: Vec<&Value> = document["tags"].as_array().into_iter().flatten().map(|tag| &tag["name"]).collect();
    for (number, tag) in tags.iter().enumerate() {
        let _ = write!(html, "<a href=\"#c{number}\">{}</a>", safe(tag));
    }
    html.push_str("<a href=\"#types\">数据类型</a></nav>");
    for (number, tag) in tags.iter().enumerate() {
        let _ = write!(html, "<h2 id=\"c{number}\">{}</h2>", safe(tag));
        for (path, methods) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in methods.as_object().into_iter().flatten() {
                if operation.pointer("/tags/0") == Some(*tag) {
                    route(&mut html, path, method, operation);
                }
            }
        }
    }
    html.push_str("<h2 id=\"types\">数据类型</h2>");
    for (name, schema) in document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten() {
        kind(&mut html, name, schema);
    }
    html.push_str("</body></html>");
    html
}

fn route(html: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        html,
        "<h3 id=\"{}\"><code>{} {}</code></h3><p>{}<br>{}</p><dl>",
        safe(&operation["operationId"]),
        escape(&method.to_ascii_uppercase()),
        escape(path),
        safe(&operation["summary"]),
        safe(&operation["description"]),
    );
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let place = match parameter["in"].as_str() {
            Some("path") => "路径",
            Some("query") => "查询",
            _ => "请求头",
        };
        let _ = write!(
            html,
            "<dt>{place}</dt><dd><code>{}</code> {} {}</dd>",
            safe(&parameter["name"]),
            shape(&parameter["schema"]),
            safe(&parameter["description"]),
        );
    }
    if let Some(body) = operation.pointer("/requestBody/content/application~1json/schema") {
        let _ = write!(html, "<dt>请求体</dt><dd>{}</dd>", shape(body));
    }
    for (media, content) in operation.pointer("/responses/200/content").and_then(Value::as_object).into_iter().flatten()
    {
        let schema = &content["schema"];
        let shown = if media == "application/json" { shape(schema) } else { escape(media) };
        let _ = write!(html, "<dt>回答</dt><dd>{shown}</dd>");
    }
    html.push_str("</dl><table>");
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        if status != "200" {
            let _ = write!(
                html,
                "<tr><th>{}</th><td class=\"p\">{}</td></tr>",
                escape(status),
                safe(&response["description"])
            );
        }
    }
    html.push_str("</table>");
}

fn kind(html: &mut String, name: &str, schema: &Value) {
    let _ = write!(html, "<h3 id=\"t-{0}\"><code>{0}</code></h3>", escape(name));
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words.iter().map(|word| format!("<code>{}</code>", safe(word))).collect();
        let _ = write!(html, "<p>{}</p>", words.join(" "));
    }
    if let Some(fields) = schema["properties"].as_object() {
        let required = schema["required"].as_array();
        html.push_str("<table>");
        for (field, schema) in fields {
            let must = required.is_some_and(|all| all.iter().any(|one| one == field));
            let _ = write!(
                html,
                "<tr><td><code>{}</code></td><td>{}</td><td>{}</td></tr>",
                escape(field),
                shape(schema),
                if must { "必有" } else { "" },
            );
        }
        html.push_str("</table>");
    } else if !schema["enum"].is_array() {
        let _ = write!(html, "<p>{}</p>", shape(schema));
    }
    if let Some(either) = schema["oneOf"].as_array().filter(|_| schema["properties"].is_object()) {
        let lines: Vec<String> = either
            .iter()
            .map(|one| {
                format!(
                    "<li><code>{}</code>:{}</li>",
                    safe(&one["title"]),
                    shape(one.pointer("/properties/payload").unwrap_or(&Value::Null))
                )
            })
            .collect();
        let _ = write!(html, "<p>type 与 payload:</p><ul>{}</ul>", lines.concat());
    }
}

/// A schema in a few words, with links to those that have names.
fn shape(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#t-{0}\"><code>{0}</code></a>", escape(name));
    }
    if let Some(either) = ["oneOf", "anyOf", "allOf"].iter().find_map(|key| schema[key].as_array()) {
        return either.iter().map(shape).collect::<Vec<_>>().join(" | ");
    }
    let kinds: Vec<&str> = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        one => one.as_str().into_iter().collect(),
    };
    let mut text = escape(&kinds.join(" | "));
    if schema["items"].is_object() {
        let _ = write!(text, " [{}]", shape(&schema["items"]));
    }
    if let Some(fields) = schema["properties"].as_object() {
        let fields: Vec<String> =
            fields.iter().map(|(name, field)| format!("{}: {}", escape(name), shape(field))).collect();
        let _ = write!(text, " {{{}}}", fields.join(", "));
    }
    if schema["additionalProperties"].is_object() {
        let _ = write!(text, " {{…: {}}}", shape(&schema["additionalProperties"]));
    }
    if let Some(words) = schema["enum"].as_array() {
        let words: Vec<String> = words.iter().map(safe).collect();
        let _ = write!(text, " {}", words.join(" "));
    }
    if let Some(format) = schema["format"].as_str() {
        let _ = write!(text, " ({})", escape(format));
    }
    text
}

fn safe(value: &Value) -> String {
    match value {
        Value::String(text) => escape(text),
        Value::Null => String::new(),
        other => escape(&other.to_string()),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
