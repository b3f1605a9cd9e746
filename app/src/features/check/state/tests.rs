use shared::check::{Access, Acoustics, Residual, Taken, Verdict, Way, verdicts::judge};

use super::*;

mod again;
mod deaf;

/// When everything was measured, where it does not matter.
const NOW: Moment = Moment { clock_ms: 1.76e12, open_ms: 4_000.0, day: None };

fn environment() -> Measured {
    Measured::Environment(
        Browser::Chrome,
        Environment {
            secure: true,
            media_devices: true,
            policy_allows: Some(true),
            opus: Some(true),
            video_codec: Some(true),
            clock_skew_ms: Some(120.0),
            battery: None,
        },
    )
}

fn permission(camera: Access, microphone: Access) -> Measured {
    Measured::Permission(Permission { camera, microphone })
}

fn camera(luma_mean: f64) -> Measured {
    Measured::Camera(Camera {
        frames: 90,
        over_ms: 3000.0,
        width: 1280,
        height: 720,
        luma_mean: Some(luma_mean),
        luma_deviation: Some(luma_mean / 3.0),
        luma_change: Some(4.0),
        muted: false,
        ended: false,
    })
}

fn microphone() -> Measured {
    Measured::Microphone(Microphone {
        running: true,
        blocks: 140,
        all_zero: false,
        p10_dbfs: -62.0,
        p95_dbfs: -20.0,
        clipped_run: 0,
        voice_blocks: Some(64),
        stopped_blocks: Some(0),
        muted: false,
        ended: false,
    })
}

fn speaker(heard: u8) -> Measured {
    let headphones = Some(Acoustics { heard: false, residual: Residual::NotTried });
    Measured::Speaker(Speaker { played: 3, heard: Some(heard), running: true, acoustics: headphones })
}

fn signalling() -> Measured {
    Measured::Signalling(Signalling {
        web_socket: true,
        sent: 10,
        echoes: 10,
        median_ms: Some(12.0),
        http_ms: Some(20.0),
    })
}

fn connection(way: Way) -> Measured {
    Measured::Connection(Connection { udp: way, tcp: way, relay_udp: way, relay_tcp: way, relay_tls: way })
}

fn quality() -> Measured {
    let zero = Some(0.0);
    Measured::Quality(Quality {
        over_ms: 8000.0,
        rtt_ms: Some(30.0),
        loss_up: zero,
        loss_down: zero,
        jitter_up_ms: zero,
        jitter_down_ms: zero,
        kbps_up: Some(2000.0),
        kbps_down: Some(2000.0),
        cpu_limited: zero,
        route: None,
        unmeasured: None,
    })
}

fn line() -> [Measured; 3] {
    [signalling(), connection(Way::Open(80.0)), quality()]
}

/// What runs behind the other steps.
fn measure_behind(progress: &mut Progress, measured: Measured) {
    let attempt = progress.start_behind(measured.step()).expect("it is open");
    assert!(progress.take(attempt, measured, NOW));
}

/// What runs behind the other steps, all of it.
fn measure_line(progress: &mut Progress) {
    for measured in line() {
        measure_behind(progress, measured);
    }
}

fn measure(progress: &mut Progress, measured: Measured) {
    let attempt = progress.start().expect("a step is current");
    assert!(progress.take(attempt, measured, NOW));
}

fn finished() -> Progress {
    let mut progress = Progress::default();
    measure_line(&mut progress);
    for measured in
        [environment(), permission(Access::Granted, Access::Granted), camera(120.0), microphone(), speaker(3)]
    {
        measure(&mut progress, measured);
    }
    progress
}

#[test]
fn passing_steps_follow_each_other_to_the_end() {
    let progress = finished();
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Pass);
    assert_eq!(progress.measurements().browser, Browser::Chrome);
    assert_eq!(progress.seconds_left(), 0);
}

#[test]
fn a_failing_step_stays_until_the_person_goes_on_and_keeps_its_measurement() {
    let mut progress = Progress::default();
    measure(&mut progress, environment());
    measure(&mut progress, permission(Access::Granted, Access::Granted));
    measure(&mut progress, camera(0.0));
    assert!(
        matches!(progress.place(), Place::At(Step::Camera, Phase::Judged(result)) if result.verdict == Verdict::Fail)
    );
    progress.go_on();
    assert!(progress.waits_at(Step::Microphone));
    assert!(matches!(progress.measurements().camera, Taken::Measured(_)), "going on is not skipping");
}

