//! How long a check takes.

use shared::check::{
    Step,
    pace::{BLOCK_MS, DIGIT_S, MOST_TONES, PLAYED_LEAD_S, STEP_MS, WHOLE_MS, lasts_ms, tones_s},
    statistics::RAMP_MS,
    thresholds::{MIN_BLOCKS, MIN_CAMERA_MS, MIN_QUALITY_MS},
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
fn a_digit_is_over_before_the_last_tone_would_be() {
    assert!(PLAYED_LEAD_S + DIGIT_S <= tones_s(MOST_TONES));
}
