//! What is broken beside where it could go.

use leptos::prelude::*;
use locales::dates;
use shared::{draft::SlotView, repair::RepairRow, time::ZoneName};

use crate::{
    components::{Column, DataTable, OtherZone, Tag, Tone, ZoneNote},
    language::{language, t},
    words::obstacles,
};

/// The table, on a page that names `zone`; with `tick`, each move can be left out.
#[component]
pub(super) fn Rows(rows: Vec<RepairRow>, zone: ZoneName, tick: bool) -> impl IntoView {
    let t = &t().repair;
    let columns = [tick.then_some(t.accept), Some(t.what), Some(t.today), Some(t.why), Some(t.proposal)];
    let columns: Vec<_> = columns.into_iter().flatten().map(Column::new).collect();
    let rows = rows.into_iter().map(|row| view! { <Row row zone=&zone tick /> }.into_any()).collect_view();
    view! {
        <DataTable caption=t.title columns>
            {rows}
        </DataTable>
    }
}

fn when(slot: &SlotView) -> String {
    format!(
        "{} {}, {}–{}",
        dates::capitalised(&dates::weekday_short(language(), slot.period.start.civil.date())),
        dates::day_month_short(language(), slot.period.start.civil.date()),
        dates::time(slot.period.start.civil),
        dates::time(slot.period.end.civil),
    )
}

#[component]
fn Row<'page>(row: RepairRow, zone: &'page ZoneName, tick: bool) -> AnyView {
    let (t, language) = (&t().repair, language());
    let case = row.case_number.as_ref().map_or_else(|| t.without_case.to_owned(), ToString::to_string);
    let label = t.accept_one(&case);
    let ticked = row.accepted().map(|accepted| {
        view! {
            <label class="repair-tick">
                <input type="checkbox" name="moves[]" value=accepted.to_string() checked />
                <span class="unseen">{label}</span>
            </label>
        }
    });
    let why = if row.why.is_empty() {
        view! { {t.makes_place} }.into_any()
    } else {
        let items = row.why.iter().map(|one| view! { <li>{obstacles::obstacle(language, one)}</li> }).collect_view();
        view! { <ul>{items}</ul> }.into_any()
    };
    let elsewhere = |slot: &SlotView| {
        let rooms = slot.beside.iter();
        rooms
            .map(|(centre, room)| view! { <span class="cell-under">{format!("{centre}: {room}")}</span> })
            .collect_view()
    };
    let to = match &row.to {
        Some(to) => view! {
            <strong>{when(to)}</strong>
            {row.to_centre.is_none().then(|| view! { <OtherZone zone=&row.zone page=zone /> })}
            <span class="cell-under">
                {to.room.to_string()}
                {(row.to_centre.is_none() && to.room == row.now.room).then_some(t.same_room)}
            </span>
            {row
                .to_centre
                .clone()
                .map(|(centre, zone)| {
                    view! {
                        <span class="cell-under">{t.to_centre(&centre)} " · " <ZoneNote zone /></span>
                    }
                })}
            {elsewhere(to)}
        }
        .into_any(),
        None => view! {
            <Tag tone=Tone::Stop text=t.no_place />
            <span class="cell-under">{t.no_place_hint}</span>
        }
        .into_any(),
    };
    let people: Vec<_> = row.detainees.iter().map(ToString::to_string).collect();
    let name = people.join(", ");
    view! {
        <tr role="row">
            {tick.then(|| view! { <td role="cell" data-label=t.accept>{ticked}</td> })}
            <td role="cell" data-label=t.what>
                <a href=format!("/appointments/{}", row.id)>{case}</a>
                <span class="cell-under">{name} ", " {row.centre.to_string()}</span>
                {row.confirmed.then(|| view! { <span class="cell-under">{t.confirmed}</span> })}
            </td>
            <td role="cell" data-label=t.today class="repair-slot">
                {when(&row.now)}
                <OtherZone zone=&row.zone page=zone />
                <span class="cell-under">{row.now.room.to_string()}</span>
                {elsewhere(&row.now)}
            </td>
            <td role="cell" data-label=t.why class="docket-why">{why}</td>
            <td role="cell" data-label=t.proposal class="repair-slot">{to}</td>
        </tr>
    }
    .into_any()
}
