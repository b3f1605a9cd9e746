//! Facts as rows of name and value: on cards, on the lawyer's page, before booking.

use leptos::prelude::*;

/// The list around [`SummaryRow`]s.
#[component]
pub fn SummaryList(
    /// Whether the name stands above its value instead of beside it.
    #[prop(optional)]
    stacked: bool,
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! {
        <dl class="summary-list" class:summary-list-stacked=stacked>
            {children()}
        </dl>
    }
}

/// One fact.
#[component]
pub fn SummaryRow(
    /// What it is.
    #[prop(into)]
    label: String,
    /// Its value, and a link to change it where there is one.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="summary-row">
            <dt>{label}</dt>
            <dd>{children()}</dd>
        </div>
    }
}
