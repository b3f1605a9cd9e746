//! The page of a day.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use shared::{
    day::Day,
    permission::UseCase,
    principal::Account,
};

use super::{
    cards::UpcomingCard,
    counts::Counts,
    heading::DayHeading,
    live::{Clockwork, civil_at, listen},
    state::{Order, Show, Which, upcoming},
    table::DayTable,
    timeline::{RoomTimeline, Timeline},
};
use crate::{
    components::{EmptyState, LinkButton, Loading, Refusal},
    features::not_found::NotFoundPage,
    language::t,
    who::{WhoAmI, who},
};

/// The docket or board of the day in the address; it keeps itself true.
#[component]
pub fn DayPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let which = Memo::new(move |_| Which::from_address(params.read().get_str("date").unwrap_or_default()));
    let show = Memo::new(move |_| Show::from_address(query.read().get_str("show")));
    let order = Memo::new(move |_| Order::from_address(query.read().get_str("sort")));
    let clock = Clockwork::new();
    let who = who();
    let shown = Resource::new_blocking(
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
                        Ok(day) => view! { <DayView day who show order clock /> }.into_any(),
                        Err(error) => view! { <Refusal error /> }.into_any(),
                    }
                })}
            </Transition>
        </Show>
    }
}

#[component]
fn DayView(day: Day, who: WhoAmI, show: Memo<Show>, order: Memo<Order>, clock: Clockwork) -> impl IntoView {
    let t = t();
    let now = clock.now(&day);
    let books = who.may(UseCase::Book);
    let (day, reader) = (StoredValue::new(day), StoredValue::new(who.account));
    let heading = day.with_value(|day| view! { <DayHeading day /> }.into_any());
    if day.with_value(|day| day.appointments.is_empty()) {
        return view! {
            {heading}
            <EmptyState title=t.day.empty>
                {books.then(|| view! { <LinkButton href="/appointments/new">{t.nav.book}</LinkButton> })}
            </EmptyState>
        }
        .into_any();
    }
    view! {
        <div class="day-top">
            {heading}
            {move || {
                day.with_value(|day| {
                    view! { <Counts appointments=&day.appointments show=show.get() order=order.get() /> }.into_any()
                })
            }}
        </div>
        <Upcoming day reader now />
        <div class="day-body">
            <section class="day-table" aria-labelledby="day-all">
                <h2 id="day-all" class="unseen">
                    {t.day.table_caption}
                </h2>
                {move || {
                    day.with_value(|day| {
                        reader
                            .with_value(|reader| {
                                view! {
                                    <DayTable
                                        appointments=&day.appointments
                                        show=show.get()
                                        order=order.get()
                                        reader=reader.as_ref()
                                    />
                                }
                                    .into_any()
                            })
                    })
                }}
            </section>
            <Rooms day now />
        </div>
    }
    .into_any()
}

/// The next two hours, today only.
#[component]
fn Upcoming(
    day: StoredValue<Day>,
    reader: StoredValue<Option<Account>>,
    now: Signal<shared::time::Instant>,
) -> impl IntoView {
    let t = t();
    let today = day.with_value(|day| day.date == day.today);
    // Which cards there are changes by the minute, the seconds between do not draw them anew.
    let minute = Memo::new(move |_| now.get().0.div_euclid(60));
    today.then(|| {
        let cards = move || {
            minute.track();
            let now_at = now.get_untracked();
            day.with_value(|day| {
                reader.with_value(|reader| {
                    let next = upcoming(&day.appointments, now_at);
                    if next.is_empty() {
                        return view! { <p class="soft">{t.day.nothing_next}</p> }.into_any();
                    }
                    next.into_iter()
                        .map(|appointment| view! { <UpcomingCard appointment reader=reader.as_ref() now /> }.into_any())
                        .collect_view()
                        .into_any()
                })
            })
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
fn Rooms(day: StoredValue<Day>, now: Signal<shared::time::Instant>) -> impl IntoView {
    let t = t();
    let minute = Memo::new(move |_| now.get().0.div_euclid(60));
    let picture = move || {
        minute.track();
        day.with_value(|day| Timeline::of(day, civil_at(day.now, now.get_untracked())))
            .map(|timeline| view! { <RoomTimeline timeline /> })
    };
    let any = day.with_value(|day| !day.rooms.is_empty());
    any.then(|| {
        view! {
            <section class="card day-rooms" aria-labelledby="day-rooms">
                <h2 id="day-rooms">{t.day.rooms_title}</h2>
                {picture}
            </section>
        }
    })
}
