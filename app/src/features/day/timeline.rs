//! The day's rooms as a picture: a line a room, a bar an appointment, a stroke for now. The table says the same.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};
use leptos::prelude::*;
use shared::{
    appointment::Summary,
    day::{Day, RoomDay},
    readiness::Readiness,
    time::LocalPeriod,
};

use crate::{components::Tone, language::t};

/// Minutes after the midnight of the day, cut to the day.
fn minute_of(date: Date, civil: DateTime) -> i32 {
    match civil.date().cmp(&date) {
        Ordering::Less => 0,
        Ordering::Equal => i32::from(civil.hour()) * 60 + i32::from(civil.minute()),
        Ordering::Greater => 24 * 60,
    }
}

/// A stretch of a line, in minutes after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stretch {
    from: i32,
    to: i32,
}

impl Stretch {
    fn of(date: Date, period: LocalPeriod) -> Self {
        Self { from: minute_of(date, period.start.civil), to: minute_of(date, period.end.civil) }
    }
}

/// A bar.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Bar {
    stretch: Stretch,
    tone: Tone,
    over: bool,
}

/// A room's line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    name: String,
    bars: Vec<Bar>,
    closed: Vec<Stretch>,
}

/// The picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// The first hour shown and the first no longer shown.
    hours: (i32, i32),
    lines: Vec<Line>,
    now: Option<i32>,
}

impl Timeline {
    /// The picture of `day`; `None` where there is no room to draw. `now` counts only today.
    pub fn of(day: &Day, now: DateTime) -> Option<Self> {
        if day.rooms.is_empty() {
            return None;
        }
        let booked = day.rooms.iter().flat_map(|room| &room.booked).map(|(_, period)| Stretch::of(day.date, *period));
        // Office hours, and as much more as is booked: rooms that never close must not press the day together.
        let (first, last) = booked.fold(OFFICE, |(first, last), bar| (first.min(bar.from), last.max(bar.to)));
        let hours = (first.div_euclid(60), (last + 59).div_euclid(60));
        let lines = day.rooms.iter().map(|room| line(day, room, (hours.0 * 60, hours.1 * 60))).collect();
        let now = (day.date == now.date())
            .then(|| minute_of(day.date, now))
            .filter(|minute| (hours.0 * 60..hours.1 * 60).contains(minute));
        Some(Self { hours, lines, now })
    }
}

fn line(day: &Day, room: &RoomDay, (first, last): (i32, i32)) -> Line {
    let found = |id| day.appointments.iter().find(|appointment: &&Summary| appointment.id == id);
    let bars = room
        .booked
        .iter()
        .map(|(id, period)| {
            let readiness = found(*id).map_or(Readiness::Over, |appointment| appointment.readiness);
            Bar { stretch: Stretch::of(day.date, *period), tone: readiness.into(), over: readiness == Readiness::Over }
        })
        .collect();
    let mut open: Vec<_> = room.open.iter().map(|period| Stretch::of(day.date, *period)).collect();
    open.sort_by_key(|stretch| stretch.from);
    let mut closed = Vec::new();
    let mut at = first;
    for stretch in open {
        if at < stretch.from.min(last) {
            closed.push(Stretch { from: at, to: stretch.from.min(last) });
        }
        at = at.max(stretch.to);
    }
    if at < last {
        closed.push(Stretch { from: at, to: last });
    }
    Line { name: room.name.to_string(), bars, closed }
}

/// What is always shown, in minutes after midnight.
const OFFICE: (i32, i32) = (8 * 60, 17 * 60);

// The picture's own units: its width follows the page. A room's name stands above its line, so that it may be long.
const WIDTH: i32 = 480;
const SIDE: i32 = 10;
const HEAD: i32 = 22;
const ROW: i32 = 46;
const NAME: i32 = 16;
const BAR: i32 = 24;

/// Where a minute lies.
fn across(hours: (i32, i32), minute: i32) -> i32 {
    let span = (hours.1 - hours.0).max(1) * 60;
    SIDE + (minute - hours.0 * 60) * (WIDTH - 2 * SIDE) / span
}

