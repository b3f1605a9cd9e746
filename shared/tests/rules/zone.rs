//! Civil time where clocks change: Santiago at midnight, Rome in the small hours, El Salvador never.

use jiff::civil::{Date, date};
use proptest::{collection::vec, prelude::*, sample::select};
use shared::{
    error::Fault,
    time::{Instant, Period, Weekday, WeeklyWindow},
    zone::Zone,
};

fn zone(name: &str) -> Zone {
    Zone::named(name).unwrap()
}

fn utc(day: Date, hour: i8, minute: i8) -> Instant {
    Zone::utc().instant(day.at(hour, minute, 0, 0)).unwrap()
}

fn hours(period: Period) -> i64 {
    period.minutes() / 60
}

fn every_day(from: u16, to: u16) -> Vec<WeeklyWindow> {
    Weekday::ALL.into_iter().map(|weekday| WeeklyWindow { weekday, from, to }).collect()
}

#[test]
fn only_zones_that_exist_are_known() {
    for name in ["America/El_Salvador", "America/Lima", "America/Guayaquil", "America/Santiago", "Europe/Rome", "UTC"] {
        assert_eq!(zone(name).name().0, name);
    }
    for name in ["", "America/Nowhere", "../etc/passwd", "El Salvador", "\0"] {
        assert!(Zone::named(name).is_none(), "{name}");
    }
}

#[test]
fn what_the_wall_shows() {
    let noon = utc(date(2026, 9, 15), 18, 0);
    assert_eq!(zone("America/El_Salvador").local(noon).civil, date(2026, 9, 15).at(12, 0, 0, 0));
    assert_eq!(zone("America/Lima").local(noon).civil, date(2026, 9, 15).at(13, 0, 0, 0));
    assert_eq!(zone("America/El_Salvador").date(utc(date(2026, 9, 15), 5, 59)), date(2026, 9, 14));
    assert_eq!(zone("America/El_Salvador").date(utc(date(2026, 9, 15), 6, 0)), date(2026, 9, 15));
}

#[test]
fn a_time_that_the_clock_skips_counts_past_the_gap() {
    // 2026-03-29, 02:00 becomes 03:00.
    let rome = zone("Europe/Rome");
    let day = date(2026, 3, 29);
    let skipped = rome.instant(day.at(2, 30, 0, 0)).unwrap();
    assert_eq!(rome.local(skipped).civil, day.at(3, 30, 0, 0));
    // 2026-09-06, midnight becomes 01:00.
    let santiago = zone("America/Santiago");
    let day = date(2026, 9, 6);
    let midnight = santiago.instant(day.at(0, 0, 0, 0)).unwrap();
    assert_eq!(santiago.local(midnight).civil, day.at(1, 0, 0, 0));
    assert_eq!(santiago.date(Instant(midnight.0 - 1)), day.yesterday().unwrap());
}

#[test]
fn a_time_that_the_clock_shows_twice_is_the_first() {
    // 2026-10-25, 03:00 becomes 02:00; summer time is two hours ahead of UTC.
    let rome = zone("Europe/Rome");
    let day = date(2026, 10, 25);
    assert_eq!(rome.instant(day.at(2, 30, 0, 0)).unwrap(), utc(day, 0, 30));
    assert_eq!(rome.local(utc(day, 1, 30)).civil, day.at(2, 30, 0, 0));
}

