//! The minute in which the machine is done, whatever was not answered.

use shared::check::{
    Step,
    pace::{CALL_MS, STEP_MS, WHOLE_MS, lasts_ms, longest_ms, over_by, rest_by, watched_by},
    statistics::RAMP_MS,
    thresholds::{MIN_QUALITY_MS, PICTURE_COMES_MS},
};

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
fn what_a_person_needs_to_answer_lengthens_no_step() {
    let near = |one: f64, other: f64| (one - other).abs() < 1e-6;
    assert!(near(rest_by(90_000.0, 0.0), over_by(90_000.0)));
    assert!(near(rest_by(90_000.0, 6_000.0), over_by(84_000.0)));
    assert!(near(rest_by(90_000.0, 25_000.0), 90_000.0), "nothing is left");
    assert!(near(rest_by(90_000.0, -1.0), over_by(90_000.0)), "and nobody gets more");
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
