//! What several checks of the same devices say together. Whoever skips a step, or cannot measure it, makes nothing better
//! than an earlier check found it: otherwise a failure would be gone as soon as somebody clicks through a second check.

use super::{
    CheckResult, Step, StepResult, Verdict,
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
pub fn standing<'checks>(checks: impl IntoIterator<Item = &'checks CheckResult>) -> Option<CheckResult> {
    let mut checks = checks.into_iter();
    let mut together = checks.next()?.clone();
    let mut known: Vec<Known> =
        together.steps.iter().map(|step| Known::default().and(step, together.attended)).collect();
    for earlier in checks {
        for (stands, known) in together.steps.iter_mut().zip(&mut known) {
            let Some(step) = earlier.steps.iter().find(|step| step.step == stands.step) else { continue };
            if known.leaves_open(step, earlier.attended) && outweighs(step, stands) {
                *stands = step.clone();
            }
            *known = known.and(step, earlier.attended);
        }
    }
    together.verdict = whole(&together.steps);
    Some(together)
}

/// Whether `earlier`, a part of the same check as `later`, says nothing beside it any more: each step that it measured was
/// measured again, or is the same. Who presses "try again" and then skips the step does not take back what was found there.
pub fn supersedes(later: &CheckResult, earlier: &CheckResult) -> bool {
    let measured = |step: &&StepResult| counts(step) != Verdict::NotMeasured;
    let again = |step: &StepResult| later.steps.iter().filter(measured).any(|later| later.step == step.step);
    (later.attended || !earlier.attended) && earlier.steps.iter().filter(measured).all(again)
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
