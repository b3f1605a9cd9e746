//! The map of the site.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

/// The whole application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <main id="main">
                <Routes fallback=|| "404">
                    <Route path=path!("/") view=|| "Telesala" />
                </Routes>
            </main>
        </Router>
    }
}
