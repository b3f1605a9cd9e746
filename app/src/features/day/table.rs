//! The day as a table.

use leptos::prelude::*;
use locales::words;
use shared::{
    appointment::Summary,
    check::Verdict,
    principal::{Account, AccountRole},
};

use super::{
    cards::StandingTag,
    state::{Order, Show, centre, confirmed, devices, reads_as_outing, room, rows, what_is_read},
    zoom::{Zoom, address},
};
use crate::{
    components::{Clock, Column, DataTable, EmptyState, Icon, Tone},
    language::{language, t},
};

/// All appointments of the day that are to be shown, in order.
#[component]
pub fn DayTable<'day>(
    /// The day's appointments.
    appointments: &'day [Summary],
    /// Which are shown.
    show: Show,
    /// In which order.
    order: Order,
    /// How closely the rooms are looked at.
    zoom: Zoom,
    /// Who reads it.
    reader: Option<&'day Account>,
) -> AnyView {
    let t = t();
    let rows = rows(appointments, show, order);
    if rows.is_empty() {
        return view! { <EmptyState title=t.day.none_shown /> }.into_any();
    }
    let sorted =
        |label: &str, by: Order| Column::sorted(label, address(show, by, zoom), (order == by).then_some("ascending"));
    let columns = vec![
        sorted(t.day.time, Order::Time),
        sorted(t.day.room, Order::Room),
        Column::new(t.day.what),
        Column::new(t.day.detainee),
        Column::new(t.day.confirmations),
        Column::new(t.day.devices),
        sorted(t.day.standing, Order::Readiness),
    ];
    let in_centre = reader.is_some_and(|reader| reader.centre.is_some());
    let custody = reader.is_some_and(|reader| reader.role == AccountRole::Warden);
    let lines = rows.into_iter().map(|row| view! { <DayRow row in_centre custody /> }).collect_view();
    view! {
        <DataTable caption=t.day.table_caption columns>
            {lines}
        </DataTable>
    }
    .into_any()
}

#[component]
fn DayRow<'day>(row: &'day Summary, in_centre: bool, custody: bool) -> AnyView {
    let t = t();
    let outing = reads_as_outing(row, custody);
    let what = what_is_read(language(), row, custody);
    let (yes, of) = confirmed(row);
    let people = row
        .sites
        .iter()
        .flat_map(|site| &site.detainees)
        .map(|person| {
            view! {
                <span class="cell-code">{person.code.to_string()}</span>
                {person
                    .module
                    .as_ref()
                    .map(|module| view! { <span class="cell-under">{module.to_string()}</span> })}
            }
        })
        .collect_view();
    view! {
        <tr role="row">
            <td role="cell" data-label=t.day.time class="cell-time">
                <Clock at=row.period.start />
                <span class="cell-until">"– " <Clock at=row.period.end /></span>
            </td>
            <td role="cell" data-label=t.day.room>
                {room(row)}
                {(!in_centre).then(|| view! { <span class="cell-under">{centre(row)}</span> })}
            </td>
            <td role="cell" data-label=t.day.what>
                <a href=format!("/appointments/{}", row.id)>{what}</a>
                {row.case_number.as_ref().filter(|_| !outing).map(|case| {
                    view! { <span class="cell-under">{case.to_string()}</span> }
                })}
            </td>
            <td role="cell" data-label=t.day.detainee>
                {people}
            </td>
            <td role="cell" data-label=t.day.confirmations>
                {if of == 0 { "–".to_owned() } else { t.day.yes_of(yes, of) }}
            </td>
            <td role="cell" data-label=t.day.devices>
                <Devices verdict=devices(row) />
            </td>
            <td role="cell" data-label=t.day.standing>
                <StandingTag appointment=row />
            </td>
        </tr>
    }
    .into_any()
}

/// How the devices did, in a word.
#[component]
fn Devices(verdict: Verdict) -> AnyView {
    let word = words::verdict(language(), verdict);
    if verdict == Verdict::NotMeasured {
        return view! { <span class="soft">{word}</span> }.into_any();
    }
    let tone = Tone::from(verdict);
    view! {
        <span class=format!("mark-{}", tone.name())>
            <Icon glyph=tone.glyph() />
            {word}
        </span>
    }
    .into_any()
}
