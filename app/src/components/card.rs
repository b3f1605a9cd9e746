//! A card: when, what, who, and below a line what stands in the way.

use leptos::prelude::*;

use super::tag::Tone;

/// A piece of paper on the ground, with a coloured edge where it needs a person.
#[component]
pub fn Card(
    /// The colour of its edge; none without.
    #[prop(optional, into)]
    tone: Option<Tone>,
    /// What is on it.
    children: Children,
) -> impl IntoView {
    let class = tone.map_or_else(|| "card".to_owned(), |tone| format!("card card-{}", tone.name()));
    view! { <div class=class>{children()}</div> }
}
