//! The day's rooms as a picture: a line a room, a bar an appointment, a stroke for now. The table says the same.

use std::cmp::Ordering;

use jiff::civil::{Date, DateTime};
use shared::{
    appointment::Summary,
    day::{Day, RoomDay},
    readiness::Readiness,
    time::LocalPeriod,
};

use crate::components::Tone;

mod drawing;

pub use self::drawing::{RoomTimeline, ShutKey};

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
    /// When it cannot be had although it is open, and whether somebody blocked it.
    shut: Vec<(Stretch, bool)>,
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
        let hours = hours(booked, opened(day.date, day.rooms.iter().map(|room| room.open.as_slice())));
        let lines = day.rooms.iter().map(|room| line(day, room, (hours.0 * 60, hours.1 * 60))).collect();
        Some(Self { hours, lines, now: stroke(day.date, now, hours) })
    }
}

/// Where `now` lies, if it is on `date` and in `hours`.
fn stroke(date: Date, now: DateTime, hours: (i32, i32)) -> Option<i32> {
    (date == now.date()).then(|| minute_of(date, now)).filter(|minute| (hours.0 * 60..hours.1 * 60).contains(minute))
}

/// A room whose picture is drawn from something else than a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    /// Its name.
    pub name: String,
    /// When it is open.
    pub open: Vec<LocalPeriod>,
    /// When it cannot be had although it is open, and whether somebody blocked it.
    pub shut: Vec<(LocalPeriod, bool)>,
    /// Its bars: when, in which colour, and whether it is quiet.
    pub bars: Vec<(LocalPeriod, Tone, bool)>,
}

impl Timeline {
    /// The picture of `rooms` on `date`.
    pub fn drawn(date: Date, rooms: Vec<Drawn>) -> Self {
        let all = rooms.iter().flat_map(|room| &room.bars).map(|(period, ..)| Stretch::of(date, *period));
        let hours = hours(all, opened(date, rooms.iter().map(|room| room.open.as_slice())));
        let shown = (hours.0 * 60, hours.1 * 60);
        let line = |room: Drawn| {
            let bar = |(period, tone, over): (LocalPeriod, Tone, bool)| Bar {
                stretch: Stretch::of(date, period),
                tone,
                over,
            };
            Line {
                name: room.name,
                bars: room.bars.into_iter().map(bar).collect(),
                closed: closed(date, &room.open, shown),
                shut: shut(date, &room.shut, shown),
            }
        };
        Self { hours, lines: rooms.into_iter().map(line).collect(), now: None }
    }

    /// The same with a stroke for `now`, if it lies on `date` and in the hours shown.
    #[must_use]
    pub fn with_now(self, date: Date, now: DateTime) -> Self {
        let now = stroke(date, now, self.hours);
        Self { now, ..self }
    }
}

/// Office hours, and as much more as is booked or a room is open: an empty one shows when it could be had.
fn hours(booked: impl Iterator<Item = Stretch>, open: impl Iterator<Item = Stretch>) -> (i32, i32) {
    let all = booked.chain(open);
    let (first, last) = all.fold(OFFICE, |(first, last), one| (first.min(one.from), last.max(one.to)));
    (first.div_euclid(60), (last + 59).div_euclid(60))
}

/// When `rooms` are open, each of which says so for itself. Those that hardly ever close count for nothing: they must not
/// press the day together, and in whatever is shown of it they are open.
fn opened<'rooms>(date: Date, rooms: impl Iterator<Item = &'rooms [LocalPeriod]>) -> impl Iterator<Item = Stretch> {
    rooms
        .map(move |open| -> Vec<Stretch> {
            let here = open.iter().map(|period| Stretch::of(date, *period));
            here.filter(|stretch| stretch.from < stretch.to).collect()
        })
        .filter(|open| open.iter().map(|stretch| stretch.to - stretch.from).sum::<i32>() <= HARDLY_CLOSED)
        .flatten()
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
    Line {
        name: room.name.to_string(),
        bars,
        closed: closed(day.date, &room.open, shown),
        shut: shut(day.date, &room.shut, shown),
    }
}

