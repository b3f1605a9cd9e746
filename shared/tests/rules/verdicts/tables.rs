//! Each threshold on its own edge and a little to either side, and each yes-or-no fact.

use shared::check::{
    Access, Acoustics, CHECK_VERSION, Camera, Environment, Finding as F, Measurements, Microphone, Permission,
    Residual, Speaker, Step, Taken,
    Verdict::{self, Fail, NotMeasured, Pass, Warn},
    history::{found, unmeasured},
    verdicts::{judge, worst},
};

use super::measured::{camera, environment, microphone, of, sound, speaker};

/// Judges the check in which only one step differs, and looks at that step.
pub fn expect(step: Step, measured: &Measurements, verdict: Verdict, findings: &[F], what: &str) {
    let result = judge(measured);
    let judged = of(&result, step);
    assert_eq!((judged.verdict, &judged.findings[..]), (verdict, findings), "{what}");
    assert_eq!(result.verdict, verdict, "{what}: the whole");
    let others = result.steps.iter().filter(|other| other.step != step);
    others.for_each(|other| assert_eq!(other.verdict, Pass, "{what}: {:?}", other.step));
}

fn environments(rows: Vec<(Environment, Verdict, &[F])>) {
    for (environment, verdict, findings) in rows {
        let what = format!("{environment:?}");
        let measured = Measurements { environment: Taken::Measured(environment), ..sound() };
        expect(Step::Environment, &measured, verdict, findings, &what);
    }
}

fn cameras(rows: Vec<(Camera, Verdict, &[F])>) {
    for (camera, verdict, findings) in rows {
        let what = format!("{camera:?}");
        let measured = Measurements { camera: Taken::Measured(camera), ..sound() };
        expect(Step::Camera, &measured, verdict, findings, &what);
    }
}

fn microphones(rows: Vec<(Microphone, Verdict, &[F])>) {
    for (microphone, verdict, findings) in rows {
        let what = format!("{microphone:?}");
        let measured = Measurements { microphone: Taken::Measured(microphone), ..sound() };
        expect(Step::Microphone, &measured, verdict, findings, &what);
    }
}

#[test]
fn when_everything_is_well_it_passes() {
    let result = judge(&sound());
    assert_eq!(result.verdict, Pass);
    assert!(result.steps.iter().all(|step| step.verdict == Pass && step.findings.is_empty()));
    assert_eq!(worst(&result), None);
}

#[test]
fn environment_facts() {
    let good = environment;
    environments(vec![
        (Environment { secure: false, ..good() }, Fail, &[F::InsecureContext]),
        (Environment { media_devices: false, ..good() }, Fail, &[F::NoMediaDevices]),
        (Environment { secure: false, media_devices: false, ..good() }, Fail, &[F::InsecureContext, F::NoMediaDevices]),
        (Environment { policy_allows: Some(false), ..good() }, Fail, &[F::PolicyBlocks]),
        (Environment { opus: Some(false), ..good() }, Fail, &[F::NoCodecs]),
        (Environment { video_codec: Some(false), ..good() }, Fail, &[F::NoCodecs]),
        (Environment { opus: Some(false), video_codec: Some(false), ..good() }, Fail, &[F::NoCodecs]),
        // What a browser cannot be asked is no fault.
        (Environment { policy_allows: None, opus: None, video_codec: None, battery: None, ..good() }, Pass, &[]),
        // But a clock that was not compared is not known to be right.
        (Environment { clock_skew_ms: None, ..good() }, NotMeasured, &[F::ClockUnknown]),
        (Environment { clock_skew_ms: None, secure: false, ..good() }, Fail, &[F::InsecureContext, F::ClockUnknown]),
    ]);
}

