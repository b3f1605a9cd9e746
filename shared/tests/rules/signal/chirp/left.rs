//! What a browser that takes echo away leaves of the chirp, beside a listener that heard it whole.

use shared::check::signal::chirp::{HEARD, LEFT, Listener, Loop};

use super::{
    MARGIN, assert_heard, listen,
    sounds::{RATE, RISING, as_heard, at_level, chirp, glide, late, music, pink, scaled, silence, speech, white, with},
};

/// Between the fades of a sweep, in dBFS: 12 below full scale as it is played, and 20 more of distance.
const REST_DBFS: f64 = -32.0;
/// How much weaker than it is played.
const WEAKER_DB: f64 = -20.0;

fn left_of(sound: &[f64], witness: &Loop) -> Option<f64> {
    let mut listener = Listener::new(RATE, RISING);
    listener.hear(&as_heard(sound));
    listener.left_of(witness)
}

/// A rest of the chirp under a steady sound that is 16 dB louder and just outside of its band, so many milliseconds late.
fn covered(ms: f64) -> Vec<f64> {
    with(&late(&scaled(&chirp(), WEAKER_DB), ms), &at_level(&glide(480.0, 480.0, 1.0, 6.0), REST_DBFS + 16.0))
}

fn witness(ms: f64) -> Loop {
    assert_heard(&late(&chirp(), ms), ms, "the microphone's own sound")
}

#[test]
fn a_rest_that_is_no_chirp_by_itself_is_found_where_the_whole_one_was() {
    for (whole_ms, rest_ms) in [(700.0, 700.0), (700.0, 760.0), (700.0, 350.0), (120.0, 500.0)] {
        let sound = covered(rest_ms);
        let alone = listen(&sound);
        assert!(!alone.heard(), "{alone:?}");
        assert!(alone.score > LEFT && alone.score < HEARD, "{alone:?}");
        let left = left_of(&sound, &witness(whole_ms)).expect("something is left");
        assert!((left - REST_DBFS).abs() < 2.0, "{left} dBFS at {rest_ms} ms, {whole_ms} ms whole");
    }
}

#[test]
fn a_rest_that_passes_for_a_chirp_has_the_same_level_either_way() {
    let sound = late(&scaled(&chirp(), WEAKER_DB), 400.0);
    let alone = assert_heard(&sound, 400.0, "uncovered");
    let left = left_of(&sound, &witness(380.0)).expect("all of it is left");
    assert!((left - alone.level_dbfs).abs() < 1e-6, "{left} {alone:?}");
}

#[test]
fn nothing_is_left_where_nothing_but_the_room_is_heard() {
    let witness = witness(700.0);
    assert_eq!(left_of(&silence(4.0), &witness), None);
    for seed in 1..=4 {
        for (what, sound) in [
            ("white noise", white(seed, 4.0)),
            ("pink noise", pink(seed, 4.0)),
            ("speech", speech(seed, 4.0)),
            ("music", music(seed, 4.0)),
        ] {
            let loud = at_level(&sound, -14.0);
            assert_eq!(left_of(&loud, &witness), None, "{what} {seed}");
            assert!(listen(&loud).score <= LEFT - MARGIN / 3.0, "{what} {seed} is near the rule: {:?}", listen(&loud));
        }
    }
}

#[test]
fn a_chirp_at_another_moment_is_no_rest_of_this_one() {
    assert_eq!(left_of(&covered(2_400.0), &witness(700.0)), None);
    assert_eq!(left_of(&covered(300.0), &witness(2_400.0)), None);
}

#[test]
fn without_a_witness_nothing_was_taken_away() {
    let deaf = listen(&silence(3.0));
    assert_eq!(left_of(&late(&chirp(), 700.0), &deaf), None);
}
