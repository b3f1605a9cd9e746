//! The numbers that are looked back on: which line each belongs to, and what gives none.

use proptest::prelude::*;
use shared::check::{
    Camera, Finding, Measurements, Microphone, Quality, Step, Taken,
    history::{KitNumbers, Numbers},
    verdicts::judge,
};

use super::measured::{camera, microphone, nearly_sound, of, possible, quality, sound};

#[test]
fn a_camera_gives_a_number_once_it_was_watched_long_enough() {
    let rows = [
        (camera(), Some(110.0)),
        (Camera { over_ms: 2000.0, ..camera() }, Some(110.0)),
        (Camera { over_ms: 1999.9, ..camera() }, None),
        (Camera { frames: 0, ..camera() }, None),
        (Camera { luma_mean: None, ..camera() }, None),
        (Camera { luma_mean: Some(0.0), ..camera() }, Some(0.0)),
    ];
    for (measured, light) in rows {
        let what = format!("{measured:?}");
        let numbers = Numbers::of(&Measurements { camera: Taken::Measured(measured), ..sound() });
        assert_eq!(numbers.kit.light, light, "{what}");
    }
}

#[test]
fn a_microphone_gives_a_number_once_it_was_heard_long_enough() {
    let silent = Microphone { all_zero: true, p10_dbfs: -120.0, p95_dbfs: -120.0, ..microphone() };
    let rows = [
        (microphone(), Some(37.0)),
        (Microphone { blocks: 130, ..microphone() }, Some(37.0)),
        (Microphone { blocks: 129, ..microphone() }, None),
        (Microphone { running: false, ..microphone() }, None),
        (silent.clone(), Some(0.0)),
        // A browser gives silence for one that was pulled out.
        (Microphone { ended: true, ..silent }, None),
    ];
    for (measured, voice) in rows {
        let what = format!("{measured:?}");
        let numbers = Numbers::of(&Measurements { microphone: Taken::Measured(measured), ..sound() });
        assert_eq!(numbers.kit.voice, voice, "{what}");
    }
}

#[test]
fn a_line_gives_numbers_of_its_worse_way_once_it_was_watched_long_enough() {
    let rows = [
        (quality(), Some(0.1), Some(2100.0)),
        (Quality { loss_up: Some(3.0), kbps_up: Some(900.0), ..quality() }, Some(3.0), Some(900.0)),
        (Quality { loss_up: None, kbps_down: None, ..quality() }, Some(0.1), Some(2300.0)),
        (Quality { over_ms: 6000.0, ..quality() }, Some(0.1), Some(2100.0)),
        (Quality { over_ms: 5999.9, ..quality() }, None, None),
    ];
    for (measured, loss, kbps) in rows {
        let what = format!("{measured:?}");
        let numbers = Numbers::of(&Measurements { quality: Taken::Measured(measured), ..sound() });
        assert_eq!((numbers.loss, numbers.kbps), (loss, kbps), "{what}");
    }
}

#[test]
fn what_was_not_measured_gives_no_number() {
    let (camera, microphone, quality) = (Taken::Skipped, Taken::NotReached, Taken::Skipped);
    let numbers = Numbers::of(&Measurements { camera, microphone, quality, ..sound() });
    assert_eq!(numbers, Numbers::default());
}

proptest! {
    /// A voice and the chirp that stands in for it are never one line, nor a room with people and an empty one.
    #[test]
    fn a_device_alone_has_lines_of_its_own(measured in possible()) {
        let with = Numbers::of(&Measurements { attended: true, ..measured.clone() });
        let alone = Numbers::of(&Measurements { attended: false, ..measured });
        let KitNumbers { light, voice, .. } = with.kit;
        prop_assert!(voice.is_some());
        prop_assert_eq!(with.kit, KitNumbers { light, voice, ..KitNumbers::default() });
        prop_assert_eq!(alone.kit, KitNumbers { light_alone: light, chirp: voice, ..KitNumbers::default() });
        prop_assert_eq!((with.loss, with.kbps), (alone.loss, alone.kbps));
    }

    /// What the verdict did not look at is not drawn either.
    #[test]
    fn what_was_not_judged_gives_no_number(measured in nearly_sound()) {
        let (result, kit) = (judge(&measured), Numbers::of(&measured).kit);
        let says = |step, any: &[Finding]| of(&result, step).findings.iter().any(|finding| any.contains(finding));
        if says(Step::Camera, &[Finding::Unseen, Finding::NoFrames]) {
            prop_assert_eq!((kit.light, kit.light_alone), (None, None));
        }
        if says(Step::Microphone, &[Finding::Ended, Finding::AudioNotRunning, Finding::TooLittle]) {
            prop_assert_eq!((kit.voice, kit.chirp), (None, None));
        }
    }
}
