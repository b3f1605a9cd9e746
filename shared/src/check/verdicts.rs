//! From measurements to verdicts. The thresholds and their sources are in [`super::thresholds`].
//!
//! - What was not measured never passes. Numbers that cannot be are not believed: a step with one of them is judged by
//!   its yes-or-no facts alone and is at best [`Verdict::NotMeasured`].
//! - A step's verdict is that of its worst finding, and findings come worst first.
//! - Each ladder of thresholds gives one finding, the worst; a finding that follows from a worse one (a black picture
//!   stands still, silence holds no speech) is left out, so that people read one remedy and not three.

use super::{
    Access, CHECK_VERSION, CheckResult, Environment, Finding, Measurements, Permission, Step, StepResult, Taken,
    Verdict,
};

mod devices;
mod line;

/// The verdict of every step and of the whole.
///
/// Measurements of another version were made by rules that this one does not know: nothing of them counts. Nor does what was
/// measured if it says that it is older than it can be, or not measured yet.
pub fn judge(measured: &Measurements) -> CheckResult {
    let mut steps = if measured.version == CHECK_VERSION {
        let access = match &measured.permission {
            Taken::Measured(permission) => (denied(permission.camera), denied(permission.microphone)),
            Taken::NotReached | Taken::Skipped => (None, None),
        };
        let microphone = step(Step::Microphone, &measured.microphone, access.1, |found, rules| {
            devices::microphone(found, measured.attended, rules);
        });
        // One that is missing or fails hears nothing, and its own step says so.
        let given = matches!(measured.permission, Taken::Measured(Permission { microphone: Access::Granted, .. }));
        let could_hear = given && microphone.verdict != Verdict::Fail;
        vec![
            step(Step::Environment, &measured.environment, None, environment),
            step(Step::Permission, &measured.permission, None, permission),
            step(Step::Camera, &measured.camera, access.0, devices::camera),
            microphone,
            step(Step::Speaker, &measured.speaker, None, |found, rules| devices::speaker(found, could_hear, rules)),
            step(Step::Signalling, &measured.signalling, None, line::signalling),
            step(Step::Connection, &measured.connection, None, line::connection),
            step(Step::Quality, &measured.quality, None, line::quality),
        ]
    } else {
        let unknown =
            |step: &Step| StepResult { step: *step, verdict: Verdict::NotMeasured, findings: vec![Finding::OldPage] };
        Step::ALL.iter().map(unknown).collect()
    };
    if measured.version == CHECK_VERSION && !measured.has_possible_age() {
        for step in steps.iter_mut().filter(|step| measured.is_measured(step.step)) {
            (step.verdict, step.findings) = (Verdict::NotMeasured, vec![Finding::Implausible]);
        }
    }
    CheckResult { verdict: whole(&steps), steps, attended: measured.attended }
}

/// The verdict over `steps`.
pub(super) fn whole(steps: &[StepResult]) -> Verdict {
    steps.iter().map(counts).fold(Verdict::Pass, Verdict::worse)
}

/// What a step means for the whole: its verdict. But an installation without a relay leaves one of the ways untried for ever,
/// and no check could pass; as long as another way is open, the one that the call will take too, this is no fault of the
/// device or its line. So it is with a browser that cannot give a microphone with and without echo cancellation: the number
/// was heard, and that nobody knows of the echo is said beside it. It takes no echo back that was found
/// ([`super::standing`]).
pub fn counts(step: &StepResult) -> Verdict {
    match *step.findings {
        [Finding::NoRelay | Finding::EchoUnknown] => Verdict::Pass,
        [Finding::NoRelay, Finding::UdpBlocked] => Verdict::Warn,
        _ => step.verdict,
    }
}

/// Whether everything was measured that the check can measure here, however it came out.
pub fn is_complete(result: &CheckResult) -> bool {
    result.steps.iter().all(|step| counts(step) != Verdict::NotMeasured)
}

/// The worst finding of a check, with its step: of equally bad steps the first. `None` if nothing was found.
pub fn worst(result: &CheckResult) -> Option<(Step, Finding)> {
    worst_first(result).into_iter().find_map(|step| Some((step.step, cause(step)?)))
}

/// The steps by what they mean for the whole, worst first: what counts as passed comes last, whatever it says.
pub(super) fn worst_first(result: &CheckResult) -> Vec<&StepResult> {
    let mut steps: Vec<&StepResult> = result.steps.iter().collect();
    steps.sort_by_key(|step| std::cmp::Reverse(counts(step).severity()));
    steps
}

/// What makes a step count as it does: that there is no relay only where it says nothing else.
pub(super) fn cause(step: &StepResult) -> Option<Finding> {
    match *step.findings {
        [Finding::NoRelay, Finding::UdpBlocked] => Some(Finding::UdpBlocked),
        _ => step.findings.first().copied(),
    }
}

