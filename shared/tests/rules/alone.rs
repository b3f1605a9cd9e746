//! When a room's own device checks itself.

mod again;
mod turn;

use proptest::prelude::*;
use shared::{
    check::{RUN_MINUTES, RUNS_AHEAD_MINUTES, Turn, next_run, runs_at},
    readiness::CHECK_LEAD_MINUTES,
    time::{Instant, Period},
};

const DAY_MINUTES: i64 = 24 * 60;
const MIDNIGHT: Instant = Instant(1_764_050_400);

/// So many minutes after the first midnight.
fn at(minutes: i64) -> Instant {
    MIDNIGHT.plus_minutes(minutes)
}

fn day_of(moment: Instant) -> Option<Period> {
    let begins = at(MIDNIGHT.minutes_until(moment).div_euclid(DAY_MINUTES) * DAY_MINUTES);
    Period::new(begins, begins.plus_minutes(DAY_MINUTES))
}

fn taken(periods: &[(i64, i64)]) -> Vec<Period> {
    periods.iter().map(|(from, to)| Period::new(at(*from), at(*to)).unwrap()).collect()
}

/// For what begins from minute `from` on, in minutes.
fn next(from: i64, now: i64, periods: &[(i64, i64)]) -> Option<i64> {
    next_run(at(from), at(now), &taken(periods), Turn::ALWAYS, day_of).map(|run| MIDNIGHT.minutes_until(run))
}

#[test]
fn a_room_checks_itself_before_its_want_stands_in_the_way_and_on_the_day_itself() {
    let day = day_of(MIDNIGHT).unwrap();
    let start = at(9 * 60);
    assert_eq!(runs_at(start, day), at(9 * 60 - 130));
    assert!(runs_at(start, day) < start.plus_minutes(-CHECK_LEAD_MINUTES));
    // A check of the evening before would count for that day.
    for minutes in [0, 30, 129, 130] {
        assert_eq!(runs_at(at(minutes), day), MIDNIGHT, "{minutes}");
    }
}

#[test]
fn it_runs_for_the_first_appointment_or_at_once_if_that_is_near() {
    assert_eq!(next(0, 0, &[]), None);
    assert_eq!(next(0, 0, &[(540, 600), (600, 660)]), Some(540 - RUNS_AHEAD_MINUTES));
    assert_eq!(next(500, 500, &[(540, 600)]), Some(500));
    assert_eq!(next(DAY_MINUTES, 500, &[(540, 600), (DAY_MINUTES + 540, DAY_MINUTES + 600)]), Some(DAY_MINUTES + 410));
}

#[test]
fn it_runs_in_a_gap_that_is_long_enough_and_in_no_other() {
    assert_eq!(next(560, 560, &[(540, 600), (605, 660)]), Some(600));
    assert_eq!(next(560, 560, &[(540, 600), (604, 660)]), None);
    assert_eq!(next(560, 560, &[(540, 600), (604, 660), (720, 750)]), Some(660));
    assert_eq!(next(535, 535, &[(540, 600)]), Some(535));
    assert_eq!(next(536, 536, &[(540, 600)]), None, "it would not be over");
    assert_eq!(next(536, 536, &[(540, 600), (DAY_MINUTES + 540, DAY_MINUTES + 600)]), Some(DAY_MINUTES + 410));
}

#[test]
fn what_goes_on_longer_than_booked_moves_it_on() {
    assert_eq!(next(610, 610, &[(540, 615), (600, 640), (700, 760)]), Some(640));
}

proptest! {
    #[test]
    fn it_never_disturbs_an_appointment_and_waits_no_longer_than_it_must(
        lengths in prop::collection::vec((0_i64..180, 1_i64..90), 0..12),
        now in 0_i64..DAY_MINUTES,
        checked in any::<bool>(),
    ) {
        let mut end = 0;
        let periods: Vec<(i64, i64)> = lengths.iter().map(|(gap, length)| {
            let start = end + gap;
            end = start + length;
            (start, end)
        }).collect();
        let from = if checked { DAY_MINUTES } else { now };
        let serves = |run: i64| {
            let free = periods.iter().all(|(start, end)| *end <= run || run + RUN_MINUTES <= *start);
            let ahead = periods.iter().any(|(start, _)| {
                let begins = runs_at(at(*start), day_of(at(*start)).unwrap());
                *start >= from && run + RUN_MINUTES <= *start && at(run) >= begins
            });
            run >= now && free && ahead
        };
        let expected = (now..=end).find(|run| serves(*run));
        prop_assert_eq!(next(from, now, &periods), expected);
    }
}
