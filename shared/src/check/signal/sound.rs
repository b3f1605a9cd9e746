//! Levels of sound. All are RMS in dBFS: 0 is a full-scale square wave, a full-scale sine has -3.01.

use crate::check::{Microphone, thresholds::SPEECH_FAIL_DB};

/// The lowest level there is: silence has it too. It lies far under the noise of a 16-bit converter (about -98 dBFS).
pub const FLOOR_DBFS: f64 = -120.0;
/// Samples at or above this are at full scale.
pub const FULL_SCALE: f64 = 0.999;
/// How many blocks a second of sound is cut into: each lasts 50 ms.
pub const BLOCKS_A_SECOND: f32 = 20.0;
/// What most sound cards run at, for a browser that gives no sample rate.
const USUAL_RATE: f32 = 48_000.0;
/// The share of the blocks that are quiet.
const QUIET: f64 = 0.10;
/// The share of the blocks below the loudest.
const LOUD: f64 = 0.95;
/// So many blocks a browser takes to open a microphone: that it is silent until then says nothing. One second.
const OPENING: usize = 20;
/// A microphone that falls silent for so many blocks in all, and sounds again, does so whenever nobody speaks: it has a noise gate.
/// Half a second; a browser that is late leaves shorter holes.
const GATED: usize = 10;
/// Blocks that fit without a new allocation: more than the seven seconds of the step.
const EXPECTED_BLOCKS: usize = 256;

/// The level of `samples`, never below [`FLOOR_DBFS`]; that floor for none. Not a number if a sample is none.
pub fn rms_dbfs(samples: &[f32]) -> f64 {
    let mut power = Power::default();
    for sample in samples {
        power.add(*sample);
    }
    power.dbfs()
}

/// The level below which `share` (0 to 1) of `levels` lie, between two of them in proportion; `None` for none. Not a
/// number if one of them is none, for then nothing is known.
pub fn percentile(levels: &[f64], share: f64) -> Option<f64> {
    if levels.iter().any(|level| level.is_nan()) {
        return Some(f64::NAN);
    }
    let mut sorted = levels.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = u32::try_from(sorted.len().checked_sub(1)?).ok()?;
    let wished = share.clamp(0.0, 1.0) * f64::from(last);
    // The neighbours by search instead of by cast: the first place that is not before the wished one, and the one before.
    let above = (0..=last).find(|place| f64::from(*place) >= wished)?;
    let below = if f64::from(above) > wished { above.checked_sub(1)? } else { above };
    let (low, high) = (sorted.get(below as usize)?, sorted.get(above as usize)?);
    Some(low + (high - low) * (wished - f64::from(below)))
}

/// Whether a block of this level holds nothing: no microphone that is on is so still.
fn is_silence(level: f64) -> bool {
    level <= FLOOR_DBFS
}

fn counted(blocks: usize) -> u32 {
    u32::try_from(blocks).unwrap_or(u32::MAX)
}

/// Squares summed up, for one block.
#[derive(Clone, Copy, Debug, Default)]
struct Power {
    sum: f64,
    samples: u32,
}

impl Power {
    fn add(&mut self, sample: f32) {
        self.sum += f64::from(sample) * f64::from(sample);
        self.samples += 1;
    }

    fn dbfs(self) -> f64 {
        if self.samples == 0 {
            return FLOOR_DBFS;
        }
        let level = 10.0 * (self.sum / f64::from(self.samples)).log10();
        // `f64::max` would turn "not a number" into the floor and so hide a broken device.
        if level < FLOOR_DBFS { FLOOR_DBFS } else { level }
    }
}

/// Hears samples in chunks of any length and keeps what the verdict needs.
#[derive(Clone, Debug)]
pub struct Loudness {
    block: u32,
    filling: Power,
    levels: Vec<f64>,
    run: u32,
    longest_run: u32,
    heard: bool,
    sounded: bool,
}

impl Loudness {
    /// Ready to hear samples at `sample_rate` per second, as the audio context names it.
    pub fn at(sample_rate: f32) -> Self {
        let rate = if sample_rate.is_finite() && sample_rate >= BLOCKS_A_SECOND { sample_rate } else { USUAL_RATE };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "finite and at least 1; a cast saturates"
        )]
        let block = (rate / BLOCKS_A_SECOND).round() as u32;
        Self {
            block,
            filling: Power::default(),
            levels: Vec::with_capacity(EXPECTED_BLOCKS),
            run: 0,
            longest_run: 0,
            heard: false,
            sounded: false,
        }
    }

    /// Hears the next samples.
    pub fn hear(&mut self, samples: &[f32]) {
        for sample in samples {
            self.heard = true;
            // Not a number is not silence, so it is not compared with `==`.
            self.sounded |= sample.abs().partial_cmp(&0.0) != Some(std::cmp::Ordering::Equal);
            self.run = if f64::from(sample.abs()) >= FULL_SCALE { self.run.saturating_add(1) } else { 0 };
            self.longest_run = self.longest_run.max(self.run);
            self.filling.add(*sample);
            if self.filling.samples >= self.block {
                self.levels.push(self.filling.dbfs());
                self.filling = Power::default();
            }
        }
    }

    /// The level of the newest whole block, for a live meter.
    pub fn level(&self) -> Option<f64> {
        self.levels.last().copied()
    }

    /// Whole blocks heard so far.
    pub fn blocks(&self) -> u32 {
        counted(self.levels.len())
    }

    /// Whether something was heard and every sample of it was exactly zero.
    pub const fn all_zero(&self) -> bool {
        self.heard && !self.sounded
    }

    /// The blocks up to the last that is not silence itself.
    fn sounding(&self) -> &[f64] {
        let last = self.levels.iter().rposition(|level| !is_silence(*level));
        last.and_then(|last| self.levels.get(..=last)).unwrap_or_default()
    }

    /// Blocks of silence itself at the end, of a microphone that gave none before; none of one with a noise gate, for there it may
    /// be the person who stopped.
    pub fn stopped_blocks(&self) -> u32 {
        let sounding = self.sounding();
        let gaps = sounding.iter().skip(OPENING).filter(|level| is_silence(**level)).count();
        if gaps >= GATED { 0 } else { counted(self.levels.len() - sounding.len()) }
    }

    /// Blocks that stand above the quiet, by as much as speech at least does. The silence of a microphone that stopped is not the
    /// quiet: beside that, everything before would be loud.
    pub fn voice_blocks(&self) -> u32 {
        let sounding = self.sounding();
        let Some(quiet) = percentile(sounding, QUIET) else { return 0 };
        counted(sounding.iter().filter(|level| **level - quiet >= SPEECH_FAIL_DB).count())
    }

    /// The longest run of consecutive samples at full scale.
    pub const fn longest_run(&self) -> u32 {
        self.longest_run
    }

    /// The level that `share` (0 to 1) of the blocks stay below; the floor before the first whole block.
    pub fn percentile(&self, share: f64) -> f64 {
        percentile(&self.levels, share).unwrap_or(FLOOR_DBFS)
    }

    /// The measurement, with what only the browser knows: whether the audio context ran all the time, and whether the
    /// track was muted or ended.
    pub fn measured(&self, running: bool, muted: bool, ended: bool) -> Microphone {
        Microphone {
            running,
            blocks: self.blocks(),
            all_zero: self.all_zero(),
            p10_dbfs: self.percentile(QUIET),
            p95_dbfs: self.percentile(LOUD),
            clipped_run: self.longest_run,
            voice_blocks: Some(self.voice_blocks()),
            stopped_blocks: Some(self.stopped_blocks()),
            muted,
            ended,
        }
    }
}
