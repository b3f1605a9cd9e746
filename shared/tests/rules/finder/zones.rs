//! The finder on civil opening hours, on the days on which the clocks change.

use jiff::civil::{Date, date};
use proptest::{collection::vec, prelude::*, sample::select};
use shared::{
    schedule::{
        Bar, CountKind, Meetings, Movement, Over, Request, RoomOption, Rules, Why,
        finder::{find, judge},
    },
    time::{Instant, Minutes, Period, Weekday, WeeklyWindow},
    zone::Zone,
};

use super::{
    reference,
    worlds::{World, detainee, minutes, person, room, world},
};

/// Zones and days on which they change their clocks, forward and back. Santiago does so at midnight.
const CHANGES: [(&str, Date); 6] = [
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Santiago", date(2026, 4, 4)),
    ("Europe/Rome", date(2026, 3, 29)),
    ("Europe/Rome", date(2026, 10, 25)),
    ("America/El_Salvador", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
];

fn every_day(from: u16, to: u16) -> Vec<WeeklyWindow> {
    Weekday::ALL.into_iter().map(|weekday| WeeklyWindow { weekday, from, to }).collect()
}

fn request(zone: &Zone, day: Date, hours: &[WeeklyWindow], duration: u16, meetings: [u16; 2]) -> Request {
    let (first, last) = (day.yesterday().unwrap(), day.tomorrow().unwrap());
    let horizon = Period::new(zone.day(first).unwrap().start(), zone.day(last).unwrap().end()).unwrap();
    Request {
        horizon,
        not_before: horizon.start(),
        duration: minutes(duration),
        meetings: Meetings { before: Minutes::new(meetings[0]), after: Minutes::new(meetings[1]) },
        grid: minutes(15),
        origin: horizon.start(),
        rooms: vec![RoomOption { room: room(1), open: zone.windows(hours, first, last) }],
        detainees: vec![detainee(1)],
        people: vec![person(1)],
        counsel: vec![person(2)],
        rules: Rules::default(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn find_is_the_reference_when_clocks_change(
        (name, day) in select(CHANGES.to_vec()), from in 0_u16..96, length in 1_u16..96, duration in 1_u16..20,
        meetings in [0_u16..8, 0_u16..8],
    ) {
        let zone = Zone::named(name).unwrap();
        let hours = every_day(from * 15, (from + length).min(96) * 15);
        let request = request(&zone, day, &hours, duration * 15, meetings.map(|length| length * 15));
        let slots = find(&request, &[], usize::MAX);
        prop_assert_eq!(&slots, &reference::slots(&request, &[]));
    }

    #[test]
    fn counts_and_holidays_are_the_reference_when_clocks_change(
        (name, day) in select(CHANGES.to_vec()), count in 0_u16..90, length in 1_u16..6, before in 0_u16..5,
        after in 0_u16..5, turnover in 0_u16..3, holiday in any::<bool>(),
    ) {
        let zone = Zone::named(name).unwrap();
        let mut request = request(&zone, day, &every_day(0, 24 * 60), 45, [30, 15]);
        let (first, last) = (day.yesterday().unwrap(), day.tomorrow().unwrap());
        let counts = zone.windows(&every_day(count * 15, (count + length) * 15), first, last);
        let bar = |period, why| Bar { over: Over::Centre, period, why };
        let mut bars: Vec<Bar> = counts.iter().map(|period| bar(*period, Why::Count(CountKind::Count))).collect();
        if holiday {
            bars.push(bar(zone.day(day).unwrap(), Why::Holiday));
        }
        let movement = Movement { before: before * 10, after: after * 10 };
        request.rules = Rules { movement, turnover: turnover * 10, bars, ..Rules::default() };
        let slots = find(&request, &[], usize::MAX);
        prop_assert_eq!(&slots, &reference::slots(&request, &[]));
        // By the clock on the wall: nobody is under way on the holiday, nor when the count begins.
        for slot in slots {
            let (from, to) = (slot.start.plus_minutes(-30 - i64::from(before) * 10), slot.start.plus_minutes(60 + i64::from(after) * 10));
            prop_assert!(!holiday || zone.date(from) != day);
            prop_assert!(counts.iter().all(|count| to <= count.start() || count.end() <= from));
        }
    }

    /// In an office open from 8 to 16, away from the hour of the change, the clock shows 8:00 for the first start.
    #[test]
    fn office_hours_are_civil_hours_on_either_side((name, day) in select(CHANGES.to_vec())) {
        let zone = Zone::named(name).unwrap();
        let request = request(&zone, day, &every_day(8 * 60, 16 * 60), 60, [0, 0]);
        let slots = find(&request, &[], usize::MAX);
        prop_assert_eq!(slots.len(), 3 * 29);
        let clocks = |at: Instant| zone.local(at).civil.time().to_string();
        for of_day in slots.chunks(29) {
            prop_assert_eq!(clocks(of_day[0].start), "08:00:00");
            prop_assert_eq!(clocks(of_day[28].start), "15:00:00");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Whole worlds, with all that is reserved and barred in them, on the day on which the clocks change.
    #[test]
    fn a_whole_world_is_the_reference_when_clocks_change(
        (name, day) in select(CHANGES.to_vec()), World { mut request, busy, wished } in world(),
        hours in vec((0_u16..90, 4_u16..96), 3),
    ) {
        let zone = Zone::named(name).unwrap();
        let (yesterday, tomorrow) = (day.yesterday().unwrap(), day.tomorrow().unwrap());
        // The worlds begin at the beginning of time.
        let midnight = zone.day(day).unwrap().start().0;
        let begun = |at: Instant| Instant(at.0 - midnight);
        for (option, (from, length)) in request.rooms.iter_mut().zip(hours) {
            let open = zone.windows(&every_day(from * 15, (from + length).min(96) * 15), yesterday, tomorrow);
            option.open = open.iter().map(|open| Period::new(begun(open.start()), begun(open.end())).unwrap()).collect();
        }
        prop_assert_eq!(find(&request, &busy, usize::MAX), reference::slots(&request, &busy));
        prop_assert_eq!(judge(&request, &busy, wished).ok(), reference::judge(&request, &busy, wished).ok());
    }
}

/// Open around the clock: the day of 23 hours has 92 quarter hours, that of 25 has 100.
#[test]
fn a_short_day_has_fewer_starts_and_a_long_one_more() {
    for (name, day, starts) in [
        ("America/Santiago", date(2026, 9, 6), 92),
        ("America/Santiago", date(2026, 4, 4), 100),
        ("Europe/Rome", date(2026, 3, 29), 92),
        ("Europe/Rome", date(2026, 10, 25), 100),
        ("America/El_Salvador", date(2026, 10, 25), 96),
    ] {
        let zone = Zone::named(name).unwrap();
        let request = request(&zone, day, &every_day(0, 24 * 60), 15, [0, 0]);
        let of_day = zone.day(day).unwrap();
        let slots = find(&request, &[], usize::MAX);
        let found = slots.iter().filter(|slot| of_day.contains(slot.start)).count();
        assert_eq!(found, starts, "{name} on {day}");
    }
}
