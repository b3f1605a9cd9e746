//! The `OpenAPI` document, made from the types and the handlers.

use std::sync::OnceLock;

use serde_json::{Value, json};
use utoipa::OpenApi;

use super::{appointments, blocks, changes, lookups, plans, wire::problem::ProblemBody};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Telesala",
        version = "1",
        description = "Through this interface the case-management systems of courts and clinics book virtual hearings, \
            teleconsultations and private meetings with the defence. Times are RFC 3339 with their offset; unknown fields are refused."
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
const ALWAYS: &[u16] = &[401, 403, 429, 500, 503];
/// What one that takes a body may answer.
const WITH_BODY: &[u16] = &[400, 408, 413, 415, 422];

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

/// With which statuses `operation` may refuse.
fn refusals(operation: &Value) -> Vec<u16> {
    let named = operation["operationId"].as_str().unwrap_or_default();
    let more: &[u16] = match named {
        "listAppointments" | "listBlocks" | "listCentres" | "listRooms" => &[400, 422],
        "readAppointment" | "readBlock" | "readPlan" => &[404],
        "readDocket" => &[404, 422],
        "bookAppointment" | "makeBlock" | "makePlan" => &[409],
        "changeAppointment" | "cancelAppointment" => &[404, 409, 412, 428],
        // A key can be wrong where there is no body.
        "planAgain" | "liftBlock" => &[404, 409, 412, 422],
        "bookPlan" => &[404, 409, 412, 422, 428],
        _ => &[],
    };
    let body: &[u16] = if operation["requestBody"].is_object() { WITH_BODY } else { &[] };
    [ALWAYS, body, more].concat()
}
