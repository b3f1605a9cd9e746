//! `/appointments/:id/days`: how many further days, and a proposal that is changed by links and booked as a whole. What is
//! being put together stands in the address, so that it works without JavaScript and going back takes a step back.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use shared::{error::Error, series::SeriesPlan};

use super::{
    api::{self, BookDays},
    form::Wanted,
    proposal::Proposal,
    state::Planning,
};
use crate::{
    address::own_query,
    components::{EmptyState, LinkButton, Loading, Look, Notice, PageHeading, Refusal, SubmitButton, Tone},
    error::ApiError,
    features::{booking::slot_code, not_found::NotFoundPage},
    language::t,
    wire::answered,
};

/// The page.
#[component]
pub fn FurtherDaysPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let asked = Memo::new(move |_| query.with(|query| Planning::read(|key| query.get(key))));
    let book = ServerAction::<BookDays>::new();
    let booked = answered(book);
    let page = crate::wire::fetched(
        move || (id.get(), asked.get(), booked.get()),
        |(id, asked, _)| async move { api::plan_days(id, asked.clone()).await.map(|plan| (plan, asked)) },
    );
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok((plan, asked)) => view! { <Planned plan asked book /> }.into_any(),
                    Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().series.title />
                            <Refusal error />
                        }
                            .into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Planned(plan: SeriesPlan, asked: Planning, book: ServerAction<BookDays>) -> impl IntoView {
    let t = &t().series;
    let summary = plan.detail.summary.clone();
    let title = crate::features::appointment::title(crate::language::language(), &summary);
    let case = summary.case_number.as_ref().map(|case| format!(" · {case}")).unwrap_or_default();
    let refused = move || book.value().get().and_then(Result::err).map(|error| view! { <Refusal error /> });
    let planned = plan.wanted > 0 && plan.problems.is_empty();
    view! {
        <PageHeading title=t.title kicker=format!("{title}{case}") lead=t.lead />
        {refused}
        <Wanted plan=plan.clone() />
        {planned.then(|| view! { <Proposed plan asked book /> })}
    }
}

/// The proposal, and the button that books it.
#[component]
fn Proposed(plan: SeriesPlan, asked: Planning, book: ServerAction<BookDays>) -> AnyView {
    let t = &t().series;
    let id = plan.detail.summary.id;
    let version = plan.detail.summary.version;
    let chosen: Vec<String> = plan.slots().map(|view| slot_code(view.slot)).collect();
    let (count, wanted) = (chosen.len(), usize::from(plan.wanted));
    let found = plan.days.iter().filter(|day| day.slot.is_some()).count();
    let fewer = (found < wanted).then(|| {
        view! { <Notice tone=Tone::Warn title=t.fewer(found, wanted)><p>{t.fewer_lead}</p></Notice> }
    });
    let words = if count == 1 { t.book_one.to_owned() } else { t.book_many(count) };
    let carried = carried(&asked);
    let button = if count == 0 {
        view! { <EmptyState title=t.none_left>""</EmptyState> }.into_any()
    } else {
        view! {
            <ActionForm action=book>
                <input type="hidden" name="id" value=id.to_string() />
                <input type="hidden" name="version" value=version.to_string() />
                <input type="hidden" name="chosen" value=chosen.join(",") />
                {carried}
                <p class="field-hint">{t.told}</p>
                <div class="form-actions">
                    <SubmitButton pending=book.pending()>{words}</SubmitButton>
                    <LinkButton href=format!("/appointments/{id}") look=Look::Secondary>{t.keep}</LinkButton>
                </div>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <div class="series-proposal" id="proposed">
            <h2>{t.proposed}</h2>
            {fewer}
            <Proposal plan asked />
            {button}
        </div>
    }
    .into_any()
}

/// The address, so that a refusal leads back to it.
fn carried(asked: &Planning) -> impl IntoView + use<> {
    let asked = asked.clone();
    [
        ("count", asked.count),
        ("weekdays", asked.weekdays),
        ("duration", asked.duration),
        ("from", asked.from),
        ("out", asked.out),
        ("at", asked.at),
    ]
    .map(|(key, value)| view! { <input type="hidden" name=format!("asked[{key}]") value=value /> })
    .collect_view()
}
