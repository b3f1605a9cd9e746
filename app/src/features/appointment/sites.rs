//! `/appointments/:id/brought`: who is brought, from which centres. Each change is made at once, whole: whoever comes needs
//! a room at their centre at that time, or nothing changes.

use leptos::{form::ActionForm, prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;
use locales::dates;
use shared::{directory::DetaineeSummary, draft::Wished, error::Error, ids::AppointmentId};

use super::{
    api::{self, Bring, LeaveThere},
    state::{self, BroughtView},
};
use crate::{
    address::own_query,
    components::{
        Entry, ErrorSummary, Field, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton, Tone, Width,
    },
    error::ApiError,
    features::{
        booking::{Impossible, find_detainees},
        not_found::NotFoundPage,
    },
    language::{language, t},
    meanwhile::told_in_full,
    sought::{Seek, Seeking},
    wire::answered,
};

/// The page.
#[component]
pub fn BroughtPage() -> impl IntoView {
    let (params, query, seeking) = (use_params_map(), own_query(), Seeking::here());
    let sought = Memo::new(move |_| query.with(|query| seeking.by(query)));
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let (bring, leave) = (ServerAction::<Bring>::new(), ServerAction::<LeaveThere>::new());
    let changed = (answered(bring), answered(leave));
    let page =
        crate::wire::fetched(move || (id.get(), changed.0.get(), changed.1.get()), |(id, ..)| api::who_is_brought(id));
    view! {
        <Transition fallback=Loading>
            {move || {
                let text = sought.get_untracked();
                let done = query.with_untracked(|query| query.get("done").is_some());
                Suspend::new(async move {
                    match page.await {
                        Ok(view) => view! { <Form view text done bring leave /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().appointment.brought_title />
                                <Refusal error />
                            }
                                .into_any()
                        }
                    }
                })
            }}
        </Transition>
    }
}

#[component]
fn Form(
    view: BroughtView,
    text: String,
    done: bool,
    bring: ServerAction<Bring>,
    leave: ServerAction<LeaveThere>,
) -> impl IntoView {
    let t = &t().appointment;
    let BroughtView { detail, meanwhile, impossible } = view;
    let summary = detail.summary;
    let (id, version) = (summary.id, summary.version);
    let error = move || [bring.value().get(), leave.value().get()].into_iter().flatten().find_map(Result::err);
    let problems = Signal::derive(move || error().map(|error| error.problems()).unwrap_or_default());
    let impossible = StoredValue::new(impossible);
    let instead = move || {
        let of_time = error().is_some_and(|error| state::is_of_time(&error));
        impossible.try_get_value().flatten().filter(|_| of_time)
    };
    let refused = move || {
        let error = error().filter(|error| error.problems().is_empty());
        // The alternatives below say more than the refusal.
        let error = error.filter(|_| instead().is_none());
        error.map(|error| told_in_full(error, &meanwhile)).map(|error| view! { <Refusal error /> })
    };
    let saved = move || {
        let fine = [bring.value().get(), leave.value().get()].into_iter().flatten().any(|answer| answer.is_ok());
        ((done || fine) && error().is_none()).then(|| view! { <Notice tone=Tone::Ok title=t.done_brought>""</Notice> })
    };
    let only = summary.sites.iter().map(|site| site.detainees.len()).sum::<usize>() == 1;
    let places = summary.sites.iter().cloned();
    let there = places
        .flat_map(|site| {
            let place = format!("{}, {}", site.centre_name, site.room_name);
            site.detainees.into_iter().map(move |one| (place.clone(), one))
        })
        .map(|(place, one)| {
            let name = one.name.to_string();
            let unseen = name.clone();
            let stay = (!only).then(|| {
                view! {
                    <ActionForm action=leave>
                        <input type="hidden" name="id" value=id.to_string() />
                        <input type="hidden" name="version" value=version.to_string() />
                        <input type="hidden" name="detainee" value=one.id.to_string() />
                        <SubmitButton look=Look::Secondary pending=leave.pending()>
                            {t.brought_leave} <span class="unseen">" " {unseen}</span>
                        </SubmitButton>
                    </ActionForm>
                }
            });
            view! {
                <li class="chosen">
                    <div class="chosen-words">
                        <strong>{format!("{} · {name}", one.code)}</strong>
                        <span class="chosen-note">{place}</span>
                    </div>
                    {stay}
                </li>
            }
        })
        .collect_view();
    view! {
        <PageHeading
            title=t.brought_title
            kicker=state::title(language(), &summary)
            lead=t.brought_lead
        />
        <ErrorSummary problems labels=[("detainee", t.brought.to_owned())].into() />
        {refused}
        {move || {
            instead().map(|(detainee, wished)| view! { <Instead detainee wished id version bring /> })
        }}
        {saved}
        <section class="booking-section" aria-labelledby="brought-title">
            <h2 id="brought-title">{t.brought}</h2>
            <ul class="chosen-list">{there}</ul>
        </section>
        <Find id version text bring />
        <div class="form-actions">
            <LinkButton href=state::path(id) look=Look::Secondary>
                {t.brought_back}
            </LinkButton>
        </div>
    }
}

