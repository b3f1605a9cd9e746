//! What the checks of several devices in one room say together.

use proptest::{collection::vec, prelude::*};
use shared::check::{
    CheckResult, Finding as F, Measurements, Step,
    Verdict::{Fail, NotMeasured, Pass, Warn},
    history::found_at,
    standing::{by_device, of_devices, standing},
    verdicts::{counts, judge, worst},
};

use super::{
    measured::{of, sound},
    standing::{black, checks, dark, skipping},
};

/// What the checks say together that were made at the devices beside them, the newest first.
fn together(newest_first: &[(u8, Measurements)]) -> CheckResult {
    let results: Vec<(u8, CheckResult)> =
        newest_first.iter().map(|(device, measured)| (*device, judge(measured))).collect();
    of_devices(each(&results)).expect("there is one")
}

fn each(results: &[(u8, CheckResult)]) -> impl Iterator<Item = (u8, &CheckResult)> + Clone {
    results.iter().map(|(device, result)| (*device, result))
}

#[test]
fn nothing_stands_where_nothing_was_checked_at_any_device() {
    assert_eq!(of_devices(std::iter::empty::<(u8, &CheckResult)>()), None);
}

#[test]
fn a_failure_is_cleared_by_its_own_device_and_no_other() {
    let (camera, skips) = (|| skipping(&[Step::Camera]), || skipping(Step::ALL));
    let (no_picture, is_dark) = (Some((Step::Camera, F::Black)), Some((Step::Camera, F::Dark)));
    for (newest_first, verdict, cause) in [
        (vec![(2, sound()), (1, black())], Fail, no_picture),
        (vec![(2, sound()), (3, sound()), (1, black())], Fail, no_picture),
        (vec![(2, sound()), (1, dark())], Warn, is_dark),
        (vec![(2, dark()), (1, black())], Fail, no_picture),
        (vec![(1, black()), (2, dark())], Fail, no_picture),
        // Its own device measured it anew.
        (vec![(1, sound()), (2, sound()), (1, black())], Pass, None),
        (vec![(2, sound()), (1, sound()), (1, black())], Pass, None),
        (vec![(1, camera()), (2, sound()), (1, black())], Fail, no_picture),
        // What one could not measure, another did, or none did.
        (vec![(1, camera()), (2, sound())], Pass, None),
        (vec![(2, sound()), (1, camera())], Pass, None),
        (vec![(2, dark()), (1, camera())], Warn, is_dark),
        (vec![(2, camera()), (1, camera())], NotMeasured, Some((Step::Camera, F::Skipped))),
        (vec![(2, skips()), (1, black())], Fail, no_picture),
        (vec![(2, skips()), (1, camera())], NotMeasured, Some((Step::Camera, F::Skipped))),
    ] {
        let result = together(&newest_first);
        assert_eq!((result.verdict, worst(&result)), (verdict, cause), "{newest_first:?}");
    }
}

/// One room has a tablet that somebody spoke into, and one that checked itself: nobody walks to each every morning.
#[test]
fn a_device_alone_leaves_nothing_open_that_a_person_measured_at_another() {
    let alone = || Measurements { attended: false, ..skipping(&[Step::Microphone, Step::Speaker]) };
    assert_eq!(together(&[(2, alone())]).verdict, NotMeasured);
    assert_eq!(together(&[(2, alone()), (1, sound())]).verdict, Pass);
    assert_eq!(together(&[(1, sound()), (2, alone())]).verdict, Pass);
    assert_eq!(together(&[(2, alone()), (1, sound()), (2, black())]).verdict, Pass, "its camera is well again");
}

#[test]
fn of_each_device_is_told_what_was_found_there() {
    let results = [(2, judge(&skipping(&[Step::Camera]))), (1, judge(&dark())), (3, judge(&sound()))];
    let all = of_devices(each(&results)).unwrap();
    let found: Vec<_> = by_device(each(&results)).iter().map(|(device, own)| (*device, found_at(own, &all))).collect();
    assert_eq!(found, [(2, vec![]), (1, vec![(Step::Camera, F::Dark)]), (3, vec![])]);
    let skipped = (Step::Camera, F::Skipped);
    assert_eq!(found_at(&results[0].1, &results[0].1), [skipped], "nobody measured it");
}

/// Checks of up to three devices in one room, the newest first.
fn of_a_room() -> impl Strategy<Value = Vec<(u8, CheckResult)>> {
    (checks(), vec(0_u8..3, 6)).prop_map(|(checks, devices)| devices.into_iter().zip(checks).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn one_device_says_what_it_says(newest_first in checks()) {
        let tagged = newest_first.iter().map(|check| (7, check));
        prop_assert_eq!(of_devices(tagged), standing(&newest_first));
    }

    #[test]
    fn the_worst_fault_of_all_devices_stands(newest_first in of_a_room()) {
        let all = of_devices(each(&newest_first)).unwrap();
        let devices = by_device(each(&newest_first));
        for step in Step::ALL {
            let now = counts(of(&all, *step));
            let own: Vec<_> = devices.iter().map(|(_, own)| counts(of(own, *step))).collect();
            let faults = own.iter().copied().filter(|verdict| matches!(verdict, Warn | Fail));
            let expected = match faults.max_by_key(|verdict| verdict.severity()) {
                Some(fault) => fault,
                None if own.contains(&Pass) => Pass,
                None => NotMeasured,
            };
            prop_assert_eq!(now, expected, "{:?} of {:?}", step, own);
        }
        let expected = all.steps.iter().map(counts).max_by_key(|verdict| verdict.severity()).unwrap();
        prop_assert_eq!(all.verdict, expected);
    }

    #[test]
    fn a_pass_of_one_device_clears_no_fault_of_another(newest_first in of_a_room(), device in 0_u8..4) {
        let passed = judge(&sound());
        let after: Vec<(u8, CheckResult)> =
            std::iter::once((device, passed)).chain(newest_first.iter().cloned()).collect();
        let stands = of_devices(each(&after)).unwrap();
        let others = newest_first.iter().filter(|(other, _)| *other != device).map(|(other, check)| (*other, check));
        let Some(others) = of_devices(others) else { return Ok(()) };
        for step in Step::ALL {
            let (before, now) = (counts(of(&others, *step)), counts(of(&stands, *step)));
            prop_assert!(!matches!(before, Warn | Fail) || now == before, "{step:?}: {now:?} instead of {before:?}");
        }
    }

    #[test]
    fn a_device_that_goes_takes_its_part_and_no_other(newest_first in of_a_room(), gone in 0_u8..3) {
        let left = || each(&newest_first).filter(move |(device, _)| *device != gone);
        let mut devices = by_device(each(&newest_first));
        devices.retain(|(device, _)| *device != gone);
        prop_assert_eq!(&by_device(left()), &devices);
        prop_assert_eq!(of_devices(left()), of_devices(each(&devices)));
    }
}
