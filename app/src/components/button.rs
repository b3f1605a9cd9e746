//! Buttons, and links that look like them because they lead to an act.

use leptos::prelude::*;

use crate::{back::in_new_document, language::t};

/// How much a button asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The one thing to do here.
    #[default]
    Primary,
    /// Another thing that can be done.
    Secondary,
    /// What cannot be undone.
    Danger,
    /// As quiet as a link.
    Plain,
}

impl Look {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button button-secondary",
            Self::Danger => "button button-danger",
            Self::Plain => "button button-plain",
        }
    }
}

/// Sends the form it stands in. While `pending`, it says so and ignores further presses.
#[component]
pub fn SubmitButton(
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// Whether the form is on its way: `action.pending()`.
    #[prop(optional, into)]
    pending: Signal<bool>,
    /// The name of a value that goes with the form when this button sends it.
    #[prop(optional, into)]
    name: Option<String>,
    /// That value.
    #[prop(optional, into)]
    value: Option<String>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let working = t().components.working;
    let on_its_way = move || pending.try_get().unwrap_or_default();
    view! {
        <button
            type="submit"
            class=look.class()
            name=name
            value=value
            aria-disabled=move || on_its_way().then_some("true")
            on:click=move |press| {
                if pending.try_get_untracked().unwrap_or_default() {
                    press.prevent_default();
                }
            }
        >
            {children()}
            <span class="button-working" aria-live="polite">
                {move || on_its_way().then_some(working)}
            </span>
        </button>
    }
}

/// A button that works in the page, with `on:click`. It needs the hydrated page.
#[component]
pub fn Button(
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// Whether it can be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Its words.
    children: Children,
) -> impl IntoView {
    view! {
        <button type="button" class=look.class() disabled=move || disabled.try_get().unwrap_or_default()>
            {children()}
        </button>
    }
}

/// A link to where something is done, looking like a button.
#[component]
pub fn LinkButton(
    /// Where to.
    #[prop(into)]
    href: String,
    /// How it looks.
    #[prop(optional)]
    look: Look,
    /// Whether the server answers it rather than a page of the application (a file, a change of language).
    #[prop(optional)]
    external: bool,
    /// Its words.
    children: Children,
) -> impl IntoView {
    let external = external || in_new_document(&href);
    view! {
        <a class=look.class() href=href rel=external.then_some("external")>
            {children()}
        </a>
    }
}
