use proptest::{collection::vec, prelude::*};
use shared::check::{
    Finding, Measurements, Step, Taken, Verdict,
    signal::sound::{FLOOR_DBFS, Loudness, percentile, rms_dbfs},
    verdicts::judge,
};

use crate::verdicts::measured::{of, sound};

const RATE: f32 = 48_000.0;

fn sine(amplitude: f32, frequency: f32, seconds: u16) -> Vec<f32> {
    let step = std::f32::consts::TAU * frequency / RATE;
    let samples = (0_u16..seconds).flat_map(|_| 0_u16..48_000);
    // Whole seconds of a whole frequency: each begins at the same phase.
    samples.map(|sample| amplitude * (f32::from(sample) * step).sin()).collect()
}

/// Uniform white noise between -amplitude and amplitude, the same each time.
fn noise(amplitude: f32, samples: usize) -> Vec<f32> {
    let mut state = 0x2545_F491_u32;
    let next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        amplitude * (f32::from(u16::try_from(state >> 16).unwrap()) / 32_767.5 - 1.0)
    };
    std::iter::repeat_with(next).take(samples).collect()
}

fn heard(samples: &[f32]) -> Loudness {
    let mut loudness = Loudness::at(RATE);
    loudness.hear(samples);
    loudness
}

fn near(have: f64, want: f64, slack: f64) -> bool {
    (have - want).abs() <= slack
}

#[test]
fn a_sine_has_its_amplitude_over_the_root_of_two() {
    for amplitude in [1.0_f32, 0.5, 0.1, 0.01, 0.001] {
        let level = rms_dbfs(&sine(amplitude, 440.0, 1));
        let known = 20.0 * (f64::from(amplitude) / std::f64::consts::SQRT_2).log10();
        assert!(near(level, known, 0.001), "{amplitude}: {level} instead of {known}");
    }
}

#[test]
fn constants_and_square_waves_have_their_own_level() {
    assert!(near(rms_dbfs(&[1.0; 100]), 0.0, 1e-12));
    assert!(near(rms_dbfs(&[-1.0; 100]), 0.0, 1e-12));
    assert!(near(rms_dbfs(&[0.1, -0.1, 0.1, -0.1]), -20.0, 1e-6));
}

#[test]
fn uniform_noise_has_its_amplitude_over_the_root_of_three() {
    let level = rms_dbfs(&noise(0.3, 480_000));
    assert!(near(level, 20.0 * (0.3 / 3.0_f64.sqrt()).log10(), 0.05), "{level}");
}

#[test]
fn silence_is_the_floor_and_nothing_is_below() {
    assert!(near(rms_dbfs(&[]), FLOOR_DBFS, 0.0));
    assert!(near(rms_dbfs(&vec![0.0; 4800]), FLOOR_DBFS, 0.0));
    assert!(near(rms_dbfs(&vec![1e-9; 4800]), FLOOR_DBFS, 0.0));
}

#[test]
fn what_is_no_number_stays_none() {
    assert!(rms_dbfs(&[0.1, f32::NAN, 0.1]).is_nan());
    assert!(percentile(&[-20.0, f64::NAN, -30.0], 0.95).unwrap().is_nan());
    let mut samples = sine(0.5, 440.0, 7);
    samples[1000] = f32::NAN;
    let measured =
        Measurements { microphone: Taken::Measured(heard(&samples).measured(true, false, false)), ..sound() };
    assert_eq!(of(&judge(&measured), Step::Microphone).findings, [Finding::Implausible]);
}