#[test]
fn clock_and_battery() {
    let clock = |ms| Environment { clock_skew_ms: Some(ms), ..environment() };
    let battery = |charge, charging| Environment { battery: Some((charge, charging)), ..environment() };
    environments(vec![
        (clock(0.0), Pass, &[]),
        (clock(60_000.0), Pass, &[]),
        (clock(-60_000.0), Pass, &[]),
        (clock(60_000.1), Warn, &[F::ClockOff]),
        (clock(-60_000.1), Warn, &[F::ClockOff]),
        (clock(300_000.0), Warn, &[F::ClockOff]),
        (clock(300_000.1), Fail, &[F::ClockFarOff]),
        (clock(-300_000.1), Fail, &[F::ClockFarOff]),
        // An empty clock battery: the device believes it is 1970.
        (clock(1.8e12), Fail, &[F::ClockFarOff]),
        (clock(f64::NAN), NotMeasured, &[F::Implausible]),
        (clock(f64::INFINITY), NotMeasured, &[F::Implausible]),
        (clock(1e17), NotMeasured, &[F::Implausible]),
        (battery(0.2, false), Pass, &[]),
        (battery(0.199, false), Warn, &[F::BatteryLow]),
        (battery(0.0, false), Warn, &[F::BatteryLow]),
        (battery(0.0, true), Pass, &[]),
        (battery(1.0, false), Pass, &[]),
        (battery(1.001, false), NotMeasured, &[F::Implausible]),
        (battery(-0.001, true), NotMeasured, &[F::Implausible]),
        (battery(f64::NAN, true), NotMeasured, &[F::Implausible]),
        // Facts count even where numbers cannot be believed.
        (Environment { secure: false, ..battery(f64::NAN, true) }, Fail, &[F::InsecureContext, F::Implausible]),
        (Environment { battery: Some((0.1, false)), ..clock(400_000.0) }, Fail, &[F::ClockFarOff, F::BatteryLow]),
    ]);
}

#[test]
fn permission_for_each_device() {
    for (access, finding) in [
        (Access::Dismissed, F::Dismissed),
        (Access::Denied, F::Blocked),
        (Access::DeniedBySystem, F::SystemBlocks),
        (Access::NotFound, F::NotFound),
        (Access::NotReadable, F::NotReadable),
        (Access::Unanswered, F::Unanswered),
        (Access::Failed, F::OtherError),
    ] {
        let denied = Permission { camera: access, microphone: Access::Granted };
        let measured = Measurements { permission: Taken::Measured(denied), camera: Taken::NotReached, ..sound() };
        let result = judge(&measured);
        assert_eq!(result.verdict, Fail);
        assert_eq!(
            (of(&result, Step::Permission).verdict, &of(&result, Step::Permission).findings[..]),
            (Fail, &[finding][..])
        );
        // The camera says why it was never reached; the microphone is judged for itself.
        assert_eq!(
            (of(&result, Step::Camera).verdict, &of(&result, Step::Camera).findings[..]),
            (NotMeasured, &[finding][..])
        );
        assert_eq!(of(&result, Step::Microphone).verdict, Pass);
        assert_eq!(worst(&result), Some((Step::Permission, finding)));
    }
    let both = Permission { camera: Access::NotFound, microphone: Access::NotFound };
    let measured = Measurements { permission: Taken::Measured(both), ..sound() };
    assert_eq!(of(&judge(&measured), Step::Permission).findings, [F::NotFound]);
    let differing = Permission { camera: Access::NotFound, microphone: Access::NotReadable };
    let measured = Measurements { permission: Taken::Measured(differing), ..sound() };
    assert_eq!(of(&judge(&measured), Step::Permission).findings, [F::NotFound, F::NotReadable]);
}

