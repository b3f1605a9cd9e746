//! Where a person stands in the check: which step, what was measured, what comes next. Free of any browser.

use shared::check::{
    Access, Browser, CHECK_VERSION, Camera, CheckResult, Environment, Measurements, Microphone, Permission, Speaker,
    Step, StepResult, Taken, Verdict, verdicts::judge,
};

/// What one step brought.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// Whose browser it is, and what it found out about itself.
    Environment(Browser, Environment),
    /// How asking for the devices ended.
    Permission(Permission),
    /// What the camera showed.
    Camera(Camera),
    /// What the microphone heard.
    Microphone(Microphone),
    /// What was played and heard.
    Speaker(Speaker),
}

impl Measured {
    /// The step it belongs to.
    pub const fn step(&self) -> Step {
        match self {
            Self::Environment(..) => Step::Environment,
            Self::Permission(_) => Step::Permission,
            Self::Camera(_) => Step::Camera,
            Self::Microphone(_) => Step::Microphone,
            Self::Speaker(_) => Step::Speaker,
        }
    }
}

/// What a step is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It waits for the person, or is about to begin.
    Waiting,
    /// It measures.
    Working,
    /// It was measured and is not in order: the remedy is shown until the person retries or goes on.
    Judged(StepResult),
}

/// Where the person stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At a step.
    At(Step, Phase),
    /// Every step is behind them.
    End,
}

/// How a step looks in the list of steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Its turn has not come.
    Later,
    /// It is the current one.
    Now,
    /// It cannot be measured: what it needs was not granted.
    LeftOut,
    /// It was skipped or measured.
    Judged(StepResult),
}

/// One start of a step. What arrives under an older number is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt(u32);

/// A person's way through the check.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    measured: Measurements,
    place: Place,
    attempt: u32,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            measured: Measurements {
                version: CHECK_VERSION,
                browser: Browser::Other,
                environment: Taken::NotReached,
                permission: Taken::NotReached,
                camera: Taken::NotReached,
                microphone: Taken::NotReached,
                speaker: Taken::NotReached,
            },
            place: Place::At(Step::Environment, Phase::Waiting),
            attempt: 0,
        }
    }
}

impl Progress {
    /// Where the person stands.
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The current step, unless everything is done.
    pub const fn step(&self) -> Option<Step> {
        match self.place {
            Place::At(step, _) => Some(step),
            Place::End => None,
        }
    }

    /// Whether `step` waits to be begun.
    pub fn waits_at(&self, step: Step) -> bool {
        self.place == Place::At(step, Phase::Waiting)
    }

    /// Everything measured so far: what goes to the server.
    pub const fn measurements(&self) -> &Measurements {
        &self.measured
    }

    /// The current step's number and how many there are.
    pub fn count(&self) -> (usize, usize) {
        let all = Step::ALL.len();
        let number =
            self.step().and_then(|now| Step::ALL.iter().position(|step| *step == now)).map_or(all, |at| at + 1);
        (number, all)
    }

    /// About how many seconds the steps that are left take.
    pub fn seconds_left(&self) -> u32 {
        Step::ALL
            .iter()
            .filter(|step| self.step() == Some(**step) || (self.is_open(**step) && self.applies(**step)))
            .map(|step| match step {
                Step::Environment => 1,
                Step::Permission | Step::Microphone | Step::Speaker => 10,
                Step::Camera => 5,
            })
            .sum()
    }

    /// Begins the current step.
    pub fn start(&mut self) -> Option<Attempt> {
        let Place::At(step, _) = self.place else { return None };
        self.attempt += 1;
        self.place = Place::At(step, Phase::Working);
        Some(Attempt(self.attempt))
    }

