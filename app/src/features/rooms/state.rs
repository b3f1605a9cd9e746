//! What the page of rooms knows without drawing anything: its addresses, its picture, and the lines of its table.

use jiff::civil::Date;
use locales::{dates, texts, words};
use shared::{
    appointment::Summary,
    civil::written_date,
    day::{CentreDay, RoomUse, Shut},
    directory::Language,
    ids::CentreId,
    time::LocalPeriod,
};

use crate::{
    components::Tone,
    features::day::{Drawn, Timeline, Zoom},
};

/// The address of the rooms of `centre` on `date`, looked at so closely.
pub fn address(centre: CentreId, date: Date, zoom: Zoom) -> String {
    let zoom = if zoom == Zoom::default() { String::new() } else { format!("&zoom={}", zoom.code()) };
    format!("/rooms/{}?centre={centre}{zoom}", written_date(date))
}

/// The picture: what is the reader's own in one colour, what is others' quiet. How ready their own is, the day's page says:
/// here its colours would be those of what keeps a room from being had.
pub fn picture(day: &CentreDay) -> Timeline {
    let rooms = day.rooms.iter().map(|room| drawn(day, room)).collect();
    Timeline::drawn(day.date, rooms).with_now(day.date, day.now.civil)
}

fn drawn(day: &CentreDay, room: &RoomUse) -> Drawn {
    let shut = day.shut.iter().chain(&room.shut);
    let bars = room.taken.iter().map(|taken| (taken.period, Tone::Info, taken.appointment.is_none()));
    Drawn {
        name: room.name.to_string(),
        open: room.open.clone(),
        shut: shut.map(|(why, period)| (*period, matches!(why, Shut::Blocked(_)))).collect(),
        bars: bars.collect(),
    }
}

/// What a line of the table says of a place and a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// It is open.
    Open,
    /// It is closed all day.
    Closed,
    /// It cannot be had, and why.
    Shut(Shut),
    /// The reader's own appointment is in it.
    Own(Box<Summary>),
    /// Somebody else's is.
    Taken,
}

/// A line of the table: what the picture shows, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The room; `None` for the whole centre.
    pub room: Option<String>,
    /// When; `None` for all day.
    pub period: Option<LocalPeriod>,
    /// What.
    pub what: Use,
}

/// The lines of the table: first those of the whole centre, then those of each room: when it is open, then the rest by start.
pub fn lines(day: &CentreDay) -> Vec<Line> {
    let whole = day.shut.iter().map(|(why, period)| Line { room: None, period: Some(*period), what: Use::Shut(*why) });
    whole.chain(day.rooms.iter().flat_map(of_room)).collect()
}

fn of_room(room: &RoomUse) -> Vec<Line> {
    let line = |period: Option<LocalPeriod>, what| Line { room: Some(room.name.to_string()), period, what };
    let mut lines: Vec<Line> = room.open.iter().map(|period| line(Some(*period), Use::Open)).collect();
    if lines.is_empty() {
        lines.push(line(None, Use::Closed));
    }
    let shut = room.shut.iter().map(|(why, period)| (*period, Use::Shut(*why)));
    let taken = room
        .taken
        .iter()
        .map(|taken| (taken.period, taken.appointment.clone().map_or(Use::Taken, |own| Use::Own(Box::new(own)))));
    let mut rest: Vec<_> = shut.chain(taken).collect();
    rest.sort_by_key(|(period, _)| (period.start.at, period.end.at));
    lines.extend(rest.into_iter().map(|(period, what)| line(Some(period), what)));
    lines
}

/// `09:00–09:45`, cut to the day.
pub fn hours(date: Date, period: LocalPeriod) -> String {
    let (start, end) = (period.start.civil, period.end.civil);
    let from = if start.date() < date { "00:00".to_owned() } else { dates::time(start) };
    let to = if end.date() > date { "24:00".to_owned() } else { dates::time(end) };
    format!("{from}–{to}")
}