#[test]
fn camera_frames_and_size() {
    let good = camera;
    let frames = |frames| Camera { frames, ..good() };
    let size = |width, height| Camera { width, height, ..good() };
    let nothing = Camera { frames: 0, luma_mean: None, luma_deviation: None, luma_change: None, ..good() };
    cameras(vec![
        (nothing.clone(), Fail, &[F::NoFrames]),
        (Camera { over_ms: 1999.0, ..nothing.clone() }, NotMeasured, &[F::Unseen]),
        // Nobody saw the page at all.
        (Camera { over_ms: 0.0, ..nothing.clone() }, NotMeasured, &[F::Unseen]),
        (Camera { over_ms: 0.0, ended: true, ..nothing.clone() }, Fail, &[F::Ended]),
        (Camera { over_ms: -1.0, ..nothing }, NotMeasured, &[F::Implausible]),
        (frames(14), Fail, &[F::VeryFewFrames]),
        (frames(15), Warn, &[F::FewFrames]),
        (frames(44), Warn, &[F::FewFrames]),
        (frames(45), Pass, &[]),
        (frames(3000), Pass, &[]),
        (frames(3001), NotMeasured, &[F::Implausible]),
        (frames(u32::MAX), NotMeasured, &[F::Implausible]),
        (size(640, 360), Pass, &[]),
        (size(639, 360), Warn, &[F::SmallPicture]),
        // A telephone held upright.
        (size(480, 640), Pass, &[]),
        (size(360, 640), Pass, &[]),
        (size(360, 639), Warn, &[F::SmallPicture]),
        (size(359, 640), Warn, &[F::SmallPicture]),
        (size(640, 359), Warn, &[F::SmallPicture]),
        (size(3, 3), Warn, &[F::SmallPicture]),
        (size(2, 2), Fail, &[F::Muted, F::SmallPicture]),
        (size(0, 0), Fail, &[F::Muted, F::SmallPicture]),
        (size(16_384, 720), Pass, &[]),
        (size(16_385, 720), NotMeasured, &[F::Implausible]),
        (Camera { over_ms: 2000.0, ..good() }, Pass, &[]),
        (Camera { over_ms: 1999.9, ..good() }, NotMeasured, &[F::Unseen]),
        (Camera { over_ms: 500.0, ended: true, ..good() }, Fail, &[F::Ended]),
        (Camera { over_ms: 0.0, ..good() }, NotMeasured, &[F::Implausible]),
        (Camera { over_ms: -3000.0, ..good() }, NotMeasured, &[F::Implausible]),
        (Camera { over_ms: f64::NAN, ..good() }, NotMeasured, &[F::Implausible]),
        (Camera { over_ms: f64::INFINITY, ..good() }, NotMeasured, &[F::Implausible]),
        (Camera { muted: true, ..good() }, Fail, &[F::Muted]),
        (Camera { ended: true, ..good() }, Fail, &[F::Ended]),
        (Camera { ended: true, over_ms: f64::NAN, ..good() }, Fail, &[F::Ended, F::Implausible]),
    ]);
}

#[test]
fn camera_light() {
    let light = |mean, deviation| Camera { luma_mean: Some(mean), luma_deviation: Some(deviation), ..camera() };
    let change = |change| Camera { luma_change: change, ..camera() };
    cameras(vec![
        (light(0.0, 0.0), Fail, &[F::Black]),
        (light(9.99, 2.99), Fail, &[F::Black]),
        // Dim noise is no black picture, and no light one either.
        (light(10.0, 2.99), Warn, &[F::Dark]),
        (light(9.99, 3.0), Warn, &[F::Dark]),
        (light(39.99, 20.0), Warn, &[F::Dark]),
        (light(40.0, 0.0), Pass, &[]),
        (light(255.0, 0.0), Pass, &[]),
        (light(255.1, 0.0), NotMeasured, &[F::Implausible]),
        (light(-0.1, 5.0), NotMeasured, &[F::Implausible]),
        (light(100.0, 127.5), Pass, &[]),
        (light(100.0, 127.6), NotMeasured, &[F::Implausible]),
        (light(f64::NAN, 5.0), NotMeasured, &[F::Implausible]),
        (light(100.0, f64::NAN), NotMeasured, &[F::Implausible]),
        (change(Some(0.0)), Warn, &[F::Frozen]),
        (change(Some(0.0499)), Warn, &[F::Frozen]),
        (change(Some(0.05)), Pass, &[]),
        (change(Some(f64::NEG_INFINITY)), NotMeasured, &[F::Implausible]),
        (change(None), NotMeasured, &[F::TooLittle]),
        (Camera { luma_mean: None, ..camera() }, NotMeasured, &[F::UnreadablePicture]),
        (Camera { luma_deviation: None, ..camera() }, NotMeasured, &[F::UnreadablePicture]),
        // Black stands still by itself: one remedy is enough.
        (Camera { luma_change: Some(0.0), ..light(0.0, 0.0) }, Fail, &[F::Black]),
        (Camera { luma_change: Some(0.0), frames: 30, ..light(20.0, 9.0) }, Warn, &[F::FewFrames, F::Dark, F::Frozen]),
    ]);
}

