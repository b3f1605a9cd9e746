//! A person's way through the steps of the check.

mod again;

use shared::check::{
    Access, Browser, CHECK_VERSION, CheckResult, Measurements, Permission, Route, Step, StepResult, Taken, Verdict,
    verdicts::judge,
};

use super::{Attempt, Line, Measured, Moment, Phase, Place};

/// A person's way through the check.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    measured: Measurements,
    place: Place,
    /// Attempts so far.
    attempts: u32,
    /// The one that measures the current step.
    current: Option<Attempt>,
    /// What is measured behind the current step, and by which attempt.
    behind: Vec<(Step, Attempt)>,
    /// When what is measured was.
    moments: Vec<(Step, Moment)>,
    /// How often the network was another while something was known of the line.
    networks: u32,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            measured: Measurements {
                version: CHECK_VERSION,
                browser: Browser::Other,
                attended: true,
                age_s: 0.0,
                environment: Taken::NotReached,
                permission: Taken::NotReached,
                camera: Taken::NotReached,
                microphone: Taken::NotReached,
                speaker: Taken::NotReached,
                signalling: Taken::NotReached,
                connection: Taken::NotReached,
                quality: Taken::NotReached,
            },
            place: Place::At(Step::Environment, Phase::Waiting),
            attempts: 0,
            current: None,
            behind: Vec::new(),
            moments: Vec::new(),
            networks: 0,
        }
    }
}

impl Progress {
    /// The way of a device that checks itself.
    pub fn unattended() -> Self {
        let mut progress = Self::default();
        progress.measured.attended = false;
        progress
    }

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

    /// Everything measured so far. What of it goes to the server is [`Self::sent`].
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

    /// About how many seconds the steps that are left take. The line is measured meanwhile.
    pub fn seconds_left(&self) -> u32 {
        let left = |of_the_line: bool| -> u32 {
            let counts = |step: &&Step| {
                let open = self.step() == Some(**step) || (self.is_open(**step) && self.applies(**step));
                step.is_of_the_line() == of_the_line && open
            };
            Step::ALL.iter().filter(counts).map(|step| seconds(*step)).sum()
        };
        left(false).max(left(true))
    }

    /// Begins the current step.
    pub fn start(&mut self) -> Option<Attempt> {
        let Place::At(step, _) = self.place else { return None };
        self.place = Place::At(step, Phase::Working);
        let attempt = if step.is_of_the_line() { self.begin_behind(step) } else { self.next_attempt() };
        self.current = Some(attempt);
        self.current
    }

    /// Begins a step of the line behind the current one; `None` if it is measured already, or left out.
    pub fn start_behind(&mut self, step: Step) -> Option<Attempt> {
        let begun = self.behind.iter().any(|(known, _)| *known == step);
        (!begun && self.is_open(step) && self.applies(step)).then(|| self.begin_behind(step))
    }

    fn begin_behind(&mut self, step: Step) -> Attempt {
        self.behind.retain(|(known, _)| *known != step);
        let attempt = self.next_attempt();
        self.behind.push((step, attempt));
        attempt
    }

    const fn next_attempt(&mut self) -> Attempt {
        self.attempts += 1;
        Attempt(self.attempts)
    }

