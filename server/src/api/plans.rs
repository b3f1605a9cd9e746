//! Lists of hearings: planned as a whole, and booked as a whole or not at all.
//!
//! Planning and booking go on after the answer was sent. Whoever asked reads the list until its stage is another.

use axum::{
    Extension,
    extract::State,
    http::{HeaderMap, header},
    response::Response,
};
use shared::{
    directory::Language,
    docket::{DocketView, Stage},
    error::Error,
    exchange::Kept,
    ids::DocketId,
    principal::Principal,
};

use super::{
    changes::{Matched, matched, tags},
    input::{Json, LIST_LIMIT, Named, Speaks},
    once::{Asked, once},
    problem::{Problem, answer},
    wire::plans::{NewPlan, Plan},
};
use crate::state::AppState;

/// Plan a list of hearings
///
/// The list is kept if all of it is sound, and a time and a room are sought for every hearing of it. Nothing is reserved
/// yet. The answer does not wait for the plan: read it until its stage is `planned`. With an `Idempotency-Key` the same
/// request may be sent again for 24 hours and is answered the same.
#[utoipa::path(
    post, path = "/api/v1/plans", operation_id = "makePlan", tag = "plans",
    params(("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Chosen by the program, for this request alone")),
    request_body = NewPlan,
    responses((status = 202, body = Plan, headers(
        ("ETag" = String, description = "Its version"), ("Location" = String, description = "Its address")
    )))
)]
pub(super) async fn create(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    headers: HeaderMap,
    body: Json<NewPlan, LIST_LIMIT>,
) -> Result<Response, Problem> {
    let what = format!("POST plans {}", body.digest);
    let asked = Asked { state: &state, who: &who, headers: &headers, language, what };
    let (state, who, list) = (state.clone(), who.clone(), body.value.into());
    once(asked, async move |claim| {
        let dockets = &state.services.dockets;
        let id = dockets.propose(&who, list, claim).await?;
        let mut kept = kept(202, dockets.docket(&who, id).await?, language);
        kept.headers.push((header::LOCATION.to_string(), format!("{}/plans/{id}", super::ROOT)));
        Ok(kept)
    })
    .await
}

/// A list with its plan
///
/// What is proposed for each hearing, or why it has no place; how far the work on it is; and what refused which hearings
/// when it was to be booked.
#[utoipa::path(
    get, path = "/api/v1/plans/{id}", operation_id = "readPlan", tag = "plans",
    params(("id" = uuid::Uuid, Path, description = "Its identifier")),
    responses((status = 200, body = Plan, headers(("ETag" = String, description = "Its version"))))
)]
pub(super) async fn read(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    Named(id): Named,
) -> Result<Response, Problem> {
    let view = state.services.dockets.docket(&who, identifier(&id)?).await?;
    Ok(answer(kept(200, view, language)))
}

/// Plan it anew
///
/// For what became free or taken meanwhile. Refused as stale while it is planned or booked, and when it is booked; and, if
/// `If-Match` is sent, when it is another version than that, unless it is what planning that version made of it: the same
/// request may be sent again. With an `Idempotency-Key` it may be sent again for 24 hours either way, and is planned once.
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/planning", operation_id = "planAgain", tag = "plans",
    params(
        ("id" = uuid::Uuid, Path, description = "Its identifier"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` that was read"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Chosen by the program, for this request alone"),
    ),
    responses((status = 202, body = Plan, headers(("ETag" = String, description = "Its version"))))
)]
pub(super) async fn plan(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    Named(id): Named,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    // All that can be wrong with the header is that it is not there, and here it need not be.
    let (id, matched) = (identifier(&id)?, matched(&headers).ok());
    let what = format!("POST plans/{id}/planning {}", tags(&headers));
    let asked = Asked { state: &state, who: &who, headers: &headers, language, what };
    let (state, who) = (state.clone(), who.clone());
    once(asked, async move |claim| {
        let dockets = &state.services.dockets;
        let version = match &matched {
            Some(matched) => Some(version(&state, &who, id, matched).await?),
            None => None,
        };
        dockets.plan(&who, id, version, claim).await?;
        Ok(kept(202, dockets.docket(&who, id).await?, language))
    })
    .await
}

/// Book what is proposed
///
/// Every hearing that has a place, all of them or none: if one is refused, nothing is booked, the stage is `planned` again
/// and `obstacles` say what was against it. The answer does not wait: read the plan until its stage is `booked`.
/// `If-Match` names the version whose proposals are booked. Those without a place are left out.
#[utoipa::path(
    post, path = "/api/v1/plans/{id}/booking", operation_id = "bookPlan", tag = "plans",
    params(
        ("id" = uuid::Uuid, Path, description = "Its identifier"),
        ("If-Match" = String, Header, description = "The `ETag` that was read"),
        ("Idempotency-Key" = Option<String>, Header, max_length = 255, description = "Chosen by the program, for this request alone"),
    ),
    responses((status = 202, body = Plan, headers(("ETag" = String, description = "Its version"))))
)]
pub(super) async fn book(
    State(state): State<AppState>,
    Extension(who): Extension<Principal>,
    Speaks(language): Speaks,
    Named(id): Named,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (id, matched) = (identifier(&id)?, matched(&headers)?);
    let what = format!("POST plans/{id}/booking {}", tags(&headers));
    let asked = Asked { state: &state, who: &who, headers: &headers, language, what };
    let (state, who) = (state.clone(), who.clone());
    once(asked, async move |_| {
        let dockets = &state.services.dockets;
        let version = version(&state, &who, id, &matched).await?;
        let begun = dockets.book(&who, id, version).await;
        let view = dockets.docket(&who, id).await?;
        match begun {
            // Sent again after the answer was lost: it is what was asked for.
            Err(Error::Stale { .. }) if is_booking_of(&view, &matched) => {}
            begun => begun?,
        }
        Ok(kept(202, view, language))
    })
    .await
}

/// The version that is meant: the service checks in its transaction that it is still the newest.
async fn version(state: &AppState, who: &Principal, id: DocketId, matched: &Matched) -> Result<i32, Problem> {
    if let Some(only) = matched.only() {
        return Ok(only);
    }
    Ok(matched.at(state.services.dockets.docket(who, id).await?.version))
}

/// Whether `view` is what booking a version that is `matched` made of it. Each step raises the version by one.
fn is_booking_of(view: &DocketView, matched: &Matched) -> bool {
    match view.stage {
        Stage::Booking => matched.names(view.version - 1),
        Stage::Booked => matched.names(view.version - 2),
        Stage::Open | Stage::Planning | Stage::Planned => false,
    }
}

/// The identifier in an address. What is none names nothing.
fn identifier(text: &str) -> Result<DocketId, Problem> {
    text.parse().map_err(|_| Error::NotFound.into())
}

fn kept(status: u16, view: DocketView, language: Language) -> Kept {
    let version = view.version;
    let body = serde_json::to_string(&Plan::of(view, language)).unwrap_or_default();
    let headers = vec![
        (header::CONTENT_TYPE.to_string(), "application/json".to_owned()),
        (header::ETAG.to_string(), format!("\"{version}\"")),
    ];
    Kept { status, headers, body }
}
