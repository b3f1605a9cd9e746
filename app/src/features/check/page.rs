//! The page of the check: for whom or what it counts, and the check itself.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use locales::dates;
use shared::{
    check::{CheckPlace, CheckedFor},
    error::Error,
};

use super::{api::place_of_check, run::Run, staying::Staying};
use crate::{
    address::own_query,
    components::{heading::PageHeading, refusal::Refusal, time::zone_place},
    error::ApiError,
    language::{language, t},
};

/// What the address names: the link's secret and what is checked; `None` if that is no id at all.
type Asked = (Option<String>, Option<CheckedFor>);

/// The check: a trial, of an appointment's participant, of a room (`?appointment=`, `?room=`), or from a personal link. With
/// `&kiosk`, a room's own device keeps the page open and checks itself when nobody does.
#[component]
pub fn CheckPage() -> impl IntoView {
    let (params, query) = (use_params_map(), own_query());
    let asked = Memo::new(move |_| {
        let query = query.read();
        let counts_for = match (query.get("room"), query.get("appointment")) {
            (Some(room), _) => room.parse().ok().map(CheckedFor::Room),
            (None, Some(appointment)) => appointment.parse().ok().map(CheckedFor::Participant),
            (None, None) => Some(CheckedFor::Trial),
        };
        (params.read().get("token"), counts_for)
    });
    let kiosk = Memo::new(move |_| query.read().get("kiosk").is_some());
    let place = crate::wire::fetched(move || asked.get(), place_of);
    let room = Memo::new(move |_| match asked.get() {
        (None, Some(CheckedFor::Room(room))) => Some(room),
        _ => None,
    });
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match place.await {
                    Ok(place) => {
                        let token = asked.get_untracked().0;
                        view! {
                            <Place place=place.clone() />
                            <Run place token kiosk=kiosk.get_untracked() />
                        }
                            .into_any()
                    }
                    Err(error) => {
                        view! {
                            <PageHeading title=t().check.title />
                            <Refusal error />
                        }
                            .into_any()
                    }
                }
            })}
        </Suspense>
        <Staying room />
    }
}

async fn place_of((token, counts_for): Asked) -> Result<CheckPlace, ApiError> {
    match counts_for {
        Some(counts_for) => place_of_check(token, counts_for).await,
        None => nowhere(),
    }
}

/// What is no id names nothing, exactly as an id that nobody has.
#[cfg(feature = "ssr")]
fn nowhere() -> Result<CheckPlace, ApiError> {
    crate::context::answer(Err(Error::NotFound))
}

/// What is no id names nothing, exactly as an id that nobody has.
#[cfg(not(feature = "ssr"))]
const fn nowhere() -> Result<CheckPlace, ApiError> {
    Err(ApiError::Refused(Error::NotFound))
}

/// The heading, with for whom or what the check counts.
#[component]
fn Place(place: CheckPlace) -> impl IntoView {
    let all = t();
    let t = &all.check;
    let moment = place.start.map(|start| dates::moment(language(), start.civil));
    let moment = match (moment, &place.zone) {
        (Some(moment), Some(zone)) => Some(format!("{moment}, {}", all.components.zone(zone_place(zone)))),
        (moment, _) => moment,
    };
    let whom = match (&place.room, &place.person, moment) {
        (Some((_, room, centre)), _, _) => t.for_room(room, centre),
        (None, Some(person), Some(moment)) => t.for_person(person, moment),
        (None, Some(person), None) => person.to_string(),
        (None, None, Some(moment)) => t.for_appointment(moment),
        (None, None, None) => t.for_trial.to_owned(),
    };
    view! { <PageHeading title=t.title kicker=whom lead=t.lead /> }
}
