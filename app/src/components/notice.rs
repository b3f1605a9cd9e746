//! A panel that says something about the page: one coloured edge marks what needs a person.

use leptos::prelude::*;

use super::tag::Tone;

/// A panel with a title and what it has to say.
#[component]
pub fn Notice(
    /// The colour of its edge.
    tone: Tone,
    /// The title.
    #[prop(into)]
    title: String,
    /// Whether it is read out as soon as it appears.
    #[prop(optional)]
    alert: bool,
    /// What it says.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class=format!("notice notice-{}", tone.name()) role=alert.then_some("alert")>
            <p class="notice-title">{title}</p>
            {children.map(|children| children())}
        </div>
    }
}