/// The picture of the rooms of a day, drawn with classes only: no style attribute gets past the page's policy.
#[component]
pub fn RoomTimeline(
    /// What to draw.
    timeline: Timeline,
) -> impl IntoView {
    let Timeline { hours, lines, now } = timeline;
    let height = HEAD + ROW * i32::try_from(lines.len()).unwrap_or(1) + 4;
    let grid = (hours.0..=hours.1)
        // Every hour has its stroke; where many would not fit, every second its number.
        .map(|hour| {
            let x = across(hours, hour * 60);
            let number = (hours.1 - hours.0 <= 12 || (hour - hours.0) % 2 == 0).then(|| hour.to_string());
            view! {
                <line class="timeline-hour" x1=x x2=x y1=HEAD y2=height - 4 />
                <text class="timeline-number" x=x y=HEAD - 8 text-anchor="middle">
                    {number}
                </text>
            }
        })
        .collect_view();
    let rows = (0..)
        .zip(lines)
        .map(|(place, line)| {
            let row = HEAD + ROW * place;
            let top = row + NAME + 2;
            let closed = line
                .closed
                .into_iter()
                .map(|gap| {
                    let (x, to) = (across(hours, gap.from), across(hours, gap.to));
                    view! {
                        <rect class="timeline-closed" x=x y=row + NAME width=to - x height=BAR + 4 />
                    }
                })
                .collect_view();
            let bars = line
                .bars
                .into_iter()
                .map(|bar| {
                    let (x, to) = (across(hours, bar.stretch.from), across(hours, bar.stretch.to));
                    let over = if bar.over { " timeline-over" } else { "" };
                    let class = format!("timeline-bar timeline-{}{over}", bar.tone.name());
                    view! { <rect class=class x=x + 1 y=top width=(to - x - 2).max(2) height=BAR rx="4" /> }
                })
                .collect_view();
            view! {
                {closed}
                <text class="timeline-room" x="0" y=row + NAME - 4>
                    {line.name}
                </text>
                {bars}
            }
        })
        .collect_view();
    let now = now.map(|minute| {
        let x = across(hours, minute);
        view! { <line class="timeline-now" x1=x x2=x y1=HEAD - 4 y2=height /> }
    });
    view! {
        <svg
            class="timeline"
            viewBox=format!("0 0 {WIDTH} {height}")
            role="img"
            aria-label=t().day.timeline_label
        >
            {grid}
            {rows}
            {now}
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use shared::{ids::RoomId, time::ZoneName};

    use super::*;
    use crate::features::day::state::tests::{appointment, at, name};

    fn day() -> Day {
        let one = appointment(1, at(9, 0), at(10, 0), "Sala 1", Readiness::Blocked);
        let period = |from: (i8, i8), to: (i8, i8)| LocalPeriod { start: at(from.0, from.1), end: at(to.0, to.1) };
        Day {
            date: jiff::civil::date(2027, 1, 11),
            today: jiff::civil::date(2027, 1, 11),
            now: at(9, 12),
            zone: ZoneName("America/El_Salvador".into()),
            place: None,
            rooms: vec![RoomDay {
                id: name::<RoomId>("0192f0c0-0000-7000-8000-000000000700"),
                name: name("Sala 1"),
                open: vec![period((8, 0), (12, 0)), period((13, 0), (17, 0))],
                booked: vec![(one.id, one.period)],
            }],
            appointments: vec![one],
            sequence: 0,
        }
    }

    #[test]
    fn the_picture_spans_what_is_open_and_marks_what_is_not() {
        let picture = Timeline::of(&day(), at(9, 12).civil).expect("a room");
        assert_eq!(picture.hours, (8, 17));
        assert_eq!(picture.now, Some(9 * 60 + 12));
        assert_eq!(picture.lines[0].closed, [Stretch { from: 720, to: 780 }]);
        assert_eq!(picture.lines[0].bars[0].tone, Tone::Stop);
    }

    #[test]
    fn another_day_has_no_now_and_no_rooms_no_picture() {
        let tomorrow = jiff::civil::date(2027, 1, 12).at(9, 0, 0, 0);
        assert_eq!(Timeline::of(&day(), tomorrow).and_then(|picture| picture.now), None);
        let mut docket = day();
        docket.rooms.clear();
        assert_eq!(Timeline::of(&docket, at(9, 0).civil), None);
    }

    #[test]
    fn what_lasts_past_midnight_is_cut_at_the_day() {
        let next = jiff::civil::date(2027, 1, 12).at(1, 0, 0, 0);
        assert_eq!(minute_of(jiff::civil::date(2027, 1, 11), next), 1440);
        assert_eq!(minute_of(jiff::civil::date(2027, 1, 13), next), 0);
    }
}
