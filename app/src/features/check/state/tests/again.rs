//! What was measured long ago, or over another network.

use super::*;

const MINUTE_MS: f64 = 60_000.0;

/// So many minutes after [`NOW`] by the device's clock, most of which it slept.
fn after(minutes: f64) -> Moment {
    Moment { clock_ms: NOW.clock_ms + minutes * MINUTE_MS, open_ms: NOW.open_ms + 1.0, ..NOW }
}

fn measure_at(progress: &mut Progress, measured: Measured, now: Moment) {
    let attempt = progress.start().expect("a step is current");
    assert!(progress.take(attempt, measured, now));
}

/// Everything, in the order in which it is measured again.
fn everything() -> Vec<Measured> {
    let devices =
        [environment(), permission(Access::Granted, Access::Granted), camera(120.0), microphone(), speaker(3)];
    devices.into_iter().chain(line()).collect()
}

#[test]
fn what_was_measured_half_an_hour_ago_is_measured_again_before_anything_is_sent() {
    let mut progress = finished();
    assert_eq!(progress.reopen_old(after(30.0)), []);
    assert_eq!(progress.place(), &Place::End);
    let now = after(31.0);
    assert_eq!(progress.reopen_old(now), Step::ALL);
    assert!(progress.waits_at(Step::Environment));
    assert_eq!(judge(progress.measurements()).verdict, Verdict::NotMeasured);
    for measured in everything() {
        measure_at(&mut progress, measured, now);
    }
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(progress.reopen_old(now), []);
    assert_eq!(judge(&progress.sent(now)).verdict, Verdict::Pass);
}

#[test]
fn of_a_laptop_that_was_carried_elsewhere_at_the_loudspeaker_only_that_is_kept() {
    let mut progress = Progress::default();
    measure_line(&mut progress);
    for measured in [environment(), permission(Access::Granted, Access::Granted), camera(0.0)] {
        measure(&mut progress, measured);
    }
    progress.go_on();
    measure(&mut progress, microphone());
    let now = after(12.0 * 60.0);
    measure_at(&mut progress, speaker(3), now);
    assert_eq!(progress.place(), &Place::End);
    let old: Vec<Step> = Step::ALL.iter().copied().filter(|step| *step != Step::Speaker).collect();
    assert_eq!(progress.reopen_old(now), old, "a fault of then says no more than a pass");
    assert!(matches!(progress.measurements().speaker, Taken::Measured(_)));
}

#[test]
fn who_repeats_one_step_the_next_day_does_not_send_the_others_as_of_now() {
    let mut progress = finished();
    let now = after(23.0 * 60.0);
    let old: Vec<Step> = Step::ALL.iter().copied().filter(|step| *step != Step::Camera).collect();
    assert_eq!(progress.repeat_at(Step::Camera, now), old);
    assert!(progress.waits_at(Step::Environment), "from the beginning");
    for measured in everything() {
        measure_at(&mut progress, measured, now);
    }
    assert_eq!(progress.place(), &Place::End);
    assert!(progress.sent(now).age_s.abs() < 1e-9);
}

#[test]
fn who_repeats_one_step_at_once_repeats_no_more() {
    let mut progress = finished();
    assert_eq!(progress.repeat_at(Step::Camera, after(5.0)), []);
    assert!(progress.waits_at(Step::Camera));
    measure_at(&mut progress, camera(110.0), after(5.0));
    assert_eq!(progress.place(), &Place::End);
}

#[test]
fn after_midnight_a_room_is_measured_anew() {
    let evening = Moment { day: Some(20_261_124), ..NOW };
    let mut progress = Progress::default();
    for measured in everything() {
        measure_at(&mut progress, measured, evening);
    }
    let later = Moment { day: Some(20_261_124), ..after(2.0) };
    assert_eq!(progress.clone().reopen_old(later), []);
    let night = Moment { day: Some(20_261_125), ..after(2.0) };
    assert_eq!(progress.reopen_old(night), Step::ALL);
}