#[test]
fn a_step_that_was_not_measured_counts_as_skipped() {
    let mut progress = Progress::default();
    measure(&mut progress, environment());
    measure(&mut progress, permission(Access::Granted, Access::Granted));
    let attempt = progress.start().unwrap();
    progress.go_on();
    assert_eq!(progress.measurements().camera, Taken::Skipped);
    assert!(!progress.take(attempt, camera(120.0), NOW), "what comes after skipping is not believed");
    assert!(progress.waits_at(Step::Microphone));
}

#[test]
fn a_computer_without_a_camera_has_its_microphone_judged() {
    let mut progress = Progress::default();
    measure_line(&mut progress);
    measure(&mut progress, environment());
    measure(&mut progress, permission(Access::NotFound, Access::Granted));
    assert_eq!(progress.step(), Some(Step::Permission), "the missing camera is said first");
    progress.go_on();
    assert!(progress.waits_at(Step::Microphone));
    assert_eq!(progress.line(Step::Camera), Line::LeftOut);
    measure(&mut progress, microphone());
    measure(&mut progress, speaker(3));
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Fail);
}

#[test]
fn without_any_device_interface_only_the_speaker_follows() {
    let mut progress = Progress::default();
    let Measured::Environment(browser, found) = environment() else { unreachable!() };
    let bare = Environment { secure: false, media_devices: false, ..found };
    measure(&mut progress, Measured::Environment(browser, bare));
    progress.go_on();
    assert!(progress.waits_at(Step::Speaker));
}

#[test]
fn the_network_is_not_blamed_for_a_browser_without_calls() {
    let mut progress = Progress::default();
    let Measured::Environment(browser, found) = environment() else { unreachable!() };
    let bare = Environment { opus: Some(false), video_codec: Some(false), ..found };
    measure(&mut progress, Measured::Environment(browser, bare));
    assert!(matches!(progress.line(Step::Environment), Line::Judged(result) if result.verdict == Verdict::Fail));
    assert_eq!(progress.start_behind(Step::Connection), None);
    assert_eq!((progress.line(Step::Connection), progress.line(Step::Quality)), (Line::LeftOut, Line::LeftOut));
    measure_behind(&mut progress, signalling());
    progress.go_on();
    for measured in [permission(Access::Granted, Access::Granted), camera(120.0), microphone(), speaker(3)] {
        measure(&mut progress, measured);
    }
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Fail);
}

#[test]
fn skipping_the_permission_leaves_both_devices_out() {
    let mut progress = Progress::default();
    measure(&mut progress, environment());
    progress.go_on();
    assert!(progress.waits_at(Step::Speaker));
}

#[test]
fn repeating_one_step_returns_to_the_end() {
    let mut progress = finished();
    progress.repeat(Step::Camera);
    assert!(progress.waits_at(Step::Camera));
    measure(&mut progress, camera(110.0));
    assert_eq!(progress.place(), &Place::End);
}

#[test]
fn repeating_the_permission_measures_both_devices_anew() {
    let mut progress = finished();
    progress.repeat(Step::Permission);
    measure(&mut progress, permission(Access::Granted, Access::Granted));
    assert!(progress.waits_at(Step::Camera));
    measure(&mut progress, camera(110.0));
    measure(&mut progress, microphone());
    assert_eq!(progress.place(), &Place::End, "the speaker was measured already");
}

#[test]
fn a_camera_that_is_gone_at_a_retry_leads_back_to_the_permission() {
    let mut progress = finished();
    progress.repeat(Step::Camera);
    let attempt = progress.start().unwrap();
    assert!(progress.refused(attempt, Permission { camera: Access::NotFound, microphone: Access::Granted }, NOW));
    assert!(matches!(progress.place(), Place::At(Step::Permission, Phase::Judged(_))));
    progress.go_on();
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(progress.line(Step::Camera), Line::LeftOut);
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Fail);
}

