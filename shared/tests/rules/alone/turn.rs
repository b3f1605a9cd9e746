//! The devices of one centre check themselves one after the other.

use proptest::{collection::vec, prelude::*};
use shared::{
    check::{RUN_MINUTES, TURN_MINUTES, Turn, next_run, runs_at},
    time::{Instant, Period},
};

use super::{DAY_MINUTES, MIDNIGHT, at, day_of, taken};

/// Whether a check may begin at this moment in the room at this place, among so many.
fn may_begin(moment: Instant, place: usize, of: usize) -> bool {
    let turn = moment.0.div_euclid(TURN_MINUTES * 60).rem_euclid(i64::try_from(of).unwrap());
    let since = moment.0.rem_euclid(TURN_MINUTES * 60);
    of == 1 || (turn == i64::try_from(place).unwrap() && since < 60)
}

/// Minute by minute, as it is defined.
fn expected(now: i64, periods: &[(i64, i64)], place: usize, of: usize) -> Option<i64> {
    let serves = |run: i64, start: i64| {
        let free = periods.iter().all(|(from, to)| *to <= run || run + RUN_MINUTES <= *from);
        free && run + RUN_MINUTES <= start
    };
    let may_begin = |minute: i64| may_begin(at(minute), place, of);
    periods.iter().map(|(start, _)| *start).filter(|start| *start >= now).find_map(|start| {
        let day = day_of(at(start)).unwrap();
        let wished = MIDNIGHT.minutes_until(runs_at(at(start), day));
        let last = (0..=wished).rev().find(|minute| may_begin(*minute)).unwrap_or_default();
        let earliest = last.max(MIDNIGHT.minutes_until(day.start())).max(now);
        let at_its_turn = (earliest..start).find(|run| may_begin(*run) && serves(*run, start));
        at_its_turn.or_else(|| (wished.max(now)..start).find(|run| serves(*run, start)))
    })
}

#[test]
fn twenty_rooms_with_the_same_first_start_are_checked_within_an_hour_before_the_last_moment() {
    let first = taken(&[(540, 600)]);
    let mut runs: Vec<i64> = (0..20)
        .map(|place| next_run(MIDNIGHT, MIDNIGHT, &first, Turn::new(place, 20), day_of))
        .map(|run| MIDNIGHT.minutes_until(run.unwrap()))
        .collect();
    runs.sort_unstable();
    let every_three_minutes: Vec<i64> = (0..20).map(|turn| 351 + turn * TURN_MINUTES).collect();
    assert_eq!(runs, every_three_minutes);
    assert!(runs.iter().all(|run| at(*run) <= runs_at(at(540), day_of(MIDNIGHT).unwrap())));
}

#[test]
fn a_turn_is_taken_in_its_first_minute_or_the_next_time() {
    let first = taken(&[(540, 600)]);
    let next = |seconds: i64| {
        let now = Instant(at(480).0 + seconds);
        next_run(now, now, &first, Turn::new(0, 4), day_of).map(|run| run.0 - at(480).0)
    };
    // Minute 480 begins the first of four rooms' turn.
    assert_eq!(next(0), Some(0));
    assert_eq!(next(59), Some(59), "the device looks at its clock now and then only");
    assert_eq!(next(60), Some(4 * TURN_MINUTES * 60));
    assert_eq!(next(-1), Some(0));
}

proptest! {
    #[test]
    fn it_is_the_first_turn_that_serves_and_otherwise_at_once(
        lengths in vec((0_i64..180, 1_i64..90), 0..8),
        now in 0_i64..DAY_MINUTES,
        (place, of) in (1_usize..25).prop_flat_map(|of| (0..of, Just(of))),
    ) {
        let mut end = 0;
        let periods: Vec<(i64, i64)> = lengths.iter().map(|(gap, length)| {
            let start = end + gap;
            end = start + length;
            (start, end)
        }).collect();
        let run = next_run(at(now), at(now), &taken(&periods), Turn::new(place, of), day_of);
        prop_assert_eq!(run.map(|run| MIDNIGHT.minutes_until(run)), expected(now, &periods, place, of));
    }

    /// Whatever they are checked for, and whenever they were switched on.
    #[test]
    fn no_two_rooms_measure_each_other_as_long_as_there_is_time_for_all(
        of in 1_usize..25,
        starts in vec(0_i64..DAY_MINUTES, 25),
        together in any::<bool>(),
        seconds in 0_i64..DAY_MINUTES * 60,
    ) {
        let now = Instant(MIDNIGHT.0 + seconds);
        let all = i64::try_from(of).unwrap() * TURN_MINUTES;
        let mut runs: Vec<Instant> = Vec::new();
        for place in 0..of {
            let start = at(starts[if together { 0 } else { place }]);
            let booked = Period::new(start, start.plus_minutes(45)).unwrap();
            let run = next_run(now, now, &[booked], Turn::new(place, of), day_of);
            prop_assert!(run.is_none_or(|run| run >= now && run.plus_minutes(RUN_MINUTES) <= start));
            // So long before people come it can wait until all others had their turn.
            if now.plus_minutes(all + RUN_MINUTES) <= start {
                prop_assert!(run.is_some_and(|run| may_begin(run, place, of)), "{place}: {run:?}");
                runs.extend(run);
            }
        }
        runs.sort_unstable();
        // It begins within a minute, and the others not before it is over.
        prop_assert!(runs.windows(2).all(|two| two[1].0 - two[0].0 >= (TURN_MINUTES - 1) * 60), "{runs:?}");
    }
}
