//! `/centres/:id/detainees`: who is held in a centre, and who leaves it.

use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_params_map;
use locales::dates;
use shared::{
    error::Error,
    held::{HeldLine, HeldList},
    ids::CentreId,
};

use super::{
    api,
    state::{self, category, leaving},
};
use crate::{
    address::own_query,
    components::{
        Column, DataTable, EmptyState, Entry, Field, LinkButton, Loading, Look, PageHeading, Refusal, SubmitButton,
        Width,
    },
    error::ApiError,
    features::not_found::NotFoundPage,
    language::{language, t},
    sought::{Seek, Seeking},
};

/// The page.
#[component]
pub fn DetaineesPage() -> impl IntoView {
    let (params, query, seeking) = (use_params_map(), own_query(), Seeking::here());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let find = Memo::new(move |_| query.with(|query| seeking.by(query)));
    let page = crate::wire::fetched(move || (id.get(), find.get()), |(id, find)| api::detainees(id, find));
    view! {
        <Transition fallback=Loading>
            {move || {
                let sought = find.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(list) => view! { <Everybody list sought /> }.into_any(),
                        Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().detainees.title />
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
fn Everybody(list: HeldList, sought: String) -> impl IntoView {
    let t = &t().detainees;
    let HeldList { centre, name, found, more, leaving, leaving_more } = list;
    view! {
        <PageHeading title=t.title kicker=name.to_string() lead=t.lead />
        <section class="rule-section" aria-labelledby="leaving-title">
            <h2 id="leaving-title">{t.leaving}</h2>
            {if leaving.is_empty() {
                view! { <p class="soft">{t.leaving_none}</p> }.into_any()
            } else {
                view! { <People caption=t.leaving_list centre people=leaving /> }.into_any()
            }}
            <More more=leaving_more />
        </section>
        <section class="rule-section" aria-labelledby="held-title">
            <h2 id="held-title">{t.held}</h2>
            <Search centre sought found more />
        </section>
        <p><LinkButton href=format!("/centres/{centre}") look=Look::Plain>{t.to_centre}</LinkButton></p>
    }
}

/// The search: as one types, or with its button.
#[component]
fn Search(
    centre: CentreId,
    /// What was sought with the button.
    sought: String,
    /// Whom that found.
    found: Vec<HeldLine>,
    /// How many more it found.
    more: u64,
) -> impl IntoView {
    let t = &t().detainees;
    let first = StoredValue::new((found, more, sought.clone()));
    // Nothing is asked again before something is typed.
    let typed = RwSignal::new(None::<String>);
    let again = crate::wire::fetched(
        move || typed.get(),
        move |find: Option<String>| async move { Some(api::detainees(centre.to_string(), find?).await) },
    );
    let mut listen = debounce(std::time::Duration::from_millis(250), move |text| typed.set(Some(text)));
    view! {
        <form
            class="search"
            role="search"
            method="post"
            action=Seek::url()
            on:input=move |event| listen(event_target_value(&event))
            on:submit=move |event| event.prevent_default()
        >
            <input type="hidden" name="back" value=state::path(centre) />
            <Field name="text" id="find" label=t.find hint=t.find_hint value=sought entry=Entry::Search autocomplete="off" width=Width::Half />
            <SubmitButton look=Look::Secondary>{t.search}</SubmitButton>
        </form>
        <Transition>
            {move || Suspend::new(async move {
                let answer = again.await;
                let (found, more, sought) = first.get_value();
                match answer {
                    None => view! { <Found centre sought found more /> }.into_any(),
                    Some(Ok(HeldList { found, more, .. })) => {
                        let sought = typed.get_untracked().unwrap_or_default();
                        view! { <Found centre sought found more /> }.into_any()
                    }
                    Some(Err(error)) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

/// Whom the search for `sought` found.
#[component]
fn Found(centre: CentreId, sought: String, found: Vec<HeldLine>, more: u64) -> impl IntoView {
    let t = &t().detainees;
    let none = if sought.trim().is_empty() { t.found_none } else { t.sought_none };
    view! {
        {if found.is_empty() {
            view! { <EmptyState title=none /> }.into_any()
        } else {
            view! { <People caption=t.held_list centre people=found /> }.into_any()
        }}
        <More more />
    }
}

/// How many more there are than are listed.
#[component]
fn More(more: u64) -> impl IntoView {
    let t = &t().detainees;
    let words = match more {
        0 => return None,
        1 => t.more_one.to_owned(),
        more => t.more(more),
    };
    Some(view! { <p class="soft">{words}</p> })
}

#[component]
fn People(caption: &'static str, centre: CentreId, people: Vec<HeldLine>) -> impl IntoView {
    let (t, language) = (&t().detainees, language());
    let columns = [t.name, t.code, t.module, t.category, t.leaves].map(Column::new).to_vec();
    let rows = people
        .into_iter()
        .map(|one| {
            let module = one.module.map_or_else(|| "—".to_owned(), |module| module.to_string());
            let leaves = one.leaving.map_or_else(|| "—".to_owned(), |of| leaving(language, of));
            view! {
                <tr role="row">
                    <td role="cell" data-label=t.name>
                        <a href=state::path_of(centre, one.id)>{one.name.to_string()}</a>
                    </td>
                    <td role="cell" data-label=t.code>{one.code.to_string()}</td>
                    <td role="cell" data-label=t.module>{module}</td>
                    <td role="cell" data-label=t.category>{dates::capitalised(&category(language, one.category))}</td>
                    <td role="cell" data-label=t.leaves>{leaves}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="plain-table">
            <DataTable caption columns>
                {rows}
            </DataTable>
        </div>
    }
}