/// Who cannot be brought, what stands against it, and when they can be: each a button that does it then.
#[component]
fn Instead(
    detainee: DetaineeSummary,
    wished: Wished,
    id: AppointmentId,
    version: i32,
    bring: ServerAction<Bring>,
) -> impl IntoView {
    let title = t().appointment.brought_impossible(&detainee.name, dates::moment(language(), wished.start.civil));
    let around = move |buttons: AnyView| {
        view! {
            <ActionForm action=bring>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="version" value=version.to_string() />
                <input type="hidden" name="detainee" value=detainee.id.to_string() />
                {buttons}
            </ActionForm>
        }
        .into_any()
    };
    view! { <Impossible wished title=Some(title) form=around /> }
}

/// The search for somebody more: as one types, or with its button.
#[component]
fn Find(id: AppointmentId, version: i32, text: String, bring: ServerAction<Bring>) -> impl IntoView {
    let (t, b) = (&t().appointment, &t().booking);
    let typed = RwSignal::new(text.clone());
    let found = crate::wire::fetched(move || typed.get(), find_detainees);
    let mut listen = debounce(std::time::Duration::from_millis(250), move |text| typed.set(text));
    view! {
        <section class="booking-section" aria-labelledby="find-title">
            <h2 id="find-title">{t.brought_find}</h2>
            <form
                class="search"
                role="search"
                method="post"
                action=Seek::url()
                on:input=move |event| listen(event_target_value(&event))
                on:submit=move |event| event.prevent_default()
            >
                <input type="hidden" name="back" value=state::brought_path(id) />
                <Field name="text" id="detainee" label=b.find_detainee hint=b.find_detainee_hint value=text entry=Entry::Search autocomplete="off" width=Width::Half />
                <SubmitButton look=Look::Secondary>{b.search}</SubmitButton>
            </form>
            <Transition>
                {move || Suspend::new(async move {
                    match found.await {
                        Ok(found) => {
                            view! { <Found id version found searched=!typed.read_untracked().trim().is_empty() bring /> }.into_any()
                        }
                        Err(error) => view! { <Refusal error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
}

/// Those who were found, each a button that brings them.
#[component]
fn Found(
    id: AppointmentId,
    version: i32,
    found: Vec<DetaineeSummary>,
    searched: bool,
    bring: ServerAction<Bring>,
) -> impl IntoView {
    let b = &t().booking;
    let count = searched.then(|| match found.len() {
        0 => b.found_none.to_owned(),
        1 => b.found_one.to_owned(),
        many => b.found(many),
    });
    let picks = found
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
        <p class="found-count" role="status">{count}</p>
        <ActionForm action=bring>
            <input type="hidden" name="id" value=id.to_string() />
            <input type="hidden" name="version" value=version.to_string() />
            <ul class="picks">{picks}</ul>
        </ActionForm>
    }
}
