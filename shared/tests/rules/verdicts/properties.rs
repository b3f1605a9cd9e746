//! What must hold whatever a browser sends.

use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use shared::check::{
    Access, Acoustics, CHECK_VERSION, CheckResult, Finding, Measurements, Residual, Route, Step, StepResult, Taken,
    Verdict, Way,
    verdicts::{judge, worst},
};

use super::{
    measured::{anything, nearly_sound, of, possible, sound},
    worse::{Worse, worse},
};

/// Everything that a pass claims, step by step.
fn truly_measured(measured: &Measurements, step: Step) -> bool {
    let number = |number: Option<f64>| number.is_some_and(f64::is_finite);
    match step {
        Step::Environment => {
            matches!(&measured.environment, Taken::Measured(it) if it.secure && it.media_devices && number(it.clock_skew_ms))
        }
        Step::Permission => {
            use shared::check::Access::Granted;
            matches!(&measured.permission, Taken::Measured(it) if it.camera == Granted && it.microphone == Granted)
        }
        Step::Camera => matches!(&measured.camera, Taken::Measured(it) if it.frames > 0
            && it.over_ms >= 2000.0 && number(it.luma_mean) && number(it.luma_deviation) && number(it.luma_change)
            && !it.muted && !it.ended),
        Step::Microphone => matches!(&measured.microphone, Taken::Measured(it) if it.running && it.blocks >= 130
            && !it.all_zero && it.p10_dbfs.is_finite() && it.p95_dbfs.is_finite() && !it.muted && !it.ended
            && it.voice_blocks.is_some_and(|blocks| blocks >= 20) && it.stopped_blocks.is_some_and(|blocks| blocks < 20)),
        Step::Speaker => matches!(&measured.speaker, Taken::Measured(it) if it.running && match it.heard {
            Some(heard) => heard == it.played && heard > 0,
            None => it.acoustics.as_ref().is_some_and(|acoustics| acoustics.heard),
        }),
        Step::Signalling => {
            matches!(&measured.signalling, Taken::Measured(it) if (it.web_socket && it.echoes > 0) || it.http_ms.is_some())
        }
        Step::Connection => matches!(&measured.connection, Taken::Measured(it) if {
            let ways: Vec<Way> = Route::ALL.iter().map(|route| it.way(*route)).collect();
            ways.iter().any(|way| way.is_open()) && !ways.iter().any(|way| way.is_unknown())
                && [it.relay_udp, it.relay_tcp, it.relay_tls].iter().any(|way| *way != Way::NotOffered)
        }),
        Step::Quality => matches!(&measured.quality, Taken::Measured(it) if it.over_ms >= 6000.0
            && [it.rtt_ms, it.loss_up, it.loss_down, it.jitter_down_ms, it.kbps_up, it.kbps_down].into_iter().all(number)),
    }
}

/// Whether anything came of `step`.
fn is_reached(measured: &Measurements, step: Step) -> bool {
    match step {
        Step::Environment => measured.environment != Taken::NotReached,
        Step::Permission => measured.permission != Taken::NotReached,
        Step::Camera => measured.camera != Taken::NotReached,
        Step::Microphone => measured.microphone != Taken::NotReached,
        Step::Speaker => measured.speaker != Taken::NotReached,
        Step::Signalling => measured.signalling != Taken::NotReached,
        Step::Connection => measured.connection != Taken::NotReached,
        Step::Quality => measured.quality != Taken::NotReached,
    }
}

/// That an installation has no relay is not the fault of who is checked, if another way is open.
fn of_the_whole(step: &StepResult) -> Verdict {
    let only = |finding: &Finding| matches!(finding, Finding::NoRelay | Finding::UdpBlocked);
    let no_relay = step.findings.contains(&Finding::NoRelay) && step.findings.iter().all(only);
    // Nor is it anybody's that a browser does not give a microphone twice.
    if step.findings == [Finding::EchoUnknown] {
        return Verdict::Pass;
    }
    match (no_relay, step.findings.contains(&Finding::UdpBlocked)) {
        (true, false) => Verdict::Pass,
        (true, true) => Verdict::Warn,
        (false, _) => step.verdict,
    }
}

