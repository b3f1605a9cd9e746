//! What passes sooner than the check in which it was found: a battery.

use std::borrow::Cow;

use super::{CheckResult, Finding, Verdict, verdicts::whole};
use crate::time::Instant;

/// So many minutes after a check its low battery says nothing any more: by then it is being charged, or is empty. Judgement: what is
/// left below [`super::thresholds::BATTERY_WARN`] carries a call for about that long.
pub const BATTERY_MINUTES: i64 = 60;

/// Until when everything holds that `result` found in a check `made` then; `None` if it does as long as the check counts.
pub fn holds_until(result: &CheckResult, made: Instant) -> Option<Instant> {
    let low = result.steps.iter().any(|step| step.findings.contains(&Finding::BatteryLow));
    low.then(|| made.plus_minutes(BATTERY_MINUTES))
}

/// What `result` of a check `made` then still says `at` another moment.
pub fn still(result: &CheckResult, made: Instant, at: Instant) -> Cow<'_, CheckResult> {
    if holds_until(result, made).is_none_or(|until| at < until) {
        return Cow::Borrowed(result);
    }
    let mut still = result.clone();
    for step in still.steps.iter_mut().filter(|step| step.findings.contains(&Finding::BatteryLow)) {
        step.findings.retain(|finding| *finding != Finding::BatteryLow);
        // It is a warning: whatever else was found weighs as much at least.
        if step.findings.is_empty() {
            step.verdict = Verdict::Pass;
        }
    }
    still.verdict = whole(&still.steps);
    Cow::Owned(still)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{Step, StepResult};

    const MADE: Instant = Instant(1_000_000);

    /// A check in which this was found of the device, and nothing else was wrong.
    fn found(verdict: Verdict, findings: &[Finding]) -> CheckResult {
        let passed = |step: &Step| StepResult { step: *step, verdict: Verdict::Pass, findings: Vec::new() };
        let mut steps: Vec<_> = Step::ALL.iter().map(passed).collect();
        (steps[0].verdict, steps[0].findings) = (verdict, findings.to_vec());
        CheckResult { verdict: whole(&steps), steps, attended: true }
    }

    #[test]
    fn a_low_battery_says_something_for_an_hour() {
        let low = found(Verdict::Warn, &[Finding::BatteryLow]);
        let over = MADE.plus_minutes(60);
        assert_eq!(holds_until(&low, MADE), Some(over));
        assert_eq!(*still(&low, MADE, MADE), low);
        assert_eq!(*still(&low, MADE, Instant(over.0 - 1)), low);
        assert_eq!(*still(&low, MADE, over), found(Verdict::Pass, &[]));
    }

    #[test]
    fn what_else_was_found_stays() {
        for (verdict, finding) in [
            (Verdict::Fail, Finding::ClockFarOff),
            (Verdict::NotMeasured, Finding::ClockUnknown),
            (Verdict::Warn, Finding::ClockOff),
        ] {
            let alone = found(verdict, &[finding]);
            assert_eq!(holds_until(&alone, MADE), None);
            assert_eq!(*still(&alone, MADE, MADE.plus_minutes(1000)), alone);
            let both = found(verdict, &[finding, Finding::BatteryLow]);
            assert_eq!(*still(&both, MADE, MADE.plus_minutes(60)), alone);
        }
        let mut low = found(Verdict::Warn, &[Finding::BatteryLow]);
        (low.steps[2].verdict, low.steps[2].findings) = (Verdict::Fail, vec![Finding::Black]);
        let later = still(&low, MADE, MADE.plus_minutes(60));
        assert_eq!((later.verdict, later.steps[0].verdict), (Verdict::Fail, Verdict::Pass));
        assert_eq!(later.steps[2], low.steps[2]);
    }
}
