//! The composition root: what pages and server functions find in their context.

use app::{session::Connection, shell::Assets};
use axum::http::request::Parts;
use leptos::{
    nonce::Nonce,
    prelude::{provide_context, use_context},
};
use shared::{directory::Language, principal::Principal};

use crate::state::AppState;

/// Provides every port, and what the layers found out about the request. Leptos runs it for every page and every call
/// of a server function.
pub fn provider(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let state = state.clone();
    move || {
        let services = state.services.clone();
        provide_context(services.absences);
        provide_context(services.accounts);
        provide_context(services.attendances);
        provide_context(services.blocks);
        provide_context(services.bookings);
        provide_context(services.centres);
        provide_context(services.checks);
        provide_context(services.days);
        provide_context(services.detainees);
        provide_context(services.dockets);
        provide_context(services.exchange);
        provide_context(services.lines);
        provide_context(services.live);
        provide_context(services.notice_periods);
        provide_context(services.outbox);
        provide_context(services.separations);
        provide_context(services.series);
        provide_context(services.tokens);
        provide_context(services.repairs);
        provide_context(services.requests);
        provide_context(services.room_devices);
        provide_context(state.installation);
        if let Some(assets) = &state.site.assets {
            provide_context::<Assets>(assets.clone());
        }
        let Some(parts) = use_context::<Parts>() else { return };
        let known = &parts.extensions;
        provide_context(known.get::<Principal>().cloned().unwrap_or_default());
        provide_context(known.get::<Language>().copied().unwrap_or_default());
        provide_context(known.get::<Connection>().copied().unwrap_or_default());
        // Leptos has made a nonce of its own; the header holds ours.
        if let Some(nonce) = known.get::<Nonce>() {
            provide_context(nonce.clone());
        }
    }
}
