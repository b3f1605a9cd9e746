//! The list that people read is what the rules do: each threshold, tried a little to either side.

use shared::check::{
    Acoustics, Camera, Finding as F, Measurements, Microphone, Residual, Step, Taken, Verdict,
    signal::sound::Loudness,
    thresholds::{Amount, Bound, ENOUGH, THRESHOLDS, Threshold, Unit},
    verdicts::judge,
};

use super::measured::{camera, environment, microphone, of, quality, signalling, sound, speaker};

/// A sound check in which the one number that `threshold` is about is `value`.
fn with(threshold: &Threshold, value: f64) -> Measurements {
    let mut measured = sound();
    let (mut environment, mut camera, mut microphone) = (environment(), camera(), microphone());
    let (mut speaker, mut signalling, mut quality) = (speaker(), signalling(), quality());
    let whole = |value: f64| format!("{value:.0}").parse::<u32>().unwrap();
    match threshold.finding {
        F::ClockOff | F::ClockFarOff => environment.clock_skew_ms = Some(value * 1000.0),
        F::BatteryLow => environment.battery = Some((value / 100.0, false)),
        F::FewFrames | F::VeryFewFrames => (camera.frames, camera.over_ms) = (whole(value * 1000.0), 1_000_000.0),
        F::Dark => camera.luma_mean = Some(value),
        F::Black if threshold.unit == Unit::Deviation => {
            (camera.luma_mean, camera.luma_deviation) = (Some(5.0), Some(value));
        }
        F::Black => (camera.luma_mean, camera.luma_deviation) = (Some(value), Some(1.0)),
        F::Frozen => camera.luma_change = Some(value),
        F::SmallPicture if threshold.unit == Unit::PixelsWide => (camera.width, camera.height) = (whole(value), 400),
        F::SmallPicture => camera.height = whole(value),
        F::Quiet | F::TooQuiet => (microphone.p10_dbfs, microphone.p95_dbfs) = (-100.0, value),
        F::Noisy => (microphone.p10_dbfs, microphone.p95_dbfs) = (value, -5.0),
        F::NoSpeech if threshold.unit == Unit::SecondsOfVoice => microphone.voice_blocks = Some(whole(value * 20.0)),
        F::FaintSpeech | F::NoSpeech => (microphone.p10_dbfs, microphone.p95_dbfs) = (-50.0, -50.0 + value),
        F::Clipped => microphone.clipped_run = whole(value),
        F::Echo => speaker.acoustics = Some(Acoustics { heard: true, residual: Residual::Dbfs(value) }),
        F::SlowServer if threshold.unit == Unit::Messages => signalling.echoes = whole(value),
        F::SlowServer => signalling.median_ms = Some(value),
        F::Delay | F::LongDelay => quality.rtt_ms = Some(value),
        F::Loss | F::HeavyLoss => quality.loss_down = Some(value),
        F::Jitter | F::HeavyJitter => quality.jitter_down_ms = Some(value),
        F::ReducedVideo | F::AudioOnly | F::TooSlow => quality.kbps_up = Some(value),
        F::CpuBusy | F::CpuTooBusy => quality.cpu_limited = Some(value / 100.0),
        other => panic!("{other:?} has no number"),
    }
    measured.environment = Taken::Measured(environment);
    measured.camera = Taken::Measured(camera);
    measured.microphone = Taken::Measured(microphone);
    measured.speaker = Taken::Measured(speaker);
    measured.signalling = Taken::Measured(signalling);
    measured.quality = Taken::Measured(quality);
    measured
}

#[test]
fn each_threshold_is_where_the_list_says() {
    for threshold in THRESHOLDS {
        let counted = matches!(threshold.unit, Unit::PixelsWide | Unit::PixelsHigh | Unit::Samples | Unit::Messages);
        let little = match threshold.unit {
            _ if counted => 1.0,
            // A block.
            Unit::SecondsOfVoice => 0.05,
            _ => 0.01,
        };
        let (beyond, within) = match threshold.bound {
            Bound::Below => (threshold.value - little, threshold.value),
            Bound::Above => (threshold.value + little, threshold.value),
            Bound::AtLeast => (threshold.value, threshold.value - little),
        };
        let judged = |value: f64| of(&judge(&with(&threshold, value)), threshold.step).clone();
        let (beyond, within) = (judged(beyond), judged(within));
        assert!(beyond.findings.contains(&threshold.finding), "{threshold:?}: {beyond:?}");
        assert_eq!(beyond.verdict, threshold.verdict, "{threshold:?}");
        assert!(!within.findings.contains(&threshold.finding), "{threshold:?}: {within:?}");
    }
}

