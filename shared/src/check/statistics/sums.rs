//! What adds up over all reports.

use super::changes::Change;

/// Kilobits per second that no line of a participant gives: 100 Gbit/s.
pub(super) const MOST_KBPS: f64 = 1e8;
/// By how much a share may pass 1, because its parts are counted a moment apart, and still be believed.
const OVERLAP: f64 = 1.1;

/// Packets over all streams.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Loss {
    pub(super) lost: f64,
    pub(super) all: f64,
}

impl Loss {
    pub(super) fn percent(self) -> Option<f64> {
        share(self.lost, self.all).map(|share| share * 100.0)
    }
}

/// Something that adds up over time.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flow {
    pub(super) sum: f64,
    pub(super) over_ms: f64,
}

impl Flow {
    /// What the streams of one report did. Their times differ by less than a millisecond, so the longest stands for all.
    pub(super) fn take(&mut self, changes: &[Change<1>]) {
        self.sum += changes.iter().flat_map(|change| change.by).sum::<f64>();
        self.over_ms += changes.iter().map(|change| change.over_ms).max_by(f64::total_cmp).unwrap_or_default();
    }

    /// Bytes as kilobits per second, which are bits per millisecond.
    pub(super) fn kbps(self) -> Option<f64> {
        let kbps = self.sum * 8.0 / self.over_ms;
        (0.0..=MOST_KBPS).contains(&kbps).then_some(kbps)
    }
}

/// The share that `part` is of `whole`, 0 to 1; `None` if there is no whole or the part is plainly greater.
pub(super) fn share(part: f64, whole: f64) -> Option<f64> {
    let share = part.max(0.0) / whole;
    (whole > 0.0 && share <= OVERLAP).then(|| share.min(1.0))
}
