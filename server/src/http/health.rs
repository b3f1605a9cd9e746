//! For whoever watches over the installation.

use axum::{extract::State, http::StatusCode};
use migration::{Migrator, MigratorTrait};

use crate::state::AppState;

/// `GET /healthz`: the process is up.
pub async fn up() -> &'static str {
    "up\n"
}

/// `GET /readyz`: the database answers and its schema is the one this program needs.
pub async fn ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match Migrator::get_pending_migrations(&state.house.db).await {
        Ok(pending) if pending.is_empty() => (StatusCode::OK, "ready\n"),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are pending\n"),
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    }
}
