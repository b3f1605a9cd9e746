//! Whatever reports say, in whatever order they come: no panic, and a number only within its range.

use proptest::{collection::vec, prelude::*, sample::select};
use shared::check::statistics::{Line, Report, Watch};

use super::recorded::chromium;

fn believable(line: &Line) -> bool {
    let within = |number: Option<f64>, most: f64| number.is_none_or(|number| (0.0..=most).contains(&number));
    line.over_ms.is_finite()
        && line.over_ms >= 0.0
        && within(line.rtt_ms, 60_000.0)
        && within(line.loss_up, 100.0)
        && within(line.loss_down, 100.0)
        && within(line.jitter_up_ms, 60_000.0)
        && within(line.jitter_down_ms, 60_000.0)
        && within(line.kbps_up, 1e8)
        && within(line.kbps_down, 1e8)
        && within(line.cpu_limited, 1.0)
}

fn absurd() -> impl Strategy<Value = f64> {
    prop_oneof![
        select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, -1.0, 0.0, f64::MIN_POSITIVE, 1e16]),
        any::<f64>(),
        -1e6..1e7_f64,
    ]
}

proptest! {
    /// Recorded reports, in any order, with any of their figures and times replaced.
    #[test]
    fn nothing_absurd_comes_out(
        order in vec(0_usize..13, 0..40),
        faults in vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), absurd(), any::<bool>()), 0..60),
    ) {
        let recorded = chromium();
        let mut reports: Vec<Report> = order.iter().map(|place| recorded[*place].clone()).collect();
        let mut entries: Vec<_> = reports.iter_mut().flat_map(|report| &mut report.entries).collect();
        for (entry, member, number, time) in faults.iter().filter(|_| !order.is_empty()) {
            let entry = &mut *entries[entry.index(order.len() * 8)];
            if *time {
                entry.at_ms = *number;
            } else if !entry.numbers.is_empty() {
                let member = member.index(entry.numbers.len());
                entry.numbers[member].1 = *number;
            }
        }
        let mut watch = Watch::default();
        for report in &reports {
            watch.take(report);
            prop_assert!(believable(&watch.result()), "{:?}", watch.result());
        }
    }

    #[test]
    fn any_text_is_read_or_not(text in "\\PC{0,200}") {
        let _ = Report::read(&text);
    }

    /// Left out, a member is not known; it never turns into a better figure than it was.
    #[test]
    fn what_is_left_out_never_looks_better(member in select(vec![
        "roundTripTime", "currentRoundTripTime", "packetsLost", "packetsSent", "packetsReceived", "jitter", "bytesSent",
        "bytesReceived", "availableOutgoingBitrate", "qualityLimitationDurations.cpu", "ssrc",
    ])) {
        let result = |reports: &[Report]| {
            let mut watch = Watch::default();
            for report in reports {
                watch.take(report);
            }
            watch.result()
        };
        let whole = chromium();
        let mut less = whole.clone();
        for entry in less.iter_mut().flat_map(|report| &mut report.entries) {
            entry.numbers.retain(|(name, _)| name != member);
        }
        let (whole, less) = (result(&whole), result(&less));
        let no_better = |one: Option<f64>, other: Option<f64>| other.is_none() || other == one;
        prop_assert!(no_better(whole.loss_up, less.loss_up) && no_better(whole.loss_down, less.loss_down));
        prop_assert!(no_better(whole.jitter_up_ms, less.jitter_up_ms));
        prop_assert!(less.kbps_up.is_none_or(|kbps| Some(kbps) <= whole.kbps_up));
        // Without durations, the reasons tell: never "cpu" in this recording.
        prop_assert!(no_better(whole.cpu_limited, less.cpu_limited));
        prop_assert!(less.kbps_down.is_none_or(|kbps| Some(kbps) <= whole.kbps_down));
    }
}
