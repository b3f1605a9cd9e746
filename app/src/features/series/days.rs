//! The days of a trial on the page of one of them, and which of them are cancelled.

use leptos::prelude::*;
use locales::{dates, words};
use shared::{
    ids::AppointmentId,
    series::{CancelDays, Series},
};

use crate::{
    components::{Choice, RadioField, StateTag, TimeRange},
    language::{language, t},
};

/// "Day 2 of 5", and the way to the others.
#[component]
pub fn SeriesDays(
    /// The days.
    series: Series,
    /// The appointment whose page it is.
    here: AppointmentId,
) -> impl IntoView {
    let (t, language) = (&t().series, language());
    let of = series.of;
    let own = series.days.iter().find(|day| day.id == here).and_then(|day| day.number);
    let title = own.map_or_else(|| t.days.to_owned(), |number| t.day_of(number, of));
    let items = series
        .days
        .into_iter()
        .map(|day| {
            let date = dates::capitalised(&dates::weekday_day_month(language, day.period.start.civil.date()));
            let current = (day.id == here).then_some("page");
            let number = day.number.map(|number| view! { <span class="series-number">{number}</span> });
            view! {
                <li class="series-day">
                    <span class="series-place">{number}</span>
                    <a href=format!("/appointments/{}", day.id) aria-current=current>{date}</a>
                    <TimeRange period=day.period />
                    <StateTag state=day.state />
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="detail-section" aria-labelledby="days-title">
            <h2 id="days-title">{title}</h2>
            <ul class="detail-linked series-days">{items}</ul>
        </section>
    }
}

/// Which days are cancelled: asked only where others follow.
#[component]
pub fn CancelChoice(
    /// The code of what was chosen before.
    chosen: String,
) -> impl IntoView {
    let language = language();
    let choices =
        CancelDays::ALL.iter().map(|one| Choice::new(one.code(), words::cancel_days(language, *one))).collect();
    let value = if chosen.is_empty() { CancelDays::Only.code().to_owned() } else { chosen };
    view! { <RadioField name="days" label=t().series.cancel_which choices value /> }
}