    /// Takes what `attempt` measured and goes on if it is in order. `false` if nobody waits for it any more.
    pub fn take(&mut self, attempt: Attempt, measured: Measured) -> bool {
        let step = measured.step();
        if attempt.0 != self.attempt || self.place != Place::At(step, Phase::Working) {
            return false;
        }
        match measured {
            Measured::Environment(browser, found) => {
                self.measured.browser = browser;
                self.measured.environment = Taken::Measured(found);
            }
            Measured::Permission(found) => self.measured.permission = Taken::Measured(found),
            Measured::Camera(found) => self.measured.camera = Taken::Measured(found),
            Measured::Microphone(found) => self.measured.microphone = Taken::Measured(found),
            Measured::Speaker(found) => self.measured.speaker = Taken::Measured(found),
        }
        let result = self.result(step);
        if result.verdict == Verdict::Pass {
            self.advance();
        } else {
            self.place = Place::At(step, Phase::Judged(result));
        }
        true
    }

    /// A device that had been granted is refused now: the permission is to be mended first.
    pub fn refused(&mut self, attempt: Attempt, permission: Permission) -> bool {
        let Place::At(step, Phase::Working) = self.place else { return false };
        if attempt.0 != self.attempt {
            return false;
        }
        self.set(step, &Taken::NotReached);
        self.measured.permission = Taken::Measured(permission);
        self.place = Place::At(Step::Permission, Phase::Judged(self.result(Step::Permission)));
        true
    }

    /// Leaves the current step. What was measured stays; what was not counts as skipped.
    pub fn go_on(&mut self) {
        let Place::At(step, ref phase) = self.place else { return };
        if !matches!(phase, Phase::Judged(_)) {
            self.set(step, &Taken::Skipped);
        }
        self.attempt += 1;
        self.advance();
    }

    /// Goes back to `step` to measure it anew; afterwards only what is still open follows.
    pub fn repeat(&mut self, step: Step) {
        self.set(step, &Taken::NotReached);
        if step == Step::Permission {
            self.set(Step::Camera, &Taken::NotReached);
            self.set(Step::Microphone, &Taken::NotReached);
        }
        self.attempt += 1;
        self.place = Place::At(step, Phase::Waiting);
    }

    /// The devices were taken away (the page was left): a step that measured must be begun anew.
    pub fn interrupt(&mut self) {
        self.attempt += 1;
        if let Place::At(step, Phase::Working) = self.place {
            self.place = Place::At(step, Phase::Waiting);
        }
    }

    /// How `step` looks in the list.
    pub fn line(&self, step: Step) -> Line {
        match &self.place {
            Place::At(now, Phase::Judged(result)) if *now == step => Line::Judged(result.clone()),
            Place::At(now, _) if *now == step => Line::Now,
            _ if !self.is_open(step) => Line::Judged(self.result(step)),
            _ if self.applies(step) => Line::Later,
            _ => Line::LeftOut,
        }
    }

    fn result(&self, step: Step) -> StepResult {
        let CheckResult { steps, .. } = judge(&self.measured);
        steps.into_iter().find(|result| result.step == step).unwrap_or(StepResult {
            step,
            verdict: Verdict::NotMeasured,
            findings: Vec::new(),
        })
    }

    fn advance(&mut self) {
        let next = Step::ALL.iter().copied().find(|step| self.is_open(*step) && self.applies(*step));
        self.place = next.map_or(Place::End, |step| Place::At(step, Phase::Waiting));
    }

    /// Whether `step` was neither measured nor skipped.
    const fn is_open(&self, step: Step) -> bool {
        match step {
            Step::Environment => matches!(self.measured.environment, Taken::NotReached),
            Step::Permission => matches!(self.measured.permission, Taken::NotReached),
            Step::Camera => matches!(self.measured.camera, Taken::NotReached),
            Step::Microphone => matches!(self.measured.microphone, Taken::NotReached),
            Step::Speaker => matches!(self.measured.speaker, Taken::NotReached),
        }
    }

    /// Whether `step` can be measured at all, after what came before. Each device stands for itself: a computer without
    /// a camera still has its microphone judged.
    fn applies(&self, step: Step) -> bool {
        let granted = |device: fn(&Permission) -> Access| match &self.measured.permission {
            Taken::NotReached => self.applies(Step::Permission),
            Taken::Skipped => false,
            Taken::Measured(permission) => device(permission) == Access::Granted,
        };
        match step {
            Step::Environment | Step::Speaker => true,
            Step::Permission => !matches!(&self.measured.environment, Taken::Measured(found) if !found.media_devices),
            Step::Camera => granted(|permission| permission.camera),
            Step::Microphone => granted(|permission| permission.microphone),
        }
    }