#[test]
fn what_is_gone_after_it_passed_is_measured_again_before_the_end() {
    let mut progress = Progress::default();
    measure_line(&mut progress);
    measure(&mut progress, environment());
    measure(&mut progress, permission(Access::Granted, Access::Granted));
    measure(&mut progress, camera(120.0));
    let listening = progress.start().unwrap();
    assert_eq!(progress.reopen(&[Step::Camera, Step::Microphone]), [Step::Camera], "one is not measured yet");
    assert_eq!(judge(progress.measurements()).verdict, Verdict::NotMeasured);
    assert_eq!(progress.line(Step::Camera), Line::Later);
    assert!(progress.take(listening, microphone(), NOW), "the microphone is not disturbed");
    assert!(progress.waits_at(Step::Camera));
    measure(&mut progress, camera(110.0));
    measure(&mut progress, speaker(3));
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Pass);
}

#[test]
fn what_is_gone_at_the_end_leaves_no_pass_behind() {
    let mut progress = finished();
    assert_eq!(progress.reopen(&[]), []);
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(progress.reopen(&[Step::Microphone, Step::Speaker]), [Step::Microphone, Step::Speaker]);
    assert!(progress.waits_at(Step::Microphone));
    assert_eq!(judge(progress.measurements()).verdict, Verdict::NotMeasured);
    let attempt = progress.start().unwrap();
    assert!(progress.refused(attempt, Permission { camera: Access::Granted, microphone: Access::NotFound }, NOW));
    progress.go_on();
    measure(&mut progress, speaker(3));
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Fail, "it is still gone");
}

#[test]
fn what_was_not_in_order_stays_so_when_its_device_is_gone() {
    let mut progress = Progress::default();
    measure_line(&mut progress);
    measure(&mut progress, environment());
    measure(&mut progress, permission(Access::Granted, Access::Granted));
    measure(&mut progress, camera(0.0));
    assert_eq!(progress.reopen(&[Step::Camera]), []);
    assert!(matches!(progress.place(), Place::At(Step::Camera, Phase::Judged(_))));
    progress.repeat(Step::Camera);
    measure(&mut progress, camera(30.0));
    assert!(matches!(progress.place(), Place::At(Step::Camera, Phase::Judged(_))), "a dark picture serves");
    assert_eq!(progress.reopen(&[Step::Camera]), [Step::Camera]);
    assert!(progress.waits_at(Step::Camera));
}

#[test]
fn a_wrong_number_is_not_passed() {
    let mut progress = finished();
    progress.repeat(Step::Speaker);
    measure(&mut progress, speaker(2));
    assert!(matches!(progress.line(Step::Speaker), Line::Judged(result) if result.verdict == Verdict::Fail));
}

#[test]
fn a_loudspeaker_to_which_no_microphone_listened_is_not_passed_and_can_be_left() {
    let mut progress = finished();
    progress.repeat(Step::Speaker);
    measure(&mut progress, Measured::Speaker(Speaker { played: 3, heard: Some(3), running: true, acoustics: None }));
    assert!(
        matches!(progress.place(), Place::At(Step::Speaker, Phase::Judged(result)) if result.verdict == Verdict::NotMeasured)
    );
    progress.go_on();
    assert_eq!(progress.place(), &Place::End);
    assert!(matches!(progress.measurements().speaker, Taken::Measured(_)), "what was heard is kept");
    assert_eq!(judge(progress.measurements()).verdict, Verdict::NotMeasured);
}

#[test]
fn a_microphone_that_is_refused_at_the_loudspeaker_leads_back_to_the_permission() {
    let gone = || Permission { camera: Access::Granted, microphone: Access::NotFound };
    let mut progress = finished();
    assert!(progress.has_microphone());
    assert!(!progress.denied(gone(), NOW), "nothing waits to be begun");
    progress.repeat(Step::Speaker);
    assert!(progress.denied(gone(), NOW));
    assert!(matches!(progress.place(), Place::At(Step::Permission, Phase::Judged(_))));
    assert!(!progress.has_microphone());
    progress.go_on();
    assert!(progress.waits_at(Step::Speaker), "it can be heard without a microphone");
    let attempt = progress.start().unwrap();
    assert!(progress.refused(attempt, gone(), NOW), "or the microphone is asked for while it plays");
    assert!(matches!(progress.place(), Place::At(Step::Permission, Phase::Judged(_))));
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Fail);
}

