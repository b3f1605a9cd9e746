//! The start page.

use leptos::prelude::*;
use locales::dates;
use shared::{
    appointment::{Kind, Summary},
    day::Day,
    permission::UseCase,
    principal::AccountRole,
    request::{RequestView, asks_for},
    time::ZoneName,
};

use super::state::{NEXT, needs, next};
use crate::{
    components::{
        Clock, EmptyState, Glyph, Icon, LinkButton, Loading, Look, Notice, OtherZone, PageHeading, Refusal, Tone,
        time::zone_place,
    },
    features::{
        day::{Clockwork, StandingTag, UpcomingCard, centre, listen, rooms_of, what_is_read},
        requests::{self, AtHome, OwnLines},
    },
    language::{language, t},
    who::{WhoAmI, who},
};

/// My day.
#[component]
pub fn HomePage() -> impl IntoView {
    let who = who();
    let clock = Clockwork::new();
    let today = crate::wire::fetched(|| (), move |()| clock.fetch(None));
    let broken = crate::wire::fetched(|| (), |()| crate::features::repair::broken());
    let asked = crate::wire::fetched(|| (), |()| requests::at_home());
    listen(today, clock);
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                let who = who.known().await;
                match today.await {
                    Ok(day) => {
                        // What cannot be counted now is told by its own page.
                        let broken = broken.await.unwrap_or_default();
                        let asked = asked.await.unwrap_or_default();
                        view! { <MyDay day who clock broken asked /> }.into_any()
                    }
                    Err(error) => {
                        view! {
                            <PageHeading title=t().nav.home />
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
fn MyDay(day: Day, who: WhoAmI, clock: Clockwork, broken: usize, asked: AtHome) -> impl IntoView {
    let t = t();
    let now = clock.now(&day);
    let reader = who.account.as_ref();
    let kicker = reader.map(|account| account.name.to_string()).unwrap_or_default();
    let date = dates::capitalised(&dates::full_date(language(), day.today));
    // Times without a zone of their own are by this one.
    let zone = t.components.zone(zone_place(&day.zone));
    let waiting = reader.map(|reader| needs(&day.appointments, reader)).unwrap_or_default();
    let custody = reader.is_some_and(|reader| reader.role == AccountRole::Warden);
    let in_centre = reader.is_some_and(|reader| reader.centre.is_some());
    let coming = next(&day.appointments, day.now.at);
    view! {
        <PageHeading title=t.nav.home kicker lead=format!("{date} · {zone}") />
        <Broken broken />
        <QuickActions who=who.clone() waiting=asked.waiting />
        <section aria-labelledby="home-needs">
            <h2 id="home-needs">{t.home.needs_you}</h2>
            {if waiting.is_empty() {
                view! { <p class="soft">{t.home.nothing_needs_you}</p> }.into_any()
            } else {
                let cards = waiting
                    .into_iter()
                    .map(|appointment| view! { <UpcomingCard appointment zone=&day.zone reader now /> })
                    .collect_view();
                view! { <div class="cards">{cards}</div> }.into_any()
            }}
        </section>
        <section aria-labelledby="home-next">
            <h2 id="home-next">{t.home.next}</h2>
            {if coming.is_empty() {
                view! { <EmptyState title=t.home.nothing_next /> }.into_any()
            } else {
                let lines = coming
                    .into_iter()
                    .map(|appointment| view! { <NextLine appointment zone=&day.zone custody in_centre /> })
                    .collect_view();
                view! { <ul class="next-list card">{lines}</ul> }.into_any()
            }}
            <p class="way-on">
                <a href="/day/today">{t.home.whole_day}</a>
            </p>
        </section>
        {(!asked.own.is_empty()).then(|| view! { <Asked own=asked.own /> })}
    }
}

/// What the reader asked for, and what became of it.
#[component]
fn Asked(mut own: Vec<RequestView>) -> impl IntoView {
    let t = t();
    own.truncate(NEXT);
    view! {
        <section aria-labelledby="home-asked">
            <h2 id="home-asked">{t.requests.own_title}</h2>
            <OwnLines requests=own />
            <p class="way-on">
                <a href="/requests">{t.home.all_requests}</a>
            </p>
        </section>
    }
}

/// How many appointments can no longer be held as they are booked, and where that is mended.
#[component]
fn Broken(broken: usize) -> impl IntoView {
    let t = &t().home;
    let title = match broken {
        0 => return None,
        1 => t.broken_one.to_owned(),
        count => t.broken_many(count),
    };
    Some(view! {
        <Notice tone=Tone::Warn title>
            <p class="way-on">
                <a href="/repair">{t.look_for_others}</a>
            </p>
        </Notice>
    })
}

/// What one may want to do, by what one may.
#[component]
fn QuickActions(who: WhoAmI, waiting: usize) -> impl IntoView {
    let t = t();
    let ask = who.account.as_ref().and_then(|account| asks_for(account.role)).map(|kind| match kind {
        Kind::LegalMeeting => t.home.ask_meeting,
        _ => t.home.ask_care,
    });
    let board =
        who.account.as_ref().is_some_and(|account| matches!(account.role, AccountRole::Warden | AccountRole::Nurse));
    let day = if board { t.home.to_board } else { t.home.to_docket };
    let check = if who.may(UseCase::CheckRoom) {
        Some(t.home.check_room)
    } else {
        who.may(UseCase::CheckDevices).then_some(t.home.check_own)
    };
    view! {
        <nav class="button-row" aria-label=t.home.actions>
            {who
                .may(UseCase::Book)
                .then(|| {
                    view! {
                        <LinkButton href="/appointments/new">
                            <Icon glyph=Glyph::Plus />
                            {t.nav.book}
                        </LinkButton>
                    }
                })}
            <LinkButton href="/day/today" look=Look::Secondary>
                <Icon glyph=Glyph::Calendar />
                {day}
            </LinkButton>
            {who
                .may(UseCase::ReadRequests)
                .then(|| {
                    view! {
                        <LinkButton href="/requests" look=Look::Secondary>
                            <Icon glyph=Glyph::Letter />
                            {t.home.requests(waiting)}
                        </LinkButton>
                    }
                })}
            {ask
                .map(|words| {
                    view! {
                        <LinkButton href="/requests/new" look=Look::Secondary>
                            <Icon glyph=Glyph::Plus />
                            {words}
                        </LinkButton>
                    }
                })}
            {check
                .map(|words| {
                    view! {
                        <LinkButton href=who.checks_at() look=Look::Secondary>
                            <Icon glyph=Glyph::Camera />
                            {words}
                        </LinkButton>
                    }
                })}
            {who
                .may(UseCase::ReadOutbox)
                .then(|| {
                    view! {
                        <LinkButton href="/outbox" look=Look::Secondary>
                            <Icon glyph=Glyph::Letter />
                            {t.nav.outbox}
                        </LinkButton>
                    }
                })}
        </nav>
    }
}

#[component]
fn NextLine<'day>(appointment: &'day Summary, zone: &'day ZoneName, custody: bool, in_centre: bool) -> AnyView {
    // Every centre has a first hearing room; whoever works in one knows which is meant, and several are named with theirs.
    let place = if in_centre || appointment.is_at_several_centres() {
        rooms_of(appointment)
    } else {
        format!("{}, {}", rooms_of(appointment), centre(appointment))
    };
    view! {
        <li class="next-line">
            <span class="next-time">
                <Clock at=appointment.period.start />
            </span>
            <span class="next-what">
                <a href=format!("/appointments/{}", appointment.id)>{what_is_read(language(), appointment, custody)}</a>
                <span class="cell-under">{place}</span>
                <OtherZone zone=&appointment.zone page=zone />
            </span>
            <StandingTag appointment />
        </li>
    }
    .into_any()
}
