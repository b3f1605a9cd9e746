//! How long a check takes.

use shared::{
    check::{
        Step,
        pace::{BLOCK_MS, CALL_MS, STEP_MS, WHOLE_MS, lasts_ms, longest_ms, over_by, tones_s, watched_by},
        runs_at,
        statistics::RAMP_MS,
        thresholds::{MIN_BLOCKS, MIN_CAMERA_MS, MIN_QUALITY_MS, PICTURE_COMES_MS},
    },
    readiness::CHECK_LEAD_MINUTES,
    time::{Instant, Period},
};

#[test]
fn a_whole_check_is_over_within_a_minute_even_if_nothing_is_measured_beside_something_else() {
    let whole: f64 = Step::ALL.iter().map(|step| lasts_ms(*step)).sum();
    assert!(whole <= WHOLE_MS, "{whole} ms");
}

#[test]
fn no_step_measures_longer_than_twenty_seconds() {
    for step in Step::ALL {
        assert!(lasts_ms(*step) <= STEP_MS, "{step:?}");
    }
}

#[test]
fn a_line_that_answers_nothing_in_time_leaves_the_machine_no_more_than_its_minute() {
    let camera = PICTURE_COMES_MS + lasts_ms(Step::Camera) + PICTURE_COMES_MS;
    for ways in [0.0, 3_000.0, STEP_MS, 60_000.0] {
        for quality in [CALL_MS, STEP_MS, 32_500.0] {
            let longest = longest_ms(ways, quality, camera);
            assert!(longest <= WHOLE_MS, "{longest} ms with {ways} and {quality}");
            // Nothing is promised by measuring nothing.
            assert!(longest >= lasts_ms(Step::Microphone) + lasts_ms(Step::Speaker) + camera);
            assert!(longest >= quality.min(STEP_MS) + ways.min(STEP_MS));
        }
    }
}

#[test]
fn the_quality_of_a_line_is_over_within_its_step_however_late_it_connects() {
    let begun = 90_000.0;
    let over = over_by(begun);
    for (after, watched) in [(500.0, CALL_MS), (7_500.0, CALL_MS), (9_000.0, 11_000.0), (19_000.0, 1_000.0)] {
        let by = watched_by(begun + after, over);
        assert!((by - begun - after - watched).abs() < 1e-6, "connected after {after} ms");
        assert!(by <= begun + STEP_MS, "connected after {after} ms");
    }
    // Who connects within ten seconds, as lines that lose much do, is measured long enough to be judged.
    assert!(watched_by(begun + 10_000.0, over) - begun - 10_000.0 >= RAMP_MS + MIN_QUALITY_MS);
}

#[test]
fn every_step_measures_long_enough_to_be_judged() {
    assert!(lasts_ms(Step::Camera) >= MIN_CAMERA_MS);
    assert!(lasts_ms(Step::Microphone) >= f64::from(MIN_BLOCKS) * BLOCK_MS);
    assert!(lasts_ms(Step::Quality) >= RAMP_MS + MIN_QUALITY_MS);
}

#[test]
fn the_tones_are_over_with_the_last() {
    for (count, seconds) in [(1, 0.75), (2, 1.55), (3, 2.35), (4, 3.15)] {
        assert!((tones_s(count) - seconds).abs() < 1e-9, "{count}");
    }
}

#[test]
fn a_room_checks_itself_before_its_want_stands_in_the_way_and_on_the_day_itself() {
    let midnight = Instant(1_764_050_400);
    let day = Period::new(midnight, midnight.plus_minutes(24 * 60)).unwrap();
    let start = midnight.plus_minutes(9 * 60);
    assert_eq!(runs_at(start, day), midnight.plus_minutes(9 * 60 - 130));
    assert!(runs_at(start, day) < start.plus_minutes(-CHECK_LEAD_MINUTES));
    // A check of the evening before would count for that day.
    for minutes in [0, 30, 129, 130] {
        assert_eq!(runs_at(midnight.plus_minutes(minutes), day), midnight, "{minutes}");
    }
}