fn check_rules(measured: &Measurements, result: &CheckResult) -> Result<(), TestCaseError> {
    let steps: Vec<Step> = result.steps.iter().map(|step| step.step).collect();
    prop_assert_eq!(&steps[..], Step::ALL, "every step once, in order");
    let worst_verdict = result.steps.iter().map(of_the_whole).max_by_key(|verdict| verdict.severity()).unwrap();
    prop_assert_eq!(result.verdict, worst_verdict);
    if result.verdict == Verdict::Pass {
        let open = |it: &shared::check::Connection| Route::ALL.iter().any(|route| it.way(*route).is_open());
        prop_assert!(matches!(&measured.connection, Taken::Measured(it) if open(it)), "no way is open");
    }
    if let (Taken::Measured(it), Verdict::Pass) = (&measured.speaker, of(result, Step::Speaker).verdict) {
        let granted = matches!(&measured.permission, Taken::Measured(it) if it.microphone == Access::Granted);
        let could_hear = granted && of(result, Step::Microphone).verdict != Verdict::Fail;
        prop_assert!(it.acoustics.is_some() || !could_hear, "nobody listened");
        let untried = |it: &Acoustics| it.heard && it.residual == Residual::NotTried;
        prop_assert!(!it.acoustics.as_ref().is_some_and(untried), "nobody knows of an echo");
    }
    for step in &result.steps {
        match step.verdict {
            Verdict::Pass | Verdict::Warn => {
                prop_assert_eq!(measured.version, CHECK_VERSION);
                prop_assert!((0.0..=86_400.0).contains(&measured.age_s), "nobody knows how old it is");
                prop_assert!(truly_measured(measured, step.step), "{:?} was not measured", step.step);
                prop_assert_eq!(step.verdict == Verdict::Pass, step.findings.is_empty());
            }
            Verdict::Fail => prop_assert!(!step.findings.is_empty()),
            // Whoever is told "not measured" must be told why; of what was never reached, another step says it.
            Verdict::NotMeasured => {
                prop_assert!(
                    !step.findings.is_empty() || !is_reached(measured, step.step),
                    "{:?} says no reason",
                    step.step
                );
            }
        }
        let mut distinct = step.findings.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), step.findings.len(), "a finding is given twice");
    }
    let found = worst(result);
    prop_assert_eq!(found.is_none(), result.steps.iter().all(|step| step.findings.is_empty()));
    if let Some((step, finding)) = found {
        // That there is no relay is said only where nothing else is.
        let findings: Vec<&Finding> = of(result, step).findings.iter().collect();
        let besides = findings.iter().copied().find(|finding| **finding != Finding::NoRelay);
        let no_relay = matches!(findings[..], [Finding::NoRelay, Finding::UdpBlocked]);
        prop_assert_eq!(if no_relay { besides } else { findings.first().copied() }, Some(&finding));
        let most = of_the_whole(of(result, step)).severity();
        let said = result.steps.iter().filter(|step| !step.findings.is_empty());
        prop_assert!(said.map(of_the_whole).all(|verdict| verdict.severity() <= most), "another step is worse");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn nothing_passes_unmeasured(measured in anything()) {
        check_rules(&measured, &judge(&measured))?;
    }

    #[test]
    fn nothing_passes_unmeasured_however_near(measured in nearly_sound()) {
        check_rules(&measured, &judge(&measured))?;
    }

    #[test]
    fn worse_is_never_judged_better(measured in possible(), changes in worse()) {
        let before = judge(&measured);
        let mut spoilt = measured.clone();
        for change in changes {
            change.spoil(&mut spoilt);
        }
        let after = judge(&spoilt);
        prop_assert!(before.steps.iter().all(|step| !step.findings.contains(&Finding::Implausible)), "not possible");
        prop_assert!(after.verdict.severity() >= before.verdict.severity());
        for (before, after) in before.steps.iter().zip(&after.steps) {
            prop_assert!(after.verdict.severity() >= before.verdict.severity(), "{before:?} became {after:?}");
        }
    }

    #[test]
    fn one_fault_never_changes_another_step(measured in nearly_sound()) {
        let judged = judge(&measured);
        let at_fault = judged.steps.iter().filter(|step| step.verdict != Verdict::Pass).count();
        prop_assert!(at_fault <= 1 || measured.version != CHECK_VERSION, "{judged:?}");
    }

    #[test]
    fn a_microphone_that_stopped_fails(measured in possible(), stopped in 20_u32..=140, attended in any::<bool>()) {
        let mut measured = measured;
        let Taken::Measured(microphone) = &mut measured.microphone else {
            return Err(TestCaseError::fail("the microphone was measured"));
        };
        microphone.stopped_blocks = Some(stopped);
        measured.attended = attended;
        let judged = judge(&measured);
        let microphone = of(&judged, Step::Microphone);
        prop_assert_eq!((microphone.verdict, &microphone.findings[..]), (Verdict::Fail, &[Finding::Silent][..]));
    }

    #[test]
    fn what_is_shorter_than_a_second_is_no_voice(measured in possible(), voice in 0_u32..20) {
        let mut measured = measured;
        let Taken::Measured(microphone) = &mut measured.microphone else {
            return Err(TestCaseError::fail("the microphone was measured"));
        };
        microphone.voice_blocks = Some(voice);
        prop_assert_eq!(of(&judge(&measured), Step::Microphone).verdict, Verdict::Fail);
        measured.attended = false;
        let verdict = of(&judge(&measured), Step::Microphone).verdict;
        prop_assert!(matches!(verdict, Verdict::Fail | Verdict::NotMeasured), "{verdict:?}");
    }

    #[test]
    fn leaving_a_step_out_never_passes(step in proptest::sample::select(Step::ALL.to_vec()), skipped: bool) {
        let mut measured = sound();
        (if skipped { Worse::Skipped(step) } else { Worse::NotReached(step) }).spoil(&mut measured);
        let result = judge(&measured);
        prop_assert_eq!(result.verdict, Verdict::NotMeasured);
        prop_assert_eq!(of(&result, step).verdict, Verdict::NotMeasured);
        prop_assert_eq!(of(&result, step).findings.contains(&Finding::Skipped), skipped);
    }

    #[test]
    fn rounding_is_to_a_tenth_and_happens_once(measured in possible()) {
        let rounded = measured.rounded();
        prop_assert_eq!(&rounded.rounded(), &rounded);
        let (Taken::Measured(fine), Taken::Measured(coarse)) = (&measured.microphone, &rounded.microphone) else {
            return Err(TestCaseError::fail("the microphone was measured"));
        };
        // They decide, and are no field of the specification.
        prop_assert_eq!((coarse.voice_blocks, coarse.stopped_blocks), (None, None));
        prop_assert!((fine.p95_dbfs - coarse.p95_dbfs).abs() <= 0.05 + 1e-9);
        prop_assert!(((coarse.p95_dbfs * 10.0).round() - coarse.p95_dbfs * 10.0).abs() < 1e-6);
        let text = serde_json::to_string(&rounded).unwrap();
        prop_assert_eq!(serde_json::from_str::<Measurements>(&text).unwrap(), rounded);
    }

    #[test]
    fn rounding_survives_any_number(measured in anything()) {
        let _ = measured.rounded();
    }
}

/// The properties mean something only if every verdict and almost every finding occurs.
#[test]
fn the_generated_checks_are_varied() {
    let mut runner = TestRunner::deterministic();
    let (mut verdicts, mut findings) = (std::collections::HashSet::new(), std::collections::HashSet::new());
    for _ in 0..8000 {
        for measured in [
            nearly_sound().new_tree(&mut runner).unwrap().current(),
            possible().new_tree(&mut runner).unwrap().current(),
        ] {
            let result = judge(&measured);
            verdicts.insert(result.verdict);
            findings.extend(result.steps.into_iter().flat_map(|step| step.findings));
        }
    }
    assert_eq!(verdicts.len(), Verdict::ALL.len());
    let never: Vec<_> = Finding::ALL.iter().filter(|finding| !findings.contains(finding)).collect();
    assert!(never.is_empty(), "never found: {never:?}");
}
