//! `/api/v1`: the interface through which programs of courts and clinics book (`docs/API.md`).
//!
//! A program comes with a token and nothing else: cookies are not looked at, so no request of a browser can act in a
//! person's name, and no header lets pages of other sites read an answer. Everything goes through the same services as
//! the pages.
//!
//! # Adding an operation
//! A handler with `#[utoipa::path]` in the file of its noun, its route here, its name in [`document`], where the
//! statuses that it can answer are listed. Whoever reads parameters of the address names them to `utoipa`, too: where none
//! is named, none is taken.

mod appointments;
mod blocks;
mod changes;
mod docs;
mod document;
mod gate;
mod input;
mod lookups;
mod once;
mod pages;
mod plans;
mod problem;
mod quota;
mod wire;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get, post},
};

pub use self::{
    document::document,
    problem::{Kind as ProblemKind, Problem, refusal},
    quota::{Quota, REQUESTS},
};
use crate::state::AppState;

/// Where it lies.
pub const ROOT: &str = "/api/v1";

/// Every address of the interface.
pub fn routes(state: &AppState) -> Router<AppState> {
    Router::new()
        .route("/api/v1/appointments", get(appointments::list).post(appointments::create))
        .route("/api/v1/appointments/{id}", get(appointments::read).patch(changes::amend))
        .route("/api/v1/appointments/{id}/cancellation", post(changes::cancel))
        .route("/api/v1/blocks", get(blocks::list).post(blocks::create))
        .route("/api/v1/blocks/preview", post(blocks::weigh))
        .route("/api/v1/blocks/{id}", get(blocks::read).delete(blocks::lift))
        .route("/api/v1/plans", post(plans::create))
        .route("/api/v1/plans/{id}", get(plans::read))
        .route("/api/v1/plans/{id}/planning", post(plans::plan))
        .route("/api/v1/plans/{id}/booking", post(plans::book))
        .route("/api/v1/availability", post(lookups::availability))
        .route("/api/v1/dockets/{date}", get(lookups::docket))
        .route("/api/v1/centres", get(lookups::centres))
        .route("/api/v1/rooms", get(lookups::rooms))
        .route("/api/v1/detainees/search", post(lookups::detainees))
        .route("/api/v1/people/search", post(lookups::people))
        .route("/api/v1/token", get(lookups::token))
        .method_not_allowed_fallback(gate::wrong_method)
        .layer(from_fn(input::without_parameters))
        .layer(from_fn_with_state(state.clone(), gate::admit))
        .merge(
            Router::new()
                .route("/api/v1/openapi.json", get(docs::file))
                .route("/api/v1/docs", get(docs::page))
                .route("/api/v1/problems/{kind}", get(docs::problem))
                .route("/api/v1/{*rest}", any(gate::nothing))
                .route(ROOT, any(gate::nothing))
                .method_not_allowed_fallback(gate::wrong_method),
        )
        .layer(from_fn(problem::speak))
}
