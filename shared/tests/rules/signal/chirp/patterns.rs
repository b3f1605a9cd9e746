//! The chirp has several patterns, and who listens for one takes no other for it: in the room beside a device may play its own.

use proptest::{prelude::*, sample::select};
use shared::check::signal::chirp::{Chirp, HEARD, LEFT, Listener};

use super::{
    MARGIN, every_pattern, listen_for,
    sounds::{
        RATE, as_heard, at_level, by_clock, clicks, cut_off, in_room, late, muffled, music, pink, played, sawtooth,
        scaled, speech, white, with,
    },
};

/// The pairs of different patterns: the one that is listened for, and the one that sounds.
fn pairs() -> impl Iterator<Item = (Chirp, Chirp)> {
    every_pattern().flat_map(|own| every_pattern().map(move |other| (own, other))).filter(|(own, other)| own != other)
}

#[track_caller]
fn assert_own(own: Chirp, sound: &[f64], what: &str) {
    let heard = listen_for(own, sound);
    assert!(heard.score >= HEARD + MARGIN, "{own:?} {what}: {heard:?}");
}

#[track_caller]
fn assert_none(own: Chirp, sound: &[f64], what: &str) {
    let heard = listen_for(own, sound);
    assert!(heard.score <= HEARD - MARGIN, "{own:?} {what}: {heard:?}");
}

#[test]
fn every_pattern_is_drawn_as_often_as_any_other() {
    let drawn: Vec<Chirp> = (0..=u8::MAX).map(Chirp::drawn).collect();
    for pattern in every_pattern() {
        assert_eq!(drawn.iter().filter(|chirp| **chirp == pattern).count(), 256 / usize::from(Chirp::PATTERNS));
    }
    for (own, other) in pairs() {
        assert_ne!(own.samples(RATE), other.samples(RATE), "{own:?} {other:?}");
    }
}

#[test]
fn each_matches_itself_wholly_and_no_other() {
    for own in every_pattern() {
        let heard = listen_for(own, &late(&played(own), 120.0));
        assert!(heard.score > 0.99 && (heard.delay_ms.unwrap() - 120.0).abs() < 5.0, "{own:?}: {heard:?}");
        assert!((heard.level_dbfs + 12.0).abs() < 0.2, "{own:?}: {heard:?}");
    }
    for (own, other) in pairs() {
        let heard = listen_for(own, &late(&played(other), 120.0));
        assert!(!heard.heard() && heard.score <= 0.1, "{own:?} {other:?}: {heard:?}");
    }
}

/// A loudspeaker that is dead is not proven by that of the room beside, however it sounds there.
#[test]
fn a_neighbour_is_not_heard_through_walls_and_halls() {
    for other in every_pattern() {
        let neighbour = late(&played(other), 60.0);
        for (how, sound) in [
            ("through a wall", muffled(&scaled(&neighbour, -40.0), 600.0, 4)),
            ("in a hall", in_room(&neighbour, 2, -6.0, 0.5)),
            ("by its echoes alone", in_room(&neighbour, 2, -100.0, 0.5)),
        ] {
            for own in every_pattern().filter(|own| *own != other) {
                assert_none(own, &sound, how);
            }
        }
    }
}

#[test]
fn each_is_heard_as_well_as_the_first() {
    for own in every_pattern() {
        let sound = late(&played(own), 120.0);
        assert_own(own, &muffled(&sound, 600.0, 4), "muffled");
        assert_own(own, &in_room(&sound, 2, -6.0, 0.5), "in a hall");
        assert_own(own, &in_room(&sound, 2, -100.0, 0.5), "by its echoes alone");
        assert_own(own, &by_clock(&sound, 0.003), "by a wrong clock");
        assert_own(own, &cut_off(&sound, 40.0), "cut off");
        assert_own(own, &with(&sound, &at_level(&white(3, 3.0), -2.0)), "under noise");
        assert_own(own, &with(&sound, &at_level(&speech(3, 3.0), -2.0)), "under speech");
    }
}

#[test]
fn it_is_heard_beside_a_neighbour_that_is_as_loud() {
    for (own, other) in pairs() {
        for ms in [120.0, 250.0, 570.0] {
            assert_own(own, &with(&late(&played(own), 120.0), &late(&played(other), ms)), "beside another");
        }
    }
}

#[test]
fn nothing_else_is_taken_for_any() {
    let backwards = |sound: Vec<f64>| -> Vec<f64> { sound.into_iter().rev().collect() };
    for (what, sound) in [
        ("noise", at_level(&white(1, 4.0), -20.0)),
        ("speech", at_level(&speech(2, 6.0), -20.0)),
        ("speech", at_level(&speech(4, 6.0), -20.0)),
        ("music", at_level(&music(1, 5.0), -20.0)),
        ("knocks", at_level(&clicks(3, 5.0), -25.0)),
        ("an alarm", sawtooth(600.0, 3_400.0, 4.0, 5.0)),
        ("an alarm that falls", backwards(sawtooth(600.0, 3_400.0, 4.0, 5.0))),
        ("an alarm that imitates two sweeps", sawtooth(660.0, 1_900.0, 6.6, 6.0)),
        ("one that falls", backwards(sawtooth(660.0, 1_900.0, 6.6, 6.0))),
    ] {
        for own in every_pattern() {
            assert_none(own, &sound, what);
        }
    }
}

#[test]
fn a_neighbour_is_no_rest_of_ones_own() {
    for (own, other) in pairs() {
        let witness = listen_for(own, &late(&played(own), 300.0));
        let mut processed = Listener::new(RATE, own);
        processed.hear(&as_heard(&late(&scaled(&played(other), -10.0), 320.0)));
        assert_eq!(processed.left_of(&witness), None, "{own:?} {other:?}");
        assert!(processed.result().unwrap().score <= LEFT - MARGIN, "{own:?} {other:?} is near the rule");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever two devices draw, however loud, late and noisy.
    #[test]
    fn two_that_drew_differently_do_not_hear_each_other(
        (own, other) in select(pairs().collect::<Vec<_>>()),
        db in -50.0..0.0_f64,
        ms in 10.0..500.0_f64,
        seed in 1_u32..1000,
    ) {
        let noise = at_level(&pink(seed, 3.0), -22.0 + db);
        let sounds = |pattern: Chirp| with(&late(&scaled(&played(pattern), db), ms), &noise);
        let heard = listen_for(own, &sounds(own));
        prop_assert!(heard.score >= HEARD + MARGIN && (heard.delay_ms.unwrap() - ms).abs() <= 5.0, "{own:?}: {heard:?}");
        let neighbour = listen_for(own, &sounds(other));
        prop_assert!(!neighbour.heard() && neighbour.score <= HEARD - MARGIN, "{own:?} {other:?}: {neighbour:?}");
    }
}