#[test]
fn percentiles_of_known_rows() {
    let row: Vec<f64> = (0..=100).rev().map(f64::from).collect();
    for share in [0.0, 0.1, 0.5, 0.95, 1.0] {
        assert!(near(percentile(&row, share).unwrap(), 100.0 * share, 1e-9));
    }
    assert!(near(percentile(&[-10.0, -20.0], 0.5).unwrap(), -15.0, 1e-12));
    assert!(near(percentile(&[-10.0, -20.0], 0.1).unwrap(), -19.0, 1e-12));
    assert!(near(percentile(&[-7.0], 0.95).unwrap(), -7.0, 0.0));
    assert!(near(percentile(&row, -3.0).unwrap(), 0.0, 0.0));
    assert!(near(percentile(&row, 7.0).unwrap(), 100.0, 0.0));
    assert_eq!(percentile(&[], 0.5), None);
}

#[test]
fn a_block_lasts_fifty_milliseconds_at_any_rate() {
    for (rate, samples) in [(8_000.0, 400), (16_000.0, 800), (44_100.0, 2205), (48_000.0, 2400), (96_000.0, 4800)] {
        let mut loudness = Loudness::at(rate);
        loudness.hear(&vec![0.5; samples - 1]);
        assert_eq!((loudness.blocks(), loudness.level()), (0, None), "{rate}");
        loudness.hear(&[0.5]);
        assert_eq!(loudness.blocks(), 1, "{rate}");
        assert!(near(loudness.level().unwrap(), -6.0206, 0.001));
        loudness.hear(&vec![0.5; samples * 139]);
        assert_eq!(loudness.blocks(), 140, "{rate}");
    }
    for rate in [f32::NAN, f32::INFINITY, -1.0, 0.0] {
        let mut loudness = Loudness::at(rate);
        loudness.hear(&vec![0.5; 4800]);
        assert_eq!(loudness.blocks(), 2, "{rate} counts as 48 kHz");
    }
}

/// Two seconds of quiet and five of speech, as the step records them.
#[test]
fn a_step_from_quiet_to_loud_shows_in_the_percentiles() {
    let mut samples = noise(0.001, 2 * 48_000);
    samples.extend(sine(0.1, 220.0, 5));
    let microphone = heard(&samples).measured(true, false, false);
    assert_eq!((microphone.blocks, microphone.all_zero, microphone.clipped_run), (140, false, 0));
    assert!(near(microphone.p10_dbfs, 20.0 * (0.001 / 3.0_f64.sqrt()).log10(), 0.2), "{}", microphone.p10_dbfs);
    assert!(near(microphone.p95_dbfs, 20.0 * (0.1 / 2.0_f64.sqrt()).log10(), 0.01), "{}", microphone.p95_dbfs);
    let measured = Measurements { microphone: Taken::Measured(microphone), ..sound() };
    assert_eq!(of(&judge(&measured), Step::Microphone).verdict, Verdict::Pass);
}

/// What the rules say of a microphone that gives just this.
fn judged(samples: &[f32]) -> (Verdict, Vec<Finding>) {
    let microphone = heard(samples).measured(true, false, false);
    let measured = Measurements { microphone: Taken::Measured(microphone), ..sound() };
    let result = judge(&measured);
    let step = of(&result, Step::Microphone);
    (step.verdict, step.findings.clone())
}

/// So many blocks of the quiet of a room, of a voice, and of nothing at all, one after another.
fn stretches(lasting: &[(char, usize)]) -> Vec<f32> {
    const BLOCK: usize = 2400;
    let stretch = |&(what, blocks): &(char, usize)| match what {
        'q' => noise(0.001, blocks * BLOCK),
        'v' => sine(0.1, 220.0, 7)[..blocks * BLOCK].to_vec(),
        _ => vec![0.0; blocks * BLOCK],
    };
    lasting.iter().flat_map(stretch).collect()
}

/// As (voice, stopped).
fn counts(samples: &[f32]) -> (u32, u32) {
    let loudness = heard(samples);
    assert_eq!(loudness.blocks(), 140);
    (loudness.voice_blocks(), loudness.stopped_blocks())
}

