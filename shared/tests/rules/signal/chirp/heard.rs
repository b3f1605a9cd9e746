use shared::check::signal::chirp::Listener;

use super::{
    assert_heard, every_pattern, listen,
    sounds::{
        RATE, RISING, as_heard, at_level, by_clock, chirp, cut_off, in_room, late, muffled, music, pink, scaled,
        silence, speech, white, with,
    },
};

/// The level of a sweep between its fades.
const PLAYED_DBFS: f64 = -12.0;

fn near(have: f64, want: f64, slack: f64) -> bool {
    (have - want).abs() <= slack
}

#[test]
fn the_sound_is_gentle() {
    for pattern in every_pattern() {
        let samples = pattern.samples(RATE);
        assert_eq!(samples.len(), 61_440, "1.28 s");
        let loudest = samples.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
        assert!(near(f64::from(loudest), 0.355, 0.001), "{pattern:?}: {loudest}");
        let edges = [samples.first(), samples.last()].map(|edge| edge.unwrap().abs());
        assert!(edges.iter().all(|edge| *edge < 1e-4), "{pattern:?}: {edges:?}");
        // No step that would click: no faster than the highest tone at full strength.
        let steepest = samples.windows(2).fold(0.0_f32, |steepest, pair| steepest.max((pair[1] - pair[0]).abs()));
        assert!(steepest <= 0.355 * std::f32::consts::TAU * 3_400.0 / RATE, "{pattern:?}: {steepest}");
    }
}

#[test]
fn itself_it_matches_wholly() {
    let heard = assert_heard(&late(&chirp(), 120.0), 120.0, "clean");
    assert!(heard.score > 0.99 && near(heard.level_dbfs, PLAYED_DBFS, 0.2), "{heard:?}");
}

#[test]
fn however_weak_and_late() {
    for (db, ms) in [(-10.0, 10.0), (-30.0, 73.5), (-50.0, 200.0), (-60.0, 500.0)] {
        let heard = assert_heard(&late(&scaled(&chirp(), db), ms), ms, "weak and late");
        assert!(heard.score > 0.95 && near(heard.level_dbfs, PLAYED_DBFS + db, 0.5), "{db} dB: {heard:?}");
    }
}

#[test]
fn muffled_as_through_a_cover() {
    let sound = late(&chirp(), 120.0);
    for (edge, times) in [(3000.0, 1), (1000.0, 2), (600.0, 4)] {
        assert_heard(&muffled(&sound, edge, times), 120.0, "muffled");
    }
}

#[test]
fn in_rooms_that_ring() {
    let sound = late(&chirp(), 60.0);
    for (direct_db, reverberation_s) in [(0.0, 0.2), (-6.0, 0.5), (0.0, 1.2)] {
        assert_heard(&in_room(&sound, 2, direct_db, reverberation_s), 60.0, "in a room");
    }
}

#[test]
fn by_its_echoes_alone() {
    let heard = listen(&in_room(&late(&chirp(), 60.0), 2, -100.0, 0.5));
    assert!(heard.heard(), "{heard:?}");
}

#[test]
fn with_noise_speech_or_music_as_loud_and_louder() {
    let sound = late(&chirp(), 120.0);
    for (kind, other) in
        [("white", white(3, 3.0)), ("pink", pink(3, 3.0)), ("speech", speech(3, 3.0)), ("music", music(3, 3.0))]
    {
        for louder in [0.0, 10.0] {
            let heard = assert_heard(&with(&sound, &at_level(&other, PLAYED_DBFS + louder)), 120.0, kind);
            // The level is the chirp's and not that of the noise.
            assert!(near(heard.level_dbfs, PLAYED_DBFS, 1.0), "{kind} {louder} dB louder: {heard:?}");
        }
    }
}

#[test]
fn by_a_clock_that_is_wrong() {
    for share in [0.001, -0.001, 0.003] {
        assert_heard(&by_clock(&late(&chirp(), 120.0), share), 120.0, "wrong clock");
    }
}

#[test]
fn cut_off_at_full_scale() {
    for db in [12.0, 40.0] {
        assert_heard(&cut_off(&late(&chirp(), 120.0), db), 120.0, "cut off");
    }
}

#[test]
fn turned_upside_down() {
    let sound: Vec<f64> = late(&chirp(), 120.0).iter().map(|sample| -sample).collect();
    assert_heard(&sound, 120.0, "turned");
}

#[test]
fn everything_together() {
    let sound = in_room(&scaled(&muffled(&late(&chirp(), 180.0), 2000.0, 1), -40.0), 4, 0.0, 0.4);
    let sound = by_clock(&with(&sound, &at_level(&pink(9, 4.0), PLAYED_DBFS - 50.0)), 0.001);
    assert_heard(&sound, 180.0, "everything");
}

#[test]
fn at_any_rate_of_a_sound_card() {
    for (rate, pattern) in
        [8_000.0_f32, 16_000.0, 22_050.0, 44_100.0, 96_000.0].into_iter().zip(every_pattern().cycle().step_by(3))
    {
        for pattern in [RISING, pattern] {
            let mut listener = Listener::new(rate, pattern);
            listener.hear(&pattern.samples(rate));
            assert!(listener.result().is_none(), "{rate}: a sweep rings on for a moment");
            listener.hear(&vec![0.0; 9_600]);
            let heard = listener.result().unwrap();
            assert!(heard.score > 0.98 && heard.delay_ms.unwrap() < 1.0, "{rate} {pattern:?}: {heard:?}");
            assert!(near(heard.level_dbfs, PLAYED_DBFS, 0.2), "{rate} {pattern:?}: {heard:?}");
        }
    }
}

#[test]
fn the_delay_counts_from_when_it_was_played() {
    let mut listener = Listener::new(RATE, RISING);
    listener.hear(&as_heard(&silence(4.0)));
    // One that was played before does not count.
    listener.hear(&as_heard(&late(&chirp(), 0.0)));
    listener.played();
    assert_eq!(listener.result(), None);
    listener.hear(&as_heard(&late(&chirp(), 90.0)));
    assert!(near(listener.result().unwrap().delay_ms.unwrap(), 90.0, 5.0), "{:?}", listener.result());
    // Its first part was forgotten by now, the chirp was not.
    listener.hear(&as_heard(&silence(3.0)));
    assert!(near(listener.result().unwrap().delay_ms.unwrap(), 90.0, 5.0), "{:?}", listener.result());
    // Now it was.
    listener.hear(&as_heard(&silence(5.0)));
    assert!(!listener.result().unwrap().heard());
}
