//! What several checks say together.

use proptest::{collection::vec, prelude::*, sample::select};
use shared::check::{
    Access, Acoustics, Camera, CheckResult, Finding as F, Judgement, Measurements, Microphone, Permission, Residual,
    Speaker, Step, StepResult, Taken,
    Verdict::{Fail, NotMeasured, Pass, Warn},
    standing::{standing, supersedes},
    verdicts::{counts, is_complete, judge, worst},
};

use super::{
    measured::{camera, microphone, of, sound, speaker},
    worse::{Worse, worse},
};

pub fn black() -> Measurements {
    Measurements {
        camera: Taken::Measured(Camera { luma_mean: Some(0.0), luma_deviation: Some(0.0), ..camera() }),
        ..sound()
    }
}

pub fn dark() -> Measurements {
    Measurements { camera: Taken::Measured(Camera { luma_mean: Some(20.0), ..camera() }), ..sound() }
}

pub fn skipping(steps: &[Step]) -> Measurements {
    let mut measured = sound();
    for step in steps {
        Worse::Skipped(*step).spoil(&mut measured);
    }
    measured
}

/// What the checks say together, the newest first.
fn together(newest_first: &[Measurements]) -> CheckResult {
    let results: Vec<CheckResult> = newest_first.iter().map(judge).collect();
    standing(&results).expect("there is one")
}

#[test]
fn nothing_stands_where_nothing_was_checked() {
    assert_eq!(standing(std::iter::empty()), None);
}

#[test]
fn a_failure_is_cleared_by_measuring_it_and_not_by_skipping_it() {
    let all = || skipping(Step::ALL);
    let only_camera = || skipping(&Step::ALL.iter().copied().filter(|step| *step != Step::Camera).collect::<Vec<_>>());
    for (newest_first, verdict, cause) in [
        (vec![all(), black()], Fail, Some((Step::Camera, F::Black))),
        (vec![all(), all(), all(), black()], Fail, Some((Step::Camera, F::Black))),
        (vec![skipping(&[Step::Camera]), black()], Fail, Some((Step::Camera, F::Black))),
        // It was measured anew, and is well.
        (vec![sound(), black()], Pass, None),
        (vec![skipping(&[Step::Microphone]), black()], NotMeasured, Some((Step::Microphone, F::Skipped))),
        (vec![all(), sound(), black()], NotMeasured, Some((Step::Environment, F::Skipped))),
        (vec![only_camera(), black()], NotMeasured, Some((Step::Environment, F::Skipped))),
        // It is less bad than it was, or worse.
        (vec![skipping(&[Step::Camera]), dark(), black()], Warn, Some((Step::Camera, F::Dark))),
        (vec![dark(), black()], Warn, Some((Step::Camera, F::Dark))),
        (vec![black(), dark()], Fail, Some((Step::Camera, F::Black))),
        // A pass of long ago does not stand in for what was skipped now.
        (vec![skipping(&[Step::Camera]), sound()], NotMeasured, Some((Step::Camera, F::Skipped))),
    ] {
        let result = together(&newest_first);
        assert_eq!((result.verdict, worst(&result)), (verdict, cause), "{newest_first:?}");
    }
}