/// What was found in one step so far. Whatever is not known of it is a finding too: people must read why.
#[derive(Debug, Default)]
struct Found {
    findings: Vec<(Verdict, Finding)>,
}

impl Found {
    fn fail(&mut self, when: bool, finding: Finding) {
        if when {
            self.findings.push((Verdict::Fail, finding));
        }
    }

    fn warn(&mut self, when: bool, finding: Finding) {
        if when {
            self.findings.push((Verdict::Warn, finding));
        }
    }

    fn unknown(&mut self, when: bool, finding: Finding) {
        if when {
            self.findings.push((Verdict::NotMeasured, finding));
        }
    }

    fn result(mut self, step: Step) -> StepResult {
        self.findings.sort_by_key(|(verdict, _)| std::cmp::Reverse(verdict.severity()));
        let mut findings: Vec<Finding> = self.findings.iter().map(|(_, finding)| *finding).collect();
        findings.dedup();
        let verdict = self.findings.iter().map(|(verdict, _)| *verdict).fold(Verdict::Pass, Verdict::worse);
        StepResult { step, verdict, findings }
    }
}

/// Judges a step. One that was never reached because its device was refused says why; of any other, what was not in order before
/// it says so.
fn step<T>(step: Step, taken: &Taken<T>, refused: Option<Finding>, rules: impl Fn(&T, &mut Found)) -> StepResult {
    let mut found = Found::default();
    match taken {
        Taken::Measured(measured) => rules(measured, &mut found),
        Taken::Skipped => found.unknown(true, Finding::Skipped),
        Taken::NotReached => {
            return StepResult { step, verdict: Verdict::NotMeasured, findings: refused.into_iter().collect() };
        }
    }
    found.result(step)
}

/// A device's clock is wrong by at most the range of dates that a browser knows (ECMA-262: ±8.64e15 ms), twice.
const MOST_SKEW_MS: f64 = 2.0 * 8.64e15;

/// Codecs, policy and battery count only where the browser says something about them. That it cannot be asked is no
/// fault and no pass by default either: every browser that gives a camera must carry Opus (RFC 7874) and VP8 or H.264
/// (RFC 7742), and a policy that forbids the devices shows in the permission step. One in which calls are switched off
/// says of both that it cannot send them. The clock has no such proof, and
/// every browser can measure it; so without it the step is not measured.
fn environment(measured: &Environment, found: &mut Found) {
    use super::thresholds::{BATTERY_WARN, CLOCK_FAIL_MS, CLOCK_WARN_MS};
    found.fail(!measured.secure, Finding::InsecureContext);
    found.fail(!measured.media_devices, Finding::NoMediaDevices);
    found.fail(measured.policy_allows == Some(false), Finding::PolicyBlocks);
    found.fail(measured.opus == Some(false) || measured.video_codec == Some(false), Finding::NoCodecs);

    let skew = measured.clock_skew_ms.map(f64::abs);
    let charge = measured.battery.map(|(charge, _)| charge);
    let possible = skew.is_none_or(|skew| (0.0..=MOST_SKEW_MS).contains(&skew))
        && charge.is_none_or(|charge| (0.0..=1.0).contains(&charge));
    found.unknown(!possible, Finding::Implausible);
    found.unknown(skew.is_none(), Finding::ClockUnknown);
    if !possible {
        return;
    }
    if let Some(skew) = skew {
        found.fail(skew > CLOCK_FAIL_MS, Finding::ClockFarOff);
        found.warn(skew > CLOCK_WARN_MS && skew <= CLOCK_FAIL_MS, Finding::ClockOff);
    }
    if let Some((charge, charging)) = measured.battery {
        found.warn(charge < BATTERY_WARN && !charging, Finding::BatteryLow);
    }
}

/// Why a device was not given.
const fn denied(access: Access) -> Option<Finding> {
    match access {
        Access::Granted => None,
        Access::Dismissed => Some(Finding::Dismissed),
        Access::Denied => Some(Finding::Blocked),
        Access::DeniedBySystem => Some(Finding::SystemBlocks),
        Access::NotFound => Some(Finding::NotFound),
        Access::NotReadable => Some(Finding::NotReadable),
        Access::Unanswered => Some(Finding::Unanswered),
        Access::Failed => Some(Finding::OtherError),
    }
}

/// Both devices are needed; one that is missing fails alone and does not hide the other.
fn permission(measured: &Permission, found: &mut Found) {
    for finding in [measured.camera, measured.microphone].into_iter().filter_map(denied) {
        found.fail(true, finding);
    }
}
