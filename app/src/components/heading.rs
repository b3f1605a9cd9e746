//! The heading of a page. It names the document, and takes the focus when one comes from another page.

use leptos::{html, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::focus::focus;

/// The path that last had the focus on its heading. A page that only draws itself anew must not take the focus away
/// from what a person does in it, and neither must the very first page.
#[derive(Clone, Copy, Debug)]
pub struct LastHeading(StoredValue<Option<String>>);

impl LastHeading {
    /// None so far.
    pub fn new() -> Self {
        Self(StoredValue::new(None))
    }
}

impl Default for LastHeading {
    fn default() -> Self {
        Self::new()
    }
}

/// The page's only `<h1>`, with a line above it and one below where there is something to say.
#[component]
pub fn PageHeading(
    /// The heading.
    #[prop(into)]
    title: String,
    /// A small line above: the place, the step, to whom; empty for none.
    #[prop(optional, into)]
    kicker: Option<String>,
    /// A line below: what this page is for.
    #[prop(optional, into)]
    lead: Option<String>,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let last = use_context::<LastHeading>();
    let path = use_location().pathname;
    Effect::new(move || {
        let (Some(heading), Some(LastHeading(last))) = (heading.get(), last) else { return };
        let here = path.get_untracked();
        let before = last.get_value();
        if before.as_ref() != Some(&here) {
            if before.is_some() {
                focus(heading.into());
            }
            last.set_value(Some(here));
        }
    });
    let document = format!("{title} · Telesala");
    view! {
        <Title text=document />
        <div class="page-heading">
            {kicker.filter(|words| !words.is_empty()).map(|words| view! { <p class="page-kicker">{words}</p> })}
            <h1 tabindex="-1" node_ref=heading>
                {title}
            </h1>
            {lead.map(|words| view! { <p class="page-lead">{words}</p> })}
        </div>
    }
}