/// What the microphone heard does not help who did not hear it.
#[test]
fn a_device_alone_clears_nothing_that_a_person_found() {
    let deaf = Measurements { speaker: Taken::Measured(Speaker { heard: Some(0), ..speaker() }), ..sound() };
    let acoustics = Some(Acoustics { heard: true, residual: Residual::Nothing });
    let chirped = Speaker { played: 0, heard: None, running: true, acoustics };
    let alone = || Measurements { attended: false, speaker: Taken::Measured(chirped.clone()), ..sound() };
    let unheard =
        Speaker { acoustics: Some(Acoustics { heard: false, residual: Residual::NotTried }), ..chirped.clone() };
    let unheard = Measurements { speaker: Taken::Measured(unheard), ..alone() };
    let echo =
        Speaker { acoustics: Some(Acoustics { heard: true, residual: Residual::Dbfs(-20.0) }), ..chirped.clone() };
    let echoing = Measurements { speaker: Taken::Measured(echo), ..alone() };
    let not_heard = Some((Step::Speaker, F::NotHeard));
    for (newest_first, verdict, cause) in [
        (vec![alone()], Pass, None),
        (vec![alone(), deaf.clone()], Fail, not_heard),
        (vec![unheard, deaf.clone()], Fail, not_heard),
        (vec![echoing.clone(), deaf.clone()], Fail, not_heard),
        (vec![skipping(&[Step::Speaker]), alone(), deaf.clone()], Fail, not_heard),
        // What it found itself it may clear, and a person everything.
        (vec![alone(), echoing.clone()], Pass, None),
        (vec![alone(), sound(), deaf.clone()], Pass, None),
        (vec![sound(), echoing, deaf], Pass, None),
        // A camera needs nobody.
        (vec![alone(), black()], Pass, None),
    ] {
        let result = together(&newest_first);
        assert_eq!((result.verdict, worst(&result)), (verdict, cause), "{newest_first:?}");
    }
}

/// A check in which the microphone heard that of the loudspeaker.
fn heard(residual: Residual) -> Measurements {
    let acoustics = Some(Acoustics { heard: true, residual });
    Measurements { speaker: Taken::Measured(Speaker { acoustics, ..speaker() }), ..sound() }
}

#[test]
fn an_echo_is_cleared_only_by_measuring_that_there_is_none() {
    let echo = || heard(Residual::Dbfs(-20.0));
    let unknown = || heard(Residual::NotTried);
    let headphones = Some(Acoustics { heard: false, residual: Residual::NotTried });
    let with = |said: Speaker| Measurements { speaker: Taken::Measured(said), ..sound() };
    let headphones = with(Speaker { acoustics: headphones, ..speaker() });
    let unlistened = with(Speaker { acoustics: None, ..speaker() });
    let deaf = || with(Speaker { heard: Some(0), ..speaker() });
    let both = Some(Acoustics { heard: true, residual: Residual::Dbfs(-20.0) });
    let both = with(Speaker { heard: Some(0), acoustics: both, ..speaker() });
    let alone = |measured: Measurements| Measurements { attended: false, ..measured };
    let is_echo = Some((Step::Speaker, F::Echo));
    for (newest_first, verdict, cause) in [
        (vec![unlistened, echo()], Warn, is_echo),
        (vec![unknown(), echo()], Warn, is_echo),
        (vec![unknown(), unknown(), echo()], Warn, is_echo),
        (vec![unknown(), deaf(), echo()], Warn, is_echo),
        (vec![unknown(), alone(echo())], Warn, is_echo),
        (vec![alone(unknown()), echo()], Warn, is_echo),
        // The number was heard since; the echo nobody measured.
        (vec![unknown(), both], Warn, is_echo),
        (vec![unknown(), deaf()], Pass, Some((Step::Speaker, F::EchoUnknown))),
        (vec![deaf(), echo()], Fail, Some((Step::Speaker, F::NotHeard))),
        (vec![sound(), echo()], Pass, None),
        (vec![headphones, echo()], Pass, None),
        (vec![unknown(), sound(), echo()], Pass, Some((Step::Speaker, F::EchoUnknown))),
    ] {
        let result = together(&newest_first);
        assert_eq!((result.verdict, worst(&result)), (verdict, cause), "{newest_first:?}");
    }
    let is = |result: &CheckResult| -> StepResult { of(result, Step::Speaker).clone() };
    assert_eq!(is(&together(&[unknown(), echo()])), is(&judge(&echo())));
    assert!(!supersedes(&judge(&unknown()), &judge(&echo())));
    assert!(!supersedes(&judge(&deaf()), &judge(&echo())));
    assert!(supersedes(&judge(&sound()), &judge(&echo())));
    assert!(supersedes(&judge(&echo()), &judge(&unknown())));
}

