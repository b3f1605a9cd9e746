//! Whose unavailability there is to keep.

use leptos::{prelude::*, server_fn::ServerFn};
use locales::words;
use shared::directory::PersonSummary;

use crate::{
    components::{EmptyState, Entry, Field, Look, PageHeading, SubmitButton, Width},
    language::{language, t},
    sought::Seek,
};

/// Who there is to choose from.
#[component]
pub(super) fn People(people: Vec<PersonSummary>, name: String) -> impl IntoView {
    let (t, language) = (&t().absences, language());
    let searched = !name.is_empty();
    let items = people
        .iter()
        .map(|person| {
            view! {
                <li>
                    <a class="pick" href=format!("/absences?person={}", person.id)>
                        <strong>{person.name.to_string()}</strong>
                        <span class="chosen-note">{words::role(language, person.role)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    let list = if people.is_empty() {
        let title = if searched { t.none_found } else { t.nobody };
        view! { <EmptyState title /> }.into_any()
    } else {
        view! { <ul class="picks absence-people" aria-label=t.people>{items}</ul> }.into_any()
    };
    view! {
        <PageHeading title=t.title lead=t.lead />
        <form class="search" role="search" method="post" action=Seek::url()>
            <input type="hidden" name="back" value="/absences" />
            <Field name="text" id="name" label=t.find value=name entry=Entry::Search required=true autocomplete="off" width=Width::Half />
            <SubmitButton look=Look::Secondary>{t.search}</SubmitButton>
        </form>
        {list}
    }
}