fn levels(p10_dbfs: f64, p95_dbfs: f64) -> Microphone {
    Microphone { p10_dbfs, p95_dbfs, ..microphone() }
}

#[test]
fn microphone_levels() {
    microphones(vec![
        (levels(-110.0, -60.01), Fail, &[F::TooQuiet]),
        (levels(-110.0, -60.0), Warn, &[F::Quiet]),
        (levels(-110.0, -45.01), Warn, &[F::Quiet]),
        (levels(-110.0, -45.0), Pass, &[]),
        (levels(-45.0, -20.0), Pass, &[]),
        (levels(-44.99, -20.0), Warn, &[F::Noisy]),
        (levels(-35.99, -30.0), Fail, &[F::NoSpeech, F::Noisy]),
        (levels(-50.0, -44.01), Fail, &[F::NoSpeech]),
        (levels(-50.0, -44.0), Warn, &[F::FaintSpeech]),
        (levels(-50.0, -35.01), Warn, &[F::FaintSpeech]),
        (levels(-50.0, -35.0), Pass, &[]),
        // Hum at the edge of hearing is not a working microphone.
        (levels(-70.0, -69.0), Fail, &[F::TooQuiet]),
        (levels(-120.0, -120.0), Fail, &[F::TooQuiet]),
        (levels(-120.1, -30.0), NotMeasured, &[F::Implausible]),
        (levels(-60.0, 0.0), Pass, &[]),
        (levels(-60.0, 0.1), NotMeasured, &[F::Implausible]),
        (levels(-20.0, -30.0), NotMeasured, &[F::Implausible]),
        (levels(f64::NAN, -30.0), NotMeasured, &[F::Implausible]),
        (levels(-60.0, f64::NAN), NotMeasured, &[F::Implausible]),
        (levels(f64::NEG_INFINITY, -30.0), NotMeasured, &[F::Implausible]),
    ]);
}

#[test]
fn microphone_facts() {
    let good = microphone;
    let silent = Microphone { all_zero: true, p10_dbfs: -120.0, p95_dbfs: -120.0, ..good() };
    microphones(vec![
        (silent.clone(), Fail, &[F::Silent]),
        (Microphone { muted: true, ..silent }, Fail, &[F::Muted, F::Silent]),
        (Microphone { muted: true, ..good() }, Fail, &[F::Muted]),
        (Microphone { ended: true, ..good() }, Fail, &[F::Ended]),
        (Microphone { clipped_run: 6, ..good() }, Pass, &[]),
        (Microphone { clipped_run: 7, ..good() }, Warn, &[F::Clipped]),
        (Microphone { blocks: 130, ..good() }, Pass, &[]),
        (Microphone { blocks: 129, ..good() }, NotMeasured, &[F::TooLittle]),
        (Microphone { blocks: 0, voice_blocks: Some(0), ..good() }, NotMeasured, &[F::TooLittle]),
        (Microphone { blocks: 0, voice_blocks: Some(0), muted: true, ..good() }, Fail, &[F::Muted, F::TooLittle]),
        (Microphone { running: false, ..good() }, NotMeasured, &[F::AudioNotRunning]),
        (Microphone { running: false, p10_dbfs: f64::NAN, ..good() }, NotMeasured, &[F::AudioNotRunning]),
        (Microphone { running: false, muted: true, ..good() }, Fail, &[F::Muted, F::AudioNotRunning]),
    ]);
}