/// What nobody listened to is no proof of headphones, whatever its own check made of it.
#[test]
fn an_echo_is_not_cleared_where_no_microphone_could_hear() {
    let echo = || heard(Residual::Dbfs(-20.0));
    let unknown = || heard(Residual::NotTried);
    let unlistened = || Taken::Measured(Speaker { acoustics: None, ..speaker() });
    let refused = Permission { camera: Access::Granted, microphone: Access::Denied };
    let refused = Measurements {
        permission: Taken::Measured(refused),
        microphone: Taken::NotReached,
        speaker: unlistened(),
        ..sound()
    };
    let unasked = Measurements { speaker: unlistened(), ..skipping(&[Step::Permission, Step::Microphone]) };
    let headphones = Some(Acoustics { heard: false, residual: Residual::NotTried });
    let silent = || Measurements {
        microphone: Taken::Measured(Microphone { all_zero: true, ..microphone() }),
        speaker: Taken::Measured(Speaker { acoustics: headphones.clone(), ..speaker() }),
        ..sound()
    };
    for deaf in [refused, unasked, silent()] {
        assert_eq!(of(&judge(&deaf), Step::Speaker).verdict, Pass, "the number was heard: {deaf:?}");
        let result = together(&[unknown(), deaf.clone(), echo()]);
        assert_eq!((result.verdict, worst(&result)), (Warn, Some((Step::Speaker, F::Echo))), "{deaf:?}");
        let result = together(&[unknown(), sound(), deaf.clone(), echo()]);
        assert_eq!((result.verdict, worst(&result)), (Pass, Some((Step::Speaker, F::EchoUnknown))), "{deaf:?}");
    }
    assert!(!supersedes(&judge(&silent()), &judge(&echo())));
    assert!(supersedes(&judge(&silent()), &judge(&sound())));
}

/// What whoever made the newest of these checks is told.
fn told(newest_first: &[Measurements]) -> Judgement {
    Judgement { result: judge(&newest_first[0]), standing: together(newest_first) }
}

#[test]
fn whoever_checks_is_told_what_an_earlier_check_found_and_this_one_did_not_measure() {
    let echo = || heard(Residual::Dbfs(-20.0));
    let unknown = || heard(Residual::NotTried);
    let camera = || skipping(&[Step::Camera]);
    let (no_picture, is_dark, is_echo) = ((Step::Camera, F::Black), (Step::Camera, F::Dark), (Step::Speaker, F::Echo));
    for (newest_first, verdict, earlier) in [
        (vec![unknown()], Pass, vec![]),
        (vec![unknown(), echo()], Warn, vec![is_echo]),
        (vec![unknown(), unknown(), echo()], Warn, vec![is_echo]),
        (vec![camera(), black()], Fail, vec![no_picture]),
        // That it was skipped is worse than what is known of it.
        (vec![camera(), dark()], NotMeasured, vec![is_dark]),
        (vec![skipping(&[Step::Microphone]), black()], NotMeasured, vec![]),
        // Measured anew, better and worse.
        (vec![sound(), black()], Pass, vec![]),
        (vec![sound(), echo()], Pass, vec![]),
        (vec![camera(), unknown(), black()], NotMeasured, vec![]),
        (vec![dark(), black()], Warn, vec![]),
        (vec![black(), dark()], Fail, vec![]),
        (vec![black(), black()], Fail, vec![]),
        // A verdict that is as bad by itself hides no fault.
        (vec![Measurements { speaker: Taken::Skipped, ..black() }, echo()], Fail, vec![is_echo]),
        (vec![skipping(&[Step::Camera, Step::Speaker]), black(), echo()], Fail, vec![no_picture]),
    ] {
        let told = told(&newest_first);
        let found = Step::ALL.iter().filter_map(|step| told.earlier(*step)).map(|one| (one.step, one.findings[0]));
        assert_eq!((told.verdict(), found.collect::<Vec<_>>()), (verdict, earlier), "{newest_first:?}");
    }
    let alone = Judgement::alone(judge(&black()));
    assert_eq!((alone.verdict(), &alone.standing), (Fail, &judge(&black())));
    assert_eq!(Step::ALL.iter().find_map(|step| alone.earlier(*step)), None);
}

