//! The opinion score: known values, and that nothing bad ever makes it better.

use proptest::prelude::*;
use shared::check::mos::mos;

/// Worked out by hand: for 100 ms, 5 ms and 1 % the delay is 100 ms and the rating 93.2 - 2.4 - 95 / 11 = 82.1636.
#[test]
fn known_values() {
    for (rtt, jitter, loss, known) in [
        (0.0, 0.0, 0.0, 4.3899),
        (100.0, 5.0, 0.0, 4.3581),
        (100.0, 5.0, 1.0, 4.1031),
        (400.0, 0.0, 0.0, 4.0444),
        (100.0, 5.0, 10.0, 2.2285),
        (400.0, 50.0, 5.0, 1.8487),
        (2000.0, 0.0, 0.0, 1.0),
        (0.0, 0.0, 100.0, 1.0),
        (f64::MAX, f64::MAX, 100.0, 1.0),
    ] {
        let score = mos(rtt, jitter, loss).unwrap();
        assert!((score - known).abs() < 1e-4, "{rtt} ms, {jitter} ms, {loss} %: {score} instead of {known}");
    }
}

#[test]
fn what_cannot_be_has_no_score() {
    for (rtt, jitter, loss) in [(-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, -1.0), (0.0, 0.0, 100.1)] {
        assert_eq!(mos(rtt, jitter, loss), None);
    }
    for (rtt, jitter, loss) in [(f64::NAN, 0.0, 0.0), (0.0, f64::NAN, 0.0), (0.0, 0.0, f64::NAN)] {
        assert_eq!(mos(rtt, jitter, loss), None);
    }
}

proptest! {
    #[test]
    fn nothing_worse_makes_it_better(
        rtt in 0.0..3_000.0_f64, jitter in 0.0..500.0_f64, loss in 0.0..100.0_f64, more in 0.0..1_000.0_f64,
    ) {
        let score = mos(rtt, jitter, loss).unwrap();
        prop_assert!((1.0..=4.5).contains(&score));
        prop_assert!(mos(rtt + more, jitter, loss).unwrap() <= score);
        prop_assert!(mos(rtt, jitter + more, loss).unwrap() <= score);
        prop_assert!(mos(rtt, jitter, (loss + more).min(100.0)).unwrap() <= score);
    }
}