#[test]
fn microphone_over_time() {
    let voice = |blocks| Microphone { voice_blocks: Some(blocks), ..microphone() };
    let stopped = |blocks| Microphone { stopped_blocks: Some(blocks), ..microphone() };
    microphones(vec![
        (voice(140), Pass, &[]),
        (voice(20), Pass, &[]),
        // Something fell, or somebody coughed.
        (voice(19), Fail, &[F::NoSpeech]),
        (voice(0), Fail, &[F::NoSpeech]),
        (Microphone { voice_blocks: Some(19), ..levels(-50.0, -40.0) }, Fail, &[F::NoSpeech]),
        (Microphone { voice_blocks: Some(19), ..levels(-70.0, -50.0) }, Fail, &[F::NoSpeech, F::Quiet]),
        (Microphone { voice_blocks: Some(0), ..levels(-70.0, -69.0) }, Fail, &[F::TooQuiet]),
        (stopped(19), Pass, &[]),
        (stopped(20), Fail, &[F::Silent]),
        (Microphone { muted: true, ..stopped(80) }, Fail, &[F::Muted, F::Silent]),
        (Microphone { ended: true, ..stopped(80) }, Fail, &[F::Ended]),
        (stopped(140), Fail, &[F::Silent]),
        (stopped(141), NotMeasured, &[F::Implausible]),
        (voice(141), NotMeasured, &[F::Implausible]),
        (Microphone { voice_blocks: None, ..microphone() }, NotMeasured, &[F::TooLittle]),
        (Microphone { stopped_blocks: None, ..microphone() }, NotMeasured, &[F::TooLittle]),
    ]);
}

#[test]
fn an_unattended_microphone_is_judged_by_what_it_can_show() {
    let good = microphone;
    let rows: [(Microphone, Verdict, &[F]); 8] = [
        // The room's own loudspeaker was heard instead of a voice.
        (good(), Pass, &[]),
        (levels(-70.0, -68.0), NotMeasured, &[F::Unattended]),
        (levels(-50.0, -48.0), NotMeasured, &[F::Unattended]),
        (levels(-40.0, -35.0), NotMeasured, &[F::Unattended, F::Noisy]),
        (Microphone { all_zero: true, p10_dbfs: -120.0, p95_dbfs: -120.0, ..good() }, Fail, &[F::Silent]),
        (Microphone { muted: true, ..good() }, Fail, &[F::Muted]),
        (Microphone { stopped_blocks: Some(20), ..good() }, Fail, &[F::Silent]),
        (Microphone { voice_blocks: Some(19), ..good() }, NotMeasured, &[F::Unattended]),
    ];
    for (measured, verdict, findings) in rows {
        let what = format!("{measured:?}");
        let measured = Measurements { attended: false, microphone: Taken::Measured(measured), ..sound() };
        expect(Step::Microphone, &measured, verdict, findings, &what);
    }
}

