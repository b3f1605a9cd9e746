//! The `OpenAPI` document, made from the types and the handlers.

use std::sync::OnceLock;

use axum::http::Method;
use serde_json::{Value, json};
use utoipa::OpenApi;

use super::{appointments, blocks, changes, lookups, plans, wire::problem::ProblemBody};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Telesala",
        version = "1",
        description = "Through this interface the case-management systems of courts and clinics book virtual hearings, \
            teleconsultations and private meetings with the defence. Times are RFC 3339 with their offset; \
            unknown fields and parameters are refused."
    ),
    paths(
        appointments::list,
        appointments::read,
        appointments::create,
        changes::amend,
        changes::cancel,
        blocks::list,
        blocks::read,
        blocks::weigh,
        blocks::create,
        blocks::lift,
        plans::create,
        plans::read,
        plans::plan,
        plans::book,
        lookups::availability,
        lookups::docket,
        lookups::centres,
        lookups::rooms,
        lookups::detainees,
        lookups::people,
        lookups::token,
    ),
    components(schemas(ProblemBody))
)]
struct Interface;

/// What every operation may answer instead.
const ALWAYS: &[u16] = &[400, 401, 403, 422, 429, 500, 503];
/// What one that takes a body may answer.
const WITH_BODY: &[u16] = &[408, 413, 415];

/// The document, as JSON.
pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        let mut document = serde_json::to_value(Interface::openapi()).unwrap_or_default();
        document["components"]["securitySchemes"] = json!({"token": {
            "type": "http", "scheme": "bearer", "description": "Made with `telesala token create`; it acts for one agency."
        }});
        document["security"] = json!([{"token": []}]);
        if let Some(paths) = document["paths"].as_object_mut() {
            for operation in paths.values_mut().filter_map(Value::as_object_mut).flat_map(|path| path.values_mut()) {
                for status in refusals(operation) {
                    operation["responses"][status.to_string()] = json!({
                        "description": "Refused",
                        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
                    });
                }
            }
        }
        document
    })
}

/// Whether there is an operation that answers `method` at `path`, which is written as its route is, and it takes no parameters
/// in its address.
pub(super) fn takes_no_parameters(method: &Method, path: &str) -> bool {
    // Whoever only wants the head is answered as if it were read.
    let method = if *method == Method::HEAD { "get".to_owned() } else { method.as_str().to_ascii_lowercase() };
    let operation = &document()["paths"][path][method];
    let mut parameters = operation["parameters"].as_array().into_iter().flatten();
    operation.is_object() && !parameters.any(|one| one["in"] == "query")
}

/// With which statuses `operation` may refuse.
fn refusals(operation: &Value) -> Vec<u16> {
    let named = operation["operationId"].as_str().unwrap_or_default();
    let more: &[u16] = match named {
        "readAppointment" | "readBlock" | "readPlan" | "readDocket" => &[404],
        "bookAppointment" | "findSlots" | "makeBlock" | "makePlan" => &[409],
        "changeAppointment" | "cancelAppointment" | "bookPlan" => &[404, 409, 412, 428],
        "planAgain" | "liftBlock" => &[404, 409, 412],
        _ => &[],
    };
    let body: &[u16] = if operation["requestBody"].is_object() { WITH_BODY } else { &[] };
    [ALWAYS, body, more].concat()
}
