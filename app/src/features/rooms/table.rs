//! The day's rooms as a table: what the picture shows, in words.

use jiff::civil::Date;
use leptos::prelude::*;

use super::state::{Line, Use, hours, why};
use crate::{
    components::{Column, DataTable},
    features::day::what_is_read,
    language::{language, t},
};

/// The table.
#[component]
pub(super) fn RoomsTable(
    /// Which day.
    date: Date,
    /// What it says.
    lines: Vec<Line>,
    /// Whether custody reads it.
    custody: bool,
) -> impl IntoView {
    let t = &t().rooms;
    let columns = [t.room, t.time, t.what].map(Column::new).to_vec();
    let rows = lines
        .into_iter()
        .map(|line| {
            let when = line.period.map_or_else(|| t.all_day.to_owned(), |period| hours(date, period));
            let what = match line.what {
                Use::Open => t.open.into_any(),
                Use::Closed => t.closed.into_any(),
                Use::Taken => t.taken.into_any(),
                Use::Shut(shut) => why(language(), shut).into_any(),
                Use::Own(own) => {
                    let words = what_is_read(language(), &own, custody);
                    view! {
                        <a href=format!("/appointments/{}", own.id)>{words}</a>
                        {own.case_number.as_ref().map(|case| view! { <span class="cell-under">{case.to_string()}</span> })}
                    }
                        .into_any()
                }
            };
            view! {
                <tr role="row">
                    <td role="cell" data-label=t.room>{line.room.unwrap_or_else(|| t.whole_centre.to_owned())}</td>
                    <td role="cell" data-label=t.time class="cell-time">{when}</td>
                    <td role="cell" data-label=t.what>{what}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <div class="plain-table">
            <DataTable caption=t.caption columns>
                {rows}
            </DataTable>
        </div>
    }
}
