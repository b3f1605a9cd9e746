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

use super::zoom::Zoom;
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
        let hours = hours(booked);
        let lines = day.rooms.iter().map(|room| line(day, room, (hours.0 * 60, hours.1 * 60))).collect();
        let now = (day.date == now.date())
            .then(|| minute_of(day.date, now))
            .filter(|minute| (hours.0 * 60..hours.1 * 60).contains(minute));
        Some(Self { hours, lines, now })
    }
}

/// A room whose picture is drawn from something else than a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Its name.
    pub name: String,
    /// When it is open.
    pub open: Vec<LocalPeriod>,
    /// Its bars: when, in which colour, and whether it is quiet.
    pub bars: Vec<(LocalPeriod, Tone, bool)>,
}

impl Timeline {
    /// The picture of `rooms` on `date`.
    pub fn drawn(date: Date, rooms: Vec<Drawn>) -> Self {
        let all = rooms.iter().flat_map(|room| &room.bars).map(|(period, ..)| Stretch::of(date, *period));
        let hours = hours(all);
        let line = |room: Drawn| {
            let bar = |(period, tone, over): (LocalPeriod, Tone, bool)| Bar {
                stretch: Stretch::of(date, period),
                tone,
                over,
            };
            Line {
                name: room.name,
                bars: room.bars.into_iter().map(bar).collect(),
                closed: closed(date, &room.open, (hours.0 * 60, hours.1 * 60)),
            }
        };
        Self { hours, lines: rooms.into_iter().map(line).collect(), now: None }
    }
}

/// Office hours, and as much more as is booked: rooms that never close must not press the day together.
fn hours(booked: impl Iterator<Item = Stretch>) -> (i32, i32) {
    let (first, last) = booked.fold(OFFICE, |(first, last), bar| (first.min(bar.from), last.max(bar.to)));
    (first.div_euclid(60), (last + 59).div_euclid(60))
}

fn line(day: &Day, room: &RoomDay, shown: (i32, i32)) -> Line {
    let found = |id| day.appointments.iter().find(|appointment: &&Summary| appointment.id == id);
    let bars = room
        .booked
        .iter()
        .map(|(id, period)| {
            let readiness = found(*id).map_or(Readiness::Over, |appointment| appointment.readiness);
            Bar { stretch: Stretch::of(day.date, *period), tone: readiness.into(), over: readiness == Readiness::Over }
        })
        .collect();
    Line { name: room.name.to_string(), bars, closed: closed(day.date, &room.open, shown) }
}