/// What of `stretch` lies in the hours shown, in minutes.
fn clipped(stretch: Stretch, (first, last): (i32, i32)) -> Option<Stretch> {
    let (from, to) = (stretch.from.max(first), stretch.to.min(last));
    (from < to).then_some(Stretch { from, to })
}

/// When of the hours shown, in minutes, a room cannot be had although it is open, and whether somebody blocked it.
fn shut(date: Date, shut: &[(LocalPeriod, bool)], shown: (i32, i32)) -> Vec<(Stretch, bool)> {
    let cut = |period: LocalPeriod| clipped(Stretch::of(date, period), shown);
    shut.iter().filter_map(|(period, blocked)| Some((cut(*period)?, *blocked))).collect()
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
/// A room that is open for more minutes of the day hardly ever closes.
const HARDLY_CLOSED: i32 = 16 * 60;

#[cfg(test)]
mod tests {
    use shared::{
        ids::RoomId,
        time::{Local, ZoneName},
    };

    use super::{
        drawing::{SIDE, Scale},
        *,
    };
    use crate::features::day::{
        state::tests::{appointment, at, name},
        zoom::Zoom,
    };

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
                shut: vec![(period((11, 0), (11, 30)), false), (period((16, 0), (18, 0)), true)],
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
        let shut = [(Stretch { from: 660, to: 690 }, false), (Stretch { from: 960, to: 1020 }, true)];
        assert_eq!(picture.lines[0].shut, shut, "a count, and what somebody blocked, cut to what is shown");
        assert_eq!(picture.lines[0].bars[0].tone, Tone::Stop);
    }

    #[test]
    fn an_empty_room_shows_when_it_could_be_had() {
        let date = jiff::civil::date(2027, 1, 11);
        let period = |from: i8, to: i8| LocalPeriod { start: at(from, 0), end: at(to, 0) };
        let room =
            |open: Vec<LocalPeriod>| Drawn { name: "Sala 1".to_owned(), open, shut: Vec::new(), bars: Vec::new() };
        let early_and_late = room(vec![period(6, 12), period(18, 20)]);
        let picture = Timeline::drawn(date, vec![early_and_late.clone()]);
        assert_eq!(picture.hours, (6, 20));
        assert_eq!(picture.lines[0].closed, [Stretch { from: 720, to: 1080 }]);
        // One that hardly ever closes is open all the time that is shown, and does not press it together.
        let picture = Timeline::drawn(date, vec![room(vec![period(0, 12), period(12, 23)])]);
        assert_eq!((picture.hours, picture.lines[0].closed.len()), ((8, 17), 0));
        let picture = Timeline::drawn(date, vec![room(vec![period(0, 23)]), early_and_late]);
        assert_eq!(picture.hours, (6, 20));
        // A board shows no less.
        let mut day = day();
        day.rooms[0].open = vec![period(7, 19)];
        assert_eq!(Timeline::of(&day, at(9, 12).civil).map(|picture| picture.hours), Some((7, 19)));
        // What the room was open on other days is none of this one's.
        let yesterday = date.yesterday().expect("a day").at(6, 0, 0, 0);
        let before = |at: Local| Local { civil: yesterday, ..at };
        let past = LocalPeriod { start: before(at(6, 0)), end: before(at(6, 0)) };
        assert_eq!(Timeline::drawn(date, vec![room(vec![past])]).hours, (8, 17));
    }

    #[test]
    fn what_shuts_a_room_is_cut_to_the_hours_shown() {
        let date = jiff::civil::date(2027, 1, 11);
        let period = |from: i8, to: i8| LocalPeriod { start: at(from, 0), end: at(to, 0) };
        let room = Drawn {
            name: "Sala 1".to_owned(),
            open: vec![period(0, 23)],
            shut: vec![(period(12, 13), false), (period(16, 20), true), (period(1, 3), false)],
            bars: vec![(period(9, 10), Tone::Info, true)],
        };
        let picture = Timeline::drawn(date, vec![room]);
        assert_eq!(
            picture.lines[0].shut,
            [(Stretch { from: 720, to: 780 }, false), (Stretch { from: 960, to: 1020 }, true),]
        );
        assert_eq!(picture.clone().with_now(date, at(9, 12).civil).now, Some(9 * 60 + 12));
        assert_eq!(picture.with_now(date, at(20, 0).civil).now, None);
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
