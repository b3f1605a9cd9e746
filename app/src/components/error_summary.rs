//! The summary above a form that came back: it takes the focus and leads to every field that is wrong.

use leptos::{html, prelude::*};
use shared::error::Problem;

use super::focus::focus;
use crate::{
    language::{language, t},
    words::faults,
};

/// The problems of a form, each a link to its field; nothing while there are none.
#[component]
pub fn ErrorSummary(
    /// The problems.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// What the fields are called: key and label. A field that is not here is named by its fault alone.
    #[prop(optional)]
    labels: Vec<(&'static str, String)>,
) -> impl IntoView {
    let (title, language) = (t().components.problems_title, language());
    let panel = NodeRef::<html::Div>::new();
    Effect::new(move || {
        if problems.try_with(|problems| !problems.is_empty()).unwrap_or_default()
            && let Some(panel) = panel.get()
        {
            focus(panel.into());
        }
    });
    move || {
        let problems = problems.try_get().unwrap_or_default();
        (!problems.is_empty()).then(|| {
            let items = problems
                .into_iter()
                .map(|problem| {
                    let fault = faults::fault(language, problem.fault);
                    let label = labels.iter().find(|(key, _)| *key == problem.field).map(|(_, label)| label);
                    let words = label.map_or_else(|| fault.clone(), |label| format!("{label}: {fault}"));
                    view! {
                        <li>
                            <a href=format!("#{}", problem.field)>{words}</a>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <div class="notice notice-stop error-summary" role="alert" tabindex="-1" node_ref=panel>
                    <h2 class="notice-title">{title}</h2>
                    <ul>{items}</ul>
                </div>
            }
        })
    }
}
