//! The last step: check the answers and book.

use leptos::{form::ActionForm, prelude::*};
use locales::{dates, words};
use shared::{
    draft::{DraftStep, DraftView, SlotView},
    error::Error,
    ids::DraftId,
};

use super::{api, page::Forms, state, unsent::forget_once_over, who::error_of, wished::WishedPanel};
use crate::{
    components::{
        LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton, SummaryList, SummaryRow, Tone,
    },
    error::ApiError,
    language::{language, t},
};

/// The last step.
#[component]
pub(super) fn CheckStep(draft: DraftView, forms: Forms) -> impl IntoView {
    let t = &t().booking;
    let id = draft.id;
    let slot = draft.slot.clone();
    let refusal = move || {
        error_of(forms.book.value().get()).map(|error| match (&error, slot.clone()) {
            (ApiError::Refused(Error::Conflict(_) | Error::Refused(_)), Some(slot)) => {
                view! { <Lost draft=id start=slot forms /> }.into_any()
            }
            _ => view! { <Refusal error /> }.into_any(),
        })
    };
    let missing: Vec<DraftStep> =
        DraftStep::ALL.iter().copied().filter(|step| !state::problems_of(&draft, *step).is_empty()).collect();
    let sound = missing.is_empty();
    let held = draft.held_until.filter(|_| sound).map(|until| {
        view! { <p class="booking-told">{t.held_until(dates::time(until.civil))}</p> }
    });
    // Once it is booked, the way to the hearing may take a moment: until then the button waits, too.
    let underway = Signal::derive(move || {
        let booked = || forms.book.value().try_with(|answer| matches!(answer, Some(Ok(())))) == Some(true);
        forms.book.pending().try_get() == Some(true) || booked()
    });
    forget_once_over(id, move || forms.book.value().get());
    let told = draft.people.iter().any(|person| person.email.is_some());
    view! {
        <PageHeading title=t.check_title lead=t.check_lead />
        {refusal}
        {(!sound).then(|| view! { <Missing draft=id steps=missing /> })}
        {held}
        <Answers draft />
        {told.then(|| view! { <p class="booking-told">{t.will_tell}</p> })}
        <ActionForm action=forms.book>
            <input type="hidden" name="draft" value=id.to_string() />
            <div class="form-actions">
                {sound.then(|| view! { <SubmitButton pending=underway>{t.book}</SubmitButton> })}
                <LinkButton href=state::path(id, DraftStep::When) look=Look::Secondary>
                    {t.back}
                </LinkButton>
            </div>
        </ActionForm>
    }
}

/// The steps that still miss something.
#[component]
fn Missing(draft: DraftId, steps: Vec<DraftStep>) -> impl IntoView {
    let t = &t().booking;
    let links = steps
        .into_iter()
        .map(|step| {
            let words = t.complete_step(words::draft_step(language(), step));
            view! {
                <li>
                    <a href=state::checked(draft, step)>{words}</a>
                </li>
            }
        })
        .collect_view();
    view! {
        <Notice tone=Tone::Warn title=t.missing_title>
            <ul>{links}</ul>
        </Notice>
    }
}

/// Everything that was chosen, each with the way to change it.
#[component]
fn Answers(draft: DraftView) -> impl IntoView {
    let t = &t().booking;
    let id = draft.id;
    let rows = state::answers(language(), &draft)
        .into_iter()
        .map(|line| {
            let empty = line.value.is_none();
            view! {
                <SummaryRow label=line.label>
                    <span class:booking-open=empty>{line.value.unwrap_or_else(|| t.sum_open.to_owned())}</span>
                    <a class="summary-change" href=state::path(id, line.step)>
                        {t.change}
                        <span class="unseen">" " {line.label}</span>
                    </a>
                </SummaryRow>
            }
        })
        .collect_view();
    view! { <SummaryList>{rows}</SummaryList> }
}

/// The slot was lost since it was chosen: what clashes, and the nearest that hold.
#[component]
fn Lost(draft: DraftId, start: SlotView, forms: Forms) -> impl IntoView {
    let t = &t().booking;
    let wish = state::wish_for(&start);
    let week = wish.date.clone();
    let now = crate::wire::fetched(|| (), move |()| api::slots(draft, week.clone(), wish.clone()));
    view! {
        <Suspense fallback=Loading>
            {move || Suspend::new(async move {
                match now.await.map(|view| view.week.wished) {
                    Ok(Some(wished)) => {
                        view! { <WishedPanel draft wished choose=forms.choose_slot title=t.lost_title /> }.into_any()
                    }
                    Ok(None) => view! { <Notice tone=Tone::Stop title=t.lost_title alert=true /> }.into_any(),
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Suspense>
    }
}
