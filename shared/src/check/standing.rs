//! What several checks of the same devices say together, and those of several devices in one room. Whoever skips a step, or
//! cannot measure it, makes nothing better than an earlier check found it: otherwise a failure would be gone as soon as somebody
//! clicks through a second check. Nor does whoever measures another device.

use super::{
    CheckResult, Finding, Step, StepResult, Verdict,
    verdicts::{counts, whole},
};

/// What `checks`, those that still count, the newest first, say together; `None` if none counts.
///
/// - Of each step counts the newest check that measured it. So a failure is cleared by measuring its step anew, and by
///   nothing else but the end of the check that found it.
/// - Of a step that the newest check did not measure, an earlier fault stays, and an earlier pass does not: that it would
///   still pass, nobody knows.
/// - A device that checks itself measures less of what a person speaks and hears. What it finds in order there clears what
///   it found itself, and nothing that was found while a person was there.
/// - An echo is cleared only by measuring that there is none: a loudspeaker that was heard, or was not, says nothing of it, and one
///   beside which no microphone listened does not either.
pub fn standing<'checks>(checks: impl IntoIterator<Item = &'checks CheckResult>) -> Option<CheckResult> {
    let mut checks = checks.into_iter();
    let mut together = checks.next()?.clone();
    let mut known: Vec<Known> =
        together.steps.iter().map(|step| Known::default().and(step, together.attended)).collect();
    // What is known of the echo alone.
    let echo_of = |known: Known, step: &StepResult, check: &CheckResult| {
        if says_of_echo(step, check) { known.and(step, check.attended) } else { known }
    };
    let mut echo: Vec<Known> = together.steps.iter().map(|step| echo_of(Known::default(), step, &together)).collect();
    for earlier in checks {
        for ((stands, known), echo) in together.steps.iter_mut().zip(&mut known).zip(&mut echo) {
            let Some(step) = earlier.steps.iter().find(|step| step.step == stands.step) else { continue };
            let said = if known.leaves_open(step, earlier.attended) {
                Some(step.clone())
            } else {
                only_echo(step).filter(|_| echo.leaves_open(step, earlier.attended))
            };
            if let Some(said) = said.filter(|said| outweighs(said, stands)) {
                *stands = said;
            }
            *known = known.and(step, earlier.attended);
            *echo = echo_of(*echo, step, earlier);
        }
    }
    together.verdict = whole(&together.steps);
    Some(together)
}

/// What the checks of a room with several devices say together. `checks` are those that still count, the newest first, each with
/// the device at which it was made; `None` if none counts. What one device says is [`standing`], and of each step stands the worst:
///
/// - A fault stands whatever is in order with another device: that one has another camera.
/// - What could not be measured with one device is left open only where it was measured with no other: nobody walks to each
///   of them every morning to speak into it.
pub fn of_devices<'checks, Device: PartialEq>(
    checks: impl IntoIterator<Item = (Device, &'checks CheckResult)>,
) -> Option<CheckResult> {
    by_device(checks).into_iter().map(|(_, stands)| stands).reduce(both)
}

/// What stands of each device; `checks` as in [`of_devices`]. The device that was checked last comes first.
pub fn by_device<'checks, Device: PartialEq>(
    checks: impl IntoIterator<Item = (Device, &'checks CheckResult)>,
) -> Vec<(Device, CheckResult)> {
    let mut devices: Vec<(Device, Vec<&CheckResult>)> = Vec::new();
    for (device, check) in checks {
        match devices.iter_mut().find(|(known, _)| *known == device) {
            Some((_, own)) => own.push(check),
            None => devices.push((device, vec![check])),
        }
    }
    devices.into_iter().filter_map(|(device, own)| Some((device, standing(own)?))).collect()
}

/// What stands where `one` stands of a device and `other` of another.
fn both(mut one: CheckResult, other: CheckResult) -> CheckResult {
    for step in other.steps {
        match one.steps.iter_mut().find(|stands| stands.step == step.step) {
            Some(stands) => {
                if weight(&step) > weight(stands) {
                    *stands = step;
                }
            }
            None => one.steps.push(step),
        }
    }
    one.verdict = whole(&one.steps);
    one
}

/// How much a step of a device says beside the same step of another: most if it is a fault, least if it was not measured. Of two
/// that count the same, the one that has something to say.
fn weight(step: &StepResult) -> (u8, bool) {
    let counts = match counts(step) {
        Verdict::NotMeasured => 0,
        Verdict::Pass => 1,
        Verdict::Warn => 2,
        Verdict::Fail => 3,
    };
    (counts, !step.findings.is_empty())
}

/// Whether `earlier`, a part of the same check as `later`, says nothing beside it any more: each step that it measured was
/// measured again, or is the same. Who presses "try again" and then skips the step does not take back what was found there.
pub fn supersedes(later: &CheckResult, earlier: &CheckResult) -> bool {
    let measured = |step: &&StepResult| counts(step) != Verdict::NotMeasured;
    let again = |step: &StepResult| {
        let echo_too = |since: &StepResult| only_echo(step).is_none() || says_of_echo(since, later);
        later.steps.iter().filter(measured).any(|since| since.step == step.step && echo_too(since))
    };
    (later.attended || !earlier.attended) && earlier.steps.iter().filter(measured).all(again)
}

/// Whether a step that was measured in `check` says if there is an echo: it names it, or has nothing to say although a microphone
/// could hear. One that was not measured, or at which nothing was heard, does not.
fn says_of_echo(step: &StepResult, check: &CheckResult) -> bool {
    step.findings.contains(&Finding::Echo) || (step.findings.is_empty() && could_hear(check))
}

/// Whether a microphone could hear in `check`: the devices were given, and it was not found deaf.
fn could_hear(check: &CheckResult) -> bool {
    let verdict = |wanted: Step| check.steps.iter().find(|step| step.step == wanted).map(|step| step.verdict);
    verdict(Step::Permission) == Some(Verdict::Pass) && verdict(Step::Microphone) != Some(Verdict::Fail)
}

/// The echo in `step`, without what else was found there.
fn only_echo(step: &StepResult) -> Option<StepResult> {
    let echo = step.findings.contains(&Finding::Echo);
    echo.then(|| StepResult { step: step.step, verdict: Verdict::Warn, findings: vec![Finding::Echo] })
}

/// By whom a step was measured so far, from the newest check backwards.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    /// As fully as it can be.
    fully: bool,
    /// By a device alone, a step that needs a person.
    alone: bool,
}

impl Known {
    fn and(self, step: &StepResult, attended: bool) -> Self {
        if counts(step) == Verdict::NotMeasured {
            return self;
        }
        let fully = attended || !needs_a_person(step.step);
        Self { fully: self.fully || fully, alone: self.alone || !fully }
    }

    /// Whether an earlier `step` still says something.
    const fn leaves_open(self, step: &StepResult, attended: bool) -> bool {
        !self.fully && (attended || !needs_a_person(step.step) || !self.alone)
    }
}

/// What nobody hears and nobody speaks into is only half measured.
const fn needs_a_person(step: Step) -> bool {
    matches!(step, Step::Microphone | Step::Speaker)
}

/// Whether the fault in `earlier` is more than what `stands` says.
fn outweighs(earlier: &StepResult, stands: &StepResult) -> bool {
    let (earlier, stands) = (counts(earlier), counts(stands));
    let fault = matches!(earlier, Verdict::Warn | Verdict::Fail);
    fault && (stands == Verdict::NotMeasured || earlier.severity() > stands.severity())
}
