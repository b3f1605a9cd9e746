//! The hours of a week: a line a day, in words and as a bar. The words are for everybody, the bars for those who look.

use leptos::prelude::*;
use locales::dates;
use shared::{
    hours::{clock, sorted},
    time::{Weekday, WeeklyWindow},
};

use crate::language::{language, t};

/// The width of a bar in its own units: three minutes each.
const WIDTH: u16 = 480;
/// Its height.
const HEIGHT: u16 = 26;

/// Where a minute lies on a bar.
const fn across(minute: u16) -> u16 {
    minute / 3
}

/// `08:00–12:00`.
fn in_words(window: WeeklyWindow) -> String {
    format!("{}–{}", clock(window.from), clock(window.to))
}

/// A week, Monday first.
#[component]
pub fn HoursGrid(
    /// What the hours are of, for those who hear the page.
    #[prop(into)]
    caption: String,
    /// The hours.
    hours: Vec<WeeklyWindow>,
    /// What is said of a day without hours.
    none: &'static str,
    /// Whether the hours are those in which something cannot be done.
    #[prop(optional)]
    closed: bool,
    /// Where a day is changed.
    #[prop(optional, into)]
    edit: Option<Callback<Weekday, String>>,
    /// The day that is being changed.
    #[prop(optional, into)]
    current: Option<Weekday>,
) -> impl IntoView {
    let (t, language) = (&t().components, language());
    let hours = sorted(&hours);
    let bar = if closed { "hours-bar hours-bar-closed" } else { "hours-bar" };
    let rows = Weekday::ALL
        .into_iter()
        .map(|day| {
            let windows: Vec<_> = hours.iter().copied().filter(|window| window.weekday == day).collect();
            let name = dates::capitalised(dates::weekday_name(language, day));
            let soft = windows.is_empty();
            // A span stays on its line; between two the line may break.
            let words = windows
                .iter()
                .enumerate()
                .map(|(place, window)| {
                    let comma = if place + 1 < windows.len() { ", " } else { "" };
                    view! { <span class="hours-words">{in_words(*window)} {comma}</span> }
                })
                .collect_view();
            let words = if soft { view! { {none} }.into_any() } else { words.into_any() };
            let spans = windows
                .iter()
                .map(|window| {
                    let (from, to) = (across(window.from), across(window.to));
                    view! { <rect class="hours-span" x=from.to_string() y="2" width=(to - from).to_string() height="22" /> }
                })
                .collect_view();
            let change = edit.map(|edit| {
                let here = (current == Some(day)).then_some("true");
                view! {
                    <td class="hours-edit" role="cell">
                        <a href=edit.run(day) aria-current=here>
                            {t.change}
                            <span class="unseen">" " {name.clone()}</span>
                        </a>
                    </td>
                }
            });
            view! {
                <tr role="row" class:hours-current={current == Some(day)}>
                    <th scope="row" role="rowheader">{name.clone()}</th>
                    <td role="cell" class:soft=soft>{words}</td>
                    <td class="hours-picture" role="cell" aria-hidden="true">
                        <svg class=bar preserveAspectRatio="none" viewBox=format!("0 0 {WIDTH} {HEIGHT}") focusable="false">
                            <rect class="hours-day" x="0" y="2" width=WIDTH.to_string() height="22" />
                            {spans}
                            {[6_u16, 12, 18].map(|hour| {
                                let x = across(hour * 60).to_string();
                                view! { <line class="hours-stroke" x1=x.clone() x2=x y1="0" y2=HEIGHT.to_string() /> }
                            }).collect_view()}
                        </svg>
                    </td>
                    {change}
                </tr>
            }
        })
        .collect_view();
    let axis = [0_u16, 6, 12, 18, 24].map(|hour| view! { <span>{hour}</span> }).collect_view();
    view! {
        <div class="table-frame hours-frame">
            <table class="hours-grid" role="table">
                <caption class="unseen">{caption}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{t.weekday}</th>
                        <th scope="col" role="columnheader">{t.hours}</th>
                        <td class="hours-picture" role="cell" aria-hidden="true"><div class="hours-axis">{axis}</div></td>
                        {edit.map(|_| view! { <td role="cell"></td> })}
                    </tr>
                </thead>
                <tbody role="rowgroup">{rows}</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_told_in_its_spans() {
        let window = |from, to| WeeklyWindow { weekday: Weekday::Mon, from, to };
        assert_eq!(in_words(window(480, 720)), "08:00–12:00");
        assert_eq!(in_words(window(780, 1440)), "13:00–24:00");
    }
}
