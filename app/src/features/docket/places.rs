//! `/dockets/:id/:line`: where a hearing of a list could be beside the others.

use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;
use locales::dates;
use shared::{
    civil::written_date,
    docket::{Adjustment, Column, Places},
    draft::SlotView,
    error::Error,
};

use super::{
    api::{self, AdjustDocket},
    rows::by_centre,
    words,
};
use crate::{
    address::own_query,
    components::{EmptyState, LinkButton, Loading, Look, PageHeading, Refusal, ZoneNote},
    error::ApiError,
    features::not_found::NotFoundPage,
    language::{language, t},
    wire::answered,
};

/// The page.
#[component]
pub fn PlacesPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let of = move |key: &str| params.with(|params| params.get(key)).unwrap_or_default();
    let asked = Memo::new(move |_| (of("id"), of("line"), query.with(|query| query.get("from")).unwrap_or_default()));
    let adjust = ServerAction::<AdjustDocket>::new();
    let adjusted = answered(adjust);
    let page = crate::wire::fetched(
        move || (asked.get(), adjusted.get()),
        |((id, line, from), _)| api::free_places(id, line, from),
    );
    let refused = move || adjust.value().get().and_then(Result::err).map(|error| view! { <Refusal error /> });
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(places) => {
                        view! {
                            <PageHeading
                                title=t().docket.places_title
                                kicker=places.line.typed.cell(Column::Case).to_owned()
                                lead=t().docket.places_lead
                            />
                            {refused}
                            <Slots places adjust />
                        }
                            .into_any()
                    }
                    Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                    Err(error) => {
                        view! {
                            <PageHeading title=t().docket.places_title />
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
fn Slots(places: Places, adjust: ServerAction<AdjustDocket>) -> impl IntoView {
    let (t, language) = (&t().docket, language());
    let Places { id, line, zone, slots, from, next, .. } = places;
    let mut days: Vec<(jiff::civil::Date, Vec<SlotView>)> = Vec::new();
    for slot in slots {
        let date = slot.period.start.civil.date();
        match days.last_mut() {
            Some((known, slots)) if *known == date => slots.push(slot),
            _ => days.push((date, vec![slot])),
        }
    }
    let number = line.number;
    let empty = days.is_empty();
    let days = days
        .into_iter()
        .map(|(date, slots)| {
            let title = dates::capitalised(&dates::weekday_day_month(language, date));
            let buttons = slots
                .into_iter()
                .map(|slot| {
                    let change = Adjustment::Fix(number, slot.slot).to_string();
                    let elsewhere = slot
                        .beside
                        .iter()
                        .map(|(centre, room)| view! { <span class="soft">{format!("{centre}: {room}")}</span> })
                        .collect_view();
                    view! {
                        <button type="submit" class="button button-secondary docket-slot" name="change" value=change>
                            <span class="docket-slot-time">{dates::time(slot.period.start.civil)}</span>
                            <span class="soft">{slot.room.to_string()}</span>
                            {elsewhere}
                        </button>
                    }
                })
                .collect_view();
            view! {
                <section class="card docket-slots">
                    <h2>{title}</h2>
                    <div class="docket-slot-list">{buttons}</div>
                </section>
            }
        })
        .collect_view();
    let people: Vec<_> = line.people.iter().map(ToString::to_string).collect();
    let (lead, reasons) = words::why(language, &line.why);
    let none = empty.then(|| {
        let reasons = reasons.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
        view! {
            <EmptyState title=t.places_none(dates::day_month(language, from))>
                <p>{lead}</p>
                <ul class="docket-reasons">{reasons}</ul>
            </EmptyState>
        }
    });
    let brought =
        by_centre(&line.detainees).into_iter().map(|(centre, names)| format!("{}, {centre} · ", names.join(", ")));
    let brought: String = brought.collect();
    view! {
        <p>
            {brought}
            {people.join(", ")}
            " · "
            <ZoneNote zone />
        </p>
        {none}
        <ActionForm action=adjust>
            <input type="hidden" name="id" value=id.to_string() />
            <div class="docket-slot-days">{days}</div>
        </ActionForm>
        <p class="button-row">
            {next
                .map(|next| {
                    view! {
                        <LinkButton href=format!("/dockets/{id}/{number}?from={}", written_date(next)) look=Look::Secondary>
                            {t.later}
                        </LinkButton>
                    }
                })}
            <LinkButton href=format!("/dockets/{id}#line-{number}") look=Look::Secondary>
                {t.back}
            </LinkButton>
        </p>
    }
}