    fn set(&mut self, step: Step, taken: &Taken<()>) {
        fn emptied<T>(taken: &Taken<()>) -> Taken<T> {
            match taken {
                Taken::Skipped => Taken::Skipped,
                Taken::NotReached | Taken::Measured(()) => Taken::NotReached,
            }
        }
        match step {
            Step::Environment => self.measured.environment = emptied(taken),
            Step::Permission => self.measured.permission = emptied(taken),
            Step::Camera => self.measured.camera = emptied(taken),
            Step::Microphone => self.measured.microphone = emptied(taken),
            Step::Speaker => self.measured.speaker = emptied(taken),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment() -> Measured {
        Measured::Environment(
            Browser::Chrome,
            Environment {
                secure: true,
                media_devices: true,
                policy_allows: Some(true),
                opus: Some(true),
                video_codec: Some(true),
                clock_skew_ms: Some(120.0),
                battery: None,
            },
        )
    }

    fn permission(camera: Access, microphone: Access) -> Measured {
        Measured::Permission(Permission { camera, microphone })
    }

    fn camera(luma_mean: f64) -> Measured {
        Measured::Camera(Camera {
            frames: 90,
            over_ms: 3000.0,
            width: 1280,
            height: 720,
            luma_mean: Some(luma_mean),
            luma_deviation: Some(luma_mean / 3.0),
            luma_change: Some(4.0),
            muted: false,
            ended: false,
        })
    }

    fn microphone() -> Measured {
        Measured::Microphone(Microphone {
            running: true,
            blocks: 140,
            all_zero: false,
            p10_dbfs: -62.0,
            p95_dbfs: -20.0,
            clipped_run: 0,
            muted: false,
            ended: false,
        })
    }

    fn speaker(heard: u8) -> Measured {
        Measured::Speaker(Speaker { played: 3, heard, running: true })
    }

    fn measure(progress: &mut Progress, measured: Measured) {
        let attempt = progress.start().expect("a step is current");
        assert!(progress.take(attempt, measured));
    }

    fn finished() -> Progress {
        let mut progress = Progress::default();
        for measured in
            [environment(), permission(Access::Granted, Access::Granted), camera(120.0), microphone(), speaker(3)]
        {
            measure(&mut progress, measured);
        }
        progress
    }

    #[test]
    fn passing_steps_follow_each_other_to_the_end() {
        let progress = finished();
        assert_eq!(progress.place(), &Place::End);
        assert_eq!(judge(progress.measurements()).verdict, Verdict::Pass);
        assert_eq!(progress.measurements().browser, Browser::Chrome);
        assert_eq!(progress.seconds_left(), 0);
    }

    #[test]
    fn a_failing_step_stays_until_the_person_goes_on_and_keeps_its_measurement() {
        let mut progress = Progress::default();
        measure(&mut progress, environment());
        measure(&mut progress, permission(Access::Granted, Access::Granted));
        measure(&mut progress, camera(0.0));
        assert!(
            matches!(progress.place(), Place::At(Step::Camera, Phase::Judged(result)) if result.verdict == Verdict::Fail)
        );
        progress.go_on();
        assert!(progress.waits_at(Step::Microphone));
        assert!(matches!(progress.measurements().camera, Taken::Measured(_)), "going on is not skipping");
    }

    #[test]
    fn a_step_that_was_not_measured_counts_as_skipped() {
        let mut progress = Progress::default();
        measure(&mut progress, environment());
        measure(&mut progress, permission(Access::Granted, Access::Granted));
        let attempt = progress.start().unwrap();
        progress.go_on();
        assert_eq!(progress.measurements().camera, Taken::Skipped);
        assert!(!progress.take(attempt, camera(120.0)), "what comes after skipping is not believed");
        assert!(progress.waits_at(Step::Microphone));
    }

    #[test]
    fn a_computer_without_a_camera_has_its_microphone_judged() {
        let mut progress = Progress::default();
        measure(&mut progress, environment());
        measure(&mut progress, permission(Access::NotFound, Access::Granted));
        assert_eq!(progress.step(), Some(Step::Permission), "the missing camera is said first");
        progress.go_on();
        assert!(progress.waits_at(Step::Microphone));
        assert_eq!(progress.line(Step::Camera), Line::LeftOut);
        measure(&mut progress, microphone());
        measure(&mut progress, speaker(3));
        assert_eq!(progress.place(), &Place::End);
        assert_eq!(judge(progress.measurements()).verdict, Verdict::Fail);
    }

    #[test]
    fn without_any_device_interface_only_the_speaker_follows() {
        let mut progress = Progress::default();
        let Measured::Environment(browser, found) = environment() else { unreachable!() };
        let bare = Environment { secure: false, media_devices: false, ..found };
        measure(&mut progress, Measured::Environment(browser, bare));
        progress.go_on();
        assert!(progress.waits_at(Step::Speaker));
    }

    #[test]
    fn skipping_the_permission_leaves_both_devices_out() {
        let mut progress = Progress::default();
        measure(&mut progress, environment());
        progress.go_on();
        assert!(progress.waits_at(Step::Speaker));
    }

    #[test]
    fn repeating_one_step_returns_to_the_end() {
        let mut progress = finished();
        progress.repeat(Step::Camera);
        assert!(progress.waits_at(Step::Camera));
        measure(&mut progress, camera(110.0));
        assert_eq!(progress.place(), &Place::End);
    }

    #[test]
    fn repeating_the_permission_measures_both_devices_anew() {
        let mut progress = finished();
        progress.repeat(Step::Permission);
        measure(&mut progress, permission(Access::Granted, Access::Granted));
        assert!(progress.waits_at(Step::Camera));
        measure(&mut progress, camera(110.0));
        measure(&mut progress, microphone());
        assert_eq!(progress.place(), &Place::End, "the speaker was measured already");
    }

    #[test]
    fn a_camera_that_is_gone_at_a_retry_leads_back_to_the_permission() {
        let mut progress = finished();
        progress.repeat(Step::Camera);
        let attempt = progress.start().unwrap();
        assert!(progress.refused(attempt, Permission { camera: Access::NotFound, microphone: Access::Granted }));
        assert!(matches!(progress.place(), Place::At(Step::Permission, Phase::Judged(_))));
        progress.go_on();
        assert_eq!(progress.place(), &Place::End);
        assert_eq!(progress.line(Step::Camera), Line::LeftOut);
        assert_eq!(judge(progress.measurements()).verdict, Verdict::Fail);
    }

    #[test]
    fn a_wrong_count_of_tones_is_not_passed() {
        let mut progress = finished();
        progress.repeat(Step::Speaker);
        measure(&mut progress, speaker(2));
        assert!(matches!(progress.line(Step::Speaker), Line::Judged(result) if result.verdict == Verdict::Fail));
    }

    #[test]
    fn an_older_attempt_is_not_believed() {
        let mut progress = Progress::default();
        let old = progress.start().unwrap();
        progress.repeat(Step::Environment);
        let new = progress.start().unwrap();
        assert!(!progress.take(old, environment()));
        assert!(progress.take(new, environment()));
    }

    #[test]
    fn leaving_the_page_asks_to_begin_the_step_anew() {
        let mut progress = Progress::default();
        let attempt = progress.start().unwrap();
        progress.interrupt();
        assert!(progress.waits_at(Step::Environment));
        assert!(!progress.take(attempt, environment()));
    }

    #[test]
    fn steps_are_counted_from_one() {
        let mut progress = Progress::default();
        assert_eq!(progress.count(), (1, 5));
        measure(&mut progress, environment());
        assert_eq!(progress.count(), (2, 5));
        assert_eq!(finished().count(), (5, 5));
    }
}