#[test]
fn every_step_with_numbers_is_in_the_list() {
    for step in Step::ALL.iter().filter(|step| !matches!(step, Step::Permission | Step::Connection)) {
        assert!(THRESHOLDS.iter().any(|threshold| threshold.step == *step), "{step:?}");
    }
}

#[test]
fn less_than_enough_is_not_judged() {
    for row in ENOUGH {
        let measured = |value: f64| {
            let mut measured = sound();
            let (mut camera, mut microphone, mut quality) = (camera(), microphone(), quality());
            match row.what {
                Amount::CameraWatched => camera.over_ms = value * 1000.0,
                Amount::MicrophoneHeard => {
                    microphone.blocks = format!("{:.0}", value * 20.0).parse().unwrap();
                }
                Amount::LineWatched => quality.over_ms = value * 1000.0,
                // The browser goes by these: the measurements say what came of it. More pixels than the muted picture has are
                // no less, more silence at the end is no better, and what is at full scale is counted before: each has a test of
                // its own.
                Amount::QuestionLate
                | Amount::QuestionUnanswered
                | Amount::PictureComes
                | Amount::MutedPicture
                | Amount::MicrophoneStopped
                | Amount::FullScale
                | Amount::LoudspeakerHeard
                | Amount::EchoLeft
                | Amount::LineOpens
                | Amount::EchoesBack
                | Amount::WayOpens
                | Amount::LineBegins
                | Amount::LineSilent => return None,
            }
            measured.camera = Taken::Measured(camera);
            measured.microphone = Taken::Measured(microphone);
            measured.quality = Taken::Measured(quality);
            Some(of(&judge(&measured), row.step).verdict)
        };
        let (Some(enough), Some(less)) = (measured(row.value), measured(row.value - 0.05)) else { continue };
        assert_eq!((enough, less), (Verdict::Pass, Verdict::NotMeasured), "{row:?}");
    }
}

#[test]
fn a_picture_of_few_pixels_is_that_of_a_muted_camera() {
    let row = ENOUGH.into_iter().find(|row| row.what == Amount::MutedPicture).unwrap();
    for (side, muted) in [(row.value, true), (row.value + 1.0, false)] {
        let side = format!("{side:.0}").parse().unwrap();
        let mut measured = sound();
        measured.camera = Taken::Measured(Camera { width: side, height: side, ..camera() });
        let judged = judge(&measured);
        assert_eq!(of(&judged, Step::Camera).findings.contains(&F::Muted), muted, "{side}");
    }
}

#[test]
fn a_microphone_stopped_after_as_much_silence_as_the_page_says() {
    let row = ENOUGH.into_iter().find(|row| row.what == Amount::MicrophoneStopped).unwrap();
    let blocks: u32 = format!("{:.0}", row.value * 20.0).parse().unwrap();
    for (stopped, verdict) in [(blocks - 1, Verdict::Pass), (blocks, Verdict::Fail)] {
        let mut measured = sound();
        measured.microphone = Taken::Measured(Microphone { stopped_blocks: Some(stopped), ..microphone() });
        assert_eq!(of(&judge(&measured), Step::Microphone).verdict, verdict, "{stopped}");
    }
}

#[test]
fn a_sample_is_at_full_scale_from_where_the_page_says() {
    let row = ENOUGH.into_iter().find(|row| row.what == Amount::FullScale).unwrap();
    for (sample, run) in [(0.999_f32, 7), (0.998_9, 0), (-1.0, 7)] {
        assert_eq!(f64::from(sample.abs()) >= row.value, run > 0, "{sample}");
        let mut loudness = Loudness::at(48_000.0);
        loudness.hear(&[sample; 7]);
        assert_eq!(loudness.measured(true, false, false).clipped_run, run, "{sample}");
    }
}

#[test]
fn every_constant_of_the_rules_is_on_the_page() {
    let constants = include_str!("../../../src/check/thresholds.rs");
    let names: Vec<&str> = constants
        .lines()
        .filter_map(|line| line.strip_prefix("pub const ")?.split_once(':').map(|(name, _)| name))
        .collect();
    assert!(names.len() > 30, "{names:?}");
    let lists = [
        include_str!("../../../src/check/thresholds/list.rs"),
        include_str!("../../../src/check/thresholds/enough.rs"),
    ];
    let rows: Vec<&str> = lists.iter().flat_map(|list| list.lines()).filter(|line| line.contains("row(")).collect();
    for name in names {
        let words = |line: &&str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
        assert!(rows.iter().any(words), "{name} is in no row");
    }
}
