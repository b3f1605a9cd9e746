//! The second step: who is brought, and who takes part.

use leptos::{form::ActionForm, html, prelude::*, server_fn::ServerFn};
use locales::words;
use shared::{directory::DetaineeSummary, draft::DraftStep, error::Error, ids::DraftId};

use super::{
    api::{self, BookingView},
    page::Forms,
    people::People,
    state::{self, Asked},
};
use crate::{
    components::{Entry, ErrorSummary, Field, LinkButton, Look, PageHeading, Refusal, SubmitButton, Width},
    error::ApiError,
    language::{language, t},
    sought::Seek,
};

/// The second step. Every change is saved at once.
#[component]
pub(super) fn WhoStep(booking: BookingView, asked: Asked, forms: Forms) -> impl IntoView {
    let t = &t().booking;
    let view = booking.draft;
    let draft = view.id;
    let problems = state::problems_of(&view, DraftStep::Who);
    let onward =
        if problems.is_empty() { state::path(draft, DraftStep::When) } else { state::checked(draft, DraftStep::Who) };
    let shown = if asked.checked { problems } else { Vec::new() };
    let failed = move || {
        let errors = [
            error_of(forms.choose_detainee.value().get()),
            error_of(forms.drop_detainee.value().get()),
            error_of(forms.add_person.value().get()),
            error_of(forms.remove_person.value().get()),
            error_of(forms.add_new_person.value().get()).filter(|error| error.problems().is_empty()),
        ];
        errors.into_iter().flatten().next().map(|error| view! { <Refusal error /> })
    };
    let parts = state::parts(&view.draft).into_iter();
    let labels = parts
        .map(|role| (role.code(), words::role(language(), role).to_owned()))
        .chain([("detainee", t.detainee.to_owned())])
        .collect();
    // After a change the list is drawn anew; the focus goes to where one goes on.
    let changed = forms.changed_who();
    let next = NodeRef::<html::H2>::new();
    Effect::new(move || {
        if changed && let Some(next) = next.get() {
            // A browser that does not move the focus still shows the change.
            let _ = next.focus();
        }
    });
    let chosen = view.detainees.clone();
    view! {
        <PageHeading title=t.who_title lead=t.who_lead />
        <ErrorSummary problems=shown labels />
        {failed}
        <section class="booking-section" aria-labelledby="detainee-title">
            <h2 id="detainee-title">{t.detainee}</h2>
            <Brought draft chosen asked=asked.sought_in(None) forms />
        </section>
        <section class="booking-section" aria-labelledby="people-title">
            <h2 id="people-title" tabindex="-1" node_ref=next>
                {t.people}
            </h2>
            <People view typed=booking.typed_person asked forms />
        </section>
        <div class="form-actions">
            <LinkButton href=onward>{t.go_on}</LinkButton>
            <LinkButton href=state::path(draft, DraftStep::What) look=Look::Secondary>
                {t.back}
            </LinkButton>
        </div>
    }
}

/// The error that a form answered, if it did. That the draft was booked meanwhile is said once, above the step.
pub(super) fn error_of(answer: Option<Result<(), ApiError>>) -> Option<ApiError> {
    answer.and_then(Result::err).filter(|error| !matches!(error, ApiError::Refused(Error::Booked(_))))
}

/// Who is brought, and the search for more. Most appointments bring one person, so that the search then stands back.
#[component]
fn Brought(draft: DraftId, chosen: Vec<DetaineeSummary>, asked: String, forms: Forms) -> impl IntoView {
    let t = &t().booking;
    let (open, alone) = (!asked.is_empty(), chosen.len() == 1);
    let search = view! { <Search draft text=asked choose=forms.choose_detainee /> };
    if chosen.is_empty() {
        return search.into_any();
    }
    let mut centres: Vec<_> = chosen.iter().map(|one| one.centre).collect();
    centres.sort_unstable();
    centres.dedup();
    let sites = (centres.len() > 1).then(|| t.several_centres(centres.len()));
    let all = chosen
        .into_iter()
        .map(|detainee| view! { <Chosen draft detainee alone drop=forms.drop_detainee /> })
        .collect_view();
    view! {
        <div class="chosen-list brought">{all}</div>
        {sites.map(|words| view! { <p class="soft">{words}</p> })}
        <details class="disclosure" open=open>
            <summary>{t.another_detainee}</summary>
            {search}
        </details>
    }
    .into_any()
}