#[test]
fn the_rest_of_a_check_replaces_what_was_told_of_it_unless_that_was_skipped() {
    let so_far = Measurements { microphone: Taken::NotReached, quality: Taken::NotReached, ..black() };
    let so_far = judge(&so_far);
    for (later, replaces) in [
        (sound(), true),
        (black(), true),
        (dark(), true),
        (skipping(&[Step::Microphone]), true),
        (skipping(&[Step::Camera]), false),
        (skipping(Step::ALL), false),
        (Measurements { attended: false, ..sound() }, false),
    ] {
        assert_eq!(supersedes(&judge(&later), &so_far), replaces, "{later:?}");
    }
    assert!(supersedes(&so_far, &so_far), "it was told twice");
    assert!(!supersedes(&so_far, &judge(&sound())), "a part does not replace the whole");
}

/// Checks with faults and with steps left out, some by a device alone.
pub fn checks() -> impl Strategy<Value = Vec<CheckResult>> {
    let residual = prop_oneof![
        Just(Residual::NotTried),
        Just(Residual::Nothing),
        Just(Residual::Dbfs(-60.0)),
        Just(Residual::Dbfs(-20.0)),
    ];
    let one = (worse(), vec(select(Step::ALL.to_vec()), 0..5), any::<bool>(), residual);
    let judged = one.prop_map(|(changes, left, attended, residual)| {
        let mut measured = Measurements { attended, ..heard(residual) };
        let left = left.into_iter().map(Worse::Skipped);
        changes.into_iter().chain(left).for_each(|change| change.spoil(&mut measured));
        judge(&measured)
    });
    vec(judged, 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn who_measures_less_makes_nothing_better(newest_first in checks()) {
        let all = standing(&newest_first).unwrap();
        let Some(before) = standing(&newest_first[1..]) else {
            prop_assert_eq!(&all, &newest_first[0], "one alone says what it says");
            return Ok(());
        };
        for step in Step::ALL {
            let (new, before, now) = (of(&newest_first[0], *step), of(&before, *step), of(&all, *step));
            if counts(new) == NotMeasured && matches!(counts(before), Warn | Fail) {
                prop_assert_eq!(now, before, "what was found stays");
            } else if counts(new) == NotMeasured {
                prop_assert_eq!(now, new, "and what was not is not known");
            }
            prop_assert!(counts(new) != Fail || counts(now) == Fail, "the newest failure counts");
        }
    }

    #[test]
    fn it_passes_only_if_the_newest_does(newest_first in checks()) {
        let all = standing(&newest_first).unwrap();
        prop_assert!(all.verdict != Pass || newest_first[0].verdict == Pass);
        let expected = all.steps.iter().map(counts).max_by_key(|verdict| verdict.severity()).unwrap();
        prop_assert_eq!(all.verdict, expected);
    }

    #[test]
    fn what_is_replaced_would_say_nothing_more(of_one in checks()) {
        for pair in of_one.windows(2) {
            let [later, earlier] = pair else { continue };
            if supersedes(later, earlier) {
                prop_assert_eq!(&standing([later, earlier]).unwrap(), later);
            }
        }
    }

    /// No room is shut for ever. Only an echo stays beside what is worse, where no microphone could hear whether it is gone.
    #[test]
    fn a_person_who_measures_everything_decides_alone(newest_first in checks(), changes in worse()) {
        let mut measured = sound();
        for change in changes {
            change.spoil(&mut measured);
        }
        let newest = judge(&measured);
        prop_assume!(is_complete(&newest));
        let all: Vec<CheckResult> = std::iter::once(newest.clone()).chain(newest_first).collect();
        let stands = standing(&all).unwrap();
        let deaf = [Step::Permission, Step::Microphone].iter().any(|step| of(&newest, *step).verdict == Fail);
        for step in Step::ALL {
            let (now, new) = (of(&stands, *step), of(&newest, *step));
            let echo_stays = deaf && *step == Step::Speaker && now.findings == [F::Echo];
            prop_assert!(now == new || echo_stays, "{now:?} instead of {new:?}");
        }
        prop_assert_eq!((stands.verdict, stands.attended), (newest.verdict, newest.attended));
    }
}