/// What of the hours shown, in minutes, a room is closed.
fn closed(date: Date, open: &[LocalPeriod], (first, last): (i32, i32)) -> Vec<Stretch> {
    let mut open: Vec<_> = open.iter().map(|period| Stretch::of(date, *period)).collect();
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
    closed
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
/// A bar that is at least so wide says when it is.
const LABEL: i32 = 90;

/// Where minutes lie.
#[derive(Clone, Copy)]
struct Scale {
    hours: (i32, i32),
    width: i32,
}

impl Scale {
    fn of(hours: (i32, i32), zoom: Zoom) -> Self {
        let width = zoom.hour().map_or(WIDTH, |hour| 2 * SIDE + hour * (hours.1 - hours.0).max(1));
        Self { hours, width }
    }

    fn across(self, minute: i32) -> i32 {
        let span = (self.hours.1 - self.hours.0).max(1) * 60;
        SIDE + (minute - self.hours.0 * 60) * (self.width - 2 * SIDE) / span
    }
}

/// The picture of the rooms of a day, drawn with classes only: no style attribute gets past the page's policy. Looked at
/// closely it is as wide as it must be and scrolls in its own frame; paper gets the whole day.
#[component]
pub fn RoomTimeline(
    /// What to draw.
    timeline: Timeline,
    /// How closely it is looked at.
    #[prop(optional)]
    zoom: Zoom,
) -> impl IntoView {
    if zoom == Zoom::Day {
        return drawing(timeline, zoom, "timeline").into_any();
    }
    let paper = drawing(timeline.clone(), Zoom::Day, "timeline timeline-paper");
    view! {
        <div class="timeline-frame" role="region" tabindex="0" aria-label=t().day.zoom_frame>
            {drawing(timeline, zoom, "timeline timeline-zoomed")}
        </div>
        {paper}
    }
    .into_any()
}

fn drawing(timeline: Timeline, zoom: Zoom, class: &'static str) -> AnyView {
    let Timeline { hours, lines, now } = timeline;
    let scale = Scale::of(hours, zoom);
    let height = HEAD + ROW * i32::try_from(lines.len()).unwrap_or(1) + 4;
    let grid = grid(scale, zoom, height);
    let rows = (0..).zip(lines).map(|(place, line)| row(scale, zoom, HEAD + ROW * place, line)).collect_view();
    let now = now.map(|minute| {
        let x = scale.across(minute);
        view! { <line class="timeline-now" x1=x x2=x y1=HEAD - 4 y2=height /> }
    });
    // As wide as it is drawn: then its words have the size that the page gives them.
    let fixed = zoom != Zoom::Day;
    view! {
        <svg
            class=class
            viewBox=format!("0 0 {} {height}", scale.width)
            width=fixed.then_some(scale.width)
            height=fixed.then_some(height)
            role="img"
            aria-label=t().day.timeline_label
        >
            {grid}
            {rows}
            {now}
        </svg>
    }
    .into_any()
}

/// The strokes, and the numbers above them.
fn grid(scale: Scale, zoom: Zoom, height: i32) -> AnyView {
    let ((first, last), (stroke, number)) = (scale.hours, zoom.steps());
    (first * 60..=last * 60)
        .step_by(usize::try_from(stroke).unwrap_or(60))
        .map(|minute| {
            let x = scale.across(minute);
            // Where not every number fits, every second hour has its own.
            let crowded = zoom == Zoom::Day && last - first > 12 && (minute / 60 - first) % 2 != 0;
            let words = match zoom {
                Zoom::Day => (minute / 60).to_string(),
                Zoom::Half | Zoom::Hour => format!("{:02}:{:02}", minute / 60, minute % 60),
            };
            let words = (minute % number == 0 && !crowded).then_some(words);
            let minor = if minute % 60 == 0 { "" } else { " timeline-minor" };
            // Words at the edges stay inside the drawing.
            let anchor = match (zoom, minute) {
                (Zoom::Day, _) => "middle",
                (_, minute) if minute == first * 60 => "start",
                (_, minute) if minute == last * 60 => "end",
                _ => "middle",
            };
            view! {
                <line class=format!("timeline-hour{minor}") x1=x x2=x y1=HEAD y2=height - 4 />
                <text class="timeline-number" x=x y=HEAD - 8 text-anchor=anchor>
                    {words}
                </text>
            }
        })
        .collect_view()
        .into_any()
}

/// A room: its name, over and over where the drawing is wider than what is seen of it, when it is closed, and its bars.
fn row(scale: Scale, zoom: Zoom, row: i32, line: Line) -> AnyView {
    let top = row + NAME + 2;
    let closed = line
        .closed
        .into_iter()
        .map(|gap| {
            let (x, to) = (scale.across(gap.from), scale.across(gap.to));
            view! {
                <rect class="timeline-closed" x=x y=row + NAME width=to - x height=BAR + 4 />
            }
        })
        .collect_view();
    let bars = line
        .bars
        .into_iter()
        .map(|bar| {
            let (x, to) = (scale.across(bar.stretch.from), scale.across(bar.stretch.to));
            let over = if bar.over { " timeline-over" } else { "" };
            let class = format!("timeline-bar timeline-{}{over}", bar.tone.name());
            let words = (zoom != Zoom::Day && to - x >= LABEL).then(|| {
                let clock = |minute: i32| format!("{:02}:{:02}", minute / 60, minute % 60);
                let words = format!("{}–{}", clock(bar.stretch.from), clock(bar.stretch.to));
                view! { <text class="timeline-label" x=x + 6 y=top + 16>{words}</text> }
            });
            view! {
                <rect class=class x=x + 1 y=top width=(to - x - 2).max(2) height=BAR rx="4" />
                {words}
            }
        })
        .collect_view();
    let names = (0..scale.width)
        .step_by(usize::try_from(WIDTH).unwrap_or(usize::MAX))
        .map(|x| {
            view! {
                <text class="timeline-room" x=x y=row + NAME - 4>
                    {line.name.clone()}
                </text>
            }
        })
        .collect_view();
    view! {
        {closed}
        {names}
        {bars}
    }
    .into_any()
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
    fn closer_is_wider_and_every_scale_ends_where_the_day_does() {
        for hours in [(8, 17), (0, 24)] {
            let width = |zoom| Scale::of(hours, zoom).width;
            assert!(width(Zoom::Day) < width(Zoom::Half) && width(Zoom::Half) < width(Zoom::Hour));
            for zoom in Zoom::ALL {
                let scale = Scale::of(hours, zoom);
                assert_eq!((scale.across(hours.0 * 60), scale.across(hours.1 * 60)), (SIDE, scale.width - SIDE));
            }
        }
        let scale = Scale::of((8, 17), Zoom::Hour);
        assert_eq!(scale.across(9 * 60 + 15) - scale.across(9 * 60), 60, "a quarter of an hour of 240 pixels");
    }

    #[test]
    fn what_lasts_past_midnight_is_cut_at_the_day() {
        let next = jiff::civil::date(2027, 1, 12).at(1, 0, 0, 0);
        assert_eq!(minute_of(jiff::civil::date(2027, 1, 11), next), 1440);
        assert_eq!(minute_of(jiff::civil::date(2027, 1, 13), next), 0);
    }
}
