//! From measurements to verdicts.

use super::{CheckResult, Measurements};

/// The verdict of every step and of the whole.
pub fn judge(measured: &Measurements) -> CheckResult {
    let _ = measured;
    CheckResult { verdict: super::Verdict::NotMeasured, steps: Vec::new() }
}
