//! A check that a room's device made by itself and that could not measure everything is made again, some times.

use proptest::{collection::vec, prelude::*, sample::select};
use shared::{
    check::{
        AGAIN_MINUTES, Access, Acoustics, Camera, CheckResult, Environment, Finding, MOST_RUNS, Measurements,
        Microphone, Permission, Quality, Residual, Signalling, Speaker, Step, Taken, Turn, Unmeasured, due_from,
        next_run, verdicts::judge,
    },
    time::Instant,
};

use super::{DAY_MINUTES, MIDNIGHT, at, day_of, taken};
use crate::verdicts::measured::{camera, environment, microphone, quality, sound, speaker};

/// What a device measures alone where everything is well: nobody spoke, and it heard its own chirp.
fn alone() -> Measurements {
    Measurements {
        attended: false,
        microphone: Taken::Measured(Microphone { p95_dbfs: -58.0, ..microphone() }),
        speaker: Taken::Measured(Speaker { played: 0, heard: None, ..speaker() }),
        ..sound()
    }
}

fn unmeasured(why: Unmeasured) -> Measurements {
    let quality = Quality { over_ms: 0.0, unmeasured: Some(why), ..quality() };
    Measurements { quality: Taken::Measured(quality), ..alone() }
}

/// From which minute on the room's device is due on the first day, if these checks were recorded in these minutes.
fn due(checks: &[(i64, Measurements)]) -> Option<i64> {
    let standing: Vec<(Instant, CheckResult)> =
        checks.iter().map(|(minute, measured)| (at(*minute), judge(measured))).collect();
    due_from(day_of(MIDNIGHT).unwrap(), &standing).map(|from| MIDNIGHT.minutes_until(from))
}

#[test]
fn what_may_be_over_soon_is_measured_again() {
    let unseen = Camera { over_ms: 0.0, frames: 0, ..camera() };
    let held = Permission { camera: Access::NotReadable, microphone: Access::Granted };
    let silent = Signalling { web_socket: false, sent: 0, echoes: 0, median_ms: None, http_ms: None };
    for (open, measured) in [
        ("a full server", unmeasured(Unmeasured::Busy)),
        ("too many checks of the whole centre", unmeasured(Unmeasured::Limited)),
        ("no time left", unmeasured(Unmeasured::Late)),
        ("a screen that slept", unmeasured(Unmeasured::Unseen)),
        ("a server that did not answer", unmeasured(Unmeasured::Unanswered)),
        ("a camera that nobody saw", Measurements { camera: Taken::Measured(unseen), ..alone() }),
        (
            "a camera in use elsewhere",
            Measurements { permission: Taken::Measured(held), camera: Taken::NotReached, ..alone() },
        ),
        (
            "a clock that could not be compared",
            Measurements {
                environment: Taken::Measured(Environment { clock_skew_ms: None, ..environment() }),
                ..alone()
            },
        ),
        ("a line that was cut", Measurements { signalling: Taken::Measured(silent), ..alone() }),
        (
            "a line on which most was lost",
            Measurements { quality: Taken::Measured(Quality { loss_down: Some(40.0), ..quality() }), ..alone() },
        ),
    ] {
        assert_eq!(due(&[(380, measured)]), Some(380 + AGAIN_MINUTES), "{open}");
    }
}

#[test]
fn what_needs_a_person_is_not() {
    let headphones = Some(Acoustics { heard: false, residual: Residual::NotTried });
    let unheard = Speaker { played: 0, heard: None, acoustics: headphones, ..speaker() };
    let black = Camera { luma_mean: Some(0.0), luma_deviation: Some(0.0), luma_change: Some(0.0), ..camera() };
    let blocked = Permission { camera: Access::Denied, microphone: Access::Granted };
    for (left, measured) in [
        ("nobody spoke", alone()),
        ("nor was the chirp heard", Measurements { speaker: Taken::Measured(unheard), ..alone() }),
        ("a black picture", Measurements { camera: Taken::Measured(black), ..alone() }),
        (
            "a camera that is blocked",
            Measurements { permission: Taken::Measured(blocked), camera: Taken::NotReached, ..alone() },
        ),
        ("a server that measures no line", unmeasured(Unmeasured::NoPeer)),
        ("everything was measured by a person", sound()),
    ] {
        assert_eq!(due(&[(380, measured)]), None, "{left}");
    }
}

#[test]
fn what_a_person_left_out_is_due_at_once() {
    let skipped = Measurements { camera: Taken::Skipped, ..sound() };
    assert_eq!(due(&[]), Some(0));
    assert_eq!(due(&[(380, skipped.clone())]), Some(0));
    assert_eq!(due(&[(380, skipped.clone()), (390, unmeasured(Unmeasured::Busy))]), Some(390 + AGAIN_MINUTES));
    assert_eq!(due(&[(380, skipped), (390, alone())]), None);
}

#[test]
fn it_is_made_three_times_and_no_more() {
    let busy = || unmeasured(Unmeasured::Busy);
    assert_eq!(due(&[(380, busy()), (391, busy())]), Some(391 + AGAIN_MINUTES));
    assert_eq!(due(&[(391, busy()), (380, busy())]), Some(391 + AGAIN_MINUTES), "in any order");
    assert_eq!(due(&[(380, busy()), (391, busy()), (402, busy())]), None);
    assert_eq!(due(&[(380, busy()), (391, alone())]), None, "the second time it could measure");
}

/// One of the results that a device alone may have.
fn any_result() -> impl Strategy<Value = Measurements> {
    select(vec![alone(), unmeasured(Unmeasured::Busy), unmeasured(Unmeasured::Late), unmeasured(Unmeasured::NoPeer)])
}

proptest! {
    /// A day in the room, minute by minute, with whatever each run brings.
    #[test]
    fn runs_lie_apart_and_end_before_an_appointment_begins(
        start in 0_i64..1_200,
        length in 1_i64..240,
        opened in 0_i64..1_400,
        results in vec(any_result(), MOST_RUNS + 1),
    ) {
        let periods = taken(&[(start, start + length)]);
        let mut results = results.iter();
        let mut made: Vec<(Instant, CheckResult)> = Vec::new();
        for now in (opened..DAY_MINUTES).map(at) {
            let Some(due) = due_from(day_of(MIDNIGHT).unwrap(), &made) else { break };
            if next_run(now, now.max(due), &periods, Turn::ALWAYS, day_of) == Some(now) {
                made.push((now, judge(results.next().unwrap())));
            }
        }
        prop_assert!(made.len() <= MOST_RUNS);
        prop_assert!(made.iter().all(|(run, _)| *run < at(start)), "for this appointment, and not after its start");
        prop_assert!(made.windows(2).all(|runs| runs[0].0.minutes_until(runs[1].0) >= AGAIN_MINUTES));
        for (_, found) in made.iter().rev().skip(1) {
            let line = found.steps.iter().find(|found| found.step == Step::Quality).unwrap();
            let passing = matches!(*line.findings, [Finding::ServerBusy | Finding::OutOfTime]);
            prop_assert!(passing, "nothing is measured again without need: {line:?}");
        }
    }
}