#[test]
fn a_microphone_that_dies_on_the_way_is_silent() {
    let muted_by_its_button = stretches(&[('q', 40), ('v', 20), ('0', 80)]);
    assert_eq!(counts(&muted_by_its_button), (20, 80));
    assert_eq!(judged(&muted_by_its_button), (Verdict::Fail, vec![Finding::Silent]));
    let late = stretches(&[('q', 40), ('v', 80), ('0', 20)]);
    assert_eq!(counts(&late), (80, 20));
    assert_eq!(judged(&late), (Verdict::Fail, vec![Finding::Silent]));
    // Whoever stops reading leaves the noise of the room.
    let read_fast = stretches(&[('q', 40), ('v', 40), ('q', 60)]);
    assert_eq!(counts(&read_fast), (40, 0));
    assert_eq!(judged(&read_fast), (Verdict::Pass, vec![]));
    // Until it is open a browser gives zeros, and where it is late too: neither is a noise gate.
    let opens = stretches(&[('0', 20), ('q', 20), ('v', 20), ('0', 9), ('v', 20), ('0', 51)]);
    assert_eq!(counts(&opens).1, 51);
    assert_eq!(judged(&opens), (Verdict::Fail, vec![Finding::Silent]));
    let mut least = stretches(&[('q', 40), ('v', 80), ('0', 20)]);
    least[120 * 2400] = 1e-3;
    assert_eq!(counts(&least).1, 19, "one sample is enough for its block");
}

#[test]
fn a_noise_gate_is_no_dead_microphone() {
    let words = [('0', 40), ('v', 12), ('0', 4), ('v', 12), ('0', 4), ('v', 12), ('0', 56)];
    assert_eq!(counts(&stretches(&words)), (36, 0));
    assert_eq!(judged(&stretches(&words)), (Verdict::Pass, vec![]));
    // It hears the room for a second before it closes.
    let slow = [('q', 25), ('0', 15), ('v', 60), ('0', 40)];
    assert_eq!(counts(&stretches(&slow)).1, 0);
    assert_eq!(judged(&stretches(&slow)), (Verdict::Pass, vec![]));
}

#[test]
fn a_single_bump_is_no_voice() {
    let bump = stretches(&[('q', 60), ('v', 8), ('q', 72)]);
    assert_eq!(counts(&bump), (8, 0));
    assert_eq!(judged(&bump), (Verdict::Fail, vec![Finding::NoSpeech]));
    // Nor if the microphone is muted for a moment afterwards: that is not the quiet which it stands above.
    let muted = stretches(&[('q', 60), ('v', 8), ('q', 53), ('0', 19)]);
    assert_eq!(counts(&muted), (8, 19));
    assert_eq!(judged(&muted), (Verdict::Fail, vec![Finding::NoSpeech]));
    let words = stretches(&[('q', 40), ('v', 10), ('q', 40), ('v', 10), ('q', 40)]);
    assert_eq!(counts(&words), (20, 0));
    assert_eq!(judged(&words), (Verdict::Pass, vec![]));
}

#[test]
fn clipping_is_counted_in_a_row_across_chunks_and_blocks() {
    let mut loudness = Loudness::at(RATE);
    loudness.hear(&[0.5; 2397]);
    loudness.hear(&[0.999, -1.0]);
    loudness.hear(&[1.0]);
    loudness.hear(&[0.9995, -0.999, 1.0, 1.5]);
    assert_eq!(loudness.longest_run(), 7);
    loudness.hear(&[0.9989]);
    loudness.hear(&[1.0; 6]);
    assert_eq!(loudness.longest_run(), 7);
}

#[test]
fn a_clipped_sine_is_distorted_and_a_full_one_is_not() {
    let full = heard(&sine(1.0, 440.0, 1));
    let clipped: Vec<f32> = sine(2.0, 440.0, 1).iter().map(|sample| sample.clamp(-1.0, 1.0)).collect();
    // A sine of twice the scale stays beyond it for a third of a turn: 2 × arccos(1/2) of 2π, here 36 of 109 samples.
    let run = heard(&clipped).longest_run();
    assert!((35..=37).contains(&run), "{run}");
    // A sine that just fits touches full scale for 2 × arccos(.999) of 2π: 1.5 samples.
    assert!(full.longest_run() < 7, "{}", full.longest_run());
}