#[test]
fn a_clock_that_is_set_back_makes_nothing_younger() {
    let mut progress = finished();
    let back = Moment { clock_ms: NOW.clock_ms - 1e9, open_ms: NOW.open_ms + 40.0 * MINUTE_MS, ..NOW };
    assert!((progress.sent(Moment { open_ms: NOW.open_ms + 90_000.0, ..back }).age_s - 90.0).abs() < 1e-9);
    assert_eq!(progress.reopen_old(back), Step::ALL);
}

#[test]
fn how_old_the_oldest_is_goes_with_what_is_sent() {
    let mut progress = Progress::default();
    assert!(progress.sent(NOW).age_s.abs() < 1e-9, "nothing was measured");
    measure(&mut progress, environment());
    measure_at(&mut progress, permission(Access::Granted, Access::Granted), after(3.0));
    assert!((progress.sent(after(4.0)).age_s - 240.0).abs() < 1e-9);
    progress.repeat(Step::Environment);
    assert!((progress.sent(after(4.0)).age_s - 60.0).abs() < 1e-9, "what is open again is not sent");
}

#[test]
fn on_the_way_an_old_fault_is_told_and_an_old_pass_is_not() {
    let mut progress = Progress::default();
    measure(&mut progress, environment());
    measure(&mut progress, permission(Access::Granted, Access::Granted));
    measure(&mut progress, camera(0.0));
    let sent = progress.sent(after(90.0));
    assert_eq!((&sent.environment, &sent.permission), (&Taken::NotReached, &Taken::NotReached));
    assert!(matches!(sent.camera, Taken::Measured(_)));
    assert!((sent.age_s - 5_400.0).abs() < 1e-9);
    let sent = progress.sent(after(25.0 * 60.0));
    assert_eq!(sent.camera, Taken::NotReached, "a check of then would be over");
    assert!(sent.age_s.abs() < 1e-9);
    assert!(matches!(progress.measurements().environment, Taken::Measured(_)), "it is still there");
}

#[test]
fn whoever_repeats_any_of_the_line_repeats_all_of_it() {
    for step in [Step::Signalling, Step::Connection, Step::Quality] {
        let mut progress = finished();
        progress.repeat(step);
        assert!(progress.waits_at(Step::Signalling), "{step:?}");
        for measured in line() {
            assert_ne!(progress.place(), &Place::End, "{step:?}");
            measure(&mut progress, measured);
        }
        assert_eq!(progress.place(), &Place::End);
    }
}

#[test]
fn the_line_is_of_one_network_and_old_as_soon_as_any_of_it_is() {
    let mut progress = finished();
    progress.repeat(Step::Quality);
    measure(&mut progress, signalling());
    measure_at(&mut progress, connection(Way::Open(80.0)), after(20.0));
    measure_at(&mut progress, quality(), after(20.0));
    let old = progress.reopen_old(after(31.0));
    assert_eq!(old, Step::ALL, "{old:?}");
    let mut progress = Progress::default();
    for measured in everything() {
        let now = if measured.step() == Step::Signalling { NOW } else { after(20.0) };
        measure_at(&mut progress, measured, now);
    }
    assert_eq!(progress.reopen_old(after(31.0)), [Step::Signalling, Step::Connection, Step::Quality]);
}

#[test]
fn another_network_opens_what_was_measured_of_the_line_and_disturbs_nobody() {
    let mut progress = Progress::default();
    assert!(!progress.reopen_line(), "nothing is known of it yet");
    measure(&mut progress, environment());
    measure_behind(&mut progress, signalling());
    measure_behind(&mut progress, connection(Way::Closed));
    let front = progress.start().unwrap();
    let place = progress.place().clone();
    assert!(progress.reopen_line());
    assert_eq!(progress.place(), &place);
    assert!(progress.take(front, permission(Access::Granted, Access::Granted), NOW));
    assert_eq!((progress.line(Step::Signalling), progress.line(Step::Quality)), (Line::Later, Line::Later));
    assert!(!progress.reopen_line(), "once is enough");
}

