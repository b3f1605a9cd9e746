//! The day as a table.

use leptos::prelude::*;
use locales::words;
use shared::{
    appointment::Summary,
    check::Verdict,
    principal::{Account, AccountRole},
    readiness::Readiness,
    time::ZoneName,
};

use super::{
    cards::{BlockerList, StandingTag},
    people::DayPeople,
    state::{Order, Show, centre, confirmed, devices, reads_as_outing, room, rows, what_is_read},
    zoom::{Zoom, address},
};
use crate::{
    components::{Clock, Column, DataTable, EmptyState, Icon, OtherZone, Tone},
    language::{language, t},
};

/// All appointments of the day that are to be shown, in order.
#[component]
pub fn DayTable<'day>(
    /// The day's appointments.
    appointments: &'day [Summary],
    /// The zone that the page names.
    zone: &'day ZoneName,
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
    let across = columns.len();
    let lines = rows
        .into_iter()
        .map(|row| {
            view! {
                <DayRow row zone reader />
                <MoreOfRow row reader across />
            }
        })
        .collect_view();
    view! {
        <DataTable caption=t.day.table_caption columns>
            {lines}
        </DataTable>
    }
    .into_any()
}

#[component]
fn DayRow<'day>(row: &'day Summary, zone: &'day ZoneName, reader: Option<&'day Account>) -> AnyView {
    let t = t();
    let in_centre = reader.is_some_and(|reader| reader.centre.is_some());
    // Several centres are named with their rooms.
    let names_centre = !in_centre && !row.is_at_several_centres();
    let custody = reader.is_some_and(|reader| reader.role == AccountRole::Warden);
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
                <OtherZone zone=&row.zone page=zone />
            </td>
            <td role="cell" data-label=t.day.room>
                {room(row)}
                {names_centre.then(|| view! { <span class="cell-under">{centre(row)}</span> })}
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

/// Under the line of an appointment and as wide as the table: who takes part, and what stands in the way. The buttons
/// that clear it are on the cards and on the appointment's page.
#[component]
fn MoreOfRow<'day>(row: &'day Summary, reader: Option<&'day Account>, across: usize) -> AnyView {
    let people = !row.participants.is_empty();
    // What runs may have failing devices; and where the reader may not know what is missing, they are told that it is.
    let hindered = !row.blockers.is_empty() || matches!(row.readiness, Readiness::Pending | Readiness::Blocked);
    if !people && !hindered {
        return ().into_any();
    }
    view! {
        <tr role="row" class="row-more">
            <td role="cell" colspan=across>
                {people.then(|| view! { <DayPeople appointment=row /> })}
                {hindered.then(|| view! { <BlockerList appointment=row reader words_only=true /> })}
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use shared::{
        appointment::{Attendance, Kind, Role},
        readiness::{Blocker, Clears, Obstruction, SiteRoom, Weight},
    };

    use super::*;
    use crate::{
        features::day::state::tests::{appointment, at, participant},
        shell::account_for_tests as account,
    };

    fn drawn(row: Summary, reader: &Account) -> String {
        let (rows, zone) = ([row], ZoneName("America/El_Salvador".into()));
        Owner::new().with(|| {
            let (show, order, zoom) = (Show::All, Order::Time, Zoom::Day);
            view! { <DayTable appointments=&rows zone=&zone show order zoom reader=Some(reader) /> }
                .into_view()
                .to_html()
        })
    }

    fn waits_for_the_lawyer_and_the_room() -> Summary {
        let mut row = appointment(1, at(9, 0), at(9, 45), "Sala 1", Readiness::Pending);
        let lawyer = participant(2, Role::DefenceLawyer, Attendance::NeedsAction);
        let blocker = |clears, what| Blocker { weight: Weight::Attention, clears, what };
        row.blockers = vec![
            blocker(Clears::Participant, Obstruction::NotAnswered { name: lawyer.name, role: lawyer.role }),
            blocker(Clears::Centre, Obstruction::RoomUnchecked { room: SiteRoom::of(&row.sites[0]) }),
        ];
        row
    }

    #[test]
    fn a_row_names_who_takes_part_and_what_stands_in_the_way() {
        let html = drawn(waits_for_the_lawyer_and_the_room(), &account(AccountRole::Warden));
        for told in ["Persona 1", "Juez", "Asistirá", "Persona 2", "Defensa", "Sin respuesta"] {
            assert!(html.contains(told), "{told} in {html}");
        }
        assert!(html.contains("Defensa (Persona 2) no ha confirmado"), "{html}");
        assert!(html.contains("Sala 1: equipos sin revisar hoy"), "{html}");
        assert!(!html.contains("class=\"button"), "the buttons are on the cards: {html}");
        assert!(html.contains("colspan=\"7\""), "as wide as the table: {html}");
    }

    #[test]
    fn a_row_says_by_whose_clock_it_is_where_that_is_not_the_pages() {
        let mut row = appointment(1, at(9, 0), at(9, 45), "Sala 1", Readiness::Ready);
        let court = account(AccountRole::Scheduler);
        assert!(!drawn(row.clone(), &court).contains("hora de"), "the page names it once");
        row.zone = ZoneName("Pacific/Galapagos".into());
        let html = drawn(row, &court);
        assert!(html.contains("hora de Galapagos"), "{html}");
    }

    #[test]
    fn a_row_with_nobody_and_nothing_to_tell_is_one_line() {
        let mut row = appointment(1, at(9, 0), at(9, 45), "Clínica", Readiness::Ready);
        (row.kind, row.hearing_type) = (Kind::Teleconsultation, None);
        row.participants.clear();
        let warden = account(AccountRole::Warden);
        assert!(!drawn(row.clone(), &warden).contains("row-more"));
        // What custody may not know still stands in the way.
        row.readiness = Readiness::Pending;
        let html = drawn(row, &warden);
        assert!(html.contains("Lo que falta lo resuelven otras personas"), "{html}");
    }
}
