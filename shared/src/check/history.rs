//! What the checks of a room and of its equipment were over some weeks: which camera goes dark, which line loses packets.

use serde::{Deserialize, Serialize};

use super::{
    CheckResult, Finding, Measurements, Step, StepResult, Taken, Verdict,
    thresholds::{MIN_BLOCKS, MIN_CAMERA_MS, MIN_QUALITY_MS},
    verdicts::{cause, counts, worst_first},
};
use crate::{
    ids::RoomId,
    text::{Code, Name},
    time::{Instant, Local},
};

/// So many days are looked back on.
pub const HISTORY_DAYS: i64 = 30;

/// A room, what stands in it, and its checks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoomHistory {
    /// The room.
    pub room: RoomId,
    /// Its name.
    pub name: Name,
    /// Its centre's name.
    pub centre: Name,
    /// What stands in it.
    pub kits: Vec<KitHistory>,
    /// What its checks that stand for today say together, as the boards say it; `None` where none stands.
    pub standing: Option<CheckResult>,
    /// Its checks, the oldest first.
    pub checks: Vec<Past>,
    /// Which of its devices found what of that, where it has several.
    pub devices: Vec<FoundAt>,
}

/// What one of the devices of a room found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FoundAt {
    /// Since when it stays there; `None` for all other browsers in which people checked the room.
    pub since: Option<Local>,
    /// What was found there, worst step first.
    pub findings: Vec<(Step, Finding)>,
}

/// Equipment that stands in a room, and the checks made where it stood, in this room or another of the centre. What a
/// check says of the line is the room's and not its.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KitHistory {
    /// Its inventory code.
    pub code: Code,
    /// What it consists of.
    pub description: Name,
    /// The other rooms in which it was checked.
    pub before: Vec<Name>,
    /// Its checks, the oldest first.
    pub checks: Vec<KitPast>,
}

/// What one check said of the equipment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KitPast {
    /// When it was made.
    pub made: Local,
    /// What was found, worst step first.
    pub findings: Vec<(Step, Finding)>,
    /// Its numbers.
    pub numbers: KitNumbers,
}

impl From<&Past> for KitPast {
    fn from(past: &Past) -> Self {
        let of_kit = |found: &&(Step, Finding)| found.0.is_of_the_kit();
        Self {
            made: past.made,
            findings: past.findings.iter().filter(of_kit).copied().collect(),
            numbers: past.numbers.kit,
        }
    }
}

/// One check that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Past {
    /// When.
    pub made: Local,
    /// How it ended.
    pub verdict: Verdict,
    /// What was found, worst step first.
    pub findings: Vec<(Step, Finding)>,
    /// What the verdict was found without.
    pub unmeasured: Vec<(Step, Finding)>,
    /// Whether a person was there.
    pub attended: bool,
    /// Its numbers.
    pub numbers: Numbers,
}

/// The numbers of a check that change slowly, and tell before it fails. What was measured too short to be judged gives none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    /// Those of the equipment.
    pub kit: KitNumbers,
    /// Packets lost, the worse way, in percent.
    pub loss: Option<f64>,
    /// What the line carries, the worse way, in kbit/s.
    pub kbps: Option<f64>,
}

/// The numbers of camera and microphone. Those of a check with nobody there stand apart: nobody puts the light on for it, and a
/// chirp stands in for the voice. In one line, each change from the one to the other would look like a fault, and hide one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct KitNumbers {
    /// Brightness of the picture with a person there, 0 to 255.
    pub light: Option<f64>,
    /// The same with nobody there.
    pub light_alone: Option<f64>,
    /// How far a person's voice stands above the noise, in dB.
    pub voice: Option<f64>,
    /// How far the loudspeaker's chirp does with nobody there, in dB. It falls with the microphone as with the loudspeaker.
    pub chirp: Option<f64>,
}

impl Numbers {
    /// Those of `measured`.
    pub fn of(measured: &Measurements) -> Self {
        let mut numbers = Self { kit: KitNumbers::of(measured), ..Self::default() };
        if let Taken::Measured(quality) = &measured.quality
            && quality.over_ms >= MIN_QUALITY_MS
        {
            let both = |one: Option<f64>, other: Option<f64>| one.into_iter().chain(other);
            numbers.loss = both(quality.loss_up, quality.loss_down).reduce(f64::max);
            numbers.kbps = both(quality.kbps_up, quality.kbps_down).reduce(f64::min);
        }
        numbers
    }
}

impl KitNumbers {
    fn of(measured: &Measurements) -> Self {
        let (light, above) = (brightness(measured), above_noise(measured));
        if measured.attended {
            Self { light, voice: above, ..Self::default() }
        } else {
            Self { light_alone: light, chirp: above, ..Self::default() }
        }
    }
}

fn brightness(measured: &Measurements) -> Option<f64> {
    let Taken::Measured(camera) = &measured.camera else { return None };
    camera.luma_mean.filter(|_| camera.frames > 0 && camera.over_ms >= MIN_CAMERA_MS)
}

/// What a microphone gives that was pulled out meanwhile is silence, and says nothing of it.
fn above_noise(measured: &Measurements) -> Option<f64> {
    let Taken::Measured(microphone) = &measured.microphone else { return None };
    let heard = microphone.running && !microphone.ended && microphone.blocks >= MIN_BLOCKS;
    heard.then_some(microphone.p95_dbfs - microphone.p10_dbfs)
}

/// What `result` found, worst step first: of each step the worst finding. What counts as passed is left out: that an
/// installation has no relay would else stand beside every check.
pub fn found(result: &CheckResult) -> Vec<(Step, Finding)> {
    let faults = worst_first(result).into_iter().filter(|step| counts(step) != Verdict::Pass);
    let mut found: Vec<(Step, Finding)> = faults.filter_map(|step| Some((step.step, cause(step)?))).collect();
    // That the page is of another version is the same of every step.
    found.dedup_by_key(|(step, finding)| (*finding != Finding::OldPage).then_some(*step));
    found
}

/// What stands of one device of a room in `own`, of all in `all`: what was [`found`] at this one, without what could not be measured
/// at it and was at another.
pub fn found_at(own: &CheckResult, all: &CheckResult) -> Vec<(Step, Finding)> {
    let is_open = |result: &CheckResult, wanted: Step| {
        let step = result.steps.iter().find(|step| step.step == wanted);
        step.is_some_and(|step| counts(step) == Verdict::NotMeasured)
    };
    let mut found = found(own);
    found.retain(|(step, _)| !is_open(own, *step) || is_open(all, *step));
    found
}

/// What the verdict of `result` was found without, and why: steps that nobody could measure here, and that do not count for the
/// whole. Whoever reads that devices serve is to read this too.
pub fn unmeasured(result: &CheckResult) -> Vec<(Step, Finding)> {
    let without = |step: &&StepResult| step.verdict == Verdict::NotMeasured && counts(step) != Verdict::NotMeasured;
    let named = |step: &StepResult| Some((step.step, step.findings.first().copied()?));
    result.steps.iter().filter(without).filter_map(named).collect()
}

/// From when on checks are looked back on at `now`.
pub const fn since(now: Instant) -> Instant {
    now.plus_minutes(-HISTORY_DAYS * 24 * 60)
}
