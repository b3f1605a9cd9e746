//! The steps of a booking or a check, and where one is.

use leptos::prelude::*;

use crate::language::t;

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepLink {
    /// What it is called.
    pub label: String,
    /// Where it is, if one may go there now.
    pub href: Option<String>,
}

/// All steps in order, numbered; `current` counts from 0.
#[component]
pub fn Steps(
    /// The steps.
    steps: Vec<StepLink>,
    /// Which is shown.
    current: usize,
) -> impl IntoView {
    let items = steps
        .into_iter()
        .enumerate()
        .map(|(place, step)| {
            let words = format!("{} {}", place + 1, step.label);
            let here = (place == current).then_some("step");
            let class = if place < current { "step step-done" } else { "step" };
            view! {
                <li class=class aria-current=here>
                    {match step.href.filter(|_| place != current) {
                        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
                        None => view! { <span>{words}</span> }.into_any(),
                    }}
                </li>
            }
        })
        .collect_view();
    view! {
        <nav class="steps" aria-label=t().components.steps>
            <ol>{items}</ol>
        </nav>
    }
}