#[test]
fn speaker_answers() {
    use Residual::{Dbfs, NotTried, Nothing};
    let heard = |heard, residual| Some(Acoustics { heard, residual });
    // With headphones: the microphone hears nothing, and that is no fault.
    let said =
        |played, answered| Speaker { played, heard: Some(answered), running: true, acoustics: heard(false, NotTried) };
    let alone = |acoustics| Speaker { played: 0, heard: None, running: true, acoustics };
    let rows: Vec<(Speaker, Verdict, &[F])> = vec![
        (said(1, 1), Pass, &[]),
        (said(4, 4), Pass, &[]),
        (said(9, 9), Pass, &[]),
        (said(3, 0), Fail, &[F::NotHeard]),
        (said(3, 2), Fail, &[F::NotHeard]),
        (said(3, 4), Fail, &[F::NotHeard]),
        (said(3, 255), Fail, &[F::NotHeard]),
        (said(9, 0), Fail, &[F::NotHeard]),
        (said(9, 5), Fail, &[F::NotHeard]),
        (said(0, 0), NotMeasured, &[F::Implausible]),
        (said(10, 10), NotMeasured, &[F::Implausible]),
        (said(255, 255), NotMeasured, &[F::Implausible]),
        (Speaker { running: false, ..said(3, 3) }, NotMeasured, &[F::AudioNotRunning]),
        (Speaker { running: false, ..said(3, 0) }, NotMeasured, &[F::AudioNotRunning]),
        (Speaker { running: false, ..said(0, 0) }, NotMeasured, &[F::AudioNotRunning, F::Implausible]),
        // That nobody listened is no sign of headphones.
        (Speaker { acoustics: None, ..said(3, 3) }, NotMeasured, &[F::Unlistened]),
        (Speaker { acoustics: None, ..said(3, 0) }, Fail, &[F::NotHeard]),
        (Speaker { acoustics: None, running: false, ..said(3, 3) }, NotMeasured, &[F::AudioNotRunning]),
        // What the microphone heard does not help who did not hear it.
        (Speaker { acoustics: heard(true, Nothing), ..said(3, 1) }, Fail, &[F::NotHeard]),
        (Speaker { acoustics: heard(true, NotTried), ..said(3, 1) }, Fail, &[F::NotHeard]),
        (Speaker { acoustics: heard(true, Nothing), ..said(3, 3) }, Pass, &[]),
        (Speaker { acoustics: heard(true, Dbfs(-40.0)), ..said(3, 3) }, Pass, &[]),
        (Speaker { acoustics: heard(true, Dbfs(-39.9)), ..said(3, 3) }, Warn, &[F::Echo]),
        (Speaker { acoustics: heard(true, Dbfs(f64::NAN)), ..said(3, 3) }, NotMeasured, &[F::Implausible]),
        (Speaker { acoustics: heard(true, Dbfs(3.0)), ..said(3, 3) }, NotMeasured, &[F::Implausible]),
        // Nobody was there: the microphone's ears count.
        (alone(heard(true, Nothing)), Pass, &[]),
        (alone(heard(false, NotTried)), NotMeasured, &[F::Unattended]),
        (alone(None), NotMeasured, &[F::Unattended]),
    ];
    for (measured, verdict, findings) in rows {
        let what = format!("{measured:?}");
        expect(
            Step::Speaker,
            &Measurements { speaker: Taken::Measured(measured), ..sound() },
            verdict,
            findings,
            &what,
        );
    }
    assert_eq!(judge(&Measurements { speaker: Taken::Measured(speaker()), ..sound() }).verdict, Pass);
}

/// A microphone that is not there, or fails, hears no loudspeaker; its own step says so, and the number was heard.
#[test]
fn a_loudspeaker_is_held_to_no_microphone_that_cannot_hear_it() {
    let unlistened = Taken::Measured(Speaker { acoustics: None, ..speaker() });
    let without = |microphone| Permission { camera: Access::Granted, microphone };
    let silent = Microphone { all_zero: true, p10_dbfs: -120.0, p95_dbfs: -120.0, ..microphone() };
    let faint = Microphone { p95_dbfs: -50.0, ..microphone() };
    let rows: Vec<(Measurements, Verdict, &[F])> = vec![
        (sound(), NotMeasured, &[F::Unlistened]),
        (Measurements { microphone: Taken::Skipped, ..sound() }, NotMeasured, &[F::Unlistened]),
        (Measurements { microphone: Taken::Measured(faint), ..sound() }, NotMeasured, &[F::Unlistened]),
        (Measurements { microphone: Taken::Measured(silent), ..sound() }, Pass, &[]),
        (Measurements { permission: Taken::Skipped, ..sound() }, Pass, &[]),
        (Measurements { permission: Taken::Measured(without(Access::NotFound)), ..sound() }, Pass, &[]),
        (Measurements { permission: Taken::Measured(without(Access::Denied)), ..sound() }, Pass, &[]),
    ];
    for (measured, verdict, findings) in rows {
        let judged = judge(&Measurements { speaker: unlistened.clone(), ..measured });
        let speaker = of(&judged, Step::Speaker);
        assert_eq!((speaker.verdict, &speaker.findings[..]), (verdict, findings), "{judged:?}");
    }
}

