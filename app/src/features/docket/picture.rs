//! The proposal as pictures: the rooms of each day, with what is proposed among what is booked.

use leptos::prelude::*;
use locales::dates;
use shared::{
    docket::{RoomOfDay, RoomsOfDay},
    time::ZoneName,
};

use crate::{
    components::{OtherZone, Tone},
    features::{
        day::{Drawn, RoomTimeline, ShutKey, Timeline, Zoom, ZoomLinks},
        rooms,
    },
    language::{language, t},
};

fn drawn(room: &RoomOfDay) -> Drawn {
    let taken = room.taken.iter().map(|period| (*period, Tone::Info, true));
    let proposed =
        room.proposed.iter().map(|(_, period, fixed)| (*period, if *fixed { Tone::Ok } else { Tone::Info }, false));
    Drawn {
        name: room.name.to_string(),
        open: room.open.clone(),
        shut: room.shut.clone(),
        bars: taken.chain(proposed).collect(),
    }
}

/// The address of the pictures on the page of their docket, looked at so closely.
fn address(zoom: Zoom) -> String {
    let zoom = if zoom == Zoom::default() { String::new() } else { format!("zoom={}", zoom.code()) };
    format!("?{zoom}#docket-pictures")
}

/// The pictures. The table says what is proposed, but not what else takes or shuts a room: in words, the page of the rooms of
/// each day does, to which those are led who `may_look` at it.
#[component]
pub(super) fn Pictures(days: Vec<RoomsOfDay>, zone: ZoneName, zoom: Memo<Zoom>, may_look: bool) -> impl IntoView {
    let t = &t().docket;
    if days.is_empty() {
        return ().into_any();
    }
    let pictures = move || days.iter().map(|day| picture(day, &zone, zoom.get(), may_look)).collect_view();
    view! {
        <section aria-labelledby="docket-pictures">
            <div class="timeline-head">
                <h2 id="docket-pictures">{t.pictures}</h2>
                {move || view! { <ZoomLinks href=address zoom=zoom.get() /> }}
            </div>
            <p class="docket-key soft">
                <span>
                    <span class="docket-mark"></span>
                    {t.key_proposed}
                </span>
                <span>
                    <span class="docket-mark docket-mark-ok"></span>
                    {t.key_fixed}
                </span>
                <span>
                    <span class="docket-mark docket-mark-over"></span>
                    {t.key_taken}
                </span>
                <ShutKey />
            </p>
            <div class="docket-days">{pictures}</div>
        </section>
    }
    .into_any()
}

/// A day of a centre.
fn picture(day: &RoomsOfDay, zone: &ZoneName, zoom: Zoom, may_look: bool) -> AnyView {
    let date = dates::capitalised(&dates::weekday_day_month(language(), day.date));
    let in_words = may_look.then(|| {
        let of = format!("{date}, {}", day.centre_name);
        view! {
            <p class="way-on">
                <a href=rooms::address(day.centre, day.date, zoom)>
                    {t().rooms.of_day}
                    <span class="unseen">" " {of}</span>
                </a>
            </p>
        }
    });
    let timeline = Timeline::drawn(day.date, day.rooms.iter().map(drawn).collect());
    view! {
        <figure class="card docket-day">
            <figcaption>
                <span class="docket-date">{date}</span>
                <span class="soft">{day.centre_name.to_string()} <OtherZone zone=&day.zone page=zone /></span>
            </figcaption>
            <RoomTimeline timeline zoom />
            {in_words}
        </figure>
    }
    .into_any()
}
