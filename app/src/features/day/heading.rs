//! The head of a day: the place, the date, and the way to the days beside it.

use jiff::civil::Date;
use leptos::prelude::*;
use locales::dates;
use shared::{civil::written_date, day::Day};

use crate::{
    components::{Glyph, Icon, PageHeading, time::zone_place},
    language::{language, t},
};

fn address(date: Option<Date>) -> Option<String> {
    date.map(|date| format!("/day/{}", written_date(date)))
}

/// The date as the page's heading, with links to yesterday, today and tomorrow.
#[component]
pub fn DayHeading<'day>(
    /// The day.
    day: &'day Day,
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
    let side = |href: Option<String>, label, glyph| {
        href.map(|href| {
            view! {
                <a class="button button-secondary button-square" href=href aria-label=label>
                    <Icon glyph />
                </a>
            }
        })
    };
    view! {
        <div class="day-heading">
            <PageHeading title=dates::capitalised(&title) kicker />
            <nav class="day-steps" aria-label=t.day.days_label>
                {side(address(date.yesterday().ok()), t.day.previous, Glyph::Left)}
                <a
                    class="button button-secondary"
                    href="/day/today"
                    aria-current=(date == day.today).then_some("date")
                >
                    {t.day.today}
                </a>
                {side(address(date.tomorrow().ok()), t.day.next, Glyph::Right)}
            </nav>
        </div>
    }
    .into_any()
}
