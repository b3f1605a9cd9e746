//! The document, and whether answers are as it says.

use std::sync::OnceLock;

use axum::http::{Method, StatusCode};
use jsonschema::Validator;
use serde_json::{Value, json};
use server::api::document;
use services::on_both_databases;

use super::client::{Client, errors, problem};
use crate::harness::{Answered, Desk};

/// The operation that answers `method` at `path`.
pub fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let path = path.split('?').next().unwrap();
    let fits = |template: &str| {
        let (have, want): (Vec<_>, Vec<_>) = (path.split('/').collect(), template.split('/').collect());
        have.len() == want.len() && have.iter().zip(&want).all(|(have, want)| want.starts_with('{') || have == want)
    };
    let paths = document()["paths"].as_object().unwrap();
    let (_, found) = paths.iter().find(|(template, _)| fits(template))?;
    found.get(method.as_str().to_lowercase())
}

/// Fails unless the document knows the answer's status, and its body and type are as it says.
pub fn conforms(method: &Method, path: &str, answer: &Answered) {
    assert!(answer.status.as_u16() < 500, "{method} {path}: {} {}", answer.status, answer.body);
    let Some(operation) = operation(method, path) else {
        assert!([404, 405].contains(&answer.status.as_u16()), "{method} {path} is not in the document");
        return;
    };
    let response = &operation["responses"][answer.status.as_str()];
    assert!(response.is_object(), "{method} {path}: {} is not in the document: {}", answer.status, answer.body);
    let kind = answer.header("content-type").split(';').next().unwrap();
    let schema = &response["content"][kind]["schema"];
    assert!(schema.is_object(), "{method} {path}: {kind} is not in the document");
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    let wrong: Vec<String> = validator(schema).iter_errors(&body).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{method} {path}: {wrong:?} in {}", answer.body);
}

/// The validator of a schema that the document refers to; each is made once.
fn validator(schema: &Value) -> &'static Validator {
    static MADE: OnceLock<std::sync::Mutex<std::collections::HashMap<String, &'static Validator>>> = OnceLock::new();
    let mut made = MADE.get_or_init(std::sync::Mutex::default).lock().unwrap();
    made.entry(schema.to_string()).or_insert_with(|| {
        let whole = json!({
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "allOf": [schema],
            "components": document()["components"],
        });
        Box::leak(Box::new(jsonschema::validator_for(&whole).expect("a sound schema")))
    })
}

#[test]
fn the_document_is_whole() {
    let document = document();
    assert_eq!(document["openapi"], "3.1.0");
    let mut ids = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            ids.push(operation["operationId"].as_str().unwrap().to_owned());
            for (status, response) in operation["responses"].as_object().unwrap() {
                let contents = response["content"].as_object().unwrap_or_else(|| panic!("{method} {path} {status}"));
                contents.values().for_each(|content| assert!(content["schema"]["$ref"].is_string(), "{path}"));
            }
        }
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 21, "{ids:?}");
    // Every name that is referred to is there.
    let text = document.to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}

on_both_databases! {
    async fn the_document_and_its_page_are_for_everybody_and_need_no_scripts(world) {
        let desk = Desk::over(&world);
        let file = desk.open("/api/v1/openapi.json", None).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "application/json"));
        assert_eq!(serde_json::from_str::<Value>(&file.body).unwrap(), *document());
        let page = desk.open("/api/v1/docs", None).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
        for what in ["<script", " style=", "<style", "http://", "https://"] {
            assert!(!page.body.contains(what), "{what}");
        }
        for what in ["POST /api/v1/appointments", "id=\"NewAppointment\"", "/api/v1/problems/conflict"] {
            assert!(page.body.contains(what), "{what}");
        }
        for part in page.body.split("href=\"#").skip(1) {
            let name = part.split('"').next().unwrap();
            assert!(page.body.contains(&format!("id=\"{name}\"")), "{name} is explained");
        }
        assert_eq!(desk.open("/api/v1/problems/conflict", None).await.status, StatusCode::OK);
        assert_eq!(desk.open("/api/v1/problems/nothing", None).await.status, StatusCode::NOT_FOUND);
    }

    async fn every_operation_refuses_parameters_that_it_does_not_know(world) {
        let client = Client::with(&world, "TS6", "read book change block plan").await;
        let mut asked = 0;
        for (path, operations) in document()["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let method: Method = method.to_uppercase().parse().unwrap();
                let path = path.replace("{id}", &world.seeds.izalco.id.to_string()).replace("{date}", "2026-11-23");
                let body = operation["requestBody"].is_object().then_some("{}");
                let address = format!("{path}?colour=1");
                let answer = client.send(method.clone(), &address, &[("if-match", "*")], body).await;
                assert_eq!(problem(&answer, StatusCode::UNPROCESSABLE_ENTITY), "invalid", "{method} {path}");
                assert_eq!(errors(&answer), [("colour".to_owned(), "unknown_field".to_owned())], "{method} {path}");
                asked += 1;
            }
        }
        assert_eq!(asked, 21);
        // A question mark alone asks for nothing.
        assert_eq!(client.get("/api/v1/token?").await.status, StatusCode::OK);
        let bearer = format!("Bearer {}", client.secret);
        let head = axum::http::Request::head("/api/v1/token?colour=1").header("authorization", bearer);
        let head = client.desk.ask(head.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(head.status, StatusCode::UNPROCESSABLE_ENTITY);
    }

    async fn every_operation_is_served_and_wants_a_token(world) {
        let client = Client::of(&world).await;
        for (path, operations) in document()["paths"].as_object().unwrap() {
            for method in operations.as_object().unwrap().keys() {
                let method: Method = method.to_uppercase().parse().unwrap();
                let path = path.replace("{id}", "0").replace("{date}", "2026-11-23");
                let request = axum::http::Request::builder().method(method.clone()).uri(&path);
                let answer = client.desk.ask(request.body(axum::body::Body::empty()).unwrap()).await;
                assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{method} {path}");
                conforms(&method, &path, &answer);
            }
        }
    }
}