/// Why something cannot be had, in words.
pub fn why(language: Language, why: Shut) -> String {
    let t = &texts(language).rooms;
    match why {
        Shut::Count(kind) => t.nobody_moves(words::count_kind(language, kind)),
        Shut::Blocked(cause) => t.blocked(words::block_cause(language, cause)),
        Shut::Holiday => t.holiday.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use shared::{
        day::Taken,
        readiness::Readiness,
        schedule::{BlockCause, CountKind},
        time::ZoneName,
    };

    use super::*;
    use crate::features::day::tests::{appointment, at, name};

    fn period(from: (i8, i8), to: (i8, i8)) -> LocalPeriod {
        LocalPeriod { start: at(from.0, from.1), end: at(to.0, to.1) }
    }

    fn day() -> CentreDay {
        let own = appointment(1, at(9, 0), at(9, 45), "Sala 1", Readiness::Blocked);
        let centre = name::<CentreId>("0192f0c0-0000-7000-8000-000000000800");
        let room = |called: &str, open, taken| RoomUse { name: name(called), open, shut: Vec::new(), taken };
        let mut first = room(
            "Sala 1",
            vec![period((8, 0), (16, 0))],
            vec![
                Taken { period: own.period, appointment: Some(own.clone()) },
                Taken { period: period((14, 0), (14, 50)), appointment: None },
            ],
        );
        first.shut = vec![(Shut::Blocked(BlockCause::Maintenance), period((10, 0), (11, 0)))];
        CentreDay {
            date: jiff::civil::date(2027, 1, 11),
            today: jiff::civil::date(2027, 1, 11),
            now: at(9, 12),
            zone: ZoneName("America/El_Salvador".into()),
            centre,
            name: name("Izalco Fase III"),
            centres: vec![(centre, name("Izalco Fase III"))],
            shut: vec![(Shut::Count(CountKind::Meal), period((12, 0), (13, 0)))],
            rooms: vec![first, room("Sala 2", Vec::new(), Vec::new())],
        }
    }

    #[test]
    fn the_table_says_what_the_picture_shows() {
        let day = day();
        let said: Vec<_> = lines(&day)
            .into_iter()
            .map(|line| (line.room, line.period.map(|period| hours(day.date, period)), line.what))
            .collect();
        let (of, when) = (|room: &str| Some(room.to_owned()), |hours: &str| Some(hours.to_owned()));
        let own = Box::new(appointment(1, at(9, 0), at(9, 45), "Sala 1", Readiness::Blocked));
        assert_eq!(
            said,
            [
                (None, when("12:00–13:00"), Use::Shut(Shut::Count(CountKind::Meal))),
                (of("Sala 1"), when("08:00–16:00"), Use::Open),
                (of("Sala 1"), when("09:00–09:45"), Use::Own(own)),
                (of("Sala 1"), when("10:00–11:00"), Use::Shut(Shut::Blocked(BlockCause::Maintenance))),
                (of("Sala 1"), when("14:00–14:50"), Use::Taken),
                (of("Sala 2"), None, Use::Closed),
            ]
        );
    }

    #[test]
    fn the_readers_own_look_alike_however_they_stand_and_never_like_those_of_others() {
        for readiness in [Readiness::Ready, Readiness::Pending, Readiness::Blocked, Readiness::Running, Readiness::Over]
        {
            let mut day = day();
            let own = appointment(1, at(9, 0), at(9, 45), "Sala 1", readiness);
            day.rooms[0].taken[0].appointment = Some(own);
            let bars = drawn(&day, &day.rooms[0]).bars;
            let said = [(period((9, 0), (9, 45)), Tone::Info, false), (period((14, 0), (14, 50)), Tone::Info, true)];
            assert_eq!(bars, said, "{readiness:?}");
        }
    }

    #[test]
    fn what_lasts_past_midnight_is_cut_at_the_day() {
        let whole = period((0, 0), (23, 0));
        assert_eq!(hours(jiff::civil::date(2027, 1, 10), whole), "00:00–24:00");
        assert_eq!(hours(jiff::civil::date(2027, 1, 12), whole), "00:00–23:00");
    }

    #[test]
    fn an_address_names_the_centre_and_says_how_closely() {
        let day = day();
        let here = "/rooms/2027-01-11?centre=0192f0c0-0000-7000-8000-000000000800";
        assert_eq!(address(day.centre, day.date, Zoom::Day), here);
        assert_eq!(address(day.centre, day.date, Zoom::Hour), format!("{here}&zoom=hour"));
    }

    #[test]
    fn a_block_is_told_with_its_cause_and_a_count_with_its_kind() {
        assert_eq!(why(Language::Es, Shut::Blocked(BlockCause::Maintenance)), "Bloqueada: mantenimiento");
        assert_eq!(why(Language::Es, Shut::Count(CountKind::Meal)), "Comida: nadie se mueve");
    }
}