#[test]
fn an_older_attempt_is_not_believed() {
    let mut progress = Progress::default();
    let old = progress.start().unwrap();
    progress.repeat(Step::Environment);
    let new = progress.start().unwrap();
    assert!(!progress.take(old, environment(), NOW));
    assert!(progress.take(new, environment(), NOW));
}

#[test]
fn leaving_the_page_asks_to_begin_the_step_anew() {
    let mut progress = Progress::default();
    let attempt = progress.start().unwrap();
    progress.interrupt();
    assert!(progress.waits_at(Step::Environment));
    assert!(!progress.take(attempt, environment(), NOW));
}

#[test]
fn steps_are_counted_from_one() {
    let mut progress = Progress::default();
    assert_eq!(progress.count(), (1, 8));
    measure(&mut progress, environment());
    assert_eq!(progress.count(), (2, 8));
    assert_eq!(finished().count(), (8, 8));
}

#[test]
fn what_is_measured_behind_moves_nobody() {
    let mut progress = Progress::default();
    measure(&mut progress, environment());
    let front = progress.start().unwrap();
    let place = progress.place().clone();
    let behind = progress.start_behind(Step::Signalling).unwrap();
    assert_eq!(progress.line(Step::Signalling), Line::Behind);
    assert_eq!(progress.start_behind(Step::Signalling), None, "it is being measured");
    assert!(progress.take(behind, signalling(), NOW));
    assert!(!progress.take(behind, signalling(), NOW), "once is enough");
    assert_eq!(progress.place(), &place);
    assert!(progress.take(front, permission(Access::Granted, Access::Granted), NOW));
}

#[test]
fn who_is_done_waits_for_the_line() {
    let mut progress = Progress::default();
    for measured in
        [environment(), permission(Access::Granted, Access::Granted), camera(120.0), microphone(), speaker(3)]
    {
        measure(&mut progress, measured);
    }
    assert!(progress.waits_at(Step::Signalling), "nothing was begun behind");
    measure(&mut progress, signalling());
    let behind = progress.start_behind(Step::Quality).unwrap();
    measure(&mut progress, connection(Way::Open(40.0)));
    assert_eq!(progress.place(), &Place::At(Step::Quality, Phase::Working));
    assert!(progress.take(behind, quality(), NOW));
    assert_eq!(progress.place(), &Place::End);
}

#[test]
fn a_bad_line_is_said_at_the_end_and_not_on_the_way() {
    let mut progress = Progress::default();
    measure_behind(&mut progress, connection(Way::Closed));
    measure_behind(&mut progress, signalling());
    measure(&mut progress, environment());
    assert_eq!(progress.step(), Some(Step::Permission));
    assert_eq!(progress.line(Step::Quality), Line::LeftOut, "there is no way whose quality could be measured");
    assert_eq!(progress.start_behind(Step::Quality), None);
    assert!(matches!(progress.line(Step::Connection), Line::Judged(result) if result.verdict == Verdict::Fail));
}

#[test]
fn the_line_is_skipped_like_any_step_and_measured_again_like_any() {
    let mut progress = Progress::default();
    let behind = progress.start_behind(Step::Quality).unwrap();
    measure_behind(&mut progress, signalling());
    measure_behind(&mut progress, connection(Way::Open(40.0)));
    for measured in
        [environment(), permission(Access::Granted, Access::Granted), camera(120.0), microphone(), speaker(3)]
    {
        measure(&mut progress, measured);
    }
    progress.go_on();
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(progress.measurements().quality, Taken::Skipped);
    assert!(!progress.take(behind, quality(), NOW), "nobody waits for it any more");
    progress.repeat(Step::Quality);
    for measured in line() {
        measure(&mut progress, measured);
    }
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Pass);
}

#[test]
fn leaving_the_page_ends_what_is_measured_behind() {
    let mut progress = Progress::default();
    let behind = progress.start_behind(Step::Signalling).unwrap();
    progress.interrupt();
    assert!(!progress.take(behind, signalling(), NOW));
    assert!(progress.start_behind(Step::Signalling).is_some());
}
