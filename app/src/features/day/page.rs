//! The page of a day.

use std::sync::Arc;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::{day::Day, permission::UseCase, principal::Account};

use super::{
    cards::UpcomingCard,
    counts::Counts,
    heading::DayHeading,
    live::{Clockwork, Now, civil_at, listen},
    state::{Order, Show, Which, upcoming},
    table::DayTable,
    taking::{Taking, rooms_on},
    timeline::{RoomTimeline, ShutKey, Timeline},
    zoom::{Zoom, ZoomLinks, address},
};
use crate::{
    address::own_query,
    components::{EmptyState, LinkButton, Loading, Look, PageHeading, Refusal},
    features::not_found::NotFoundPage,
    language::t,
    who::{WhoAmI, who},
};

/// The docket or board of the day in the address; it keeps itself true.
#[component]
pub fn DayPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let which = Memo::new(move |_| Which::from_address(params.read().get_str("date").unwrap_or_default()));
    let show = Memo::new(move |_| Show::from_address(query.read().get_str("show")));
    let order = Memo::new(move |_| Order::from_address(query.read().get_str("sort")));
    let zoom = Memo::new(move |_| Zoom::from_address(query.read().get_str("zoom")));
    let clock = Clockwork::new();
    let who = who();
    let shown = crate::wire::fetched(
        move || which.get(),
        move |which| async move {
            match which {
                Which::Today | Which::Unknown => clock.fetch(None).await,
                Which::On(date) => clock.fetch(Some(date)).await,
            }
        },
    );
    listen(shown, clock);
    view! {
        <Show when=move || which.get() != Which::Unknown fallback=NotFoundPage>
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    let who = who.known().await;
                    match shown.await {
                        Ok(day) => view! { <DayView day who show order zoom clock /> }.into_any(),
                        Err(error) => {
                            view! {
                                <PageHeading title=t().nav.docket />
                                <Refusal error />
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </Show>
        <p class="unseen" role="status">{move || clock.said()}</p>
    }
}

#[component]
fn DayView(
    day: Day,
    who: WhoAmI,
    show: Memo<Show>,
    order: Memo<Order>,
    zoom: Memo<Zoom>,
    clock: Clockwork,
) -> impl IntoView {
    let t = t();
    let now = clock.now(&day);
    let (books, rooms) = (who.may(UseCase::Book), who.may(UseCase::ReadRooms));
    // Shared, not stored in the reactive system: this view may be asked once more while its successor is being made.
    let (day, reader) = (Arc::new(day), Arc::new(who.account));
    let date = day.date;
    let heading = view! { <DayHeading day=&day show order zoom /> };
    if day.appointments.is_empty() {
        return view! {
            {heading}
            <EmptyState title=t.day.empty>
                {books.then(|| view! { <LinkButton href="/appointments/new">{t.nav.book}</LinkButton> })}
                {rooms.then(|| view! { <LinkButton href=rooms_on(date) look=Look::Secondary>{t.rooms.of_day}</LinkButton> })}
            </EmptyState>
        }
        .into_any();
    }
    let counts = {
        let day = Arc::clone(&day);
        move || view! { <Counts appointments=&day.appointments show=show.get() order=order.get() zoom=zoom.get() /> }
    };
    let table = {
        let (day, reader) = (Arc::clone(&day), Arc::clone(&reader));
        move || {
            view! {
                <DayTable
                    appointments=&day.appointments
                    zone=&day.zone
                    show=show.get()
                    order=order.get()
                    zoom=zoom.get()
                    reader=Option::as_ref(&reader)
                />
            }
        }
    };
    view! {
        <div class="day-top">{heading} {counts}</div>
        {move || view! { <Taking date show=show.get() order=order.get() rooms /> }}
        <Upcoming day=Arc::clone(&day) reader now />
        <div class="day-body">
            <div class="day-table">
                <h2 class="unseen">{t.day.table_caption}</h2>
                {table}
            </div>
            <Rooms day show order zoom now />
        </div>
    }
    .into_any()
}

/// The next two hours, today only.
#[component]
fn Upcoming(day: Arc<Day>, reader: Arc<Option<Account>>, now: Now) -> impl IntoView {
    let t = t();
    (day.date == day.today).then(|| {
        let cards = move || {
            let next = upcoming(&day.appointments, now.by_the_minute());
            if next.is_empty() {
                return view! { <p class="soft">{t.day.nothing_next}</p> }.into_any();
            }
            next.into_iter()
                .map(|appointment| {
                    view! { <UpcomingCard appointment zone=&day.zone reader=Option::as_ref(&reader) now /> }
                })
                .collect_view()
                .into_any()
        };
        view! {
            <section aria-labelledby="day-next">
                <h2 id="day-next">{t.day.next_two_hours}</h2>
                <div class="cards">{cards}</div>
            </section>
        }
    })
}

/// The picture of the rooms, where there are rooms to draw.
#[component]
fn Rooms(day: Arc<Day>, show: Memo<Show>, order: Memo<Order>, zoom: Memo<Zoom>, now: Now) -> impl IntoView {
    let t = t();
    (!day.rooms.is_empty()).then(|| {
        let shut = day.rooms.iter().any(|room| !room.shut.is_empty());
        let picture = move || {
            Timeline::of(&day, civil_at(day.now, now.by_the_minute()))
                .map(|timeline| view! { <RoomTimeline timeline zoom=zoom.get() /> })
        };
        view! {
            <section class="card day-rooms" aria-labelledby="day-rooms">
                <div class="timeline-head">
                    <h2 id="day-rooms">{t.day.rooms_title}</h2>
                    {move || {
                        let (show, order) = (show.get(), order.get());
                        view! { <ZoomLinks href=move |one: Zoom| address(show, order, one) zoom=zoom.get() /> }
                    }}
                </div>
                {picture}
                {shut.then(|| view! { <p class="docket-key soft"><ShutKey /></p> })}
            </section>
        }
    })
}
