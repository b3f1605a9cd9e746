//! Leaving a booking, or only the slot that was chosen for it.

use leptos::{form::ActionForm, prelude::*};
use locales::dates;
use shared::{ids::DraftId, time::Local};

use super::{page::Forms, unsent::forget_once_over, who::error_of};
use crate::{
    components::{Look, Refusal, SubmitButton},
    language::t,
};

/// The slot that is held, and the button that lets go of it.
#[component]
pub(super) fn Held(draft: DraftId, until: Option<Local>, forms: Forms) -> AnyView {
    let t = &t().booking;
    let Some(until) = until else { return ().into_any() };
    view! {
        <ActionForm action=forms.let_go attr:class="booking-held">
            <input type="hidden" name="draft" value=draft.to_string() />
            <p>{t.held_until(dates::time(until.civil))}</p>
            <SubmitButton look=Look::Secondary pending=forms.let_go.pending()>
                {t.let_go}
            </SubmitButton>
        </ActionForm>
        {move || error_of(forms.let_go.value().get()).map(|error| view! { <Refusal error /> })}
    }
    .into_any()
}

/// The button that leaves the whole booking.
#[component]
pub(super) fn Abandon(draft: DraftId, forms: Forms) -> AnyView {
    let t = &t().booking;
    let leave = forms.leave;
    forget_once_over(draft, move || leave.value().get());
    view! {
        <ActionForm action=leave attr:class="booking-abandon">
            <input type="hidden" name="draft" value=draft.to_string() />
            <SubmitButton look=Look::Plain pending=leave.pending()>
                {t.abandon}
            </SubmitButton>
        </ActionForm>
        {move || error_of(leave.value().get()).map(|error| view! { <Refusal error /> })}
    }
    .into_any()
}
