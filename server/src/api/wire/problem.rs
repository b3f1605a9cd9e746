//! Problem details (RFC 9457).

use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was refused (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(in crate::api) struct ProblemBody {
    /// What kind of problem it is: stable, and an address at which it is explained.
    #[serde(rename = "type")]
    pub(in crate::api) kind: String,
    /// The same in words, in the language that was asked for.
    pub(in crate::api) title: String,
    /// The HTTP status.
    pub(in crate::api) status: u16,
    /// The names of the scheduling rules that are in the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(in crate::api) rule: Vec<String>,
    /// Everything that is in the way, one by one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(in crate::api) obstacles: Vec<ObstacleBody>,
    /// What of the request is wrong.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(in crate::api) errors: Vec<FaultBody>,
    /// The version that the appointment has now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) current_version: Option<i32>,
    /// What changed since the version that the request named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub(in crate::api) changes: Vec<ChangeBody>,
    /// The state that does not allow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) state: Option<String>,
}

/// Something in the way of a time.
#[derive(Serialize, ToSchema)]
#[schema(as = Obstacle)]
pub(in crate::api) struct ObstacleBody {
    /// The name of the rule.
    pub(in crate::api) rule: String,
    /// The same in words.
    pub(in crate::api) detail: String,
    /// What is taken: room, detainee or person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) resource: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) name: Option<String>,
    /// From when on it is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(in crate::api) start: Option<String>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = DateTime)]
    pub(in crate::api) end: Option<String>,
}

/// A part of the request that is wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldError)]
pub(in crate::api) struct FaultBody {
    /// Where in the body: a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) pointer: Option<String>,
    /// Which parameter of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) parameter: Option<String>,
    /// Which header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) header: Option<String>,
    /// What is wrong: `missing`, `unknown_field`, `wrong_type`, `unknown_choice`, `kept_by_centre` …
    pub(in crate::api) code: String,
    /// The same in words.
    pub(in crate::api) detail: String,
}

/// A field before and after.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldChange)]
pub(in crate::api) struct ChangeBody {
    /// Which.
    pub(in crate::api) field: String,
    /// Whose, if it belongs to a participant, to the room of a centre or to somebody who is brought.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) of: Option<String>,
    /// What it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) from: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::api) to: Option<String>,
    /// The same in words.
    pub(in crate::api) detail: String,
}
