//! The document as a file, and as a page that needs neither scripts nor styles.

use std::fmt::Write as _;

use axum::{
    Json,
    response::{Html, IntoResponse, Response},
};
use serde_json::Value;
use shared::directory::Language;

use super::{
    document,
    input::Named,
    problem::{Kind, Problem},
};

/// `GET /api/v1/openapi.json`: the `OpenAPI` document.
pub(super) async fn file() -> Json<&'static Value> {
    Json(document())
}

/// `GET /api/v1/docs`: the same, to be read.
pub(super) async fn page() -> Html<String> {
    Html(render(document()))
}

/// `GET /api/v1/problems/{kind}`: what a problem's type means.
pub(super) async fn problem(Named(code): Named) -> Response {
    let Some(kind) = Kind::ALL.iter().find(|kind| kind.code() == code) else {
        return Problem::new(Kind::NotFound).into_response();
    };
    let mut page = begin(kind.code());
    problem_lines(&mut page, *kind);
    page.push_str("<p><a href=\"/api/v1/docs\">API</a></p></main></body></html>");
    Html(page).into_response()
}

fn render(document: &Value) -> String {
    let mut page = begin("API");
    let info = &document["info"];
    line(&mut page, "h1", &format!("{} API v{}", text(&info["title"]), text(&info["version"])));
    line(&mut page, "p", text(&info["description"]));
    page.push_str("<p><a href=\"/api/v1/openapi.json\">openapi.json</a></p>");
    for (path, operations) in fields(&document["paths"]) {
        for (method, operation) in fields(operations) {
            render_operation(&mut page, path, method, operation);
        }
    }
    line(&mut page, "h2", "Types");
    for (name, schema) in fields(&document["components"]["schemas"]) {
        let _ = write!(page, "<h3 id=\"{0}\">{0}</h3>", escaped(name));
        render_schema(&mut page, schema);
    }
    line(&mut page, "h2", "Problems");
    for kind in Kind::ALL {
        problem_lines(&mut page, *kind);
    }
    page.push_str("</main></body></html>");
    page
}

fn render_operation(page: &mut String, path: &str, method: &str, operation: &Value) {
    let name = text(&operation["operationId"]);
    let _ = write!(page, "<h2 id=\"{}\"><code>{} {}</code></h2>", escaped(name), method.to_uppercase(), escaped(path));
    line(page, "p", text(&operation["summary"]));
    line(page, "p", text(&operation["description"]));
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        page.push_str("<dl>");
        for one in parameters {
            let needed = if one["required"] == true { ", required" } else { "" };
            let place = format!(" ({}{needed})", text(&one["in"]));
            let _ = write!(page, "<dt><code>{}</code>{place}</dt>", escaped(text(&one["name"])));
            line(page, "dd", text(&one["description"]));
        }
        page.push_str("</dl>");
    }
    let body = &operation["requestBody"]["content"]["application/json"]["schema"];
    if body.is_object() {
        let _ = write!(page, "<p>Body: {}</p>", of_type(body));
    }
    page.push_str("<p>Answers:</p><ul>");
    for (status, response) in fields(&operation["responses"]) {
        let schema = fields(&response["content"]).next().map(|(_, content)| of_type(&content["schema"]));
        let _ = write!(page, "<li>{status} {}</li>", schema.unwrap_or_default());
    }
    page.push_str("</ul>");
}

fn render_schema(page: &mut String, schema: &Value) {
    line(page, "p", text(&schema["description"]));
    let parts = schema["allOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    for part in parts {
        if part["$ref"].is_string() {
            let _ = write!(page, "<p>All of {}, and:</p>", of_type(part));
        } else {
            render_schema(page, part);
        }
    }
    let needed: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if schema["properties"].is_object() {
        page.push_str("<dl>");
        for (name, property) in fields(&schema["properties"]) {
            let needed = if needed.contains(&name.as_str()) { ", required" } else { "" };
            let _ = write!(page, "<dt><code>{}</code>: {}{needed}</dt>", escaped(name), of_type(property));
            line(page, "dd", text(&property["description"]));
        }
        page.push_str("</dl>");
    }
}

/// A schema in a few words; a named one as a link to its description.
fn of_type(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escaped(name));
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(choices) = schema[choice].as_array() {
            let named: Vec<_> = choices.iter().filter(|one| one["type"] != "null").map(of_type).collect();
            return named.join(" | ");
        }
    }
    if let Some(codes) = schema["enum"].as_array() {
        return codes
            .iter()
            .map(|code| format!("<code>{}</code>", escaped(text(code))))
            .collect::<Vec<_>>()
            .join(" | ");
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(text).filter(|kind| *kind != "null").collect::<Vec<_>>().join(" | "),
        kind => text(kind).to_owned(),
    };
    if kind == "array" {
        return format!("list of {}", of_type(&schema["items"]));
    }
    let mut words = escaped(&kind);
    if let Some(format) = schema["format"].as_str() {
        let _ = write!(words, " ({})", escaped(format));
    }
    for (bound, word) in [("minimum", "from"), ("maximum", "to"), ("maxLength", "at most characters:")] {
        if schema[bound].is_number() {
            let _ = write!(words, ", {word} {}", schema[bound]);
        }
    }
    words
}

fn problem_lines(page: &mut String, kind: Kind) {
    let (code, status) = (kind.code(), kind.status().as_u16());
    let _ = write!(page, "<h3 id=\"problem-{code}\"><code>/api/v1/problems/{code}</code> ({status})</h3>");
    for language in Language::ALL {
        let _ = write!(page, "<p lang=\"{}\">{}</p>", language.code(), escaped(kind.title(language)));
    }
}

fn begin(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title} · Telesala</title></head><body><main>"
    )
}

fn line(page: &mut String, tag: &str, words: &str) {
    if !words.is_empty() {
        let _ = write!(page, "<{tag}>{}</{tag}>", escaped(words));
    }
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