    /// Takes what `attempt` measured until `now` and goes on if it is in order, or was measured behind. `false` if nobody waits
    /// for it any more.
    pub fn take(&mut self, attempt: Attempt, measured: Measured, now: Moment) -> bool {
        let step = measured.step();
        if !self.waits_for(step, attempt) {
            return false;
        }
        self.behind.retain(|(known, _)| *known != step);
        self.moments.retain(|(known, _)| *known != step);
        self.moments.push((step, now));
        match measured {
            Measured::Environment(browser, found) => {
                self.measured.browser = browser;
                self.measured.environment = Taken::Measured(found);
            }
            Measured::Permission(found) => self.measured.permission = Taken::Measured(found),
            Measured::Camera(found) => self.measured.camera = Taken::Measured(found),
            Measured::Microphone(found) => self.measured.microphone = Taken::Measured(found),
            Measured::Speaker(found) => self.measured.speaker = Taken::Measured(found),
            Measured::Signalling(found) => self.measured.signalling = Taken::Measured(found),
            Measured::Connection(found) => self.measured.connection = Taken::Measured(found),
            Measured::Quality(found) => self.measured.quality = Taken::Measured(found),
        }
        if step.is_of_the_line() {
            // Nobody can do anything about the line at once: what is wrong with it is said at the end.
            if self.step().is_some_and(|now| now == step || !self.applies(now)) {
                self.advance();
            }
            return true;
        }
        let result = self.result(step);
        if result.verdict == Verdict::Pass {
            self.advance();
        } else {
            self.place = Place::At(step, Phase::Judged(result));
        }
        true
    }

    fn waits_for(&self, step: Step, attempt: Attempt) -> bool {
        if step.is_of_the_line() {
            return self.behind.contains(&(step, attempt));
        }
        self.current == Some(attempt) && self.place == Place::At(step, Phase::Working)
    }

    /// A device that had been granted is refused now: the permission is to be mended first.
    pub fn refused(&mut self, attempt: Attempt, permission: Permission, now: Moment) -> bool {
        let Place::At(step, Phase::Working) = self.place else { return false };
        if self.current != Some(attempt) {
            return false;
        }
        self.set(step, &Taken::NotReached);
        self.refuse(permission, now)
    }

    /// The same for a device that was asked for before the current step was begun.
    pub fn denied(&mut self, permission: Permission, now: Moment) -> bool {
        matches!(self.place, Place::At(_, Phase::Waiting)) && self.refuse(permission, now)
    }

    fn refuse(&mut self, permission: Permission, now: Moment) -> bool {
        self.set(Step::Permission, &Taken::NotReached);
        self.measured.permission = Taken::Measured(permission);
        self.moments.push((Step::Permission, now));
        self.place = Place::At(Step::Permission, Phase::Judged(self.result(Step::Permission)));
        true
    }

    /// Whether the microphone was given when it was last asked for.
    pub fn has_microphone(&self) -> bool {
        matches!(&self.measured.permission, Taken::Measured(given) if given.microphone == Access::Granted)
    }

    /// Leaves the current step. What was measured stays; what was not counts as skipped.
    pub fn go_on(&mut self) {
        let Place::At(step, ref phase) = self.place else { return };
        if !matches!(phase, Phase::Judged(_)) {
            self.set(step, &Taken::Skipped);
        }
        self.leave(step);
        self.advance();
    }

    /// Goes back to `step` to measure it anew; afterwards only what is still open follows. A loudspeaker beside which no microphone
    /// could hear is open again as soon as that may be mended: of the echo between the two nobody knows. Of the line everything is
    /// measured anew, from its first step on: who repeats any of it may have changed the network, and was advised to.
    pub fn repeat(&mut self, step: Step) {
        let deaf = !self.has_microphone() || self.result(Step::Microphone).verdict == Verdict::Fail;
        let mends_it = matches!(step, Step::Permission | Step::Microphone) && deaf;
        if mends_it && matches!(self.measured.speaker, Taken::Measured(_)) {
            self.set(Step::Speaker, &Taken::NotReached);
        }
        self.set(step, &Taken::NotReached);
        if step == Step::Permission {
            self.set(Step::Camera, &Taken::NotReached);
            self.set(Step::Microphone, &Taken::NotReached);
        }
        self.leave(step);
        let first = if step.is_of_the_line() { self.empty_line() } else { step };
        self.place = Place::At(first, Phase::Waiting);
    }

    /// The person chose another device for `step`: that is measured anew, and beside another microphone the loudspeaker too, for an
    /// echo is between the two.
    pub fn use_another(&mut self, step: Step) {
        if step == Step::Microphone && matches!(self.measured.speaker, Taken::Measured(_)) {
            self.set(Step::Speaker, &Taken::NotReached);
        }
        self.repeat(step);
    }

