use super::{
    assert_unheard, listen,
    sounds::{at_level, chirp, clicks, glide, hum, music, pink, sawtooth, silence, speech, white},
};

#[test]
fn silence_is_no_chirp() {
    assert_unheard(&silence(3.0), "silence");
    let heard = listen(&silence(3.0));
    assert!(heard.score <= 0.0 && heard.level_dbfs <= -120.0, "{heard:?}");
    assert_unheard(&vec![0.5; 96_000], "a constant");
}

#[test]
fn noise_is_no_chirp_however_loud() {
    for (seed, dbfs) in [(1, -60.0), (2, -30.0), (3, -6.0)] {
        assert_unheard(&at_level(&white(seed, 4.0), dbfs), "white noise");
        assert_unheard(&at_level(&pink(seed, 4.0), dbfs), "pink noise");
    }
}

#[test]
fn speech_is_no_chirp() {
    for seed in 1..=4 {
        assert_unheard(&at_level(&speech(seed, 6.0), -20.0), "speech");
    }
}

#[test]
fn music_and_tones_are_no_chirp() {
    for seed in 1..=3 {
        assert_unheard(&at_level(&music(seed, 5.0), -20.0), "music");
    }
    for pitch in [440.0, 1000.0, 1428.0, 3000.0] {
        assert_unheard(&glide(pitch, pitch, 1.0, 3.0), "a tone");
    }
    assert_unheard(&at_level(&hum(4.0), -20.0), "hum");
}

#[test]
fn knocks_are_no_chirp() {
    for seed in 1..=4 {
        assert_unheard(&at_level(&clicks(seed, 5.0), -25.0), "knocks");
    }
}

#[test]
fn sirens_and_alarms_are_no_chirp() {
    for a_second in [0.25, 1.0] {
        assert_unheard(&glide(600.0, 1500.0, a_second, 4.0), "a siren");
    }
    // The last of them is the very sweep, without pauses.
    for a_second in [1.0, 2.0, 3.0, 5.0, 4.0] {
        assert_unheard(&sawtooth(600.0, 3400.0, a_second, 5.0), "an alarm");
    }
}

/// They rise exactly as fast as the sweep, and two of their rises lie as far apart as two sweeps.
#[test]
fn alarms_that_imitate_two_sweeps_are_no_chirp() {
    for (from, to, a_second) in [(840.0, 2300.0, 6.9), (660.0, 1900.0, 6.6), (780.0, 1900.0, 7.8)] {
        assert_unheard(&sawtooth(from, to, a_second, 6.0), "an alarm");
    }
}

/// A cough over one of the three: then nothing is proven.
#[test]
fn two_sweeps_are_no_chirp() {
    for start in [0_usize, 21_600, 49_440] {
        let mut hidden: Vec<f64> = chirp().into_iter().chain(silence(1.0)).collect();
        for (sample, cough) in hidden.iter_mut().skip(start).zip(white(5, 0.25)) {
            *sample = cough;
        }
        assert_unheard(&hidden, "hidden");
    }
}

#[test]
fn one_sweep_is_no_chirp() {
    let one: Vec<f64> = chirp().into_iter().take(12_000).chain(silence(2.0)).collect();
    assert_unheard(&one, "one sweep");
}

#[test]
fn the_chirp_backwards_is_no_chirp() {
    let backwards: Vec<f64> = chirp().into_iter().rev().chain(silence(1.0)).collect();
    assert_unheard(&backwards, "backwards");
}
