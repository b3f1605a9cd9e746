//! `/rooms/:date`: how the rooms of a centre are taken, as a picture and as a table.

use jiff::civil::Date;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::dates;
use shared::{civil::written_date, day::CentreDay, error::Error, principal::AccountRole};

use super::{
    api,
    state::{address, lines, picture},
    table::RoomsTable,
};
use crate::{
    address::own_query,
    components::{
        Choice, EmptyState, Glyph, Icon, Loading, Look, PageHeading, Refusal, SelectField, SubmitButton, Width,
        time::zone_place,
    },
    error::ApiError,
    features::{
        day::{RoomTimeline, ShutKey, Which, Zoom, ZoomLinks},
        not_found::NotFoundPage,
    },
    language::{language, t},
    who::{WhoAmI, who},
};

/// The page.
#[component]
pub fn RoomsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let which = Memo::new(move |_| Which::from_address(params.read().get_str("date").unwrap_or_default()));
    let centre = Memo::new(move |_| query.read().get("centre").unwrap_or_default());
    let zoom = Memo::new(move |_| Zoom::from_address(query.read().get_str("zoom")));
    let page = crate::wire::fetched(
        move || (which.get(), centre.get()),
        |(which, centre)| {
            let date = match which {
                Which::On(date) => written_date(date),
                Which::Today | Which::Unknown => String::new(),
            };
            api::rooms(centre, date)
        },
    );
    let reader = who();
    view! {
        <Show when=move || which.get() != Which::Unknown fallback=NotFoundPage>
            <Transition fallback=Loading>
                {move || {
                    let zoom = zoom.get();
                    Suspend::new(async move {
                        let reader = reader.known().await;
                        match page.await {
                            Ok(Some(day)) => view! { <Rooms day zoom reader /> }.into_any(),
                            Ok(None) => view! { <NoCentres /> }.into_any(),
                            Err(ApiError::Refused(Error::NotFound)) => view! { <NotFoundPage /> }.into_any(),
                            Err(error) => {
                                view! {
                                    <PageHeading title=t().rooms.title />
                                    <Refusal error />
                                }
                                    .into_any()
                            }
                        }
                    })
                }}
            </Transition>
        </Show>
    }
}

/// An installation begins without centres: what comes first.
#[component]
fn NoCentres() -> AnyView {
    let t = &t().rooms;
    view! {
        <PageHeading title=t.title />
        <EmptyState title=t.no_centres>
            <p>{t.no_centres_hint}</p>
        </EmptyState>
    }
    .into_any()
}

#[component]
fn Rooms(day: CentreDay, zoom: Zoom, reader: WhoAmI) -> impl IntoView {
    let t = &t().rooms;
    let (centre, date) = (day.centre, day.date);
    let custody = reader.account.is_some_and(|account| account.role == AccountRole::Warden);
    let lines = lines(&day);
    let drawn = if day.rooms.is_empty() {
        view! { <EmptyState title=t.none /> }.into_any()
    } else {
        view! {
            <section class="card day-rooms" aria-labelledby="rooms-picture">
                <div class="timeline-head">
                    <h2 id="rooms-picture">{t.picture}</h2>
                    <ZoomLinks href=move |one: Zoom| address(centre, date, one) zoom />
                </div>
                <RoomTimeline timeline=picture(&day) zoom />
                <Key />
            </section>
            <section class="rule-section" aria-labelledby="rooms-table">
                <h2 id="rooms-table">{t.table}</h2>
                <RoomsTable date lines custody />
            </section>
        }
        .into_any()
    };
    view! {
        <Heading day=day.clone() zoom />
        <Centres day />
        {drawn}
    }
}

/// The date as the page's heading, with links to the days beside it.
#[component]
fn Heading(day: CentreDay, zoom: Zoom) -> AnyView {
    let (t, of_day) = (t(), &t().day);
    let zone = t.components.zone(zone_place(&day.zone));
    let date = if day.date.year() == day.today.year() {
        dates::weekday_day_month(language(), day.date)
    } else {
        dates::full_date(language(), day.date)
    };
    let title = t.rooms.title_on(date);
    let centre = day.centre;
    let side = |date: Option<Date>, label: &'static str, glyph| {
        date.map(|date| {
            view! {
                <a class="button button-secondary button-square" href=address(centre, date, zoom) aria-label=label>
                    <Icon glyph />
                </a>
            }
        })
    };
    view! {
        <div class="day-heading">
            <PageHeading title kicker=format!("{} · {zone}", day.name) />
            <nav class="day-steps" aria-label=of_day.days_label>
                {side(day.date.yesterday().ok(), of_day.previous, Glyph::Left)}
                <a
                    class="button button-secondary"
                    href=address(centre, day.today, zoom)
                    aria-current=(day.date == day.today).then_some("date")
                >
                    {of_day.today}
                </a>
                {side(day.date.tomorrow().ok(), of_day.next, Glyph::Right)}
            </nav>
        </div>
    }
    .into_any()
}

/// Which centre, where there are several to choose from.
#[component]
fn Centres(day: CentreDay) -> AnyView {
    let t = &t().rooms;
    if day.centres.len() < 2 {
        return ().into_any();
    }
    let choices = day.centres.iter().map(|(id, name)| Choice::new(id.to_string(), name.to_string())).collect();
    view! {
        <form class="search" method="get" action=format!("/rooms/{}", written_date(day.date))>
            <SelectField name="centre" label=t.centre choices value=day.centre.to_string() required=true width=Width::Half />
            <SubmitButton look=Look::Secondary>{t.look}</SubmitButton>
        </form>
    }
    .into_any()
}

/// What the marks of the picture mean.
#[component]
fn Key() -> AnyView {
    let t = &t().rooms;
    view! {
        <p class="docket-key soft">
            <span>
                <span class="docket-mark docket-mark-info"></span>
                {t.key_own}
            </span>
            <span>
                <span class="docket-mark docket-mark-over"></span>
                {t.key_taken}
            </span>
            <ShutKey />
            <span>
                <span class="docket-mark timeline-mark-closed"></span>
                {t.key_closed}
            </span>
        </p>
    }
    .into_any()
}
