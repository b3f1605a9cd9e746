//! What somebody types into a form and has not sent yet. It is kept in their tab, so that going elsewhere and coming back, or
//! loading the page anew, loses nothing; nobody else learns of it, no address and no server. Without JavaScript the browser keeps
//! what it can by itself.
//!
//! It is forgotten once it was sent and taken, when the tab is closed, and when somebody signs out: a tablet has many hands.

use leptos::{html, prelude::*};

#[cfg(target_arch = "wasm32")]
use crate::browser::typed as tab;

/// How all the names begin.
const ALL: &str = "telesala.typed/";

/// Keeps what is typed into the form that it holds, and puts it back when the form is drawn again.
#[component]
pub fn Typed(
    /// What the form is called; no other form of the site is called so.
    #[prop(into)]
    form: String,
    /// Whether it is drawn with what was refused, and not with what is saved.
    #[prop(optional)]
    refused: bool,
    /// The form.
    children: Children,
) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    let name = format!("{ALL}{form}");
    let same = name.clone();
    // The page is drawn as the server sent it first.
    Effect::new(move || {
        if let Some(place) = place.get() {
            tab::take_up(&place, &same, refused);
        }
    });
    view! {
        <div node_ref=place on:input=move |event| tab::keep(&event, &name, refused)>
            {children()}
        </div>
    }
}

/// Forgets what was typed into all forms whose names begin with `beginning`.
pub fn forget(beginning: &str) {
    tab::forget(&format!("{ALL}{beginning}"));
}

/// Forgets everything: the next one at this browser is another.
pub fn forget_all() {
    forget("");
}

/// The forms whose names begin with `beginning` and that hold what was not sent: how their names go on. On the server there are
/// none.
pub fn waiting(beginning: &str) -> Vec<String> {
    tab::waiting(&format!("{ALL}{beginning}"))
}

/// Only a browser has tabs.
#[cfg(not(target_arch = "wasm32"))]
mod tab {
    use leptos::web_sys::{Element, Event};

    pub(super) const fn take_up(_place: &Element, _name: &str, _refused: bool) {}

    pub(super) const fn keep(_event: &Event, _name: &str, _refused: bool) {}

    pub(super) const fn forget(_beginning: &str) {}

    pub(super) const fn waiting(_beginning: &str) -> Vec<String> {
        Vec::new()
    }
}