    /// The devices of `steps` are gone: what they showed in good order counts no longer and is open again. What was not in
    /// order stays so, for it is no pass. Answers which steps are open again.
    pub fn reopen(&mut self, steps: &[Step]) -> Vec<Step> {
        let serves = |step: &&Step| matches!(self.result(**step).verdict, Verdict::Pass | Verdict::Warn);
        let reopened: Vec<Step> = steps.iter().filter(serves).copied().collect();
        for step in &reopened {
            self.set(*step, &Taken::NotReached);
            if matches!(&self.place, Place::At(now, _) if now == step) {
                self.leave(*step);
                self.place = Place::At(*step, Phase::Waiting);
            }
        }
        if self.place == Place::End && !reopened.is_empty() {
            self.advance();
        }
        reopened
    }

    /// Nobody waits any more for what measures `step`.
    fn leave(&mut self, step: Step) {
        self.current = None;
        self.behind.retain(|(known, _)| *known != step);
    }

    /// What ran behind the current step was ended; what of it is still open is begun anew when its turn comes.
    pub fn end_behind(&mut self) {
        self.behind.clear();
    }

    /// The devices were taken away (the page was left): what measured must be begun anew.
    pub fn interrupt(&mut self) {
        self.current = None;
        self.behind.clear();
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
            _ if self.behind.iter().any(|(known, _)| *known == step) => Line::Behind,
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
        let behind = |step| self.behind.iter().any(|(known, _)| *known == step);
        let phase = |step| if behind(step) { Phase::Working } else { Phase::Waiting };
        self.place = next.map_or(Place::End, |step| Place::At(step, phase(step)));
    }

    /// Whether `step` was neither measured nor skipped.
    const fn is_open(&self, step: Step) -> bool {
        match step {
            Step::Environment => matches!(self.measured.environment, Taken::NotReached),
            Step::Permission => matches!(self.measured.permission, Taken::NotReached),
            Step::Camera => matches!(self.measured.camera, Taken::NotReached),
            Step::Microphone => matches!(self.measured.microphone, Taken::NotReached),
            Step::Speaker => matches!(self.measured.speaker, Taken::NotReached),
            Step::Signalling => matches!(self.measured.signalling, Taken::NotReached),
            Step::Connection => matches!(self.measured.connection, Taken::NotReached),
            Step::Quality => matches!(self.measured.quality, Taken::NotReached),
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
            Step::Environment | Step::Speaker | Step::Signalling => true,
            // The network is not to blame for a browser without calls.
            Step::Connection => !matches!(&self.measured.environment, Taken::Measured(found) if found.cannot_call()),
            // Where no way is open there is nothing whose quality could be measured.
            Step::Quality => {
                self.applies(Step::Connection)
                    && match &self.measured.connection {
                        Taken::NotReached => true,
                        Taken::Skipped => false,
                        Taken::Measured(ways) => Route::ALL.iter().any(|route| ways.way(*route).is_open()),
                    }
            }
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
        self.moments.retain(|(known, _)| *known != step);
        match step {
            Step::Environment => self.measured.environment = emptied(taken),
            Step::Permission => self.measured.permission = emptied(taken),
            Step::Camera => self.measured.camera = emptied(taken),
            Step::Microphone => self.measured.microphone = emptied(taken),
            Step::Speaker => self.measured.speaker = emptied(taken),
            Step::Signalling => self.measured.signalling = emptied(taken),
            Step::Connection => self.measured.connection = emptied(taken),
            Step::Quality => self.measured.quality = emptied(taken),
        }
    }
}

/// About how long a step takes.
const fn seconds(step: Step) -> u32 {
    match step {
        Step::Environment => 1,
        Step::Permission | Step::Microphone | Step::Speaker => 10,
        Step::Camera => 5,
        Step::Signalling => 2,
        Step::Connection => 3,
        Step::Quality => 14,
    }
}