#[test]
fn all_zero_means_heard_and_nothing_in_it() {
    assert!(!Loudness::at(RATE).all_zero(), "nothing was heard yet");
    assert!(heard(&[0.0; 100]).all_zero());
    assert!(heard(&[0.0, -0.0]).all_zero());
    assert!(!heard(&[0.0, 0.0, 1e-30]).all_zero());
    assert!(!heard(&[0.0, f32::NAN]).all_zero());
    let nothing = Loudness::at(RATE).measured(true, false, false);
    assert_eq!(nothing.blocks, 0);
    assert!(near(nothing.p95_dbfs, FLOOR_DBFS, 0.0));
}

proptest! {
    #[test]
    fn chunks_of_any_length_give_the_same(cuts in vec(0_usize..9000, 0..20)) {
        let samples = noise(0.7, 24_000);
        let whole = heard(&samples);
        let mut chunked = Loudness::at(RATE);
        let mut rest = &samples[..];
        for cut in cuts {
            let (chunk, after) = rest.split_at(cut.min(rest.len()));
            chunked.hear(chunk);
            rest = after;
        }
        chunked.hear(rest);
        prop_assert_eq!(chunked.measured(true, false, false), whole.measured(true, false, false));
    }

    #[test]
    fn only_what_ends_in_silence_and_had_none_before_stopped(
        levels in vec(prop_oneof![1 => Just(0.0_f32), 15 => 0.001_f32..0.5], 0..150), end in 0_usize..60,
    ) {
        let levels: Vec<f32> = levels.into_iter().chain(std::iter::repeat_n(0.0, end)).collect();
        let mut loudness = Loudness::at(8000.0);
        for level in &levels {
            loudness.hear(&[*level; 400]);
        }
        let is_silence = |level: &&f32| **level < 1e-6;
        let zeros = levels.iter().rev().take_while(is_silence).count();
        let gaps = levels.iter().take(levels.len() - zeros).skip(20).filter(is_silence).count();
        let stopped = if gaps >= 10 { 0 } else { u32::try_from(zeros).unwrap() };
        prop_assert_eq!(loudness.stopped_blocks(), stopped);
        prop_assert!(loudness.voice_blocks() + stopped <= loudness.blocks());
    }

    #[test]
    fn louder_is_louder(samples in vec(-0.4_f32..0.4, 1..200), factor in 1.0_f32..2.0) {
        let louder: Vec<f32> = samples.iter().map(|sample| sample * factor).collect();
        prop_assert!(rms_dbfs(&louder) >= rms_dbfs(&samples) - 1e-4);
    }

    #[test]
    fn any_samples_give_a_level_or_none_but_never_below_the_floor(samples in vec(any::<f32>(), 0..200)) {
        let level = rms_dbfs(&samples);
        prop_assert!(level.is_nan() || level >= FLOOR_DBFS);
        let mut loudness = Loudness::at(8000.0);
        loudness.hear(&samples);
        let _ = loudness.measured(true, false, false);
    }

    #[test]
    fn percentiles_lie_between_the_ends_and_grow(levels in vec(-120.0..0.0_f64, 1..200), low in 0.0..1.0_f64, more in 0.0..1.0_f64) {
        let at = |share: f64| percentile(&levels, share).unwrap();
        let high = (low + more).min(1.0);
        let (least, most) = levels.iter().fold((0.0_f64, -120.0_f64), |(least, most), level| (least.min(*level), most.max(*level)));
        prop_assert!(least <= at(low) && at(low) <= at(high) + 1e-9 && at(high) <= most + 1e-9);
    }
}
