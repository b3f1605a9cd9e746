//! What the server knows of a check that is not over: a failure that somebody saw must stand although they close the page
//! there. Free of any browser.

use shared::{
    check::{
        CheckResult, Measurements, StepResult, Verdict,
        verdicts::{counts, judge},
    },
    ids::DeviceCheckId,
};

/// So often a check that goes on is reported: somebody who tries again and again leaves their later results to be recorded.
const MOST: u8 = 4;

/// What the server was told of one check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Under what it keeps that.
    check: Option<DeviceCheckId>,
    /// The failures that it knows of.
    failures: Vec<StepResult>,
    /// How often it was told.
    times: u8,
}

impl Told {
    /// Under what the server keeps the check so far.
    pub const fn check(&self) -> Option<DeviceCheckId> {
        self.check
    }

    /// Whether it may be told while the check goes on.
    pub const fn may_be_told(&self) -> bool {
        self.times < MOST
    }

    /// The failures that the server is to know of, if it does not: `None` where it knows what `measured` shows. One that was
    /// mended is news too, but only once its step was measured again.
    pub fn news(&self, measured: &Measurements) -> Option<Vec<StepResult>> {
        let CheckResult { steps, .. } = judge(measured);
        let known = |step: &StepResult| self.failures.iter().any(|told| told.step == step.step);
        let is_news = |step: &StepResult| match counts(step) {
            Verdict::Fail => !self.failures.contains(step),
            Verdict::Pass | Verdict::Warn => known(step),
            Verdict::NotMeasured => false,
        };
        let some = steps.iter().any(is_news);
        some.then(|| self.standing(steps))
    }

    /// The failures of `steps`, and those that stand because their step is not measured now.
    fn standing(&self, steps: Vec<StepResult>) -> Vec<StepResult> {
        let before = |step: StepResult| match counts(&step) {
            Verdict::Fail => Some(step),
            Verdict::NotMeasured => self.failures.iter().find(|told| told.step == step.step).cloned(),
            Verdict::Pass | Verdict::Warn => None,
        };
        steps.into_iter().filter_map(before).collect()
    }

    /// The server was told of `failures`, and keeps the check under `check` if it answered.
    pub fn reported(&mut self, check: Option<DeviceCheckId>, failures: Vec<StepResult>) {
        self.check = check.or(self.check);
        self.failures = failures;
        self.times = self.times.saturating_add(1);
    }

    /// The whole check was recorded, with this result. What is measured from now on is kept for itself.
    pub fn recorded(&mut self, result: &CheckResult) {
        let failures = result.steps.iter().filter(|step| counts(step) == Verdict::Fail).cloned().collect();
        *self = Self { failures, ..Self::default() };
    }
}

#[cfg(test)]
mod tests {
    use shared::check::{Access, Camera, Permission, Step, Taken};

    use super::*;
    use crate::features::check::state::Progress;

    fn nothing() -> Measurements {
        Progress::default().measurements().clone()
    }

    fn with_camera(light: f64) -> Measurements {
        let camera = Camera {
            frames: 90,
            over_ms: 3000.0,
            width: 1280,
            height: 720,
            luma_mean: Some(light),
            luma_deviation: Some(light / 3.0),
            luma_change: Some(4.0),
            muted: false,
            ended: false,
        };
        Measurements { camera: Taken::Measured(camera), ..nothing() }
    }

    fn steps(failures: &[StepResult]) -> Vec<Step> {
        failures.iter().map(|failure| failure.step).collect()
    }

    #[test]
    fn a_failure_is_news_once() {
        let mut told = Told::default();
        assert_eq!(told.news(&nothing()), None);
        assert_eq!(told.news(&with_camera(120.0)), None, "what is in order can wait");
        assert_eq!(told.news(&with_camera(25.0)), None, "and so can a warning");
        let failures = told.news(&with_camera(0.0)).expect("it is black");
        assert_eq!(steps(&failures), [Step::Camera]);
        told.reported(None, failures);
        assert_eq!(told.news(&with_camera(0.0)), None);
    }

    #[test]
    fn what_was_mended_is_news_and_what_was_skipped_is_not() {
        let mut told = Told::default();
        told.reported(None, told.news(&with_camera(0.0)).expect("it is black"));
        assert_eq!(told.news(&nothing()), None, "it is being measured again");
        assert_eq!(told.news(&Measurements { camera: Taken::Skipped, ..nothing() }), None);
        let none = told.news(&with_camera(120.0)).expect("it is mended");
        assert_eq!(none, []);
        told.reported(None, none);
        assert!(told.news(&with_camera(0.0)).is_some(), "and may break again");
    }

    #[test]
    fn what_is_not_measured_now_still_stands_beside_what_fails_too() {
        let mut told = Told::default();
        told.reported(None, told.news(&with_camera(0.0)).expect("it is black"));
        let refused = Permission { camera: Access::Denied, microphone: Access::Granted };
        let refused = Measurements { permission: Taken::Measured(refused), ..nothing() };
        let failures = told.news(&refused).expect("it is blocked");
        assert_eq!(steps(&failures), [Step::Permission, Step::Camera]);
        told.reported(None, failures);
        let granted = Permission { camera: Access::Granted, microphone: Access::Granted };
        let granted = Taken::Measured(granted);
        let black = Measurements { permission: granted.clone(), ..with_camera(0.0) };
        assert_eq!(steps(&told.news(&black).expect("it is allowed again")), [Step::Camera]);
        let mended = Measurements { permission: granted, ..with_camera(120.0) };
        assert_eq!(told.news(&mended).map(|failures| failures.len()), Some(0));
    }

    #[test]
    fn the_server_is_told_a_few_times_and_names_the_check_once() {
        let id: DeviceCheckId = "01890000-0000-7000-8000-000000000001".parse().expect("an id");
        let mut told = Told::default();
        told.reported(Some(id), Vec::new());
        told.reported(None, Vec::new());
        assert_eq!(told.check(), Some(id), "a page that is left hears no answer");
        assert!(told.may_be_told());
        (0..MOST).for_each(|_| told.reported(None, Vec::new()));
        assert!(!told.may_be_told());
    }

    #[test]
    fn what_is_measured_after_the_end_begins_anew() {
        let id: DeviceCheckId = "01890000-0000-7000-8000-000000000001".parse().expect("an id");
        let mut told = Told::default();
        told.reported(Some(id), Vec::new());
        told.recorded(&judge(&with_camera(0.0)));
        assert_eq!((told.check(), told.may_be_told()), (None, true));
        assert_eq!(told.news(&with_camera(0.0)), None, "the result said so");
        assert!(told.news(&with_camera(120.0)).is_some());
    }
}
