//! What stands where something is still on its way.

use leptos::prelude::*;

use crate::language::t;

/// Says that it is loading, and says it aloud.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <p class="loading" role="status">
            {t().components.loading}
        </p>
    }
}