#[test]
fn a_typed_time_means_one_moment_or_is_refused() {
    let rome = zone("Europe/Rome");
    let (spring, autumn) = (date(2026, 3, 29), date(2026, 10, 25));
    for (civil, read) in [
        (spring.at(1, 59, 0, 0), Ok(utc(spring, 0, 59))),
        (spring.at(2, 0, 0, 0), Err(Fault::TimeSkipped)),
        (spring.at(2, 30, 0, 0), Err(Fault::TimeSkipped)),
        (spring.at(3, 0, 0, 0), Ok(utc(spring, 1, 0))),
        (autumn.at(1, 59, 0, 0), Ok(utc(date(2026, 10, 24), 23, 59))),
        (autumn.at(2, 0, 0, 0), Err(Fault::TimeTwice)),
        (autumn.at(2, 30, 0, 0), Err(Fault::TimeTwice)),
        (autumn.at(3, 0, 0, 0), Ok(utc(autumn, 2, 0))),
    ] {
        assert_eq!(rome.typed(civil), read, "{civil}");
        if civil != spring.at(2, 0, 0, 0) {
            assert_eq!(rome.typed_bound(civil), read, "{civil}");
        }
    }
    // Where the clock skips an hour, what lasts until then ends with the minute before.
    assert_eq!(rome.typed_bound(spring.at(2, 0, 0, 0)), Ok(utc(spring, 1, 0)));
    assert_eq!(rome.bound_readings(spring.at(2, 0, 0, 0)), Some((utc(spring, 1, 0), utc(spring, 1, 0))));
    // Inside of what is skipped, and of what is shown twice, there are two readings.
    assert_eq!(rome.bound_readings(spring.at(2, 30, 0, 0)), Some((utc(spring, 0, 30), utc(spring, 1, 30))));
    for minute in [0, 30] {
        let twice = Some((utc(autumn, 0, minute), utc(autumn, 1, minute)));
        assert_eq!(rome.bound_readings(autumn.at(2, minute, 0, 0)), twice, "{minute}");
    }
    let skipped = date(2026, 9, 6);
    let santiago = zone("America/Santiago");
    assert_eq!(santiago.typed(skipped.at(0, 0, 0, 0)), Err(Fault::TimeSkipped));
    assert_eq!(santiago.typed_bound(skipped.at(0, 0, 0, 0)), Ok(utc(skipped, 4, 0)), "a day begins all the same");
}

#[test]
fn days_last_as_long_as_they_last() {
    for (name, day, length) in [
        ("America/Santiago", date(2026, 9, 6), 23),
        ("America/Santiago", date(2026, 4, 4), 25),
        ("Europe/Rome", date(2026, 3, 29), 23),
        ("Europe/Rome", date(2026, 10, 25), 25),
        ("Europe/Rome", date(2026, 10, 26), 24),
        ("America/El_Salvador", date(2026, 3, 29), 24),
    ] {
        assert_eq!(hours(zone(name).day(day).unwrap()), length, "{name} on {day}");
    }
}

#[test]
fn a_window_across_the_change_is_an_hour_shorter_or_longer() {
    for (name, day, from, to, length) in [
        ("Europe/Rome", date(2026, 3, 29), 0, 4 * 60, 3),
        ("Europe/Rome", date(2026, 10, 25), 0, 4 * 60, 5),
        ("America/Santiago", date(2026, 9, 6), 0, 2 * 60, 1),
        ("America/Santiago", date(2026, 4, 4), 22 * 60, 24 * 60, 3),
        ("America/Santiago", date(2026, 9, 5), 22 * 60, 24 * 60, 2),
        ("Europe/Rome", date(2026, 3, 29), 8 * 60, 16 * 60, 8),
    ] {
        let windows = zone(name).windows(&every_day(from, to), day, day);
        assert_eq!(windows.iter().map(|window| hours(*window)).collect::<Vec<_>>(), [length], "{name} on {day}");
    }
}

#[test]
fn a_window_inside_the_skipped_hour_opens_past_it_or_not_at_all() {
    let rome = zone("Europe/Rome");
    let day = date(2026, 3, 29);
    let inside = rome.windows(&every_day(2 * 60 + 15, 2 * 60 + 45), day, day);
    assert_eq!(rome.local_period(inside[0]).start.civil, day.at(3, 15, 0, 0));
    assert_eq!(inside[0].minutes(), 30);
    // From a skipped moment to the first one after the gap: there is no such time on that day.
    assert_eq!(rome.windows(&every_day(2 * 60 + 15, 3 * 60), day, day), []);
}