/// As an installation without relays can pass, so can a browser that does not give its microphone twice.
#[test]
fn an_echo_that_nobody_could_measure_is_said_and_stands_in_no_ones_way() {
    let acoustics = Some(Acoustics { heard: true, residual: Residual::NotTried });
    for (heard, attended) in [(Some(3), true), (None, false)] {
        let said = Speaker { heard, acoustics: acoustics.clone(), ..speaker() };
        let judged = judge(&Measurements { attended, speaker: Taken::Measured(said), ..sound() });
        assert_eq!((judged.verdict, worst(&judged)), (Pass, Some((Step::Speaker, F::EchoUnknown))));
        assert_eq!(of(&judged, Step::Speaker).verdict, NotMeasured, "but nobody says that it passed");
        assert_eq!(unmeasured(&judged), [(Step::Speaker, F::EchoUnknown)]);
    }
    let unlistened = Taken::Measured(Speaker { acoustics: None, ..speaker() });
    assert_eq!(judge(&Measurements { speaker: unlistened, ..sound() }).verdict, NotMeasured);
}

/// What was kept before an echo that was not measured was told from none.
#[test]
fn of_an_older_record_nobody_knows_what_was_left_over() {
    for text in [r#"{"heard":true,"residual_dbfs":null}"#, r#"{"heard":true,"residual_dbfs":-30.5}"#] {
        let read: Acoustics = serde_json::from_str(text).unwrap();
        assert_eq!(read, Acoustics { heard: true, residual: Residual::NotTried }, "{text}");
    }
    let written = |residual| serde_json::to_string(&Acoustics { heard: true, residual }).unwrap();
    assert_eq!(written(Residual::NotTried), r#"{"heard":true,"residual":"not_tried"}"#);
    assert_eq!(written(Residual::Nothing), r#"{"heard":true,"residual":"nothing"}"#);
    assert_eq!(written(Residual::Dbfs(-30.5)), r#"{"heard":true,"residual":{"dbfs":-30.5}}"#);
}

#[test]
fn another_version_counts_for_nothing() {
    for version in [0, 1, CHECK_VERSION + 1, u16::MAX] {
        let result = judge(&Measurements { version, ..sound() });
        assert_eq!(result.verdict, NotMeasured);
        assert!(result.steps.iter().all(|step| step.verdict == NotMeasured && step.findings == [F::OldPage]));
        assert_eq!(worst(&result), Some((Step::Environment, F::OldPage)));
        assert_eq!(found(&result), [(Step::Environment, F::OldPage)], "once");
        assert_eq!(result.steps.len(), Step::ALL.len());
    }
}

#[test]
fn a_failure_outweighs_what_is_not_known_and_that_a_warning() {
    let dark = Camera { luma_mean: Some(20.0), ..camera() };
    let mut measured = Measurements { camera: Taken::Measured(dark), ..sound() };
    assert_eq!((judge(&measured).verdict, worst(&judge(&measured))), (Warn, Some((Step::Camera, F::Dark))));
    measured.speaker = Taken::Skipped;
    assert_eq!((judge(&measured).verdict, worst(&judge(&measured))), (NotMeasured, Some((Step::Speaker, F::Skipped))));
    measured.microphone = Taken::Measured(Microphone { muted: true, ..microphone() });
    assert_eq!((judge(&measured).verdict, worst(&judge(&measured))), (Fail, Some((Step::Microphone, F::Muted))));
}
