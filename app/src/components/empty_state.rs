//! What stands where a list has nothing: that it is so, and what to do next.

use leptos::prelude::*;

/// Nothing here, and what to do.
#[component]
pub fn EmptyState(
    /// That there is nothing.
    #[prop(into)]
    title: String,
    /// What to do next: words, buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <p class="empty-state-title">{title}</p>
            {children.map(|children| children())}
        </div>
    }
}
