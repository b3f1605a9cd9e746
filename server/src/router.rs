//! Every address the server answers, and the layers around them.

use app::{App, shell::shell};
use axum::{
    Router,
    body::Body,
    extract::{FromRef, State},
    http::{Request, StatusCode},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leptos::config::LeptosOptions;
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};
use tower_http::{CompressionLevel, compression::CompressionLayer};

use crate::{
    api, context,
    http::{
        address, body, calendar, calendars, day, docket, echo, files, headers, health, language, limits, live, log,
        metrics, origin, refusal, session,
    },
    state::AppState,
};

/// The whole of it: pages, server functions, live events, files, health.
///
/// The layers run from the last to the first: a request is named and logged, its answer gets its headers, is compressed,
/// is held to the limits, must not come from another site, must not be too large, and only then is asked whose it is.
pub fn router(state: AppState) -> Router {
    let provide = context::provider(&state);
    let document = {
        let state = state.clone();
        move || shell(LeptosOptions::from_ref(&state))
    };
    Router::new()
        .leptos_routes_with_context(&state, generate_route_list(App), provide, document)
        .route_layer(from_fn(session::sign_in_first))
        .route("/live", get(live::changes))
        .route("/echo", get(echo::line))
        .route("/language/{code}", get(language::choose))
        .route("/confirm/{token}/calendar.ics", get(calendar::file))
        .route("/day/{date}/day.csv", get(day::file))
        .route("/dockets/template.csv", get(docket::template_file))
        .route("/dockets/upload", post(docket::upload))
        .route("/absences/calendar", post(calendars::upload))
        .route("/healthz", get(health::up))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics::numbers))
        .nest_service("/pkg", files::hashed(&state.site))
        .fallback(elsewhere)
        .layer(from_fn_with_state(state.clone(), session::identify))
        .layer(from_fn(body::bound))
        .layer(from_fn_with_state(state.clone(), origin::same_site_only))
        // Programs come with a token and no cookie, so nothing above concerns them.
        .merge(api::routes(&state))
        .layer(from_fn_with_state(state.clone(), limits::hold))
        // Whoever is refused gets it all the same.
        .route(refusal::STYLE, get(refusal::style))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(state.clone(), headers::protect))
        .layer(from_fn(log::request))
        .layer(from_fn_with_state(state.clone(), address::find))
        .with_state(state)
}

/// A file of the site's folder, or the application's not-found page.
async fn elsewhere(State(state): State<AppState>, request: Request<Body>) -> Response {
    let (method, uri, headers) = (request.method().clone(), request.uri().clone(), request.headers().clone());
    if let Some(file) = files::loose(&state.site, method, uri, headers).await {
        return file;
    }
    let options = LeptosOptions::from_ref(&state);
    let render = render_app_async_with_context(context::provider(&state), move || shell(options.clone()));
    let mut page = render(request).await.into_response();
    if page.status() == StatusCode::OK {
        *page.status_mut() = StatusCode::NOT_FOUND;
    }
    page
}
