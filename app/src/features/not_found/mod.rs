//! The page for addresses that lead nowhere.

use leptos::prelude::*;

use crate::{
    components::{LinkButton, Look, PageHeading},
    language::t,
};

/// Says that there is nothing, with HTTP status 404, and leads home.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(http::StatusCode::NOT_FOUND);
    }
    let t = t();
    view! {
        <PageHeading title=t.errors.not_found_title lead=t.errors.not_found_body />
        <p>
            <LinkButton href="/" look=Look::Secondary>
                {t.nav.home}
            </LinkButton>
        </p>
    }
}