/// A chosen detainee: enough to be sure that it is the right person.
#[component]
fn Chosen(
    draft: DraftId,
    detainee: DetaineeSummary,
    alone: bool,
    drop: ServerAction<api::DropDetainee>,
) -> impl IntoView {
    let t = &t().booking;
    let module = detainee.module.map(|module| format!(" · {module}")).unwrap_or_default();
    let place = format!("{}{module}", detainee.centre_name);
    view! {
        <div class="chosen">
            <div class="chosen-words">
                <strong>{format!("{} · {}", detainee.code, detainee.name)}</strong>
                <span class="chosen-note">{place}</span>
            </div>
            <ActionForm action=drop>
                <input type="hidden" name="draft" value=draft.to_string() />
                <input type="hidden" name="detainee" value=detainee.id.to_string() />
                <SubmitButton look=Look::Secondary pending=drop.pending()>
                    {if alone { t.change } else { t.remove }}
                    <span class="unseen">{if alone { t.change_detainee.to_owned() } else { format!(" {}", detainee.name) }}</span>
                </SubmitButton>
            </ActionForm>
        </div>
    }
}

/// The search for a detainee: as one types, or with its button.
#[component]
fn Search(draft: DraftId, text: String, choose: ServerAction<api::ChooseDetainee>) -> impl IntoView {
    let t = &t().booking;
    let typed = RwSignal::new(text.clone());
    let found = crate::wire::fetched(move || typed.get(), api::find_detainees);
    let mut listen = debounce(std::time::Duration::from_millis(250), move |text| typed.set(text));
    view! {
        <form
            class="search"
            role="search"
            method="post"
            action=Seek::url()
            on:input=move |event| listen(event_target_value(&event))
            on:submit=move |event| event.prevent_default()
        >
            <input type="hidden" name="back" value=state::path(draft, DraftStep::Who) />
            <Field name="text" id="detainee" label=t.find_detainee hint=t.find_detainee_hint value=text entry=Entry::Search required=true autocomplete="off" width=Width::Half />
            <SubmitButton look=Look::Secondary>{t.search}</SubmitButton>
        </form>
        <p class="found-count" role="status">
            <Transition>
                {move || Suspend::new(async move {
                    found.await.ok().filter(|_| !typed.read_untracked().trim().is_empty()).map(|found| match found.len() {
                        0 => t.found_none.to_owned(),
                        1 => t.found_one.to_owned(),
                        many => t.found(many),
                    })
                })}
            </Transition>
        </p>
        <Transition>
            {move || Suspend::new(async move {
                match found.await {
                    Ok(found) => view! { <Found draft found choose /> }.into_any(),
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// The detainees that were found, each a button that chooses them.
#[component]
fn Found(draft: DraftId, found: Vec<DetaineeSummary>, choose: ServerAction<api::ChooseDetainee>) -> impl IntoView {
    let items = found
        .into_iter()
        .map(|one| {
            let module = one.module.map(|module| format!(" · {module}")).unwrap_or_default();
            view! {
                <li>
                    <button class="pick" type="submit" name="detainee" value=one.id.to_string()>
                        <strong>{format!("{} · {}", one.code, one.name)}</strong>
                        <span class="chosen-note">{format!("{}{module}", one.centre_name)}</span>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <ActionForm action=choose>
            <input type="hidden" name="draft" value=draft.to_string() />
            <ul class="picks">{items}</ul>
        </ActionForm>
    }
}
