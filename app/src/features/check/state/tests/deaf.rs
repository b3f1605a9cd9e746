//! A loudspeaker that was judged while no microphone could hear it, or another one did.

use super::*;

/// A headset whose switch is off: it gives zeros.
fn muted() -> Measured {
    let Measured::Microphone(heard) = microphone() else { unreachable!() };
    Measured::Microphone(Microphone { all_zero: true, p10_dbfs: -120.0, p95_dbfs: -120.0, ..heard })
}

/// The number was heard, and no microphone was there to listen.
fn without_ear() -> Measured {
    Measured::Speaker(Speaker { played: 3, heard: Some(3), running: true, acoustics: None })
}

/// As [`finished`], up to the microphone.
fn at_the_microphone() -> Progress {
    let mut progress = Progress::default();
    measure_line(&mut progress);
    for measured in [environment(), permission(Access::Granted, Access::Granted), camera(120.0)] {
        measure(&mut progress, measured);
    }
    progress
}

#[test]
fn beside_a_muted_microphone_it_is_measured_again_once_that_hears() {
    let mut progress = at_the_microphone();
    measure(&mut progress, muted());
    progress.go_on();
    measure(&mut progress, speaker(3));
    assert_eq!(progress.place(), &Place::End);
    progress.repeat(Step::Microphone);
    measure(&mut progress, microphone());
    assert!(progress.waits_at(Step::Speaker), "a microphone that hears nothing proves no headphones");
    assert_eq!(judge(progress.measurements()).verdict, Verdict::NotMeasured);
    measure(&mut progress, speaker(3));
    assert_eq!(progress.place(), &Place::End);
    assert_eq!(judge(progress.measurements()).verdict, Verdict::Pass);
}

#[test]
fn without_a_microphone_it_is_measured_again_once_there_is_one() {
    let mut progress = Progress::default();
    measure_line(&mut progress);
    measure(&mut progress, environment());
    measure(&mut progress, permission(Access::Granted, Access::Denied));
    progress.go_on();
    measure(&mut progress, camera(120.0));
    measure(&mut progress, without_ear());
    assert_eq!(progress.place(), &Place::End);
    progress.repeat(Step::Permission);
    for measured in [permission(Access::Granted, Access::Granted), camera(120.0), microphone()] {
        measure(&mut progress, measured);
    }
    assert!(progress.waits_at(Step::Speaker), "what passed does not fail by itself: it is open again");
}

#[test]
fn beside_another_microphone_it_is_measured_again() {
    let mut progress = finished();
    progress.use_another(Step::Microphone);
    assert!(progress.waits_at(Step::Microphone));
    measure(&mut progress, microphone());
    assert!(progress.waits_at(Step::Speaker), "the other one listened for an echo");
    measure(&mut progress, speaker(3));
    assert_eq!(progress.place(), &Place::End);

    progress.use_another(Step::Camera);
    measure(&mut progress, camera(110.0));
    assert_eq!(progress.place(), &Place::End);
}

#[test]
fn beside_a_microphone_that_heard_it_it_stays_and_so_does_one_that_was_skipped() {
    let mut progress = finished();
    progress.repeat(Step::Microphone);
    measure(&mut progress, microphone());
    assert_eq!(progress.place(), &Place::End);

    let mut progress = at_the_microphone();
    measure(&mut progress, muted());
    progress.go_on();
    progress.go_on();
    assert_eq!(progress.measurements().speaker, Taken::Skipped);
    progress.repeat(Step::Microphone);
    measure(&mut progress, microphone());
    assert_eq!((progress.place(), &progress.measurements().speaker), (&Place::End, &Taken::Skipped));
}
