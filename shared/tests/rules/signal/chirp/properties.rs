use proptest::{collection::vec, prelude::*, sample::select};
use shared::check::signal::chirp::{Chirp, Listener, Loop};

use super::{
    assert_heard, listen,
    sounds::{RATE, RISING, as_heard, at_level, chirp, late, pink, scaled, with},
};

fn possible(heard: &Loop) -> bool {
    (0.0..=1.0).contains(&heard.score)
        && (-120.0..=60.0).contains(&heard.level_dbfs)
        && heard.delay_ms.is_none_or(|ms| (0.0..=1e6).contains(&ms))
        && heard.heard() == heard.delay_ms.is_some()
}

fn any_sample() -> impl Strategy<Value = f32> {
    prop_oneof![
        select(vec![
            f32::NAN,
            f32::INFINITY,
            f32::NEG_INFINITY,
            f32::MAX,
            f32::MIN,
            f32::MIN_POSITIVE,
            1e-40,
            0.0,
            -0.0,
            1.0
        ]),
        any::<f32>(),
        -1.0..1.0_f32,
    ]
}

#[test]
fn nothing_heard_is_no_result() {
    let mut listener = Listener::new(RATE, RISING);
    assert_eq!(listener.result(), None);
    listener.hear(&[]);
    listener.hear(&[0.1; 128]);
    assert_eq!(listener.result(), None);
}

#[test]
fn rates_that_cannot_be_are_taken_for_the_usual_one() {
    for rate in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e-9, 1e9, 2_999.0] {
        assert_eq!(RISING.samples(rate).len(), RISING.samples(RATE).len(), "{rate}");
        let mut listener = Listener::new(rate, RISING);
        listener.hear(&as_heard(&late(&chirp(), 50.0)));
        assert!(listener.result().unwrap().heard(), "{rate}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    /// Whatever is heard, at whatever rate: no panic, and a result that can be.
    #[test]
    fn no_sound_breaks_it(
        rate in prop_oneof![Just(8_000.0_f32), Just(44_100.0), Just(3_000.0), any::<f32>()],
        pattern in vec(any_sample(), 0..400),
        times in 0_usize..200,
        played in any::<bool>(),
        chance in any::<u8>(),
    ) {
        let mut listener = Listener::new(rate, Chirp::drawn(chance));
        for time in 0..times {
            if played && time == times / 2 {
                listener.played();
            }
            listener.hear(&pattern);
        }
        if let Some(heard) = listener.result() {
            prop_assert!(possible(&heard), "{heard:?}");
        }
    }

    /// Broken samples among good ones do not hide the chirp.
    #[test]
    fn broken_samples_are_silence(places in vec(0_usize..60_000, 0..20), broken in select(vec![f32::NAN, f32::INFINITY])) {
        let mut sound = as_heard(&late(&chirp(), 20.0));
        for place in places {
            sound[place] = broken;
        }
        let mut listener = Listener::new(RATE, RISING);
        listener.hear(&sound);
        let heard = listener.result().unwrap();
        prop_assert!(possible(&heard) && heard.heard(), "{heard:?}");
    }

    /// The lengths of the chunks change nothing.
    #[test]
    fn chunks_of_any_length_say_the_same(lengths in vec(1_usize..5_000, 1..40)) {
        let sound = as_heard(&with(&late(&chirp(), 33.0), &at_level(&pink(7, 3.0), -20.0)));
        let mut whole = Listener::new(RATE, RISING);
        whole.hear(&sound);
        let mut parts = Listener::new(RATE, RISING);
        let mut rest = &sound[..];
        for length in lengths.iter().cycle() {
            let (part, after) = rest.split_at(rest.len().min(*length));
            parts.hear(part);
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(whole.result(), parts.result());
    }

    /// Any strength and delay, with noise 10 dB weaker.
    #[test]
    fn strength_and_delay_are_found(db in -50.0..0.0_f64, ms in 10.0..500.0_f64, seed in 1_u32..1000) {
        let sound = with(&late(&scaled(&chirp(), db), ms), &at_level(&pink(seed, 3.0), -22.0 + db));
        let heard = assert_heard(&sound, ms, "weak, late and noisy");
        prop_assert!((heard.level_dbfs - (-12.0 + db)).abs() < 1.0, "{heard:?}");
    }

    /// The stronger the noise, the lower the score, and it never rises again.
    #[test]
    fn noise_only_lowers_the_score(seed in 1_u32..1000) {
        let sound = late(&chirp(), 40.0);
        let scores = [-40.0, -25.0, -10.0].map(|dbfs| listen(&with(&sound, &at_level(&pink(seed, 3.0), dbfs))).score);
        prop_assert!(scores[0] >= scores[1] && scores[1] >= scores[2], "{scores:?}");
    }
}
