//! The proposed days as a table: each can be left out, or take another free start of its day; a day without a place says
//! which rule leaves none.

use leptos::prelude::*;
use locales::dates;
use shared::{
    draft::SlotView,
    series::{ProposedDay, SeriesPlan},
    text::Name,
};

use super::state::Planning;
use crate::{
    components::{Column, DataTable, Icon, Tag, TimeRange, Tone},
    language::{language, t},
    words::obstacles,
};

/// What a day is compared with, and where its links lead.
struct Page {
    id: shared::ids::AppointmentId,
    asked: Planning,
    usual: SlotUsual,
}

/// The start by the clock, and the rooms, of the hearing that goes on.
struct SlotUsual {
    time: String,
    room: Option<shared::ids::RoomId>,
    /// The rooms at its other sites, each with its centre.
    beside: Vec<(Name, Name)>,
}

impl SlotUsual {
    /// Whether a room, at whichever site, is another than the hearing's.
    fn is_elsewhere(&self, slot: &SlotView) -> bool {
        let first = self.room.is_some_and(|room| room != slot.slot.room);
        first || slot.beside.iter().any(|there| !self.beside.contains(there))
    }
}

/// All days, by date.
#[component]
pub(super) fn Proposal(plan: SeriesPlan, asked: Planning) -> AnyView {
    let t = &t().series;
    let summary = &plan.detail.summary;
    let beside = summary.sites.iter().skip(1).map(|site| (site.centre_name.clone(), site.room_name.clone()));
    let usual = SlotUsual {
        time: dates::time(summary.period.start.civil),
        room: summary.sites.first().map(|site| site.room),
        beside: beside.collect(),
    };
    let page = Page { id: summary.id, asked, usual };
    let rows = plan.days.iter().map(|day| row(&page, day)).collect_view();
    let columns = [t.day, t.time, t.room, t.adjust].map(Column::new).to_vec();
    view! {
        <DataTable caption=t.table columns>
            {rows}
        </DataTable>
    }
    .into_any()
}

fn row(page: &Page, day: &ProposedDay) -> AnyView {
    let (t, language) = (&t().series, language());
    let date = dates::capitalised(&dates::weekday_day_month(language, day.date));
    let Some(slot) = &day.slot else {
        return view! {
            <tr role="row" class="series-none">
                <td role="cell" data-label=t.day>{date}</td>
                <td role="cell" data-label=t.time colspan="3">
                    <span class="mark-stop"><Icon glyph=Tone::Stop.glyph() />{t.impossible}</span>
                    {against(day)}
                </td>
            </tr>
        }
        .into_any();
    };
    let links = if day.dropped {
        link(page.asked.with_again(day.date).path(page.id), t.again, &date)
    } else {
        let other = link(page.asked.opened(day.date).path(page.id), t.other, &date);
        let out = link(page.asked.without(day.date).path(page.id), t.drop, &date);
        view! { {other} {out} }.into_any()
    };
    let time = if day.dropped {
        view! { <span class="soft">{t.dropped}</span> }.into_any()
    } else {
        view! { <Start place=slot.clone() usual=page.usual.time.clone() /> }.into_any()
    };
    let elsewhere = page.usual.is_elsewhere(slot) && !day.dropped;
    let room = (!day.dropped).then(|| view! { {slot.room.to_string()} {beside(slot, "cell-under")} });
    let lost = (!day.against.is_empty() && !day.dropped).then(|| {
        view! {
            <div class="series-lost">
                <span class="mark-warn"><Icon glyph=Tone::Warn.glyph() />{t.lost}</span>
                {against(day)}
            </div>
        }
    });
    let choices = (!day.others.is_empty()).then(|| starts(page, day, slot));
    view! {
        <tr role="row" class:series-dropped=day.dropped>
            <td role="cell" data-label=t.day>
                {date}
            </td>
            <td role="cell" data-label=t.time>
                {time}
                {lost}
            </td>
            <td role="cell" data-label=t.room>
                {room}
                {elsewhere.then(|| view! { " " <Tag tone=Tone::Info text=t.other_room /> })}
            </td>
            <td role="cell" data-label=t.adjust class="series-changes">
                {links}
            </td>
        </tr>
        {choices}
    }
    .into_any()
}

/// The rooms at the other sites, a line each.
fn beside(slot: &SlotView, class: &'static str) -> AnyView {
    let rooms = slot.beside.iter();
    rooms
        .map(|(centre, room)| view! { <span class=class>{format!("{centre}: {room}")}</span> })
        .collect_view()
        .into_any()
}

/// When it would be, and whether that is another time than the hearing's.
#[component]
fn Start(place: SlotView, usual: String) -> impl IntoView {
    let t = &t().series;
    let differs = dates::time(place.period.start.civil) != usual;
    let meeting = place.meeting_start.map(|start| dates::time(start.civil));
    let after = place.meeting_end.map(|end| dates::time(end.civil));
    view! {
        <TimeRange period=place.period />
        {differs.then(|| view! { " " <Tag tone=Tone::Info text=t.other_time /> })}
        {meeting.map(|time| view! { <span class="cell-under">{t.meeting(time)}</span> })}
        {after.map(|time| view! { <span class="cell-under">{t.meeting_after(time)}</span> })}
    }
}

/// Every free start of the day, each a link that takes it.
fn starts(page: &Page, day: &ProposedDay, now: &SlotView) -> AnyView {
    let t = &t().series;
    let links = day
        .others
        .iter()
        .map(|other| {
            let current = (other.slot == now.slot).then_some("true");
            let href = page.asked.taking(other.slot, Some(now.slot)).path(page.id);
            view! {
                <li>
                    <a class="button button-secondary series-start" href=href aria-current=current data-noscroll="">
                        <span class="series-start-time">{dates::time(other.period.start.civil)}</span>
                        <span class="soft">{other.room.to_string()}</span>
                        {beside(other, "soft")}
                    </a>
                </li>
            }
        })
        .collect_view();
    let title = t.starts(dates::weekday_day_month(language(), day.date));
    view! {
        <tr role="row" class="series-open">
            <td role="cell" colspan="4">
                <p class="series-open-title">{title}</p>
                <ul class="series-starts">{links}</ul>
            </td>
        </tr>
    }
    .into_any()
}

fn link(href: String, words: &'static str, of: &str) -> AnyView {
    let of = of.to_owned();
    view! {
        <a class="button button-plain" href=href data-noscroll="">
            {words}
            <span class="unseen">" " {of}</span>
        </a>
    }
    .into_any()
}

fn against(day: &ProposedDay) -> AnyView {
    let language = language();
    let lines = day.against.iter().map(|one| view! { <li>{obstacles::obstacle(language, one)}</li> }).collect_view();
    view! { <ul class="series-against">{lines}</ul> }.into_any()
}