#[test]
fn windows_that_touch_at_midnight_are_one() {
    let salvador = zone("America/El_Salvador");
    let (first, last) = (date(2026, 9, 14), date(2026, 9, 20));
    let week = salvador.windows(&every_day(0, 1440), first, last);
    assert_eq!(week.iter().map(|window| hours(*window)).collect::<Vec<_>>(), [7 * 24]);
    let split = vec![
        WeeklyWindow { weekday: Weekday::Mon, from: 480, to: 720 },
        WeeklyWindow { weekday: Weekday::Mon, from: 720, to: 960 },
        WeeklyWindow { weekday: Weekday::Mon, from: 600, to: 630 },
    ];
    assert_eq!(salvador.windows(&split, first, last).len(), 1);
    assert_eq!(salvador.windows(&split, last, first), [], "no dates, no windows");
}

fn weekly() -> impl Strategy<Value = Vec<WeeklyWindow>> {
    let window = (select(Weekday::ALL.to_vec()), 0_u16..96, 1_u16..40).prop_map(|(weekday, from, length)| {
        WeeklyWindow { weekday, from: from * 15, to: (from + length).min(96) * 15 }
    });
    vec(window, 0..8)
}

/// A quarter of an hour at a time, whether the wall clock stands inside a window of its weekday.
fn open_on_the_wall(zone: &Zone, hours: &[WeeklyWindow], at: Instant) -> bool {
    let civil = zone.local(at).civil;
    let minute = u16::try_from(civil.hour()).unwrap() * 60 + u16::try_from(civil.minute()).unwrap();
    let weekday = Weekday::of(civil.date());
    hours.iter().any(|window| window.weekday == weekday && window.from <= minute && minute < window.to)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn windows_are_what_the_wall_shows(
        name in select(vec!["America/Santiago", "Europe/Rome", "America/El_Salvador"]),
        hours in weekly(), day in 0_i64..700, days in 1_i64..10,
    ) {
        let zone = zone(name);
        let first = date(2026, 1, 1).checked_add(jiff::ToSpan::days(day)).unwrap();
        let last = first.checked_add(jiff::ToSpan::days(days)).unwrap();
        let windows = zone.windows(&hours, first, last);
        prop_assert!(windows.windows(2).all(|pair| pair[0].end() < pair[1].start()), "sorted, apart from each other");
        let span = Period::new(zone.day(first).unwrap().start(), zone.day(last).unwrap().end()).unwrap();
        prop_assert!(windows.iter().all(|window| span.covers(*window)));

        // Within an hour and a half of a change, a window's edge may fall into a time that does not exist, or twice.
        let offset = |at: Instant| zone.local(at).civil.duration_since(Zone::utc().local(at).civil);
        let steady = |at: Instant| offset(at.plus_minutes(-90)) == offset(at.plus_minutes(90));
        for at in (span.start().0..span.end().0).step_by(900).map(Instant).filter(|at| steady(*at)) {
            let open = windows.iter().any(|window| window.contains(at));
            prop_assert_eq!(open, open_on_the_wall(&zone, &hours, at), "{:?}", zone.local(at).civil);
        }
    }

    #[test]
    fn days_follow_each_other_without_a_gap(
        name in select(vec!["America/Santiago", "Europe/Rome", "America/El_Salvador", "Pacific/Apia"]), day in 0_i64..9000,
    ) {
        let zone = zone(name);
        let date = date(2005, 1, 1).checked_add(jiff::ToSpan::days(day)).unwrap();
        // Samoa had no 30 December 2011.
        if let (Some(today), Some(tomorrow)) = (zone.day(date), zone.day(date.tomorrow().unwrap())) {
            prop_assert_eq!(today.end(), tomorrow.start());
            prop_assert_eq!(zone.date(Instant(today.end().0 - 1)), date);
            prop_assert_eq!(zone.date(today.start()), date);
        }
    }

    #[test]
    fn civil_times_come_back(name in select(vec!["America/Santiago", "Europe/Rome", "America/Lima"]), at in 0_i64..4_000_000_000) {
        let zone = zone(name);
        let back = zone.instant(zone.local(Instant(at)).civil).unwrap();
        // In the hour that is shown twice the first is meant.
        prop_assert!(back == Instant(at) || (at - back.0 == 3600 && zone.local(back).civil == zone.local(Instant(at)).civil));
    }

    #[test]
    fn any_moment_has_a_civil_time(at in any::<i64>()) {
        prop_assert_eq!(zone("Europe/Rome").local(Instant(at)).at, Instant(at));
    }
}
