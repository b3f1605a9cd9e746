//! The start page.

use leptos::prelude::*;
use locales::dates;
use shared::{appointment::Summary, day::Day, permission::UseCase, principal::AccountRole};

use super::state::{needs, next};
use crate::{
    components::{Clock, EmptyState, Glyph, Icon, LinkButton, Loading, Look, PageHeading, Refusal},
    features::day::{Clockwork, StandingTag, UpcomingCard, listen, rooms_of, what_is_read},
    language::{language, t},
    who::{WhoAmI, who},
};

/// My day.
#[component]
pub fn HomePage() -> impl IntoView {
    let who = who();
    let clock = Clockwork::new();
    let today = crate::wire::fetched(|| (), move |()| clock.fetch(None));
    listen(today, clock);
    view! {
        <Transition fallback=Loading>
            {move || Suspend::new(async move {
                let who = who.known().await;
                match today.await {
                    Ok(day) => view! { <MyDay day who clock /> }.into_any(),
                    Err(error) => view! { <Refusal error /> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn MyDay(day: Day, who: WhoAmI, clock: Clockwork) -> impl IntoView {
    let t = t();
    let now = clock.now(&day);
    let reader = who.account.as_ref();
    let kicker = reader.map(|account| account.name.to_string()).unwrap_or_default();
    let date = dates::capitalised(&dates::full_date(language(), day.today));
    let waiting = reader.map(|reader| needs(&day.appointments, reader)).unwrap_or_default();
    let custody = reader.is_some_and(|reader| reader.role == AccountRole::Warden);
    let coming = next(&day.appointments, day.now.at);
    view! {
        <PageHeading title=t.nav.home kicker lead=date />
        <QuickActions who=who.clone() />
        <section aria-labelledby="home-needs">
            <h2 id="home-needs">{t.home.needs_you}</h2>
            {if waiting.is_empty() {
                view! { <p class="soft">{t.home.nothing_needs_you}</p> }.into_any()
            } else {
                let cards = waiting
                    .into_iter()
                    .map(|appointment| view! { <UpcomingCard appointment reader now /> })
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
                    .map(|appointment| view! { <NextLine appointment custody /> })
                    .collect_view();
                view! { <ul class="next-list card">{lines}</ul> }.into_any()
            }}
            <p>
                <a href="/day/today">{t.home.whole_day}</a>
            </p>
        </section>
    }
}

/// What one may want to do, by what one may.
#[component]
fn QuickActions(who: WhoAmI) -> impl IntoView {
    let t = t();
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
            {check
                .map(|words| {
                    view! {
                        <LinkButton href="/check" look=Look::Secondary>
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
fn NextLine<'day>(appointment: &'day Summary, custody: bool) -> AnyView {
    view! {
        <li class="next-line">
            <span class="next-time">
                <Clock at=appointment.period.start />
            </span>
            <span class="next-what">
                <a href=format!("/appointments/{}", appointment.id)>{what_is_read(language(), appointment, custody)}</a>
                <span class="cell-under">{rooms_of(appointment)}</span>
            </span>
            <StandingTag appointment />
        </li>
    }
    .into_any()
}
