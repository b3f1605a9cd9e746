//! The head of a day: the place, the date, and the way to the days beside it.

use jiff::civil::Date;
use leptos::prelude::*;
use locales::dates;
use shared::{civil::written_date, day::Day};

use super::{
    state::{Order, Show},
    zoom::{Zoom, address},
};
use crate::{
    back,
    components::{Glyph, Icon, PageHeading, time::zone_place},
    language::{language, t},
};

fn path(date: Option<Date>) -> Option<String> {
    date.map(|date| format!("/day/{}", written_date(date)))
}

/// The date as the page's heading, with links to yesterday, today and tomorrow: to look at them as at this day.
#[component]
pub fn DayHeading<'day>(
    /// The day.
    day: &'day Day,
    /// What is shown now.
    show: Memo<Show>,
    /// In which order.
    order: Memo<Order>,
    /// How closely the rooms are looked at.
    zoom: Memo<Zoom>,
) -> AnyView {
    let t = t();
    let date = day.date;
    let title = if date.year() == day.today.year() {
        dates::weekday_day_month(language(), date)
    } else {
        dates::full_date(language(), date)
    };
    let zone = t.components.zone(zone_place(&day.zone));
    let kicker = day.place.as_ref().map_or_else(|| zone.clone(), |place| format!("{place} · {zone}"));
    let likewise = move |path: String| move || back::address(&path, &address(show.get(), order.get(), zoom.get()));
    let side = |path: Option<String>, label, glyph| {
        path.map(|path| {
            view! {
                <a class="button button-secondary button-square" href=likewise(path) aria-label=label>
                    <Icon glyph />
                </a>
            }
        })
    };
    view! {
        <div class="day-heading">
            <PageHeading title=dates::capitalised(&title) kicker />
            <nav class="day-steps" aria-label=t.day.days_label>
                {side(path(date.yesterday().ok()), t.day.previous, Glyph::Left)}
                <a
                    class="button button-secondary"
                    href=likewise("/day/today".to_owned())
                    aria-current=(date == day.today).then_some("date")
                >
                    {t.day.today}
                </a>
                {side(path(date.tomorrow().ok()), t.day.next, Glyph::Right)}
            </nav>
        </div>
    }
    .into_any()
}