#[test]
fn who_begins_on_a_page_that_was_open_for_long_has_the_line_measured_behind_once_more() {
    let mut progress = Progress::default();
    measure(&mut progress, environment());
    measure_behind(&mut progress, signalling());
    assert!(!progress.renew_line(after(20.0)));
    assert!(progress.renew_line(after(50.0)));
    assert!(progress.waits_at(Step::Permission));
    let attempt = progress.start_behind(Step::Signalling).expect("it is open");
    assert!(progress.take(attempt, signalling(), after(50.0)));
    assert!(!progress.renew_line(after(50.0)));
    measure_at(&mut progress, permission(Access::Granted, Access::Granted), after(50.0));
    assert!(!progress.renew_line(after(100.0)), "later than that the end will tell");
}

#[test]
fn what_is_being_measured_over_the_network_before_is_not_believed() {
    let mut progress = Progress::default();
    for measured in everything().into_iter().take(7) {
        measure(&mut progress, measured);
    }
    let attempt = progress.start().expect("the quality is left");
    assert!(progress.reopen_line());
    assert!(!progress.take(attempt, quality(), NOW));
    assert!(progress.waits_at(Step::Signalling));
    for measured in line() {
        measure(&mut progress, measured);
    }
    assert_eq!(progress.place(), &Place::End);
}

#[test]
fn another_network_after_the_end_leads_back_to_the_line_and_to_nothing_that_was_skipped() {
    let mut progress = finished();
    progress.repeat(Step::Connection);
    progress.go_on();
    measure(&mut progress, connection(Way::Open(80.0)));
    measure(&mut progress, quality());
    assert_eq!(progress.place(), &Place::End);
    assert!(progress.reopen_line());
    assert!(progress.waits_at(Step::Connection));
    assert_eq!(progress.measurements().signalling, Taken::Skipped);
    assert!(matches!(progress.measurements().speaker, Taken::Measured(_)));
}

#[test]
fn a_result_of_another_network_is_not_sent_again_with_its_line() {
    let mut progress = finished();
    assert_eq!(progress.reopen_elsewhere(&[]), []);
    assert_eq!(progress.place(), &Place::End, "nothing is sent again");
    assert_eq!(progress.reopen_elsewhere(&[Step::Camera]), [Step::Camera]);
    assert!(progress.waits_at(Step::Camera));
    measure(&mut progress, camera(120.0));
    for measured in line() {
        assert!(progress.waits_at(measured.step()));
        measure(&mut progress, measured);
    }
    assert_eq!(progress.place(), &Place::End);
}

#[test]
fn a_network_that_comes_and_goes_is_not_measured_without_end() {
    let mut progress = finished();
    for _ in 0..3 {
        assert!(progress.change_network());
        measure(&mut progress, signalling());
    }
    assert!(!progress.is_unsteady());
    let attempt = progress.start().expect("the connection is next");
    assert!(!progress.change_network());
    assert!(progress.is_unsteady());
    assert!(progress.take(attempt, connection(Way::Open(80.0)), NOW), "what is being measured is believed");
    measure(&mut progress, quality());
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(progress.repeat_at(Step::Camera, NOW), []);
    assert!(!progress.is_unsteady(), "whoever measures again begins anew");
    assert!(progress.change_network());
}

#[test]
fn whoever_repeats_a_step_beside_an_old_line_waits_for_nothing_of_it() {
    let mut progress = Progress::default();
    measure_at(&mut progress, environment(), after(20.0));
    measure_behind(&mut progress, signalling());
    measure_behind(&mut progress, connection(Way::Open(80.0)));
    let attempt = progress.start_behind(Step::Quality).expect("it is open");
    let now = after(31.0);
    assert_eq!(progress.repeat_at(Step::Permission, now), [Step::Signalling, Step::Connection]);
    assert_eq!(progress.line(Step::Quality), Line::Later);
    assert!(!progress.take(attempt, quality(), now));
    assert!(progress.waits_at(Step::Permission));
    assert!(progress.start_behind(Step::Signalling).is_some() && progress.start_behind(Step::Quality).is_some());
}
