//! How old what was measured may be, and from when on it counts.

use shared::{
    check::{
        CHECK_VERSION, Finding, Measurements, Step, Taken, Verdict,
        pace::{MOST_AGE_S, STEP_OLD_MINUTES},
        verdicts::judge,
    },
    time::Instant,
};

use super::measured::{of, sound};

const NOW: Instant = Instant(1_764_050_400);

#[test]
fn what_was_measured_counts_from_its_oldest_step_on() {
    let from = |age_s: f64| Measurements { age_s, ..sound() }.counts_from(NOW);
    assert_eq!(from(0.0), NOW);
    assert_eq!(from(90.0), Instant(NOW.0 - 90));
    assert_eq!(from(0.2), Instant(NOW.0 - 1), "rather older than younger");
    assert_eq!(from(MOST_AGE_S), NOW.plus_minutes(-24 * 60));
    for impossible in [-1.0, MOST_AGE_S + 1.0, 1e300, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert_eq!(from(impossible), NOW, "{impossible}");
    }
}

#[test]
fn of_an_age_that_cannot_be_nothing_that_was_measured_counts() {
    for possible in [0.0, 61.0, STEP_OLD_MINUTES * 60.0, MOST_AGE_S] {
        assert_eq!(judge(&Measurements { age_s: possible, ..sound() }).verdict, Verdict::Pass, "{possible}");
    }
    for impossible in [-0.1, -3600.0, MOST_AGE_S + 0.1, 1e300, f64::INFINITY, f64::NAN] {
        let measured =
            Measurements { age_s: impossible, camera: Taken::Skipped, quality: Taken::NotReached, ..sound() };
        let result = judge(&measured);
        assert_eq!(result.verdict, Verdict::NotMeasured, "{impossible}");
        assert_eq!(of(&result, Step::Camera).findings, [Finding::Skipped]);
        assert!(of(&result, Step::Quality).findings.is_empty());
        for step in Step::ALL.iter().filter(|step| measured.is_measured(**step)) {
            let judged = of(&result, *step);
            assert_eq!((judged.verdict, &judged.findings[..]), (Verdict::NotMeasured, &[Finding::Implausible][..]));
        }
    }
}

#[test]
fn a_page_that_does_not_say_how_old_it_is_can_be_read_and_counts_for_nothing() {
    let mut said = serde_json::to_value(sound()).unwrap();
    let fields = said.as_object_mut().unwrap();
    assert!(fields.remove("age_s").is_some());
    fields.insert("version".to_owned(), (CHECK_VERSION - 1).into());
    let old: Measurements = serde_json::from_value(said).unwrap();
    assert!(judge(&old).steps.iter().all(|step| step.findings == [Finding::OldPage]));
}
