//! A dialog over the page. It needs the hydrated page: what must work without it has a page or a `<details>` of its own.

use leptos::{html, prelude::*};

use crate::language::t;

/// The browser's own modal dialog: it keeps the focus inside, closes with Escape and gives the focus back.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// The title.
    #[prop(into)]
    title: String,
    /// The identifier of the title; one a page.
    #[prop(default = "dialog-title")]
    id: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let close = t().components.close;
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move || {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            // Refused only if it is open already or no longer in the page; neither needs anything.
            (true, false) => drop(dialog.show_modal()),
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    view! {
        <dialog class="dialog" node_ref=dialog aria-labelledby=id on:close=move |_| open.set(false)>
            <h2 class="dialog-title" id=id>
                {title}
            </h2>
            {children()}
            <button type="button" class="button button-plain dialog-close" on:click=move |_| open.set(false)>
                {close}
            </button>
        </dialog>
    }
}
